"""What a path promises, and by when."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.curriculum.catalog import Half, ModuleId, Path, PathId, PathModule, PathSkill, ReadingDuty, SkillId
from lms.i18n import Text
from lms.plan.calendar import ChineseWorkingDays
from lms.plan.rules import (
    Away,
    Promise,
    PromiseKind,
    after_leave,
    dispute_until,
    promises,
    review_due_on,
    week_of,
)
from lms.questions.question import ContentHash
from tests.weekdays import Weekdays

CHINA = ChineseWorkingDays()


def module(name: str, day: int, half: Half, reading: ReadingDuty = ReadingDuty.REQUIRED) -> PathModule:
    return PathModule(ModuleId(name), day, half, reading)


def path(modules: tuple[PathModule, ...] = (), *skills: PathSkill) -> Path:
    return Path(PathId("sales"), Text(zh="销售", en="Sales"), modules, skills, ContentHash("0"))


TELEPHONE = PathSkill(SkillId("telephone-selling"), 25, 2, shows=(1, 4), tries=(2, 4))


def test_a_skill_promises_its_shows_and_tries_by_working_days() -> None:
    thursday = date(2026, 11, 26)
    assert promises(path((), TELEPHONE), thursday, CHINA) == (
        Promise(PromiseKind.SHOW, 1, date(2026, 11, 26), skill="telephone-selling"),
        Promise(PromiseKind.SHOW, 2, date(2026, 12, 1), skill="telephone-selling"),
        Promise(PromiseKind.TRY, 1, date(2026, 11, 27), skill="telephone-selling"),
        Promise(PromiseKind.TRY, 2, date(2026, 12, 1), skill="telephone-selling"),
    )


def test_modules_are_promised_in_the_order_of_their_half_days() -> None:
    found = promises(
        path((module("quoting", 2, Half.AM), module("first-visit", 1, Half.PM), module("calls", 1, Half.AM))),
        date(2026, 11, 24),
        CHINA,
    )
    assert [(p.ordinal, p.module, p.half, p.due_on.day, p.skill) for p in found] == [
        (1, "calls", "am", 24, ""),
        (2, "first-visit", "pm", 24, ""),
        (3, "quoting", "am", 25, ""),
    ]


def test_a_module_to_read_on_is_not_promised() -> None:
    assert promises(path((module("quoting", 2, Half.AM, ReadingDuty.READER),)), date(2026, 11, 24), CHINA) == ()


def test_who_starts_on_a_holiday_has_day_one_when_work_begins_again() -> None:
    (found,) = promises(path((module("calls", 1, Half.AM),)), date(2026, 10, 1), CHINA)
    assert found.due_on == date(2026, 10, 8)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.lists(st.integers(1, 60), max_size=8))
def test_promises_are_numbered_from_one_in_the_order_of_their_days(start: date, days: list[int]) -> None:
    skill = PathSkill(SkillId("calls"), 25, 2, shows=(), tries=tuple(days))
    found = promises(path((), skill), start, Weekdays())
    assert [p.ordinal for p in found] == list(range(1, len(days) + 1))
    assert [p.due_on for p in found] == sorted(p.due_on for p in found)
    assert all(p.due_on >= start for p in found)


@pytest.mark.parametrize(
    ("today", "week"),
    [
        (date(2026, 11, 25), 1),
        (date(2026, 11, 29), 1),
        (date(2026, 11, 30), 2),
        (date(2026, 11, 23), 1),
        (date(2026, 11, 22), 0),
        (date(2026, 1, 1), 0),
    ],
)
def test_weeks_begin_on_monday_and_the_first_is_that_of_the_start(today: date, week: int) -> None:
    assert week_of(date(2026, 11, 25), today) == week


def test_a_review_is_due_within_working_days_after_the_try() -> None:
    friday = date(2026, 11, 27)
    assert review_due_on(friday, 2, CHINA) == date(2026, 12, 1)
    assert review_due_on(friday + timedelta(days=1), 2, CHINA) == date(2026, 12, 1)


def test_a_show_may_be_disputed_for_three_whole_working_days_after_the_telling() -> None:
    assert dispute_until(date(2026, 11, 27), CHINA) == date(2026, 12, 2)
    assert dispute_until(date(2026, 9, 30), CHINA) == date(2026, 10, 10)


DAYS = st.dates(date(2026, 11, 1), date(2026, 12, 31))
ABSENCES = st.builds(
    lambda first, days: Away(first, None if days is None else first + timedelta(days=days)),
    DAYS,
    st.none() | st.integers(0, 30),
)
SOME_ABSENCES = st.lists(ABSENCES, max_size=3)


@pytest.mark.parametrize(
    ("due_on", "away", "moved"),
    [
        (date(2026, 11, 20), (), date(2026, 11, 20)),
        (date(2026, 11, 20), ((23, 27),), date(2026, 11, 20)),  # due before the leave
        (date(2026, 11, 25), ((23, 27),), date(2026, 12, 2)),  # Mon to Wed were missed: three working days after it
        (date(2026, 11, 30), ((23, 24),), date(2026, 12, 2)),  # two days missed before it
        (date(2026, 11, 30), ((21, 22),), date(2026, 11, 30)),  # a weekend is no time of work
        (date(2026, 11, 30), ((16, 20), (19, 23)), date(2026, 12, 8)),  # each missed day once
    ],
)
def test_leave_is_taken_out_of_time_by_the_working_days_missed(
    due_on: date, away: tuple[tuple[int, int], ...], moved: date
) -> None:
    absences = [Away(date(2026, 11, first), date(2026, 11, last)) for first, last in away]
    assert after_leave(due_on, absences, date(2026, 11, 24), Weekdays(), since=date(2026, 11, 2)) == moved


def test_an_absence_without_an_end_moves_what_is_due_from_day_to_day() -> None:
    away = [Away(date(2026, 11, 23), None)]
    found = [after_leave(date(2026, 11, 23), away, date(2026, 11, day), Weekdays()) for day in (20, 23, 24, 27, 28)]
    assert found == [date(2026, 11, 23), *(date(2026, 11, day) for day in (24, 25)), *[date(2026, 11, 30)] * 2]


def test_leave_before_the_path_began_moves_nothing() -> None:
    away = [Away(date(2026, 11, 2), date(2026, 11, 6))]
    assert after_leave(date(2026, 11, 12), away, date(2026, 11, 9), Weekdays(), since=date(2026, 11, 9)) == date(
        2026, 11, 12
    )


@given(DAYS, SOME_ABSENCES, DAYS, st.integers(0, 40))
def test_a_due_date_never_moves_earlier_and_more_leave_or_a_later_look_never_brings_it_forward(
    due_on: date, away: list[Away], today: date, later: int
) -> None:
    moved = after_leave(due_on, away, today, Weekdays())
    assert moved >= due_on
    assert moved >= after_leave(due_on, away[1:], today, Weekdays())
    assert moved <= after_leave(due_on, away, today + timedelta(days=later), Weekdays())
    assert after_leave(due_on, [], today, Weekdays()) == due_on  # who is not away owes and is owed as promised


@given(DAYS, st.integers(0, 20), SOME_ABSENCES, DAYS)
def test_what_is_promised_first_is_due_first_and_nothing_is_due_on_a_day_away(
    due_on: date, further: int, away: list[Away], today: date
) -> None:
    first = after_leave(due_on, away, today, Weekdays())
    assert first <= after_leave(due_on + timedelta(days=further), away, today, Weekdays())
    assert not any(one.from_on <= first <= one.last_by(today) for one in away)


@given(DAYS, SOME_ABSENCES, DAYS)
def test_as_many_days_of_work_are_left_as_were_promised(due_on: date, away: list[Away], today: date) -> None:
    assume(Weekdays().is_working(due_on))

    def at_work(last: date, absences: list[Away]) -> int:
        days = (date(2026, 11, 1) + timedelta(days=n) for n in range((last - date(2026, 11, 1)).days + 1))
        there = (d for d in days if not any(one.from_on <= d <= one.last_by(today) for one in absences))
        return sum(Weekdays().is_working(day) for day in there)

    moved = after_leave(due_on, away, today, Weekdays(), since=date(2026, 11, 1))
    assert at_work(moved, away) == at_work(due_on, [])
