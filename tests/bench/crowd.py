"""Many trainees at once: those of the demo company with all that is known of them, copied row by row."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from lms.db import Base
from lms.judgement.derived_models import StaleMark
from lms.people.models import Membership, Role

STEP = 1_000_000  # between the ids of one copy and the next
OWN = {  # tables whose rows belong to a trainee, each with the column that says whose
    "person": "id", "membership": "person_id", "coaching": "trainee_id", "enrolment": "person_id",
    "acknowledgement": "person_id", "arrangement": "person_id", "reading": "person_id", "module_read": "person_id",
    "attempt": "person_id", "attendance": "person_id", "attendance_word": "person_id", "try": "person_id",
    "record": "person_id", "record_head": "person_id", "correction": "person_id", "decision": "person_id",
    "reply": "person_id",
}  # fmt: skip
CHILDREN = {  # tables whose rows belong to a row of those
    "obligation": ("enrolment_id", "enrolment"), "attempt_item": ("attempt_id", "attempt"),
    "response": ("attempt_id", "attempt"), "review": ("try_id", "try"), "change": ("try_id", "try"),
    "rating": ("review_id", "review"), "note": ("review_id", "review"),
}  # fmt: skip
DERIVED = {  # what lists read of a trainee, beside their account
    "person_summary": "person_id", "summary_body": "person_id", "skill_state": "person_id", "person_debt": "person_id",
}  # fmt: skip
LISTED = {name: OWN[name] for name in ("person", "membership", "coaching", "enrolment")} | DERIVED
UNIQUE_WORDS = ("email", "mobile", "client_id")
BY_KIND = ("source_id", "replacement_id")  # ids of the table that the row's `kind` names
WITHOUT_KEY = {"try_id": "try"}  # ids that no foreign key declares
Row = Mapping[str, Any]


def multiply(connection: sa.Connection, trainees: int, own: Mapping[str, str] = OWN) -> int:
    """Copy the trainees of a demo company until there are at least so many. Returns how many there are.

    Trainers, managers, teams and shows stay as they are, so that one manager has them all. own: which tables are
    copied, as `OWN`; with `LISTED` people come without their history, and their rows are as fresh as the first ones.
    """
    members = set(connection.scalars(sa.select(Membership.person_id).where(Membership.role == Role.TRAINEE)))
    rows = _rows(connection, members, own)
    ids = {table.name: {row["id"] for row in found} for table, found in rows.items() if "id" in table.c}
    copies = -(-trainees // len(members)) - 1
    for copy in range(1, copies + 1):
        for table, originals in rows.items():
            moved = [_moved(table, row, copy, ids) for row in originals]
            if moved:
                connection.execute(sa.insert(table), moved)
    if own is LISTED:
        connection.execute(sa.delete(StaleMark))
    connection.commit()
    return len(members) * (copies + 1)


def _rows(connection: sa.Connection, members: set[int], own: Mapping[str, str]) -> dict[sa.Table, list[Row]]:
    """By table, in the order in which they depend on each other, the rows that belong to trainees."""
    found: dict[sa.Table, list[Row]] = {}
    kept: dict[str, list[int]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in own:
            belongs = table.c[own[table.name]].in_(members)
        elif table.name in CHILDREN and CHILDREN[table.name][1] in kept and own is OWN:
            column, parent = CHILDREN[table.name]
            belongs = table.c[column].in_(kept[parent])
        else:
            continue
        order = list(table.primary_key.columns)  # a copied review comes after the one that it is a copy of
        query = sa.select(table).where(belongs).order_by(*order)
        found[table] = [dict(row) for row in connection.execute(query).mappings()]
        kept[table.name] = [row["id"] for row in found[table]] if "id" in table.c else []
    return found


def _moved(table: sa.Table, row: Row, copy: int, ids: Mapping[str, set[int]]) -> dict[str, Any]:
    """A row as a copy has it: its own id and every reference to a copied row moved, what must be unique marked."""
    moved = dict(row)
    for column in table.c:
        value = row[column.name]
        if value is None:
            continue
        if column.name in UNIQUE_WORDS:
            moved[column.name] = f"{copy}{value}"[:40]
        elif column.name == "id" or value in ids.get(_target(column, row), ()):
            moved[column.name] = value + STEP * copy
    return moved


def _target(column: sa.Column[Any], row: Row) -> str:
    """The table that a column's value is an id of; empty when it is none."""
    if column.name in BY_KIND:
        return str(row["kind"])
    for key in column.foreign_keys:
        return key.column.table.name
    return WITHOUT_KEY.get(column.name, "")
