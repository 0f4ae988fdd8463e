"""A question that waits for people: its frozen evidence, who has opened it, what the trainee says, who must agree."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class ReviewCase(Base):
    """The question how to go on with a person in a skill, with all that it was asked on.

    due_on: local date by whose end it is to be decided; assigned_to: who managed the person most closely when it was
    opened, None for nobody; opened_by: None for the rules; evidence: an `Evidence` as JSON. All of it is frozen; only
    `closed_at` moves, which marks that a decision on it stands and is None again once that one is withdrawn.
    """

    __tablename__ = "review_case"
    __table_args__ = (
        Index("ix_review_case_person", "person_id"),
        Index(
            "uq_review_case_open", "person_id", "skill", unique=True,
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime]
    due_on: Mapped[date]
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    evidence: Mapped[dict[str, Any]]
    closed_at: Mapped[datetime | None]


class CaseView(Base):
    """Somebody has opened a piece of the evidence, the first time. A fact."""

    __tablename__ = "case_view"

    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    piece: Mapped[str] = mapped_column(String(10), primary_key=True)
    at: Mapped[datetime]


class CaseWord(Base):
    """What the trainee says to the evidence, before anything is decided. A fact."""

    __tablename__ = "case_word"
    __table_args__ = (Index("ix_case_word_case", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime]


class CaseEnd(Base):
    """Somebody closes a review that was decided, and says what came of it. A fact."""

    __tablename__ = "case_end"
    __table_args__ = (UniqueConstraint("decision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime]


class DraftDecision(Base):
    """A decision that needs a second person, before they have agreed: nobody but staff knows of it.

    body: a `CaseDeciding` as JSON; ended_at: when it became a decision, or was handed back with a reason by ended_by.
    """

    __tablename__ = "draft_decision"
    __table_args__ = (
        Index(
            "uq_draft_decision_open", "case_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"))
    body: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str] = mapped_column(default="")
