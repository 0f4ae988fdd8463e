"""Questions to whoever teaches, and the one tap that says that something was unclear."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Asked(Base):
    """A question at a place. Unanswered it can be withdrawn; an answer can be amended by who gave it.

    place: paragraph or item; section: anchor, empty for an item; spot: id of the paragraph, as p-3, of the item, or
    empty for a section as a whole; excerpt: what stood there, as the asker read it; seen_at: when they read the answer.
    """

    __tablename__ = "asked"
    __table_args__ = (Index("ix_asked_place", "person_id", "module"), Index("ix_asked_open", "answered_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str] = mapped_column(String(10))
    module: Mapped[str] = mapped_column(String(80))
    section: Mapped[str] = mapped_column(String(80))
    spot: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(10))
    excerpt: Mapped[str]
    text: Mapped[str]
    asked_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Unclear(Base):
    """Somebody found a place unclear; taken back while `withdrawn_at` is set. content_hash: of what stood there."""

    __tablename__ = "unclear"
    __table_args__ = (Index("ix_unclear_module", "module"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(10), primary_key=True)
    module: Mapped[str] = mapped_column(String(80), primary_key=True)
    section: Mapped[str] = mapped_column(String(80), primary_key=True)
    spot: Mapped[str] = mapped_column(String(80), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
