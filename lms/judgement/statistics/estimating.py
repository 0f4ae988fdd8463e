"""Estimating what the others teach, from the reviewed tries of a whole company: raters, items and usual growth. Pure.

In this order, each from what the ones before it left: how items lie to each other and which say nothing; how far raters
stand from the house, by stretch of five tries; by skill, start and gain of those who respond, by empirical Bayes
(Efron and Morris 1975, Journal of the American Statistical Association 70, 311-319) with pseudo-people at the defaults;
in which shapes people grow, and whether smoothly.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lms.judgement.cohort import NOBODY_SEEN
from lms.judgement.statistics.growth import (
    FLAT_SHARE,
    KIND_SHARES,
    KINDS,
    SHARES,
    Curves,
    outlook,
    pooled,
    usual,
)
from lms.judgement.statistics.jumps import smoothness, surer_by
from lms.practice.mixed import Equations, Floats, Rows, item_offsets, means
from lms.practice.raters import DEFAULT as MODEL

PSEUDO_PEOPLE = 4.0
PSEUDO_KINDS = 10.0  # people, at the default shares of kinds
PSEUDO_CURVES = 40.0  # at the default shares of shapes
ROUNDS = 6  # of expectation and maximization
SAYS_OF_GROWTH = 4  # counted tries from which somebody counts among the people of a skill
FEWEST_OF_ITEM = 30  # ratings before an item is said to say nothing
NEVER_DONE = 0.12  # mean level below which hardly anybody ever does an item
MOVES_WITH = 0.10  # correlation with the rest below which an item does not move with it
SPREAD_OF = 0.10  # variance of the levels of a rater who tells nobody apart, over that of the others
FEWEST_OF_RATER = 12  # reviews before anything is said of a rater's spread
FAR = 0.6  # levels from the others at which a rater is too far
STAYS_SD = 0.12  # levels that the gain of somebody who does not respond is about nothing


@dataclass(frozen=True, slots=True)
class Reviews:
    """Reviews of a company in the order in which they ended, row by row. All [review] but `levels` [review, item].

    pair: person · skills + skill; skill, rater: numbers; before: counted tries before it; back: 1 after a long
    absence; levels: nan where the item was not rated or is none of this skill.
    """

    pair: Rows
    skill: Rows
    rater: Rows
    before: Floats
    back: Floats
    levels: Floats
    skills: int
    raters: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Estimated:
    """What was found. level, severity, weight [review]: without what items add, what its rater added, share rated.

    offsets, never_done, does_not_move [skill, item]; rater_severity, rater_variance, same_for_all, far [rater];
    """

    level: Floats
    severity: Floats
    weight: Floats
    offsets: Floats
    never_done: NDArray[np.bool_]
    does_not_move: NDArray[np.bool_]
    rater_severity: Floats
    rater_variance: Floats
    same_for_all: NDArray[np.bool_]
    far: NDArray[np.bool_]
    growth: "Growth"
    shapes: Floats
    flat: float
    kinds: Floats
    surer: float


@dataclass(frozen=True, slots=True)
class Growth:
    """By skill as in `SkillCohort`. All [skill]."""

    start: Floats
    start_sd: Floats
    gain: Floats
    gain_sd: Floats
    noise: Floats
    growth: Floats
    growth_se: Floats
    people: Rows


def estimate(reviews: Reviews) -> Estimated:
    """Everything that judgement asks of the cohort."""
    offsets, never, loose, level, weight = _items(reviews)
    same = _same_for_all(reviews, level)
    said = weight * ~same[reviews.rater]
    severity, by_rater, variance, far = _raters(reviews, level, said)
    growth = _growth(reviews, level - severity, said)
    counts = np.bincount(reviews.pair, minlength=reviews.pairs)
    telling = np.flatnonzero(counts >= SAYS_OF_GROWTH)
    shapes, flat, kinds, surer = np.array(SHARES), FLAT_SHARE, np.array(KIND_SHARES), 0.0
    if len(telling):
        curves = _laid_out(reviews, level - severity, said, growth, telling, int(counts.max()))
        shapes, flat, kinds = _shapes(reviews, curves, telling)
        surer = surer_by(smoothness(curves), kinds)
    return Estimated(
        level,
        severity,
        weight,
        offsets,
        never,
        loose,
        by_rater,
        variance,
        same,
        far,
        growth,
        shapes,
        flat,
        kinds,
        surer,
    )


def _shapes(reviews: Reviews, curves: Curves, kept: Rows) -> tuple[Floats, float, Floats]:
    """Shares of the shapes in which people of this company grow, of curves that stay flat, of kinds of people.

    kept: the pairs whose curves these are.
    """
    read = outlook(curves)
    grows = np.stack([one.log_likelihood for one in read.shapes], axis=1)
    stays = read.stays.log_likelihood
    shares, flat, of_kinds = np.array(SHARES), FLAT_SHARE, np.array(KIND_SHARES)
    people = reviews.pairs // reviews.skills
    ratio = np.zeros(reviews.pairs)
    kinds = np.zeros((reviews.pairs, len(KINDS)))
    for _round in range(2 * ROUNDS):
        each = grows + np.log(shares)
        top = each.max(axis=1)
        whole = top + np.log(np.exp(each - top[:, None]).sum(axis=1))
        ratio[kept] = stays - whole
        kinds[kept] = read.log_kinds + (read.grows.log_likelihood - whole)[:, None]
        _before, of_pair, of_person = pooled(
            ratio.reshape(people, reviews.skills), kinds.reshape(people, reviews.skills, -1), flat, tuple(of_kinds)
        )
        responds = 1 - of_pair.reshape(-1)[kept]
        found = (responds[:, None] * np.exp(each - whole[:, None])).sum(axis=0)
        shares = (PSEUDO_CURVES * np.array(SHARES) + found) / (PSEUDO_CURVES + found.sum())
        flat = (PSEUDO_CURVES * FLAT_SHARE + (1 - responds).sum()) / (PSEUDO_CURVES + len(kept))
        of_kinds = (PSEUDO_KINDS * np.array(KIND_SHARES) + of_person.sum(axis=0)) / (PSEUDO_KINDS + people)
    return shares, float(flat), of_kinds


def _laid_out(reviews: Reviews, level: Floats, weight: Floats, growth: "Growth", kept: Rows, most: int) -> Curves:
    """The reviews of these pairs as curves, whose raters are taken to be known."""
    number = _number_within(reviews.pair, reviews.pairs)
    row = np.full(reviews.pairs, -1)
    row[kept] = np.arange(len(kept))
    mine = row[reviews.pair] >= 0
    at = (row[reviews.pair[mine]], number[mine])
    shape = (len(kept), most)

    def laid(values: Floats) -> Floats:
        table = np.zeros(shape)
        table[at] = values[mine]
        return table

    skill = kept % reviews.skills
    return Curves(
        laid(level), laid(weight), laid(reviews.before), laid(reviews.back), np.zeros(shape, dtype=np.int64),
        np.full((len(kept), 1), 0.01), growth.start[skill], growth.start_sd[skill], growth.gain[skill],
        growth.gain_sd[skill], growth.noise[skill], np.full(len(kept), 3.0),
        np.zeros(len(kept)),
    )  # fmt: skip


def _items(
    reviews: Reviews,
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_], Floats, Floats]:
    """Offsets [skill, item], items never done and items that do not move, level and weight of each review."""
    shape = (reviews.skills, reviews.levels.shape[1])
    offsets, never, loose = np.zeros(shape), np.zeros(shape, bool), np.zeros(shape, bool)
    level, weight = np.zeros(len(reviews.pair)), np.zeros(len(reviews.pair))
    for skill in range(reviews.skills):
        rows = np.flatnonzero(reviews.skill == skill)
        if not len(rows):
            continue
        levels = reviews.levels[rows]
        rated = ~np.isnan(levels)
        never[skill], loose[skill] = _silent(levels, rated)
        kept = rated & ~(never[skill] | loose[skill])
        kept = np.where(kept.any(axis=1, keepdims=True), kept, rated)
        offsets[skill] = item_offsets(np.where(kept, levels, math.nan))
        present = kept.any(axis=0)
        offsets[skill] -= offsets[skill][present].mean() if present.any() else 0.0
        level[rows] = means(np.where(kept, levels, 0.0), kept, offsets[skill])
        weight[rows] = kept.sum(axis=1) / max(1, present.sum())
    return offsets, never, loose, level, weight


def _silent(levels: Floats, rated: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Items that hardly anybody ever does, and those that do not move with the rest, [item] of one skill."""
    known, count = np.where(rated, levels, 0.0), rated.sum(axis=0)
    enough = count >= FEWEST_OF_ITEM
    mean = known.sum(axis=0) / np.maximum(count, 1)
    rest = (known.sum(axis=1, keepdims=True) - known) / np.maximum(rated.sum(axis=1, keepdims=True) - rated, 1)
    # Correlation of each item with the mean of the rest, over the reviews in which it was rated.
    from_mean, of_rest = (
        np.where(rated, values - np.where(rated, values, 0.0).sum(axis=0) / np.maximum(count, 1), 0.0)
        for values in (known, rest)
    )
    spread = np.sqrt((from_mean**2).sum(axis=0) * (of_rest**2).sum(axis=0))
    alike = np.where(spread > 0, (from_mean * of_rest).sum(axis=0) / np.maximum(spread, 1e-12), 0.0)
    return enough & (mean < NEVER_DONE), enough & (mean >= NEVER_DONE) & (alike < MOVES_WITH)


