"""What the others teach: how people usually grow in a skill, and how far each rater stands from the house.

Estimated by a job and kept with a version, never within a request: a judgement names the version it was made with.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from lms.judgement.statistics.growth import FLAT_SHARE, KIND_SHARES, SHARES


@dataclass(frozen=True, slots=True)
class SkillCohort:
    """How people grow in one skill, in levels 0 to 3; the defaults are those of a house that has seen nobody yet.

    people: with enough counted tries to say something of growth; start: level at the first counted try; gain: levels
    gained in the first six, of who responds; each with its spread over people; noise: standard deviation of a review
    around a person's own curve; growth, growth_se: mean gain of all people whether they respond or not, and its
    standard error; offsets: how far an item lies above the others; left_out: items that say nothing of the skill, each
    with why (`never_done`, `does_not_move`); broken_quizzes: modules of the skill with broken quiz items.
    """

    people: int = 0
    start: float = 0.9
    start_sd: float = 0.35
    gain: float = 1.05
    gain_sd: float = 0.30
    noise: float = 0.40
    growth: float = 0.0
    growth_se: float = 1.0
    offsets: Mapping[str, float] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    broken_quizzes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RaterStanding:
    """How far a rater stands from the house, in levels: above 0 milder, below 0 more severe.

    stretches: in the order of time, by stretch of five tries the instant (UTC) of its first review and the distance in
    it; variance: what is not known of the distance; far: stands too far from the others; same_for_all: nearly
    everything at one level.
    """

    severity: float = 0.0
    variance: float = 0.09
    stretches: tuple[tuple[datetime, float], ...] = ()
    far: bool = False
    same_for_all: bool = False

    def at(self, moment: datetime) -> float:
        """The distance in the stretch into which a review falls that ended then."""
        begun = bisect_right(self.stretches, moment, key=itemgetter(0))
        return self.stretches[begun - 1][1] if begun else self.severity


@dataclass(frozen=True, slots=True)
class Cohort:
    """One estimate over the whole company. version: 0 where none was made yet; made_at: None then.

    shapes: shares of the ways to grow, in the order of `statistics.growth.GROWS`; flat: share of curves that stay flat;
    kinds: of people of each of `statistics.growth.KINDS`; surer: by how much the log odds of flat are moved here,
    as in `statistics.jumps.surer_by`.
    """

    version: int = 0
    made_at: datetime | None = None
    by_skill: Mapping[str, SkillCohort] = field(default_factory=dict)
    raters: Mapping[int, RaterStanding] = field(default_factory=dict)
    shapes: tuple[float, ...] = SHARES
    flat: float = FLAT_SHARE
    kinds: tuple[float, ...] = KIND_SHARES
    surer: float = 0.0

    def skill(self, skill: str) -> SkillCohort:
        return self.by_skill.get(skill, NOBODY_SEEN)

    def rater(self, rater: int) -> RaterStanding:
        return self.raters.get(rater, NEVER_RATED)


NOBODY_SEEN = SkillCohort()
NEVER_RATED = RaterStanding()
NO_COHORT = Cohort()
