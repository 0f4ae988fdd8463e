"""Attempts, the items that each was made with, the answers given, what was scored afterwards, and what comes back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Attempt(Base):
    """One go at a quiz. Open until `closed_at`; then a fact.

    mode: practice (why after each answer), check (why at the end) or recall (items of several modules that are due;
    `module` is empty then). ends_at: when the time is over, by the server's clock; None without a limit.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("mode IN ('practice', 'check', 'recall')", name="mode"),
        Index("ix_attempt_person", "person_id", "module"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(80))
    mode: Mapped[str] = mapped_column(String(8), default="practice")
    number: Mapped[int]
    seed: Mapped[int]
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class AttemptItem(Base):
    """An item as it was drawn: its frozen version and the order of what it shows. position: 1 for the first."""

    __tablename__ = "attempt_item"
    __table_args__ = (Index("ix_attempt_item_question", "question", "question_hash"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(String(80))
    question: Mapped[str] = mapped_column(String(80))
    question_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    outcome: Mapped[str] = mapped_column(String(80))
    option_order: Mapped[list[str]]


class Response(Base):
    """The answer to an item, by the name of each control. Of two the one with the higher (seq, device) stands.

    Confirmed once its explanation may be seen, and immutable from then on. score: 0 to 1, None until it is confirmed
    and while it waits for a trainer's mark. unsure: marked as “not sure”. language: of the page it was given on.
    seconds: how long the item was before the reader's eyes, as their device counted; a statistic, not a fact on them.
    """

    __tablename__ = "response"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    device: Mapped[str] = mapped_column(String(40), default="")
    answer: Mapped[dict[str, list[str]]]
    unsure: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(7), default="")
    seconds: Mapped[int | None]
    saved_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    score: Mapped[float | None]


class LateAnswer(Base):
    """An answer that came when the time was over or the attempt had ended: kept and shown, not counted."""

    __tablename__ = "late_answer"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[dict[str, list[str]]]
    received_at: Mapped[datetime]


class Mark(Base):
    """A score given after the attempt, by a trainer to an open answer or by a regrade. The last one counts.

    kind: trainer or regrade. criteria: by criterion 2 met, 1 partly, 0 not (trainer). question_hash: the version whose
    key was applied (regrade), else the one that was asked. comment: to the person whose answer it is.
    """

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("kind IN ('trainer', 'regrade')", name="kind"),
        Index("ix_mark_item", "attempt_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(7))
    score: Mapped[float]
    criteria: Mapped[dict[str, int]]
    question_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    comment: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Extension(Base):
    """More time for a person in every check. percent: of the limit, on top of it. Ended when another one is given."""

    __tablename__ = "time_extension"
    __table_args__ = (Index("ix_time_extension_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    percent: Mapped[int]
    why: Mapped[str]
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]


class RecallCard(Base):
    """When an item comes back to a person: derived from their answers and written anew when there are more of them.

    rating: of the last answer, 1 missed, 2 right but not sure, 3 right. The rest is told in `recall_rules.Card`.
    """

    __tablename__ = "recall_card"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module: Mapped[str] = mapped_column(String(80), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(80))
    last_on: Mapped[date]
    due_on: Mapped[date]
    stability: Mapped[float]
    difficulty: Mapped[float]
    rating: Mapped[int]
    reps: Mapped[int]
    lapses: Mapped[int]


class RecallState(Base):
    """Up to where a person's cards were derived. seen: rules, zone, answers and marks as they were then.

    asked: how many items were reviewed on the day `asked_on`.
    """

    __tablename__ = "recall_state"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seen: Mapped[str] = mapped_column(String(120))
    asked_on: Mapped[date | None]
    asked: Mapped[int]


class RecallPause(Base):
    """Days on which nothing is due for a person, both ends among them. One of a person stands: the one not ended."""

    __tablename__ = "recall_pause"
    __table_args__ = (Index("ix_recall_pause_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    set_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
