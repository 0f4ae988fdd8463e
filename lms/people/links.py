"""Links by which a person sets a password: an invitation, or a reset. Whoever makes one hands it on in the firm's chat.

The link is worth the account, so who makes it must have every right over others that the account has. Its token is made
from the installation's secret and the key of the sending: a form that comes twice shows the same link, and the database
holds only a hash.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import current_app
from sqlalchemy import Select, insert, literal, select, update

from lms import clock
from lms.config import Settings
from lms.db import once, session, transaction
from lms.errors import NotAllowed, NotYours, Refusal, Unusable
from lms.i18n import Language, _, zone
from lms.people import audit, brakes, passwords
from lms.people.models import EntryLink, Person
from lms.people.policy import Action, Matter, can, looks_after_accounts, require, visible
from lms.people.session import begin, end_all, token_hash


class Purpose(StrEnum):
    INVITE = "invite"
    RESET = "reset"


VALID_FOR = {Purpose.INVITE: timedelta(days=7), Purpose.RESET: timedelta(hours=24)}


class LinkOver(Refusal):
    """The link was used, is too old, was replaced, or never was: from outside all look the same."""

    status = 410


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is shown, once. address: what to copy; until: when it ends."""

    person_id: int
    name: str
    purpose: Purpose
    address: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    """For whom a link is to be made. last: when and by whom the latest was made, and whether it was used."""

    person_id: int
    name: str
    purpose: Purpose
    last_at: datetime | None
    last_by: str | None
    last_used: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a link belongs to."""

    person_id: int
    name: str
    language: str
    purpose: Purpose


def make(actor_id: int, person_id: int, key: str) -> Link:
    """Make a link for a person; older ones end. Raises as `require_may_make` does."""
    with transaction():
        person = session().get(Person, person_id, with_for_update=True)
        require_may_make(actor_id, person)
        assert person is not None
        once(actor_id, key, {"link": person_id}, lambda: {"made": _write(actor_id, [person], key)})
        return _shown(actor_id, person, key)


def make_for_new(actor_id: int | None, people: Sequence[Person], key: str) -> None:
    """Inside a transaction that has just made these people: an invitation for each."""
    _write(actor_id, people, key)


def shown_again(actor_id: int | None, person_ids: Sequence[int], key: str) -> list[Link]:
    """The links of a sending, as long as they still open something."""
    people = session().scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.id)).all()
    made = {person.id: _token(actor_id, person.id, key) for person in people}
    hashes = {token_hash(token) for token in made.values()}
    alive = set(
        session().scalars(
            select(EntryLink.token_hash).where(
                EntryLink.token_hash.in_(hashes), EntryLink.used_at.is_(None), EntryLink.expires_at > clock.now()
            )
        )
    )
    return [_shown(actor_id, person, key) for person in people if token_hash(made[person.id]) in alive]


def subject(actor_id: int, person_id: int) -> Subject:
    """For the page that makes a link. Raises as `make` does."""
    person = session().get(Person, person_id)
    require_may_make(actor_id, person)
    assert person is not None
    maker = (
        session()
        .execute(
            select(EntryLink.created_at, Person.name, EntryLink.used_at)
            .outerjoin(Person, Person.id == EntryLink.made_by)
            .where(EntryLink.person_id == person_id)
            .order_by(EntryLink.created_at.desc())
            .limit(1)
        )
        .one_or_none()
    )
    at, by, used = maker or (None, None, None)
    return Subject(person.id, person.name, _purpose(person), at, by, used is not None)


def require_may_make(actor_id: int, person: Person | None) -> None:
    """Raises NotYours, NotAllowed for an account that can more than its maker, Unusable for a suspended one."""
    if person is None or person.guest:
        raise NotYours
    today = clock.today(zone())
    require(can(actor_id, Action.INVITE, Matter(person.id, today)))
    if not looks_after_accounts(actor_id):
        theirs = visible(person.id, Action.ARRANGE, today).subquery()
        mine = visible(actor_id, Action.INVITE, today)
        more = session().scalar(select(literal(1)).where(select(theirs.c.id).where(theirs.c.id.not_in(mine)).exists()))
        if person.is_admin or more:
            raise NotAllowed(_("This account can see people whom you don’t answer for. Ask an admin to make its link."))
    if person.suspended_at is not None:
        raise Unusable(_("%(name)s is suspended; a link would open nothing.", name=person.name))


def look(token: str) -> Holder:
    """Whom a link belongs to, without using it up: chats open links to show what is behind. Raises LinkOver."""
    row = session().execute(_alive(token)).one_or_none()
    if row is None:
        raise LinkOver
    person, purpose = row
    return Holder(person.id, person.name, person.language, Purpose(purpose))


def enter(token: str, password: str, *, stay: bool, browser: str, language: Language | None = None) -> int:
    """Set the password, sign the person out everywhere and in here; the link is used up. Raises LinkOver, Unusable.

    language: the one they chose for the page on which they did so, which their account keeps.
    """
    row = session().execute(_alive(token)).one_or_none()
    if row is None:
        raise LinkOver
    person, purpose = row
    wrong = passwords.problem(password, about_person(person))
    if wrong:
        raise Unusable(fields={"password": wrong})
    kept = passwords.hashed(password)
    with transaction():
        used = session().execute(
            update(EntryLink)
            .where(EntryLink.token_hash == token_hash(token), EntryLink.used_at.is_(None))
            .where(EntryLink.expires_at > clock.now())
            .values(used_at=clock.now())
        )
        person = session().get_one(Person, person.id)
        if used.rowcount != 1 or person.suspended_at is not None:  # type: ignore[attr-defined]  # an UPDATE counts its rows
            raise LinkOver
        person.password_hash = kept
        if language is not None:
            person.language = language.value
        end_all(person.id)
        brakes.release(person.id)
        audit.note(person.id, audit.Change.LINK_USED, person.id, purpose=purpose)
        begin(person, stay=stay, browser=browser)
        return person.id


def about_person(person: Person) -> list[str]:
    """What others know of a person, and would therefore try as a password."""
    return [text for text in (person.name, person.email, person.mobile) if text]


def can_be_opened_elsewhere() -> bool:
    """Whether links work on other machines than this one."""
    settings: Settings = current_app.extensions["settings"]
    return not settings.loopback_only


def _alive(token: str) -> Select[Person, str]:
    return (
        select(Person, EntryLink.purpose)
        .join(EntryLink, EntryLink.person_id == Person.id)
        .where(
            EntryLink.token_hash == token_hash(token),
            EntryLink.used_at.is_(None),
            EntryLink.expires_at > clock.now(),
            Person.suspended_at.is_(None),
        )
    )


def _purpose(person: Person) -> Purpose:
    return Purpose.RESET if person.password_hash else Purpose.INVITE


def _write(actor_id: int | None, people: Sequence[Person], key: str) -> int:
    now = clock.now()
    session().execute(
        update(EntryLink)
        .where(
            EntryLink.person_id.in_([person.id for person in people]),
            EntryLink.used_at.is_(None),
            EntryLink.expires_at > now,
        )
        .values(expires_at=now)
    )
    for person in people:
        purpose = _purpose(person)
        session().execute(
            insert(EntryLink).values(
                token_hash=token_hash(_token(actor_id, person.id, key)), person_id=person.id, purpose=purpose.value,
                made_by=actor_id, created_at=now, expires_at=now + VALID_FOR[purpose],
            )
        )  # fmt: skip
        audit.note(actor_id, audit.Change.LINK_MADE, person.id, purpose=purpose.value)
    return len(people)


def _shown(actor_id: int | None, person: Person, key: str) -> Link:
    token = _token(actor_id, person.id, key)
    row = session().get_one(EntryLink, token_hash(token))
    settings: Settings = current_app.extensions["settings"]
    return Link(person.id, person.name, Purpose(row.purpose), f"{settings.public_url}/enter/{token}", row.expires_at)


def _token(actor_id: int | None, person_id: int, key: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.new(secret, f"entry link\n{actor_id}\n{person_id}\n{key}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
