"""When the items that a person answered come back to them, and the days on which nothing does

Revision: 0006
Before: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("recall_card",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("module", sa.String(length=80), nullable=False),
    sa.Column("question", sa.String(length=80), nullable=False),
    sa.Column("outcome", sa.String(length=80), nullable=False),
    sa.Column("last_on", sa.Date(), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("stability", sa.Double(), nullable=False),
    sa.Column("difficulty", sa.Double(), nullable=False),
    sa.Column("rating", sa.Integer(), nullable=False),
    sa.Column("reps", sa.Integer(), nullable=False),
    sa.Column("lapses", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recall_card_person_id_person")),
    sa.PrimaryKeyConstraint("person_id", "module", "question", name=op.f("pk_recall_card"))
    )
    op.create_table("recall_state",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("seen", sa.String(length=120), nullable=False),
    sa.Column("asked_on", sa.Date(), nullable=True),
    sa.Column("asked", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recall_state_person_id_person")),
    sa.PrimaryKeyConstraint("person_id", name=op.f("pk_recall_state"))
    )
    op.create_table("recall_pause",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("from_on", sa.Date(), nullable=False),
    sa.Column("to_on", sa.Date(), nullable=False),
    sa.Column("set_by", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recall_pause_person_id_person")),
    sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_recall_pause_set_by_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_pause"))
    )
    op.create_index("ix_recall_pause_person", "recall_pause", ["person_id"], unique=False)


def downgrade() -> None:
    """The cards are derived from the answers and come back; pauses do not."""
    for table in ("recall_pause", "recall_state", "recall_card"):
        op.drop_table(table)
