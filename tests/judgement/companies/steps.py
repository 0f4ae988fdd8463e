"""No curve at all: every item is a step that a person cannot do, does with prompts, does, or does well.

A step moves up by chance at each taught try, sooner right after a show and where the other steps already sit; it moves
down by chance as days pass. In a try a step slips or comes off by luck, more of them on a bad or a good day. A rater
does not rate an ability: they see what was done and misread some of it.
"""

from dataclasses import dataclass

import numpy as np

from tests.judgement.companies import plan as plans
from tests.judgement.companies.company import TOP, TRIES, Bools, Company, Floats, Levels
from tests.judgement.companies.plan import MOST_ITEMS, ROUNDS, SKILLS, Plan, likeness
from tests.judgement.companies.raters import blindly, hardness
from tests.judgement.companies.scenario import Scenario, Teaching

PACE = (0.39, 0.215, 0.05)
"""Chance a taught try, of a middling person and step, to move from not done, from with prompts and from done."""
AFTER_SHOW = 1.5
"""How much sooner a step moves in the try that follows a show."""
TRANSFER = 0.8
"""How much sooner when all other steps of the skill are done."""
BEGINS = np.array((0.0, 0.85, 1.9))
"""Where on the scale of what people bring along the levels 1, 2 and 3 begin."""
START = 0.30
"""What everybody brings along, on that scale."""
OF_PERSON = np.array((0.35, 0.22))[:, None, None, None]
OF_SKILL = np.array((0.12, 0.12))[:, None, None, None]
OF_PAIR = np.array((0.25, 0.25))[:, None, None, None]
"""Standard deviations by which these and pace (its logarithm) lie apart: people, skills, a person's skills."""
AGAIN = 1.5
"""How much sooner what could once be done is learned again."""
FORGETS = 0.003
"""Chance a working day that a step moves down."""
SLIPS, LUCK = 0.10, 0.06
"""Chance of a step to come off one level lower or higher on a middling day."""
MISREAD = 0.06
"""Chance of a fair rater to read a step one level too low, and the same too high."""
NOISE_OF_STEPS = 0.20
"""What slips, luck and misreading alone make a mean scatter, in levels."""
KEPT = 0.85
"""What of the form of the day is left in a mean, since nothing goes below not done or above done well."""
EASY = 0.25
"""Share of all steps, the easiest of each skill, that also those learn who do not respond."""
STUCK = 0.012
"""Pace, as a share, of what does not respond."""


def draw(scenario: Scenario, people: int, rng: np.random.Generator) -> Company:
    """A company of so many people who learn step by step."""
    plan = plans.draw(scenario, people, rng)
    steps = _Steps(scenario, plan, rng)
    state = steps.learned()
    sound = (plan.is_item & ~plan.item_bad)[None, :, None, :]
    truth = np.asarray(_expected(state).mean(axis=-1, where=sound))
    return plan.recorded(_ratings(scenario, plan, state, rng), truth)


def _expected(state: Levels) -> Floats:
    """Level to expect of a step on a middling day."""
    return np.asarray(state - SLIPS * (state > 0) + LUCK * (state < TOP))


@dataclass(slots=True)
class _Chances:
    """What moves the steps of each person's skill; last axes as named."""

    start: Levels
    """[person, skill, item] state before the first try."""
    pace: Floats
    """[person, skill, item] how much sooner than a middling step of a middling person."""
    ceiling: Levels
    """[person, skill, item] the state beyond which this person does not take this step."""
    idle: Floats
    """[person, skill] practice before anything moves."""
    up: Floats
    """[person, skill, try, item] drawn from 0 to 1, against which a chance to move up is held."""
    down: Floats
    """The same for moving down."""

    def put(self, other: "_Chances", which: Bools) -> None:
        """Take over these pairs from the other."""
        for name in self.__slots__:
            getattr(self, name)[which] = getattr(other, name)[which]


