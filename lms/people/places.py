"""Places: a person's role in a team from a day to a day, both included."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, day, sentences
from lms.people import audit
from lms.people.models import Membership, Person, Role, Team
from lms.people.policy import Action, Matter, can, require

ONE_DAY = timedelta(days=1)
IN_TEAMS = (Role.TRAINEE, Role.TRAINER, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a person."""

    id: int
    person_id: int
    team_id: int
    team: str
    role: Role
    from_on: date
    to_on: date | None

    def holds(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


def current(on: date) -> ColumnElement[bool]:
    """SQL: a membership that holds on a day."""
    return (Membership.from_on <= on) & or_(Membership.to_on.is_(None), Membership.to_on >= on)


def of(person_ids: Iterable[int]) -> Mapping[int, Sequence[Place]]:
    """All places of some people, running ones first, latest first, in one query."""
    rows = session().execute(
        select(Membership, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id.in_(list(person_ids)))
        .order_by(Membership.to_on.is_not(None), Membership.from_on.desc(), Membership.id)
    )
    found: dict[int, list[Place]] = {}
    for row, team in rows:
        place = Place(row.id, row.person_id, row.team_id, team, Role(row.role), row.from_on, row.to_on)
        found.setdefault(row.person_id, []).append(place)
    return found


def has_role(person_id: int, roles: Collection[Role], on: date, *, or_later: bool = False) -> bool:
    """Whether a person has one of these roles in any team on a day. or_later: or will have it after that day."""
    held = select(Membership.id).where(
        Membership.person_id == person_id, Membership.role.in_(roles),
        or_(Membership.to_on.is_(None), Membership.to_on >= on) if or_later else current(on),
    )  # fmt: skip
    return session().scalar(held.limit(1)) is not None


def add(actor_id: int, person_id: int, place: tuple[int, Role], days: tuple[date, date | None], key: str) -> int:
    """Give a person a role in a team. place: team and role; days: the first and the last, None while it runs.

    Raises NotYours, and Unusable when the person has the role there in those days already.
    """
    (team_id, role), (from_on, to_on) = place, days
    with transaction():
        person = session().get(Person, person_id, with_for_update=True)
        if person is None:
            raise NotYours
        require(can(actor_id, Action.PLACE_PEOPLE, Matter(person_id, from_on)))

        def make() -> dict[str, Any]:
            if session().get(Team, team_id) is None:
                raise Unusable(fields={"team": _("Choose a team.")})
            check(person_id, (team_id, role), days)
            return {"place": write(actor_id, person_id, (team_id, role), days)}

        body = {"person": person_id, "team": team_id, "role": role.value, "days": [from_on, to_on]}
        place_id: int = once(actor_id, key, body, make)["place"]
        return place_id


def end(actor_id: int, place_id: int, last_on: date) -> int:
    """Set the last day of a place. Returns whose it is. Raises NotYours, and Unusable for a day before the first."""
    with transaction():
        row = session().get(Membership, place_id, with_for_update=True)
        if row is None:
            raise NotYours
        require(can(actor_id, Action.PLACE_PEOPLE, Matter(row.person_id, last_on)))
        if last_on < row.from_on:
            raise Unusable(fields={"to_on": _("The last day can’t be before the first.")})
        if row.to_on != last_on:
            row.to_on = last_on
            audit.note(actor_id, audit.Change.PLACE_ENDED, row.person_id,
                       team=_team_name(row.team_id), role=row.role, last_on=last_on.isoformat())  # fmt: skip
        return row.person_id


def reopen(actor_id: int, place_id: int) -> int:
    """Take the end of a place back, so that it runs on. Returns whose it is. Doing it twice changes nothing more.

    Raises NotYours, and Unusable when the person got the same role again from a later day on.
    """
    with transaction():
        row = session().get(Membership, place_id, with_for_update=True)
        if row is None:
            raise NotYours
        require(can(actor_id, Action.PLACE_PEOPLE, Matter(row.person_id, row.from_on)))
        if row.to_on is not None:
            again = _same(row.person_id, (row.team_id, Role(row.role)), (row.to_on, None), but=row.id)
            if again is not None:
                raise Unusable(_("The person has this role in this team again from %(day)s.", day=day(again.from_on)))
            row.to_on = None
            audit.note(actor_id, audit.Change.PLACE_REOPENED, row.person_id,
                       team=_team_name(row.team_id), role=row.role)  # fmt: skip
        return row.person_id


def check(person_id: int, place: tuple[int, Role], days: tuple[date, date | None]) -> None:
    """Raises Unusable when the days make no sense or the person has this role in this team in them already."""
    from_on, to_on = days
    if to_on is not None and to_on < from_on:
        raise Unusable(fields={"to_on": _("The last day can’t be before the first.")})
    same = _same(person_id, place, days)
    if same is not None:
        told = [_("The person has this role in this team in those days already.")]
        if same.to_on is not None:
            told.append(_("It ends on %(last)s: begin on %(next)s or later.",
                          last=day(same.to_on), next=day(same.to_on + ONE_DAY)))  # fmt: skip
        raise Unusable(fields={"team": sentences(told)})


def _same(
    person_id: int, place: tuple[int, Role], days: tuple[date, date | None], *, but: int | None = None
) -> Membership | None:  # fmt: skip
    """The latest place in these days that is the same role in the same team. but: not this one."""
    (team_id, role), (from_on, to_on) = place, days
    same = select(Membership).where(
        Membership.person_id == person_id, Membership.team_id == team_id, Membership.role == role.value,
        or_(Membership.to_on.is_(None), Membership.to_on >= from_on),
    )  # fmt: skip
    if to_on is not None:
        same = same.where(Membership.from_on <= to_on)
    if but is not None:
        same = same.where(Membership.id != but)
    return session().scalars(same.order_by(Membership.from_on.desc()).limit(1)).first()


def write(actor_id: int | None, person_id: int, place: tuple[int, Role], days: tuple[date, date | None]) -> int:
    """Inside a transaction: a place, for those who have asked the right, and for the command line."""
    (team_id, role), (from_on, to_on) = place, days
    row = Membership(person_id=person_id, team_id=team_id, role=role.value, from_on=from_on, to_on=to_on)
    session().add(row)
    session().flush()
    audit.note(actor_id, audit.Change.PLACE_ADDED, person_id, team=_team_name(team_id), role=role.value,
               from_on=from_on.isoformat(), to_on=to_on.isoformat() if to_on else None)  # fmt: skip
    return row.id


def _team_name(team_id: int) -> str:
    return session().get_one(Team, team_id).name
