"""How a line of a file is sealed, and how lines are verified: pure, from plain values, with or without a database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
SEALED = (
    "person_id", "number", "verb", "kind", "source_id", "skill", "actor_id", "happened_at", "recorded_at",
    "form", "digest",
)  # fmt: skip
"""What of a line its seal covers; the digest stands for the row."""


class Why(StrEnum):
    """Why a line does not hold."""

    MISSING = "missing"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    GONE = "gone"
    CHANGED = "changed"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line that does not hold, by its number; where lines were cut off it is the one after the last."""

    number: int
    why: Why


@dataclass(frozen=True, slots=True)
class Line:
    """A line to verify. sealed: the values under SEALED; body: the closed row as its digest saw it, None where it is
    gone; known: somebody knows how rows of its kind are read.

    withheld: the row may not be known here, so that only the line itself is verified.
    """

    sealed: Mapping[str, Any]
    seal: str
    salt: str
    body: Mapping[str, Any] | None
    known: bool = True
    withheld: bool = False


def canonical(body: Mapping[str, Any]) -> str:
    """A closed row as the one text that its digest is made of."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain)


def digest(form: int, salt: str, body: Mapping[str, Any]) -> str:
    """SHA-256 over form, salt and the canonical JSON of a closed row (children included)."""
    return hashlib.sha256(f"{form}\n{salt}\n{canonical(body)}".encode()).hexdigest()


def seal(before: str, values: Mapping[str, Any]) -> str:
    """SHA-256 over the seal before and the line itself."""
    line = json.dumps({name: values[name] for name in SEALED}, sort_keys=True, default=plain)
    return hashlib.sha256(f"{before}\n{line}".encode()).hexdigest()


def plain(value: object) -> str:
    """A moment or a day as text, for JSON."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def first_fault(lines: Iterable[Line], head: tuple[int, str] | None) -> Fault | None:
    """Verify a file from its first line.

    lines: in the order of their numbers; head: the last number and seal as they were noted apart, None where nobody
    has a file. A head that names another last line is a fault of the line after the last.
    """
    before, expected = GENESIS, 1
    for line in lines:
        why = _fault_in(line, before, expected)
        if why is not None:
            return Fault(expected, why)
        before, expected = line.seal, expected + 1
    return None if (head or (0, GENESIS)) == (expected - 1, before) else Fault(expected, Why.CUT)


def _fault_in(line: Line, before: str, expected: int) -> Why | None:
    if line.sealed["number"] != expected:
        return Why.MISSING
    if seal(before, line.sealed) != line.seal:
        return Why.ALTERED
    if line.withheld:
        return None
    if not line.known:
        return Why.UNKNOWN
    if line.body is None:
        return Why.GONE
    return None if digest(line.sealed["form"], line.salt, line.body) == line.sealed["digest"] else Why.CHANGED
