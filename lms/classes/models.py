"""Classroom days, who was there, what was taught there; and days on which somebody is away."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class ClassSession(Base):
    """One trainer teaches one module or gives one show to several people. Saved once; then a fact.

    code: by which those present sign in while it is on the screen. show_id: the show that the register has entered.
    """

    __tablename__ = "class_session"
    __table_args__ = (Index("ix_class_session_by", "by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(80), default="")
    skill: Mapped[str] = mapped_column(String(80), default="")
    place: Mapped[str] = mapped_column(String(80), default="")
    happened_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(12), default="")
    code_ends_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]
    show_id: Mapped[int | None] = mapped_column(ForeignKey("show.id"))


class ClassPlace(Base):
    """One person on the register. mark: attended, late, offered (did not come), absent (excused), empty for none yet.

    signed_in_at: when they gave the code of the screen.
    """

    __tablename__ = "class_place"
    __table_args__ = (
        CheckConstraint("mark IN ('', 'attended', 'late', 'offered', 'absent')", name="mark"),
        Index("ix_class_place_person", "person_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(8), default="")
    signed_in_at: Mapped[datetime | None]


class ModuleTaught(Base):
    """A module was taught to a person in class, or offered and not come to: a fact.

    Of one class and person one stands; a correction puts another in its place, or none.
    """

    __tablename__ = "module_taught"
    __table_args__ = (
        CheckConstraint("standing IN ('attended', 'offered')", name="standing"),
        Index("ix_module_taught_session", "session_id"),
        Index("ix_module_taught_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(80))
    module_hash: Mapped[str] = mapped_column(String(64))
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    standing: Mapped[str] = mapped_column(String(8))
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
