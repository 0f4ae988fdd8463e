"""Answers to calibration transcripts, what a rater was told of their rating, and rows of the to-do that are taken

Revision: 0011
Before: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ALWAYS = "1 = 1"
CLOSED = {"calibration_answer": "OLD.closed_at IS NOT NULL"}


def upgrade() -> None:
    op.create_table("calibration_answer",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("rater_id", sa.Integer(), nullable=False),
    sa.Column("skill", sa.String(length=80), nullable=False),
    sa.Column("transcript", sa.String(length=80), nullable=False),
    sa.Column("transcript_hash", sa.String(length=64), nullable=False),
    sa.Column("levels", sa.JSON(), nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name=op.f("fk_calibration_answer_rater_id_person")),
    sa.ForeignKeyConstraint(["transcript_hash"], ["content_version.hash"], name=op.f("fk_calibration_answer_transcript_hash_content_version")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_answer"))
    )
    op.create_index("ix_calibration_answer_rater", "calibration_answer", ["rater_id"], unique=False)
    op.create_table("rater_told",
    sa.Column("rater_id", sa.Integer(), nullable=False),
    sa.Column("skill", sa.String(length=80), nullable=False),
    sa.Column("finding", sa.String(length=100), nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name=op.f("fk_rater_told_rater_id_person")),
    sa.PrimaryKeyConstraint("rater_id", "skill", "finding", name=op.f("pk_rater_told"))
    )
    op.create_table("claim",
    sa.Column("thing", sa.String(length=160), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id_person")),
    sa.PrimaryKeyConstraint("thing", name=op.f("pk_claim"))
    )
    op.create_index("ix_claim_person", "claim", ["person_id"], unique=False)
    for table, closed in CLOSED.items():
        _guard(table, closed)


def downgrade() -> None:
    """All of it is dropped, with no way back."""
    for table in CLOSED:
        _unguard(table)
    for table in ("claim", "rater_told", "calibration_answer",):
        op.drop_table(table)


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
