"""Thresholds as a file: what is in force written with its meaning, and a file read with every fault at its place."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.nodes import Node, read_yaml
from lms.curriculum.source import decode
from lms.judgement.settings.checking import FIGURES, WHOLE, Wrong, checked
from lms.judgement.settings.words import GROUPS, Unit, tier_meaning, unit_words
from lms.judgement.thresholds import DEFAULTS, LIMITS, Thresholds, Tier


def written(thresholds: Thresholds, version: int) -> str:
    """As YAML, each figure with what it means, its default and its limits; it can be read again as it stands."""
    return "\n".join(_lines(thresholds, version)) + "\n"


def _lines(thresholds: Thresholds, version: int) -> Iterator[str]:
    yield f"# Thresholds of the judgement, settings {version}. What is left out has its default."
    yield ""
    for tier in Tier:
        yield f"# {tier.value}: {tier_meaning(tier)}"
    yield f"tier: {thresholds.tier.value}  # default {DEFAULTS.tier.value}; one of {', '.join(Tier)}"
    for group in GROUPS:
        yield ""
        yield f"# {group.title}"
        for figure in group.figures:
            low, high = LIMITS[figure.name]
            unit = "0 to 1" if figure.unit is Unit.PERCENT else unit_words(figure.unit)
            yield f"# {figure.label} ({unit}). {figure.meaning}"
            value, usual = getattr(thresholds, figure.name), getattr(DEFAULTS, figure.name)
            yield f"{figure.name}: {value}  # default {usual}; from {low} to {high}"


def read(data: bytes, name: str) -> Thresholds | list[Fault]:
    """What a YAML or JSON file asks for, or all that is wrong with it. name: of the file, as it was typed."""
    faults: list[Fault] = []
    text = decode(data, Place(name), faults)
    if text is None:
        return faults
    if not any(line.split("#")[0].strip() for line in text.splitlines()):
        return DEFAULTS  # comments alone ask for nothing else
    node = read_yaml(text, Place(name), faults)
    if node is None or faults:
        return faults
    if not isinstance(node.value, Mapping):
        return [node.place.fault("this is no list of figures", "write one on each line, as in tries: 8")]
    found = checked({key: one.plain() for key, one in node.value.items()})
    if found.thresholds is not None:
        return found.thresholds
    return sorted(_fault(key, what, node.value[key], node.keys[key]) for key, what in found.wrong.items())


def _fault(name: str, what: Wrong, value: Node, key: Place) -> Fault:
    written_as = value.plain()
    match what:
        case Wrong.UNKNOWN:
            return unknown("figure", name, get_close_matches(name, FIGURES, n=1) or FIGURES, key)
        case Wrong.NO_TIER:
            return value.place.fault(f"tier is {written_as!r}", f"use one of {', '.join(Tier)}")
    low, high = LIMITS[name]
    mend = f"it may lie from {low} to {high}"
    if what is Wrong.OUTSIDE:
        return value.place.fault(f"{name} is {written_as}", mend)
    kind = "whole number" if what is Wrong.NOT_WHOLE or name in WHOLE else "number"
    return value.place.fault(f"{name} is {written_as!r} and no {kind}", mend)
