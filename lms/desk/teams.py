"""The tree of a manager's teams, and those of its people about whom lists can't speak to this manager as to others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select, union

from lms.db import session
from lms.judgement.derived_models import PersonSummary
from lms.people.models import Coaching, Membership, Person, Role, Team
from lms.people.places import current
from lms.people.policy import teams_managed
from lms.practice.models import Review, Seat, Try
from lms.practice.rules import ReviewKind
from lms.practice.seats import Part, is_looked_at_again


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
class Managed:
    """A manager's teams and all below.

    apart: people of them whose stored rows are not for this manager, without who is suspended: those of whose tries
    something is sealed from them, and those who are in several teams.
    """

    manager_id: int
    teams: Mapping[int, TeamLine]
    apart: Mapping[int, Place]

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


def managed_of(manager_id: int, on: date) -> Managed:
    """In one query, however many people there are."""
    ours = teams_managed(manager_id, on).subquery()
    apart = and_(
        func.coalesce(Membership.team_id, 0) == Team.id,  # so that it is the few people who are looked up
        Membership.person_id != manager_id,
        Membership.person_id.in_(_apart(manager_id)),
        current(on),
    )
    rows = (
        session()
        .execute(
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
            .outerjoin(Membership, apart)
            .outerjoin(Person, and_(Person.id == Membership.person_id, Person.suspended_at.is_(None)))
            .where(Team.id.in_(select(ours.c.id)))
            .order_by(Team.name, Team.id, Membership.role == Role.TRAINEE, Membership.id)
        )
        .all()
    )
    ids = {row.id for row in rows}
    teams = {row.id: TeamLine(row.id, row.name, row.parent_id if row.parent_id in ids else None) for row in rows}
    learning_last = sorted((row for row in rows if row.person is not None), key=lambda row: row.role == Role.TRAINEE)
    return Managed(manager_id, teams, {row.person: _place(row) for row in learning_last})


def _apart(manager_id: int) -> Any:
    """SQL: ids of people in any team: whom the manager reviews just now or looks at again, or who are in several."""
    reviewing = (
        select(Try.person_id)
        .join(Review, Review.try_id == Try.id)
        .where(Review.rater_id == manager_id, Review.kind != ReviewKind.SELF, Review.closed_at.is_(None))
    )
    looked_at = (
        select(Try.person_id)
        .join(Seat, Seat.try_id == Try.id)
        .where(Seat.person_id == manager_id, Seat.part == Part.SECOND, Seat.left_at.is_(None))
    )
    several = select(PersonSummary.person_id).where(PersonSummary.team_id.is_(None))
    return select(union(reviewing, looked_at, several).subquery().c.person_id)


def _place(row: Any) -> Place:
    return Place(row.person, row.called, row.id, row.role == Role.TRAINEE, row.entered, row.hidden)


def is_known(person_id: int, teams: Collection[int], on: date) -> bool:
    """Whether somebody is in one of these teams or coaches somebody who is."""
    theirs = select(Membership.person_id).where(Membership.team_id.in_(teams), current(on))
    coaching = select(Coaching.id).where(Coaching.trainer_id == person_id, Coaching.trainee_id.in_(theirs))
    member = theirs.where(Membership.person_id == person_id)
    return session().execute(select(or_(member.exists(), coaching.exists()))).scalar_one()
