"""How often the method errs, as measured on simulated companies: read from the one file that the bench writes."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lms.i18n import _

FILE = Path(__file__).with_name("measured.json")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of company. Shares lie between 0 and 1; None where there is nothing to find or it was not asked.

    naive: of a simple rule, "below the bar in the last three"; false: asked about though they respond, by pairs of
    person and skill and by people, upper: with the upper 95 % bound; found: of those who do not respond, by so many
    tries.
    """

    scenario: str
    naive_pairs: float | None
    naive_people: float | None
    false_pairs: float | None
    false_pairs_upper: float | None
    false_people: float | None
    false_people_upper: float | None
    found_8: float | None
    found_10: float | None
    found_14: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """method: the version that was measured; rows: with curves; plain_tier: the same by plain counting alone.

    hard_on_one: of those whom one trainer treats harder than others, the share that is asked about wrongly.
    """

    method: str
    made: date
    rows: tuple[Row, ...]
    plain_tier: tuple[Row, ...]
    hard_on_one: float | None


@cache
def measured(path: Path = FILE) -> Measured | None:
    """None while nothing was measured. Raises KeyError, TypeError or ValueError for a file of another shape."""
    if not path.exists():
        return None
    body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Measured(
        method=body["method"],
        made=date.fromisoformat(body["made"][:10]),
        rows=tuple(Row(**row) for row in body["rows"]),
        plain_tier=tuple(Row(**row) for row in body.get("plain_tier", ())),
        hard_on_one=body.get("hard_on_one"),
    )


def scenario_words(scenario: str) -> str:
    """What was odd about the companies; of one that has no words yet, its key."""
    return {
        "clean": _("Nothing odd"),
        "one severe rater": _("One trainer in ten rates severely"),
        "rater drifts": _("One trainer in ten grows milder or harder over time"),
        "rates all the same": _("A third of the trainers give everything one level"),
        "hard on some": _("Trainers are hard on some of their people"),
        "half under-taught": _("Half of the people were taught too little"),
        "module at fault": _("A module teaches nothing"),
        "broken checklist item": _("Two items of the checklist say nothing"),
        "noisy raters": _("All trainers rate unevenly"),
        "slow but steady": _("Half of the people are slow but steady"),
        "late starters": _("Four in ten start late"),
        "absence": _("More than half were away for weeks"),
        "regression after absence": _("Away for weeks, and back at a lower level"),
        "sparse": _("Only three to seven tries a skill"),
        "quick, then level": _("Quick at first, then level above the bar"),
        "nobody fails": _("Everybody responds"),
        "30 % do not respond": _("Three in ten do not respond"),
    }.get(scenario, scenario)
