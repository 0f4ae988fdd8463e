"""Recordings of tries with consent, uploads that resume, comments at a moment, captions, removal

Revision: 0010
Before: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ALWAYS = "1 = 1"
CLOSED = {"consent": ALWAYS, "recording": ALWAYS, "recording_removal": ALWAYS}


def upgrade() -> None:
    op.create_table("consent",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("medium", sa.String(length=5), nullable=False),
    sa.Column("given", sa.Boolean(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("medium IN ('audio', 'video')", name=op.f("ck_consent_medium")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_consent_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_consent"))
    )
    op.create_index("ix_consent_try", "consent", ["try_id"], unique=False)
    op.create_table("consent_asked",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("medium", sa.String(length=5), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("medium IN ('audio', 'video')", name=op.f("ck_consent_asked_medium")),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_consent_asked_by_id_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_consent_asked_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_asked"))
    )
    op.create_index("ix_consent_asked_try", "consent_asked", ["try_id"], unique=False)
    op.create_table("file_to_delete",
    sa.Column("stored_as", sa.String(length=80), nullable=False),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("trouble", sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint("stored_as", name=op.f("pk_file_to_delete"))
    )
    op.create_table("upload",
    sa.Column("id", sa.String(length=40), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("key", sa.String(length=64), nullable=False),
    sa.Column("length", sa.BigInteger(), nullable=False),
    sa.Column("received", sa.BigInteger(), nullable=False),
    sa.Column("file_name", sa.String(length=255), nullable=False),
    sa.Column("declared_type", sa.String(length=100), nullable=False),
    sa.Column("origin", sa.String(length=8), nullable=False),
    sa.Column("seconds", sa.Float(), nullable=True),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("recording_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_upload_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    sa.UniqueConstraint("person_id", "key", name=op.f("uq_upload_person_id_key"))
    )
    op.create_index("ix_upload_try", "upload", ["try_id"], unique=False)
    op.create_table("recording",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("try_id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("origin", sa.String(length=8), nullable=False),
    sa.Column("media_type", sa.String(length=60), nullable=False),
    sa.Column("size", sa.BigInteger(), nullable=False),
    sa.Column("seconds", sa.Float(), nullable=True),
    sa.Column("file_name", sa.String(length=255), nullable=False),
    sa.Column("stored_as", sa.String(length=80), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("origin IN ('recorded', 'uploaded')", name=op.f("ck_recording_origin")),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_recording_by_id_person")),
    sa.ForeignKeyConstraint(["try_id"], ["try.id"], name=op.f("fk_recording_try_id_try")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
    sa.UniqueConstraint("stored_as", name=op.f("uq_recording_stored_as"))
    )
    op.create_index("ix_recording_try", "recording", ["try_id"], unique=False)
    op.create_table("recording_removal",
    sa.Column("recording_id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=True),
    sa.Column("why", sa.Text(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_recording_removal_by_id_person")),
    sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name=op.f("fk_recording_removal_recording_id_recording")),
    sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_recording_removal"))
    )
    op.create_table("recording_comment",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("recording_id", sa.Integer(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("at_ms", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_recording_comment_by_id_person")),
    sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name=op.f("fk_recording_comment_recording_id_recording")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_comment"))
    )
    op.create_index("ix_recording_comment_recording", "recording_comment", ["recording_id"], unique=False)
    op.create_table("caption",
    sa.Column("recording_id", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=7), nullable=False),
    sa.Column("vtt", sa.Text(), nullable=False),
    sa.Column("by_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_caption_by_id_person")),
    sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name=op.f("fk_caption_recording_id_recording")),
    sa.PrimaryKeyConstraint("recording_id", "language", name=op.f("pk_caption"))
    )
    for table, closed in CLOSED.items():
        _guard(table, closed)


def downgrade() -> None:
    """The rows are dropped, with no way back; the files stay in the store. Lines of the file that tell of them stop verifying."""
    for table in CLOSED:
        _unguard(table)
    for table in ("caption", "recording_comment", "recording_removal", "recording", "upload", "file_to_delete", "consent_asked",
                  "consent"):
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
