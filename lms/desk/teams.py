"""The tree of a manager's teams, and those of its people about whom lists can't speak to this manager as to others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select, union

from lms.db import session
from lms.desk.roster import Place, TeamTree, places_managed, tree_and_people
from lms.judgement.derived_models import PersonSummary
from lms.people.models import Coaching, Membership, Team
from lms.people.places import current
from lms.practice.models import Review, Seat, Try
from lms.practice.rules import ReviewKind
from lms.practice.seats import Part


@dataclass(frozen=True, slots=True)
class Managed(TeamTree):
    """A manager's teams and all below.

    apart: people of them whose stored rows are not for this manager, without who is suspended: those of whose tries
    something is sealed from them, and those who are in several teams.
    """

    apart: Mapping[int, Place]
    manager_id: int


def managed_of(manager_id: int, on: date) -> Managed:
    """In one query, however many people there are."""
    apart = and_(
        func.coalesce(Membership.team_id, 0) == Team.id,  # so that it is the few people who are looked up
        Membership.person_id != manager_id,
        Membership.person_id.in_(_apart(manager_id)),
        current(on),
    )
    return Managed(*tree_and_people(places_managed(manager_id, on, apart)), manager_id)


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


def is_known(person_id: int, teams: Collection[int], on: date) -> bool:
    """Whether somebody is in one of these teams or coaches somebody who is."""
    theirs = select(Membership.person_id).where(Membership.team_id.in_(teams), current(on))
    coaching = select(Coaching.id).where(Coaching.trainer_id == person_id, Coaching.trainee_id.in_(theirs))
    member = theirs.where(Membership.person_id == person_id)
    return session().execute(select(or_(member.exists(), coaching.exists()))).scalar_one()
