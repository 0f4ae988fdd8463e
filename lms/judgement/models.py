"""What judgements are made with, what people decide about a trainee, and what the trainee answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class CohortEstimate(Base):
    """What the others teach, as the job found it. body: a `Cohort`; `id` is the version that judgements name."""

    __tablename__ = "cohort_estimate"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class JudgementSettings(Base):
    """The thresholds from then on, by whom and why; the latest row is in force. body: what differs from the defaults.

    by_id: None for the command line.
    """

    __tablename__ = "judgement_settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    why: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Decision(Base):
    """A decision about a person's skill with its reason. Stands beside the derived state and never overwrites it.

    kind: teach_differently, accompany, another_trainer, observe (then `until_on`), other_post or not_suited. said: what
    the trainee reads. evidence: the judgement as it stood (state, debts, figures, method). case_id: the review case
    that it ends; plan: what it promises to teach, a `Teaching` as JSON; confirmed_by: the second person, if one agreed.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('teach_differently', 'accompany', 'another_trainer', 'observe', 'other_post', 'not_suited')",
            name="kind",
        ),
        CheckConstraint("by_id <> person_id AND confirmed_by <> person_id AND confirmed_by <> by_id", name="others"),
        CheckConstraint("kind <> 'not_suited' OR confirmed_by IS NOT NULL", name="second"),
        Index("ix_decision_person", "person_id"),
        Index("ix_decision_case", "case_id"),
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
    case_id: Mapped[int | None] = mapped_column(ForeignKey("review_case.id"))
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Reply(Base):
    """What the trainee says to a decision."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime]
