"""What must be true of every judgement, whatever the facts; and single rules that the hand-made cases do not show."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.judgement import conditions, rules
from lms.judgement.evidence import (
    DebtKind,
    Due,
    OfferDeclined,
    ReviewGiven,
    ShowStanding,
    SkillEvidence,
    SkillSettings,
    State,
)
from lms.judgement.states import Judgement, Reason, Rule
from tests.weekdays import Weekdays

from .evidences import (
    ANY_EVIDENCE,
    DUES,
    MOMENTS,
    NOTHING,
    ONE_COACH,
    READY_ONES,
    SETTINGS,
    SHANGHAI,
    SOME_SETTINGS,
    TUESDAY,
    TWO_COACHES,
    ZONES,
    days_ago,
    due,
    judged,
    made,
    reviewed,
    show,
)

NOWS = st.one_of(st.just(TUESDAY), MOMENTS)


def reason(judgement: Judgement, rule: Rule) -> Reason:
    (found,) = [r for r in judgement.reasons if r.rule is rule]
    return found


def judge_it(
    evidence: SkillEvidence, now: datetime = TUESDAY, figures: SkillSettings = SETTINGS, zone: tzinfo = SHANGHAI
) -> Judgement:
    return rules.judge(evidence, figures, now, Weekdays(), zone)


# What is true of every judgement.


@given(ANY_EVIDENCE, SOME_SETTINGS, NOWS, st.sampled_from(ZONES))
def test_every_evidence_gets_one_state_one_account_and_the_same_again(
    evidence: SkillEvidence, figures: SkillSettings, now: datetime, zone: ZoneInfo
) -> None:
    found = judge_it(evidence, now, figures, zone)
    assert found == judge_it(evidence, now, figures, zone)
    assert isinstance(found.state, State)
    assert [r.rule for r in found.reasons] == list(Rule)
    assert found.next_change_at is None or found.next_change_at > now
    assert found.method == rules.METHOD


@given(ANY_EVIDENCE, NOWS)
def test_a_debt_stands_beside_untrained_always_and_beside_ready_perhaps(evidence: SkillEvidence, now: datetime) -> None:
    found = judge_it(evidence, now)
    assert bool(found.debts) is (found.state is State.UNTRAINED) or found.state is State.READY
    assert DebtKind.REFRESHER not in {debt.kind for debt in found.debts} or found.state is State.UNTRAINED


@given(ANY_EVIDENCE, NOWS)
def test_every_count_is_proved_by_as_many_records_and_all_of_them_are_known(
    evidence: SkillEvidence, now: datetime
) -> None:
    facts = (*evidence.shows, *evidence.modules, *evidence.declined, *evidence.tries)
    known = {fact.record_id for fact in facts} | {r.record_id for t in evidence.tries for r in t.reviews}
    found = judge_it(evidence, now)
    for told in found.reasons:
        if isinstance(told.found, int) and told.rule is not Rule.OUTCOMES_MASTERED:
            assert len(told.records) == told.found, told
        assert known.issuperset(told.records)
    assert all(known.issuperset(debt.records) for debt in found.debts)


@given(ANY_EVIDENCE, NOWS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_come_changes_nothing(evidence: SkillEvidence, now: datetime, chance: Random) -> None:
    def mixed(facts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(facts, len(facts)))

    tries = tuple(replace(t, reviews=mixed(t.reviews)) for t in mixed(evidence.tries))
    fields = {name: mixed(getattr(evidence, name)) for name in ("dues", "modules", "shows", "declined")}
    assert judge_it(replace(evidence, tries=tries, **fields), now) == judge_it(evidence, now)


@given(ANY_EVIDENCE, NOWS, st.permutations(range(1, 8)))
def test_who_the_raters_are_changes_nothing(evidence: SkillEvidence, now: datetime, names: list[int]) -> None:
    def renamed(review: ReviewGiven) -> ReviewGiven:
        return replace(review, rater=names[review.rater - 1])

    tries = tuple(replace(t, reviews=tuple(map(renamed, t.reviews))) for t in evidence.tries)
    assert judge_it(replace(evidence, tries=tries), now) == judge_it(evidence, now)


@settings(max_examples=200)
@given(ANY_EVIDENCE, SOME_SETTINGS, NOWS, st.sampled_from(ZONES), st.floats(0, 1))
def test_nothing_changes_before_the_moment_that_a_judgement_names(
    evidence: SkillEvidence, figures: SkillSettings, now: datetime, zone: ZoneInfo, share: float
) -> None:
    first = judge_it(evidence, now, figures, zone)
    until = first.next_change_at or now + timedelta(days=1000)
    for later in (now + (until - now) * share, until - timedelta(microseconds=1)):
        assume(later < until)
        assert replace(judge_it(evidence, later, figures, zone), as_of=now) == first


@settings(max_examples=200)
@given(ANY_EVIDENCE, SOME_SETTINGS, NOWS, st.sampled_from(ZONES))
def test_something_does_change_at_the_moment_that_a_judgement_names(
    evidence: SkillEvidence, figures: SkillSettings, now: datetime, zone: ZoneInfo
) -> None:
    first = judge_it(evidence, now, figures, zone)
    assume(first.next_change_at is not None)
    then = judge_it(evidence, first.next_change_at, figures, zone)
    assert (then.state, then.debts, then.reasons) != (first.state, first.debts, first.reasons)


# What a further fact does.


@given(READY_ONES)
def test_two_tries_that_hold_by_two_raters_and_a_mastered_quiz_are_ready_whatever_else_is_known(
    evidence: SkillEvidence,
) -> None:
    assert judged(evidence).state is State.READY


@given(READY_ONES, st.integers(1, 5))
def test_a_further_try_that_holds_leaves_ready_who_is_ready_where_one_trainer_coaches(
    evidence: SkillEvidence, rater: int
) -> None:
    further = (*evidence.tries, reviewed(1, 0, 2.2, rater))
    assert judged(replace(evidence, tries=further, coaches=ONE_COACH)).state is State.READY


@given(READY_ONES)
def test_a_further_try_that_holds_by_somebody_new_leaves_ready_who_is_ready(evidence: SkillEvidence) -> None:
    assert judged(replace(evidence, tries=(*evidence.tries, reviewed(1, 0, 2.2, rater=99)))).state is State.READY


def test_a_third_try_that_holds_by_the_same_of_two_raters_asks_for_the_other_again() -> None:
    tries = (reviewed(1, 9, 2.2, 1), reviewed(2, 8, 2.2, 2), reviewed(3, 7, 2.2, 2))
    by_two = replace(NOTHING, coaches=TWO_COACHES)
    assert judged(replace(by_two, tries=tries)).state is State.READY
    assert judged(replace(by_two, tries=(*tries, reviewed(4, 6, 2.2, 2)))).state is State.ON_PLAN


@given(READY_ONES, MOMENTS)
def test_a_review_that_holds_leaves_ready_who_is_ready_whichever_try_it_is_of(
    evidence: SkillEvidence, tried_at: datetime
) -> None:
    evidence = replace(evidence, coaches=ONE_COACH)
    waiting = replace(made(1, 0), happened_at=tried_at)
    review = ReviewGiven(2, 99, TUESDAY, 2.2, critical_done=True, by_assigned_trainer=True)
    assert judged(replace(evidence, tries=(*evidence.tries, waiting))).state is State.READY
    assert judged(replace(evidence, tries=(*evidence.tries, replace(waiting, reviews=(review,))))).state is State.READY


@given(ANY_EVIDENCE, DUES)
def test_a_further_promise_makes_nobody_ready_and_takes_ready_from_nobody(evidence: SkillEvidence, more: Due) -> None:
    before, after = judged(evidence), judged(replace(evidence, dues=(*evidence.dues, more)))
    assert (after.state is State.READY) is (before.state is State.READY)
    assert before.state is not State.UNTRAINED or after.state is State.UNTRAINED
    assert not Counter(before.debts) - Counter(after.debts) or more.kind is DebtKind.MODULE


@given(ANY_EVIDENCE)
def test_a_promise_broken_makes_untrained_whoever_is_not_ready(evidence: SkillEvidence) -> None:
    broken = due(DebtKind.SHOW, 100, date(2026, 11, 23))
    after = judged(replace(evidence, dues=(*evidence.dues, broken), away=()))
    assert after.state in (State.UNTRAINED, State.READY)
    assert broken.due_on in {debt.since for debt in after.debts if debt.ordinal == 100}


@given(ANY_EVIDENCE, st.sampled_from([DebtKind.SHOW, DebtKind.TRY, DebtKind.MODULE, DebtKind.REFRESHER]))
def test_an_offer_in_vain_adds_no_debt_and_makes_nobody_ready(evidence: SkillEvidence, kind: DebtKind) -> None:
    before = judged(evidence)
    after = judged(replace(evidence, declined=(*evidence.declined, OfferDeclined(1, kind, TUESDAY))))
    assert not Counter(after.debts) - Counter(before.debts)
    assert (after.state is State.READY) is (before.state is State.READY)


@given(ANY_EVIDENCE, NOWS)
def test_leave_owes_nobody_more_and_nothing_falls_due_on_a_day_away(evidence: SkillEvidence, now: datetime) -> None:
    said = tuple(one for one in evidence.shows if one.standing is not ShowStanding.OFFERED)  # silence lasts longer
    away, there = (judge_it(replace(evidence, shows=said, away=days), now) for days in (evidence.away, ()))
    of_their_time = {(debt.kind, debt.ordinal, debt.subject) for debt in away.debts}
    assert of_their_time <= {(debt.kind, debt.ordinal, debt.subject) for debt in there.debts}
    days_away = [one for one in evidence.away if one.to_on is not None]
    moved = [debt.since for debt in away.debts if debt.kind is not DebtKind.REVIEW]
    assert not any(one.covers(since) for one in days_away for since in moved)


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("condition", conditions.CONDITIONS)
def test_the_rules_answer_whatever_one_condition_says(
    condition: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, condition, lambda *_: answer)
    many = tuple(reviewed(n, 30 - n, 1.0 + n % 3, rater=n % 2) for n in range(1, 9))
    for tries in ((), many[:1], many):
        assert judged(replace(NOTHING, tries=tries, shows=(show(50, 1, ShowStanding.OFFERED),))).state in State


@pytest.mark.parametrize("count", [0, 1, 500])
def test_five_hundred_tries_in_one_second_are_judged_like_one(count: int) -> None:
    tries = tuple(reviewed(n, 3, 2.2) for n in range(1, count + 1))
    found = judged(replace(NOTHING, tries=tries))
    assert found.state is (State.READY if count > 1 else State.ON_PLAN)
    assert reason(found, Rule.HAS_REVIEWED_TRY).found == count


# Time.


def test_a_clock_set_back_unmakes_no_fact() -> None:
    evidence = replace(NOTHING, tries=(reviewed(1, 2, 2.2), reviewed(2, 1, 2.2)))
    assert judged(evidence, now=days_ago(5)).state is State.READY


def test_what_was_due_by_a_date_is_owed_from_the_next_midnight_where_the_person_lives() -> None:
    evidence = replace(NOTHING, dues=(due(DebtKind.SHOW, 1, date(2026, 11, 24)),))
    midnight = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert judged(evidence).next_change_at == midnight
    assert judged(evidence, now=midnight - timedelta(seconds=1)).state is State.ON_PLAN
    assert judged(evidence, now=midnight).state is State.UNTRAINED
    new_york = rules.judge(evidence, SETTINGS, midnight, Weekdays(), ZoneInfo("America/New_York"))
    assert new_york.state is State.ON_PLAN


def test_a_midnight_that_the_clocks_jump_over_is_the_moment_of_the_jump() -> None:
    # In Cairo the clocks went from 0:00 to 1:00 on Friday 24 April 2026.
    evidence = replace(NOTHING, begins_on=date(2026, 4, 1), dues=(due(DebtKind.SHOW, 1, date(2026, 4, 23)),))
    now = datetime(2026, 4, 23, 12, 0, tzinfo=UTC)
    found = rules.judge(evidence, SETTINGS, now, Weekdays(), ZoneInfo("Africa/Cairo"))
    assert found.next_change_at == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        judged(NOTHING, now=datetime(2026, 11, 24))  # noqa: DTZ001 that is the point


# What waits, what was missed, what was corrected.


def test_a_told_show_does_not_pay_its_debt_before_it_is_confirmed_or_settled() -> None:
    promised = replace(NOTHING, dues=(due(DebtKind.SHOW, 1, date(2026, 11, 20)),))
    waiting = judged(replace(promised, shows=(show(1, 1, ShowStanding.OFFERED),)))
    assert waiting.state is State.UNTRAINED
    assert reason(waiting, Rule.SHOWS_GIVEN).found == 0
    assert reason(waiting, Rule.SHOWS_WAITING).records == (1,)
    disputed = judged(replace(promised, shows=(show(1, 1, ShowStanding.NOT_SEEN),)))
    assert [(debt.kind, debt.since) for debt in disputed.debts] == [(DebtKind.SHOW, date(2026, 11, 20))]


def test_a_told_show_counts_when_three_working_days_have_passed_in_silence() -> None:
    evidence = replace(NOTHING, shows=(show(1, 1, ShowStanding.OFFERED),))  # told on Monday: until Thursday night
    thursday_night = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
    assert judged(evidence).next_change_at == thursday_night
    assert reason(judged(evidence, now=thursday_night - timedelta(seconds=1)), Rule.SHOWS_GIVEN).found == 0
    assert reason(judged(evidence, now=thursday_night), Rule.SHOWS_GIVEN).records == (1,)


def test_offered_four_came_to_none_is_told_and_owed_by_nobody() -> None:
    dues = tuple(due(DebtKind.TRY, n, date(2026, 11, 10 + n)) for n in range(1, 5))
    declined = tuple(OfferDeclined(n, DebtKind.TRY, days_ago(n)) for n in range(1, 5))
    found = judged(replace(NOTHING, dues=dues, declined=declined))
    assert found.state is State.ON_PLAN
    assert reason(found, Rule.TRIES_NOT_COME_TO).records == (1, 2, 3, 4)
    assert (reason(found, Rule.TRIES_MADE).found, reason(found, Rule.TRIES_MADE).asked) == (0, 4)


def test_an_offer_of_one_module_does_not_stand_for_another() -> None:
    dues = tuple(
        due(DebtKind.MODULE, n, date(2026, 11, 20), module) for n, module in ((1, "first-visit"), (2, "quoting"))
    )
    named = OfferDeclined(1, DebtKind.MODULE, days_ago(3), "quoting")
    assert [d.subject for d in judged(replace(NOTHING, dues=dues, declined=(named,))).debts] == ["first-visit"]
    unnamed = replace(named, subject="")
    assert [d.subject for d in judged(replace(NOTHING, dues=dues, declined=(unnamed,))).debts] == ["quoting"]


@pytest.mark.parametrize(("entered", "precedes"), [(6, True), (5, True), (4, False)])
def test_a_show_entered_after_the_try_does_not_count_for_that_try(entered: float, precedes: bool) -> None:
    shown, tried = show(1, 6, entered=entered), reviewed(2, 5, 1.0)
    assert conditions.show_precedes(shown, tried) is precedes
    told = reason(judged(replace(NOTHING, shows=(shown,), tries=(tried,))), Rule.TAUGHT_BEFORE_TRIED)
    assert told.records == ((2,) if precedes else ())


def test_a_level_that_was_corrected_is_read_as_if_it_had_never_stood() -> None:
    first, wrong, right = reviewed(1, 5, 2.2), reviewed(2, 4, 1.2), reviewed(3, 4, 2.2)
    assert judged(replace(NOTHING, tries=(first, wrong))).state is State.ON_PLAN
    assert judged(replace(NOTHING, tries=(first, right))).state is State.READY


def test_a_show_taken_back_from_the_wrong_trainee_is_owed_again_since_its_day() -> None:
    promised = replace(NOTHING, dues=(due(DebtKind.SHOW, 1, date(2026, 11, 20)),), shows=(show(1, 5),))
    assert judged(promised).state is State.ON_PLAN
    assert [debt.since for debt in judged(replace(promised, shows=())).debts] == [date(2026, 11, 20)]


# The refresher.


def test_a_refresher_is_owed_by_who_coaches_the_skill_today_and_proved_by_the_last_review_that_held() -> None:
    tries = (reviewed(1, 201, 2.2), reviewed(2, 200, 2.2))
    (owed,) = judged(replace(NOTHING, tries=tries, refresher_owed_by=9)).debts
    assert (owed.kind, owed.owed_by, owed.records) == (DebtKind.REFRESHER, 9, (1002,))
    assert owed.since == date(2026, 11, 24) - timedelta(days=20)


def test_a_refresher_not_come_to_is_owed_no_longer_but_makes_nobody_ready() -> None:
    tries = (reviewed(1, 201, 2.2), reviewed(2, 200, 2.2))
    declined = (OfferDeclined(3, DebtKind.REFRESHER, days_ago(2)),)
    found = judged(replace(NOTHING, tries=tries, declined=declined))
    assert (found.state, found.debts) == (State.ON_PLAN, ())


def test_failing_the_quiz_does_not_wipe_out_a_refresher_that_is_owed() -> None:
    tries = (reviewed(1, 201, 2.2), reviewed(2, 200, 2.2))
    assert judged(replace(NOTHING, tries=tries, outcomes_holding=3)).state is State.UNTRAINED


def test_an_unreviewed_try_gives_no_refresher() -> None:
    tries = (reviewed(1, 201, 2.2), reviewed(2, 200, 2.2), made(3, 1))
    assert judged(replace(NOTHING, tries=tries)).state is State.UNTRAINED


# The person.


def test_a_person_stands_until_the_first_of_their_skills_changes() -> None:
    soon, late = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=9)
    skills = {
        str(n): Judgement(State.ON_PLAN, (), (), TUESDAY, change, rules.METHOD)
        for n, change in enumerate((late, None, soon))
    }
    assert rules.person_stands_until(skills) == soon
    assert rules.person_stands_until({}) is None


@given(st.dictionaries(st.text(max_size=3), st.sampled_from(State), max_size=6))
def test_every_person_gets_one_state_and_is_ready_only_when_every_skill_is(states: dict[str, State]) -> None:
    skills = {skill: Judgement(state, (), (), TUESDAY, None, rules.METHOD) for skill, state in states.items()}
    found = rules.judge_person(skills)
    assert (found is State.READY) is (set(states.values()) == {State.READY})
    assert (found is State.UNTRAINABLE) is (State.UNTRAINABLE in states.values())
    assert (found is State.UNTRAINED) is (State.UNTRAINED in states.values() and found is not State.UNTRAINABLE)
    assert (found is State.UNKNOWN) is (set(states.values()) <= {State.UNKNOWN})
    assert rules.judge_person(skills, [*states, "not-begun"]) is not State.READY
