"""Leave: noted, told, disputed, mended, and taken out of time."""

from datetime import date, timedelta

import pytest

from lms import clock
from lms.db import session
from lms.errors import AlreadyClosed, NotYours, Unusable
from lms.judgement.service import judgement_of
from lms.plan import absences
from lms.plan import service as plan
from lms.plan.absences import Days, away_from, until
from lms.plan.rules import Away
from lms.quizzes.recall import held_by
from lms.records.notices import unread_of
from lms.records.service import first_bad_line
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.practice.plays import at, clock_at, key, verbs

MONDAY = date(2026, 11, 16)
WEEK = Days("leave", MONDAY, MONDAY + timedelta(days=4), "回老家")
SICK = Days("sick", MONDAY, None)


@pytest.fixture
def enrolled(cast: Cast) -> Cast:
    with clock.standing_at(BEGAN):
        plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, key())
    return cast


def note(cast: Cast, days: Days = WEEK, by: int | None = None) -> int:
    with clock_at():
        return absences.note_absence(by or cast.trainer, cast.trainee, days, key())


def stands(cast: Cast) -> list[tuple[date, date | None]]:
    session().rollback()
    found = absences.away_of([cast.trainee]).get(cast.trainee, ())
    return [(one.from_on, one.to_on) for one in found]


def test_leave_is_noted_by_who_teaches_manages_or_keeps_accounts_and_told_to_the_person(enrolled: Cast) -> None:
    cast = enrolled
    for by in (cast.trainer, cast.manager, cast.admin):
        note(cast, WEEK, by)
    for stranger in (cast.trainee, cast.other_trainer):
        with pytest.raises(NotYours):
            note(cast, WEEK, stranger)
    assert verbs(cast.trainee)[1:] == ["away"] * 3
    assert len(unread_of(cast.trainee)) == 3
    assert first_bad_line(cast.trainee) is None


@pytest.mark.parametrize(
    ("days", "field"),
    [
        (Days("holiday", MONDAY, None), "kind"),
        (Days("leave", MONDAY, MONDAY - timedelta(days=1)), "to_on"),
        (Days("leave", MONDAY, MONDAY + timedelta(days=400)), "to_on"),
        (Days("leave", date(1926, 11, 16), None), "from_on"),
        (Days("leave", MONDAY, None, "长" * 501), "reason"),
    ],
)
def test_days_that_cannot_be_are_refused_in_their_place(enrolled: Cast, days: Days, field: str) -> None:
    with pytest.raises(Unusable) as refused:
        note(enrolled, days)
    assert set(refused.value.fields) == {field}


def test_the_person_says_that_it_is_wrong_and_who_entered_it_is_told_and_corrects_it(enrolled: Cast) -> None:
    cast, made = enrolled, note(enrolled)
    with clock_at(5):
        with pytest.raises(NotYours):
            absences.dispute(cast.manager, made, "不对", key())
        absences.dispute(cast.trainee, made, "我周五回来", key())
    (told,) = unread_of(cast.trainer)
    assert (told.body["name"], told.body["words"]) == ("李文", "我周五回来")
    shorter = Days("leave", MONDAY, MONDAY + timedelta(days=3))
    with clock_at(10):
        with pytest.raises(NotYours):
            absences.correct_absence(cast.admin, made, shorter, "查过了", key())
        with pytest.raises(Unusable):
            absences.correct_absence(cast.trainer, made, WEEK, "没变", key())
        absences.correct_absence(cast.trainer, made, shorter, "周五就回来", "once")
        absences.correct_absence(cast.trainer, made, shorter, "周五就回来", "once")
        with pytest.raises(AlreadyClosed):
            absences.correct_absence(cast.manager, made, None, "没这回事", key())
        with pytest.raises(AlreadyClosed):
            absences.dispute(cast.trainee, made, "还是不对", key())
        first, second = absences.absences_of(cast.trainee, cast.trainee)
    assert {first.undone is None, second.undone is None} == {True, False}
    assert stands(cast) == [(MONDAY, MONDAY + timedelta(days=3))]
    assert verbs(cast.trainee)[1:] == ["away", "away", "corrected"]
    assert first_bad_line(cast.trainee) is None


def test_who_manages_strikes_out_what_another_has_noted(enrolled: Cast) -> None:
    made = note(enrolled)
    with clock_at(10):
        absences.correct_absence(enrolled.manager, made, None, "记错人了", key())
    assert stands(enrolled) == []


def test_what_falls_due_moves_by_the_days_missed_and_back_when_the_leave_is_struck_out(enrolled: Cast) -> None:
    def due() -> dict[date, date]:
        session().rollback()
        found = plan.plan_of(enrolled.trainee)
        assert found is not None
        moved = found.owed_on(MONDAY + timedelta(days=1))
        return {one.due_on: now.due_on for one, now in zip(found.obligations, moved, strict=True)}

    before = due()
    made = note(enrolled)
    after = due()
    assert {day for day, now in after.items() if now == day} == {day for day in before if day < MONDAY}
    assert all(now > MONDAY + timedelta(days=4) for day, now in after.items() if day >= MONDAY)
    with clock_at(10):
        absences.correct_absence(enrolled.manager, made, None, "没请成", key())
    assert due() == before


def test_while_leave_has_no_end_no_debt_is_added_from_day_to_day(enrolled: Cast) -> None:
    def debts(days: int) -> list[object]:
        session().rollback()
        with clock_at(days=days):
            found = judgement_of(enrolled.trainee, at(days=days))
        assert found is not None
        return [debt for _skill, debt in found.debts]

    note(enrolled, SICK)
    assert debts(0) == debts(10) == debts(30)
    assert debts(0)  # what was owed before stays owed


def test_nothing_comes_to_be_reviewed_on_leave(enrolled: Cast) -> None:
    note(enrolled)
    with clock_at(10):
        held = held_by(enrolled.trainee)
    assert held is not None
    rest = held.rest_on(MONDAY + timedelta(days=2))
    assert rest is not None
    assert rest.to_on == WEEK.to_on
    assert held.rest_on(MONDAY + timedelta(days=5)) is None


def test_days_away_that_follow_each_other_are_one_until_the_last() -> None:
    three = away_from("2026-11-18:2026-11-20 2026-11-16:2026-11-17 2026-11-25:")
    assert [one.from_on.day for one in three] == [16, 18, 25]
    assert until(three, date(2026, 11, 16)) == date(2026, 11, 20)
    assert until(three, date(2026, 11, 26)) is None
    assert until([Away(MONDAY, MONDAY)], MONDAY) == MONDAY
