"""The list of people as admins see it: searched, filtered, paged by key."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, tuple_

from lms import clock
from lms.db import session
from lms.errors import NotYours
from lms.i18n import zone
from lms.people import places, teams
from lms.people.models import Coaching, Membership, Person, Role
from lms.people.places import Place
from lms.people.policy import looks_after_accounts, require
from lms.people.reach import by_name, fold

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; the same things stand in the address of the page.

    words: in name, e-mail or mobile number. team: it and all below. state: '', 'active', 'suspended' or 'not_in' (never
    came in). after, before: the person at whom the page before or after ends.
    """

    words: str = ""
    team: int | None = None
    role: Role | None = None
    state: str = ""
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One person. entered: has ever set a password."""

    id: int
    name: str
    email: str | None
    mobile: str | None
    is_admin: bool
    entered: bool
    suspended_at: datetime | None
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people. total: of all pages; previous and next: whom to go on before and after, None at an end."""

    rows: Sequence[Row]
    total: int
    previous: int | None
    next: int | None


def people(actor_id: int, asked: Filter) -> PeoplePage:
    """A page of people by name. Raises NotYours for who isn't an admin."""
    require(looks_after_accounts(actor_id))
    conditions = _conditions(asked)
    total = session().scalar(select(func.count()).select_from(Person).where(*conditions)) or 0
    key = tuple_(Person.name, Person.id)
    query = select(Person).where(*conditions)
    backwards = asked.before is not None
    edge = _edge(asked.before if backwards else asked.after)
    if edge is not None:
        query = query.where(key < edge if backwards else key > edge)
    order = (Person.name.desc(), Person.id.desc()) if backwards else (Person.name, Person.id)
    found = list(session().scalars(query.order_by(*order).limit(PAGE + 1)))
    more = len(found) > PAGE
    found = found[:PAGE][::-1] if backwards else found[:PAGE]
    rows = _rows(found)
    if not rows:
        return PeoplePage([], total, None, None)
    has_previous = more if backwards else edge is not None
    has_next = True if backwards else more
    return PeoplePage(rows, total, rows[0].id if has_previous else None, rows[-1].id if has_next else None)


def person(actor_id: int, person_id: int) -> Row:
    """One person, places that have ended included. Raises NotYours."""
    require(looks_after_accounts(actor_id))
    row = session().get(Person, person_id)
    if row is None:
        raise NotYours
    return _rows([row])[0]


def names(person_ids: Sequence[int]) -> Mapping[int, str]:
    """Names by id, in one query."""
    rows = session().execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def hold(person_id: int) -> str | None:
    """Let nobody else begin something for a person until the transaction ends. Returns their zone; None for nobody."""
    return session().scalar(select(Person.zone).where(Person.id == person_id).with_for_update(key_share=True))


@dataclass(frozen=True, slots=True)
class Choice:
    """A person as a field suggests them. written: what finds them and nobody else: the name, else the address."""

    written: str
    label: str


def choices(actor_id: int, roles: Collection[Role], most: int = 500) -> Sequence[Choice]:
    """Who holds one of these roles today, by name; at most so many. Raises NotYours for who isn't an admin."""
    require(looks_after_accounts(actor_id))
    today = clock.today(zone())
    held = select(Membership.person_id).where(Membership.role.in_(roles), places.current(today))
    rows = session().execute(
        select(Person.name, Person.email, Person.mobile).where(Person.id.in_(held), Person.suspended_at.is_(None))
    )
    shared = set(session().scalars(select(Person.name).group_by(Person.name).having(func.count() > 1)))
    found = []
    for name, email, mobile in sorted(rows, key=lambda row: by_name(row.name))[:most]:
        address = email or mobile or ""
        found.append(Choice(address, name) if name in shared else Choice(name, address))
    return found


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    words = fold(asked.words)
    if words:
        number = "".join(one for one in words if one.isdigit())
        named = func.lower(Person.name).contains(words, autoescape=True) | Person.email.contains(words, autoescape=True)
        by_number = Person.mobile.contains(number) if len(number) >= 3 else literal(False)
        conditions.append(or_(named, by_number))
    if asked.team is not None:
        conditions.append(Person.id.in_(_members(teams.below(teams.tree(), asked.team))))
    if asked.role is not None:
        conditions.append(_has_role(asked.role))
    if asked.state == "suspended":
        conditions.append(Person.suspended_at.is_not(None))
    elif asked.state == "not_in":
        conditions += [Person.password_hash.is_(None), Person.suspended_at.is_(None)]
    elif asked.state == "active":
        conditions.append(Person.suspended_at.is_(None))
    return conditions


def _members(team_ids: set[int]) -> Select[int]:
    return select(Membership.person_id).where(Membership.team_id.in_(team_ids), places.current(clock.today(zone())))


def _has_role(role: Role) -> ColumnElement[bool]:
    if role is Role.ADMIN:
        return Person.is_admin.is_(True)
    today = clock.today(zone())
    held = Person.id.in_(select(Membership.person_id).where(Membership.role == role.value, places.current(today)))
    if role is not Role.TRAINER:
        return held
    coaches = select(Coaching.trainer_id).where(
        Coaching.from_on <= today, or_(Coaching.to_on.is_(None), Coaching.to_on >= today)
    )
    return held | Person.id.in_(coaches)


def _edge(person_id: int | None) -> ColumnElement[tuple[str, int]] | None:
    """Name and id of the person at whom a page ends; an id that is gone starts from the top."""
    if person_id is None:
        return None
    name = session().scalar(select(Person.name).where(Person.id == person_id))
    return None if name is None else tuple_(literal(name), literal(person_id))


def _rows(found: Sequence[Person]) -> list[Row]:
    held = places.of(one.id for one in found)
    return [
        Row(one.id, one.name, one.email, one.mobile, one.is_admin, one.password_hash is not None, one.suspended_at,
            held.get(one.id, []))
        for one in found
    ]  # fmt: skip
