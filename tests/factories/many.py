"""Many trainees of one team, for what happens when all of them do something at once."""

from sqlalchemy import select

from lms.db import session, transaction
from lms.people.models import Coaching, Membership, Person, Role, Team
from tests.cast import BEGAN, DAY_ONE


def many_trainees(count: int) -> list[int]:
    """Ids of so many new people in the first team there is."""
    with transaction():
        team = session().scalars(select(Team.id).order_by(Team.id)).first()
        people = [
            Person(name=f"新人{number}", email=f"many-{number}@example.com", created_at=BEGAN)
            for number in range(1, count + 1)
        ]
        session().add_all(people)
        session().flush()
        session().add_all(
            Membership(person_id=one.id, team_id=team, role=Role.TRAINEE, from_on=DAY_ONE) for one in people
        )
        session().flush()
        return [one.id for one in people]


def a_trainer_each(people: list[int]) -> list[int]:
    """Ids of as many new trainers, each of whom coaches one of these."""
    with transaction():
        team = session().scalars(select(Team.id).order_by(Team.id)).first()
        found = [
            Person(name=f"教练{number}", email=f"trainer-{number}@example.com", created_at=BEGAN)
            for number, _person in enumerate(people, start=1)
        ]
        session().add_all(found)
        session().flush()
        for one, person in zip(found, people, strict=True):
            session().add(Membership(person_id=one.id, team_id=team, role=Role.TRAINER, from_on=DAY_ONE))
            session().add(Coaching(trainer_id=one.id, trainee_id=person, from_on=DAY_ONE))
        session().flush()
        return [one.id for one in found]
