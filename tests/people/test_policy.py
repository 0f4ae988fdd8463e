"""The one policy: what the list shows is what is allowed, and both are what the declared table says."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms import clock
from lms.db import session, transaction
from lms.errors import NotYours
from lms.people import policy
from lms.people.models import Coaching, Membership, Person, Role, Team
from lms.people.policy import ONESELF, TABLE, Action, Matter, Relation, can, open_to, require, visible
from tests.cast import DAY_ONE, Cast

PEOPLE, TEAMS = 5, 4
SKILLS = ("telephone-selling", "first-visit")
# One action for each set of relations in the table; the others with that set are asked of the cast below.
BY_RELATIONS = {relations: action for action, relations in TABLE.items()}
DAYS = [DAY_ONE + timedelta(days=n) for n in range(6)]


@dataclass(frozen=True)
class Company:
    """A small company: everything by number, teams after those they stand under."""

    admins: frozenset[int]
    above: tuple[int | None, ...]
    memberships: tuple[tuple[int, int, Role, date, date | None], ...]
    coachings: tuple[tuple[int, int, str | None, date, date | None], ...]


@st.composite
def companies(draw: st.DrawFn) -> Company:
    person, team, day = st.integers(0, PEOPLE - 1), st.integers(0, TEAMS - 1), st.sampled_from(DAYS)
    role = st.sampled_from([Role.TRAINEE, Role.TRAINER, Role.MANAGER])
    until = st.one_of(st.none(), day)
    above = tuple(None if n == 0 else draw(st.one_of(st.none(), st.integers(0, n - 1))) for n in range(TEAMS))
    coaching = st.tuples(person, person, st.sampled_from([None, *SKILLS]), day, until).filter(lambda c: c[0] != c[1])
    return Company(
        draw(st.frozensets(person, max_size=2)),
        above,
        tuple(draw(st.lists(st.tuples(person, team, role, day, until), max_size=8))),
        tuple(draw(st.lists(coaching, max_size=6))),
    )


def declared(company: Company, actor: int, action: Action, on: date, skill: str | None) -> set[int]:
    """The persons to whom an action is open, read from the table by another hand: loops and sets, no SQL."""
    allowed = set()
    for subject in range(PEOPLE):
        held = set()
        if subject == actor:
            held.add(Relation.SELF)
            held |= {Relation.OWN_ADMIN} if actor in company.admins else set()
        else:
            held |= {Relation.ADMIN} if actor in company.admins else set()
            for trainer, trainee, taught, first, last in company.coachings:
                runs = first <= on and (last is None or on <= last)
                if (trainer, trainee) == (actor, subject) and runs and (skill is None or taught in (None, skill)):
                    held.add(Relation.TRAINER)
            for managed in managed_teams(company, actor, on):
                for person, team, _role, first, last in company.memberships:
                    if (person, team) == (subject, managed) and first <= on and (last is None or on <= last):
                        held.add(Relation.MANAGER)
        if held & TABLE[action]:
            allowed.add(subject)
    return allowed


def managed_teams(company: Company, actor: int, on: date) -> set[int]:
    found = set()
    for team in range(TEAMS):
        at: int | None = team
        while at is not None:
            for person, where, role, first, last in company.memberships:
                if (person, where, role) == (actor, at, Role.MANAGER) and first <= on and (last is None or on <= last):
                    found.add(team)
            at = company.above[at]
    return found


def write(company: Company) -> tuple[list[int], list[int]]:
    """Write a company into the database; ids of its people and teams."""
    people = [
        Person(name=str(n), email=f"p{n}@x.cn", is_admin=n in company.admins, created_at=clock.now())
        for n in range(PEOPLE)
    ]
    teams = [Team(name=str(n)) for n in range(TEAMS)]
    session().add_all([*people, *teams])
    session().flush()
    for team, above in zip(teams, company.above, strict=True):
        team.parent_id = None if above is None else teams[above].id
    for person, at, role, first, last in company.memberships:
        session().add(
            Membership(person_id=people[person].id, team_id=teams[at].id, role=role, from_on=first, to_on=last)
        )
    for trainer, trainee, skill, first, last in company.coachings:
        session().add(
            Coaching(
                trainer_id=people[trainer].id, trainee_id=people[trainee].id, skill=skill, from_on=first, to_on=last
            )
        )
    session().flush()
    return [one.id for one in people], [one.id for one in teams]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(company=companies(), on=st.sampled_from(DAYS), skill=st.sampled_from([None, *SKILLS]))
def test_the_list_and_the_single_answer_are_what_the_table_says(
    app: Flask, company: Company, on: date, skill: str | None
) -> None:
    with transaction():
        ids, _teams = write(company)
        number = {person_id: n for n, person_id in enumerate(ids)}
        for actor in range(PEOPLE):
            for action in BY_RELATIONS.values():
                shown = {number[row] for row in session().scalars(visible(ids[actor], action, on, skill))}
                single = {n for n in range(PEOPLE) if can(ids[actor], action, Matter(ids[n], on, skill))}
                expected = declared(company, actor, action, on, skill)
                assert shown == single == expected, (actor, action)
                if not TABLE[action] & ONESELF:
                    assert actor not in shown
        for subject in range(PEOPLE):
            may = {number[row] for row in session().scalars(open_to(Action.RATE, Matter(ids[subject], on, skill)))}
            assert may == {one for one in range(PEOPLE) if subject in declared(company, one, Action.RATE, on, skill)}
        session().rollback()


@pytest.mark.parametrize("action", list(Action))
def test_each_action_is_open_to_whom_the_table_says(app: Flask, cast: Cast, action: Action) -> None:
    shown, single = {}, {}
    for role, actor in cast.roles().items():
        shown[role] = set(session().scalars(visible(actor, action, DAY_ONE)))
        single[role] = {one for one in cast.roles().values() if can(actor, action, Matter(one, DAY_ONE))}
        twin = BY_RELATIONS[TABLE[action]]
        assert shown[role] == set(session().scalars(visible(actor, twin, DAY_ONE)))
    assert shown == single


def test_every_action_stands_in_the_table_and_every_relation_can_be_read() -> None:
    assert set(TABLE) == set(Action)
    assert set(policy._PERSONS) == set(Relation)
    assert all(TABLE[action] for action in Action)


@pytest.mark.parametrize("action", [one for one in Action if not TABLE[one] & ONESELF])
def test_nobody_does_to_themself_what_is_not_open_to_oneself(app: Flask, cast: Cast, action: Action) -> None:
    """One person in every hat at once, towards themself as well."""
    with transaction():
        me = session().get_one(Person, cast.trainee)
        me.is_admin = True
        session().add(Membership(person_id=me.id, team_id=cast.team, role=Role.MANAGER, from_on=DAY_ONE))
    assert not can(cast.trainee, action, Matter(cast.trainee, DAY_ONE))
    assert cast.trainee not in session().scalars(visible(cast.trainee, action, DAY_ONE)).all()


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (Action.SEE_STORY, {"trainee", "trainer", "manager"}),
        (Action.ANSWER_QUIZ, {"trainee"}),
        (Action.RATE, {"trainer", "manager"}),
        (Action.DECIDE, {"manager"}),
        (Action.ENROL, {"manager", "admin"}),
        (Action.MANAGE_PEOPLE, {"admin"}),
        (Action.KEEP_ACCOUNT, {"trainee"}),
        (Action.PLACE_PEOPLE, {"admin"}),
    ],
)
def test_the_cast_may_do_to_the_trainee_what_their_work_asks(
    app: Flask, cast: Cast, action: Action, allowed: set[str]
) -> None:
    found = {role for role, person_id in cast.roles().items() if can(person_id, action, Matter(cast.trainee, DAY_ONE))}
    assert found == allowed


def test_a_right_is_asked_for_the_day_on_which_the_thing_happened(app: Flask, cast: Cast) -> None:
    with transaction():
        session().query(Coaching).filter_by(trainee_id=cast.trainee).update({"to_on": date(2026, 11, 10)})
    assert can(cast.trainer, Action.RATE, Matter(cast.trainee, date(2026, 11, 10)))
    assert not can(cast.trainer, Action.RATE, Matter(cast.trainee, date(2026, 11, 11)))


def test_a_stranger_cannot_tell_a_refusal_from_what_is_not_there() -> None:
    with pytest.raises(NotYours) as refused:
        require(allowed=False)
    assert str(refused.value) == ""


def test_an_admin_who_is_no_longer_one_has_no_rights_left(app: Flask, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.admin).is_admin = False
    assert session().scalars(visible(cast.admin, Action.MANAGE_PEOPLE, DAY_ONE)).all() == []
    assert not policy.looks_after_accounts(cast.admin)
