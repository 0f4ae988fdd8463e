"""What is said of a rater, when their manager may see it, and when a transcript is due again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.plan.calendar import ChineseWorkingDays
from lms.practice.habits import habits_of
from lms.practice.raters import Estimate, Rated
from lms.raters.findings import Finding, Sign, due_again, enough, findings, shown_to_manager_on
from tests.practice.simulated import company
from tests.practice.test_habits import with_levels

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVEN: Mapping[int, float] = {1: 0.0, 2: 0.0, 3: 0.0}


def said(made: list[Rated], rater: int = 1, told: tuple[tuple[str, str], ...] = ()) -> list[Finding]:
    others = sum(one.rater != rater for one in made)
    return findings(Estimate(made).severity(rater), habits_of(rater, made), others, told)


def signs(made: list[Rated], rater: int = 1) -> set[Sign]:
    return {one.sign for one in said(made, rater)}


@pytest.mark.parametrize(("severity", "expected"), [(-1.1, {Sign.SEVERE}), (1.1, {Sign.MILD}), (0.0, set())])
def test_who_stands_far_from_the_others_is_told_so_and_nobody_else(severity: float, expected: set[Sign]) -> None:
    made = company({1: severity, 2: 0.0, 3: 0.0}, 11, people=18)
    assert signs(made) & {Sign.SEVERE, Sign.MILD} == expected
    assert not signs(made, 2) & {Sign.SEVERE, Sign.MILD}


def test_few_tries_tell_nothing_however_far_apart() -> None:
    made = company({1: -1.5, 2: 0.0}, 12, people=2, tries=5)
    assert sum(one.rater == 1 for one in made) < 8
    assert said(made) == []
    assert not enough(Estimate(made).severity(1))


def test_nobody_to_compare_with_tells_nothing() -> None:
    made = company({1: -1.5}, 13, people=20)
    assert said(made) == []


def test_all_items_alike_is_a_finding_and_everything_done_is_another() -> None:
    made = company(EVEN, 14, people=16)
    assert Sign.HALO in signs(with_levels(made, 1, lambda _item, _was: 1))
    assert signs(with_levels(made, 1, lambda _item, was: max(was, 2))) >= {Sign.ALL_DONE}
    assert Sign.HALO not in signs(with_levels(made, 1, lambda _item, _was: 2))
    assert not signs(made) & {Sign.HALO, Sign.ALL_DONE}


def test_people_who_are_simply_good_are_no_finding() -> None:
    good = [replace(one, levels=dict.fromkeys(one.levels, 2)) for one in company(EVEN, 15, people=16)]
    assert said(good) == []


def test_an_item_on_which_one_stands_alone_is_named() -> None:
    made = with_levels(company(EVEN, 16, people=20), 1, lambda item, was: 0 if item == "waits" else was)
    found = [one for one in said(made) if one.sign is Sign.ITEM]
    assert [(one.skill, one.item) for one in found] == [("calls", "waits")]
    assert found[0].figure < -0.6
    assert found[0].key == "item:waits:down"


def test_what_was_told_stands_until_it_is_clearly_gone() -> None:
    made = company({1: 0.0, 2: 0.0, 3: 0.0}, 11, people=18)
    severity = replace(Estimate(made).severity(1), apart=-0.55)
    habits = habits_of(1, made)
    assert findings(severity, habits, 60) == []
    assert [one.sign for one in findings(severity, habits, 60, {("", "severe")})] == [Sign.SEVERE]
    assert findings(replace(severity, apart=-0.45), habits, 60, {("", "severe")}) == []
    assert (
        findings(replace(severity, apart=0.55), habits, 60, {("", "severe")}) == []
    )  # the other way is another finding


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (None, date(2026, 11, 16)),
        (datetime(2026, 11, 3, 1, tzinfo=UTC), date(2026, 11, 6)),
        (datetime(2026, 11, 6, 1, tzinfo=UTC), date(2026, 11, 11)),  # a Friday: the weekend doesn't count
        (datetime(2026, 11, 15, 1, tzinfo=UTC), date(2026, 11, 16)),  # read late: never later than unread
    ],
)
def test_a_manager_sees_it_a_fortnight_later_or_three_working_days_after_it_was_read(
    seen: datetime | None, expected: date
) -> None:
    told = datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert shown_to_manager_on(told, seen, SHANGHAI, ChineseWorkingDays()) == expected


def test_a_transcript_is_due_again_after_ninety_days_or_when_it_has_changed() -> None:
    now = datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert due_again(None, "", "a", now)
    assert not due_again(now - timedelta(days=89), "a", "a", now)
    assert due_again(now - timedelta(days=90), "a", "a", now)
    assert due_again(now - timedelta(days=1), "b", "a", now)
