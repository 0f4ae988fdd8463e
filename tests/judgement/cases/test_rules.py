"""What decides about a case, by hand: each condition alone can turn the answer, and is named where it does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lms.judgement.cases import rules
from lms.judgement.cases.rules import Assessed, Before, Course, GapTaught, Lacking, Waits, lacking, waits_for
from lms.judgement.thresholds import DEFAULTS
from tests.factories.training import on


def assessed(day: int, *, told: bool = True, reviewed_after: timedelta = timedelta(minutes=20)) -> Assessed:
    made = on(day)
    return Assessed(made, made + reviewed_after, told)


TAUGHT = GapTaught(decided_at=on(16), shown_at=on(17), shows=1, tries=2, shows_given=1, tries_made=2)
WHOLE = Course(
    acknowledged_at=on(2), assessed=(assessed(3), assessed(10), assessed(18), assessed(19)), taught=TAUGHT, enough=2,
    debts=0,
)  # fmt: skip
"""Told, tried, taught for the gap and tried again, and it came to nothing."""

COURSES = {
    "all of it was done": (WHOLE, ()),
    "the standard was never acknowledged": (replace(WHOLE, acknowledged_at=None), (Lacking.STANDARD,)),
    "it was acknowledged between the first try and its review": (
        replace(WHOLE, acknowledged_at=on(3, 10, 15)), (Lacking.STANDARD,)
    ),
    "it was acknowledged as the first try began": (replace(WHOLE, acknowledged_at=on(3)), ()),
    "there was no assessment before the teaching": (
        replace(WHOLE, assessed=WHOLE.assessed[2:]), (Lacking.FIRST,)
    ),
    "the first assessment was not told": (
        replace(WHOLE, assessed=(assessed(3, told=False), *WHOLE.assessed[1:])), (Lacking.FIRST_TOLD,)
    ),
    "nothing was taught for the gap": (replace(WHOLE, taught=None), (Lacking.TEACHING, Lacking.SECOND)),
    "a show of it was not given": (
        replace(WHOLE, taught=replace(TAUGHT, shows_given=0)), (Lacking.TEACHING, Lacking.SECOND)
    ),
    "a try of it was not made": (
        replace(WHOLE, taught=replace(TAUGHT, tries_made=1)), (Lacking.TEACHING, Lacking.SECOND)
    ),
    "they tried once since": (replace(WHOLE, assessed=WHOLE.assessed[:3]), (Lacking.SECOND,)),
    "a try since was made before the show": (
        replace(WHOLE, taught=replace(TAUGHT, shown_at=on(18, 12))), (Lacking.SECOND,)
    ),
    "the second assessment was not told": (
        replace(WHOLE, assessed=(*WHOLE.assessed[:3], assessed(19, told=False))), (Lacking.SECOND_TOLD,)
    ),
    "they hold it by now": (replace(WHOLE, holds=True), (Lacking.FAILED,)),
    "something is owed to them": (replace(WHOLE, debts=1), (Lacking.DEBTS,)),
}  # fmt: skip


@pytest.mark.parametrize("named", COURSES)
def test_what_is_missing_before_it_is_agreed_that_somebody_is_not_suited(named: str) -> None:
    course, missing = COURSES[named]
    assert lacking(course) == missing


@pytest.mark.parametrize("forced", [True, False])
@pytest.mark.parametrize("guard", Lacking)
def test_every_guard_that_is_forced_fails_a_named_case(
    guard: Lacking, forced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.GUARDS, guard, lambda _course: forced)
    assert any(lacking(course) != missing for course, missing in COURSES.values())


FIRST = Before(is_open=False, reviewed=None, promised=0, sealed=0)
BEFORE = {
    "nothing was decided before": (FIRST, ()),
    "as much is new as is asked for": (replace(FIRST, reviewed=DEFAULTS.new_evidence), ()),
    "less is new": (replace(FIRST, reviewed=DEFAULTS.new_evidence - 1), (Waits.NEW,)),
    "one show that was promised is still to come": (
        replace(FIRST, reviewed=DEFAULTS.new_evidence, promised=1), (Waits.TAUGHT,)
    ),
    "a try is sealed from one of the two": (replace(FIRST, sealed=1), (Waits.UNSEALED,)),
}  # fmt: skip


@pytest.mark.parametrize("named", BEFORE)
def test_what_a_review_waits_for(named: str) -> None:
    before, waits = BEFORE[named]
    assert waits_for(before, DEFAULTS) == waits


@pytest.mark.parametrize("forced", [True, False])
@pytest.mark.parametrize("waits", Waits)
def test_every_wait_that_is_forced_fails_a_named_case(
    waits: Waits, forced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.OPENS, waits, lambda _before, _thresholds: forced)
    assert any(waits_for(before, DEFAULTS) != found for before, found in BEFORE.values())
