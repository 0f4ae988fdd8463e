"""The database: one door for writes, one for writes that a phone may repeat, and the types that tables share."""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Engine,
    Insert,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    event,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from lms import clock
from lms.errors import KeyReused
from lms.i18n import _

BUSY_TIMEOUT_MS = 10_000


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Refuses moments without a zone, gives back moments with one, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table has in common."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Moment, date: Date, str: Text, dict[str, Any]: JSON, list[str]: JSON,
        dict[str, list[str]]: JSON, dict[str, int]: JSON,
    }  # fmt: skip


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
log = logging.getLogger(__name__)
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_waiting: ContextVar[dict[object, Callable[[], object]] | None] = ContextVar("waiting", default=None)


class Once(Base):
    """What a request that may be repeated has done: the ids it answered with, by actor and key."""

    __tablename__ = "once"

    actor_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]


_DONE = select(Once.body_hash, Once.answer).where(Once.actor_id == bindparam("actor"), Once.key == bindparam("done"))


def session() -> Session:
    """The session of this request, command or test."""
    return db.session()


@contextmanager
def transaction() -> Iterator[Session]:
    """One write: ends the read that sign-in opened, takes the writer's place, commits, or leaves nothing.

    Objects loaded before are read anew inside. A transaction inside another joins it. A failed commit is not retried:
    the caller's client repeats with its key.
    """
    current = session()
    if _writing.get():
        yield current
        return
    current.rollback()
    token, waiting = _writing.set(True), dict[object, Callable[[], object]]()
    kept = _waiting.set(waiting)
    try:
        current.connection()
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        _waiting.reset(kept)
        _writing.reset(token)
    for do in waiting.values():
        try:
            do()
        except Exception:
            current.rollback()
            log.exception("what follows from a write failed; the write stands")


def afterwards(key: object, do: Callable[[], object]) -> None:
    """Inside a transaction: once it is on disk, do what follows from it, in a transaction of its own.

    key: what it is about, so that it is done once a transaction, as it was said last. A fault in it loses nothing: it
    is logged, and whatever derives the same from time to time makes up for it.
    """
    waiting = _waiting.get()
    if waiting is None:
        raise RuntimeError("afterwards() works inside transaction()")
    waiting[key] = do


def once(actor_id: int, key: str, body: object, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Inside a transaction: do this unless the actor's key has done it before, and answer with the same ids.

    key: made by the client, at most 64 characters. body: what was asked, as JSON can hold it. Raises KeyReused when the
    key comes back with another body. Refusals are not kept.
    """
    if not _writing.get():
        raise RuntimeError("once() works inside transaction()")
    body_hash = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
    row = session().execute(_DONE, {"actor": actor_id, "done": key}).one_or_none()
    if row is not None:
        if row.body_hash != body_hash:
            words = _("This was sent before with other words. These are still here: send them again.")
            raise KeyReused(fields={"": words})
        answer: dict[str, Any] = row.answer
        return answer
    answer = do()
    done = {"actor_id": actor_id, "key": key, "body_hash": body_hash, "answer": answer, "at": clock.now()}
    insert_row(Once, done)
    return answer


def insert_row(table: type[Base], row: Mapping[str, Any], *, unless_there: bool = False) -> None:
    """Insert a row whose id nobody needs back, by a statement that is built once: a fifth of the time of building it.

    row: every column by name. unless_there: a row with the same key stays as it is. What waits in the session is
    written first, as the row may refer to it.
    """
    session().flush()
    session().execute(_insert(table, unless_there, on_sqlite=is_sqlite()), row)


@cache
def _insert(table: type[Base], unless_there: bool, *, on_sqlite: bool) -> Insert:
    """Into the table itself: by its class each row would take twice as long."""
    statement = insert_into(cast(Table, table.__table__), on_sqlite=on_sqlite)
    return statement.on_conflict_do_nothing() if unless_there else statement


def insert_into(table: type[Base] | Table, *, on_sqlite: bool | None = None) -> sqlite.Insert:
    """An INSERT that can say what becomes of a row that is there already, in the words of a database.

    on_sqlite: which of the two, for a statement that is kept; None for the one of now. Both dialects say
    `on_conflict_do_nothing` and `on_conflict_do_update` alike.
    """
    if is_sqlite() if on_sqlite is None else on_sqlite:
        return sqlite.insert(table)
    return cast(sqlite.Insert, postgresql.insert(table))


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, else the driver begins too late and never for reads
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred read that turns into a write fails at once with "database is locked", whatever the timeout.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _attach(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def init_app(app: Flask, address: str) -> None:
    """Bind the app to a database address."""
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": False, "pool_size": 16}
    db.init_app(app)
    with app.app_context():
        _attach(db.engine)
