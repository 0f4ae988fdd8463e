"""Shows, tries, reviews, ratings and agreed changes. They stand alone; a cycle is only how they are displayed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Show(Base):
    """A skill shown by somebody, to one or several people. mode: live or clip. A fact from the moment it is saved."""

    __tablename__ = "show"

    id: Mapped[int] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(String(80))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mode: Mapped[str] = mapped_column(String(5))
    script_hash: Mapped[str | None] = mapped_column(String(64))
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Attendance(Base):
    """One person to whom a show was given. A fact; what the person says about it is a row of its own."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("show_id", "person_id"), Index("ix_attendance_person", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    absent: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime]


class AttendanceWord(Base):
    """The trainee's word on a show: seen, or not seen; on one to which they were marked absent, that they were there.

    A fact. Of one show one word stands; a correction puts the other in its place.
    """

    __tablename__ = "attendance_word"
    __table_args__ = (Index("ix_attendance_word_attendance", "attendance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen: Mapped[bool]
    comment: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Try(Base):
    """One go at a skill. kind: live (reviewed), solo (logged, never scored) or peer (with a colleague: practice too).

    client_id: made by the device that began it. carried_change: the last agreed change, as it stood at the top.
    ended_at: the play is over; closed_at: the try is a fact.
    """

    __tablename__ = "try"
    __table_args__ = (
        CheckConstraint("kind IN ('live', 'solo', 'peer')", name="kind"),
        Index("ix_try_person", "person_id", "skill"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(5))
    number: Mapped[int]
    checklist_hash: Mapped[str | None] = mapped_column(ForeignKey("content_version.hash"))
    card_hash: Mapped[str | None] = mapped_column(ForeignKey("content_version.hash"))
    carried_change: Mapped[str] = mapped_column(default="")
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Review(Base):
    """A try looked at item by item. kind: trainer, self or peer. Sealed from the other side until both have ended.

    What a colleague rates (peer) is read beside the others and is never evidence of ability.

    end_seq: the last tap that counts; later ones are kept and shown as late. copy_of: the review that this corrects;
    of a self-rating the one that was struck before it.
    skipped_at: the trainee said that no self-rating will come, or who looked a second time handed it back; such a row
    is never closed and is no fact.
    """

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("kind IN ('trainer', 'self', 'peer')", name="kind"),
        Index("ix_review_try", "try_id"),
        Index("ix_review_rater", "rater_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(7))
    started_at: Mapped[datetime]
    end_seq: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("review.id"))


class Rating(Base):
    """One tap. The tap with the highest sequence is the item's level; None where a tap was undone to nothing.

    device: made by the browser that tapped, empty where none did; seen: the last sequence of the review that it knew of
    then, so that two devices of one rater that didn't know of each other can be told; None for what came by a form.
    """

    __tablename__ = "rating"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(80))
    level: Mapped[int | None]
    second: Mapped[int]
    tapped_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(40), default="")
    seen: Mapped[int | None]


class Note(Base):
    """A sentence written during the play. second: from its start; item: empty for a note on the whole.

    undoes: the sequence of the note that this row takes back; its text is empty.
    """

    __tablename__ = "note"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(80), default="")
    second: Mapped[int]
    text: Mapped[str]
    undoes: Mapped[int | None]
    saved_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(40), default="")
    seen: Mapped[int | None]


class Change(Base):
    """The one change agreed after a try. Closed when both have said yes; silence doesn't void the review.

    Of one try one stands; once closed, a correction puts another in its place, to which both say yes anew.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_try", "try_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    trainee_agreed_at: Mapped[datetime | None]
    trainer_agreed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Seat(Base):
    """A place in a try for somebody who has no right to it by coaching. part: what they do there.

    customer: plays the customer, reads the hidden facts; peer: a colleague who rates, which counts as practice; guest:
    rates by a link; second: looks again at a try that was reviewed. ends_at: until when it is open, None for no end.
    """

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("part IN ('customer', 'peer', 'guest', 'second')", name="part"),
        UniqueConstraint("try_id", "person_id", "part"),
        Index("ix_seat_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str] = mapped_column(String(8))
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


class JoinCode(Base):
    """A short code by which a colleague who is signed in takes a seat in a try."""

    __tablename__ = "join_code"
    __table_args__ = (Index("ix_join_code_try", "try_id"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Uncovered(Base):
    """A tick at a hidden fact of the customer's card, or its undoing (`open` false). Of one person the last stands.

    It tells what was heard. The facts are not the score, so no file has a line of it.
    """

    __tablename__ = "uncovered"

    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    fact: Mapped[str] = mapped_column(String(80))
    open: Mapped[bool]
    second: Mapped[int]
    tapped_at: Mapped[datetime]
    saved_at: Mapped[datetime]


class PaperEntry(Base):
    """The try and its review were written on paper while it was played, and entered later: by whom and when."""

    __tablename__ = "paper_entry"

    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"), primary_key=True)
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]


class SoloPlay(Base):
    """The scripted customer with whom somebody practised alone. said: ids of what was said, in order, up to the end.

    found: how many of the script's facts were opened.
    """

    __tablename__ = "solo_play"

    try_id: Mapped[int] = mapped_column(ForeignKey("try.id"), primary_key=True)
    customer_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    said: Mapped[list[str]]
    found: Mapped[int]
