"""What a trainee does next: one step, chosen from all that is open. Pure: values in, a value out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

SHOW_LASTS = timedelta(hours=1)  # after so long a show booked for today is over, held or not


class Step(StrEnum):
    """What can come next, in the order in which it does."""

    ACKNOWLEDGE = "acknowledge"
    CONFIRM_SHOW = "confirm_show"
    FINISH_TRY = "finish_try"
    RATE_SELF = "rate_self"
    LOOK_BACK = "look_back"
    COME = "come"
    READ = "read"
    QUIZ = "quiz"
    PRACTISE = "practise"
    REVIEW = "review"
    READ_AHEAD = "read_ahead"
    BEGINS_LATER = "begins_later"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A show that was entered for the trainee and waits for their word. by: who showed it."""

    attendance_id: int
    skill: str
    by: int
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ToFinish:
    """A try on which something is left to do. trainer: who watched it, where that is known."""

    try_id: int
    skill: str
    number: int
    trainer: int | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Booked:
    """Something booked for a moment today. kind: of the debt (show, try, module, refresher, review)."""

    kind: str
    skill: str
    module: str
    ordinal: int
    at: datetime
    place: str
    trainer: int | None


@dataclass(frozen=True, slots=True)
class ToRead:
    """The first unfinished section of a module, and its minutes. paragraph: where to go on, 1 at its beginning."""

    module: str
    section: str
    paragraph: int
    minutes: int
    due_on: date
    begun: bool


@dataclass(frozen=True, slots=True)
class ToPractise:
    """The next supervised try of a skill. shown: whether a show was given, so that there is something to try."""

    skill: str
    ordinal: int
    due_on: date
    trainer: int | None
    shown: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A quiz under way. position: of the question to go on with, None when only the end is left."""

    attempt_id: int
    position: int | None
    answered: int
    items: int


@dataclass(frozen=True, slots=True)
class ToMaster:
    """The quiz of a module that was read. missing: how many of its outcomes do not hold yet, 0 while none does."""

    module: str
    missing: int = 0
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class ToReview:
    """Items that come back today. waiting: how many more are due and come over the next days; begun: if it was."""

    items: int
    waiting: int
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is open for a trainee, each list in the order in which its things are to be done."""

    now: datetime
    today: date
    start_on: date
    acknowledged: bool
    shows: tuple[ToConfirm, ...] = ()
    under_way: tuple[ToFinish, ...] = ()
    to_rate: tuple[ToFinish, ...] = ()
    to_look_back: tuple[ToFinish, ...] = ()
    booked: tuple[Booked, ...] = ()
    unread: tuple[ToRead, ...] = ()
    quizzes: tuple[ToMaster, ...] = ()
    tries: tuple[ToPractise, ...] = ()
    review: ToReview | None = None


About = ToConfirm | ToFinish | Booked | ToRead | ToPractise | ToMaster | ToReview | None


@dataclass(frozen=True, slots=True)
class Next:
    """The one next step. about: the thing itself, None where there is none."""

    step: Step
    about: About = None


def next_step(situation: Situation) -> Next:
    """The one thing to do now: what others wait for first, then what was promised for today, then what comes next.

    Of several quizzes the one that was begun.
    """
    if situation.today < situation.start_on:
        return Next(Step.BEGINS_LATER)
    if not situation.acknowledged:
        return Next(Step.ACKNOWLEDGE)
    tries: list[ToPractise] = sorted((one for one in situation.tries if one.shown), key=_in_time)
    quizzes: list[ToMaster] = sorted(situation.quizzes, key=lambda quiz: quiz.begun is None)
    found = (
        _first(Step.CONFIRM_SHOW, situation.shows),
        _first(Step.FINISH_TRY, situation.under_way),
        _first(Step.RATE_SELF, situation.to_rate),
        _first(Step.LOOK_BACK, situation.to_look_back),
        _first(Step.COME, [one for one in situation.booked if still_ahead(one, situation.now)]),
        _first(Step.READ, [one for one in situation.unread if one.begun or one.due_on <= situation.today]),
        _first(Step.QUIZ, quizzes),
        _first(Step.PRACTISE, tries),
        _first(Step.REVIEW, [situation.review] if situation.review else []),
        _first(Step.READ_AHEAD, situation.unread),
    )
    return next((one for one in found if one is not None), Next(Step.NOTHING))


def still_ahead(booked: Booked, now: datetime) -> bool:
    """Whether there is still something to come to: practice all day long, the rest until an hour after its time."""
    return booked.kind == "try" or now <= booked.at + SHOW_LASTS


def _first(step: Step, things: Sequence[About]) -> Next | None:
    return Next(step, things[0]) if things else None


def _in_time(one: ToPractise) -> tuple[date, int]:
    return one.due_on, one.ordinal
