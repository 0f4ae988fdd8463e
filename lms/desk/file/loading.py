"""A person's file as somebody reads it: the lines of the index in their order, each with its row, its seal verified."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from lms import clock
from lms.curriculum.models import ContentVersion
from lms.db import session
from lms.desk.file import withheld
from lms.desk.file.told import TOLD_WITHOUT_RECORDS
from lms.desk.file.withheld import Source, Why
from lms.desk.names import names_of
from lms.i18n import zone
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.practice.seats import keep_unbiased
from lms.records import service as records
from lms.records.models import Record
from lms.records.sealing import Fault, first_fault
from lms.records.sealing import Line as Sealed

Body = Mapping[str, Any]
_PEOPLE = frozenset({"person_id", "trainer_id", "rater_id", "actor_id", "handed_to"})  # beside those that end with by


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the index. body: its row as it is read today, None where it is gone or may not be known.

    sealed: the line to verify, with its row as its digest saw it; first: the number of the first line of the same row,
    which stands once for each skill that it is about; withheld: why the reader may not know the row.
    """

    record: Record
    body: Body | None
    sealed: Sealed
    first: int
    withheld: Why | None

    @property
    def number(self) -> int:
        return self.record.number

    @property
    def source(self) -> Source:
        return self.record.kind, self.record.source_id

    @property
    def rests_on_sealed(self) -> bool:
        """Its words may be read, while what they rest on is still sealed."""
        return self.withheld is Why.RESTS_ON_SEALED

    @property
    def is_told(self) -> bool:
        told = self.withheld is None or (self.rests_on_sealed and self.record.kind in TOLD_WITHOUT_RECORDS)
        return self.body is not None and told


@dataclass(frozen=True, slots=True)
class Content:
    """Content as it stood when somebody met it."""

    hash: str
    kind: str
    id: str
    body: Body


@dataclass
class File:
    """Everything of a person's file that one reader may know.

    fault: the first line that does not hold; names: of everybody who was named so far, by id.
    """

    person: Person
    reader_id: int
    lines: Sequence[Line]
    head: tuple[int, str] | None
    fault: Fault | None
    rows: Mapping[Source, Body | None]
    contents: Mapping[str, Content]
    names: dict[int, str]

    @property
    def mine(self) -> bool:
        return self.reader_id == self.person.id

    @cached_property
    def numbers(self) -> Mapping[Source, int]:
        """By row the number of its first line."""
        return {line.source: line.first for line in self.lines}

    @cached_property
    def corrections(self) -> Mapping[Source, Line]:
        """By row the line by which it no longer stands."""
        found = {}
        for line in self.lines:
            row = self.rows[line.source] if line.record.kind == "correction" else None
            if row is not None:
                found[row["kind"], row["source_id"]] = line
        return found

    @cached_property
    def standard(self) -> Body | None:
        """The standard of the enrolment that was made last, as it is frozen; None for who was never enrolled."""
        rows = [self.rows[line.source] for line in self.lines if line.record.kind == "enrolment"]
        frozen = self.contents.get((rows[-1] or {}).get("standard_hash", "")) if rows else None
        return frozen.body if frozen else None

    def bar_of(self, skill: str) -> float | None:
        """The mean level, 0 to 3, at which a try of the skill holds."""
        skills = self.standard["skills"] if self.standard else ()
        return next((float(one["bar"]) for one in skills if one["id"] == skill), None)

    def first_with(self, content_hash: str) -> int | None:
        """The number of the first line whose row was made with this content."""
        found = (line.number for line in self.lines if content_hash in (line.body or {}).values())
        return next(found, None)

    def number_of(self, kind: str, source_id: int | None) -> int | None:
        """Of the first line of a row; None for a row that is not in the file."""
        return self.numbers.get((kind, source_id)) if source_id is not None else None

    def row(self, kind: str, source_id: int) -> Body:
        """A row that another one refers to; empty where it is not in the file."""
        return self.rows.get((kind, source_id)) or {}

    def name(self, person_id: int | None) -> str:
        """What somebody is called; empty for nobody."""
        if person_id is None:
            return ""
        if person_id not in self.names:
            self.names.update(names_of([person_id]))
        return self.names.get(person_id, "")


def file_for(reader_id: int, person_id: int) -> File:
    """The file of a person for somebody. Raises NotYours; LookingAgain for who looks at a try of theirs anew."""
    person = session().get(Person, person_id)
    require(person is not None and can(reader_id, Action.SEE_FILE, Matter(person_id, clock.today(zone()))))
    assert person is not None
    keep_unbiased(reader_id, person_id)
    found = list(records.lines_of(person_id))
    head = records.head_of(person_id)
    rows = {source: records.row_of(*source) for source in dict.fromkeys((line.kind, line.source_id) for line in found)}
    sealed = [_sealed(line, rows[line.kind, line.source_id]) for line in found]
    hidden = withheld.withheld_of(reader_id, person, found, rows)
    return File(
        person=person,
        reader_id=reader_id,
        lines=_lines(found, sealed, rows, hidden),
        head=head,
        fault=first_fault(sealed, head),
        rows=rows,
        contents=_contents(rows.values()),
        names=dict(names_of([person_id, reader_id, *_people(found, rows.values())])),
    )


def _sealed(line: Record, row: dict[str, Any] | None) -> Sealed:
    """The line to verify; a line of an earlier form saw its row otherwise than it is read today."""
    earlier = (line.kind, line.form) in records.EARLIER
    return records.with_row(line, records.row_of(line.kind, line.source_id, line.form) if earlier else row)


def _lines(
    found: Sequence[Record], sealed: Sequence[Sealed], rows: Mapping[Source, Body | None], hidden: Mapping[Source, Why]
) -> list[Line]:
    firsts: dict[Source, int] = {}
    lines = []
    for line, one in zip(found, sealed, strict=True):
        source = (line.kind, line.source_id)
        first = firsts.setdefault(source, line.number)
        lines.append(Line(line, rows[source], one, first, hidden.get(source)))
    return lines


def _people(lines: Sequence[Record], rows: Iterable[Body | None]) -> Iterator[int]:
    """Whom lines and rows name."""
    yield from (line.actor_id for line in lines)
    for row in rows:
        for key, value in (row or {}).items():
            if isinstance(value, int) and (key in _PEOPLE or key.endswith(("_by", "by_id"))):
                yield value


def _contents(rows: Iterable[Body | None]) -> dict[str, Content]:
    """The content that rows were made with, in one query."""
    hashes = {value for row in rows for key, value in _texts(row) if key.endswith("_hash")}
    query = select(ContentVersion).where(ContentVersion.hash.in_(hashes))
    found = session().scalars(query) if hashes else ()
    return {one.hash: Content(one.hash, one.kind, one.content_id, one.body) for one in found}


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text within a row, with the name that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, key)
