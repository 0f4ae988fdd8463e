"""What is derived of people, kept for lists; and triggers that mark whom a write touches

Revision: 0014
Before: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Whom a row touches. A fact's own table has none: its line in the index marks whose file it enters.
OF_TRAINER = (
    "SELECT trainee_id FROM coaching WHERE trainer_id = {row}.id UNION "
    "SELECT person_id FROM \"try\" WHERE trainer_id = {row}.id UNION "
    "SELECT person_id FROM arrangement WHERE handed_to = {row}.id UNION "
    "SELECT person_id FROM obligation_added WHERE owed_by = {row}.id UNION SELECT {row}.id"
)
WRITTEN = {
    "record": ("INSERT", "SELECT {row}.person_id"),
    "arrangement": ("INSERT", "SELECT {row}.person_id"),
    "coaching": ("INSERT UPDATE DELETE", "SELECT {row}.trainee_id"),
    "membership": ("INSERT UPDATE DELETE", "SELECT {row}.person_id"),
    "seat": ("INSERT UPDATE DELETE", 'SELECT person_id FROM "try" WHERE id = {row}.try_id'),
    "person": ("UPDATE", OF_TRAINER),
}
# What of an account has to do with how anybody stands; the rest changes with every sign-in or taste.
OF_ACCOUNT = ("name", "zone", "suspended_at")


def upgrade() -> None:
    _tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (verbs, whom) in WRITTEN.items():
        for verb in verbs.split():
            name = f"stale_{table}_{verb.lower()}"
            rows = ["OLD"] if verb == "DELETE" else ["NEW"] if verb == "INSERT" or table == "person" else ["OLD", "NEW"]
            mark = " ".join(f"INSERT INTO stale_mark (person_id) {whom.format(row=row)};" for row in rows)
            on = f"UPDATE OF {', '.join(OF_ACCOUNT)}" if table == "person" else verb
            if sqlite:
                op.execute(f'CREATE TRIGGER {name} AFTER {on} ON "{table}" BEGIN {mark} END')
            else:
                op.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {mark} RETURN NULL; END $$"
                )
                op.execute(
                    f'CREATE TRIGGER {name} AFTER {on} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()'
                )
    op.execute(
        "INSERT INTO stale_mark (person_id) SELECT person_id FROM enrolment"
        " UNION SELECT person_id FROM membership WHERE role = 'trainee'"
    )


def _tables() -> None:
    op.create_table("person_summary",
    sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("team_id", sa.Integer(), nullable=True),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("place", sa.Integer(), nullable=False),
    sa.Column("oldest", sa.Date(), nullable=False),
    sa.Column("sort_name", sa.LargeBinary(), nullable=False),
    sa.Column("modules", sa.Integer(), nullable=False),
    sa.Column("shows", sa.Integer(), nullable=False),
    sa.Column("tries", sa.Integer(), nullable=False),
    sa.Column("reviews", sa.Integer(), nullable=False),
    sa.Column("refreshers", sa.Integer(), nullable=False),
    sa.Column("uncoached", sa.Boolean(), nullable=False),
    sa.Column("cannot", sa.Boolean(), nullable=False),
    sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("path_hash", sa.String(length=64), nullable=False),
    sa.Column("basis", sa.String(length=80), nullable=False),
    sa.Column("derivation", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_summary_person_id_person")),
    sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_summary_team_id_team")),
    sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_summary"))
    )
    op.create_index(
        "ix_person_summary_order", "person_summary", ["team_id", "place", "oldest", "sort_name", "person_id"]
    )
    op.create_index(
        "ix_person_summary_counted", "person_summary",
        ["team_id", "state", "place", "modules", "shows", "tries", "reviews", "refreshers", "person_id"],
    )
    for column in ("until", "as_of", "basis"):
        op.create_index(
            f"ix_person_summary_{column}", "person_summary", ["valid_until" if column == "until" else column]
        )
    op.create_table("summary_body",
    sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("body", sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_summary_body_person_id_person")),
    sa.PrimaryKeyConstraint("person_id", name=op.f("pk_summary_body"))
    )
    op.create_table("skill_state",
    sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("skill", sa.String(length=80), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("debts", sa.JSON(), nullable=False),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_skill_state_person_id_person")),
    sa.PrimaryKeyConstraint("person_id", "skill", name=op.f("pk_skill_state"))
    )
    op.create_index("ix_skill_state_state", "skill_state", ["state", "skill"])
    op.create_table("person_debt",
    sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("owed_by", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("team_id", sa.Integer(), nullable=True),
    sa.Column("modules", sa.Integer(), nullable=False),
    sa.Column("shows", sa.Integer(), nullable=False),
    sa.Column("tries", sa.Integer(), nullable=False),
    sa.Column("reviews", sa.Integer(), nullable=False),
    sa.Column("refreshers", sa.Integer(), nullable=False),
    sa.Column("oldest", sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_debt_person_id_person")),
    sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_debt_team_id_team")),
    sa.PrimaryKeyConstraint("person_id", "owed_by", name=op.f("pk_person_debt"))
    )
    op.create_index("ix_person_debt_team", "person_debt", ["team_id", "owed_by"])
    op.create_table("stale_mark",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_stale_mark")),
    sqlite_autoincrement=True
    )
    op.create_index("ix_stale_mark_person", "stale_mark", ["person_id"])


def downgrade() -> None:
    """Nothing is lost: all of it is derived anew."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (verbs, _whom) in WRITTEN.items():
        for verb in verbs.lower().split():
            op.execute(f"DROP TRIGGER stale_{table}_{verb}" + ("" if sqlite else f' ON "{table}"'))
            if not sqlite:
                op.execute(f"DROP FUNCTION stale_{table}_{verb}()")
    for table in ("stale_mark", "person_debt", "skill_state", "summary_body", "person_summary"):
        op.drop_table(table)
