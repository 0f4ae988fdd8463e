"""How the people of the demo company come on: levels of a checklist's items from try to try. Pure and repeatable."""

import math
import random
from collections.abc import Mapping, Sequence

from lms.curriculum.catalog import ChecklistItem
from lms.ops.demo.company import Growth

SPREAD = 0.4  # of an item from one try to the next, in levels
HARDNESS = 0.3  # of an item for everybody: some behaviours come late
CRITICAL_FIRST = 0.3  # what must be done is taught first
KINDER = 0.25  # how often somebody rates themself a level above their trainer
STRICTER = 0.1


def mean_at(growth: Growth, number: int) -> float:
    """The mean level, 0 to 3, of the n-th try: quick at first, then slower."""
    return growth.start + growth.gain * math.log(number) / math.log(7)


def levels(items: Sequence[ChecklistItem], growth: Growth, number: int, severity: float, seed: str) -> dict[str, int]:
    """The level of each item in the n-th try. severity: levels by which this trainer rates lower than others do."""
    chance = random.Random(seed)
    mean = mean_at(growth, number) - severity
    return {item.id: _level(mean + _ease(item) + chance.gauss(0, SPREAD)) for item in items}


def own_levels(by_trainer: Mapping[str, int], seed: str) -> dict[str, int]:
    """How the trainee sees the same try: mostly as the trainer does, a few items a level off."""
    chance = random.Random(seed)
    found = {}
    for item, level in by_trainer.items():
        drawn = chance.random()
        off = 1 if drawn < KINDER else -1 if drawn > 1 - STRICTER else 0
        found[item] = min(max(level + off, 0), 3)
    return found


def _ease(item: ChecklistItem) -> float:
    return CRITICAL_FIRST if item.critical else random.Random(item.id).gauss(0, HARDNESS)


def _level(value: float) -> int:
    return min(max(round(value), 0), 3)
