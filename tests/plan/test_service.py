"""Enrolment, the standard of day one, coaching."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.curriculum import edition
from lms.db import session
from lms.errors import NotYours, Unusable
from lms.plan import coaches, service
from lms.plan.models import Enrolment
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.pages import queries


def enrol(cast: Cast, key: str = "k1") -> int:
    with clock.standing_at(BEGAN):
        return service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, key)


def test_enrolling_freezes_the_path_and_promises_what_it_owes(cast: Cast) -> None:
    enrol(cast)
    plan = service.plan_of(cast.trainee)
    assert plan is not None
    path = edition.catalog().paths["sales"]  # type: ignore[index]
    assert plan.path == path
    promised = [(o.kind, o.skill or o.module, o.ordinal) for o in plan.obligations]
    assert len(promised) == len(set(promised))
    assert sum(kind == "show" for kind, _, _ in promised) == sum(len(s.shows) for s in path.skills)
    assert sum(kind == "try" for kind, _, _ in promised) == sum(len(s.tries) for s in path.skills)
    assert plan.obligations[0].due_on == DAY_ONE
    assert plan.unknown_years == ()
    assert plan.acknowledged_at is None


def test_enrolling_twice_with_one_key_enrols_once(cast: Cast) -> None:
    assert enrol(cast) == enrol(cast)
    assert len(session().scalars(select(Enrolment)).all()) == 1


def test_a_second_enrolment_is_refused_in_words(cast: Cast) -> None:
    enrol(cast)
    with pytest.raises(Unusable) as refused:
        enrol(cast, "k2")
    assert "path" in refused.value.fields


@pytest.mark.parametrize("who", ["trainee", "trainer", "other_trainer", "other_trainee"])
def test_only_a_manager_above_or_an_admin_enrols(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours):
        service.enrol(getattr(cast, who), cast.trainee, "sales", DAY_ONE, "k1")
    assert service.plan_of(cast.trainee) is None


def test_a_year_without_known_holidays_is_said_to_be_unknown(cast: Cast) -> None:
    with clock.standing_at(datetime(2031, 3, 3, tzinfo=UTC)):
        service.enrol(cast.manager, cast.trainee, "sales", date(2031, 3, 3), "k1")
    plan = service.plan_of(cast.trainee)
    assert plan is not None
    assert plan.unknown_years == (2031,)


def test_the_standard_is_acknowledged_once_and_by_the_trainee_alone(cast: Cast) -> None:
    enrolment = enrol(cast)
    with pytest.raises(NotYours):
        service.acknowledge(cast.manager, enrolment, "k2")
    assert service.acknowledge(cast.trainee, enrolment, "k3") == service.acknowledge(cast.trainee, enrolment, "k4")
    verbs = session().scalars(select(Record.verb).where(Record.person_id == cast.trainee).order_by(Record.number)).all()
    assert verbs == ["enrolled", "acknowledged"]
    assert first_bad_line(cast.trainee) is None


def test_plans_of_many_cost_as_many_queries_as_plans_of_one(cast: Cast) -> None:
    enrol(cast)
    with clock.standing_at(BEGAN):
        service.enrol(cast.admin, cast.other_trainee, "sales", DAY_ONE, "k5")
    session().rollback()
    with queries(3):
        assert set(service.plans_of([cast.trainee, cast.other_trainee])) == {cast.trainee, cast.other_trainee}


def test_who_coaches_one_skill_answers_for_it_before_who_coaches_all() -> None:
    both = [coaches.Coach(7, "first-visit", DAY_ONE, None), coaches.Coach(8, None, DAY_ONE, None)]
    assert coaches.coach_for(both, "first-visit") == 7
    assert coaches.coach_for(both, "telephone-selling") == 8
    assert coaches.coach_for([], "first-visit") is None


def test_coaching_counts_on_its_days_only(app: Flask, cast: Cast) -> None:
    before = date(2026, 10, 30)
    assert coaches.coaches_of([cast.trainee], before) == {}
    assert [c.trainer_id for c in coaches.coaches_of([cast.trainee], DAY_ONE)[cast.trainee]] == [cast.trainer]
