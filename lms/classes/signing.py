"""Signing in by the code on the screen: those present say so themselves, and the register sees it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lms import clock
from lms.classes.loading import open_register, taught_in
from lms.classes.models import ClassPlace, ClassSession
from lms.classes.rules import CODE_LASTS, CODE_LENGTH, Taught
from lms.db import session, transaction
from lms.errors import Unusable
from lms.i18n import _, zone
from lms.people import brakes
from lms.people.brakes import Counter
from lms.people.directory import names
from lms.people.models import Person, Role
from lms.people.places import has_role
from lms.people.policy import Action, Matter, can, require, visible

FREE_GUESSES = 6
LONGEST_WAIT = timedelta(minutes=5)  # three codes at once are one in 300,000 guesses


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A class that somebody has signed in to. at: when they did so first."""

    session_id: int
    taught: Taught
    place: str
    happened_at: datetime
    by: str
    at: datetime


def new_code(actor_id: int, session_id: int) -> str:
    """A code for the screen, in place of the one before. Raises NotYours; AlreadyClosed once the class was saved."""
    with transaction():
        row = open_register(actor_id, session_id)
        row.code, row.code_ends_at = _unused_code(), clock.now() + CODE_LASTS
        return row.code


def _unused_code() -> str:
    running = set(session().scalars(select(ClassSession.code).where(ClassSession.code_ends_at > clock.now())))
    while True:
        code = "".join(secrets.choice("0123456789") for _digit in range(CODE_LENGTH))
        if code not in running:
            return code


def sign_in(actor_id: int, code: str) -> SignedIn:
    """The actor is in the room where this code is shown. Doing it again changes nothing.

    Who isn't on the register is added, if who opened it may teach them. Raises Unusable; TooManyTries for guessing.
    """
    typed = "".join(one for one in code if one.isdigit())
    if not typed:
        raise Unusable(fields={"code": _("Type the code that is on the screen.")})
    counted = [Counter(f"class:{actor_id}", FREE_GUESSES, LONGEST_WAIT, own=True)]
    brakes.count(counted)
    with transaction():
        require(can(actor_id, Action.JOIN_CLASS, Matter(actor_id, clock.today(zone()))))
        running = (ClassSession.code == typed) & (ClassSession.code_ends_at > clock.now())
        found = session().scalars(
            select(ClassSession).where(running, ClassSession.saved_at.is_(None)).with_for_update()
        ).one_or_none()  # fmt: skip
        if found is None:
            raise Unusable(fields={"code": _("There is no class with this code now. Compare it with the screen.")})
        brakes.give_back(counted)
        place = _place(found, actor_id)
        if place.signed_in_at is None:
            place.signed_in_at = clock.now()
        by = names([found.by_id])[found.by_id]
        return SignedIn(found.id, taught_in(found), found.place, found.happened_at, by, place.signed_in_at)


def _place(row: ClassSession, person_id: int) -> ClassPlace:
    place = session().get(ClassPlace, (row.id, person_id))
    if place is not None:
        return place
    today, skill = clock.today(zone()), taught_in(row).coached_skill
    by_both = [Person.id.in_(visible(one, Action.TEACH_CLASS, today, skill)) for one in {row.by_id, row.opened_by}]
    teaches = session().scalar(select(Person.id).where(Person.id == person_id, *by_both))
    if teaches is None or not has_role(person_id, [Role.TRAINEE], today):
        name = names([row.by_id])[row.by_id]
        words = _("You are not on this register, and %(name)s doesn’t teach you yet. Tell them in the room.", name=name)
        raise Unusable(fields={"code": words})
    place = ClassPlace(session_id=row.id, person_id=person_id, mark="", signed_in_at=None)
    session().add(place)
    return place
