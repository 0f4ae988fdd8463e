"""A second trainer of the cast's trainee, and reviews of both under which something can be found."""

from lms.db import session, transaction
from lms.people.models import Coaching, Membership, Person, Role
from tests.cast import BEGAN, DAY_ONE, PASSWORD_HASH, Cast
from tests.factories.training import PHONE, Trainee, on, trainee_of


def second_trainer(cast: Cast) -> int:
    """韩 Han coaches 李文 beside 陈, in the same team."""
    with transaction():
        han = Person(name="韩璐", email="han@example.com", password_hash=PASSWORD_HASH, created_at=BEGAN)
        session().add(han)
        session().flush()
        session().add(Membership(person_id=han.id, team_id=cast.team, role=Role.TRAINER, from_on=DAY_ONE))
        session().add(Coaching(trainer_id=han.id, trainee_id=cast.trainee, from_on=DAY_ONE))
        return han.id


def rated_in_turn(cast: Cast, other: int, own_level: int, other_level: int, tries: int = 16) -> Trainee:
    """So many tries of the trainee, two a day from the 3rd, by 陈 at one level and the other trainer at another."""
    trainee = trainee_of(cast).enrolled()
    for number in range(tries):
        rater, level = ((cast.trainer, own_level), (other, other_level))[number % 2]
        trainee.tried(PHONE, on(3 + number // 2, 10 + 2 * (number % 2)), level, rater=rater, rated_self=False)
    return trainee
