"""The first steps of a company, in the order of work."""

from datetime import timedelta

import pytest
from flask import Flask

from lms import clock
from lms.db import session
from lms.errors import NotYours
from lms.i18n import Language
from lms.people import beginning, cli
from lms.people.models import Person
from lms.plan import service
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.pages import Page, Pages

STEPS = ["/admin/teams", "/admin/lines", "/admin/coaching", "/admin/people?role=trainee"]


def steps(page: Page) -> list[str | None]:
    return [link.get("href") for one in page.tree.iter("ol") for link in one.iter("a")]


@pytest.mark.parametrize("language", list(Language))
def test_the_first_admin_finds_the_order_of_work(app: Flask, pages: Pages, language: Language) -> None:
    cli.init("何平", email="he@example.com", company_team="樵径软件")
    admin = session().query(Person.id).scalar()
    assert steps(pages.sign_in(admin, language).get("/admin/people")) == STEPS
    assert beginning.begun(admin) == beginning.Begun(teams=False, people=False, coaching=False, enrolled=False)


def test_a_filtered_list_is_the_list_alone(pages: Pages, cast: Cast) -> None:
    assert steps(pages.sign_in(cast.admin).get("/admin/people")) == STEPS
    assert steps(pages.get("/admin/people?role=trainee")) == []


def test_the_steps_are_gone_once_all_are_done(pages: Pages, cast: Cast) -> None:
    assert beginning.begun(cast.admin) == beginning.Begun(teams=True, people=True, coaching=True, enrolled=False)
    with clock.standing_at(BEGAN):
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "k")
    assert beginning.begun(cast.admin).whole
    assert steps(pages.sign_in(cast.admin).get("/admin/people")) == []


def test_only_an_admin_is_told(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotYours):
        beginning.begun(cast.manager)


def test_the_page_of_a_person_tells_their_path_or_offers_one(pages: Pages, cast: Cast) -> None:
    def links(person: int) -> set[str | None]:
        return {node.get("href") for node in pages.get(f"/admin/people/{person}").tree.iter("a")}

    pages.sign_in(cast.admin)
    assert f"/enrol/{cast.trainee}" in links(cast.trainee)
    for person in (cast.trainer, cast.admin):
        assert f"/enrol/{person}" not in links(person)
    with clock.standing_at(BEGAN + timedelta(hours=1)):
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "k")
    assert f"/enrol/{cast.trainee}" not in links(cast.trainee)
    assert f"/enrol/{cast.trainee}/start" in links(cast.trainee)
    assert "11月2日 周一起" in pages.get(f"/admin/people/{cast.trainee}").words
