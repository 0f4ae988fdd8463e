"""Two stories about reviewed tries, under one model: somebody grows, or more of the same does not help. Pure, batched.

The level of a counted try is taken as start + gain · shape(tries before it), plus what each rater adds, plus what a
long absence takes away, plus noise; and where growth comes in jumps, plus a random walk of which each try is a step.
Start, gain, raters, absence and steps are drawn from normal distributions known beforehand, so that every likelihood
and every posterior is closed form (Lindley and Smith 1972, Journal of the Royal Statistical Society B 34, 1-41), and a
story is a mixture of shapes. The chance of flat beforehand comes from the person's other skills: the share of skills in
which somebody does not respond is Beta distributed over people, and how many of theirs do not is summed out exactly,
not guessed one skill at a time.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Shape = Callable[[Floats], Floats]

MOST_TRIES = 30  # of a curve that are read, the latest; earlier ones say nothing of what comes next
HORIZON = 6  # further tries in which the bar may be reached
FLAT_SHARE = 0.10  # of all pairs of person and skill, before anything is seen
ALIKE = 2.0  # how many skills the belief weighs that somebody's skills are alike
LEAST_ODDS, MOST_ODDS = 0.02, 0.6
AWAY_TAKES, AWAY_TAKES_SD = 0.2, 0.35  # levels that a long absence takes away
_MOST_LOG_RATIO = 15.0
_LEAST_SHARE = 1e-12  # of a kind of whom there is nobody
_ERFC = np.frompyfunc(math.erfc, 1, 1)


def usual(before: Floats) -> Floats:
    """Share of the gain of six tries that is there after so many: ln(1 + c) / ln 7, 1 after six."""
    grown: Floats = np.log1p(np.maximum(before, 0.0)) / math.log(7)
    return grown


def _idle(tries: int) -> Shape:
    return lambda before: usual(before - tries)


def _straight(before: Floats) -> Floats:
    return before / 6.0


def _early(before: Floats) -> Floats:
    """A small gain in the first tries, and then a plateau."""
    return np.minimum(before, 2.0) / 2.0


@dataclass(frozen=True, slots=True)
class Component:
    """One shape of a story. share: of the story; gain, gain_sd: in levels, where None the cohort's times `times`."""

    share: float
    shape: Shape
    gain: float | None = None
    gain_sd: float | None = None
    times: float = 1.0


GROWS = (
    Component(0.50, usual),
    Component(0.10, _idle(2)),
    Component(0.08, _idle(4)),
    Component(0.05, _idle(6)),
    Component(0.02, _idle(9)),
    Component(0.12, _straight),
    Component(0.13, usual, times=0.6),
)
STAYS = (Component(0.6, usual, 0.0, 0.10), Component(0.4, _early, 0.25, 0.20))
SHARES = tuple(one.share for one in GROWS)
LATE = (Component(0.35, _idle(2)), Component(0.32, _idle(4)), Component(0.25, _idle(6)), Component(0.08, _idle(9)))
"""How somebody grows who stands idle at first in every skill, here for fewer tries, there for more."""
SLOW = (Component(0.5, usual, gain_sd=0.15, times=0.6), Component(0.5, _straight, gain_sd=0.15, times=0.6))
"""How somebody grows who is slow in every skill, and steady."""
KINDS = (LATE, SLOW)
KIND_SHARES = (0.05, 0.02)  # of people, before anybody is seen


@dataclass(frozen=True, slots=True)
class Curves:
    """Many curves, row by row. level, weight, before, back: [curve, try]; weight 0 where there is no try.

    level: 0 to 3, without what raters add; before: counted tries before it; back: 1 where it comes after a long
    absence; rater: column in rater_var; rater_var [curve, rater]: what is not known of each; start, start_sd, gain,
    gain_sd, noise, bar [curve]: of the skill; jump [curve]: standard deviation of what a try of somebody who grows
    brings more or less than the shape says, 0 where growth is as smooth as its shape.
    """

    level: Floats
    weight: Floats
    before: Floats
    back: Floats
    rater: Rows
    rater_var: Floats
    start: Floats
    start_sd: Floats
    gain: Floats
    gain_sd: Floats
    noise: Floats
    bar: Floats
    jump: Floats

    def __len__(self) -> int:
        return len(self.level)

    def only(self, rows: Rows) -> "Curves":
        return Curves(*(getattr(self, name)[rows] for name in self.__slots__))

    def first(self, tries: int) -> "Curves":
        """The same of so many tries of each curve."""
        by_try = {name: getattr(self, name)[:, :tries] for name in ("level", "weight", "before", "back", "rater")}
        return replace(self, **by_try)

    def without(self, rater: int) -> "Curves":
        """The same without the tries of one rater of each curve, by column."""
        return replace(self, weight=np.where(self.rater == rater, 0.0, self.weight))

    def without_try(self, number: int) -> "Curves":
        """The same without one try of each curve."""
        weight = self.weight.copy()
        weight[:, number] = 0.0
        return replace(self, weight=weight)


