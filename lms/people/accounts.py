"""Adding, changing, suspending accounts. Nobody does it to themself, and there is always an admin left."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Conflict, NotAllowed, NotYours, Unusable
from lms.i18n import DEFAULT_ZONE, Language, _, zone
from lms.people import audit, links, places, reach
from lms.people.models import Person, Role
from lms.people.policy import Action, Matter, can, looks_after_accounts, require
from lms.people.session import end_all


@dataclass(frozen=True, slots=True)
class Details:
    """What an account says, as it was typed; `folded` makes it as it is stored."""

    name: str
    email: str = ""
    mobile: str = ""
    language: str = Language.ZH.value
    zone: str = DEFAULT_ZONE
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class FirstPlace:
    """Where a person begins."""

    team_id: int
    role: Role
    from_on: date


def add(actor_id: int, details: Details, first: FirstPlace | None, key: str) -> int:
    """Add a person with an invitation. Returns their id. Raises Unusable, by field."""
    with transaction():
        require(looks_after_accounts(actor_id))

        def make() -> dict[str, Any]:
            person = write(actor_id, details)
            if first is not None:
                places.write(actor_id, person.id, (first.team_id, first.role), (first.from_on, None))
            links.make_for_new(actor_id, [person], key)
            return {"person": person.id}

        person_id: int = once(actor_id, key, [_plain(details), str(first)], make)["person"]
        return person_id


def create_person(details: Details, *, password_hash: str | None = None, actor_id: int | None = None) -> int:
    """Add a person without asking a right: for the command line and the demo company. Joins a running transaction."""
    with transaction():
        person = write(actor_id, details)
        person.password_hash = password_hash
        session().flush()
        return person.id


def change(actor_id: int, person_id: int, details: Details) -> None:
    """Change another's account. Raises NotYours, Unusable by field, NotAllowed when no admin would be left."""
    with transaction():
        admins = _lock_admins()
        person = _load(actor_id, person_id)
        after = _checked(details, person)
        if person.is_admin and not after.is_admin:
            _require_another(admins, person_id)
            audit.note(actor_id, audit.Change.ADMIN_TAKEN, person_id)
        if after.is_admin and not person.is_admin:
            audit.note(actor_id, audit.Change.ADMIN_GIVEN, person_id)
        changed = {}
        for field in ("name", "email", "mobile", "language", "zone", "is_admin"):
            before, now = getattr(person, field), getattr(after, field) or (False if field == "is_admin" else None)
            if before != now:
                changed[field] = [before, now]
                setattr(person, field, now)
        told = {field: values for field, values in changed.items() if field in ("name", "email", "mobile")}
        if told:
            audit.note(actor_id, audit.Change.PERSON_CHANGED, person_id, **told)
        _flush()


def suspend(actor_id: int, person_id: int) -> None:
    """From now on the person can't come in, and is out wherever they were in. Doing it twice changes nothing more."""
    with transaction():
        admins = _lock_admins()
        person = _load(actor_id, person_id)
        if person.suspended_at is not None:
            return
        if person.is_admin:
            _require_another(admins, person_id)
        person.suspended_at = clock.now()
        end_all(person_id)
        audit.note(actor_id, audit.Change.SUSPENDED, person_id)


def unsuspend(actor_id: int, person_id: int) -> None:
    """The person can come in again with the password they had."""
    with transaction():
        person = _load(actor_id, person_id)
        if person.suspended_at is None:
            return
        person.suspended_at = None
        audit.note(actor_id, audit.Change.UNSUSPENDED, person_id)


