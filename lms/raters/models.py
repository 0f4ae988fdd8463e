"""Guests by a link, being watched now, second looks, calibration, and what a rater was told of their rating."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class GuestLink(Base):
    """A link that lets somebody without an account rate one try, once, in the browser that opened it first."""

    __tablename__ = "guest_link"
    __table_args__ = (UniqueConstraint("token_hash"), Index("ix_guest_link_try", "try_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]


class WatchRequest(Base):
    """A trainee asks whoever may rate the skill to watch a try now. try_id: the one that came of it.

    not_by: who is not asked, since the trainee wants somebody else to see the next one.
    """

    __tablename__ = "watch_request"
    __table_args__ = (Index("ix_watch_request_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(80), default="")
    not_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    try_id: Mapped[int | None] = mapped_column(ForeignKey("try.id"))
    withdrawn_at: Mapped[datetime | None]


class SecondLook(Base):
    """The trainee asks that another rater look at a try again. answer_review_id: what came of it; both reviews stay."""

    __tablename__ = "second_look"
    __table_args__ = (UniqueConstraint("review_id"), Index("ix_second_look_try", "try_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str]
    asked_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    answer_review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    declined_why: Mapped[str] = mapped_column(default="")
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class CalibrationAnswer(Base):
    """How a rater rated a transcript whose reference ratings are known. A fact once closed.

    transcript: its id, unique within the skill; levels: by item, empty while it is open.
    """

    __tablename__ = "calibration_answer"
    __table_args__ = (Index("ix_calibration_answer_rater", "rater_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str] = mapped_column(String(80))
    transcript: Mapped[str] = mapped_column(String(80))
    transcript_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    levels: Mapped[dict[str, int]]
    started_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class RaterTold(Base):
    """When a rater was first told a finding, and when they had read it; whoever manages them sees it only days later.

    skill: empty for what is said of all; finding: its key. The row goes once the finding does.
    """

    __tablename__ = "rater_told"

    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(80), primary_key=True)
    finding: Mapped[str] = mapped_column(String(100), primary_key=True)
    told_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
