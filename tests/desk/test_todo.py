"""A trainer's to-do, and a manager's look at it."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.people.models import Coaching
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.plan.models import Arrangement
from lms.records.models import Record
from tests.cast import DAY_ONE, Cast
from tests.factories.crowd import crowd
from tests.factories.training import PHONE, VISIT, Trainee, on, trainee_of
from tests.pages import Page, Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))


def at(pages: Pages, person: int, day: int, address: str = "/todo", language: Language = Language.ZH) -> Page:
    with clock.standing_at(on(day, 9)):
        return pages.sign_in(person, language).get(address)


def rows(page: Page) -> list[str]:
    """What each row of the list says, in its order."""
    return [
        re.sub(r"\s+", " ", "".join(row.itertext())).strip()
        for row in page.tree.iter("tr")
        if "duty" in (row.get("class") or "")
    ]


def show_key(trainee: Trainee, skill: str = PHONE, ordinal: int = 1) -> str:
    return f"{trainee.id}.show.{skill}..{ordinal}."


def send(pages: Pages, trainee: Trainee, standing: str, november: int, status: int = 302, **values: object) -> Page:
    """Send one of the small forms about the first show of the telephone, on a day of November."""
    given = {"row": show_key(trainee), "key": f"{standing}{november}", **values}
    with clock.standing_at(on(november, 9)):
        data: dict[str, object] = {f"{standing}-{name}": value for name, value in given.items()}
        return pages.post(f"/people/{trainee.id}/arrangements/{standing}", data, status=status)


@BOTH
def test_it_stands_by_our_promise_with_the_longest_wait_first(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    trainee.shown(PHONE, on(2, 16))
    trainee.tried(PHONE, on(3), None)
    page = at(pages, cast.trainer, 6, language=language)
    heads = ("已过我们答应的时间", "还来得及") if language is Language.ZH else ("Past our promise", "Still in time")
    assert all(head in page.words for head in heads)
    zh = language is Language.ZH
    show, review, later = (
        next(at for at, row in enumerate(rows(page)) if all(words in row for words in said))
        for said in (
            ("初访第1次示范", "逾期3天") if zh else ("First visit, show 1", "3 days late"),
            ("电话销售第1次练习的评阅", "逾期1天") if zh else ("Telephone selling, review of try 1", "1 day late"),
            ("电话销售第2次练习", "逾期1天") if zh else ("Telephone selling, try 2", "1 day late"),
        )
    )
    assert show < review < later
    assert "/review" in page.text


@BOTH
def test_an_empty_list_says_what_will_come(cast: Cast, pages: Pages, language: Language) -> None:
    page = at(pages, cast.trainer, 6, language=language)
    assert ("没有等你的" if language is Language.ZH else "Nothing waits for you") in page.words


def test_a_show_that_was_not_seen_is_a_kind_of_its_own(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled().shown(PHONE, on(2, 16), seen=False)
    page = at(pages, cast.trainer, 4, "/todo?kind=not_seen")
    [row] = rows(page)
    assert "本人说11月2日没看到" in row


def test_filters_stand_in_the_address_with_what_they_count(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.trainer, 5)
    for kind in ("show", "try", "module"):
        count = int(re.search(rf'kind={kind}">[^<]*<span class="number">(\d+)', page.text)[1])  # type: ignore[index]
        assert len(rows(at(pages, cast.trainer, 5, f"/todo?kind={kind}"))) == count
    one = at(pages, cast.trainer, 5, f"/todo?kind=show&skill={VISIT}")
    assert all("初访" in row for row in rows(one))


def test_what_is_due_after_the_next_week_is_not_listed_yet(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    assert "第6次练习" not in " ".join(rows(at(pages, cast.trainer, 2)))


@BOTH
def test_the_panel_offers_what_can_be_arranged_and_a_reminder(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(3, 9)):
        show = Owed("show", PHONE, "", 1)
        arrange(cast.trainer, trainee.id, show, Arranged.BOOKED, "booked", booked_for=on(3, 17))
    page = at(pages, cast.trainer, 4, f"/todo?at={show_key(trainee)}", language)
    for words in ("约在……", "转给……", "做不了，因为……", "没来") if language is Language.ZH else (
        "Booked for …", "Hand to …", "Can’t, because …", "Did not come",
    ):  # fmt: skip
        assert words in page.words
    reminder = next(node for node in page.tree.iter("pre"))
    lines = "".join(reminder.itertext()).split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("李文")
    assert f'data-copy="{lines[0]}' in page.text


def test_booked_is_called_booked_until_its_day(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    page = send(pages, trainee, "booked", 4, day="2026-11-06", time="10:00", place="会议室3")
    assert page.location == "/todo"
    assert "约在11月6日 周五 10:00，会议室3" in " ".join(rows(at(pages, cast.trainer, 5)))
    assert "已安排 1" in at(pages, cast.trainer, 5).words
    assert "约在今天10:00，会议室3" in " ".join(rows(at(pages, cast.trainer, 6)))
    assert "约在" not in " ".join(rows(at(pages, cast.trainer, 7)))


def test_handed_over_it_stands_on_the_other_list(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "handed", 4, to=str(cast.manager))
    assert "电话销售第1次示范" not in " ".join(rows(at(pages, cast.trainer, 4)))
    assert "陈静转来的" in " ".join(rows(at(pages, cast.manager, 4)))


def test_why_it_cannot_be_given_is_seen_by_the_manager(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "cannot", 4, reason="这两天在苏州出差")
    assert "陈静做不了：这两天在苏州出差" in at(pages, cast.trainer, 4).words
    assert "这两天在苏州出差" in at(pages, cast.manager, 4, "/team").words


def test_who_did_not_come_is_not_owed_it_again_and_it_is_on_record(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    chosen = f"/todo?at={show_key(trainee)}"
    assert "记下没来" not in at(pages, cast.trainer, 3, chosen).words
    send(pages, trainee, "not_come", 3, status=409)
    send(pages, trainee, "booked", 3, day="2026-11-03", time="17:00", place="")
    assert "记下没来" in at(pages, cast.trainer, 4, chosen).words
    send(pages, trainee, "not_come", 4)
    assert "电话销售第1次示范" not in " ".join(rows(at(pages, cast.trainer, 4)))
    assert session().scalars(select(Record.verb).where(Record.kind == "arrangement")).all() == ["offered"]


@BOTH
def test_a_refused_form_keeps_what_was_typed_and_stays_open(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer, language)
    page = send(pages, trainee, "booked", 4, status=422, day="2026-11-03", time="10:00", place="会议室3")
    assert 'value="会议室3"' in page.text
    assert 'value="2026-11-03"' in page.text
    assert ("选一个还没到的时间" if language is Language.ZH else "Choose a time that is still to come") in page.words
    assert re.search(r'<details class="more" name="arrange" open>', page.text)
    assert (page.tree.findtext(".//title") or "").startswith("错误" if language is Language.ZH else "Error")


def test_a_double_click_arranges_once(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    for _click in range(2):
        send(pages, trainee, "booked", 4, day="2026-11-06", time="10:00", place="")
    assert len(session().scalars(select(Arrangement)).all()) == 1
    for _click in range(2):
        send(pages, trainee, "not_come", 7)
    assert len(session().scalars(select(Record).where(Record.kind == "arrangement")).all()) == 1


def test_a_stranger_can_arrange_nothing(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    for person in (cast.other_trainer, cast.trainee, cast.admin):
        pages.sign_in(person)
        send(pages, trainee, "booked", 4, status=404, day="2026-11-06", time="10:00")
    pages.sign_in(cast.trainer)
    with clock.standing_at(on(4, 9)):
        pages.post(f"/people/{trainee.id}/arrangements/paid", {"paid-row": show_key(trainee)}, status=404)
    assert session().scalars(select(Arrangement)).all() == []


def test_a_trainer_of_one_skill_sees_what_that_skill_owes(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, skill=VISIT, from_on=DAY_ONE))
    theirs = rows(at(pages, cast.other_trainer, 9))
    assert theirs
    assert all("初访" in row for row in theirs)
    assert not any("初访" in row for row in rows(at(pages, cast.trainer, 9)))


def test_what_nobody_coaches_stands_on_the_managers_list(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with transaction():
        for row in session().scalars(select(Coaching).where(Coaching.trainee_id == cast.trainee)):
            row.to_on = date(2026, 11, 3)
    assert rows(at(pages, cast.manager, 9))
    assert "还没人带" in at(pages, cast.manager, 9).words


def test_a_manager_opens_the_list_of_somebody_who_owes(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    assert rows(at(pages, cast.manager, 9)) == []
    theirs = rows(at(pages, cast.manager, 9, f"/todo?owed_by={cast.trainer}"))
    assert theirs
    assert theirs == rows(at(pages, cast.trainer, 9))
    page = at(pages, cast.manager, 9, f"/todo?owed_by={cast.trainer}")
    assert "陈静，李文这一项还没给" in "".join(next(page.tree.iter("pre")).itertext())


def test_another_persons_duties_are_first_of_all_to_be_arranged(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    for person, address, first in (
        (cast.manager, f"/todo?owed_by={cast.trainer}", "安排"), (cast.trainer, "/todo", "打开这门课"),
    ):  # fmt: skip
        page = at(pages, person, 4, address)
        row = next(row for row in page.tree.iter("tr") if "duty" in (row.get("class") or ""))
        [main] = ["".join(link.itertext()) for link in row.iter("a") if link.get("data-first") is not None]
        assert main == first
        acts = {"".join(link.itertext()): link.get("class") or "" for link in row.iter("a")}
        assert ["quiet" in acts[name] for name in ("安排", "打开这门课")] == [first != "安排", first == "安排"]


def test_nobody_looks_into_a_list_of_other_teams(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    for owed_by in ("all", str(cast.trainer)):
        assert rows(at(pages, cast.other_trainer, 9, f"/todo?owed_by={owed_by}")) == []
    for person in (cast.trainee, cast.admin):
        with clock.standing_at(on(9)):
            pages.sign_in(person).get("/todo", status=404)


@BOTH
def test_a_try_under_way_and_a_look_back_stand_above_the_list(cast: Cast, pages: Pages, language: Language) -> None:
    made = trainee_of(cast).enrolled().tried(PHONE, on(4), 1)
    page = at(pages, cast.trainer, 5, language=language)
    assert ("还没说好改哪一样" if language is Language.ZH else "no change agreed yet") in page.words
    assert f"/tries/{made}/back" in page.text


def test_nothing_is_said_of_the_person_but_what_they_are_owed(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    for language in Language:
        for kind in ("show", "try", "module"):
            page = at(pages, cast.trainer, 9, f"/todo?kind={kind}&at={quote(show_key(trainee))}", language)
            said = "".join(next(page.tree.iter("pre")).itertext())
            assert not re.search("未教够|untrained|not responding|behind|落后|差", said, re.IGNORECASE)


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(cast: Cast, pages: Pages) -> None:
    crowd(cast, 3)
    at(pages, cast.trainer, 16)
    with queries(15) as few:
        at(pages, cast.trainer, 16)
    crowd(cast, 27, first=3)
    with queries(len(few)):
        page = at(pages, cast.trainer, 16)
    assert len(rows(page)) > 30


def test_a_show_leads_back_to_no_other_site(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(4, 9)):
        for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", ""):
            page = pages.sign_in(cast.trainer).get("/shows/new?next=" + quote(elsewhere))
            assert "elsewhere" not in "".join(a.get("href") or "" for a in page.tree.iter("a"))
            [arrow] = [a.get("href") for a in page.tree.iter("a") if a.get("class") == "back"]
            assert arrow == "/practice"
