"""Classroom days with who was there, modules taught in class, and days away

Revision: 0009
Before: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALWAYS = "1 = 1"
CLOSED = {"class_session": "OLD.saved_at IS NOT NULL", "module_taught": ALWAYS, "absence": ALWAYS}


def upgrade() -> None:
    op.create_table("class_session",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("opened_by", sa.Integer(), nullable=False),
    sa.Column("module", sa.String(length=80), nullable=False),
    sa.Column("skill", sa.String(length=80), nullable=False),
    sa.Column("place", sa.String(length=80), nullable=False),
    sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("code", sa.String(length=12), nullable=False),
    sa.Column("code_ends_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("show_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_class_session_by_id_person")),
    sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_class_session_opened_by_person")),
    sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_class_session_show_id_show")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_class_session"))
    )
    op.create_index("ix_class_session_by", "class_session", ["by_id"], unique=False)
    op.create_table("class_place",
    sa.Column("session_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("mark", sa.String(length=8), nullable=False),
    sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("mark IN ('', 'attended', 'late', 'offered', 'absent')", name=op.f("ck_class_place_mark")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_class_place_person_id_person")),
    sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_class_place_session_id_class_session")),
    sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_class_place"))
    )
    op.create_index("ix_class_place_person", "class_place", ["person_id"], unique=False)
    op.create_table("module_taught",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("module", sa.String(length=80), nullable=False),
    sa.Column("module_hash", sa.String(length=64), nullable=False),
    sa.Column("session_id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("entered_by", sa.Integer(), nullable=False),
    sa.Column("standing", sa.String(length=8), nullable=False),
    sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("standing IN ('attended', 'offered')", name=op.f("ck_module_taught_standing")),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_module_taught_by_id_person")),
    sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_module_taught_entered_by_person")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_module_taught_person_id_person")),
    sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_module_taught_session_id_class_session")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_module_taught"))
    )
    op.create_index("ix_module_taught_session", "module_taught", ["session_id"], unique=False)
    op.create_index("ix_module_taught_person", "module_taught", ["person_id"], unique=False)
    op.create_table("absence",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=8), nullable=False),
    sa.Column("from_on", sa.Date(), nullable=False),
    sa.Column("to_on", sa.Date(), nullable=True),
    sa.Column("why", sa.Text(), nullable=False),
    sa.Column("entered_by", sa.Integer(), nullable=False),
    sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('leave', 'sick', 'other')", name=op.f("ck_absence_kind")),
    sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_absence_days")),
    sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_absence_entered_by_person")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_absence"))
    )
    op.create_index("ix_absence_person", "absence", ["person_id"], unique=False)
    for table, closed in CLOSED.items():
        _guard(table, closed)


def downgrade() -> None:
    """All of it is dropped, with no way back; lines of the file that tell of it stop verifying: take a copy first."""
    for table in CLOSED:
        _unguard(table)
    for table in ("absence", "module_taught", "class_place", "class_session",):
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
