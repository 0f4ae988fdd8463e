"""Figures that somebody sets, read and checked against their limits: every fault at once. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from lms.judgement.thresholds import DEFAULTS, LIMITS, Thresholds, Tier

FIGURES = tuple(one.name for one in fields(Thresholds))
"""Every figure that may be set, in the order in which they are asked."""
WHOLE = frozenset(one.name for one in fields(Thresholds) if one.type is int)


class Wrong(StrEnum):
    """What can be wrong with a figure."""

    UNKNOWN = "unknown"
    NO_NUMBER = "no_number"
    NOT_WHOLE = "not_whole"
    OUTSIDE = "outside"
    NO_TIER = "no_tier"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read. thresholds: None where anything is wrong; wrong: by name of the figure."""

    thresholds: Thresholds | None
    wrong: Mapping[str, Wrong]


def checked(values: Mapping[str, object]) -> Checked:
    """values: by name a number, its text, or a tier; a figure that is left out has its default."""
    read: dict[str, Any] = {}
    wrong: dict[str, Wrong] = {}
    for name, value in values.items():
        found = _figure(name, value)
        if isinstance(found, Wrong):
            wrong[name] = found
        else:
            read[name] = found
    return Checked(None if wrong else Thresholds(**read), wrong)


def differing(thresholds: Thresholds) -> dict[str, Any]:
    """What differs from the defaults, as JSON can hold it."""
    usual = asdict(DEFAULTS)
    return {name: value for name, value in asdict(thresholds).items() if value != usual[name]}


def _figure(name: str, value: object) -> Tier | int | float | Wrong:
    if name not in FIGURES:
        return Wrong.UNKNOWN
    if name == "tier":
        return Tier(str(value)) if str(value) in set(Tier) else Wrong.NO_TIER
    number = _number(value)
    if number is None:
        return Wrong.NO_NUMBER
    if name in WHOLE and not number.is_integer():
        return Wrong.NOT_WHOLE
    low, high = LIMITS[name]
    if not low <= number <= high:
        return Wrong.OUTSIDE
    return int(number) if name in WHOLE else round(number, 4)


def _number(value: object) -> float | None:
    """Also from text, as a form or a file holds it. What is no number, or none that is finite, is None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None
