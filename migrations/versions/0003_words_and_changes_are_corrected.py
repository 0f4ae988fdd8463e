"""Let a trainee's word on a show and an agreed change have a successor: of several rows one stands

Revision: 0003
Before: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Table, column that was unique, and the condition under which a row is a closed fact, as revision 0002 has it.
TABLES = (
    ("attendance_word", "attendance_id", "1 = 1"),
    ("change", "try_id", "OLD.closed_at IS NOT NULL"),
)


def upgrade() -> None:
    for table, column, closed in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(f"uq_{table}_{column}", type_="unique")
            batch_op.create_index(f"ix_{table}_{column.removesuffix('_id')}", [column], unique=False)
        _guard(table, closed)


def downgrade() -> None:
    for table, column, closed in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(f"ix_{table}_{column.removesuffix('_id')}")
            batch_op.create_unique_constraint(f"uq_{table}_{column}", [column])
        _guard(table, closed)


def _guard(table: str, closed: str) -> None:
    """SQLite makes the table anew, and its triggers went with the old one."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f'CREATE TRIGGER closed_{table}_{verb.lower()} BEFORE {verb} ON "{table}" WHEN {closed} BEGIN '
            f"SELECT RAISE(ABORT, '{table} is closed; correct it by a fact that supersedes it'); END"
        )
