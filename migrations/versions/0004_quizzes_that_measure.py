"""Answers of every kind of item, modes of an attempt, time limits, marks; what was answered before stays readable

Revision: 0004
Before: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ALWAYS = "1 = 1"
CHANGED = {
    "attempt": "OLD.closed_at IS NOT NULL",
    "attempt_item": ALWAYS,
    "response": "OLD.confirmed_at IS NOT NULL",
}
CLOSED = {"late_answer": ALWAYS, "mark": ALWAYS, "time_extension": ALWAYS}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in CHANGED:
        _unguard(table)
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mode", sa.String(length=8), nullable=False, server_default="practice"))
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint("mode", "mode IN ('practice', 'check', 'recall')")
    with op.batch_alter_table("attempt_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("module", sa.String(length=80), nullable=False, server_default=""))
        batch_op.create_index("ix_attempt_item_question", ["question", "question_hash"], unique=False)
    op.execute(
        "UPDATE attempt_item SET module = (SELECT module FROM attempt WHERE attempt.id = attempt_item.attempt_id)"
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("answer", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("language", sa.String(length=7), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("seconds", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("score", sa.Float(), nullable=True))
    as_mapping = "json_object('chosen', json(chosen))" if sqlite else "json_build_object('chosen', chosen)"
    right = '"right"'
    op.execute(
        f"UPDATE response SET answer = {as_mapping}, score = CASE WHEN {right} THEN 1.0 WHEN NOT {right} THEN 0.0 END"
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("answer", existing_type=sa.JSON(), nullable=False)
        batch_op.drop_column("chosen")
        batch_op.drop_column("right")
    _make_tables()
    for table, closed in (CHANGED | CLOSED).items():
        _guard(table, closed)


def downgrade() -> None:
    """Only what a choice among options answered can be told in the old shape; answers of other kinds are emptied.

    Marks, late answers and extensions of time are dropped, with no way back. Lines of the file of form 2, and those that
    tell of what was dropped, stop verifying under the old code, which knows only form 1: take a copy first.
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in (*CLOSED, *CHANGED):
        _unguard(table)
    for table in ("time_extension", "mark", "late_answer"):
        op.drop_table(table)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("right", sa.Boolean(), nullable=True))
    chosen = "json_extract(answer, '$.chosen')" if sqlite else "answer -> 'chosen'"
    op.execute(f"UPDATE response SET chosen = COALESCE({chosen}, '[]'), \"right\" = (score = 1.0)")
    with op.batch_alter_table("response", schema=None) as batch_op:
        for column in ("device", "answer", "unsure", "language", "seconds", "score"):
            batch_op.drop_column(column)
        batch_op.alter_column("chosen", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("attempt_item", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_item_question")
        batch_op.drop_column("module")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_constraint("mode", type_="check")
        batch_op.drop_column("ends_at")
        batch_op.drop_column("mode")
    for table, closed in CHANGED.items():
        _guard(table, closed)


def _make_tables() -> None:
    op.create_table("late_answer",
    sa.Column("attempt_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("device", sa.String(length=40), nullable=False),
    sa.Column("answer", sa.JSON(), nullable=False),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_late_answer_attempt_id_attempt")),
    sa.PrimaryKeyConstraint("attempt_id", "position", "seq", "device", name=op.f("pk_late_answer"))
    )
    op.create_table("mark",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("attempt_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=7), nullable=False),
    sa.Column("score", sa.Float(), nullable=False),
    sa.Column("criteria", sa.JSON(), nullable=False),
    sa.Column("question_hash", sa.String(length=64), nullable=False),
    sa.Column("comment", sa.Text(), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('trainer', 'regrade')", name=op.f("ck_mark_kind")),
    sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_mark_actor_id_person")),
    sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_mark_attempt_id_attempt")),
    sa.ForeignKeyConstraint(["question_hash"], ["content_version.hash"], name=op.f("fk_mark_question_hash_content_version")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mark"))
    )
    op.create_index("ix_mark_item", "mark", ["attempt_id", "position"], unique=False)
    op.create_table("time_extension",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("percent", sa.Integer(), nullable=False),
    sa.Column("why", sa.Text(), nullable=False),
    sa.Column("given_by", sa.Integer(), nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_time_extension_given_by_person")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_time_extension_person_id_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_time_extension"))
    )
    op.create_index("ix_time_extension_person", "time_extension", ["person_id"], unique=False)


def _guard(table: str, closed: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
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


def _unguard(table: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER closed_{table}_{verb}" + ("" if sqlite else f' ON "{table}"'))
