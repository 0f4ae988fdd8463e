"""What each way of reading a curve costs in errors, as measured on simulated companies."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lms.judgement.thresholds import Tier

FILE = Path(__file__).with_name("measured.json")
"""Written by the bench; every figure in it is a share, 0 to 1."""
PLAIN_COMPANY = "clean"


@dataclass(frozen=True, slots=True)
class Cost:
    """wrong, wrong_at_worst: share of people asked about though they respond, where nothing is odd and in the worst of
    the companies measured; found: of pairs that do not respond, by ten tries, where nothing is odd.
    """

    wrong: float
    wrong_at_worst: float
    found: float


@cache
def tier_costs(path: Path = FILE) -> Mapping[Tier, Cost]:
    """By tier; nothing while it was not measured."""
    if not path.exists():
        return {}
    body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    measured = {Tier.CURVES: body["rows"], Tier.PLAIN: body.get("plain_tier", [])}
    return {tier: _cost(rows) for tier, rows in measured.items() if rows}


def _cost(rows: Sequence[Mapping[str, Any]]) -> Cost:
    usual = next(row for row in rows if row["scenario"] == PLAIN_COMPANY)
    worst = max(row["false_people"] for row in rows if row["false_people"] is not None)
    return Cost(usual["false_people"], worst, usual["found_10"])