@dataclass(frozen=True, slots=True)
class Fit:
    """One story told of many curves. All [curve].

    log_likelihood: but for what all stories of a curve share; gained: levels between the first try and now; reaches:
    chance that the level is at the bar within HORIZON tries.
    """

    log_likelihood: Floats
    gained: Floats
    reaches: Floats


@dataclass(frozen=True, slots=True)
class Outlook:
    """What two stories say of many curves, before the person's other skills are asked. All [curve].

    log_ratio: log likelihood of staying over that of growing; log_kinds [curve, kind]: of growing as each of KINDS does
    over that of growing; stays, grows: the stories themselves; shapes: growing in each shape of GROWS.
    """

    log_ratio: Floats
    log_kinds: Floats
    stays: Fit
    grows: Fit
    shapes: Sequence[Fit]

    def chance(self, flat: Floats) -> Floats:
        """Of reaching the bar, when the curve is flat with this chance."""
        mixed: Floats = flat * self.stays.reaches + (1 - flat) * self.grows.reaches
        return mixed


def outlook(curves: Curves, shares: Sequence[float] = SHARES) -> Outlook:
    """Both stories of each curve. shares: of the shapes of GROWS, as the cohort has them."""
    stories = (STAYS, GROWS, *KINDS)
    growing, never = tuple(chain.from_iterable(stories[1:])), np.zeros(len(curves))
    # At once, as far as raters, absences and jumps are the same: whoever stays does not jump either.
    told = iter(
        (*_told(curves, STAYS, never), *_told(curves, growing, curves.jump))
        if curves.jump.any()
        else _told(curves, (*STAYS, *growing), never)
    )
    by_story = [list(islice(told, len(story))) for story in stories]
    stays, grows, *kinds = (
        _mixed(parts, shares if story is GROWS else [one.share for one in story])
        for story, parts in zip(stories, by_story, strict=True)
    )

    def over_growing(fit: Fit) -> Floats:
        ratio: Floats = np.clip(fit.log_likelihood - grows.log_likelihood, -_MOST_LOG_RATIO, _MOST_LOG_RATIO)
        return ratio

    likelier = np.stack([over_growing(kind) for kind in kinds], axis=1)
    return Outlook(over_growing(stays), likelier, stays, grows, by_story[1])


def _told(curves: Curves, story: tuple[Component, ...], jump: Floats) -> list[Fit]:
    """A story of many curves, shape by shape. jump: as in `Curves`, of this story.

    All but the gain is the same in every shape: with the prior covariance B of the levels by start, absence, raters and
    jumps, and the weights W = VV, the tries are made independent once by the Cholesky factor of I + VBV. The gain of a
    shape is then one number.
    """
    root = np.sqrt(curves.weight) / curves.noise[:, None]
    factor = np.linalg.cholesky(np.eye(root.shape[1]) + root[:, :, None] * _beside(curves, jump) * root[:, None, :])
    level = curves.level - curves.start[:, None] + AWAY_TAKES * curves.back
    last = np.where(curves.weight > 0, curves.before, 0.0).max(axis=1)
    start, step = curves.start_sd**2, jump**2
    # What a level to come shares with each try, when nobody is on leave and no rater looks on.
    to_come = start[:, None] + step[:, None] * curves.before
    shapes = [one.shape(curves.before) for one in story]
    columns = np.stack([level, to_come, *shapes], axis=2) * root[:, :, None]
    apart = np.linalg.solve(factor, columns)
    inner = apart.transpose(0, 2, 1) @ apart
    standing_still = -0.5 * inner[:, 0, 0] - np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    parts = []
    for number, one in enumerate(story, start=2):
        gain = curves.gain * one.times if one.gain is None else np.full(len(curves), one.gain)
        gain_sd = curves.gain_sd if one.gain_sd is None else np.full(len(curves), one.gain_sd)
        own, with_level = inner[:, number, number], inner[:, 0, number]
        exactness = gain_sd**-2 + own
        found = (gain * gain_sd**-2 + with_level) / exactness
        moving = 0.5 * (found**2 * exactness - gain**2 * gain_sd**-2 - np.log1p(gain_sd**2 * own))
        then = one.shape(last + HORIZON) - inner[:, 1, number]
        ahead = curves.start + inner[:, 0, 1] + found * then
        spread = start + step * (last + HORIZON) - inner[:, 1, 1] + then**2 / exactness
        missing = (curves.bar - ahead) / np.sqrt(np.maximum(spread, 1e-9))
        reaches = 0.5 * _ERFC(missing / math.sqrt(2)).astype(float)
        gained = found * (one.shape(last) - one.shape(np.zeros_like(last)))
        parts.append(Fit(standing_still + moving, gained, reaches))
    return parts


