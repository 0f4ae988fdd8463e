"""Adding to a person's file, verifying it, and correcting what does not stand."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, literal, select, update
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.sql.elements import SQLCoreOperations

from lms import clock
from lms.db import insert_row, is_sqlite, session
from lms.errors import AlreadyClosed, Unusable
from lms.i18n import _
from lms.records.models import Correction, Head, Record, Verb
from lms.records.sealing import GENESIS, SEALED, Fault, Line, digest, first_fault, plain, seal

FORM = 4  # how a digest is made; a new column in a fact's table needs a new form, else old lines would break
LONGEST_REASON = 500  # characters
# Built once, as every write of the product comes by here.
_HEAD = select(Head.number, Head.seal).where(Head.person_id == bindparam("person"))
_HEAD_LOCKED = _HEAD.with_for_update()
_MOVE_HEAD = update(cast(Table, Head.__table__)).where(Head.person_id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that has just been closed: whose file it enters, where it stands and when it happened."""

    person_id: int
    verb: Verb
    kind: str
    source_id: int
    skill: str | None
    actor_id: int
    happened_at: datetime
    body: dict[str, Any]


def add(fact: Fact) -> int:
    """Add one line to the person's file, as the last thing in a transaction. Returns its number."""
    return add_all([fact])[0]


def add_all(facts: Iterable[Fact]) -> list[int]:
    """Add lines to several files, heads taken in the order of person ids so that two writers cannot lock each other."""
    numbers = []
    for fact in sorted(facts, key=lambda f: f.person_id):
        number, before = _take_head(fact.person_id)
        salt = secrets.token_hex(16)
        line: dict[str, Any] = {
            "person_id": fact.person_id,
            "number": number,
            "verb": str(fact.verb),
            "kind": fact.kind,
            "source_id": fact.source_id,
            "skill": fact.skill,
            "actor_id": fact.actor_id,
            "happened_at": fact.happened_at,
            "recorded_at": clock.now(),
            "form": FORM,
            "salt": salt,
            "digest": digest(FORM, salt, fact.body),
        }
        line["seal"] = seal(before, line)
        insert_row(Record, line)
        session().execute(_MOVE_HEAD, {"person": fact.person_id, "number": number, "seal": line["seal"]})
        numbers.append(number)
    return numbers


def _take_head(person_id: int) -> tuple[int, str]:
    """The next number and the last seal, locked until the transaction ends."""
    row = session().execute(_HEAD if is_sqlite() else _HEAD_LOCKED, {"person": person_id}).one_or_none()
    if row is None:
        insert_row(Head, {"person_id": person_id, "number": 0, "seal": GENESIS})
        return 1, GENESIS
    return row.number + 1, row.seal


def body_of(row: DeclarativeBase, **children: Sequence[DeclarativeBase]) -> dict[str, Any]:
    """A closed row as a digest sees it: its columns, and its children in the order of their keys."""
    body = {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
    for name, rows in children.items():
        body[name] = in_order_of_digest([body_of(child) for child in rows])
    return body


def in_order_of_digest(bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The children of a row as its digest has them: in an order that no database decides."""
    return sorted(bodies, key=lambda b: json.dumps(b, default=plain, sort_keys=True))


def stands(kind: str, source: InstrumentedAttribute[int] | SQLCoreOperations[int]) -> ColumnElement[bool]:
    """SQL: no correction says that this fact does not stand."""
    return ~select(literal(1)).where(Correction.kind == kind, Correction.source_id == source).exists()


def replaces(kind: str, source: InstrumentedAttribute[int] | SQLCoreOperations[int]) -> ColumnElement[bool]:
    """SQL: this fact stands in the place of one that was corrected."""
    return select(literal(1)).where(Correction.kind == kind, Correction.replacement_id == source).exists()


def correct(*, kind: str, source_id: int, person_id: int, skill: str | None, actor_id: int, why: str,
            replacement_id: int | None) -> int:  # fmt: skip
    """A closed fact does not stand: by whom, why, and what stands instead. Returns the correction's id.

    The right was asked by the service that owns the fact. Raises AlreadyClosed when it was corrected before.
    """
    standing = select(literal(1)).where(Correction.kind == kind, Correction.source_id == source_id)
    if session().scalar(standing) is not None:
        raise AlreadyClosed(_("This was corrected before. Correct what stands in its place."))
    row = Correction(
        person_id=person_id,
        kind=kind,
        source_id=source_id,
        replacement_id=replacement_id,
        why=why,
        actor_id=actor_id,
        at=clock.now(),
    )
    session().add(row)
    session().flush()
    add(Fact(person_id, Verb.CORRECTED, "correction", row.id, skill, actor_id, row.at, body_of(row)))
    return row.id


def checked_reason(why: str, *, own: bool = False) -> str:
    """The reason of a correction, trimmed. own: by the trainee. Raises Unusable for none or too long a one."""
    reason = why.strip()
    if not reason:
        readers = _("Say why, in a few words. Whoever teaches you reads it too.")
        raise Unusable(fields={"why": readers if own else _("Say why, in a few words. The trainee reads it too.")})
    if len(reason) > LONGEST_REASON:
        raise Unusable(fields={"why": _("At most %(count)s characters.", count=LONGEST_REASON)})
    return reason


def body_of_correction(source_id: int) -> dict[str, Any] | None:
    row = session().get(Correction, source_id)
    return None if row is None else body_of(row)


# Each room tells here how the body of its facts is read again: a file is verified without knowing the rooms.
BODIES: dict[str, Callable[[int], dict[str, Any] | None]] = {"correction": body_of_correction}
# By kind and form: a table that has changed since tells how a line of an earlier form saw its row.
EARLIER: dict[tuple[str, int], Callable[[int], dict[str, Any] | None]] = {}


def first_bad_line(person_id: int) -> int | None:
    """Verify a person's file from its first line: the number of the first line that does not hold, or None."""
    fault = fault_in(person_id)
    return None if fault is None else fault.number


def fault_in(person_id: int) -> Fault | None:
    """The first line of a person's file that does not hold, and why; None for a whole file.

    A line fails when its number leaves a gap, its seal doesn't follow from the last, no room knows its kind, or its row
    is gone or changed. A head that names another last line fails as the line after the last.
    """
    return first_fault(map(line_to_verify, lines_of(person_id)), head_of(person_id))


def lines_of(person_id: int) -> Iterator[Record]:
    """A person's file in its order."""
    yield from session().scalars(select(Record).where(Record.person_id == person_id).order_by(Record.number))


def head_of(person_id: int) -> tuple[int, str] | None:
    """The last number and seal of a person's file; None for who has none."""
    head = session().get(Head, person_id)
    return None if head is None else (head.number, head.seal)


def row_of(kind: str, source_id: int, form: int = FORM) -> dict[str, Any] | None:
    """A closed row as lines of this form saw it; None where it is gone, and for a kind that no room knows."""
    read = EARLIER.get((kind, form)) or BODIES.get(kind)
    return None if read is None else read(source_id)


def line_to_verify(line: Record) -> Line:
    """A line with its row as the line's form saw it."""
    return with_row(line, row_of(line.kind, line.source_id, line.form))


def with_row(line: Record, row: dict[str, Any] | None) -> Line:
    """The same for who has read the row already."""
    return Line(sealed_values(line), line.seal, line.salt, row, known=line.kind in BODIES)


def sealed_values(line: Record) -> dict[str, Any]:
    """What of a line its seal covers."""
    return {name: getattr(line, name) for name in SEALED}