def faults(details: Details, person: Person | None) -> dict[str, str]:
    """All that is wrong with what an account would say, by field, in the order of the form. person: whose it is."""
    email = reach.email(details.email) if details.email.strip() else None
    mobile = reach.mobile(details.mobile) if details.mobile.strip() else None
    wrong = {}
    if not reach.clean_name(details.name):
        wrong["name"] = _("Write a name.")
    if not details.email.strip() and not details.mobile.strip():
        wrong["mobile"] = _("Write a mobile number or an e-mail address; one of them is needed to sign in.")
    elif details.mobile.strip() and mobile is None:
        wrong["mobile"] = _("That is no mobile number: 11 digits, or + and the country for one abroad.")
    if details.email.strip() and email is None:
        wrong["email"] = _("That is no e-mail address. It looks like li.wen@example.com.")
    for field, column, value in (("mobile", Person.mobile, mobile), ("email", Person.email, email)):
        holder = session().scalars(select(Person).where(column == value)).one_or_none() if value else None
        if holder is not None and holder is not person:
            wrong[field] = _("%(name)s has this already.", name=holder.name)
    return wrong


def of(actor_id: int, person_id: int) -> Person:
    """One account, for the form that changes it. Raises NotYours for who isn't an admin."""
    require(looks_after_accounts(actor_id))
    person = session().get(Person, person_id)
    if person is None or person.guest:
        raise NotYours
    return person


def find(text: str) -> Person:
    """Who is meant by an e-mail, a mobile number, or a name that only one has. Raises Unusable."""
    by = reach.either(text)
    if by is not None:
        column = Person.email if by.email else Person.mobile
        person = session().scalars(select(Person).where(column == str(by))).one_or_none()
        if person is None:
            raise Unusable(_("Nobody here has this e-mail or number."))
        return person
    folded = reach.fold(text)
    everybody = session().execute(select(Person.id, Person.name).where(Person.guest.is_(False))).all()
    same = [one.id for one in everybody if folded and reach.fold(one.name) == folded]
    if not same:
        raise Unusable(_("Nobody here has this name. An e-mail or mobile number finds a person too."))
    if len(same) > 1:
        raise Unusable(_("%(count)s people have this name. Write the e-mail or mobile number of one.", count=len(same)))
    return session().get_one(Person, same[0])


def write(actor_id: int | None, details: Details) -> Person:
    """Inside a transaction: an account, for those who have asked the right. Raises Unusable by field."""
    after = _checked(details, None)
    person = Person(
        name=after.name, email=after.email or None, mobile=after.mobile or None,
        language=after.language, zone=after.zone, is_admin=after.is_admin, created_at=clock.now(),
    )  # fmt: skip
    session().add(person)
    _flush()
    audit.note(actor_id, audit.Change.PERSON_ADDED, person.id, name=person.name)
    if person.is_admin:
        audit.note(actor_id, audit.Change.ADMIN_GIVEN, person.id)
    return person


def _load(actor_id: int, person_id: int) -> Person:
    person = session().get(Person, person_id, with_for_update=True)
    if person is None or person.guest:
        raise NotYours
    if person_id == actor_id and looks_after_accounts(actor_id):
        raise NotAllowed(_("Another admin must do this to your own account."))
    require(can(actor_id, Action.MANAGE_PEOPLE, Matter(person_id, clock.today(zone()))))
    return person


def _lock_admins() -> set[int]:
    """Ids of the admins who can come in, locked, so that two of them cannot take it from each other at once."""
    rows = session().execute(
        select(Person.id, Person.suspended_at).where(Person.is_admin).order_by(Person.id).with_for_update()
    )
    return {row.id for row in rows if row.suspended_at is None}


def _require_another(admins: set[int], person_id: int) -> None:
    if not admins - {person_id}:
        raise NotAllowed(_("Somebody must look after accounts. Make another person admin first."))


def _checked(details: Details, person: Person | None) -> Details:
    """As it is stored. Raises Unusable naming each field that can't be used."""
    wrong = faults(details, person)
    if wrong:
        raise Unusable(fields=wrong)
    email, mobile = reach.email(details.email) or "", reach.mobile(details.mobile) or ""
    language = Language(details.language).value
    return replace(details, name=reach.clean_name(details.name), email=email, mobile=mobile, language=language)


def _flush() -> None:
    try:
        session().flush()
    except IntegrityError as error:
        words = _("Somebody gave the same e-mail or number to another person a moment ago. Look again.")
        raise Conflict(words) from error


def _plain(details: Details) -> list[Any]:
    return [details.name, details.email, details.mobile, details.language, details.zone, details.is_admin]
