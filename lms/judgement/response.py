"""How somebody responds to training in a skill: the tries that count, and what their curve says. Plain values."""

from dataclasses import dataclass
from datetime import datetime

from lms.judgement.cohort import NOBODY_SEEN, SkillCohort


@dataclass(frozen=True, slots=True)
class CountedTry:
    """A reviewed try that says something of how training works: shown before, and reviewed in time.

    before: counted tries before it; breaks: long absences before it; first_back: the first one after such; mean_level:
    raw, 0 to 3; level: without what the rater and missing items add to it; weight: share of the checklist that was
    rated, 0 to 1; said: whether its rater tells people apart, else its level is shown and weighs nothing.
    """

    record_id: int
    review_id: int
    happened_at: datetime
    rater: int
    before: int
    breaks: int
    first_back: bool
    mean_level: float
    level: float
    weight: float
    said: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """What the curve of a person in a skill says; None where there is too little to say it.

    tries: all counted ones, in the order of time; late_of_nine: of the last nine reviewed tries, how many were reviewed
    late; late_records: their lines; flat: posterior chance that more of the same does not help; ratio: likelihood of
    the tries when it is flat over that when the person grows; ratio_without: the least of it with any one rater left
    out; odds_before: chance of flat that the person's other skills gave beforehand; gained: levels gained so far;
    usual: what others gain in as many tries; chance: to reach the bar within six more tries; held: how many reviewed
    tries hold, whether they count or not; without_held: the same with some or all of those left out, in every choice;
    empty where there are none, or too many.
    """

    tries: tuple[CountedTry, ...] = ()
    late_of_nine: int = 0
    late_records: tuple[int, ...] = ()
    flat: float | None = None
    ratio: float | None = None
    ratio_without: float | None = None
    odds_before: float | None = None
    gained: float | None = None
    usual: float | None = None
    chance: float | None = None
    cohort: SkillCohort = NOBODY_SEEN
    held: int = 0
    without_held: "tuple[Response, ...]" = ()

    @property
    def telling(self) -> tuple[CountedTry, ...]:
        """The tries whose raters tell people apart."""
        return tuple(one for one in self.tries if one.said)

    @property
    def last_five(self) -> float | None:
        """Mean level of the last five telling tries, without what raters add."""
        last = self.telling[-5:]
        return sum(one.level for one in last) / len(last) if last else None

    @property
    def raters(self) -> frozenset[int]:
        return frozenset(one.rater for one in self.telling)


NOTHING_READ = Response()
