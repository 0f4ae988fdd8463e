"""Signing in and out, and the browsers in which a person is signed in."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from lms import clock
from lms.db import session, transaction
from lms.errors import NotYours
from lms.people import audit, brakes, known, passwords
from lms.people.models import Person, SignIn
from lms.people.policy import Action, Matter, can, require
from lms.people.reach import Reach, either, fold
from lms.people.session import Actor, begin, end_all, expiry, token_hash

log = logging.getLogger("lms.people")


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser in which a person is signed in. handle: names it to its owner; kind: see lms.people.browsers."""

    handle: str
    kind: str
    since: datetime
    seen: datetime
    here: bool


def sign_in(typed: str, password: str, *, stay: bool, address: str, browser: str) -> int | None:
    """Sign in by e-mail or mobile number. The person's id, or None, which doesn't say what was wrong.

    address: where the request comes from. Takes as long for names that nobody has. Raises brakes.TooManyTries.
    """
    person = find(either(typed))
    counted = brakes.counters(
        person.id if person else fold(typed), address, known.given_to(person.id) if person else None
    )
    brakes.count(counted)
    if not passwords.holds(person.password_hash if person else None, password) or person is None:
        log.info("sign_in=refused person=%s address=%s", person.id if person else None, address)
        return None
    better = passwords.hashed(password) if passwords.is_dated(person.password_hash or "") else None
    with transaction():
        person = session().get_one(Person, person.id)
        brakes.give_back(counted)
        brakes.tidy()
        if person.suspended_at is not None:
            log.info("sign_in=suspended person=%s address=%s", person.id, address)
            return None
        if better:
            person.password_hash = better
        begin(person, stay=stay, browser=browser)
        log.info("sign_in=done person=%s address=%s", person.id, address)
        return person.id


def find(reach: Reach | None) -> Person | None:
    """The person with this address."""
    if reach is None:
        return None
    column = Person.email if reach.email else Person.mobile
    return session().scalars(select(Person).where(column == str(reach))).one_or_none()


def browsers(actor: Actor) -> Sequence[Browser]:
    """Where the actor is signed in, this browser first, then by when it was last seen."""
    here = token_hash(actor.token)
    rows = session().scalars(
        select(SignIn)
        .where(SignIn.person_id == actor.id, SignIn.expires_at > clock.now())
        .order_by(SignIn.seen_at.desc())
    )
    found = [
        Browser(row.token_hash, row.browser, row.created_at, row.seen_at, row.token_hash == here)
        for row in rows
        if row.token_hash == here or expiry(row, actor.roles) > clock.now()
    ]
    return sorted(found, key=lambda one: not one.here)


def end_browser(actor_id: int, handle: str) -> None:
    """Sign one of the actor's browsers out; it is dead at once. Ending it twice is no fault."""
    with transaction():
        require(can(actor_id, Action.KEEP_ACCOUNT, Matter(actor_id, clock.now().date())))
        session().execute(delete(SignIn).where(SignIn.person_id == actor_id, SignIn.token_hash == handle))


def end_other_browsers(actor_id: int, token: str) -> None:
    """Sign the actor out everywhere but in the browser with this token."""
    with transaction():
        require(can(actor_id, Action.KEEP_ACCOUNT, Matter(actor_id, clock.now().date())))
        end_all(actor_id, but=token)
        audit.note(actor_id, audit.Change.BROWSERS_ENDED, actor_id)


def sign_in_as(person_id: int, *, browser: str) -> None:
    """Sign in as one of the demo company. The view has made sure that it is the demo that is served."""
    with transaction():
        person = session().get(Person, person_id)
        if person is None or person.guest or person.suspended_at is not None:
            raise NotYours
        begin(person, stay=False, browser=browser)
