"""Judgements gathered from what people did, through the services of every room."""

from datetime import timedelta

import pytest
from flask import Flask

from lms.db import session
from lms.judgement.evidence import DebtKind, State
from lms.judgement.service import PersonJudgement, judgement_of, judgements_of
from lms.plan import service as plan
from lms.plan.arrangements import Arranged, Owed, arrange
from tests.cast import DAY_ONE, Cast
from tests.pages import queries
from tests.practice.plays import SKILL, at, clock_at, key, reviewed, shown


@pytest.fixture
def enrolled(cast: Cast) -> Cast:
    plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "enrol")
    return cast


def judged(cast: Cast, days: int = 0) -> PersonJudgement:
    session().rollback()
    with clock_at(days=days):
        found = judgement_of(cast.trainee, at(days=days))
    assert found is not None
    return found


def test_whoever_is_not_enrolled_is_not_judged(cast: Cast) -> None:
    assert judgement_of(cast.trainee, at()) is None


def test_on_the_day_before_anything_is_due_nothing_has_begun(enrolled: Cast) -> None:
    assert judged(enrolled, days=-17).state is State.UNKNOWN


def test_what_was_not_given_by_its_day_is_owed_by_the_one_who_coaches(enrolled: Cast) -> None:
    found = judged(enrolled)
    assert found.state is State.UNTRAINED
    kinds = {debt.kind for _skill, debt in found.debts}
    assert kinds == {DebtKind.MODULE, DebtKind.SHOW, DebtKind.TRY}
    assert {debt.owed_by for _skill, debt in found.debts} == {enrolled.trainer}
    assert [debt.since for _skill, debt in found.debts] == sorted(debt.since for _skill, debt in found.debts)


def test_a_handed_over_debt_is_owed_by_the_other(enrolled: Cast) -> None:
    with clock_at():
        thing = Owed("show", SKILL, "", 1)
        arrange(enrolled.trainer, enrolled.trainee, thing, Arranged.HANDED, key(), handed_to=enrolled.manager)
    owed_by = {d.owed_by for s, d in judged(enrolled).debts if (s, d.kind, d.ordinal) == (SKILL, DebtKind.SHOW, 1)}
    assert owed_by == {enrolled.manager}


def test_a_show_pays_when_it_was_confirmed(enrolled: Cast) -> None:
    before = [d for s, d in judged(enrolled).debts if s == SKILL and d.kind is DebtKind.SHOW]
    attendance = shown(enrolled)
    waiting = [d for s, d in judged(enrolled).debts if s == SKILL and d.kind is DebtKind.SHOW]
    assert waiting == before
    with clock_at(5):
        from lms.practice.shows import answer_show  # noqa: PLC0415  only here

        answer_show(enrolled.trainee, attendance, True, "", key())
    paid = [d for s, d in judged(enrolled).debts if s == SKILL and d.kind is DebtKind.SHOW]
    assert len(paid) == len(before) - 1


def test_an_offer_that_was_not_come_to_is_not_owed_again(enrolled: Cast) -> None:
    def tries_owed() -> int:
        return sum(s == SKILL and d.kind is DebtKind.TRY for s, d in judged(enrolled).debts)

    before = tries_owed()
    with clock_at():
        arrange(enrolled.trainer, enrolled.trainee, Owed("try", SKILL, "", 1), Arranged.NOT_COME, key())
    assert tries_owed() == before - 1


def test_two_held_tries_do_not_make_ready_without_the_quiz(enrolled: Cast) -> None:
    reviewed(enrolled, levels=3)
    reviewed(enrolled, minutes=60, levels=3)
    judgement = judged(enrolled).by_skill[SKILL]
    found = {reason.rule.value: reason for reason in judgement.reasons}
    assert found["held_in_two_of_last_three"].found == 2
    assert found["held_in_two_of_last_three"].holds
    assert len(found["held_in_two_of_last_three"].records) == 2
    assert not found["outcomes_mastered"].holds
    assert judgement.state is State.UNTRAINED


def test_judging_many_costs_no_more_queries_than_judging_one(app: Flask, enrolled: Cast) -> None:
    plan.enrol(enrolled.admin, enrolled.other_trainee, "sales", DAY_ONE, "other")
    reviewed(enrolled)
    session().rollback()
    with clock_at(days=1), queries(20) as one:
        judgements_of([enrolled.trainee], at(days=1))
    session().rollback()
    with clock_at(days=1), queries(20) as both:
        judgements_of([enrolled.trainee, enrolled.other_trainee], at(days=1))
    assert len(both) == len(one)


def test_nothing_changes_before_the_moment_that_is_named(enrolled: Cast) -> None:
    reviewed(enrolled)
    first = judged(enrolled)
    assert first.stands_until is not None
    session().rollback()
    with clock_at():
        later = judgement_of(enrolled.trainee, first.stands_until - timedelta(seconds=1))
    assert later is not None
    assert {s: (j.state, j.debts, j.reasons) for s, j in later.by_skill.items()} == {
        s: (j.state, j.debts, j.reasons) for s, j in first.by_skill.items()
    }
