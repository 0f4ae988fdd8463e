"""What each way of reading a curve costs in errors, as measured on simulated companies."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.i18n import _
from lms.judgement.method.measured import Asking, Kind, Measured, measured_of, over_generators
from lms.judgement.rules import METHOD
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


def tier_costs(bench: Measured | None) -> Mapping[Tier, Cost]:
    """By tier; a tier that was not measured is not among them."""
    if bench is None:
        return {}
    found = {Tier.CURVES: _cost(bench, Asking.PRODUCT), Tier.PLAIN: _cost(bench, Asking.PLAIN_PRODUCT)}
    return {tier: cost for tier, cost in found.items() if cost is not None}


def _cost(bench: Measured, asking: Asking) -> Cost | None:
    """As the product comes, over all generators of companies."""
    over = over_generators(bench.of(Kind.SCENARIOS), asking, Asking.NAIVE_PRODUCT)
    usual = next((one for one in over if one.scenario == NOTHING_ODD), None)
    if usual is None or usual.false_people is None or usual.found_10 is None:
        return None
    return Cost(usual.false_people, max(one.worst for one in over if one.worst is not None), usual.found_10)


def cost_words(cost: Cost) -> str:
    """What a way of reading costs, of a hundred people and a hundred curves."""
    return _(
        "Measured on simulated companies: of 100 people who respond, %(wrong)s were asked about wrongly "
        "(%(worst)s where it went worst); of 100 curves that stay flat, %(found)s were found within ten tries.",
        wrong=_of_100(cost.wrong, 1), worst=_of_100(cost.wrong_at_worst, 1),
        found=_of_100(cost.found),
    )  # fmt: skip


def cost_told(tier: Tier) -> str:
    """The same of a way of reading as it was measured, or that it was not."""
    cost = tier_costs(measured_of(METHOD)).get(tier)
    return cost_words(cost) if cost else _("What it costs in errors was not measured yet.")


def _of_100(share: float, digits: int = 0) -> str:
    return f"{round(100 * share, digits):g}"
