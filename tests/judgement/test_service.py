"""Judgements gathered from what people did, through the services of every room."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, g
from sqlalchemy import update

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session, transaction
from lms.i18n import Language, speaking
from lms.judgement.evidence import DebtKind, State
from lms.judgement.service import PersonJudgement, judgement_of, judgements_of
from lms.judgement.states import Reason
from lms.people.models import Coaching, Person
from lms.plan import service as plan
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.practice import reviews, tries
from lms.practice.index_view import lines_of
from lms.practice.reading import practice_of
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.pages import queries
from tests.practice.plays import SKILL, at, begin, clock_at, key, rate_all, reviewed, shown, tap


@pytest.fixture
def enrolled(cast: Cast) -> Cast:
    with clock.standing_at(BEGAN):
        plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "enrol")
    return cast


def judged(cast: Cast, days: int = 0) -> PersonJudgement:
    session().rollback()
    with clock_at(days=days):
        found = judgement_of(cast.trainee, at(days=days))
    assert found is not None
    return found


def reason(found: PersonJudgement, rule: str) -> Reason:
    return next(one for one in found.by_skill[SKILL].reasons if one.rule.value == rule)


def missed(cast: Cast, thing: Owed) -> int:
    """It was booked for nine, the trainee did not come, and at ten that was said. Returns what was said."""
    with clock.standing_at(at() - timedelta(hours=2)):
        booked_for = at() - timedelta(hours=1)
        arrange(cast.trainer, cast.trainee, thing, Arranged.BOOKED, key(), booked_for=booked_for)
    with clock_at():
        return arrange(cast.trainer, cast.trainee, thing, Arranged.NOT_COME, key())


def coached(cast: Cast, **values: object) -> None:
    """Change the coaching of the trainee by their trainer."""
    with transaction():
        session().execute(update(Coaching).where(Coaching.trainee_id == cast.trainee).values(**values))


def suspend(person_id: int) -> None:
    with transaction():
        session().execute(update(Person).where(Person.id == person_id).values(suspended_at=at()))


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
    missed(enrolled, Owed("try", SKILL, "", 1))
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
    with clock.standing_at(BEGAN):
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


def test_who_coaches_later_changes_nothing_about_which_review_of_an_old_try_counts(enrolled: Cast) -> None:
    play = begin(enrolled)
    with clock_at(10):
        second = reviews.open_review(enrolled.manager, play.try_id)
        reviews.rate(enrolled.manager, second, [tap(n, item, 3) for n, item in enumerate(play.items, start=1)])
        reviews.end_review(enrolled.manager, second, len(play.items))
    with clock_at(15):
        reviews.end_review(enrolled.trainer, play.review_id, rate_all(enrolled, play, 1))

    def told() -> tuple[object, tuple[str, ...]]:
        found = judged(enrolled, days=4)
        lines = lines_of(practice_of([enrolled.trainee])[enrolled.trainee], found.known.plan, enrolled.trainer)
        marks = next(line.marks for line in lines if line.skill == SKILL)
        return reason(found, "last_one_held").found, marks

    assert told() == (1.0, ("half",))
    coached(enrolled, to_on=date(2026, 11, 17))
    with transaction():
        session().add(
            Coaching(trainer_id=enrolled.manager, trainee_id=enrolled.trainee, from_on=date(2026, 11, 18), to_on=None)
        )
    assert told() == (1.0, ("half",))


def test_of_a_try_without_a_trainer_the_review_by_who_coached_on_its_day_counts(enrolled: Cast) -> None:
    with clock_at():
        made = tries.start_try(enrolled.trainee, enrolled.trainee, SKILL, key())
    for rater, level, minute in ((enrolled.manager, 3, 10), (enrolled.trainer, 1, 12)):
        with clock_at(minute):
            review = reviews.open_review(rater, made)
            items = [item.id for item in edition.catalog().checklist_of(SKILL).items]  # type: ignore[arg-type]
            reviews.rate(rater, review, [tap(n, item, level) for n, item in enumerate(items, start=1)])
            reviews.end_review(rater, review, len(items))
    coached(enrolled, to_on=date(2026, 11, 17))
    assert reason(judged(enrolled, days=4), "last_one_held").found == 1.0


def test_a_try_that_nobody_was_there_to_watch_is_not_a_try_with_a_trainer(enrolled: Cast) -> None:
    coached(enrolled, to_on=date(2026, 11, 3))
    before = judged(enrolled)
    with clock_at(-60):
        made = tries.start_try(enrolled.trainee, enrolled.trainee, SKILL, key())
        tries.end_try(enrolled.trainee, made, key())
    after = judged(enrolled)
    assert reason(after, "tries_made").found == 0
    assert after.debts == before.debts


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_the_state_does_not_depend_on_where_the_reader_is(enrolled: Cast, zone: str) -> None:
    reviewed(enrolled)
    midnight = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
    for moment in (midnight - timedelta(minutes=1), midnight):
        with speaking(Language.EN, "Asia/Shanghai"):
            at_home = judgement_of(enrolled.trainee, moment)
        with speaking(Language.EN, zone):
            assert judgement_of(enrolled.trainee, moment) == at_home


def test_the_end_of_a_coaching_that_is_known_beforehand_is_a_moment_at_which_debts_change(enrolled: Cast) -> None:
    coached(enrolled, to_on=date(2026, 11, 18))
    moment, owners = at(), {}
    while moment < at(days=6):
        session().rollback()
        found = judgement_of(enrolled.trainee, moment)
        assert found is not None
        assert found.stands_until is not None
        owners[moment] = {debt.owed_by for _skill, debt in found.debts}
        session().rollback()
        later = judgement_of(enrolled.trainee, found.stands_until - timedelta(seconds=1))
        assert later is not None
        assert [one.debts for one in later.by_skill.values()] == [one.debts for one in found.by_skill.values()]
        moment = found.stands_until
    gone = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
    assert owners[gone] == {None}
    assert {owner for moment, who in owners.items() if moment < gone for owner in who} == {enrolled.trainer}


def test_a_suspended_trainer_owes_nothing_any_more(enrolled: Cast) -> None:
    play = begin(enrolled)
    with clock_at(15):
        tries.end_try(enrolled.trainee, play.try_id, key())
    with clock_at():
        thing = Owed("show", SKILL, "", 1)
        arrange(enrolled.trainer, enrolled.trainee, thing, Arranged.HANDED, key(), handed_to=enrolled.manager)
    before = {debt.owed_by for _skill, debt in judged(enrolled, days=7).debts}
    assert before == {enrolled.trainer, enrolled.manager}
    suspend(enrolled.trainer)
    found = judged(enrolled, days=7)
    assert DebtKind.REVIEW in {debt.kind for _skill, debt in found.debts}
    assert {debt.owed_by for _skill, debt in found.debts} == {None, enrolled.manager}
    assert found.known.coaches == ()
    suspend(enrolled.manager)
    assert {debt.owed_by for _skill, debt in judged(enrolled, days=7).debts} == {None}


def test_a_course_that_changes_judges_nobody_anew(enrolled: Cast) -> None:
    before = reason(judged(enrolled), "outcomes_mastered").asked
    catalog = edition.catalog()
    module = catalog.modules[ModuleId(SKILL)]
    more = replace(module, outcomes=(*module.outcomes, replace(module.outcomes[0], id="quite-new")))
    skill = catalog.skills[SKILL]  # type: ignore[index]
    longer = replace(skill, taught_by=(*skill.taught_by, ModuleId("first-visit")))
    # what the site reads from disk when the files of a course were changed
    g.catalog = replace(
        catalog, modules={**catalog.modules, module.id: more}, skills={**catalog.skills, skill.id: longer}
    )
    assert reason(judged(enrolled), "outcomes_mastered").asked == before
    assert reason(judged(enrolled), "modules_read").asked == 1
    g.catalog = replace(catalog, modules={**catalog.modules, module.id: replace(module, outcomes=module.outcomes[1:])})
    assert reason(judged(enrolled), "outcomes_mastered").asked == int(before) - 1


def test_what_the_path_promises_is_told_beside_what_is_due_by_today(enrolled: Cast) -> None:
    first = reason(judged(enrolled, days=-14), "tries_made")
    assert (first.found, first.due, first.asked, first.holds) == (0, 0, 6, True)
    late = reason(judged(enrolled), "tries_made")
    assert late.due is not None
    assert 0 < late.due < 6
    assert not late.holds
