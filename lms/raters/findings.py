"""What is said of a rater, when their manager may see it, and when a transcript is due again. Pure.

Nothing here touches a level: a finding is told, and the levels stay as they were put.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import fmean
from zoneinfo import ZoneInfo

from lms.plan.calendar import WorkingDays, add_working_days
from lms.practice.habits import Habits
from lms.practice.raters import Severity

ENOUGH_TRIES = 8  # reviews of one's own before anything is said
ENOUGH_OTHERS = 8  # reviews by others of the same people
SURE_ENOUGH = 0.25  # largest standard error of the distance, in levels
FAR = 0.6  # of a level from the others, as judgement has it
DRIFTED = 0.5  # of a level between the last five tries and those before
FEWEST_STRETCHES = 3
LITTLE_SPREAD = 0.7  # of the variance between items that others see is not seen
ITEMS_DIFFER = 0.3  # of a level: where others see less spread, there is nothing to see
NEARLY_ALL = 0.9  # of the reviews have every item done
OTHERS_HALF = 0.5  # of that is the most for the others, else the people are simply good
ITEM_FAR = 0.6
ITEM_SURE = 3.0  # standard errors: nine items are asked at once
ENOUGH_OF_ITEM = 8
STILL = 0.8  # a finding that was told stands until less than this of its limit is left, so that it doesn't come and go

QUIET_DAYS = 14  # from when a rater was first told until their manager sees it
SEEN_WORKING_DAYS = 3  # from when the rater has read it
RATED_AGAIN_AFTER = timedelta(days=90)


class Sign(StrEnum):
    """What can be found of how somebody rates."""

    SEVERE = "severe"
    MILD = "mild"
    DRIFT = "drift"
    HALO = "halo"
    ALL_DONE = "all_done"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. figure: what was measured; item, skill: of a single item, else empty."""

    sign: Sign
    figure: float
    skill: str = ""
    item: str = ""

    @property
    def key(self) -> str:
        """Under which it is kept that the rater was told; a distance that turns its sign is another finding."""
        if self.sign is Sign.ITEM:
            return f"{self.sign}:{self.item}:{'up' if self.figure > 0 else 'down'}"
        return str(self.sign)


def enough(severity: Severity) -> bool:
    """Whether a rater's distance from the others can be told at all."""
    sure = severity.apart_se is not None and severity.apart_se <= SURE_ENOUGH
    return severity.tries >= ENOUGH_TRIES and severity.others > 0 and sure


def findings(
    severity: Severity, habits: Habits, others_tries: int, told: Collection[tuple[str, str]] = ()
) -> list[Finding]:
    """What there is to tell. others_tries: reviews by others of the same people; told: skill and key of findings.

    What was told before stands until it is clearly gone, so that it doesn't come and go with every review.
    """
    if severity.tries < ENOUGH_TRIES or others_tries < ENOUGH_OTHERS:
        return []
    measured = [*_levels(severity), *_spread(habits), *_items(habits)]
    return [
        found for found, times in measured if times > (STILL if (found.skill, found.key) in told else 1.0)
    ]  # fmt: skip


_Measured = Iterator[tuple[Finding, float]]
"""Findings with how many times their limit was reached."""


def _levels(severity: Severity) -> _Measured:
    if enough(severity) and severity.apart is not None:
        yield Finding(Sign.MILD if severity.apart > 0 else Sign.SEVERE, severity.apart), abs(severity.apart) / FAR
    if severity.drift is not None and len(severity.stretches) >= FEWEST_STRETCHES:
        yield Finding(Sign.DRIFT, severity.drift), abs(severity.drift) / DRIFTED


def _spread(habits: Habits) -> _Measured:
    """Everything done, or no difference between items; of one who rates everything done only the first is said."""
    if habits.all_done is not None and habits.others_all_done is not None:
        times = habits.all_done / NEARLY_ALL
        if times >= STILL and habits.others_all_done <= OTHERS_HALF * habits.all_done:
            yield Finding(Sign.ALL_DONE, habits.all_done), times
            return
    if habits.halo is not None and (habits.others_spread or 0.0) >= ITEMS_DIFFER:
        yield Finding(Sign.HALO, habits.halo), habits.halo / LITTLE_SPREAD


def _items(habits: Habits) -> _Measured:
    for one in habits.items:
        if min(one.own, one.others) >= ENOUGH_OF_ITEM and abs(one.apart) >= ITEM_SURE * one.se:
            yield Finding(Sign.ITEM, one.apart, one.skill, one.item), abs(one.apart) / ITEM_FAR


def shown_to_manager_on(told_at: datetime, seen_at: datetime | None, zone: ZoneInfo, calendar: WorkingDays) -> date:
    """The local date from which a manager sees what a rater was told: a fortnight later, sooner once it was read."""
    waited = told_at.astimezone(zone).date() + timedelta(days=QUIET_DAYS)
    if seen_at is None:
        return waited
    return min(waited, add_working_days(seen_at.astimezone(zone).date(), SEEN_WORKING_DAYS, calendar))


def due_again(rated_at: datetime | None, rated_hash: str, hash_now: str, now: datetime) -> bool:
    """Whether a transcript is to be rated: never done, done too long ago, or it or its checklist is another by now."""
    return rated_at is None or rated_hash != hash_now or now - rated_at >= RATED_AGAIN_AFTER


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a rating of a transcript lies beside its references. mean: of own less reference, in levels.

    alike: items with the same level; near: a level apart; far: more.
    """

    items: int
    alike: int
    near: int
    far: int
    mean: float


def agreement(levels: Mapping[str, int], references: Mapping[str, int]) -> Agreement:
    """levels, references: by item, the same ones. Raises ValueError when there are none."""
    if not references:
        raise ValueError("a transcript has at least one reference")
    apart = [levels[item] - level for item, level in references.items()]
    near = sum(abs(one) == 1 for one in apart)
    return Agreement(len(apart), apart.count(0), near, len(apart) - apart.count(0) - near, fmean(apart))
