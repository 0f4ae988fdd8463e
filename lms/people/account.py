"""One's own account: name, language, theme, keys, password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Unusable
from lms.i18n import Language, _
from lms.people import audit, brakes, passwords
from lms.people.links import about_person
from lms.people.models import EntryLink, Person, Theme
from lms.people.policy import Action, Matter, can, require
from lms.people.reach import clean_name
from lms.people.session import end_all, token_hash


@dataclass(frozen=True, slots=True)
class Own:
    """What a person keeps about themself."""

    name: str
    language: str
    zone: str
    single_keys: bool


@dataclass(frozen=True, slots=True)
class LastLink:
    """The last time a link was made that could open one's account: by whom, when, and when it was used."""

    by: str | None
    at: datetime
    used_at: datetime | None


def person(actor_id: int) -> Person:
    """One's own row."""
    return session().get_one(Person, actor_id)


def last_link(actor_id: int) -> LastLink | None:
    """Whoever can make such a link could come in by it, so its person sees that one was made."""
    row = (
        session()
        .execute(
            select(Person.name, EntryLink.created_at, EntryLink.used_at)
            .select_from(EntryLink)
            .outerjoin(Person, Person.id == EntryLink.made_by)
            .where(EntryLink.person_id == actor_id)
            .order_by(EntryLink.created_at.desc())
            .limit(1)
        )
        .one_or_none()
    )
    return LastLink(*row) if row else None


def keep(actor_id: int, own: Own) -> None:
    """Change one's name and settings. Doing it twice changes nothing more."""
    with transaction():
        require(can(actor_id, Action.KEEP_ACCOUNT, _oneself(actor_id)))
        row = person(actor_id)
        name = clean_name(own.name)
        if not name:
            raise Unusable(fields={"name": _("Write a name.")})
        if name != row.name:
            audit.note(actor_id, audit.Change.PERSON_CHANGED, actor_id, name=[row.name, name])
        row.name, row.language = name, Language(own.language).value
        row.zone, row.single_keys = own.zone, own.single_keys


def speak(actor_id: int, language: Language) -> None:
    """Use a language from here on."""
    _set(actor_id, language=language.value)


def look(actor_id: int, theme: Theme) -> None:
    """Use light, dark, or what the device uses."""
    _set(actor_id, theme=theme.value)


def change_password(actor_id: int, passwords_typed: tuple[str, str], key: str, *, token: str, address: str) -> None:
    """Change one's password and sign the other browsers out.

    passwords_typed: the one until now, and the next. token: of this browser. Raises Unusable by field, TooManyTries.
    """
    old, password = passwords_typed
    row = person(actor_id)
    counted = brakes.counters(actor_id, address, token_hash(token))
    wrong = passwords.problem(password, about_person(row))
    if wrong:
        raise Unusable(fields={"password": wrong})
    brakes.count(counted)
    known = passwords.holds(row.password_hash, old)
    kept = passwords.hashed(password) if known else ""

    def change() -> dict[str, Any]:
        if not known:
            raise Unusable(fields={"old_password": _("That is not your current password.")})
        brakes.give_back(counted)
        person(actor_id).password_hash = kept
        end_all(actor_id, but=token)
        audit.note(actor_id, audit.Change.PASSWORD_CHANGED, actor_id)
        return {"changed": actor_id}

    with transaction():
        require(can(actor_id, Action.KEEP_ACCOUNT, _oneself(actor_id)))
        # What was asked stays out of the body, whose hash is kept: a password's plain hash could be guessed from it.
        once(actor_id, key, {"change": "password"}, change)


def _set(actor_id: int, **values: str) -> None:
    with transaction():
        require(can(actor_id, Action.KEEP_ACCOUNT, _oneself(actor_id)))
        session().execute(update(Person).where(Person.id == actor_id).values(**values))


def _oneself(actor_id: int) -> Matter:
    return Matter(actor_id, clock.now().date())
