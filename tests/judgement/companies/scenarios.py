"""The scenarios of the judgement's design, and the companies that are drawn for each."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil

import numpy as np

from tests.judgement.companies import curves, plateaus, steps
from tests.judgement.companies.company import Company
from tests.judgement.companies.scenario import Odd, Scenario, Teaching

Draw = Callable[[Scenario, int, np.random.Generator], Company]

GENERATORS: dict[str, Draw] = {"curves": curves.draw, "steps": steps.draw, "plateaus": plateaus.draw}
SMALL, LARGE = 10, 100
LARGE_SHARE = 2 / 3
"""People in large companies: four of a hundred beside twenty of ten."""

CLEAN = Scenario(key="clean")
SCENARIOS = (
    CLEAN,
    Scenario(key="one severe rater", odd=Odd.SEVERE, odd_raters=0.1, odd_levels=0.7),
    Scenario(key="rater drifts", odd=Odd.DRIFTS, odd_raters=0.1, odd_levels=0.9),
    Scenario(key="rates all the same", odd=Odd.SAME, odd_raters=0.33, odd_levels=0.7),
    Scenario(key="hard on some", harsh_on=0.2),
    Scenario(key="half under-taught", under_taught=0.5),
    Scenario(key="module at fault", bad_modules=1),
    Scenario(key="broken checklist item", bad_items=2),
    Scenario(key="noisy raters", odd=Odd.NOISY, odd_raters=1.0, odd_levels=0.35),
    Scenario(key="slow but steady", learning=Teaching.SLOW, learning_share=0.5),
    Scenario(key="late starters", learning=Teaching.LATE, learning_share=0.4),
    Scenario(key="absence", away=0.6),
    Scenario(key="regression after absence", away=0.8, lost=0.8),
    Scenario(key="sparse", tries=(3, 7)),
    Scenario(key="quick, then level", learning=Teaching.QUICK, learning_share=1.0),
    Scenario(key="nobody fails", not_responding=0.0),
    Scenario(key="30 % do not respond", not_responding=0.3),
)
FEW_TRIES = tuple(scenario.with_few_tries() for scenario in SCENARIOS if scenario.key != "sparse")
VARIANTS = (
    replace(CLEAN, key="clean, all begin and gain 0.3 less", start_shift=-0.3, gain_shift=-0.3),
    replace(CLEAN, key="clean, all begin and gain 0.3 more", start_shift=0.3, gain_shift=0.3),
    replace(CLEAN, key="clean, all begin 0.3 lower", start_shift=-0.3),
    replace(CLEAN, key="clean, all begin 0.3 higher", start_shift=0.3),
    replace(CLEAN, key="clean, all gain 0.3 less", gain_shift=-0.3),
    replace(CLEAN, key="clean, all gain 0.3 more", gain_shift=0.3),
    replace(CLEAN, key="clean, noise 0.3", noise=(0.30, 0.30)),
    replace(CLEAN, key="clean, noise 0.3 to 0.55", noise=(0.30, 0.55)),
    replace(CLEAN, key="clean, noise 0.55", noise=(0.55, 0.55)),
    *(replace(CLEAN, key=f"clean, companies of {size}", size=size) for size in (3, 6, 10, 100)),
)


def companies(scenario: Scenario, generator: str, seed: int, people: int = 2400) -> Iterator[Company]:
    """Companies of at least so many people in all, each drawn from its own seed.

    generator: a key of GENERATORS. The same arguments give the same companies; each is independent of how many follow.
    """
    draw = GENERATORS[generator]
    names = tuple(zlib.crc32(name.encode()) for name in (generator, scenario.key))
    for number, size in enumerate(sizes(scenario, people)):
        stream = np.random.SeedSequence(seed, spawn_key=(*names, number))
        yield draw(scenario, size, np.random.default_rng(stream))


def sizes(scenario: Scenario, people: int) -> list[int]:
    """People in each company, at least so many in all."""
    if scenario.size is not None:
        return [scenario.size] * ceil(people / scenario.size)
    large = round(people * LARGE_SHARE / LARGE)
    small = ceil((people - large * LARGE) / SMALL)
    return [LARGE] * large + [SMALL] * small
