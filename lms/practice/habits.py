"""How a rater spreads levels over the items of a review, beside others on the same skills. Pure; no level is changed.

Halo is read as too little difference between the items within a review, which is the spread over dimensions within a
ratee among the operational definitions of Saal, Downey and Lahey (1980, Psychological Bulletin 88, 413-428). Items are
compared within a review, so that neither how severe the rater is nor whom they rated enters into it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance, variance

from lms.practice.raters import Rated, offsets_of
from lms.practice.rules import Level

FEWEST = 2  # levels of an item on either side: one alone has no spread
WHOLE_LEVELS = 1 / 12  # the variance that rounding to whole levels alone brings: no rater is surer than the scale


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """How far a rater stands from the others on one item, in levels, beyond where they stand on the review as a whole.

    own, others: reviews in which the item has a level; se: standard error of the difference of two means (Welch 1947).
    """

    skill: str
    item: str
    own: int
    others: int
    apart: float
    se: float


@dataclass(frozen=True, slots=True)
class Habits:
    """What a rater's reviews look like inside. Figures of the others are None where nobody else rates these skills.

    spread: root of the mean variance between the items of a review, in levels; halo: 1 where all items of each review
    have the same level, 0 where they differ as much as with the others, below 0 where more; all_done: share of reviews,
    0 to 1, in which every item is done or done well.
    """

    reviews: int
    spread: float | None
    others_spread: float | None
    halo: float | None
    all_done: float | None
    others_all_done: float | None
    items: tuple[ItemStanding, ...]


def habits_of(rater: int, rated: Iterable[Rated]) -> Habits:
    """The habits of one rater. rated: the reviews of the rater and of others; their order doesn't matter."""
    reviews = [one for one in rated if one.levels]
    own = [one for one in reviews if one.rater == rater]
    others = [one for one in reviews if one.rater != rater]
    within, others_within = _on_own_skills(own, others, _variance_within)
    done, others_done = _on_own_skills(own, others, _every_item_done)
    return Habits(
        reviews=len(own),
        spread=None if within is None else sqrt(within),
        others_spread=None if others_within is None else sqrt(others_within),
        halo=None if within is None or not others_within else 1 - within / others_within,
        all_done=done,
        others_all_done=others_done,
        items=tuple(_items(own, others, offsets_of(reviews))),
    )


def _variance_within(one: Rated) -> float:
    return pvariance(one.levels.values())


def _every_item_done(one: Rated) -> float:
    return float(all(level >= Level.DONE for level in one.levels.values()))


def _on_own_skills(
    own: Sequence[Rated], others: Sequence[Rated], figure: Callable[[Rated], float]
) -> tuple[float | None, float | None]:
    """The mean of a figure over own reviews, and over those of others, each skill as often as it stands in one's own.

    Only skills that others rate, too, are compared; where there is none, the own mean stands alone.
    """
    if not own:
        return None, None
    mine, theirs = _by_skill(own, figure), _by_skill(others, figure)
    shared = [skill for skill in mine if skill in theirs]
    if not shared:
        return fmean(figure(one) for one in own), None
    weight = sum(len(mine[skill]) for skill in shared)
    here = sum(sum(mine[skill]) for skill in shared) / weight
    there = sum(fmean(theirs[skill]) * len(mine[skill]) for skill in shared) / weight
    return here, there


def _by_skill(reviews: Iterable[Rated], figure: Callable[[Rated], float]) -> Mapping[str, Sequence[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for one in reviews:
        found[one.skill].append(figure(one))
    return found


def _items(
    own: Sequence[Rated], others: Sequence[Rated], offsets: Mapping[tuple[str, str], float]
) -> Iterator[ItemStanding]:
    mine, theirs = _beyond_the_review(own, offsets), _beyond_the_review(others, offsets)
    for skill, item in sorted(key for key in mine if key in theirs):
        here, there = mine[skill, item], theirs[skill, item]
        if min(len(here), len(there)) < FEWEST:
            continue
        doubt = sum(max(variance(found), WHOLE_LEVELS) / len(found) for found in (here, there))
        yield ItemStanding(skill, item, len(here), len(there), fmean(here) - fmean(there), sqrt(doubt))


def _beyond_the_review(
    reviews: Iterable[Rated], offsets: Mapping[tuple[str, str], float]
) -> Mapping[tuple[str, str], Sequence[float]]:
    """By skill and item: how far each level lies above its review's mean, whatever items that review lacks."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in reviews:
        mean = fmean(level - offsets[one.skill, item] for item, level in one.levels.items())
        for item, level in one.levels.items():
            found[one.skill, item].append(level - mean)
    return found