def _same_for_all(reviews: Reviews, level: Floats) -> NDArray[np.bool_]:
    """Raters whose reviews hardly differ, whoever they rate: [rater]."""
    count = np.bincount(reviews.rater, minlength=reviews.raters)
    spread = _variance(reviews.rater, level, reviews.raters)
    others = np.array([spread[(count >= FEWEST_OF_RATER) & (np.arange(reviews.raters) != r)].mean()
                       if ((count >= FEWEST_OF_RATER) & (np.arange(reviews.raters) != r)).any() else 0.0
                       for r in range(reviews.raters)])  # fmt: skip
    found: NDArray[np.bool_] = (count >= FEWEST_OF_RATER) & (spread < SPREAD_OF * others)
    return found


def _variance(group: Rows, values: Floats, groups: int) -> Floats:
    count = np.maximum(np.bincount(group, minlength=groups), 1)
    mean = np.bincount(group, values, groups) / count
    found: Floats = np.bincount(group, (values - mean[group]) ** 2, groups) / count
    return found


def _raters(reviews: Reviews, level: Floats, weight: Floats) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """What its rater added to each review; by rater the distance, what is not known of it, and who stands too far."""
    grown = usual(reviews.before)
    number = _number_within(reviews.rater, reviews.raters)
    stretch_of = np.unique(np.stack([reviews.rater, number // MODEL.stretch], axis=1), axis=0, return_inverse=True)
    stretches, stretch = len(stretch_of[0]), stretch_of[1].reshape(-1)
    blocks = [
        (1, math.inf), (reviews.skills, MODEL.start_sd / math.sqrt(PSEUDO_PEOPLE)),
        (reviews.skills, MODEL.gain_sd / math.sqrt(PSEUDO_PEOPLE)), (reviews.pairs, MODEL.start_sd),
        (reviews.pairs, MODEL.gain_sd), (reviews.raters, MODEL.rater_sd), (stretches, MODEL.stretch_sd),
    ]  # fmt: skip
    first = np.cumsum([0, *(size for size, _sd in blocks)])
    ridge = np.concatenate([np.full(size, (MODEL.noise / sd) ** 2) for size, sd in blocks])
    nothing, one = np.zeros_like(reviews.pair), np.ones_like(grown)
    members = (nothing, reviews.skill, reviews.skill, reviews.pair, reviews.pair, reviews.rater, stretch)
    unknown = np.stack([member + start for member, start in zip(members, first, strict=False)], axis=1)
    share = np.stack([one, one, grown, one, grown, one, one], axis=1)
    equations = Equations(unknown, share, weight, ridge)
    values = equations.solve(equations.right(level - MODEL.start - MODEL.gain * grown))
    by_rater, by_stretch = values[first[5] : first[6]], values[first[6] :]
    severity = by_rater[reviews.rater] + by_stretch[stretch]
    count = np.bincount(reviews.rater, weight, reviews.raters)
    # Twice the noise: what start and gain of the people rated are is not known either.
    whole = MODEL.rater_sd**2 + MODEL.stretch_sd**2
    variance = whole / (1 + whole * np.minimum(count, MODEL.stretch * 3) / (2 * MODEL.noise**2))
    standing = np.bincount(reviews.rater, severity, reviews.raters) / np.maximum(
        np.bincount(reviews.rater, minlength=reviews.raters), 1
    )
    there = count > 0
    apart = standing - (standing[there].sum() - standing) / max(1, there.sum() - 1)
    far = there & (np.abs(apart) > FAR) & (count >= 8)
    return severity, standing, variance, far


def _number_within(group: Rows, groups: int) -> Rows:
    """For each row how many of its group stand before it."""
    order = np.argsort(group, kind="stable")
    starts = np.cumsum(np.bincount(group, minlength=groups)) - np.bincount(group, minlength=groups)
    number = np.empty_like(group)
    number[order] = np.arange(len(group)) - starts[group[order]]
    return number


def _growth(reviews: Reviews, level: Floats, weight: Floats) -> Growth:
    """Start, gain and noise of each skill, and what all its people gain on average."""
    skills, pairs = reviews.skills, reviews.pairs
    of_pair = np.zeros(pairs, dtype=np.int64)
    of_pair[reviews.pair] = reviews.skill
    grown = usual(reviews.before)
    present = weight * (reviews.back == 0)

    def total(values: Floats) -> Floats:
        return np.bincount(reviews.pair, values * present, pairs).astype(float)

    n, g, gg = total(np.ones_like(level)), total(grown), total(grown**2)
    y, gy, yy = total(level), total(grown * level), total(level**2)
    counts = np.bincount(reviews.pair, present > 0, pairs)
    seen = counts > 0
    start, start_sd = np.full(skills, NOBODY_SEEN.start), np.full(skills, NOBODY_SEEN.start_sd)
    gain, gain_sd = np.full(skills, NOBODY_SEEN.gain), np.full(skills, NOBODY_SEEN.gain_sd)
    noise = np.full(skills, NOBODY_SEEN.noise)
    for _round in range(ROUNDS):
        a0, sa, b0, sb, s2 = start[of_pair], start_sd[of_pair], gain[of_pair], gain_sd[of_pair], noise[of_pair] ** 2
        stays = _posterior(n, g, gg, y, gy, yy, a0, sa, np.zeros(pairs), np.full(pairs, STAYS_SD), s2)
        grows = _posterior(n, g, gg, y, gy, yy, a0, sa, b0, sb, s2)
        odds = FLAT_SHARE / (1 - FLAT_SHARE) * np.exp(np.clip(stays.log - grows.log, -30, 30))
        responds = seen / (1 + odds)
        shares = {"all": seen.astype(float), "responds": responds}
        mean_a = responds * grows.a + (seen - responds) * stays.a

        def by_skill(values: Floats) -> Floats:
            return np.bincount(of_pair, values, skills).astype(float)

        people, growers = by_skill(shares["all"]), by_skill(shares["responds"])
        start = (PSEUDO_PEOPLE * NOBODY_SEEN.start + by_skill(mean_a)) / (PSEUDO_PEOPLE + people)
        gain = (PSEUDO_PEOPLE * NOBODY_SEEN.gain + by_skill(responds * grows.b)) / (PSEUDO_PEOPLE + growers)
        spread_a = by_skill(seen * ((mean_a - start[of_pair]) ** 2 + grows.var_a))
        spread_b = by_skill(responds * ((grows.b - gain[of_pair]) ** 2 + grows.var_b))
        start_sd = np.sqrt((PSEUDO_PEOPLE * NOBODY_SEEN.start_sd**2 + spread_a) / (PSEUDO_PEOPLE + people))
        gain_sd = np.sqrt((PSEUDO_PEOPLE * NOBODY_SEEN.gain_sd**2 + spread_b) / (PSEUDO_PEOPLE + growers))
        left = by_skill(np.where(seen, responds * grows.left + (1 - responds) * stays.left, 0.0))
        tries = by_skill(n)
        few = 8 * PSEUDO_PEOPLE
        noise = np.sqrt((few * NOBODY_SEEN.noise**2 + left) / (few + tries))
    growth, growth_se, people_of = _mean_growth(of_pair, counts, (n, g, gg, y, gy), noise, skills)
    return Growth(start, start_sd, gain, gain_sd, noise, growth, growth_se, people_of)


@dataclass(frozen=True, slots=True)
class _Posterior:
    """Of start a and gain b of each pair; log: likelihood but for what all stories share; left: expected squares."""

    log: Floats
    a: Floats
    b: Floats
    var_a: Floats
    var_b: Floats
    left: Floats


def _posterior(
    n: Floats, g: Floats, gg: Floats, y: Floats, gy: Floats, yy: Floats,
    a0: Floats, sa: Floats, b0: Floats, sb: Floats, s2: Floats,
) -> _Posterior:  # fmt: skip
    """Conjugate normal regression of two unknowns from sums over the tries of each pair."""
    paa, pbb, pab = sa**-2 + n / s2, sb**-2 + gg / s2, g / s2
    ra, rb = a0 * sa**-2 + y / s2, b0 * sb**-2 + gy / s2
    det = paa * pbb - pab**2
    a, b = (pbb * ra - pab * rb) / det, (paa * rb - pab * ra) / det
    var_a, var_b, cov = pbb / det, paa / det, -pab / det
    log = 0.5 * (ra * a + rb * b - a0**2 * sa**-2 - b0**2 * sb**-2 - np.log(det) - 2 * np.log(sa) - 2 * np.log(sb))
    left = yy - 2 * a * y - 2 * b * gy + n * (a**2 + var_a) + 2 * g * (a * b + cov) + gg * (b**2 + var_b)
    return _Posterior(log, a, b, var_a, var_b, np.maximum(left, 0.0))


def _mean_growth(
    of_pair: Rows, counts: Rows, sums: tuple[Floats, ...], noise: Floats, skills: int
) -> tuple[Floats, Floats, Rows]:
    """Mean of the gains of all people of each skill, with its standard error and how many they are.

    Each person's own least squares, weighed by what it says beside how people differ (DerSimonian and Laird 1986).
    """
    n, g, gg, y, gy = sums
    growth, error, people = np.zeros(skills), np.ones(skills), np.zeros(skills, dtype=np.int64)
    spread = gg - g**2 / np.maximum(n, 1e-9)
    enough = (counts >= SAYS_OF_GROWTH) & (spread > 1e-6)
    slope = np.where(enough, (gy - g * y / np.maximum(n, 1e-9)) / np.maximum(spread, 1e-9), 0.0)
    for skill in range(skills):
        rows = enough & (of_pair == skill)
        people[skill] = rows.sum()
        if people[skill] < 2:
            continue
        own = noise[skill] ** 2 / spread[rows]
        fixed = 1 / own
        centre = (fixed * slope[rows]).sum() / fixed.sum()
        excess = (fixed * (slope[rows] - centre) ** 2).sum() - (people[skill] - 1)
        scale = fixed.sum() - (fixed**2).sum() / fixed.sum()
        between = max(excess / scale, NOBODY_SEEN.gain_sd**2) if scale > 0 else NOBODY_SEEN.gain_sd**2
        weight = 1 / (own + between)
        growth[skill] = (weight * slope[rows]).sum() / weight.sum()
        error[skill] = math.sqrt(1 / weight.sum())
    return growth, error, people
