"""Attempts, the items that each was made with, and the answers given."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Attempt(Base):
    """One go at a module's quiz. Open until `closed_at`; then a fact."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_person", "person_id", "module"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    seed: Mapped[int]
    started_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class AttemptItem(Base):
    """An item as it was drawn: its frozen version and the order of its options. position: 1 for the first."""

    __tablename__ = "attempt_item"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(80))
    question_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    outcome: Mapped[str] = mapped_column(String(80))
    option_order: Mapped[list[str]]


class Response(Base):
    """The answer to an item. `seq` is the client's; confirmed once the explanation was seen, immutable from then on.

    right is None until the answer is confirmed.
    """

    __tablename__ = "response"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    chosen: Mapped[list[str]]
    saved_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    right: Mapped[bool | None]
