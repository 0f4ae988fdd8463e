"""Recordings of tries: consent, uploads under way, what is stored, comments at a moment, captions, removal."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Consent(Base):
    """What a person said when asked whether a try may be recorded. A fact; the last one of a person and try stands."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("medium IN ('audio', 'video')", name="medium"),
        Index("ix_consent_try", "try_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    medium: Mapped[str] = mapped_column(String(5))
    given: Mapped[bool]
    at: Mapped[datetime]


class ConsentAsked(Base):
    """Somebody who may record asked the trainee, on the trainee's own phone, whether this try may be recorded."""

    __tablename__ = "consent_asked"
    __table_args__ = (
        CheckConstraint("medium IN ('audio', 'video')", name="medium"),
        Index("ix_consent_asked_try", "try_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    medium: Mapped[str] = mapped_column(String(5))
    at: Mapped[datetime]


class Upload(Base):
    """A file on its way. received: bytes that are on disk; declared_type and file_name: as the browser told them.

    key: of who sends it, under which they find it again until it is forgotten.
    """

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("person_id", "key"), Index("ix_upload_try", "try_id"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(64))
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    file_name: Mapped[str] = mapped_column(String(255))
    declared_type: Mapped[str] = mapped_column(String(100))
    origin: Mapped[str] = mapped_column(String(8))
    seconds: Mapped[float | None]
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    recording_id: Mapped[int | None]


class Recording(Base):
    """A file that belongs to a try: a fact. stored_as: its key in the store, made here; file_name: only ever shown.

    seconds: how long it plays, None where nobody could tell; kept_until: when it is removed.
    """

    __tablename__ = "recording"
    __table_args__ = (
        CheckConstraint("origin IN ('recorded', 'uploaded')", name="origin"),
        UniqueConstraint("stored_as"),
        Index("ix_recording_try", "try_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    origin: Mapped[str] = mapped_column(String(8))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float | None]
    file_name: Mapped[str] = mapped_column(String(255))
    stored_as: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]
    kept_until: Mapped[datetime]


class RecordingRemoval(Base):
    """It can be fetched no more: by whom (None: its time was over) and why. A fact."""

    __tablename__ = "recording_removal"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str]
    at: Mapped[datetime]


class FileToDelete(Base):
    """A file of the store that nothing belongs to any more. Its row goes once the file is gone.

    trouble: why it could not be deleted when that was tried last.
    """

    __tablename__ = "file_to_delete"

    stored_as: Mapped[str] = mapped_column(String(80), primary_key=True)
    since: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="")


class RecordingComment(Base):
    """A sentence at a moment of a recording. at_ms: milliseconds from its start."""

    __tablename__ = "recording_comment"
    __table_args__ = (Index("ix_recording_comment_recording", "recording_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at_ms: Mapped[int]
    text: Mapped[str]
    written_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class Caption(Base):
    """Captions of a recording as WebVTT, one a language; a later file takes the place of an earlier one."""

    __tablename__ = "caption"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(7), primary_key=True)
    vtt: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
