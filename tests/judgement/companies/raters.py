"""What is odd about raters, in levels; how a rater reads an item is each generator's own."""

import numpy as np

from tests.judgement.companies.company import Floats, Levels
from tests.judgement.companies.plan import Plan
from tests.judgement.companies.scenario import Odd, Scenario

SEVERITY = 0.15
"""Standard deviation of the ordinary raters' severity, in levels."""
LAST_DAY = 90
SAME = np.array((0.0, 0.55, 0.45, 0.0))
"""How often a rater who gives the same whoever it is gives each level."""


def hardness(scenario: Scenario, plan: Plan, rng: np.random.Generator) -> Floats:
    """Levels by which each try [person, skill, try] is rated lower than it is; milder where negative."""
    ordinary = rng.normal(0, SEVERITY, plan.raters)[plan.rater]
    mood = rng.normal(0, 1, plan.rater.shape)
    by_oddity = {
        Odd.NOTHING: np.zeros_like(mood),
        Odd.SEVERE: np.ones_like(mood),
        Odd.DRIFTS: np.minimum(plan.day / LAST_DAY, 1),
        Odd.SAME: np.zeros_like(mood),
        Odd.NOISY: mood,
    }
    odd = plan.odd[plan.rater] * scenario.odd_levels * by_oddity[scenario.odd]
    return np.asarray(ordinary + odd + scenario.harsh_levels * plan.hard)


def blindly(scenario: Scenario, plan: Plan, seen: Levels, rng: np.random.Generator) -> Levels:
    """Ratings [person, skill, try, item] when some are given whatever was done.

    A broken item is never done by anybody, or is anything, by the skill; a rater who gives the same looks at nothing.
    """
    never = rng.random(len(plan.module_bad)) < 0.5
    anything = np.where(never[:, None, None], 0, rng.integers(0, 3, seen.shape, endpoint=True))
    ratings = np.where(plan.item_bad[:, None, :], anything, seen)
    if scenario.odd is Odd.SAME:
        unseen = plan.odd[plan.rater][..., None] & (rng.random(seen.shape) < scenario.odd_levels)
        ratings = np.where(unseen, rng.choice(4, seen.shape, p=SAME), ratings)
    return ratings.astype(np.int8)
