"""Nothing for a while, then all at once: a person stands on a plateau until something falls into place.

How good somebody is stays exactly the same from try to try; after some tries an insight lifts it at once, sooner when
a show was just given, by as much as it is worth. Now and then a bad spell of a few tries takes some of it. The items
of a try are drawn by a beta-binomial, so that they scatter more than alone, and a rater adds what they are hard by and
rates in their own width: some use the whole scale, some its middle.
"""

import numpy as np

from tests.judgement.companies import plan as plans
from tests.judgement.companies.company import BAR, TOP, TRIES, Bools, Company, Floats, Levels
from tests.judgement.companies.plan import MOST_ITEMS, ROUNDS, SKILLS, Plan, likeness
from tests.judgement.companies.raters import blindly, hardness
from tests.judgement.companies.scenario import Scenario, Teaching

START, CEILING = 0.90, 2.55
"""Levels of everybody at the first try and at the last plateau."""
OF_PERSON = np.array((0.24, 0.10, 0.20))[:, None, None]
OF_SKILL = np.array((0.10, 0.05, 0.12))[:, None, None]
OF_PAIR = np.array((0.22, 0.12, 0.20))[:, None, None]
"""Standard deviations by which start, ceiling and pace (its logarithm) lie apart: people, skills, a person's skills."""
INSIGHTS = 0.85
"""How often something falls into place, a taught try of a middling person."""
AFTER_SHOW = 1.4
"""How much more often in the try that follows a show."""
WORTH = (3.0, 0.105)
"""Shape and scale of the gamma law by which an insight lifts, in levels."""
SPELLS, SPELL_ENDS, SPELL = 0.05, 0.5, 0.35
"""Chances of a bad spell to begin and to end at a try, and the levels that it takes."""
STUCK = 0.05
"""How often something falls into place, as a share, for whoever does not respond after the first small thing."""
ITEM_NOISE = 0.28
"""What the items alone make a mean of seven scatter about its expectation, in levels."""
LEAST_DAY_NOISE = 0.05
RATERS_WIDTH = 0.12
"""Standard deviation of the logarithm of the width in which raters rate."""


def draw(scenario: Scenario, people: int, rng: np.random.Generator) -> Company:
    """A company of so many people in which things fall into place."""
    plan = plans.draw(scenario, people, rng)
    truth = _Insights(scenario, plan, rng).levels()
    return plan.recorded(_ratings(scenario, plan, truth, rng), truth)


