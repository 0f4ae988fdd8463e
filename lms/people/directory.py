"""The list of people as admins see it: searched, filtered, paged by key."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from lms import clock
from lms.db import session
from lms.errors import NotYours
from lms.i18n import _, zone
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
    found = session().execute(select(Person.id, Person.name, Person.suspended_at).where(*_conditions(asked)))
    keys = sorted(_key(*row) for row in found)  # an order that no database knows
    start, end = _cut(keys, asked)
    ids = [person_id for _suspended, _name, person_id in keys[start:end]]
    people = {one.id: one for one in session().scalars(select(Person).where(Person.id.in_(ids)))}
    rows = _rows([people[one] for one in ids])
    previous, following = start > 0 and bool(ids), end < len(keys) and bool(ids)
    return PeoplePage(rows, len(keys), ids[0] if previous else None, ids[-1] if following else None)


_Key = tuple[bool, bytes, int]


def _key(person_id: int, name: str, suspended_at: datetime | None) -> _Key:
    """By name, and last who has left: of years of classes most have."""
    return suspended_at is not None, by_name(name), person_id


def _cut(keys: Sequence[_Key], asked: Filter) -> tuple[int, int]:
    """Where the page begins and ends. A person at its edge who is gone starts from the top."""
    edge_id = asked.before if asked.before is not None else asked.after
    person = session().get(Person, edge_id) if edge_id is not None else None
    if person is None:
        return 0, PAGE
    edge = _key(person.id, person.name, person.suspended_at)
    if asked.before is not None:
        end = bisect_left(keys, edge)
        return max(0, end - PAGE), end
    start = bisect_right(keys, edge)
    return start, start + PAGE


def person(actor_id: int, person_id: int) -> Row:
    """One person, places that have ended included. Raises NotYours."""
    require(looks_after_accounts(actor_id))
    row = session().get(Person, person_id)
    if row is None or row.guest:
        raise NotYours
    return _rows([row])[0]


def names(person_ids: Sequence[int]) -> Mapping[int, str]:
    """Names by id, in one query; a guest's says so."""
    rows = session().execute(select(Person.id, Person.name, Person.guest).where(Person.id.in_(person_ids)))
    return {row.id: called(row.name, row.guest) for row in rows}


def called(name: str, guest: bool) -> str:
    """A name as pages show it: whoever rated by a link is told from those who have an account."""
    return _("%(name)s (guest)", name=name) if guest else name


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
    accounts = select(Person.name).where(Person.guest.is_(False))
    shared = set(session().scalars(accounts.group_by(Person.name).having(func.count() > 1)))
    found = []
    for name, email, mobile in sorted(rows, key=lambda row: by_name(row.name))[:most]:
        address = email or mobile or ""
        found.append(Choice(address, name) if name in shared else Choice(name, address))
    return found


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Person.guest.is_(False)]
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


def _rows(found: Sequence[Person]) -> list[Row]:
    held = places.of(one.id for one in found)
    return [
        Row(one.id, one.name, one.email, one.mobile, one.is_admin, one.password_hash is not None, one.suspended_at,
            held.get(one.id, []))
        for one in found
    ]  # fmt: skip
