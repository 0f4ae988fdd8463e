"""A tap and a note name the device that made them, and the last sequence that it had seen of the others

Revision: 0008
Before: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("rating", "note")


def upgrade() -> None:
    for table in TABLES:
        _unguard(table)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("device", sa.String(length=40), nullable=False, server_default=""))
            batch_op.add_column(sa.Column("seen", sa.Integer(), nullable=True))
        _guard(table)


def downgrade() -> None:
    """Lines of the file of form 3 stop verifying under the old code, which knows forms 1 and 2: take a copy first."""
    for table in TABLES:
        _unguard(table)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("seen")
            batch_op.drop_column("device")
        _guard(table)


def _guard(table: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("UPDATE", "DELETE"):
        name = f"closed_{table}_{verb.lower()}"
        if sqlite:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" WHEN 1 = 1 BEGIN '
                f"SELECT RAISE(ABORT, '{table} is closed; correct it by a fact that supersedes it'); END"
            )
        else:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" FOR EACH ROW WHEN (1 = 1) '
                "EXECUTE FUNCTION refuse_closed()"
            )


def _unguard(table: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER closed_{table}_{verb}" + ("" if sqlite else f' ON "{table}"'))
