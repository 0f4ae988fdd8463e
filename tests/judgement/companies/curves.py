"""Ability as a hidden curve, rated by graded responses.

Each person's ability in a skill grows along a power law, an exponential or an S towards a plateau of its own; abilities
of one person go together. Each item is answered by the graded response model (Samejima 1969): it has a difficulty and
a discrimination, and each rater has a severity and thresholds of their own. The form of the day has heavy tails.
"""

import numpy as np

from tests.judgement.companies import plan as plans
from tests.judgement.companies.company import TRIES, Bools, Company, Floats, Levels
from tests.judgement.companies.plan import MOST_ITEMS, ROUNDS, SKILLS, Plan, likeness
from tests.judgement.companies.raters import blindly, hardness
from tests.judgement.companies.scenario import Scenario, Teaching

THRESHOLDS = np.array((0.5, 1.5, 2.5))
"""Ability from which a middling item is more likely than not at levels 1, 2 and 3: ability is in levels."""
ITEM_NOISE = 0.29
"""What the items alone make a mean of seven scatter about its expectation, in levels."""
LEAST_DAY_NOISE = 0.05
LEVELS_PER_ABILITY = 0.8
"""How far the mean level moves with ability, where most people stand."""
RATERS_THRESHOLDS = 0.15
"""Standard deviation of where each rater sets each threshold, in levels."""

START, PLATEAU = 0.88, 2.45
"""Of everybody, in levels: at the first try, and reached in the end."""
OF_PERSON = np.array((0.24, 0.12, 0.22))[:, None, None]
OF_SKILL = np.array((0.10, 0.06, 0.12))[:, None, None]
OF_PAIR = np.array((0.22, 0.14, 0.22))[:, None, None]
"""Standard deviations by which start, plateau and pace (its logarithm) lie apart: people, skills, a person's skills."""
SPEEDS = {"power": 0.82, "exponential": 4.8, "s": 5.5}
"""By how many tries each kind of curve is drawn out; of the power law its exponent."""
SHAPES = np.array((0.35, 0.40, 0.25))
"""How often each kind is drawn."""
LEFT_BY_BAD_MODULE = 0.07
"""Share of the usual gain."""


def draw(scenario: Scenario, people: int, rng: np.random.Generator) -> Company:
    """A company of so many people in which abilities follow curves."""
    plan = plans.draw(scenario, people, rng)
    checklist = _Checklist(plan, rng)
    ability = _abilities(scenario, plan, checklist, rng)
    truth = checklist.mean_level(ability)
    return plan.recorded(_ratings(scenario, plan, checklist, ability, rng), truth)


class _Checklist:
    """Difficulties and discriminations of the items [skill, item]."""

    def __init__(self, plan: Plan, rng: np.random.Generator) -> None:
        sound = plan.is_item & ~plan.item_bad
        difficulty = rng.normal(0, 0.40, sound.shape) + 0.15 * plan.critical
        self.sound = sound
        self.difficulty = difficulty - difficulty.mean(axis=1, where=sound, keepdims=True)
        self.discrimination = 2.6 * np.exp(rng.normal(0, 0.25, sound.shape))

    def chances(self, ability: Floats, thresholds: Floats) -> Floats:
        """Chances [..., skill, try, item, 3] of a level of at least 1, 2, 3.

        ability: [..., skill, try]; thresholds: [..., 3] as the rater of each try draws them, or the plain three.
        """
        above = ability[..., None, None] - self.difficulty[:, None, :, None] - thresholds[..., None, :]
        chances: Floats = 1 / (1 + np.exp(-self.discrimination[:, None, :, None] * above))
        return chances

    def mean_level(self, ability: Floats) -> Floats:
        """Mean level to expect over the sound items [person, skill, try]."""
        levels = self.chances(ability, THRESHOLDS).sum(axis=-1)
        return np.asarray(levels.mean(axis=-1, where=self.sound[:, None, :]))


def _abilities(scenario: Scenario, plan: Plan, checklist: _Checklist, rng: np.random.Generator) -> Floats:
    """Ability [person, skill, try]; whoever responds would reach the bar by the last try if taught all along."""
    curve = _Curves(scenario, plan, rng)
    for round_ in range(ROUNDS):
        level = checklist.mean_level(curve.ability(curve.undisturbed))
        wrong = plan.astray(level)
        if not wrong.any():
            break
        curve.redraw(wrong, alike=likeness(round_))
    else:
        raise RuntimeError(f"{scenario.key}: {wrong.sum()} curves do not come out")
    clock = plan.worth.cumsum(axis=2) - plan.worth
    return curve.after_leave(curve.ability(clock), plan.first_back, clock)


