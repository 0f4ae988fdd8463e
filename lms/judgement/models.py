"""What people decide about a trainee, and what the trainee answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Decision(Base):
    """A decision about a person's skill with its reason. Stands beside the derived state and never overwrites it.

    kind: teach_differently, accompany, another_trainer or observe (then `until_on`). said: what the trainee reads.
    evidence: the judgement as it stood (state, debts, figures, method).
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("kind IN ('teach_differently', 'accompany', 'another_trainer', 'observe')", name="kind"),
        Index("ix_decision_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    said: Mapped[str]
    until_on: Mapped[date | None]
    evidence: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Reply(Base):
    """What the trainee says to a decision."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime]
