"""What both generators share: who is taught what, when and by whom; not how anybody learns or is rated."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.judgement.companies.company import (
    BAR,
    LOOKS,
    NOT,
    TRIES,
    Away,
    Bools,
    Company,
    Counts,
    Days,
    Floats,
    Levels,
    Raters,
    shows_due,
    without_leave,
)
from tests.judgement.companies.scenario import Scenario

SKILLS = 8
MOST_ITEMS = 10
SKILL_EVERY = 5
"""Working days between the first days of two skills."""
SHOWS_DUE = (0, 6, 14, 24)
"""Days from a skill's first day by which each show is promised."""
TRIES_DUE = (5, 11, 17, 24)
"""The same for tries: the slowest who come to every try are in time."""
EXTRA_SHOWS = (30, 42)
"""Days about which half of the people get a show that nobody promised."""
OWN_TRAINER = 0.6
"""Share of a person's tries that the assigned trainer rates."""
SKILLS_NOT_RESPONDING = (1, 2, 4, 8)
SHORT = 0.25
"""Levels by which whoever does not respond stays below the bar in truth, at the least."""
ROUNDS, ALIKE_ROUNDS = 200, 50
"""So often is a pair drawn that does not come out; less and less like the person's others, then by itself."""
NEVER = 10_000
"""A day after all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One company before anybody learned anything. Axes as in `Company`, with all TRIES."""

    is_item: Bools
    critical: Bools
    rater: Raters
    raters: int
    odd: Bools
    """[rater] odd in the scenario's way."""
    hard: Bools
    """[person, skill, try] rated by the one who is hard on this person alone."""
    day: Days
    reviewed: Days
    tries: Counts
    shown: Levels
    promised_shows: Days
    promised_tries: Days
    away: tuple[Away, ...]
    responds: Bools
    learns_so: Bools
    """[person] learns in the scenario's way; the others as usual."""
    module_bad: Bools
    item_bad: Bools
    harsh_on: Bools
    worth: Floats
    """[person, skill, try] what this try is worth as practice, 0 to 1: less while shows are owed."""
    first_back: Bools
    """[person, skill, try] the first try of this skill after leave that came in the midst of it."""

    @property
    def people(self) -> int:
        return len(self.harsh_on)

    def astray(self, level: Floats) -> Bools:
        """The pairs [person, skill] that do not come out as they must, from levels as if all was taught without leave.

        Whoever responds reaches the bar within TRIES unless the module is at fault; whoever does not stays SHORT of it.
        """
        best = level.max(axis=-1)
        return np.asarray(np.where(self.responds, (best < BAR) & ~self.module_bad, best > BAR - SHORT))

    def recorded(self, ratings: Levels, truth_level: Floats) -> Company:
        """The company whose tries were rated so: only what was made and what is an item stays."""
        made = np.arange(LOOKS) < self.tries[..., None]
        levels = np.where(made[..., None] & self.is_item[None, :, None, :], ratings[:, :, :LOOKS], NOT)
        return Company(
            levels=levels.astype(np.int8),
            critical=self.critical,
            rater=_kept(self.rater, made).astype(np.int16),
            raters=self.raters,
            day=_kept(self.day, made).astype(np.int32),
            reviewed=_kept(self.reviewed, made).astype(np.int32),
            tries=self.tries,
            shown=_kept(self.shown, made).astype(np.int8),
            promised_shows=self.promised_shows,
            promised_tries=self.promised_tries,
            away=self.away,
            responds=self.responds,
            module_bad=self.module_bad,
            item_bad=self.item_bad,
            harsh_on=self.harsh_on,
            truth_level=truth_level,
        )


def likeness(round_: int) -> float:
    """How far a person is in a skill who they are in the others, 0 to 1, when it is drawn in this round."""
    return max(0.0, 1 - round_ / ALIKE_ROUNDS)


def draw(scenario: Scenario, people: int, rng: np.random.Generator) -> Plan:
    """A company of so many people, taught as the scenario says."""
    is_item, critical, item_bad = _checklists(scenario, rng)
    first_day = SKILL_EVERY * np.arange(SKILLS)
    promised_shows = (first_day[:, None] + np.array(SHOWS_DUE)).astype(np.int32)
    day, away, first_back = _days(scenario, people, first_day, rng)
    present = without_leave(day, away)
    shown = _shown(scenario, present, promised_shows, rng)
    raters = 3 if people < 100 else 12
    own = rng.permutation(people) % raters
    rater = _raters(own, raters, rng)
    odd = np.zeros(raters, bool)
    odd[rng.permutation(raters)[: _of(scenario.odd_raters, raters)]] = True
    harsh_on = rng.random(people) < scenario.harsh_on
    module_bad = np.zeros(SKILLS, bool)
    module_bad[rng.permutation(SKILLS)[: scenario.bad_modules]] = True
    return Plan(
        is_item=is_item,
        critical=critical,
        rater=rater,
        raters=raters,
        odd=odd,
        hard=harsh_on[:, None, None] & (rater == own[:, None, None]),
        day=day,
        reviewed=_reviewed(day.shape, rng),
        tries=rng.integers(scenario.tries[0], scenario.tries[1], (people, SKILLS), endpoint=True),
        shown=shown,
        promised_shows=promised_shows,
        promised_tries=(first_day[:, None] + np.array(TRIES_DUE)).astype(np.int32),
        away=away,
        responds=_responds(scenario, people, rng),
        learns_so=rng.random(people) < scenario.learning_share,
        module_bad=module_bad,
        item_bad=item_bad,
        harsh_on=harsh_on,
        worth=_worth(shown, shows_due(present, promised_shows)),
        first_back=first_back,
    )


