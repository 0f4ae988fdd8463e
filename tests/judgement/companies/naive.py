"""The naive rule that most products use, to tell how hard a generator is: "below the bar in the last three"."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tests.judgement.companies.company import BAR, LOOKS, NOT, Bools, Company, Floats

RUNNING = 3
FIRST_LOOK = 6
"""Like any other rule, it may propose nobody before the sixth reviewed try. Looked at from the third it accuses three
quarters of the sound wherever learning takes longer than three tries, which tells nothing of how hard a company is."""

PUBLISHED = {
    "clean": 0.47,
    "one severe rater": 0.56,
    "rater drifts": 0.49,
    "rates all the same": 0.61,
    "hard on some": 0.53,
    "half under-taught": 0.68,
    "module at fault": 0.50,
    "broken checklist item": 0.47,
    "noisy raters": 0.49,
    "slow but steady": 0.64,
    "late starters": 0.59,
    "absence": 0.45,
    "regression after absence": 0.60,
    "sparse": 0.16,
    "quick, then level": 0.37,
    "nobody fails": 0.39,
    "30 % do not respond": 0.41,
}
"""False pairs of the naive rule, by scenario, in the table of the design: how hard a generator must be, and may be."""
HARD_ENOUGH = 0.10
"""How far a generator may stand from it, in shares."""


def is_hard_enough(scenario: str, false_pairs: float) -> bool:
    """Whether the naive rule does about as badly on this scenario as in the table; true where it has no row."""
    return abs(false_pairs - PUBLISHED.get(scenario, false_pairs)) <= HARD_ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Naive:
    """What the naive rule does in a scenario; shares of 0 to 1, levels of 0 to 3."""

    people: int
    false_pairs: float
    """Of the pairs of person and skill that respond, those ever proposed."""
    false_people: float
    """Of all people, those proposed on a skill in which they respond."""
    false_pairs_from_third: float
    """False pairs when looked at from the third try on."""
    found: float
    """Of the pairs that do not respond, those ever proposed."""
    reach: float
    """Of the pairs that respond, those whose true level stands at the bar within the tries of the truth."""
    levels: tuple[float, ...]
    """Mean true level of those who respond at AT_TRIES."""
    flat_level: float
    """Mean true level of the pairs that do not respond, at the last look."""
    scatter: float
    """Standard deviation of a review's mean about the true level."""


AT_TRIES = (1, 6, 14)


def measure(companies: Iterable[Company]) -> Naive:
    """The naive rule on these companies, at each look up to the last."""
    whole = list(companies)
    responds = np.concatenate([company.responds for company in whole])
    proposed = np.concatenate([ever_proposed(company) for company in whole])
    from_third = np.concatenate([ever_proposed(company, RUNNING) for company in whole])
    truth = np.concatenate([company.truth_level for company in whole])
    residuals = np.concatenate([_residuals(company) for company in whole])
    return Naive(
        people=len(responds),
        false_pairs=proposed[responds].mean(),
        false_people=(proposed & responds).any(axis=1).mean(),
        false_pairs_from_third=from_third[responds].mean(),
        found=proposed[~responds].mean() if not responds.all() else 0.0,
        reach=(truth[responds].max(axis=-1) >= BAR).mean(),
        levels=tuple(truth[responds][:, at - 1].mean() for at in AT_TRIES),
        flat_level=truth[~responds][:, LOOKS - 1].mean() if not responds.all() else 0.0,
        scatter=residuals.std(),
    )


def ever_proposed(company: Company, first_look: int = FIRST_LOOK) -> Bools:
    """[person, skill] whether the last three reviewed tries were below the bar at any look from this one on."""
    below = mean_levels(company) < BAR
    running = below[:, :, :-2] & below[:, :, 1:-1] & below[:, :, 2:]
    return np.asarray(running[:, :, first_look - RUNNING :].any(axis=-1))


def mean_levels(company: Company) -> Floats:
    """[person, skill, try] raw mean of each review; not a number where no try was made."""
    rated = company.levels != NOT
    count = rated.sum(axis=-1)
    total = np.where(rated, company.levels, 0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _residuals(company: Company) -> Floats:
    """What reviews stand off from the truth, over all tries made."""
    off = mean_levels(company) - company.truth_level[:, :, :LOOKS]
    return off[~np.isnan(off)]
