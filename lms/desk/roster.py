"""Who is in a manager's teams, and the tree of those teams."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, select

from lms.db import session
from lms.people.models import Membership, Person, Role, Team
from lms.people.policy import teams_managed
from lms.practice.seats import is_looked_at_again


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of the tree. parent: None also where the team above is not the manager's."""

    id: int
    name: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A person and the team in which they learn; any of theirs when they learn in none. entered: they have come in.

    hidden: the reader looks at a try of theirs a second time, so that how they stand is told later.
    """

    id: int
    name: str
    team: int
    learns: bool
    entered: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TeamTree:
    """A manager's teams and all below."""

    teams: Mapping[int, TeamLine]

    @property
    def tops(self) -> list[TeamLine]:
        """The teams with none of the manager's above them."""
        return [team for team in self.teams.values() if team.parent is None]

    def below(self, team: int) -> Collection[int]:
        """Ids of a team and of all below it."""
        found = {team}
        while more := {one.id for one in self.teams.values() if one.parent in found} - found:
            found |= more
        return found


def places_managed(manager_id: int, on: date, placed: ColumnElement[bool]) -> Executable:
    """Each of the manager's teams with those who are in it. placed: which memberships are looked at."""
    managed = teams_managed(manager_id, on).subquery()
    return (
        select(
            Team.id,
            Team.name,
            Team.parent_id,
            Person.id.label("person"),
            Person.name.label("called"),
            Person.password_hash.is_not(None).label("entered"),
            Membership.role,
            is_looked_at_again(manager_id, Person.id).label("hidden"),
        )
        .select_from(Team)
        .outerjoin(Membership, placed)
        .outerjoin(Person, and_(Person.id == Membership.person_id, Person.suspended_at.is_(None)))
        .where(Team.id.in_(select(managed.c.id)))
        .order_by(Team.name, Team.id, Membership.role == Role.TRAINEE, Membership.id)
    )


def tree_and_people(places: Executable) -> tuple[dict[int, TeamLine], dict[int, Place]]:
    """The teams and the people of `places_managed`, by id, in one query."""
    rows = session().execute(places).all()
    ids = {row.id for row in rows}
    teams = {row.id: TeamLine(row.id, row.name, row.parent_id if row.parent_id in ids else None) for row in rows}
    learning_last = sorted((row for row in rows if row.person is not None), key=lambda row: row.role == Role.TRAINEE)
    return teams, {row.person: _place(row) for row in learning_last}


def _place(row: Any) -> Place:
    return Place(row.person, row.called, row.id, row.role == Role.TRAINEE, row.entered, row.hidden)
