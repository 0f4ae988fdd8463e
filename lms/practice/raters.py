"""How far raters stand apart on the same people and items: one estimator, for a rater's own page and for judgement.

A review's level is taken as the house's level, plus the person's own curve in the skill, plus the rater, plus the
rater's stretch of five tries, plus noise. All but the first are drawn from normal distributions known beforehand, so
the estimates are best linear unbiased predictions, which solve the mixed model equations (X'WX + R) u = X'Wy, with R
the noise's variance over that of each unknown (Henderson 1975, Biometrics 31, 423-447). The shrinkage of the design,
n / (n + noise² / rater_sd²), is what they come to for a rater whose people's curves are known. That a rater is a facet
beside person and item is Linacre's thought (1989, Many-Facet Rasch Measurement). Nothing here changes a level: holds
and means are read raw.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

_RESTING = 1e-10  # of the right side's length: what is left when the iteration has come to rest
_ITEM_REVIEWS = 1.0  # an item's offset is held as if it had been rated once more, at nothing
_SWEEPS = 200


@dataclass(frozen=True, slots=True)
class Rated:
    """A trainer's review of a try. before: the person's counted tries of the skill before it; levels: 0 to 3, by item.

    at: when the review ended; a rater's stretches follow it.
    """

    person: int
    skill: str
    rater: int
    before: int
    at: datetime
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Model:
    """What is taken to be known beforehand, in levels. gain: in the first six counted tries; stretch: of so many tries.

    pseudo_people: a skill's own start and gain are held as if so many people at the defaults had been seen before.
    """

    start: float = 0.9
    start_sd: float = 0.35
    gain: float = 1.05
    gain_sd: float = 0.30
    noise: float = 0.40
    rater_sd: float = 0.30
    stretch_sd: float = 0.30
    pseudo_people: int = 4
    stretch: int = 5


@dataclass(frozen=True, slots=True)
class Severity:
    """Where a rater stands, in levels; like the levels, above 0 is milder and below 0 more severe. se: standard error.

    severity: against the mean of all raters, who add up to 0; apart: against the mean of the others, None without any.
    stretches: the same as severity by stretch of the rater's tries, in order; drift: the last of them against the mean
    of those before, None for fewer than two.
    """

    tries: int
    others: int
    severity: float
    se: float
    apart: float | None
    apart_se: float | None
    stretches: tuple[float, ...]
    drift: float | None


DEFAULT = Model()


def growth(before: int) -> float:
    """How much of the gain of six tries is there after so many: ln(1 + c) / ln 7."""
    return math.log1p(before) / math.log(7)


def offsets_of(rated: Iterable[Rated]) -> Mapping[tuple[str, str], float]:
    """By skill and item: how far an item lies above its skill's others, as far as few reviews can tell.

    Least squares over review and item, in turns until at rest, so that a missing item doesn't move a review's mean.
    """
    reviews = [(one.skill, one.levels) for one in rated if one.levels]
    count: dict[tuple[str, str], int] = defaultdict(int)
    for skill, levels in reviews:
        for item in levels:
            count[skill, item] += 1
    offsets = dict.fromkeys(count, 0.0)
    for _sweep in range(_SWEEPS):
        sums = dict.fromkeys(count, 0.0)
        for skill, levels in reviews:
            mean = _mean(skill, levels, offsets)
            for item, level in levels.items():
                sums[skill, item] += level - mean
        fresh = {key: sums[key] / (count[key] + _ITEM_REVIEWS) for key in count}
        moved = max((abs(fresh[key] - offsets[key]) for key in count), default=0.0)
        offsets = fresh
        if moved < _RESTING:
            break
    return MappingProxyType(offsets)


def _mean(skill: str, levels: Mapping[str, int], offsets: Mapping[tuple[str, str], float]) -> float:
    return sum(level - offsets[skill, item] for item, level in levels.items()) / len(levels)


class Estimate:
    """The severities of everybody who rated, from their reviews. The order of the reviews doesn't matter."""

    def __init__(self, rated: Iterable[Rated], model: Model = DEFAULT) -> None:
        self.model = model
        self.rated = sorted((one for one in rated if one.levels), key=_in_order)
        self._unknowns: dict[tuple[object, ...], int] = {}
        self._ridge: list[float] = []
        self._own: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        """By rater: how many tries lie in each stretch."""
        tries: dict[int, int] = defaultdict(int)
        self._rows = [self._row(one, tries) for one in self.rated]

    def severity(self, rater: int) -> Severity:
        """Where a rater stands; one who never rated stands at 0, with all the doubt that there was beforehand."""
        own, others = self._own.get(rater), [one for one in sorted(self._own) if one != rater]
        if own is None:
            return Severity(0, len(others), 0.0, self.model.rater_sd, None, None, (), None)
        here = self._standing(rater)
        apart = None
        if others:
            apart = dict(here)
            for other in others:
                for unknown, share in self._standing(other).items():
                    apart[unknown] = apart.get(unknown, 0.0) - share / len(others)
        values = self._values
        base = values[self._unknowns["rater", rater]]
        stretches = tuple(base + values[self._unknowns["stretch", rater, number]] for number in sorted(own))
        earlier = stretches[:-1]
        return Severity(
            tries=sum(own.values()),
            others=len(others),
            severity=self._value(here),
            se=self._error(here),
            apart=None if apart is None else self._value(apart),
            apart_se=None if apart is None else self._error(apart),
            stretches=stretches,
            drift=stretches[-1] - sum(earlier) / len(earlier) if earlier else None,
        )

    def raters(self) -> Sequence[int]:
        return sorted(self._own)

    def _row(self, one: Rated, tries: dict[int, int]) -> tuple[tuple[int, float], ...]:
        """What adds up to the level of one review: unknowns with their shares."""
        model, grown = self.model, growth(one.before)
        stretch = tries[one.rater] // model.stretch
        tries[one.rater] += 1
        self._own[one.rater][stretch] += 1
        few = math.sqrt(model.pseudo_people)
        return (
            (self._unknown(math.inf, "house"), 1.0),
            (self._unknown(model.start_sd / few, "start", one.skill), 1.0),
            (self._unknown(model.gain_sd / few, "gain", one.skill), grown),
            (self._unknown(model.start_sd, "start", one.skill, one.person), 1.0),
            (self._unknown(model.gain_sd, "gain", one.skill, one.person), grown),
            (self._unknown(model.rater_sd, "rater", one.rater), 1.0),
            (self._unknown(model.stretch_sd, "stretch", one.rater, stretch), 1.0),
        )

    def _unknown(self, sd: float, *key: object) -> int:
        """The number of an unknown, which is drawn around 0 with this standard deviation."""
        if key not in self._unknowns:
            self._unknowns[key] = len(self._unknowns)
            self._ridge.append((self.model.noise / sd) ** 2)
        return self._unknowns[key]

    @cached_property
    def _weights(self) -> list[float]:
        """Fewer items rated, less weight: a review's share of the items that its skill's fullest review has."""
        most: dict[str, int] = defaultdict(int)
        for one in self.rated:
            most[one.skill] = max(most[one.skill], len(one.levels))
        return [len(one.levels) / most[one.skill] for one in self.rated]

    @cached_property
    def _values(self) -> Sequence[float]:
        """The unknowns, at rest."""
        offsets, model = offsets_of(self.rated), self.model
        right = [0.0] * len(self._unknowns)
        for one, row, weight in zip(self.rated, self._rows, self._weights, strict=True):
            left = _mean(one.skill, one.levels, offsets) - model.start - model.gain * growth(one.before)
            for unknown, share in row:
                right[unknown] += weight * share * left
        return self._solve(right)

    def _standing(self, rater: int) -> dict[int, float]:
        """A rater over all their tries, as shares of unknowns: themself, and each stretch by its tries."""
        own = self._own[rater]
        shares = {self._unknowns["stretch", rater, number]: tries / sum(own.values()) for number, tries in own.items()}
        return {self._unknowns["rater", rater]: 1.0, **shares}

    def _value(self, shares: Mapping[int, float]) -> float:
        return sum(share * self._values[unknown] for unknown, share in shares.items())

    def _error(self, shares: Mapping[int, float]) -> float:
        """The standard error of prediction: noise times the root of s' (X'WX + R)⁻¹ s for shares s (Henderson 1975)."""
        right = [0.0] * len(self._unknowns)
        for unknown, share in shares.items():
            right[unknown] = share
        solved = self._solve(right)
        return self.model.noise * math.sqrt(max(0.0, sum(share * solved[u] for u, share in shares.items())))

    def _solve(self, right: Sequence[float]) -> list[float]:
        """The mixed model equations for a right side, by conjugate gradients scaled by the diagonal.

        Hestenes and Stiefel 1952, Journal of Research of the National Bureau of Standards 49, 409-436, equations 3:1.
        """
        diagonal = list(self._ridge)
        for row, weight in zip(self._rows, self._weights, strict=True):
            for unknown, share in row:
                diagonal[unknown] += weight * share * share
        # An unknown that no review touches with any share (a gain of which only first tries are known) has no doubt but
        # its own; its diagonal is its ridge, which is never 0.
        found, rest = [0.0] * len(right), list(right)
        scaled = [r / d for r, d in zip(rest, diagonal, strict=True)]
        towards, length = list(scaled), _dot(rest, scaled)
        enough = length * _RESTING**2
        for _step in range(10 * len(right)):
            if length <= enough:
                break
            left = self._left(towards)
            pace = length / _dot(towards, left)
            found = [f + pace * t for f, t in zip(found, towards, strict=True)]
            rest = [r - pace * v for r, v in zip(rest, left, strict=True)]
            scaled = [r / d for r, d in zip(rest, diagonal, strict=True)]
            before, length = length, _dot(rest, scaled)
            towards = [s + length / before * t for s, t in zip(scaled, towards, strict=True)]
        return found

    def _left(self, values: Sequence[float]) -> list[float]:
        """The left side of the equations at these values of the unknowns."""
        left = [ridge * value for ridge, value in zip(self._ridge, values, strict=True)]
        for row, weight in zip(self._rows, self._weights, strict=True):
            level = weight * sum(share * values[unknown] for unknown, share in row)
            for unknown, share in row:
                left[unknown] += share * level
        return left


def _in_order(one: Rated) -> tuple[datetime, int, str, int, int, tuple[tuple[str, int], ...]]:
    return one.at, one.person, one.skill, one.before, one.rater, tuple(sorted(one.levels.items()))


def _dot(first: Sequence[float], second: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))
