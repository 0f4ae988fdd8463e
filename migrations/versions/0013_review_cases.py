"""Review cases with their frozen evidence, words and drafts; decisions that end one; teaching that a decision promises

Revision: 0013
Before: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ALWAYS = "1 = 1"
CLOSED = {
    "review_case": ALWAYS,
    "case_view": ALWAYS,
    "case_word": ALWAYS,
    "case_end": ALWAYS,
    "draft_decision": "OLD.ended_at IS NOT NULL",
    "obligation_added": ALWAYS,
}
# A case is frozen when it is opened, all but the mark that a decision on it stands.
FROZEN = {"review_case": "id, person_id, skill, opened_at, due_on, assigned_to, opened_by, evidence"}
TABLES = ("obligation_added", "case_end", "draft_decision", "case_word", "case_view", "review_case")
KINDS = "'teach_differently', 'accompany', 'another_trainer', 'observe'"
MORE_KINDS = "'other_post', 'not_suited'"


def upgrade() -> None:
    op.create_table("review_case",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("skill", sa.String(length=80), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("assigned_to", sa.Integer(), nullable=True),
    sa.Column("opened_by", sa.Integer(), nullable=True),
    sa.Column("evidence", sa.JSON(), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_case_person_id_person")),
    sa.ForeignKeyConstraint(["assigned_to"], ["person.id"], name=op.f("fk_review_case_assigned_to_person")),
    sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_review_case_opened_by_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_review_case"))
    )
    op.create_index("ix_review_case_person", "review_case", ["person_id"], unique=False)
    still_open = sa.text("closed_at IS NULL")
    op.create_index("uq_review_case_open", "review_case", ["person_id", "skill"], unique=True,
                    sqlite_where=still_open, postgresql_where=still_open)  # fmt: skip
    op.create_table("case_view",
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("piece", sa.String(length=10), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name=op.f("fk_case_view_case_id_review_case")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_view_person_id_person")),
    sa.PrimaryKeyConstraint("case_id", "person_id", "piece", name=op.f("pk_case_view"))
    )
    op.create_table("case_word",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name=op.f("fk_case_word_case_id_review_case")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_word_person_id_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_case_word"))
    )
    op.create_index("ix_case_word_case", "case_word", ["case_id"], unique=False)
    op.create_table("case_end",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("decision_id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name=op.f("fk_case_end_case_id_review_case")),
    sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_case_end_decision_id_decision")),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_end_by_id_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_case_end")),
    sa.UniqueConstraint("decision_id", name=op.f("uq_case_end_decision_id"))
    )
    op.create_table("draft_decision",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("body", sa.JSON(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("ended_by", sa.Integer(), nullable=True),
    sa.Column("why", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name=op.f("fk_draft_decision_case_id_review_case")),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_draft_decision_by_id_person")),
    sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_draft_decision_ended_by_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_decision"))
    )
    waiting = sa.text("ended_at IS NULL")
    op.create_index("uq_draft_decision_open", "draft_decision", ["case_id"], unique=True,
                    sqlite_where=waiting, postgresql_where=waiting)  # fmt: skip
    op.create_table("obligation_added",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("decision_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("skill", sa.String(length=80), nullable=False),
    sa.Column("ordinal", sa.Integer(), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("owed_by", sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('show', 'try')", name=op.f("ck_obligation_added_kind")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_obligation_added_person_id_person")),
    sa.ForeignKeyConstraint(["owed_by"], ["person.id"], name=op.f("fk_obligation_added_owed_by_person")),
    sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_obligation_added_decision_id_decision")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_added")),
    sa.UniqueConstraint("decision_id", "kind", "skill", "ordinal", name=op.f("uq_obligation_added_decision_id_kind_skill_ordinal"))
    )
    op.create_index("ix_obligation_added_person", "obligation_added", ["person_id"], unique=False)
    for table, closed in CLOSED.items():
        _guard(table, closed)
    _unguard("decision")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("plan", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_decision_case_id_review_case"), "review_case", ["case_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_decision_confirmed_by_person"), "person", ["confirmed_by"], ["id"])
        batch_op.drop_constraint("kind", type_="check")
        batch_op.create_check_constraint("kind", f"kind IN ({KINDS}, {MORE_KINDS})")
        batch_op.create_check_constraint("others", "by_id <> person_id AND confirmed_by <> person_id AND confirmed_by <> by_id")
        batch_op.create_check_constraint("second", "kind <> 'not_suited' OR confirmed_by IS NOT NULL")
    op.create_index("ix_decision_case", "decision", ["case_id"], unique=False)
    _guard("decision", ALWAYS)


def downgrade() -> None:
    """Cases and what was decided in them cannot be told in the old shape. Refuses while there is any."""
    if op.get_bind().exec_driver_sql("SELECT 1 FROM review_case LIMIT 1").first():
        raise RuntimeError("rows of review_case have no place in revision 0012")
    _unguard("decision")
    op.drop_index("ix_decision_case", "decision")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint("second", type_="check")
        batch_op.drop_constraint("others", type_="check")
        batch_op.drop_constraint("kind", type_="check")
        batch_op.create_check_constraint("kind", f"kind IN ({KINDS})")
        batch_op.drop_constraint(op.f("fk_decision_confirmed_by_person"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_decision_case_id_review_case"), type_="foreignkey")
        for column in ("confirmed_by", "plan", "case_id"):
            batch_op.drop_column(column)
    _guard("decision", ALWAYS)
    for table in CLOSED:
        _unguard(table)
    for table in TABLES:
        op.drop_table(table)


def _guard(table: str, closed: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("UPDATE", "DELETE"):
        name = f"closed_{table}_{verb.lower()}"
        of = f" OF {FROZEN[table]}" if verb == "UPDATE" and table in FROZEN else ""
        if sqlite:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {verb}{of} ON "{table}" WHEN {closed} BEGIN '
                f"SELECT RAISE(ABORT, '{table} is closed; correct it by a fact that supersedes it'); END"
            )
        else:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {verb}{of} ON "{table}" FOR EACH ROW WHEN ({closed}) '
                "EXECUTE FUNCTION refuse_closed()"
            )


def _unguard(table: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER closed_{table}_{verb}" + ("" if sqlite else f' ON "{table}"'))
