"""Bringing the database to the newest migration, and telling quickly whether it is there already."""

import logging
from pathlib import Path

from sqlalchemy import inspect, text

from lms.config import ROOT
from lms.db import db

MIGRATIONS = ROOT / "migrations"


def newest() -> str:
    """The newest migration, told by its file's number so that a warm start needs no migration tool."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def standing() -> str | None:
    """The migration at which the database stands; None for an empty one."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def upgrade() -> None:
    """Migrate if there is something to migrate. Each migration is one transaction, so a stopped one starts again."""
    if standing() == newest():
        return
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # The migration tool takes a third of a second to import and is needed on few starts.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(MIGRATIONS)))
    command.upgrade(config, "head")
