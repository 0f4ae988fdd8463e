"""Sums over answers, and the estimates that they suffice for, each with its bounds. Pure; knows no item, no person."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.90
"""Two-sided, for every bound that is not said to be another."""


class Sums(NamedTuple):
    """What many answers to one item add up to.

    n: answers; right: worth all of it; none: worth nothing; score: sum of scores, each 0 to 1; unsure: marked as
    “not sure”; timed and seconds: those of which the time is known, and its sum.
    paired: answers with a rest score, the mean score of the other items of their attempt; x and y: sums over those of
    the score and of the rest score, xx, yy and xy of their squares and product; paired_right: of those worth all of it.
    """

    n: int = 0
    right: int = 0
    none: int = 0
    score: float = 0.0
    unsure: int = 0
    timed: int = 0
    seconds: float = 0.0
    paired: int = 0
    paired_right: int = 0
    x: float = 0.0
    xx: float = 0.0
    y: float = 0.0
    yy: float = 0.0
    xy: float = 0.0


def added(parts: Iterable[Sums]) -> Sums:
    """Each sum over all parts, exactly rounded, so that their order, which no database promises, changes no figure."""
    columns = zip(Sums(), *parts, strict=True)
    return Sums._make(math.fsum(one) if isinstance(one[0], float) else sum(one) for one in columns)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, the bounds between which it lies with CONFIDENCE, and how many answers it rests on."""

    value: float
    low: float
    high: float
    n: int


def quantile(confidence: float) -> float:
    """How many standard errors each bound stands off, for bounds on both sides: 1.645 for 0.90."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def correlation(sums: Sums, confidence: float = CONFIDENCE) -> Estimate | None:
    """Of the score with the rest score: the corrected item–rest correlation, a point-biserial for scores 0 and 1.

    None where all scores or all rest scores are the same, or fewer than four answers have a rest score.
    """
    return _pearson((sums.paired, sums.x, sums.y, sums.xx, sums.yy, sums.xy), confidence)


def correlation_of_choice(chosen: Sums, everybody: Sums, confidence: float = CONFIDENCE) -> Estimate | None:
    """The point-biserial correlation of having chosen something with the rest score. chosen: of those who did."""
    count = float(chosen.paired)  # a choice is 0 or 1, so that its sum and the sum of its squares are how many chose
    return _pearson((everybody.paired, count, everybody.y, count, everybody.yy, chosen.y), confidence)


def _pearson(sums: tuple[int, float, float, float, float, float], confidence: float) -> Estimate | None:
    n, x, y, xx, yy, xy = sums
    if n < 4:
        return None
    spread_x, spread_y = xx - x * x / n, yy - y * y / n
    if spread_x <= 1e-9 * n or spread_y <= 1e-9 * n:
        return None
    r = max(-1.0, min(1.0, (xy - x * y / n) / math.sqrt(spread_x * spread_y)))
    return Estimate(r, *fisher_bounds(r, n, confidence), n)


def fisher_bounds(r: float, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Bounds of a correlation by Fisher's z: atanh r is nearly normal with standard error 1/√(n − 3).

    R. A. Fisher (1921), On the “probable error” of a coefficient of correlation deduced from a small sample, Metron 1.
    Exact for normal variables; for scores of 0 and 1 an approximation, whose false alarms the tests count.
    """
    if abs(r) >= 1 - 1e-12:
        return r, r
    off = quantile(confidence) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - off), math.tanh(math.atanh(r) + off)


def share(part: float, n: int, confidence: float = CONFIDENCE) -> Estimate | None:
    """A share with its bounds by Wilson's score interval; None of nothing.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22. A mean of scores
    between 0 and 1 varies at most as much as a share does, so for partial credit the bounds are on the safe side.
    """
    if not n:
        return None
    p, z = part / n, quantile(confidence)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    off = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, max(0.0, middle - off), min(1.0, middle + off), n)


Table = tuple[int, int, int, int]
"""A stratum: right and not right in one group, right and not right in the other."""


def log_odds(strata: Iterable[Table], confidence: float = CONFIDENCE) -> Estimate | None:
    """The common log odds ratio of the first group against the second over all strata; None where it has no value.

    N. Mantel & W. Haenszel (1959), JNCI 22; its variance by J. Robins, N. Breslow & S. Greenland (1986), Biometrics 42,
    eq. 4, which holds for few large strata as for many small ones.
    """
    agree, differ, n = 0.0, 0.0, 0
    agreeing, mixed, differing = 0.0, 0.0, 0.0
    for a, b, c, d in strata:
        size = a + b + c + d
        if (a + b) == 0 or (c + d) == 0:
            continue  # nobody to compare with
        n += size
        r, s, p, q = a * d / size, b * c / size, (a + d) / size, (b + c) / size
        agree, differ = agree + r, differ + s
        agreeing, mixed, differing = agreeing + p * r, mixed + p * s + q * r, differing + q * s
    if not agree or not differ:
        return None
    value = math.log(agree / differ)
    variance = agreeing / (2 * agree**2) + mixed / (2 * agree * differ) + differing / (2 * differ**2)
    off = quantile(confidence) * math.sqrt(variance)
    return Estimate(value, value - off, value + off, n)
