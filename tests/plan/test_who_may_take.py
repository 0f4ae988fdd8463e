"""Who may take over something owed: the policy read the other way, in one query."""

from datetime import date, timedelta

from lms import clock
from lms.db import session, transaction
from lms.i18n import zone
from lms.people.models import Coaching, Membership, Person, Role, Team
from lms.people.policy import Action, Matter, can
from lms.plan.arrangements import who_may_take
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.pages import queries

SKILL = "telephone-selling"
OTHER = "first-visit"


def _person(key: str, name: str) -> int:
    person = Person(name=name, email=f"{key}@example.com", created_at=BEGAN)
    session().add(person)
    session().flush()
    return person.id


def _crowd(cast: Cast) -> None:
    """Coaches of one skill, of the past and of the future, managers near and elsewhere, one suspended."""
    yesterday = clock.today(zone()) - timedelta(days=1)
    with transaction():
        for key, skill, from_on, to_on in (
            ("phone", SKILL, DAY_ONE, None),
            ("visit", OTHER, DAY_ONE, None),
            ("past", None, DAY_ONE, yesterday),
            ("future", None, yesterday + timedelta(days=30), None),
        ):
            trainer = _person(key, key)
            session().add(
                Coaching(trainer_id=trainer, trainee_id=cast.trainee, skill=skill, from_on=from_on, to_on=to_on)
            )
        for key, team in (("near", cast.team), ("elsewhere", cast.other_team)):
            session().add(Membership(person_id=_person(key, key), team_id=team, role=Role.MANAGER, from_on=DAY_ONE))
        gone = session().get_one(Person, _person("gone", "gone"))
        gone.suspended_at = BEGAN
        session().add(Coaching(trainer_id=gone.id, trainee_id=cast.trainee, from_on=DAY_ONE))


def test_they_are_those_who_may_arrange_it(cast: Cast) -> None:
    _crowd(cast)
    today = clock.today(zone())
    everybody = session().query(Person).all()
    for skill in (SKILL, OTHER, None):
        rightful = {
            person.id
            for person in everybody
            if person.suspended_at is None and can(person.id, Action.ARRANGE, Matter(cast.trainee, today, skill))
        }
        assert {person for person, _name in who_may_take(cast.trainee, skill)} == rightful
        assert cast.trainer in rightful
        assert cast.manager in rightful


def test_a_coach_of_another_skill_is_not_among_them(cast: Cast) -> None:
    _crowd(cast)
    names = [name for _id, name in who_may_take(cast.trainee, SKILL)]
    assert "phone" in names
    assert not {"visit", "past", "future", "elsewhere", "gone"} & set(names)


def test_nobody_takes_over_what_is_owed_to_themself(cast: Cast) -> None:
    with transaction():
        session().add(
            Membership(person_id=cast.trainee, team_id=cast.team, role=Role.MANAGER, from_on=date(2026, 1, 1))
        )
    assert cast.trainee not in [person for person, _name in who_may_take(cast.trainee, SKILL)]


def test_it_takes_one_query_however_many_there_are(cast: Cast) -> None:
    _crowd(cast)
    with transaction():
        for number in range(30):
            session().add(Team(name=f"team {number}", parent_id=cast.other_team))
            session().add(
                Coaching(trainer_id=_person(f"t{number}", f"t{number}"), trainee_id=cast.trainee, from_on=DAY_ONE)
            )
    with queries(1):
        assert len(who_may_take(cast.trainee, SKILL)) > 30
