"""Who decides has looked, says why in their own words, and is not alone where the question is about them too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, NotAllowed, NotYours, Unusable
from lms.judgement.cases.deciding import CaseDeciding, Teaching, confirm, decide_case, hand_back, open_piece, say
from lms.judgement.cases.gathering import team_of
from lms.judgement.cases.models import CaseView, DraftDecision, ReviewCase
from lms.judgement.cases.opening import open_due_cases
from lms.judgement.cases.reading import changed, course_of, load
from lms.judgement.cases.rules import Change, Lacking, Piece, decides_not_alone, lacking
from lms.judgement.cases.telling import BACK, DECIDED, PROMISED, REPLIED, SECOND
from lms.judgement.decisions import mending
from lms.judgement.decisions.service import Deciding, Kind, decide, decisions_of, reply
from lms.judgement.evidence import DebtKind, State
from lms.judgement.models import Decision
from lms.judgement.service import judgement_of
from lms.judgement.states import Debt
from lms.people.models import Membership, Person
from lms.plan.models import Enrolment
from lms.plan.service import acknowledge, plan_of
from lms.practice.corrections import correct_rating
from lms.practice.models import Review
from lms.practice.shows import correct_show
from lms.records.models import Notice
from lms.records.service import first_bad_line
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.cases import (
    ASKED,
    LOOKED,
    OTHERS_GROW,
    REASON,
    SAID,
    a_case,
    drafted,
    estimated,
    looked,
    nothing_owed_elsewhere,
    opened,
    second_review,
    standing_still,
    teach,
)
from tests.factories.training import PHONE, VISIT, items_of, key, on, trainee_of
from tests.practice.plays import verbs


@pytest.fixture
def case_id(cast: Cast) -> int:
    return a_case(cast)


def the(case_id: int) -> ReviewCase:
    return session().get_one(ReviewCase, case_id)


def told(person_id: int) -> list[str]:
    return list(session().scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)))


MENDED = (Change.CORRECTED, Change.TRIES, Change.RATERS)


def refused(do: Callable[[], object]) -> list[str]:
    with pytest.raises(Unusable) as refusal:
        do()
    return list(refusal.value.fields)


def test_nobody_decides_before_they_have_opened_every_piece(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        for piece in Piece:
            assert refused(lambda: decide_case(cast.manager, case_id, teach(cast.trainer), key())) == [""]
            open_piece(cast.manager, case_id, piece)
        assert decide_case(cast.manager, case_id, teach(cast.trainer), key())


def test_all_that_is_wrong_is_said_at_once(cast: Cast, case_id: int) -> None:
    nobody = teach(0)
    assert nobody.teaching is not None
    whole = replace(nobody, reason="", teaching=replace(nobody.teaching, shows=0, tries=0))
    with clock.standing_at(LOOKED):
        said = refused(lambda: decide_case(cast.manager, case_id, whole, key()))
    assert said == ["", "reason", "teach_differently_by", "teach_differently_shows"]


def test_who_opened_what_and_when_is_kept_the_first_time(cast: Cast, case_id: int) -> None:
    for minutes in (0, 5):
        with clock.standing_at(LOOKED + timedelta(minutes=minutes)):
            open_piece(cast.manager, case_id, Piece.WHY)
            open_piece(cast.trainee, case_id, Piece.WHY)
    rows = session().scalars(select(CaseView).order_by(CaseView.person_id)).all()
    assert [(row.person_id, row.piece, row.at) for row in rows] == [
        (cast.trainee, "why", LOOKED), (cast.manager, "why", LOOKED)
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["trainee", "trainer", "other_trainer", "other_trainee", "admin"])
def test_only_who_manages_the_person_decides(cast: Cast, case_id: int, who: str) -> None:
    with clock.standing_at(LOOKED), pytest.raises(NotYours):
        decide_case(getattr(cast, who), case_id, teach(cast.trainer), key())


def test_what_is_promised_is_owed_by_whom_and_until_when_it_says(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.other_trainer, shows=1, tries=2, days=10), "k")
        assert decide_case(cast.manager, case_id, teach(cast.other_trainer, shows=1, tries=2, days=10), "k")
        found = plan_of(cast.trainee)
        assert found is not None
        added = [one for one in found.obligations if one.owed_by is not None]
        assert [(one.kind, one.ordinal, one.owed_by, one.due_on) for one in added] == [
            ("show", 3, cast.other_trainer, date(2026, 12, 4)),
            ("try", 11, cast.other_trainer, date(2026, 12, 4)),
            ("try", 12, cast.other_trainer, date(2026, 12, 4)),
        ], "numbered on, so that the ten tries made before pay for none of it"
        assert told(cast.other_trainer)[-1] == PROMISED
        assert told(cast.trainee)[-1] == DECIDED
    judged = judgement_of(cast.trainee, on(27, 9) + timedelta(days=10))
    assert judged is not None
    assert judged.by_skill[PHONE].state is State.UNTRAINED
    owed = [(one.kind, one.ordinal, one.owed_by) for one in judged.by_skill[PHONE].debts]
    assert owed == [
        (DebtKind.SHOW, 3, cast.other_trainer), (DebtKind.TRY, 11, cast.other_trainer),
        (DebtKind.TRY, 12, cast.other_trainer),
    ]  # fmt: skip
    assert first_bad_line(cast.trainee) is None


def test_what_is_given_pays_for_it_one_by_one(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.trainer, shows=1, tries=1), key())
    trainee = trainee_of(cast)
    trainee.shown(PHONE, on(25))
    trainee.tried(PHONE, on(26), 1)
    judged = judgement_of(cast.trainee, on(27, 9) + timedelta(days=10))
    assert judged is not None
    assert judged.by_skill[PHONE].debts == ()


def test_a_decision_that_is_withdrawn_takes_back_what_was_not_given_and_opens_the_review_again(
    cast: Cast, case_id: int
) -> None:
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.trainer), key())
        decided = session().scalars(select(Decision.id)).one()
        assert the(case_id).closed_at == LOOKED
        with pytest.raises(Conflict):
            mending.correct(cast.manager, decided, Deciding(Kind.ACCOMPANY, REASON, SAID, None), "写错了", key())
        mending.withdraw(cast.manager, decided, "定错了人", key())
        assert the(case_id).closed_at is None
        found = plan_of(cast.trainee)
        assert found is not None
        assert all(one.owed_by is None for one in found.obligations)
        assert decide_case(cast.manager, case_id, teach(cast.other_trainer), key())
    assert first_bad_line(cast.trainee) is None


@pytest.mark.parametrize(
    ("deciding", "fields"),
    [
        (CaseDeciding(Kind.OBSERVE, " 短 ", "", date(2026, 11, 24)), ["reason", "said", "until_on"]),
        (CaseDeciding(Kind.TEACH_DIFFERENTLY, REASON, SAID), ["teach_differently_by"]),
        (CaseDeciding(Kind.ACCOMPANY, REASON, SAID, teaching=Teaching(2, 0, 0, date(2026, 12, 4), PHONE)),
         ["accompany_shows"]),
        (CaseDeciding(Kind.ACCOMPANY, REASON, SAID, teaching=Teaching(2, 99, -1, date(2026, 12, 4), PHONE)),
         ["accompany_shows"]),
        (CaseDeciding(Kind.TEACH_DIFFERENTLY, REASON, SAID, teaching=Teaching(2, 1, 1, date(2026, 11, 24), PHONE)),
         ["teach_differently_due_on"]),
        (CaseDeciding(Kind.OTHER_POST, REASON, SAID, teaching=Teaching(2, 1, 1, date(2026, 12, 4), "quoting")),
         ["other_post_post", "other_post_skill"]),
        (CaseDeciding(Kind.ANOTHER_TRAINER, REASON, SAID, teaching=Teaching(5, 0, 0, None, PHONE)),
         ["another_trainer_by"]),
        (CaseDeciding(Kind.NOT_SUITED, REASON, SAID), ["kind"]),
    ],
)  # fmt: skip
def test_an_outcome_without_what_belongs_to_it_is_refused(
    cast: Cast, case_id: int, deciding: CaseDeciding, fields: list[str]
) -> None:
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        assert sorted(refused(lambda: decide_case(cast.manager, case_id, deciding, key()))) == fields


def test_another_post_owes_the_training_for_it(cast: Cast, case_id: int) -> None:
    teaching = Teaching(cast.trainer, 2, 0, date(2026, 12, 10), VISIT)
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        deciding = CaseDeciding(Kind.OTHER_POST, REASON, SAID, teaching=teaching, post="售前顾问")
        assert decide_case(cast.manager, case_id, deciding, key())
        found = plan_of(cast.trainee)
        assert found is not None
        assert [(one.skill, one.ordinal) for one in found.obligations if one.owed_by] == [(VISIT, 3), (VISIT, 4)]


def test_what_is_still_to_be_given_goes_to_another_trainer(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.trainer, shows=2, tries=0), key())
        mending.withdraw(cast.manager, session().scalars(select(Decision.id)).one(), "换个人", key())
        deciding = CaseDeciding(Kind.ANOTHER_TRAINER, REASON, SAID,
                                teaching=Teaching(cast.other_trainer, 1, 0, date(2026, 12, 4), PHONE))  # fmt: skip
        assert decide_case(cast.manager, case_id, deciding, key())
    judged = judgement_of(cast.trainee, on(27, 9) + timedelta(days=10))
    assert judged is not None
    assert [(one.ordinal, one.owed_by) for one in judged.by_skill[PHONE].debts] == [(3, cast.other_trainer)]


def test_a_decision_that_is_sent_again_while_a_case_is_open_has_its_first_answer(cast: Cast) -> None:
    standing_still(cast)
    estimated()
    observe = Deciding(Kind.OBSERVE, REASON, SAID, date(2026, 12, 4))
    with clock.standing_at(ASKED):
        first = decide(cast.manager, cast.trainee, PHONE, observe, "sent")
        open_due_cases(ASKED)
        assert decide(cast.manager, cast.trainee, PHONE, observe, "sent") == first
        with pytest.raises(Conflict):
            decide(cast.manager, cast.trainee, PHONE, observe, key())


def test_while_it_is_open_nothing_is_decided_beside_it(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED), pytest.raises(Conflict):
        decide(cast.manager, cast.trainee, PHONE, Deciding(Kind.ACCOMPANY, REASON, SAID, None), key())


def test_the_trainee_answers_before_and_after(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        say(cast.trainee, case_id, "电话里能听懂，一急就抢话。", "w")
        say(cast.trainee, case_id, "电话里能听懂，一急就抢话。", "w")
        assert told(cast.manager).count(REPLIED) == 1
        for who in (cast.manager, cast.trainer, cast.other_trainee):
            with pytest.raises(NotYours):
                say(who, case_id, "不是我", key())
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.trainer), key())
        with pytest.raises(AlreadyClosed):
            say(cast.trainee, case_id, "再说一句", key())
        reply(cast.trainee, session().scalars(select(Decision.id)).one(), "好，我愿意。", key())
    assert verbs(cast.trainee)[-3:] == ["replied", "decided", "replied"]
    assert first_bad_line(cast.trainee) is None


def test_who_rated_alone_or_owes_something_does_not_decide_alone() -> None:
    late = Debt(DebtKind.REVIEW, 11, "", 2, date(2026, 11, 26))
    assert not decides_not_alone(3, {2, 4}, [])
    assert not decides_not_alone(3, {2, 4}, [late])
    assert decides_not_alone(2, {2}, []), "the only rater"
    assert decides_not_alone(2, {2, 4}, [late]), "who owes it"
    assert decides_not_alone(3, {2, 4}, [replace(late, owed_by=None)]), "what nobody coaches is the manager's"


def test_who_owes_a_debt_in_it_needs_a_second_person(cast: Cast, case_id: int) -> None:
    with transaction():
        session().add(Membership(person_id=cast.trainer, team_id=cast.team, role="manager", from_on=DAY_ONE))
    trainee_of(cast).tried(PHONE, on(24, 17), None)
    with clock.standing_at(on(30, 9)):
        looked(case_id, cast.trainer, cast.manager)
        assert not decide_case(cast.trainer, case_id, teach(cast.other_trainer), key())
        assert told(cast.manager)[-1] == SECOND, "another manager before anybody else"
        assert SECOND not in told(cast.admin)
        confirm(cast.manager, case_id, key())
    decision = session().scalars(select(Decision)).one()
    assert (decision.by_id, decision.confirmed_by) == (cast.trainer, cast.manager)


def test_a_draft_whose_day_has_passed_is_to_be_handed_back(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        drafted(case_id, cast.manager, teach(cast.other_trainer, days=2))
    with clock.standing_at(on(30, 9)):
        looked(case_id, cast.admin)
        with pytest.raises(Unusable) as wrong:
            confirm(cast.admin, case_id, key())
        assert "请退回" in wrong.value.fields[""]
        hand_back(cast.admin, case_id, "日子过了，请重新定。", key())
    assert session().scalars(select(Decision)).all() == []


def test_agreed_not_suited_is_not_to_be_had_in_a_first_review(cast: Cast, case_id: int) -> None:
    nothing_owed_elsewhere(cast)
    with clock.standing_at(LOOKED):
        missing = lacking(course_of(load(the(case_id))))
    assert missing == (Lacking.TEACHING, Lacking.SECOND)


NOT_SUITED = CaseDeciding(
    Kind.NOT_SUITED, "两轮都教了，当面追问还是没有一次做到，一起谈过三回。", "我们谈过了：这个岗位先到这里。"
)


def test_agreed_not_suited_stands_once_a_second_person_agrees(cast: Cast) -> None:
    case_id = second_review(cast)
    with clock.standing_at(on(27, 15)):
        assert lacking(course_of(load(the(case_id)))) == ()
        looked(case_id, cast.manager)
        assert not decide_case(cast.manager, case_id, NOT_SUITED, key())
        assert the(case_id).closed_at is None
        assert decisions_of([cast.trainee])[cast.trainee][0].decision.kind == Kind.TEACH_DIFFERENTLY, (
            "nobody reads it yet"
        )
        assert DECIDED not in told(cast.trainee)[2:]
        assert told(cast.admin) == [SECOND], "there is no other manager"
        with pytest.raises(NotAllowed):
            confirm(cast.manager, case_id, key())
        for who in (cast.trainee, cast.trainer, cast.other_trainee):
            with pytest.raises(NotYours):
                confirm(who, case_id, key())
        assert refused(lambda: confirm(cast.admin, case_id, key())) == [""], "who agrees has looked too"
        looked(case_id, cast.admin)
        confirm(cast.admin, case_id, "c")
        confirm(cast.admin, case_id, "c")
    decision = decisions_of([cast.trainee])[cast.trainee][0].decision
    assert (decision.kind, decision.by_id, decision.confirmed_by) == (Kind.NOT_SUITED, cast.manager, cast.admin)
    assert told(cast.trainee)[-1] == DECIDED
    judged = judgement_of(cast.trainee, on(27, 16))
    assert judged is not None
    assert judged.by_skill[PHONE].state is State.UNTRAINABLE, "a decision never overwrites the state"
    assert first_bad_line(cast.trainee) is None


def decided_to_teach(cast: Cast, shows: int, tries: int) -> None:
    first = a_case(cast)
    with clock.standing_at(LOOKED):
        looked(first, cast.manager)
        decide_case(cast.manager, first, teach(cast.other_trainer, shows=shows, tries=tries), key())
    nothing_owed_elsewhere(cast)


def missing_now(cast: Cast, at: datetime) -> tuple[Lacking, ...]:
    """Of "agreed not suited", in the review that is open; one is opened where the rules do not ask."""
    with clock.standing_at(at):
        open_now = session().scalars(select(ReviewCase.id).where(ReviewCase.closed_at.is_(None))).one_or_none()
        return lacking(course_of(load(the(open_now or opened(cast.trainee, PHONE)))))


def test_tries_from_before_the_show_of_the_gap_are_no_second_assessment(cast: Cast) -> None:
    """Teaching for the gap, and then a look: not the look first and the show afterwards, to have both on paper."""
    decided_to_teach(cast, shows=1, tries=3)
    found = trainee_of(cast)
    for day, rater in ((25, cast.trainer), (26, cast.other_trainer), (27, cast.trainer)):
        found.tried(PHONE, on(day, 11), 0, rater=rater)
    found.shown(PHONE, on(27, 13))
    assert missing_now(cast, on(27, 15)) == (Lacking.SECOND,)
    for day in (28, 29, 30):
        found.tried(PHONE, on(day, 11), 0, rater=cast.other_trainer)
    assert missing_now(cast, on(30, 15)) == ()


def test_a_try_from_before_the_decision_is_no_second_assessment_however_late_its_review(cast: Cast) -> None:
    first = a_case(cast)
    found = trainee_of(cast)
    waits = found.tried(PHONE, LOOKED - timedelta(minutes=40), None)
    with clock.standing_at(LOOKED):
        looked(first, cast.manager)
        decide_case(cast.manager, first, teach(cast.other_trainer, shows=0, tries=2), key())
    nothing_owed_elsewhere(cast)
    found.reviewed(waits, cast.trainer, 0, on(25, 9))
    for day, rater in ((25, cast.trainer), (26, cast.other_trainer)):
        found.tried(PHONE, on(day, 11), 0, rater=rater)
    assert missing_now(cast, on(27, 15)) == (Lacking.SECOND,)
    found.tried(PHONE, on(27, 16), 0, rater=cast.trainer)
    assert missing_now(cast, on(27, 18)) == ()


def test_the_second_person_asked_is_one_who_can_answer(cast: Cast) -> None:
    case_id = second_review(cast)
    with transaction():
        gone = Person(name="秦岚", email="gone@example.com", created_at=BEGAN, suspended_at=LOOKED)
        session().add(gone)
        session().flush()
        session().add(Membership(person_id=gone.id, team_id=cast.team, role="manager", from_on=DAY_ONE))
    with clock.standing_at(on(27, 15)):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, NOT_SUITED, key())
    assert told(gone.id) == []
    assert told(cast.admin) == [SECOND], "there is no other manager who still works here"


def test_who_does_not_agree_says_why_and_it_is_decided_anew(cast: Cast) -> None:
    case_id = second_review(cast)
    with clock.standing_at(on(27, 15)):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, NOT_SUITED, key())
        with pytest.raises(Conflict):
            decide_case(cast.manager, case_id, teach(cast.trainer), key())
        hand_back(cast.admin, case_id, "第二轮只隔了三天，再看两周。", key())
        assert told(cast.manager)[-1] == BACK
        with pytest.raises(AlreadyClosed):
            confirm(cast.admin, case_id, key())
        assert decide_case(cast.manager, case_id, teach(cast.trainer), key())
    assert session().scalars(select(DraftDecision.why)).one() == "第二轮只隔了三天，再看两周。"


def test_a_debt_that_stands_again_blocks_it_and_is_named(cast: Cast) -> None:
    case_id = second_review(cast)
    trainee_of(cast).tried(PHONE, on(27, 16), None)
    with clock.standing_at(on(27, 9) + timedelta(days=10)):
        assert Lacking.DEBTS in lacking(course_of(load(the(case_id))))
        looked(case_id, cast.manager)
        assert refused(lambda: decide_case(cast.manager, case_id, NOT_SUITED, key())) == ["kind"]


def test_a_debt_in_another_skill_blocks_it_until_it_is_paid(cast: Cast) -> None:
    case_id = second_review(cast)
    visited = trainee_of(cast).tried(VISIT, on(25, 12), None)
    with clock.standing_at(on(27, 15)):
        assert lacking(course_of(load(the(case_id)))) == (), "its review is not due yet"
    later = on(30, 15)
    with clock.standing_at(later):
        assert lacking(course_of(load(the(case_id)))) == (Lacking.DEBTS,)
        looked(case_id, cast.manager)
        assert refused(lambda: decide_case(cast.manager, case_id, NOT_SUITED, key())) == ["kind"]
        trainee_of(cast).reviewed(visited, cast.trainer, 2, later)
        assert lacking(course_of(load(the(case_id)))) == ()
        assert not decide_case(cast.manager, case_id, NOT_SUITED, key()), "it waits for the second person"


def test_nobody_is_agreed_not_suited_for_what_they_hold_by_now(cast: Cast) -> None:
    case_id = second_review(cast)
    for day, rater in ((28, cast.trainer), (30, cast.other_trainer)):
        trainee_of(cast).tried(PHONE, on(day), 3, rater=rater)
    with clock.standing_at(on(30, 15)):
        assert the(case_id).closed_at is None
        assert lacking(course_of(load(the(case_id)))) == (Lacking.FAILED,)
        looked(case_id, cast.manager)
        assert refused(lambda: decide_case(cast.manager, case_id, NOT_SUITED, key())) == ["kind"]


def test_a_standard_never_acknowledged_blocks_it(cast: Cast) -> None:
    case_id = second_review(cast, acknowledged=False)
    with clock.standing_at(on(27, 15)):
        assert lacking(course_of(load(the(case_id)))) == (Lacking.STANDARD,)


def test_a_standard_acknowledged_after_the_first_try_came_too_late_however_late_its_review(cast: Cast) -> None:
    case_id = second_review(cast, acknowledged=False)
    with clock.standing_at(on(3, 10, 17)):
        acknowledge(cast.trainee, session().scalars(select(Enrolment.id)).one(), key())
    first = load(the(case_id)).evidence.tries[0]
    ended = session().scalars(select(Review.closed_at).where(Review.try_id == first.try_id, Review.kind == "trainer"))
    assert first.at < on(3, 10, 17) < (ended.one() or first.at)
    with clock.standing_at(on(27, 15)):
        assert lacking(course_of(load(the(case_id)))) == (Lacking.STANDARD,)


def test_an_open_case_says_what_changed_since_it_was_frozen(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        assert changed(load(the(case_id))) == ()
        made = load(the(case_id)).evidence.tries[-1]
        review = session().scalars(select(Review).where(Review.try_id == made.try_id, Review.kind == "trainer")).one()
        correct_rating(review.rater_id, review.id, {items_of(made.try_id)[0]: 3}, "点错了一格", key())
        trainee_of(cast).tried(PHONE, on(24, 17), 2)
        with transaction():
            session().get_one(Person, cast.other_trainer).suspended_at = LOOKED
    with clock.standing_at(on(25, 9)):
        found = [one.what for one in changed(load(the(case_id)))]
        assert found in ([*MENDED], [Change.STATE, *MENDED])
        assert the(case_id).closed_at is None, "and never closes by itself"


def test_an_open_case_says_that_a_show_in_its_evidence_does_not_stand(cast: Cast) -> None:
    standing_still(cast).shown(PHONE, on(5, 14))
    wrong = trainee_of(cast).shown(PHONE, on(6, 14))
    estimated()
    (case_id,) = open_due_cases(ASKED)
    with clock.standing_at(LOOKED):
        correct_show(cast.trainer, wrong, "记错了人", key())
        assert [(one.what, one.count) for one in changed(load(the(case_id)))] == [(Change.SHOWS, 1)]


def test_a_newer_estimate_is_told_only_where_it_would_judge_otherwise(cast: Cast, case_id: int) -> None:
    """One is made each night, so that else every open case would say so every day."""
    frozen = the(case_id).evidence
    estimated()
    with clock.standing_at(on(25, 9)):
        assert changed(load(the(case_id))) == ()
    estimated(growing=replace(OTHERS_GROW, growth=0.45))
    with clock.standing_at(on(25, 9)):
        assert [one.what for one in changed(load(the(case_id)))] == [Change.STATE, Change.ESTIMATE]
        assert the(case_id).evidence == frozen


def test_a_person_moved_to_another_team_takes_the_case_along(cast: Cast, case_id: int) -> None:
    with transaction():
        for row in session().scalars(select(Membership).where(Membership.person_id == cast.trainee)):
            row.to_on = date(2026, 11, 24)
        session().add(
            Membership(person_id=cast.trainee, team_id=cast.other_team, role="trainee", from_on=date(2026, 11, 25))
        )
    with clock.standing_at(on(26)):
        assert [one.what for one in changed(load(the(case_id)))] == [Change.TEAM]
        with pytest.raises(NotYours):
            open_piece(cast.manager, case_id, Piece.WHY)


def test_in_which_team_they_are_is_asked_of_their_own_day(cast: Cast, case_id: int) -> None:
    """Shortly after midnight it is yesterday still by universal time."""
    with transaction():
        for row in session().scalars(select(Membership).where(Membership.person_id == cast.trainee)):
            row.to_on = date(2026, 11, 25)
        session().add(
            Membership(person_id=cast.trainee, team_id=cast.other_team, role="trainee", from_on=date(2026, 11, 26))
        )
    for moment, team in ((on(25, 23), cast.team), (on(26, 2), cast.other_team)):
        assert team_of(cast.trainee, moment) == team


def test_after_a_decision_it_is_not_asked_again_before_there_is_something_new(cast: Cast, case_id: int) -> None:
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, CaseDeciding(Kind.OBSERVE, REASON, SAID, date(2026, 12, 4)), key())
    trainee = trainee_of(cast)
    for day in (25, 26):
        trainee.tried(PHONE, on(day), 0, rater=cast.other_trainer)
    assert open_due_cases(on(26, 15)) == []
    trainee.tried(PHONE, on(27), 0)
    assert session().scalars(select(ReviewCase.id).where(ReviewCase.closed_at.is_(None))).one() != case_id
