"""Mixed model equations in arrays, and offsets of items: what is behind every estimate of raters."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_RESTING = 1e-10  # of the right side's length: what is left when the iteration has come to rest
_ITEM_REVIEWS = 1.0  # an item's offset is held as if it had been rated once more, at nothing
_SWEEPS = 200


class Equations:
    """(X'WX + R) u = X'Wy for reviews, each of which is a sum of few unknowns (Henderson 1975).

    unknown, share: [review, part] which unknowns add up to a review's level, and how much of each; weight: [review];
    ridge: [unknown] the noise's variance over that of the unknown, 0 where nothing is known of it beforehand.
    """

    def __init__(self, unknown: Rows, share: Floats, weight: Floats, ridge: Floats) -> None:
        self._unknown, self._share, self._weight, self._ridge = unknown, share, weight, ridge

    def right(self, level: Floats) -> Floats:
        """X'Wy for levels [review]."""
        return self._gather(level * self._weight)

    def solve(self, right: Floats) -> Floats:
        """The unknowns for a right side, by conjugate gradients scaled by the diagonal.

        Hestenes and Stiefel 1952, Journal of Research of the National Bureau of Standards 49, 409-436, equations 3:1.
        """
        each = (self._share**2 * self._weight[:, None]).ravel()
        # An unknown that no review touches with any share (a gain of which only first tries are known) has no doubt but
        # its own; its diagonal is its ridge, which is never 0.
        diagonal = self._ridge + np.bincount(self._unknown.ravel(), each, len(self._ridge))
        found, rest = np.zeros_like(right), right.copy()
        scaled = rest / diagonal
        towards, length = scaled.copy(), float(rest @ scaled)
        enough = length * _RESTING**2
        for _step in range(10 * len(right)):
            if length <= enough:
                break
            left = self._left(towards)
            pace = length / float(towards @ left)
            found += pace * towards
            rest -= pace * left
            scaled = rest / diagonal
            before, length = length, float(rest @ scaled)
            towards = scaled + length / before * towards
        return found

    def _left(self, values: Floats) -> Floats:
        """The left side of the equations at these values of the unknowns."""
        levels = np.einsum("rp,rp->r", self._share, values[self._unknown])
        return self._ridge * values + self._gather(self._weight * levels)

    def _gather(self, levels: Floats) -> Floats:
        found: Floats = np.bincount(
            self._unknown.ravel(), (self._share * levels[:, None]).ravel(), len(self._ridge)
        ).astype(float)  # fmt: skip
        return found


def item_offsets(levels: Floats) -> Floats:
    """How far each item lies above the others, as far as few reviews can tell: [item] from levels [review, item].

    levels: nan where an item was not rated; each review has one at least. Least squares over review and item, in turns
    until at rest, so that a missing item doesn't move a review's mean.
    """
    rated = ~np.isnan(levels)
    known, count = np.where(rated, levels, 0.0), rated.sum(axis=0)
    offsets = np.zeros(levels.shape[1])
    for _sweep in range(_SWEEPS):
        mean = means(known, rated, offsets)
        fresh = (known - rated * mean[:, None]).sum(axis=0) / (count + _ITEM_REVIEWS)
        moved = np.abs(fresh - offsets).max(initial=0.0)
        offsets = fresh
        if moved < _RESTING:
            break
    return offsets


def means(known: Floats, rated: NDArray[np.bool_], offsets: Floats) -> Floats:
    """Mean level of each review over the items that were rated, without what these items add: [review]."""
    found: Floats = (known - rated * offsets).sum(axis=1) / np.maximum(rated.sum(axis=1), 1)
    return found
