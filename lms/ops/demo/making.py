"""Making the demo company's database: in a file aside, which takes its place only when it is whole."""

import os
import sqlite3
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from lms import clock
from lms.config import Settings
from lms.curriculum import shelf
from lms.db import db
from lms.db import init_app as bind
from lms.ops.demo import clear, files
from lms.ops.demo.company import EVERYBODY
from lms.ops.demo.days import HOUSE, Days
from lms.ops.demo.hiring import hire
from lms.ops.demo.history import PATH, history
from lms.ops.demo.telling import Company
from lms.ops.schema import upgrade
from lms.plan.service import working_days


def make(settings: Settings, today: date | None) -> None:
    """Make it as of a local date and put it in place. Raises RuntimeError when the content lacks the path it tells of."""
    aside = settings.demo_database.with_name(f"demo-making-{os.getpid()}.db")
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _fill(settings, aside, today)
        clear(settings)
        aside.replace(settings.demo_database)
    finally:
        for path in files(aside):
            path.unlink(missing_ok=True)


def _fill(settings: Settings, path: Path, today: date | None) -> None:
    site = Flask("demo company")
    site.extensions["settings"] = settings
    bind(site, f"sqlite:///{path}")
    held = shelf.init_app(site, settings)
    if PATH not in held.catalog().paths:
        raise RuntimeError(f"the demo company needs the path “{PATH}”, which the content does not have; see content check")
    with site.app_context():
        event.listen(db.engine, "connect", _hurry)
        upgrade()
        tell(today or clock.today(HOUSE))
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


def tell(today: date) -> Company:
    """Fill the database of the current app, which is empty and migrated, with everything up to this date."""
    days = Days(today, working_days())
    company = Company(hire(days), {somebody.key: somebody for somebody in EVERYBODY}, days)
    history(company).tell()
    return company


def _hurry(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # Nobody is waiting for these writes to be on disk: a file that was cut off is thrown away and made again.
    connection.execute("PRAGMA synchronous=OFF")