class _Insights:
    """How good everybody is [person, skill, try]; whoever responds would reach the bar if taught all along."""

    def __init__(self, scenario: Scenario, plan: Plan, rng: np.random.Generator) -> None:
        self.scenario, self.plan, self.rng = scenario, plan, rng
        self.person = rng.normal(0, 1, (3, plan.people, 1))
        self.skill = rng.normal(0, 1, (3, 1, SKILLS))
        shape = (plan.people, SKILLS)
        self.start, self.ceiling, self.pace, self.idle, self.first = (np.empty(shape) for _ in range(5))
        self.dice, self.lift, self.spell = (np.empty((*shape, TRIES)) for _ in range(3))
        self.redraw(np.ones(shape, bool))

    def redraw(self, which: Bools, alike: float = 1.0) -> None:
        """Draw these pairs anew; alike: how far the person is in this skill who they are in the others, 0 to 1."""
        scenario, plan, rng, shape = self.scenario, self.plan, self.rng, which.shape
        special = plan.learns_so[:, None] & plan.responds
        apart = OF_PERSON * alike * self.person + OF_SKILL * self.skill + OF_PAIR * rng.normal(0, 1, (3, *shape))
        start = START + scenario.start_shift + apart[0]
        ceiling = CEILING + 0.6 * scenario.start_shift + 0.4 * scenario.gain_shift + apart[1]
        pace = np.exp(1.3 * scenario.gain_shift + apart[2])
        if scenario.learning is Teaching.SLOW:
            pace = np.where(special, 0.36 * pace, pace)
        elif scenario.learning is Teaching.QUICK:
            pace = np.where(special, 2.2 * pace, pace)
            ceiling = np.where(special, np.minimum(ceiling, BAR + 0.14 * np.abs(rng.normal(0, 1, shape))), ceiling)
        late = special & (scenario.learning is Teaching.LATE)
        first_small = np.where(rng.random(shape) < 0.6, rng.uniform(0.05, 0.55, shape), 0.0)
        for mine, drawn in (
            (self.start, np.clip(start, 0.1, TOP)),
            (self.ceiling, np.minimum(ceiling, 2.85)),
            (self.pace, pace),
            (self.idle, np.where(late, rng.integers(2, 6, shape, endpoint=True), 0)),
            (self.first, first_small),
            (self.dice, rng.random((*shape, TRIES))),
            (self.lift, rng.gamma(*WORTH, (*shape, TRIES))),
            (self.spell, self._spells()),
        ):
            mine[which] = drawn[which]

    def _spells(self) -> Floats:
        """Levels that bad spells take [person, skill, try]."""
        dice = self.rng.random((self.plan.people, SKILLS, TRIES))
        bad = np.zeros(dice.shape, bool)
        for at in range(1, TRIES):
            bad[..., at] = np.where(bad[..., at - 1], dice[..., at] > SPELL_ENDS, dice[..., at] < SPELLS)
        return SPELL * bad

    def levels(self) -> Floats:
        """Mean level to expect of each try [person, skill, try]."""
        plan = self.plan
        for round_ in range(ROUNDS):
            level = self._walk(np.ones_like(plan.worth), np.zeros_like(plan.first_back))
            wrong = plan.astray(level)
            if not wrong.any():
                return self._walk(plan.worth, plan.first_back)
            self.redraw(wrong, alike=likeness(round_))
        raise RuntimeError(f"{self.scenario.key}: {wrong.sum()} pairs do not come out")

    def _walk(self, worth: Floats, first_back: Bools) -> Floats:
        """The plateaus on which everybody stands, when each try is worth so much as practice."""
        plan = self.plan
        shows = np.diff(plan.shown, axis=2, prepend=0) > 0
        often = INSIGHTS * self.pace * np.where(plan.module_bad | ~plan.responds, STUCK, 1.0)
        level, clock = self.start.copy(), np.zeros_like(self.start)
        lost = np.zeros_like(self.start)
        levels = np.empty(worth.shape)
        for at in range(TRIES):
            lost = np.where(first_back[..., at], self.scenario.lost * np.maximum(level - self.start, 0), 0.65 * lost)
            levels[..., at] = level - lost - self.spell[..., at]
            chance = 1 - np.exp(-often * worth[..., at] * np.where(shows[..., at], AFTER_SHOW, 1.0))
            insight = (self.dice[..., at] < chance) & (clock >= self.idle)
            level = level + np.where(insight, np.minimum(self.lift[..., at], np.maximum(self.ceiling - level, 0)), 0)
            if at == 0:
                level = level + np.where(plan.responds | plan.module_bad, 0, self.first)
            clock += worth[..., at]
        return np.clip(levels, 0.05, TOP - 0.05)


def _ratings(scenario: Scenario, plan: Plan, truth: Floats, rng: np.random.Generator) -> Levels:
    """Levels given [person, skill, try, item]."""
    noise = rng.uniform(*scenario.noise)
    day = np.sqrt(max(noise**2 - ITEM_NOISE**2, LEAST_DAY_NOISE**2))
    width = np.exp(rng.normal(0, RATERS_WIDTH, plan.raters))[plan.rater]
    seen = TOP / 2 + width * (truth - hardness(scenario, plan, rng) - TOP / 2)
    share = np.clip(seen / TOP, 0.02, 0.98)
    alone = np.clip(share * (1 - share) * (TOP / day) ** 2 - 1, 0.5, None)
    form = rng.beta(share * alone, (1 - share) * alone)[..., None]
    easier = np.clip(form + _ease(plan, rng) / TOP, 0, 1)
    return blindly(scenario, plan, rng.binomial(TOP, easier).astype(np.int8), rng)


def _ease(plan: Plan, rng: np.random.Generator) -> Floats:
    """Levels by which each item is easier than the others of its skill [skill, 1, item]."""
    ease = rng.normal(0, 0.3, (SKILLS, MOST_ITEMS)) - 0.1 * plan.critical
    sound = plan.is_item & ~plan.item_bad
    return np.asarray(ease - ease.mean(axis=1, where=sound, keepdims=True))[:, None, :]
