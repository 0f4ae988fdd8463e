"""What each way of reading a curve costs in errors, as measured on simulated companies."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.judgement.method.measured import Asking, Kind, Measured, over_generators
from lms.judgement.thresholds import Tier

NOTHING_ODD = "clean"


@dataclass(frozen=True, slots=True)
class Cost:
    """Shares, 0 to 1. wrong, wrong_at_worst: people asked about though they respond, where nothing is odd and in the
    worst of the companies measured; found: of pairs that do not respond, by ten tries, where nothing is odd.
    """

    wrong: float
    wrong_at_worst: float
    found: float


def tier_costs(measured: Measured | None) -> Mapping[Tier, Cost]:
    """By tier; a tier that was not measured is not among them."""
    if measured is None:
        return {}
    found = {Tier.CURVES: _cost(measured, Asking.PRODUCT), Tier.PLAIN: _cost(measured, Asking.PLAIN_PRODUCT)}
    return {tier: cost for tier, cost in found.items() if cost is not None}


def _cost(measured: Measured, asking: Asking) -> Cost | None:
    """As the product comes, over all generators of companies."""
    over = over_generators(measured.of(Kind.SCENARIOS), asking, Asking.NAIVE_PRODUCT)
    usual = next((one for one in over if one.scenario == NOTHING_ODD), None)
    if usual is None or usual.false_people is None or usual.found_10 is None:
        return None
    return Cost(usual.false_people, max(one.worst for one in over if one.worst is not None), usual.found_10)
