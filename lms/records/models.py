"""The index of closed facts: numbered without gaps and sealed, one file a person; and notices, which are no facts."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Verb(StrEnum):
    """What happened, as the person's file says it."""

    ENROLLED = "enrolled"
    ACKNOWLEDGED = "acknowledged"
    READ = "read"
    ANSWERED = "answered"
    MARKED = "marked"
    REGRADED = "regraded"
    SHOWN = "shown"
    CONFIRMED = "confirmed"
    NOT_SEEN = "not_seen"
    TRIED = "tried"
    SELF_RATED = "self_rated"
    REVIEWED = "reviewed"
    PEER_RATED = "peer_rated"
    AGREED = "agreed"
    PRACTISED = "practised"
    CONSENTED = "consented"
    REFUSED = "refused"
    RECORDED = "recorded"
    REMOVED = "removed"
    OFFERED = "offered"
    TAUGHT = "taught"
    AWAY = "away"
    PROPOSED = "proposed"
    DECIDED = "decided"
    REPLIED = "replied"
    CLOSED = "closed"
    CALIBRATED = "calibrated"
    CORRECTED = "corrected"


class Record(Base):
    """One line of a person's file. `digest` covers the closed row, `seal` the line and the seal before it."""

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        Index("ix_record_source", "kind", "source_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    verb: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[int]
    skill: Mapped[str | None] = mapped_column(String(80))
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    form: Mapped[int]
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class Head(Base):
    """The last number and seal of a person's file; taken as the last statement of a write."""

    __tablename__ = "record_head"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))


class Correction(Base):
    """A closed fact that no longer stands: by whom, why, and what stands in its place (nothing when it never was)."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("kind", "source_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[int]
    replacement_id: Mapped[int | None]
    why: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Notice(Base):
    """Something that a person is told in the app until they open it. body: what its kind is worded from.

    key: what happened; told twice it stands once.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