def _beside(curves: Curves, jump: Floats) -> Floats:
    """Prior covariance [curve, try, try] of the levels but for gain and noise."""
    seat = np.take_along_axis(curves.rater_var, curves.rater, axis=1)[:, :, None]
    same_rater = curves.rater[:, :, None] == curves.rater[:, None, :]
    after_leave = curves.back[:, :, None] * curves.back[:, None, :]
    earlier = np.minimum(curves.before[:, :, None], curves.before[:, None, :])
    found: Floats = (
        curves.start_sd[:, None, None] ** 2
        + AWAY_TAKES_SD**2 * after_leave
        + seat * same_rater
        + jump[:, None, None] ** 2 * earlier
    )
    return found


def _mixed(parts: Sequence[Fit], shares: Sequence[float]) -> Fit:
    logs = np.stack([part.log_likelihood + math.log(share) for part, share in zip(parts, shares, strict=True)])
    top = logs.max(axis=0)
    weights = np.exp(logs - top)
    whole = weights.sum(axis=0)
    weights /= whole
    return Fit(
        log_likelihood=top + np.log(whole),
        gained=(weights * np.stack([part.gained for part in parts])).sum(axis=0),
        reaches=(weights * np.stack([part.reaches for part in parts])).sum(axis=0),
    )


def pooled(
    log_ratio: Floats, log_kinds: Floats, share: float = FLAT_SHARE, kind_shares: Sequence[float] = KIND_SHARES
) -> tuple[Floats, Floats, Floats]:
    """Chance of flat for each skill of each person: beforehand, from the others alone; and with its own tries.

    Third is the chance that the person is of each kind [person, kind]. log_ratio: [person, skill] of staying over
    growing, 0 where nothing is known; log_kinds: [person, skill, kind] of growing as a kind over growing. Somebody is
    of a kind in every skill or in none: who stands still in one and has begun late in others may begin here yet, and so
    may who is slow in them. kind_shares: of people. The number of flat skills is Beta-binomial: with a = share · ALIKE
    and b = ALIKE - a, k of n are flat with chance B(a + k, b + n - k) / B(a, b), summed over k by the elementary
    symmetric sums of the likelihood ratios.
    """
    skills = log_ratio.shape[1]
    # All arrays end in [kind, skill, person], so that each step is one pass over all people.
    kinds = np.concatenate([np.zeros((1, *log_ratio.T.shape)), log_kinds.transpose(2, 1, 0)])
    weight = _of_flat_skills(share, skills)
    ratio = np.exp(np.clip(log_ratio.T - kinds, -_MOST_LOG_RATIO, _MOST_LOG_RATIO))
    sums, scale = np.zeros((skills, *ratio.shape)), np.zeros_like(ratio)  # sums: by how many of the others are flat
    sums[0] = 1.0
    for other in range(skills):
        for beside in (slice(0, other), slice(other + 1, skills)):
            some = sums[: other + 2, :, beside]
            some[1:] += some[:-1] * ratio[:, other, None]
            whole = some.sum(axis=0)  # kept small, and its logarithm beside it
            some /= whole
            scale[:, beside] += np.log(whole)
    stays, grows = np.tensordot(weight[1:], sums, 1), np.tensordot(weight[:-1], sums, 1)
    before = np.clip(stays / (stays + grows), LEAST_ODDS, MOST_ODDS)
    flat = before * ratio / (1 - before + before * ratio)
    # The evidence for a kind is the same from whichever skill it is summed.
    evidence = scale[:, 0] + np.log(stays[:, 0] * ratio[:, 0] + grows[:, 0])
    log_prior = np.log(np.maximum([1 - sum(kind_shares), *kind_shares], _LEAST_SHARE))
    of_kind = evidence + kinds.sum(axis=1) + log_prior[:, None]
    of_kind = np.exp(of_kind - of_kind.max(axis=0))
    of_kind /= of_kind.sum(axis=0)
    return (before * of_kind[:, None]).sum(axis=0).T, (flat * of_kind[:, None]).sum(axis=0).T, of_kind[1:].T


def surer(chance: Floats, by: float) -> Floats:
    """Chances with the logarithm of their odds moved (Platt 1999, Advances in Large Margin Classifiers, 61-74)."""
    moved: Floats = chance / (chance + (1 - chance) * math.exp(-by))
    return moved


def _of_flat_skills(share: float, skills: int) -> Floats:
    """Weight of each number of named skills that are flat, up to a common factor: [0 … skills]."""
    a, b = share * ALIKE, (1 - share) * ALIKE
    log_weight = np.array([math.lgamma(a + k) + math.lgamma(b + skills - k) for k in range(skills + 1)])
    weight: Floats = np.exp(log_weight - log_weight.max())
    return weight
