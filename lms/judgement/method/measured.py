"""How often the method errs, as measured on simulated companies: read from the one file that the bench writes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from lms.i18n import _

FILE = Path(__file__).with_name("measured.json")


class Asking(StrEnum):
    """In which way it was asked: by the method, by plain counting, or by the simple rule "below the bar in the last
    three"; at the reference's settings, a bar of 2.0 and ready after three in a row, or as the product comes, with 1.8,
    two of three and critical items.
    """

    NAIVE = "naive"
    REFERENCE = "reference"
    PLAIN = "plain"
    NAIVE_PRODUCT = "naive, product"
    PRODUCT = "product"
    PLAIN_PRODUCT = "plain, product"


class Kind(StrEnum):
    """Of companies: with fourteen tries a skill, with four to ten, or clean ones of other sizes, gains or noise."""

    SCENARIOS = "scenarios"
    FEW_TRIES = "few tries"
    VARIANTS = "variants"


@dataclass(frozen=True, slots=True)
class Shares:
    """Of 0 to 1; None where there was nobody of whom it could be true.

    false_pairs, false_people: asked about though they respond, by pairs of person and skill and by people; …_upper:
    upper end of the 95 % interval; found_…: of pairs that do not respond and got so many tries, asked about by then;
    deep: the same by eight tries, of people who do not respond in half of their skills or more; harsh: of people on
    whom one trainer is hard, asked about wrongly; module_false, module_found: of sound modules ever suspected, of bad
    ones by the sixth try.
    """

    false_pairs: float | None = None
    false_pairs_upper: float | None = None
    false_people: float | None = None
    false_people_upper: float | None = None
    found_6: float | None = None
    found_8: float | None = None
    found_10: float | None = None
    found_14: float | None = None
    deep: float | None = None
    harsh: float | None = None
    module_false: float | None = None
    module_found: float | None = None


NOT_ASKED = Shares()


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario of one generator of companies, asked in several ways."""

    kind: Kind
    scenario: str
    generator: str
    asked: Mapping[Asking, Shares]

    def by(self, asking: Asking) -> Shares:
        return self.asked.get(asking, NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the curve of found against false, in clean companies.

    rule: what was varied, a threshold of the method by its name, or `naive`, how many in a row; at: its value.
    """

    generator: str
    rule: str
    at: float
    false_people: float | None
    false_people_upper: float | None
    found_8: float | None
    found_10: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """method: the version that was measured; seed, people: of the companies, in each row at least so many."""

    method: str
    made: date
    seed: int
    people: int
    rows: tuple[Row, ...]
    points: tuple[Point, ...]

    def of(self, kind: Kind) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.kind is kind)


@dataclass(frozen=True, slots=True)
class Over:
    """A scenario over all generators: their mean, but worst and at_most, which are those of the worst of them."""

    scenario: str
    naive_people: float | None
    false_people: float | None
    worst: float | None
    at_most: float | None
    found_8: float | None
    found_10: float | None
    found_14: float | None
    harsh: float | None


def over_generators(rows: Iterable[Row], asking: Asking, naive: Asking) -> tuple[Over, ...]:
    """One for each scenario in the order of the rows; none for what was not asked in this way."""
    by_scenario: dict[str, list[Row]] = {}
    for row in rows:
        if asking in row.asked:
            by_scenario.setdefault(row.scenario, []).append(row)
    return tuple(
        _over(scenario, [row.by(asking) for row in same], [row.by(naive) for row in same])
        for scenario, same in by_scenario.items()
    )


def _over(scenario: str, asked: list[Shares], naive: list[Shares]) -> Over:
    return Over(
        scenario=scenario,
        naive_people=_mean(one.false_people for one in naive),
        false_people=_mean(one.false_people for one in asked),
        worst=max((one.false_people for one in asked if one.false_people is not None), default=None),
        at_most=max((one.false_people_upper for one in asked if one.false_people_upper is not None), default=None),
        found_8=_mean(one.found_8 for one in asked),
        found_10=_mean(one.found_10 for one in asked),
        found_14=_mean(one.found_14 for one in asked),
        harsh=_mean(one.harsh for one in asked),
    )


def _mean(shares: Iterable[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return fmean(known) if known else None


@cache
def measured(path: Path = FILE) -> Measured | None:
    """None while nothing was measured."""
    return measured_from(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def measured_from(body: Mapping[str, Any]) -> Measured:
    """What the file holds. Raises KeyError, TypeError or ValueError when it has another shape."""
    return Measured(
        method=body["method"],
        made=date.fromisoformat(body["made"]),
        seed=body["seed"],
        people=body["people"],
        rows=tuple(_row(row, body["shares"]) for row in body["rows"]),
        points=tuple(Point(*point) for point in body["points"]),
    )


def measured_of(method: str) -> Measured | None:
    """What was measured of this version of the method; None when that was another one."""
    found = measured()
    return found if found and found.method == method else None


def _row(row: Mapping[str, Any], names: list[str]) -> Row:
    asked = {Asking(asking): Shares(**dict(zip(names, found, strict=True))) for asking, found in row["asked"].items()}
    return Row(Kind(row["kind"]), row["scenario"], row["generator"], asked)


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
