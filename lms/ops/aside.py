"""A new SQLite database, made in a file aside and put in its place only when it is whole."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from lms.config import Settings
from lms.curriculum import shelf
from lms.db import db, init_app
from lms.ops.schema import upgrade


@contextmanager
def new_database(settings: Settings, target: Path) -> Iterator[None]:
    """For the length of a block the services write to a new, migrated database; then it takes the place of `target`.

    When the block raises, `target` stays as it was.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = target.with_name(f"{target.stem}-making-{os.getpid()}.db")
    site = Flask("aside")
    site.config["SECRET_KEY"] = settings.secret_key
    settings = replace(settings, demo=target == settings.demo_database)  # whose files lie apart from real ones
    site.extensions["settings"] = settings
    init_app(site, f"sqlite:///{path}")
    shelf.init_app(site, settings)
    try:
        with site.app_context():
            event.listen(db.engine, "connect", _hurry)
            upgrade()
            yield
            _settle()
        _put(path, target)
    finally:
        remove(path)


def files(database: Path) -> Sequence[Path]:
    """The files that one SQLite database consists of."""
    return [database, database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")]


def remove(database: Path) -> bool:
    """Delete a database whole. False when there was none."""
    there = database.exists()
    for path in files(database):
        path.unlink(missing_ok=True)
    return there


def _hurry(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # Nobody is told of these writes before the whole file is on disk: one that was cut off is thrown away.
    connection.execute("PRAGMA synchronous=OFF")


def _settle() -> None:
    """Everything into the one file, and nobody holding it."""
    db.session.remove()
    connection = db.engine.raw_connection()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    db.engine.dispose()


def _put(path: Path, target: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    remove(target)
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
