"""What is said of a rater, when their manager may see it, and when a transcript is due again. Pure.

Nothing here touches a level: a finding is told, and the levels stay as they were put.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
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
    """What there is to tell, gravest first. others_tries: reviews by others of the same people.

    told: skill and key of what was told before; it stands until it is clearly gone.
    """
    if severity.tries < ENOUGH_TRIES or others_tries < ENOUGH_OTHERS:
        return []

    def limit(value: float, sign: Sign) -> float:
        return value * STILL if ("", str(sign)) in told else value

    return [*_levels(severity, limit), *_habits(habits, limit), *_items(habits, told)]


class _Limit:
    """A limit, lower for what was told before."""

    def __call__(self, value: float, sign: Sign) -> float: ...


def _levels(severity: Severity, limit) -> Iterator[Finding]:
    apart = severity.apart or 0.0
    sign = Sign.MILD if apart > 0 else Sign.SEVERE
    if enough(severity) and abs(apart) > limit(FAR, sign):
        yield Finding(sign, apart)
    drift = severity.drift or 0.0
    if len(severity.stretches) >= FEWEST_STRETCHES and abs(drift) > limit(DRIFTED, Sign.DRIFT):
        yield Finding(Sign.DRIFT, drift)
