"""How Alembic finds the database and the tables. Run by `flask lms upgrade` and `flask db`.

The models of every room are imported for their tables: what is not known cannot be compared.
"""

from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection

from lms.asking import models as _asking  # noqa: F401
from lms.classes import models as _classes  # noqa: F401
from lms.curriculum import models as _curriculum  # noqa: F401
from lms.db import Base, db
from lms.desk import models as _desk  # noqa: F401
from lms.judgement import models as _judgement  # noqa: F401
from lms.judgement.cases import models as _cases  # noqa: F401
from lms.people import models as _people  # noqa: F401
from lms.plan import models as _plan  # noqa: F401
from lms.practice import models as _practice  # noqa: F401
from lms.quizzes import models as _quizzes  # noqa: F401
from lms.raters import models as _raters  # noqa: F401
from lms.recordings import models as _recordings  # noqa: F401
from lms.records import models as _records  # noqa: F401

assert current_app


def mind_references(connection: Connection, on: bool) -> None:
    """SQLite changes a table by making it anew: dropping the old one would take its children for orphans.

    Said between two transactions: within one it has no effect (https://sqlite.org/lang_altertable.html#otheralter).
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def refuse_orphans(ctx: MigrationContext, **_rest: object) -> None:
    """The last thing in each migration's transaction, since nothing minded references meanwhile."""
    assert ctx.connection is not None
    if ctx.dialect.name == "sqlite":
        orphans = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        assert not orphans, f"the migration would leave rows that point nowhere: {orphans[:5]}"


with db.engine.connect() as connection:
    mind_references(connection, on=False)
    try:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
            on_version_apply=refuse_orphans,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        connection.rollback()
        mind_references(connection, on=True)
