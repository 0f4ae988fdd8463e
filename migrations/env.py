"""How Alembic finds the database and the tables. Run by `flask lms upgrade` and `flask db`.

The models of every room are imported for their tables: what is not known cannot be compared.
"""

from alembic import context
from flask import current_app

from lms.asking import models as _asking  # noqa: F401
from lms.curriculum import models as _curriculum  # noqa: F401
from lms.db import Base, db
from lms.judgement import models as _judgement  # noqa: F401
from lms.people import models as _people  # noqa: F401
from lms.plan import models as _plan  # noqa: F401
from lms.practice import models as _practice  # noqa: F401
from lms.quizzes import models as _quizzes  # noqa: F401
from lms.records import models as _records  # noqa: F401

assert current_app
with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
