"""What a path promises, and by when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.catalog import Half, ModuleId, Path, PathId, PathModule, PathSkill, ReadingDuty, SkillId
from lms.i18n import Text
from lms.plan.calendar import ChineseWorkingDays
from lms.plan.rules import Promise, PromiseKind, dispute_until, promises, review_due_on, week_of
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
