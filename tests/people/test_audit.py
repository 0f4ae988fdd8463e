"""Every change to accounts, teams and coaching can be read afterwards."""

from datetime import date

import pytest
from flask import Flask

from lms.db import session, transaction
from lms.errors import NotYours
from lms.i18n import Language
from lms.people import accounts, audit, coaching, entry, links, places, teams
from lms.people.audit import Change
from lms.people.models import Audit, Role
from lms.people.views.changes import _SENTENCES
from tests.cast import Cast
from tests.pages import Pages, queries

NOV = date(2026, 11, 24)


def everything(cast: Cast) -> None:
    """One change of each kind, through the services."""
    details = accounts.Details("孙悦", mobile="13912345678")
    accounts.add(cast.admin, details, accounts.FirstPlace(cast.team, Role.TRAINEE, NOV), "k1")
    accounts.change(cast.admin, cast.trainee, accounts.Details("李雯", email="li@example.com", is_admin=True))
    accounts.change(cast.admin, cast.trainee, accounts.Details("李雯", email="li@example.com"))
    accounts.suspend(cast.admin, cast.trainee)
    accounts.unsuspend(cast.admin, cast.trainee)
    place_id = places.add(cast.admin, cast.trainee, (cast.other_team, Role.TRAINER), (NOV, None), "k2")
    places.end(cast.admin, place_id, NOV)
    places.reopen(cast.admin, place_id)
    team_id = teams.add(cast.admin, "西南区", None, "k3")
    teams.change(cast.admin, team_id, "西北区", cast.team)
    teams.add(cast.admin, "东北区", cast.team, "k4")
    pair_id = coaching.add(cast.admin, ("周涛", "li@example.com"), None, (NOV, None), "k5")
    coaching.end(cast.admin, pair_id, NOV)
    coaching.reopen(cast.admin, pair_id)
    links.make(cast.manager, cast.trainee, "k6")
    entry.end_other_browsers(cast.trainee, "here")
    with transaction():
        for change in (Change.LINK_USED, Change.PASSWORD_CHANGED, Change.DATA_TAKEN):
            audit.note(cast.trainee, change, cast.trainee, purpose="reset")
        audit.note(None, Change.PERSON_ADDED, cast.trainee)


def test_there_is_a_sentence_for_each_change() -> None:
    assert set(_SENTENCES) == set(Change)


@pytest.mark.parametrize("language", list(Language))
def test_the_page_tells_each_kind_of_change_in_both_languages(pages: Pages, cast: Cast, language: Language) -> None:
    everything(cast)
    assert {row.action for row in session().query(Audit.action)} == set(Change)
    page = pages.sign_in(cast.admin, language).get("/admin/audit")
    assert ("李文 → 李雯" if language is Language.ZH else "Name: 李文 → 李雯") in page.words
    assert "_" not in page.words.replace("SIGN_IN", "")
    assert "孙悦" not in pages.get(f"/admin/audit?person={cast.trainee}").words
    pages.get("/admin/audit?person=99999", 404)


def test_an_empty_page_says_so(pages: Pages, cast: Cast) -> None:
    assert "还没有改动" in pages.sign_in(cast.admin).get("/admin/audit").words


def test_pages_follow_each_other_in_as_many_queries(pages: Pages, cast: Cast) -> None:
    everything(cast)
    pages.sign_in(cast.admin).get("/admin/audit")
    with queries(6) as few:
        pages.get("/admin/audit")
    with transaction():
        for _time in range(300):
            audit.note(cast.admin, Change.PERSON_ADDED, cast.trainee)
    with queries(len(few)):
        pages.get("/admin/audit")
    seen, before = [], None
    while True:
        page = audit.entries(cast.admin, before)
        seen += [one.id for one in page.entries]
        before = page.older
        if before is None:
            break
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == session().query(Audit).count()


def test_only_an_admin_reads_it(app: Flask, cast: Cast) -> None:
    for who in (cast.trainee, cast.trainer, cast.manager):
        with pytest.raises(NotYours):
            audit.entries(who)


def test_the_page_tells_what_was_exported_and_where_enrolments_stand(pages: Pages, cast: Cast) -> None:
    with transaction():
        audit.note(cast.manager, Change.DATA_TAKEN, what="team", rows=24)
    words = pages.sign_in(cast.admin).get("/admin/audit").words
    assert "导出了团队名单，24人" in words
    assert "学习路径的安排和更正不在这里" in words