def _checklists(scenario: Scenario, rng: np.random.Generator) -> tuple[Bools, Bools, Bools]:
    """Of each skill [skill, item]: what is an item, what is critical, what has nothing to do with the skill."""
    is_item = np.arange(MOST_ITEMS) < rng.integers(5, MOST_ITEMS, (SKILLS, 1), endpoint=True)
    order = np.where(is_item, rng.random(is_item.shape), np.inf).argsort(axis=1).argsort(axis=1)
    critical = order < rng.integers(2, 3, (SKILLS, 1), endpoint=True)
    bad_skills = rng.permutation(SKILLS) < scenario.bad_items
    return is_item, critical, (order == 4) & bad_skills[:, None]


def _days(
    scenario: Scenario, people: int, first_day: Counts, rng: np.random.Generator
) -> tuple[Days, tuple[Away, ...], Bools]:
    """Days of all tries [person, skill, try], each person's leave, and which try is the first after it."""
    gaps = rng.integers(2, 6, (people, SKILLS, TRIES), endpoint=True)
    gaps[..., 0] = rng.integers(0, 2, (people, SKILLS), endpoint=True)
    day = (first_day[:, None] + gaps.cumsum(axis=2)).astype(np.int32)
    first_back = np.zeros(day.shape, bool)
    leaves = []
    for person in np.flatnonzero(rng.random(people) < scenario.away).tolist():
        from_day = int(rng.integers(25, 50))
        length = int(rng.integers(15, 30, endpoint=True))
        after = day[person] >= from_day
        first_back[person] = after & (after.cumsum(axis=1) == 1) & ~after[:, :1]
        day[person] += length * after
        leaves.append(Away(person=person, from_day=from_day, to_day=from_day + length - 1))
    return day, tuple(leaves), first_back


def _shown(scenario: Scenario, present: Days, promised: Days, rng: np.random.Generator) -> Levels:
    """Shows given by each try [person, skill, try]: in time, but to the under-taught late or never."""
    people = len(present)
    early = rng.integers(0, 3, (people, *promised.shape), endpoint=True)
    given = promised - early
    given[..., 0] = np.maximum(given[..., 0], 0)
    neglected = (rng.random(people) < scenario.under_taught)[:, None, None]
    fate = rng.random(given.shape)
    late = promised + rng.integers(8, 35, given.shape)
    given = np.where(neglected & (fate < 0.8), np.where(fate < 0.4, NEVER, late), given)
    extra = promised[:, :1] + np.array(EXTRA_SHOWS) + rng.integers(-3, 3, (people, SKILLS, 2), endpoint=True)
    extra = np.where(neglected | (rng.random(extra.shape) < 0.5), NEVER, extra)
    all_given = np.concatenate([given, extra], axis=2)
    shown: Levels = (all_given[:, :, None, :] <= present[..., None]).sum(axis=-1).astype(np.int8)
    return shown


def _worth(shown: Levels, due: Counts) -> Floats:
    """Practice without the show that should precede it is worth little, not nothing: [person, skill, try]."""
    return np.clip(shown / np.maximum(due, 1), 0.3, 1.0) ** 2


def _raters(own: Counts, raters: int, rng: np.random.Generator) -> Raters:
    """Most tries by the person's own trainer, the rest by any of the others: [person, skill, try]."""
    shape = (len(own), SKILLS, TRIES)
    other = rng.integers(1, raters, shape)
    by_other = rng.random(shape) >= OWN_TRAINER
    return ((own[:, None, None] + np.where(by_other, other, 0)) % raters).astype(np.int16)


def _reviewed(shape: tuple[int, ...], rng: np.random.Generator) -> Days:
    """Working days until the review: three at most but for three in a hundred."""
    in_time = rng.choice(4, shape, p=(0.45, 0.32, 0.15, 0.08))
    late = rng.integers(4, 8, shape, endpoint=True)
    return np.where(rng.random(shape) < 0.03, late, in_time).astype(np.int32)


def _responds(scenario: Scenario, people: int, rng: np.random.Generator) -> Bools:
    """Truth [person, skill]."""
    fails = rng.random(people) < scenario.not_responding
    skills = rng.choice(SKILLS_NOT_RESPONDING, people) * fails
    rank = rng.random((people, SKILLS)).argsort(axis=1).argsort(axis=1)
    return rank >= skills[:, None]


def _of(share: float, number: int) -> int:
    """So many of them, one at least where the share is not nothing."""
    return max(1, round(share * number)) if share else 0


def _kept(values: NDArray[Any], made: Bools) -> NDArray[Any]:
    """The looked-at tries, NOT where none was made."""
    return np.where(made, values[:, :, :LOOKS], NOT)
