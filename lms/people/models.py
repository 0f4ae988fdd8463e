"""Accounts, teams, who coaches whom, and what sign-in keeps."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base
from lms.i18n import DEFAULT_ZONE, Language


class Role(StrEnum):
    """What a person is to others. Several at once; rights are their union."""

    TRAINEE = "trainee"
    TRAINER = "trainer"
    MANAGER = "manager"
    ADMIN = "admin"


class Theme(StrEnum):
    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Person(Base):
    """One account. `email` and `mobile` are stored folded, at least one of them is there.

    guest: rates one try by a link; has no account, no role and no way to sign in, and is in no list of people.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("guest OR email IS NOT NULL OR mobile IS NOT NULL", name="reachable"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    mobile: Mapped[str | None] = mapped_column(String(20), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    guest: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(8), default=Language.ZH.value)
    zone: Mapped[str] = mapped_column(String(40), default=DEFAULT_ZONE)
    theme: Mapped[str] = mapped_column(String(5), default=Theme.AUTO.value)
    single_keys: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]


class Team(Base):
    """A team; teams form a tree."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class Membership(Base):
    """A person's place in a team from a day to a day, both included. role: trainee, trainer or manager."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_person", "person_id"), Index("ix_membership_team", "team_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    role: Mapped[str] = mapped_column(String(10))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Coaching(Base):
    """A trainer teaches a trainee from a day to a day, both included; one skill, or all when `skill` is None."""

    __tablename__ = "coaching"
    __table_args__ = (
        CheckConstraint("trainer_id <> trainee_id", name="not_oneself"),
        Index("ix_coaching_trainee", "trainee_id"),
        Index("ix_coaching_trainer", "trainer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    trainee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str | None] = mapped_column(String(80))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class SignIn(Base):
    """One signed-in browser. The token itself is only in its cookie; here stands its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_person", "person_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    stay: Mapped[bool]
    browser: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class EntryLink(Base):
    """A link that lets its holder set a password, once. purpose: invite or reset."""

    __tablename__ = "entry_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Brake(Base):
    """Wrong passwords under one key of `lms.people.brakes`, as many as are left of them at `last_at`."""

    __tablename__ = "brake"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    until: Mapped[datetime]


class Audit(Base):
    """Who changed accounts, roles, teams or coaching, or took data out."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    detail: Mapped[dict[str, Any]]
