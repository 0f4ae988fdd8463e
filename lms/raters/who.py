"""Who rates others, and whose rating a manager answers for."""

from collections.abc import Collection

from sqlalchemy import Select, literal, or_, select

from lms import clock
from lms.db import session
from lms.i18n import zone
from lms.people import places
from lms.people.models import Coaching, Membership, Person, Role
from lms.people.policy import Action, visible


def rates(person_id: int) -> bool:
    """Whether a person trains or manages: those have a page of how they rate, and transcripts to calibrate by."""
    coaches = select(literal(1)).where(Coaching.trainer_id == person_id)
    return places.has_role(person_id, (Role.TRAINER, Role.MANAGER), clock.today(zone())) or (
        session().scalar(coaches.limit(1)) is not None
    )


def raters_of(manager_id: int) -> Select[int, str]:
    """Ids and names of the trainers in the manager's teams and those below, by name; the manager is not among them."""
    today = clock.today(zone())
    trains = select(Membership.person_id).where(Membership.role == Role.TRAINER, places.current(today))
    coaches = select(Coaching.trainer_id).where(
        Coaching.from_on <= today, or_(Coaching.to_on.is_(None), Coaching.to_on >= today)
    )
    return (
        select(Person.id, Person.name)
        .where(
            Person.id.in_(visible(manager_id, Action.SEE_RATERS, today)),
            Person.suspended_at.is_(None),
            or_(Person.id.in_(trains), Person.id.in_(coaches)),
        )
        .order_by(Person.name, Person.id)
    )


def raters_managed(manager_id: int, among: Collection[int]) -> list[int]:
    """Of these raters those whose rating the manager answers for."""
    return sorted(row.id for row in session().execute(raters_of(manager_id).where(Person.id.in_(among))))
