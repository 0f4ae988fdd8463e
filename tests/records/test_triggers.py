"""A closed fact is refused change and deletion by the database itself, whatever asks."""

import importlib.util
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.config import ROOT
from lms.db import Base, db, is_sqlite

MIGRATIONS = ROOT / "migrations" / "versions"
# Columns whose values the tables themselves restrict.
FITTING = {"standing": "booked", ("decision", "kind"): "observe", ("try", "kind"): "live", ("review", "kind"): "self",
           "mode": "check", ("mark", "kind"): "trainer", ("absence", "kind"): "leave", "origin": "recorded",
           ("module_taught", "standing"): "attended", "medium": "audio", ("decision", "by_id"): 2,
           ("decision", "confirmed_by"): 3, ("obligation_added", "kind"): "show"}  # fmt: skip


def closed_tables() -> dict[str, str]:
    """Table and condition, as the migrations say them together."""
    found: dict[str, str] = {}
    for path in sorted(MIGRATIONS.glob("[0-9]*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found |= getattr(module, "CLOSED", {})
    return found


CLOSED = closed_tables()
WHEN_CLOSED = {
    table: condition.split()[0].removeprefix("OLD.") for table, condition in CLOSED.items() if "OLD." in condition
}


@pytest.fixture
def raw(app: Flask) -> Iterator[sa.Connection]:
    """A connection that minds no foreign keys: rows here stand alone."""
    with db.engine.connect() as connection:
        if is_sqlite():
            driver = connection.connection.dbapi_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        yield connection
        connection.rollback()
        connection.invalidate()  # back to the pool it would mind no foreign keys for others either


def value_of(table: str, column: sa.Column[Any]) -> object:
    fitting = FITTING.get((table, column.name), FITTING.get(column.name))
    if fitting is not None:
        return fitting
    if isinstance(column.type, sa.JSON):
        return []
    samples = {int: 1, float: 1.0, str: "x", bool: True, date: date(2026, 11, 24)}
    return samples.get(column.type.python_type, datetime(2026, 11, 24, tzinfo=UTC))


def insert(raw: sa.Connection, table: str, *, closed: bool = True) -> None:
    columns = Base.metadata.tables[table].columns
    values = {column.name: value_of(table, column) for column in columns}
    if not closed:
        values[WHEN_CLOSED[table]] = None
    if not is_sqlite():
        for foreign_key in sa.inspect(raw).get_foreign_keys(table):
            raw.exec_driver_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT {foreign_key["name"]}')
    raw.execute(sa.insert(Base.metadata.tables[table]).values(**values))


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", sorted(CLOSED))
def test_a_closed_row_is_neither_changed_nor_deleted(raw: sa.Connection, table: str, verb: str) -> None:
    insert(raw, table)
    column = next(iter(Base.metadata.tables[table].primary_key.columns)).name
    statement = f'DELETE FROM "{table}"' if verb == "DELETE" else f'UPDATE "{table}" SET {column} = {column}'
    with pytest.raises(sa.exc.DatabaseError, match=f"{table} is closed; correct it by a fact that supersedes it"):
        raw.exec_driver_sql(statement)


@pytest.mark.parametrize("table", sorted(WHEN_CLOSED))
def test_an_open_row_can_be_written_until_it_closes(raw: sa.Connection, table: str) -> None:
    insert(raw, table, closed=False)
    column = next(iter(Base.metadata.tables[table].primary_key.columns)).name
    raw.exec_driver_sql(f'UPDATE "{table}" SET {column} = {column}')
    raw.exec_driver_sql(f"UPDATE \"{table}\" SET {WHEN_CLOSED[table]} = '2026-11-24 00:00:00'")
    with pytest.raises(sa.exc.DatabaseError, match="is closed"):
        raw.exec_driver_sql(f'UPDATE "{table}" SET {WHEN_CLOSED[table]} = NULL')


def test_every_kind_of_fact_that_a_file_can_name_is_guarded() -> None:
    assert {"record", "correction", "content_version", "enrolment", "attendance", "review", "try", "decision"} <= set(
        CLOSED
    )
    assert set(CLOSED) <= set(Base.metadata.tables)