class _Steps:
    """States of all steps; whoever responds would reach the bar by the last try if taught all along."""

    def __init__(self, scenario: Scenario, plan: Plan, rng: np.random.Generator) -> None:
        self.scenario, self.plan, self.rng = scenario, plan, rng
        self.sound = plan.is_item & ~plan.item_bad
        self.person = rng.normal(0, 1, (2, plan.people, 1, 1))
        self.skill = rng.normal(0, 1, (2, 1, SKILLS, 1))
        ease = rng.normal(0, 1, (SKILLS, MOST_ITEMS)) - 0.3 * plan.critical
        self.ease = ease - ease.mean(axis=1, where=self.sound, keepdims=True)
        self.chances = self._drawn()

    def learned(self) -> Levels:
        """State of each step in each try [person, skill, try, item]."""
        plan = self.plan
        taught = np.ones_like(plan.worth)
        unbroken = np.zeros_like(plan.first_back)
        for round_ in range(ROUNDS):
            level = _expected(self._states(taught, unbroken)).mean(axis=-1, where=self.sound[None, :, None, :])
            wrong = plan.astray(level)
            if not wrong.any():
                return self._states(plan.worth, plan.first_back)
            self.chances.put(self._drawn(alike=likeness(round_)), wrong)
        raise RuntimeError(f"{self.scenario.key}: {wrong.sum()} pairs do not come out")

    def _drawn(self, alike: float = 1.0) -> _Chances:
        """Chances for every pair; alike: how far people are in a skill who they are in the others, 0 to 1."""
        scenario, plan, rng = self.scenario, self.plan, self.rng
        shape = (plan.people, SKILLS, MOST_ITEMS)
        own = rng.normal(0, 1, (2, plan.people, SKILLS, 1))
        apart = OF_PERSON * alike * self.person + OF_SKILL * self.skill + OF_PAIR * own
        brought = START + scenario.start_shift + apart[0] + 0.45 * self.ease + rng.normal(0, 0.6, shape)
        pace = np.exp(1.6 * scenario.gain_shift + apart[1] + 0.3 * self.ease)
        ceiling = np.where(rng.random(shape) < 0.75, TOP, TOP - 1)
        special = (plan.learns_so[:, None] & plan.responds)[..., None]
        if scenario.learning is Teaching.SLOW:
            pace = np.where(special, 0.27 * pace, pace)
        elif scenario.learning is Teaching.QUICK:
            pace = np.where(special, 2.4 * pace, pace)
            ceiling = np.where(special & (rng.random(shape) < 0.8), TOP - 1, ceiling)
        easy = (self.ease.argsort(axis=1).argsort(axis=1) >= MOST_ITEMS * (1 - EASY))[None]
        moves = (plan.responds[..., None] | easy) & ~plan.module_bad[:, None]
        pace = np.where(moves, pace, STUCK * pace)
        late = special[..., 0] & (scenario.learning is Teaching.LATE)
        every = (plan.people, SKILLS, TRIES, MOST_ITEMS)
        return _Chances(
            start=(brought[..., None] > BEGINS).sum(axis=-1).astype(np.int8),
            pace=pace,
            ceiling=ceiling.astype(np.int8),
            idle=np.where(late, rng.integers(2, 6, late.shape, endpoint=True), 0.0),
            up=rng.random(every),
            down=rng.random(every),
        )

    def _states(self, worth: Floats, first_back: Bools) -> Levels:
        """The walk of all steps through the tries, when each try is worth so much as practice."""
        plan, chances = self.plan, self.chances
        pace = np.array((*PACE, 0.0))
        days = np.diff(plan.day, axis=2, prepend=plan.day[:, :, :1])
        shows = np.diff(plan.shown, axis=2, prepend=0) > 0
        sits = self.sound / self.sound.sum(axis=1, keepdims=True)
        state, best = chances.start.copy(), chances.start.copy()
        states = np.empty((*worth.shape, MOST_ITEMS), np.int8)
        clock = np.zeros(worth.shape[:2])
        for at in range(TRIES):
            away = first_back[:, :, at]
            kept = np.exp(-FORGETS * np.where(away, 0, days[:, :, at])) * np.where(away, 1 - self.scenario.lost, 1.0)
            down = chances.down[:, :, at] > kept[..., None]
            state = state - (down & (state > chances.start))
            states[:, :, at] = state
            others = ((state >= 2) * sits).sum(axis=-1)
            sooner = worth[:, :, at] * np.where(shows[:, :, at], AFTER_SHOW, 1.0) * (1 + TRANSFER * others)
            sooner = sooner * (clock >= chances.idle)
            rate = -np.log1p(-pace[state]) * chances.pace * sooner[..., None] * np.where(state < best, AGAIN, 1.0)
            up = chances.up[:, :, at] < 1 - np.exp(-rate)
            state = (state + (up & (state < chances.ceiling))).astype(np.int8)
            best = np.maximum(best, state)
            clock += worth[:, :, at]
        return states


def _ratings(scenario: Scenario, plan: Plan, state: Levels, rng: np.random.Generator) -> Levels:
    """Levels given [person, skill, try, item]."""
    noise = rng.uniform(*scenario.noise)
    day = np.sqrt(max(noise**2 - NOISE_OF_STEPS**2, 0.0))
    form = day / KEPT * rng.laplace(0, 1 / np.sqrt(2), plan.day.shape)
    done = _moved(state, LUCK + np.maximum(form, 0), SLIPS + np.maximum(-form, 0), rng)
    hard = hardness(scenario, plan, rng)
    seen = _moved(done, MISREAD + np.maximum(-hard, 0), MISREAD + np.maximum(hard, 0), rng)
    return blindly(scenario, plan, seen, rng)


def _moved(level: Levels, higher: Floats, lower: Floats, rng: np.random.Generator) -> Levels:
    """Levels [person, skill, try, item] each moved one up or down by these chances [person, skill, try].

    Where a chance exceeds one, the rest is the chance of a second level.
    """
    moved = level.astype(np.int8)
    for rest in (0.0, 1.0):
        dice = rng.random(level.shape)
        up = dice < np.clip(higher - rest, 0, 1)[..., None]
        down = dice > 1 - np.clip(lower - rest, 0, 1)[..., None]
        moved = np.clip(moved + up - down, 0, TOP).astype(np.int8)
    return moved
