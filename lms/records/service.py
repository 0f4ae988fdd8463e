"""Adding to a person's file, verifying it, and correcting what does not stand."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
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

FORM = 4  # how a digest is made; a new column in a fact's table needs a new form, else old lines would break
GENESIS = "0" * 64
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


def digest(form: int, salt: str, body: dict[str, Any]) -> str:
    """SHA-256 over form, salt and the canonical JSON of a closed row (children included)."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(f"{form}\n{salt}\n{canonical}".encode()).hexdigest()


def seal(before: str, line: Record | dict[str, Any]) -> str:
    """SHA-256 over the seal before and the line itself."""
    values = line if isinstance(line, dict) else {name: getattr(line, name) for name in _SEALED}
    canonical = json.dumps({name: values[name] for name in _SEALED}, sort_keys=True, default=_plain)
    return hashlib.sha256(f"{before}\n{canonical}".encode()).hexdigest()


_SEALED = (
    "person_id", "number", "verb", "kind", "source_id", "skill", "actor_id", "happened_at", "recorded_at",
    "form", "digest",
)  # fmt: skip


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
    return sorted(bodies, key=lambda b: json.dumps(b, default=_plain, sort_keys=True))


def stands(kind: str, source: InstrumentedAttribute[int] | SQLCoreOperations[int]) -> ColumnElement[bool]:
    """SQL: no correction says that this fact does not stand."""
    return ~select(literal(1)).where(Correction.kind == kind, Correction.source_id == source).exists()


def replaces(kind: str, source: InstrumentedAttribute[int] | SQLCoreOperations[int]) -> ColumnElement[bool]:
    """SQL: this fact stands in the place of one that was corrected."""
    return select(literal(1)).where(Correction.kind == kind, Correction.replacement_id == source).exists()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def correct(*, kind: str, source_id: int, person_id: int, skill: str | None, actor_id: int, why: str,
            replacement_id: int | None) -> int:  # fmt: skip
    """A closed fact does not stand: by whom, why, and what stands instead. Returns the correction's id.

    The right was asked by the service that owns the fact. Raises AlreadyClosed when it was corrected before.
    """
    standing = select(literal(1)).where(Correction.kind == kind, Correction.source_id == source_id)
    if session().scalar(standing) is not None:
        raise AlreadyClosed("this was corrected before; correct what stands in its place")
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
    """Verify a person's file from its first line: the number of the first line that does not hold, or None.

    A line fails when its number leaves a gap, no room knows its kind, its row is gone or changed, or its seal doesn't
    follow from the last. A head that names another last line fails as the line after the last.
    """
    before, expected = GENESIS, 1
    for line in session().scalars(select(Record).where(Record.person_id == person_id).order_by(Record.number)):
        read = EARLIER.get((line.kind, line.form)) or BODIES.get(line.kind)
        body = None if read is None else read(line.source_id)
        if (
            line.number != expected
            or body is None
            or digest(line.form, line.salt, body) != line.digest
            or seal(before, line) != line.seal
        ):
            return expected
        before, expected = line.seal, expected + 1
    head = session().get(Head, person_id)
    if head is None:
        return None if expected == 1 else expected
    return None if head.seal == before else expected
