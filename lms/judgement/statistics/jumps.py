"""Whether growth is smooth in a company or comes in jumps, and how much a flat stretch says there. Pure.

In some houses everybody climbs much the same curve; in others nothing moves for a while, and then a lot at once. What
looks flat after eight tries is hardly ever anything else in the first, and often a learner in the second. No single
curve tells which it is, all curves of a company together do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lms.judgement.statistics.growth import FLAT_SHARE, KIND_SHARES, Curves, Floats, outlook

MOST_CURVES = 400  # that are read: more would say the same
CLIMBING = 8  # first counted tries of each, in which people climb; later most stand at their top, jumps or none
BELIEVED_SMOOTH = 0.2  # before anything is seen: that growth jumps is believed until the tries show otherwise
SURER_WHERE_SMOOTH, LESS_SURE_WHERE_NOT, LESS_SURE_OF_KINDS = 1.45, 0.3, 2.0  # log odds; the last times their share


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which growth may go. gains, noise: times the spreads as estimated for smooth curves, which take what
    jumps do for differences between people; jump: as in `Curves`.
    """

    gains: float
    noise: float
    jump: float


SMOOTH = (Way(1.0, 1.0, 0.0), Way(0.6, 1.0, 0.0), Way(0.6, 0.95, 0.0), Way(0.35, 0.97, 0.0))
JUMPY = (Way(0.6, 0.95, 0.10), Way(0.6, 0.92, 0.15), Way(0.35, 0.90, 0.15), Way(0.35, 0.88, 0.20))


def smoothness(curves: Curves) -> float:
    """Chance that growth is smooth: how likely each way makes the tries, the ways of a kind alike likely beforehand.

    curves: of a whole company, read as if smooth. A Bayes factor (Kass and Raftery 1995, Journal of the American
    Statistical Association 90, 773-795).
    """
    some = curves.only(np.arange(0, len(curves), max(1, len(curves) // MOST_CURVES))).first(CLIMBING)
    smooth, jumpy = np.split(_evidence(some, (*SMOOTH, *JUMPY)), [len(SMOOTH)])
    log_odds = math.log(BELIEVED_SMOOTH / (1 - BELIEVED_SMOOTH))
    log_odds += np.logaddexp.reduce(smooth) - np.logaddexp.reduce(jumpy)
    return float(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))


def _evidence(curves: Curves, ways: Sequence[Way]) -> Floats:
    """Log likelihood [way] of all tries, but for what all ways share."""

    def each(name: str) -> Floats:
        return np.repeat([getattr(way, name) for way in ways], len(curves))

    every = curves.only(np.tile(np.arange(len(curves)), len(ways)))
    noise = each("noise")
    told = outlook(replace(every, gain_sd=every.gain_sd * each("gains"), noise=every.noise * noise, jump=each("jump")))
    either = np.logaddexp(
        math.log(1 - FLAT_SHARE) + told.grows.log_likelihood, math.log(FLAT_SHARE) + told.stays.log_likelihood
    )
    either -= (every.weight > 0).sum(axis=1) * np.log(noise)
    found: Floats = either.reshape(len(ways), -1).sum(axis=1)
    return found


def surer_by(smooth: float, kinds: Floats) -> float:
    """By how much the log odds of flat are moved in a company, so that what is said to be likely there comes true.

    smooth: as from `smoothness`; kinds: shares of people of each of `growth.KINDS`. A company's own curves are judged
    with allowances for late, slow and jumpy learners that a smooth company has few of, and a jumpy one more. Fitted,
    as in Platt 1999 (Advances in Large Margin Classifiers, 61-74), on simulated companies of three generators, of seeds
    by which nothing is measured.
    """
    more_than_usual = max(0.0, float(kinds.sum()) - sum(KIND_SHARES))
    return SURER_WHERE_SMOOTH * smooth - LESS_SURE_WHERE_NOT * (1 - smooth) - LESS_SURE_OF_KINDS * more_than_usual
