"""What was derived of people and is kept for speed: thrown away and computed again at any time with the same result."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class PersonSummary(Base):
    """How a trainee stands, and with what it was found; one row a person, narrow, since lists count them all.

    state: empty for who learns, did or will, and is on no path yet. team_id: the one team they are in; None where they
    are in none, or in several, or suspended. place, oldest and sort_name are the order of lists: what needs a manager,
    then by the oldest debt (date.max for none), then by name. modules to refreshers: how many of a kind are owed.
    uncoached: what is next for them is owed by nobody; cannot: whoever owes something said that they can't.

    as_of: when it was found; it stands until valid_until (None: only a new fact changes it) while the person's facts
    and `basis` are these: cohort, settings, method, the form of the body, and what the courses ask. derivation: counts
    how often it was found, so that of two who find it at once the one who read later wins.
    """

    __tablename__ = "person_summary"
    __table_args__ = (
        Index("ix_person_summary_order", "team_id", "place", "oldest", "sort_name", "person_id"),
        # Counted by these alone, without a look at the rows themselves.
        Index(
            "ix_person_summary_counted", "team_id", "state", "place", "modules", "shows", "tries", "reviews",
            "refreshers", "person_id",
        ),
        Index("ix_person_summary_until", "valid_until"),
        Index("ix_person_summary_as_of", "as_of"),
        Index("ix_person_summary_basis", "basis"),
    )  # fmt: skip

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    state: Mapped[str] = mapped_column(String(12))
    place: Mapped[int]
    oldest: Mapped[date]
    sort_name: Mapped[bytes] = mapped_column(LargeBinary)
    modules: Mapped[int]
    shows: Mapped[int]
    tries: Mapped[int]
    reviews: Mapped[int]
    refreshers: Mapped[int]
    uncoached: Mapped[bool]
    cannot: Mapped[bool]
    as_of: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    path_hash: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(80))
    derivation: Mapped[int]


class SummaryBody(Base):
    """What a row about a person shows: a frozen `Summary`. Apart from the figures, which are scanned."""

    __tablename__ = "summary_body"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]]


class SkillState(Base):
    """The state of a person in a skill with what is owed; as of when and by what, the person's summary says.

    debts: each as `freeze` writes it. valid_until: as in the summary, for this skill.
    """

    __tablename__ = "skill_state"
    __table_args__ = (Index("ix_skill_state_state", "state", "skill"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    skill: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    debts: Mapped[list[Any]] = mapped_column(JSON)
    valid_until: Mapped[datetime | None]


class PersonDebt(Base):
    """What one person owes to another, counted. owed_by: 0 for what nobody coaches, which is whoever manages's."""

    __tablename__ = "person_debt"
    __table_args__ = (Index("ix_person_debt_team", "team_id", "owed_by"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    owed_by: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    modules: Mapped[int]
    shows: Mapped[int]
    tries: Mapped[int]
    reviews: Mapped[int]
    refreshers: Mapped[int]
    oldest: Mapped[date]


class StaleMark(Base):
    """Something was written from which a person's judgement may differ. Written by the tables' own triggers.

    Only ever added and taken away, so that two who write at once never wait for each other's mark.
    """

    __tablename__ = "stale_mark"
    __table_args__ = (Index("ix_stale_mark_person", "person_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
