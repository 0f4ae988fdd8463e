"""What is measured: each generator's companies of each scenario, asked in every way, and one row of it measured."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lms.judgement.method.measured import Asking, Kind
from lms.judgement.thresholds import DEFAULTS, Tier
from tests.judgement.companies.naive import RUNNING
from tests.judgement.companies.scenario import Scenario
from tests.judgement.companies.scenarios import CLEAN, FEW_TRIES, GENERATORS, SCENARIOS, VARIANTS, companies, sizes
from tests.judgement.errors import Counts, counted, naively_asked
from tests.judgement.measuring import PRODUCT, REFERENCE, Way, first_asked

KINDS = {Kind.SCENARIOS: SCENARIOS, Kind.FEW_TRIES: FEW_TRIES, Kind.VARIANTS: VARIANTS}
COUNTING = replace(DEFAULTS, tier=Tier.PLAIN)
ASKED = {
    Asking.REFERENCE: Way(REFERENCE),
    Asking.PRODUCT: Way(PRODUCT),
    Asking.PLAIN: Way(REFERENCE, COUNTING),
    Asking.PLAIN_PRODUCT: Way(PRODUCT, COUNTING),
}
NAIVE = {Asking.NAIVE: (RUNNING, REFERENCE.bar), Asking.NAIVE_PRODUCT: (RUNNING, PRODUCT.bar)}

Place = tuple[str, float]
"""On the curve of found against false: what was varied, and its value."""
VARIED: Mapping[Place, Way] = {
    **{("flat", at / 100): Way(REFERENCE, replace(DEFAULTS, flat=at / 100)) for at in range(50, 100, 5)},
    **{("ratio", at): Way(REFERENCE, replace(DEFAULTS, ratio=at)) for at in (1.2, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)},
}
IN_A_ROW: Mapping[Place, int] = {("naive", running): running for running in (3, 4, 5, 6)}


@dataclass(frozen=True)
class Row:
    """One scenario of one generator, to be measured on at least so many people."""

    kind: Kind
    scenario: Scenario
    generator: str
    seed: int
    people: int

    @property
    def name(self) -> str:
        return f"{self.generator} · {self.scenario.key}"

    @property
    def work(self) -> int:
        """How long it takes beside other rows: every company costs as much as twenty people do."""
        return sum(size + 20 for size in sizes(self.scenario, self.people)) * self.scenario.tries[1]


@dataclass(frozen=True)
class Measurement:
    """Of one row. asked, points: what was true of how many, by company, as in `Errors`."""

    asked: Mapping[Asking, Counts]
    points: Mapping[Place, Counts]
    seconds: float


def rows_of(
    seed: int, people: int, generators: Sequence[str] = tuple(GENERATORS), names: Sequence[str] = ()
) -> Iterator[Row]:
    """names: kinds or keys of scenarios; all when left out."""
    for kind, scenarios in KINDS.items():
        for scenario in scenarios:
            if not names or kind in names or scenario.key in names:
                yield from (Row(kind, scenario, generator, seed, people) for generator in generators)


def measure(row: Row) -> Measurement:
    """Its companies, each read once and asked in every way; the curve is drawn on clean ones only."""
    began = time.perf_counter()
    varied, in_a_row = (VARIED, IN_A_ROW) if row.scenario == CLEAN else ({}, {})
    ways = [*ASKED.values(), *varied.values()]
    asked: dict[Asking | Place, list[list[tuple[int, int]]]] = {}
    for company in companies(row.scenario, row.generator, row.seed, row.people):
        for name, found in zip((*ASKED, *varied), first_asked(company, ways), strict=True):
            asked.setdefault(name, []).append(counted(company, found))
        for naive, (running, bar) in NAIVE.items():
            asked.setdefault(naive, []).append(counted(company, naively_asked(company, running, bar)))
        for place, running in in_a_row.items():
            asked.setdefault(place, []).append(counted(company, naively_asked(company, running)))
    counts = {name: np.array(found) for name, found in asked.items()}
    return Measurement(
        asked={asking: counts[asking] for asking in Asking},
        points={place: counts[place] for place in (*varied, *in_a_row)},
        seconds=time.perf_counter() - began,
    )
