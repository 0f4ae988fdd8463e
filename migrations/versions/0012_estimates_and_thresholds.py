"""What judgements are made with: estimates of the cohort, and the thresholds that were set

Revision: 0012
Before: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("cohort_estimate",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("body", sa.JSON(), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_estimate"))
    )
    op.create_table("judgement_settings",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("body", sa.JSON(), nullable=False),
    sa.Column("why", sa.String(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_judgement_settings_by_id_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement_settings"))
    )


def downgrade() -> None:
    """All of it is dropped, with no way back."""
    op.drop_table("judgement_settings")
    op.drop_table("cohort_estimate")
