"""How often it was wrong to ask, and how many were found: counted company by company where the truth is known."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.judgement.companies.company import BAR, Company
from tests.judgement.companies.naive import RUNNING, mean_levels
from tests.judgement.measuring import FIRST_LOOK, NEVER, FirstAsked, Way, first_asked

LOOKS_TOLD = (6, 8, 10, 14)
SHARES = (
    "false_pairs",
    "false_people",
    *(f"found_{look}" for look in LOOKS_TOLD),
    "deep",
    "harsh",
    "module_false",
    "module_found",
)
"""false_pairs: of pairs of person and skill that respond, ever asked about; false_people: of all people, asked about a
skill in which they respond; found_…: of the pairs that do not respond and got so many tries, asked about by then; deep:
the same by eight tries, of people who do not respond in half of their skills or more; harsh: of people on whom one
rater is hard, asked about a skill in which they respond; module_false: of sound modules, ever suspected; module_found:
of bad ones, suspected by the sixth try."""
DEEP_BY = 8
ROUNDS = 2000

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Errors:
    """counts: [company, share, 2] how many it was true of, and of how many, in the order of SHARES."""

    counts: Counts

    def share(self, name: str) -> float | None:
        """0 to 1; None where there was nobody of whom it could be true."""
        true, all_ = self.counts[:, SHARES.index(name)].sum(axis=0)
        return float(true / all_) if all_ else None

    def upper(self, name: str, seed: int = 1) -> float | None:
        """Upper end of the 95 % interval of a share, by drawing companies anew (Efron 1979, Annals of Statistics 7)."""
        mine = self.counts[:, SHARES.index(name)]
        if not mine[:, 1].any():
            return None
        rng = np.random.default_rng(seed)
        drawn = mine[rng.integers(0, len(mine), (ROUNDS, len(mine)))].sum(axis=1)
        return float(np.quantile(drawn[:, 0] / np.maximum(drawn[:, 1], 1), 0.975))


def errors(companies: Iterable[Company], way: Way = Way()) -> Errors:  # noqa: B008  a frozen value
    """Of one way of asking."""
    return Errors(np.array([counted(company, first_asked(company, [way])[0]) for company in companies]))


def counted(company: Company, asked: FirstAsked) -> list[tuple[int, int]]:
    """What was true of how many in one company, in the order of SHARES."""
    sound = company.responds & ~company.module_bad
    fails = ~company.responds & ~company.module_bad
    wrongly = (asked.pair < NEVER) & sound
    half = fails & (fails.sum(axis=1, keepdims=True) >= fails.shape[1] / 2)
    tells = [
        (wrongly, sound),
        (wrongly.any(axis=1), np.ones(len(wrongly), bool)),
        *((asked.pair <= look, fails & (company.tries >= look)) for look in LOOKS_TOLD),
        (asked.pair <= DEEP_BY, half & (company.tries >= DEEP_BY)),
        (wrongly.any(axis=1), company.harsh_on),
        (asked.module < NEVER, ~company.module_bad),
        (asked.module <= FIRST_LOOK, company.module_bad),
    ]
    return [(int((true & among).sum()), int(among.sum())) for true, among in tells]


def naively_asked(company: Company, running: int = RUNNING, bar: float = BAR) -> FirstAsked:
    """By the simple rule: so many reviewed tries in a row below the bar, looked at as often as the method is."""
    below = mean_levels(company) < bar
    pair = np.full(company.tries.shape, NEVER)
    for look in reversed(range(max(FIRST_LOOK, running), below.shape[2] + 1)):
        pair[below[:, :, look - running : look].all(axis=2)] = look
    return FirstAsked(pair, np.full(company.tries.shape[1], NEVER))
