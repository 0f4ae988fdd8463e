"""Refuse to change or delete a closed fact, on both databases

Revision: 0002
Before: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Table, and the condition under which its old row is a closed fact. A correction supersedes; nothing is rewritten.
ALWAYS = "1 = 1"
CLOSED = {
    "record": ALWAYS,
    "correction": ALWAYS,
    "content_version": ALWAYS,
    "enrolment": ALWAYS,
    "acknowledgement": ALWAYS,
    "obligation": ALWAYS,
    "arrangement": ALWAYS,
    "module_read": ALWAYS,
    "attempt": "OLD.closed_at IS NOT NULL",
    "attempt_item": ALWAYS,
    "response": "OLD.confirmed_at IS NOT NULL",
    "show": ALWAYS,
    "attendance": ALWAYS,
    "attendance_word": ALWAYS,
    "try": "OLD.closed_at IS NOT NULL",
    "review": "OLD.closed_at IS NOT NULL",
    "rating": ALWAYS,
    "note": ALWAYS,
    "change": "OLD.closed_at IS NOT NULL",
    "decision": ALWAYS,
    "reply": ALWAYS,
}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is closed; correct it by a fact that supersedes it', TG_TABLE_NAME "
            "USING ERRCODE = 'check_violation'; END $$"
        )
    for table, closed in CLOSED.items():
        for verb in ("UPDATE", "DELETE"):
            name = f"closed_{table}_{verb.lower()}"
            if sqlite:
                op.execute(
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" WHEN {closed} BEGIN '
                    f"SELECT RAISE(ABORT, '{table} is closed; correct it by a fact that supersedes it'); END"
                )
            else:
                op.execute(
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" FOR EACH ROW WHEN ({closed}) '
                    "EXECUTE FUNCTION refuse_closed()"
                )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in CLOSED:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER closed_{table}_{verb}" + ("" if sqlite else f' ON "{table}"'))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_closed()")
