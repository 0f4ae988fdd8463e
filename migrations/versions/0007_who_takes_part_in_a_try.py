"""Colleagues in a try, facts uncovered, guests, watching now, second looks, entries from paper, scripted customers

Revision: 0007
Before: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ALWAYS = "1 = 1"
CHANGED = {"try": "OLD.closed_at IS NOT NULL", "review": "OLD.closed_at IS NOT NULL"}
CLOSED = {"uncovered": ALWAYS, "paper_entry": ALWAYS, "solo_play": ALWAYS}
TABLES = ("solo_play", "second_look", "watch_request", "guest_link", "paper_entry", "uncovered", "join_code", "seat")


def upgrade() -> None:
    _kinds("try", "'live', 'solo', 'peer'")
    _kinds("review", "'trainer', 'self', 'peer'")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_constraint("reachable", type_="check")
        batch_op.create_check_constraint("reachable", "guest OR email IS NOT NULL OR mobile IS NOT NULL")
    _make_tables()
    for table, closed in CLOSED.items():
        _guard(table, closed)


def downgrade() -> None:
    """Practice with a colleague, what a colleague rated, guests and all they rated cannot be told in the old shape.

    Refuses while there is any of it; all else that this revision brought is dropped.
    """
    for table, where in (("try", "kind = 'peer'"), ("review", "kind = 'peer'"), ("person", "guest")):
        if op.get_bind().exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE {where} LIMIT 1').first():
            raise RuntimeError(f"rows of {table} where {where} have no place in revision 0006")
    for table in CLOSED:
        _unguard(table)
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint("reachable", type_="check")
        batch_op.create_check_constraint("reachable", "email IS NOT NULL OR mobile IS NOT NULL")
        batch_op.drop_column("guest")
    _kinds("review", "'trainer', 'self'")
    _kinds("try", "'live', 'solo'")


def _kinds(table: str, kinds: str) -> None:
    _unguard(table)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint("kind", type_="check")
        batch_op.create_check_constraint("kind", f"kind IN ({kinds})")
    _guard(table, CHANGED[table])


def _make_tables() -> None:
    op.create_table("seat",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("part", sa.String(length=8), nullable=False),
    sa.Column("given_by", sa.Integer(), nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("part IN ('customer', 'peer', 'guest', 'second')", name=op.f("ck_seat_part")),
    sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_seat_given_by_person")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_seat_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    sa.UniqueConstraint("try_id", "person_id", "part", name=op.f("uq_seat_try_id_person_id_part"))
    )
    op.create_index("ix_seat_person", "seat", ["person_id"], unique=False)
    op.create_table("join_code",
    sa.Column("code", sa.String(length=12), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_join_code_made_by_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_join_code_try_id_try")),
    sa.PrimaryKeyConstraint("code", name=op.f("pk_join_code"))
    )
    op.create_index("ix_join_code_try", "join_code", ["try_id"], unique=False)
    op.create_table("uncovered",
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("fact", sa.String(length=80), nullable=False),
    sa.Column("open", sa.Boolean(), nullable=False),
    sa.Column("second", sa.Integer(), nullable=False),
    sa.Column("tapped_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_uncovered_by_id_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_uncovered_try_id_try")),
    sa.PrimaryKeyConstraint("try_id", "by_id", "seq", name=op.f("pk_uncovered"))
    )
    op.create_table("paper_entry",
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("entered_by", sa.Integer(), nullable=False),
    sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_paper_entry_entered_by_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_paper_entry_try_id_try")),
    sa.PrimaryKeyConstraint("try_id", name=op.f("pk_paper_entry"))
    )
    op.create_table("guest_link",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("token_hash", sa.String(length=64), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("browser_hash", sa.String(length=64), nullable=True),
    sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_guest_link_made_by_person")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_guest_link_person_id_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_guest_link_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_link")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_guest_link_token_hash"))
    )
    op.create_index("ix_guest_link_try", "guest_link", ["try_id"], unique=False)
    op.create_table("watch_request",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("skill", sa.String(length=80), nullable=False),
    sa.Column("place", sa.String(length=80), nullable=False),
    sa.Column("not_by", sa.Integer(), nullable=True),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("taken_by", sa.Integer(), nullable=True),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("try_id", sa.Integer(), nullable=True),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["not_by"], ["person.id"], name=op.f("fk_watch_request_not_by_person")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_watch_request_person_id_person")),
    sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_watch_request_taken_by_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_watch_request_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_request"))
    )
    op.create_index("ix_watch_request_person", "watch_request", ["person_id"], unique=False)
    op.create_table("second_look",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("review_id", sa.Integer(), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("asked_by", sa.Integer(), nullable=False),
    sa.Column("why", sa.Text(), nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("taken_by", sa.Integer(), nullable=True),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("answer_review_id", sa.Integer(), nullable=True),
    sa.Column("declined_why", sa.Text(), nullable=False),
    sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["answer_review_id"], ["review.id"], name=op.f("fk_second_look_answer_review_id_review")),
    sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_second_look_asked_by_person")),
    sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_second_look_review_id_review")),
    sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_second_look_taken_by_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_second_look_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
    sa.UniqueConstraint("review_id", name=op.f("uq_second_look_review_id"))
    )
    op.create_index("ix_second_look_try", "second_look", ["try_id"], unique=False)
    op.create_table("solo_play",
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("customer_hash", sa.String(length=64), nullable=False),
    sa.Column("said", sa.JSON(), nullable=False),
    sa.Column("found", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["customer_hash"], ["content_version.hash"], name=op.f("fk_solo_play_customer_hash_content_version")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_solo_play_try_id_try")),
    sa.PrimaryKeyConstraint("try_id", name=op.f("pk_solo_play"))
    )


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
