"""What a frozen path promises a trainee, and by which date."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import Literal

from lms.curriculum.catalog import Half, Path, PathSkill, ReadingDuty
from lms.plan.calendar import WorkingDays, add_working_days, nth_working_day, working_days_from

DISPUTE_WORKING_DAYS = 3


class PromiseKind(StrEnum):
    """What a path can promise. The words are those of a debt's kind, which a broken promise becomes."""

    MODULE = "module"
    SHOW = "show"
    TRY = "try"


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing promised by a path, or by a decision beyond it, due by the end of the local date `due_on`.

    ordinal: 1 for the first of its kind in its skill (in the path for modules); skill: empty for a module, which may
    teach several; module and half: the module and the half-day by whose end it is due, empty for shows and tries;
    owed_by: who is to give it, whoever coaches; None for whoever does.
    """

    kind: PromiseKind
    ordinal: int
    due_on: date
    skill: str = ""
    module: str = ""
    half: Half | Literal[""] = ""
    owed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Local dates on which somebody is away, both included; to_on: None while nobody knows when they are back."""

    from_on: date
    to_on: date | None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def last_by(self, today: date) -> date:
        """The last day of it that is known on `today`: one without an end lasts until today, and so day by day."""
        return today if self.to_on is None else self.to_on


def promises(path: Path, start_on: date, days: WorkingDays) -> tuple[Promise, ...]:
    """All that the path promises to somebody who starts on `start_on`: required modules first, then each skill.

    start_on: a local date; day 1 is the first working day on or after `start_on`. A module that is only for reading on
    is not promised.
    """
    of_skills = (promise for skill in path.skills for promise in _promises_of(skill, start_on, days))
    return (*_module_promises(path, start_on, days), *of_skills)


def week_of(start_on: date, today: date) -> int:
    """In which week of the path `today` lies: weeks begin on Monday, 1 is the week of `start_on`, 0 any time before."""
    return max((_monday(today) - _monday(start_on)).days // 7 + 1, 0)


def review_due_on(ended_on: date, within_days: int, days: WorkingDays) -> date:
    """The local date by whose end a try that ended on `ended_on` is to be reviewed; within_days: working days."""
    return add_working_days(ended_on, within_days, days)


def dispute_until(told_on: date, days: WorkingDays) -> date:
    """The last local date on which somebody told of a show on `told_on` may say that they did not see it.

    The day of telling does not count: who is told at six in the evening has three whole working days.
    """
    return add_working_days(told_on, DISPUTE_WORKING_DAYS, days)


def after_leave(due_on: date, away: Iterable[Away], today: date, days: WorkingDays, since: date = date.min) -> date:
    """The local date by whose end something is due once leave is taken out of time.

    It moves by the working days missed from `since` to `due_on`, and never onto a day away. Of an absence without an
    end, the days up to `today` are known. Never earlier than `due_on`.
    """
    spans = [(max(one.from_on, since), one.last_by(today)) for one in away]
    spans = [(first, last) for first, last in spans if first <= min(last, due_on)]
    if not spans:
        return due_on
    all_of_it = [(one.from_on, one.last_by(today)) for one in away]

    def is_away(day: date) -> bool:
        return any(first <= day <= last for first, last in all_of_it)

    missed = {
        day
        for first, last in spans
        for day in (first + timedelta(n) for n in range((min(last, due_on) - first).days + 1))
        if days.is_working(day)
    }
    count = len(missed) or int(is_away(due_on))
    present = (day for day in working_days_from(due_on + timedelta(days=1), days) if not is_away(day))
    return next(islice(present, count - 1, None)) if count else due_on


def _module_promises(path: Path, start_on: date, days: WorkingDays) -> Iterator[Promise]:
    required = (m for m in path.modules if m.reading is ReadingDuty.REQUIRED)
    placed = sorted(required, key=lambda m: (m.day, m.half))
    for ordinal, module in enumerate(placed, start=1):
        due_on = nth_working_day(start_on, module.day, days)
        yield Promise(PromiseKind.MODULE, ordinal, due_on, module=module.module, half=module.half)


def _promises_of(skill: PathSkill, start_on: date, days: WorkingDays) -> Iterator[Promise]:
    for kind, by_day in ((PromiseKind.SHOW, skill.shows), (PromiseKind.TRY, skill.tries)):
        for ordinal, day in enumerate(sorted(by_day), start=1):
            yield Promise(kind, ordinal, nth_working_day(start_on, day, days), skill=skill.skill)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
