"""Verifying a training file that was taken away as JSON: alone, without a database."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.curriculum.frozen import hash_of
from lms.desk.file.as_json import FORMAT, PRODUCT
from lms.records.sealing import SEALED, Fault, Line, first_fault


class NoFile(ValueError):
    """What was given is no training file, or one that this version cannot read; in words."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of it. fault: the first line that does not hold; seals: by number.

    foreign: hashes of content that is not what they say; withheld: how many lines came without their row, so that only
    their place in the chain was verified.
    """

    person_id: int
    name: str
    fault: Fault | None
    foreign: tuple[str, ...]
    withheld: int
    seals: Mapping[int, str]

    @property
    def holds(self) -> bool:
        return self.fault is None and not self.foreign

    @property
    def last(self) -> int:
        return max(self.seals, default=0)


def check(text: str) -> Checked:
    """Verify a document. Raises NoFile."""
    document = _read(text)
    try:
        person, lines = document["person"], list(_lines(document))
        head = document["head"]
        found = Checked(
            person_id=person["id"],
            name=person["name"],
            fault=first_fault(lines, (head["number"], head["seal"]) if head else None),
            foreign=tuple(sorted(one for one, kept in document["contents"].items() if hash_of(kept["body"]) != one)),
            withheld=sum(line.withheld for line in lines),
            seals={line.sealed["number"]: line.seal for line in lines},
        )
    except (KeyError, TypeError, AttributeError) as lacks:
        raise NoFile(f"the file lacks something that every training file has: {lacks}") from lacks
    if any(line.sealed["person_id"] != found.person_id for line in lines):
        raise NoFile(f"not every entry is about {found.name}")
    return found


def _read(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except ValueError as wrong:
        raise NoFile(f"this is no JSON: {wrong}") from wrong
    if not isinstance(document, dict) or document.get("product") != PRODUCT:
        raise NoFile("this is JSON, and no training file")
    if document.get("format") != FORMAT:
        raise NoFile(f"it has format {document.get('format')!r}; this version of Shifu reads format {FORMAT}")
    return document


def _lines(document: Mapping[str, Any]) -> Iterator[Line]:
    for one in document["lines"]:
        withheld = "withheld" in one
        yield Line(
            sealed={name: one[name] for name in SEALED},
            seal=one["seal"],
            salt="" if withheld else one["salt"],
            body=None if withheld else one["row"],
            withheld=withheld,
        )