class _Curves:
    """Curves of all people and skills [person, skill], drawn anew where they do not come out."""

    def __init__(self, scenario: Scenario, plan: Plan, rng: np.random.Generator) -> None:
        self.scenario, self.plan, self.rng = scenario, plan, rng
        self.undisturbed = np.broadcast_to(np.arange(TRIES, dtype=float), (plan.people, SKILLS, TRIES))
        self.person = rng.normal(0, 1, (3, plan.people, 1))
        self.skill = rng.normal(0, 1, (3, 1, SKILLS))
        shape = (plan.people, SKILLS)
        self.start, self.plateau, self.pace = np.empty(shape), np.empty(shape), np.empty(shape)
        self.kind, self.idle, self.wave = np.empty(shape, int), np.empty(shape), np.empty((2, *shape))
        self.redraw(np.ones(shape, bool))

    def redraw(self, which: Bools, alike: float = 1.0) -> None:
        """Draw these curves anew; alike: how far the person is in this skill who they are in the others, 0 to 1."""
        scenario, rng, shape = self.scenario, self.rng, which.shape
        special = self.plan.learns_so[:, None] & self.plan.responds
        own = rng.normal(0, 1, (3, *shape))
        apart = OF_PERSON * alike * self.person + OF_SKILL * self.skill + OF_PAIR * own
        start = START + scenario.start_shift + apart[0]
        plateau = PLATEAU + 0.6 * scenario.start_shift + 0.5 * scenario.gain_shift + apart[1]
        pace = np.exp(1.6 * scenario.gain_shift + apart[2])
        if scenario.learning is Teaching.QUICK:
            plateau = np.where(special, np.minimum(plateau, 2.06 + 0.10 * np.abs(own[1])), plateau)
            pace = np.where(special, 2.5 * pace, pace)
        gains = plateau - start
        small = np.where(rng.random(shape) < 0.6, rng.uniform(0.05, 0.55, shape), 0.0)
        plateau = start + np.where(self.plan.responds, gains, small)
        for mine, drawn in (
            (self.start, start),
            (self.plateau, plateau),
            (self.pace, np.where(self.plan.responds, pace, 3.0)),
            (self.kind, rng.choice(3, shape, p=SHAPES)),
            (self.idle, rng.integers(2, 6, shape, endpoint=True)),
            (self.wave[0], rng.uniform(0, 0.22, shape)),
            (self.wave[1], rng.uniform(0, 2 * np.pi, shape)),
        ):
            mine[which] = drawn[which]

    def ability(self, clock: Floats) -> Floats:
        """Ability [person, skill, try] by practice before each try."""
        scenario, plan = self.scenario, self.plan
        special = plan.learns_so[:, None] & plan.responds
        late = special & (scenario.learning is Teaching.LATE)
        grown = self._grown(np.maximum(clock - np.where(late, self.idle, 0)[..., None], 0))
        if scenario.learning is Teaching.SLOW:
            straight = np.clip(clock / (TRIES - 1), 0, 1) ** (1.15 / self.pace[..., None] ** 0.5)
            grown = np.where(special[..., None], straight, grown)
        gain = np.where(plan.module_bad, LEFT_BY_BAD_MODULE, 1.0) * (self.plateau - self.start)
        wave = self.wave[0][..., None] * np.sin(self.wave[1][..., None] + clock / 1.7)
        return np.asarray(
            self.start[..., None] + gain[..., None] * grown + np.where(plan.responds, 0, 1)[..., None] * wave
        )

    def _grown(self, clock: Floats) -> Floats:
        """Share of the way from start to plateau [person, skill, try]."""
        ahead = clock * self.pace[..., None]
        middle, width = SPEEDS["s"] * 0.75, SPEEDS["s"] * 0.36
        foot = 1 / (1 + np.exp(middle / width))
        s = (1 / (1 + np.exp(-(ahead - middle) / width)) - foot) / (1 - foot)
        power = 1 - (1 + ahead) ** -SPEEDS["power"]
        exponential = 1 - np.exp(-ahead / SPEEDS["exponential"])
        return np.asarray(np.choose(self.kind[..., None], (power, exponential, s)))

    def after_leave(self, ability: Floats, first_back: Bools, clock: Floats) -> Floats:
        """Ability when leave takes a share of what was gained and a few tries bring it back."""
        gained = np.maximum(ability - self.start[..., None], 0)
        at_return = (gained * first_back).sum(axis=2, keepdims=True)
        back = first_back.cumsum(axis=2) > 0
        since = clock - (clock * first_back).sum(axis=2, keepdims=True)
        return np.asarray(ability - back * self.scenario.lost * at_return * np.exp(-np.maximum(since, 0) / 3.0))


def _ratings(
    scenario: Scenario, plan: Plan, checklist: _Checklist, ability: Floats, rng: np.random.Generator
) -> Levels:
    """Levels given [person, skill, try, item]."""
    noise = rng.uniform(*scenario.noise)
    day_noise = np.sqrt(max(noise**2 - ITEM_NOISE**2, LEAST_DAY_NOISE**2))
    form = day_noise / LEVELS_PER_ABILITY * rng.standard_t(4, ability.shape) / np.sqrt(2)
    thresholds = THRESHOLDS + rng.normal(0, RATERS_THRESHOLDS, (plan.raters, 3))
    chances = checklist.chances(ability + form - hardness(scenario, plan, rng), thresholds[plan.rater])
    seen = (rng.random((*ability.shape, MOST_ITEMS, 1)) < chances).sum(axis=-1).astype(np.int8)
    return blindly(scenario, plan, seen, rng)
