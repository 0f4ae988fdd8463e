"""The one next step of a trainee."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.desk.rules import (
    Begun,
    Booked,
    Next,
    Situation,
    Step,
    ToConfirm,
    ToFinish,
    ToMaster,
    ToPractise,
    ToRead,
    ToReview,
    next_step,
)
from tests.factories.training import PHONE, VISIT, on

TODAY = date(2026, 11, 16)
NOW = on(16, 9)
SHOW = ToConfirm(1, PHONE, 2, on(13))
PLAYED = ToFinish(7, PHONE, 3, 2, on(16, 8))
COMING = Booked("try", VISIT, "", 2, on(16, 10), "会议室3", 2)
UNREAD = ToRead(PHONE, "before-the-call", 5, 12, TODAY, begun=True)
AHEAD = ToRead(VISIT, "look", 1, 10, TODAY + timedelta(days=7), begun=False)
QUIZ = ToMaster(PHONE)
TRY = ToPractise(VISIT, 2, TODAY + timedelta(days=2), 2, shown=True)
REVIEW = ToReview(items=3, waiting=0)
EVERYTHING = Situation(
    now=NOW, today=TODAY, start_on=date(2026, 11, 2), acknowledged=False, shows=(SHOW,), under_way=(PLAYED,),
    to_rate=(PLAYED,), to_look_back=(PLAYED,), booked=(COMING,), unread=(UNREAD, AHEAD), quizzes=(QUIZ,), tries=(TRY,),
    review=REVIEW,
)  # fmt: skip
NOTHING = Situation(now=NOW, today=TODAY, start_on=date(2026, 11, 2), acknowledged=True)

# Each step with what must be gone for it to be the one, in the order of the steps before it.
ORDER: list[tuple[Step, object, dict[str, object]]] = [
    (Step.ACKNOWLEDGE, None, {}),
    (Step.CONFIRM_SHOW, SHOW, {"acknowledged": True}),
    (Step.FINISH_TRY, PLAYED, {"shows": ()}),
    (Step.RATE_SELF, PLAYED, {"under_way": ()}),
    (Step.LOOK_BACK, PLAYED, {"to_rate": ()}),
    (Step.COME, COMING, {"to_look_back": ()}),
    (Step.READ, UNREAD, {"booked": ()}),
    (Step.QUIZ, QUIZ, {"unread": (AHEAD,)}),
    (Step.PRACTISE, TRY, {"quizzes": ()}),
    (Step.REVIEW, REVIEW, {"tries": ()}),
    (Step.READ_AHEAD, AHEAD, {"review": None}),
    (Step.NOTHING, None, {"unread": ()}),
]


@pytest.mark.parametrize("count", range(1, len(ORDER) + 1))
def test_each_step_waits_for_those_before_it(count: int) -> None:
    situation = EVERYTHING
    for _step, _about, gone in ORDER[:count]:
        situation = replace(situation, **gone)  # type: ignore[arg-type]
    step, about, _gone = ORDER[count - 1]
    assert next_step(situation) == Next(step, about)  # type: ignore[arg-type]


def test_before_the_first_day_nothing_is_asked() -> None:
    assert next_step(replace(EVERYTHING, start_on=TODAY + timedelta(days=1))) == Next(Step.BEGINS_LATER)


def test_a_module_of_a_later_day_waits_unless_it_was_begun() -> None:
    assert next_step(replace(NOTHING, unread=(AHEAD,), tries=(TRY,))).step is Step.PRACTISE
    assert next_step(replace(NOTHING, unread=(replace(AHEAD, begun=True),), tries=(TRY,))).step is Step.READ


def test_a_try_comes_after_its_first_show() -> None:
    assert next_step(replace(NOTHING, tries=(replace(TRY, shown=False),))).step is Step.NOTHING


def test_a_quiz_that_was_begun_comes_before_one_that_was_not() -> None:
    begun = ToMaster(VISIT, begun=Begun(4, 3, 2, 8))
    assert next_step(replace(NOTHING, quizzes=(QUIZ, begun))).about == begun


def test_the_try_that_is_due_first_comes_first() -> None:
    sooner = replace(TRY, skill=PHONE, due_on=TODAY)
    assert next_step(replace(NOTHING, tries=(TRY, sooner))).about == sooner


def test_a_show_booked_for_the_morning_is_over_in_the_afternoon_and_practice_is_not() -> None:
    show = replace(COMING, kind="show")
    afternoon = on(16, 15)
    assert next_step(replace(NOTHING, now=on(16, 10, 30), booked=(show,))).about == show
    assert next_step(replace(NOTHING, now=afternoon, booked=(show,))).step is Step.NOTHING
    assert next_step(replace(NOTHING, now=afternoon, booked=(COMING,))).about == COMING
