"""Enrolment in a frozen path, what it owes, what is arranged about it, and what has been read."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Enrolment(Base):
    """A person goes through a path from a day on. The path is frozen with it; so is the standard once acknowledged.

    One of a person stands; one whose first day was wrong is superseded by a correction. standard_hash: content version
    of what the person was shown on day one (skills, bars, checklists).
    """

    __tablename__ = "enrolment"
    __table_args__ = (Index("ix_enrolment_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    path: Mapped[str] = mapped_column(String(80))
    path_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    standard_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    start_on: Mapped[date]
    enrolled_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolled_at: Mapped[datetime]


class Acknowledgement(Base):
    """The trainee has seen the standard by which they will be reviewed; it stays when the enrolment is mended."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("person_id", "standard_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    standard_hash: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    at: Mapped[datetime]


class Obligation(Base):
    """One thing promised: the n-th show or supervised try of a skill, or a module. Whether it is paid is derived.

    skill: empty for a module; module: empty for a show or try; half: am or pm for a module.
    """

    __tablename__ = "obligation"
    __table_args__ = (UniqueConstraint("enrolment_id", "kind", "skill", "module", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    kind: Mapped[str] = mapped_column(String(10))
    skill: Mapped[str] = mapped_column(String(80), default="")
    module: Mapped[str] = mapped_column(String(80), default="")
    ordinal: Mapped[int]
    half: Mapped[str] = mapped_column(String(2), default="")
    due_on: Mapped[date]


class AddedObligation(Base):
    """A show or a supervised try that a decision promises beyond the path, by whom; it stands while the decision does.

    ordinal: goes on after what was promised and given by then, so that nothing given before pays for it.
    """

    __tablename__ = "obligation_added"
    __table_args__ = (
        CheckConstraint("kind IN ('show', 'try')", name="kind"),
        UniqueConstraint("decision_id", "kind", "skill", "ordinal"),
        Index("ix_obligation_added_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    kind: Mapped[str] = mapped_column(String(10))
    skill: Mapped[str] = mapped_column(String(80))
    ordinal: Mapped[int]
    due_on: Mapped[date]
    owed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Arrangement(Base):
    """What a trainer said about something owed: booked for a time, handed to somebody, cannot because, offered in vain.

    kind, skill, module, ordinal name the thing owed as an obligation does; for a review `try_id` names the try.
    standing: booked, handed, cannot, not_come. The latest row of a thing stands; one that is booked for no time cancels
    the booking before it, one that is handed to nobody takes the hand-over before it back.
    """

    __tablename__ = "arrangement"
    __table_args__ = (
        CheckConstraint("standing IN ('booked', 'handed', 'cannot', 'not_come')", name="standing"),
        Index("ix_arrangement_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    skill: Mapped[str] = mapped_column(String(80), default="")
    module: Mapped[str] = mapped_column(String(80), default="")
    ordinal: Mapped[int]
    try_id: Mapped[int | None]
    standing: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    booked_for: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(80), default="")
    handed_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")


class Reading(Base):
    """How far a person has read a section, and when they finished it."""

    __tablename__ = "reading"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module: Mapped[str] = mapped_column(String(80), primary_key=True)
    section: Mapped[str] = mapped_column(String(80), primary_key=True)
    paragraph: Mapped[int]
    seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ModuleRead(Base):
    """A module read to its end: a fact."""

    __tablename__ = "module_read"
    __table_args__ = (UniqueConstraint("person_id", "module"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(80))
    module_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Absence(Base):
    """Local dates on which a person is away, both included; to_on: None while nobody knows. A fact."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("kind IN ('leave', 'sick', 'other')", name="kind"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days"),
        Index("ix_absence_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(8))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
