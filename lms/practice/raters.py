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

import numpy as np

from lms.practice.mixed import Equations, Floats, item_offsets


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
    """By skill and item: how far an item lies above its skill's others, as far as few reviews can tell."""
    by_skill: dict[str, list[Mapping[str, int]]] = defaultdict(list)
    for one in rated:
        if one.levels:
            by_skill[one.skill].append(one.levels)
    found: dict[tuple[str, str], float] = {}
    for skill, reviews in by_skill.items():
        items = sorted({item for levels in reviews for item in levels})
        table = np.array([[levels.get(item, math.nan) for item in items] for levels in reviews])
        found |= {(skill, item): float(by) for item, by in zip(items, item_offsets(table), strict=True)}
    return MappingProxyType(found)


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
        stretches = tuple(float(base + values[self._unknowns["stretch", rater, number]]) for number in sorted(own))
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
    def _equations(self) -> Equations:
        unknown = np.array([[number for number, _ in row] for row in self._rows]).reshape(len(self._rows), -1)
        share = np.array([[part for _, part in row] for row in self._rows], dtype=float).reshape(unknown.shape)
        return Equations(unknown.astype(np.int64), share, self._weights, np.array(self._ridge))

    @cached_property
    def _weights(self) -> Floats:
        """Fewer items rated, less weight: a review's share of the items that its skill's fullest review has."""
        most: dict[str, int] = defaultdict(int)
        for one in self.rated:
            most[one.skill] = max(most[one.skill], len(one.levels))
        return np.array([len(one.levels) / most[one.skill] for one in self.rated], dtype=float)

    @cached_property
    def _values(self) -> Floats:
        """The unknowns, at rest."""
        offsets, model = offsets_of(self.rated), self.model
        left = [
            _mean(one.skill, one.levels, offsets) - model.start - model.gain * growth(one.before) for one in self.rated
        ]
        return self._equations.solve(self._equations.right(np.array(left)))

    def _standing(self, rater: int) -> dict[int, float]:
        """A rater over all their tries, as shares of unknowns: themself, and each stretch by its tries."""
        own = self._own[rater]
        shares = {self._unknowns["stretch", rater, number]: tries / sum(own.values()) for number, tries in own.items()}
        return {self._unknowns["rater", rater]: 1.0, **shares}

    def _value(self, shares: Mapping[int, float]) -> float:
        return float(sum(share * self._values[unknown] for unknown, share in shares.items()))

    def _error(self, shares: Mapping[int, float]) -> float:
        """The standard error of prediction: noise times the root of s' (X'WX + R)⁻¹ s for shares s (Henderson 1975)."""
        right = np.zeros(len(self._unknowns))
        for unknown, share in shares.items():
            right[unknown] = share
        return self.model.noise * math.sqrt(max(0.0, float(right @ self._equations.solve(right))))


def _in_order(one: Rated) -> tuple[datetime, int, str, int, int, tuple[tuple[str, int], ...]]:
    return one.at, one.person, one.skill, one.before, one.rater, tuple(sorted(one.levels.items()))
