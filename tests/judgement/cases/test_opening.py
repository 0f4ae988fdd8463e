"""A case is opened once, when the rules propose it, and tells both sides at the same moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours
from lms.judgement.basis import freeze_cohort
from lms.judgement.cases.deciding import CaseDeciding, Teaching, decide_case
from lms.judgement.cases.evidence import freeze, thaw
from lms.judgement.cases.models import ReviewCase
from lms.judgement.cases.opening import against_opening, open_by_hand, open_due_cases, open_where_found
from lms.judgement.cases.reading import assigned
from lms.judgement.cases.telling import DUE, TO_DECIDE, YOURS, remind
from lms.judgement.cases.waiting import waiting_of, waiting_words
from lms.judgement.cohort import Cohort, SkillCohort
from lms.judgement.decisions.mending import withdraw
from lms.judgement.decisions.service import Kind
from lms.judgement.deriving import derive_stale
from lms.judgement.evidence import State
from lms.judgement.models import CohortEstimate, Decision
from lms.judgement.service import judgement_of
from lms.judgement.states import Rule
from lms.people.above import managers_above
from lms.people.models import Membership, Person, Role
from lms.people.policy import Action, Matter, can
from lms.plan.absences import Days, note_absence
from lms.practice.reviews import open_review
from lms.practice.selfrating import skip_self_rating
from lms.records import notices
from lms.records.models import Notice
from lms.records.service import first_bad_line
from tests.cast import DAY_ONE, Cast
from tests.factories.cases import ASKED, DAYS, LOOKED, REASON, SAID, a_case, estimated, looked, standing_still
from tests.factories.training import PHONE, VISIT, key, on, trainee_of
from tests.pages import queries
from tests.practice.plays import verbs


def told(person_id: int) -> list[tuple[str, str]]:
    rows = session().scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id))
    return [(row.kind, row.created_at.isoformat()) for row in rows if row.kind.startswith("case")]


def test_the_rules_open_one_case_and_tell_both_sides_at_the_same_moment(cast: Cast) -> None:
    case_id = a_case(cast)
    assert open_due_cases(ASKED) == []
    case = session().get_one(ReviewCase, case_id)
    assert (case.person_id, case.skill, case.assigned_to, case.opened_by) == (cast.trainee, PHONE, cast.manager, None)
    assert case.due_on == date(2026, 12, 1), "five working days on"
    assert told(cast.trainee) == [(YOURS, ASKED.isoformat())]
    assert told(cast.manager) == [(TO_DECIDE, ASKED.isoformat())]
    assert verbs(cast.trainee)[-1] == "proposed"
    assert first_bad_line(cast.trainee) is None


def test_what_is_told_puts_no_name_beside_a_label(app: Flask, cast: Cast) -> None:
    case_id = a_case(cast)
    with app.test_request_context():
        for person in (cast.trainee, cast.manager):
            news = [one.said for one in notices.news_of(person) if one.said.href == f"/cases/{case_id}"]
            assert len(news) == 1
            assert "李文" not in news[0].sentence + news[0].second


def test_the_evidence_is_frozen_with_all_that_it_was_judged_by(cast: Cast) -> None:
    case = session().get_one(ReviewCase, a_case(cast))
    evidence = thaw(case.evidence)
    assert freeze(evidence) == case.evidence
    assert (evidence.state, evidence.bar, evidence.cohort_version, evidence.settings_version) == (
        State.UNTRAINABLE, 1.8, 1, 0
    )  # fmt: skip
    figures = evidence.figures
    assert (figures.shows, figures.shows_owed, figures.counted, figures.raters) == (2, 2, len(DAYS), 2)
    assert figures.last_five == 0.0
    assert [one.level for one in evidence.tries] == [1.0] * 5 + [0.0] * 5
    assert {one.rater for one in evidence.tries} == {cast.trainer, cast.other_trainer}
    judged = judgement_of(cast.trainee, ASKED)
    assert judged is not None
    assert evidence.reasons == judged.by_skill[PHONE].reasons


def test_the_end_of_a_review_opens_it_without_anybody_asking(cast: Cast) -> None:
    trainee = standing_still(cast, DAYS[:-1])
    estimated()
    trainee.tried(PHONE, on(DAYS[-1]), 0, rater=cast.other_trainer)
    case = session().scalars(select(ReviewCase)).one()
    assert (case.person_id, case.closed_at) == (cast.trainee, None)


def opened_by_itself(at: datetime) -> list[int]:
    """As the process does that finds anew how people stand."""
    with clock.standing_at(at):
        derive_stale(at)
        return open_where_found(at)


def test_a_review_waits_for_the_trainees_own_rating_and_opens_by_itself_once_it_is_there(cast: Cast) -> None:
    trainee = standing_still(cast, DAYS[:-1])
    estimated()
    made = trainee.tried(PHONE, on(DAYS[-1]), 0, rater=cast.other_trainer, rated_self=False)
    assert open_due_cases(ASKED) == opened_by_itself(ASKED) == []
    assert told(cast.trainee) == told(cast.manager) == [], "a notice would tell how it went"
    with clock.standing_at(LOOKED):
        skip_self_rating(cast.trainee, made, key())
    (case_id,) = opened_by_itself(LOOKED)
    assert len(thaw(session().get_one(ReviewCase, case_id).evidence).tries) == len(DAYS)
    assert told(cast.trainee) == [(YOURS, LOOKED.isoformat())]
    assert told(cast.manager) == [(TO_DECIDE, LOOKED.isoformat())]


def test_nobody_puts_a_review_off_for_ever_by_not_rating_themself(cast: Cast) -> None:
    trainee = standing_still(cast, DAYS[:-1])
    estimated()
    made = trainee.tried(PHONE, on(DAYS[-1]), 0, rater=cast.other_trainer, rated_self=False)
    last, after = ASKED + timedelta(days=7), ASKED + timedelta(days=8)  # five working days, Tuesday to Tuesday
    assert opened_by_itself(last) == []
    with clock.standing_at(last):
        judged = judgement_of(cast.trainee, last)
        assert judged is not None
        (waits,) = waiting_words(waiting_of(judged, PHONE, cast.manager))
        assert "最晚等到12月1日" in waits
    (case_id,) = opened_by_itself(after)
    assert len(thaw(session().get_one(ReviewCase, case_id).evidence).tries) == len(DAYS), "nothing is left out"
    assert told(cast.trainee) == [(YOURS, after.isoformat())]
    with clock.standing_at(after), pytest.raises(AlreadyClosed):
        skip_self_rating(cast.trainee, made, key())
    judged = judgement_of(cast.trainee, after, cast.trainee)
    assert judged is not None
    assert sum(bool(made.reviews) for made in judged.evidence[PHONE].tries) == len(DAYS), (
        "the trainee reads what the manager reads"
    )
    assert opened_by_itself(after) == []


def test_leave_is_no_time_in_which_to_rate_oneself(cast: Cast) -> None:
    trainee = standing_still(cast, DAYS[:-1])
    estimated()
    trainee.tried(PHONE, on(DAYS[-1]), 0, rater=cast.other_trainer, rated_self=False)
    with clock.standing_at(ASKED):
        away = Days("leave", date(2026, 11, 25), date(2026, 11, 27))
        note_absence(cast.manager, cast.trainee, away, key())
    assert opened_by_itself(ASKED + timedelta(days=10)) == []
    assert len(opened_by_itself(ASKED + timedelta(days=11))) == 1


def test_it_waits_for_a_try_of_another_skill_too_since_its_figures_rest_on_those(cast: Cast) -> None:
    made = standing_still(cast).tried(VISIT, on(23, 16), 0, rated_self=False)
    estimated()
    assert open_due_cases(ASKED) == []
    with clock.standing_at(ASKED):
        skip_self_rating(cast.trainee, made, key())
    assert len(open_due_cases(ASKED)) == 1


def test_it_waits_until_who_is_to_decide_has_ended_their_own_review(cast: Cast) -> None:
    trainee = standing_still(cast, DAYS[:-1])
    made = trainee.tried(PHONE, on(DAYS[-1]), None, rater=cast.other_trainer)
    with clock.standing_at(on(DAYS[-1], 11)):
        open_review(cast.manager, made)
        trainee.reviewed(made, cast.other_trainer, 0, clock.now())
    estimated()
    assert open_due_cases(ASKED) == []
    with clock.standing_at(ASKED):
        with pytest.raises(Conflict, match=r"王强.*第10次"):
            open_by_hand(cast.manager, cast.trainee, PHONE, key())
        trainee.reviewed(made, cast.manager, 0, ASKED)
    assert session().scalars(select(ReviewCase.assigned_to)).one() == cast.manager


def test_by_hand_it_waits_too_and_says_for_which_try_and_how_that_is_mended(cast: Cast) -> None:
    made = standing_still(cast, DAYS[:-1]).tried(PHONE, on(DAYS[-1]), 0, rater=cast.other_trainer, rated_self=False)
    estimated(growing=SkillCohort())
    with clock.standing_at(ASKED):
        with pytest.raises(Conflict, match=r"李文还没自评：电话销售第10次练习.*自评或跳过以后"):
            open_by_hand(cast.manager, cast.trainee, PHONE, key())
        skip_self_rating(cast.trainee, made, key())
        assert open_by_hand(cast.manager, cast.trainee, PHONE, key())


def test_nothing_is_opened_while_something_is_owed_or_nobody_knows_how_others_grow(cast: Cast) -> None:
    standing_still(cast)
    assert open_due_cases(ASKED) == [], "no estimate yet"
    estimated("first-visit")
    assert open_due_cases(ASKED) == [], "none of this skill"


def test_where_there_are_too_few_to_compare_a_manager_opens_it_with_the_same_guards(cast: Cast) -> None:
    trainee = standing_still(cast, DAYS[:4])
    with transaction():
        session().add(CohortEstimate(body=freeze_cohort(Cohort()), made_at=ASKED))
    with clock.standing_at(ASKED):
        judged = judgement_of(cast.trainee, ASKED)
        assert judged is not None
        assert Rule.TRIES_THAT_COUNT in against_opening(judged, PHONE)
        with pytest.raises(Conflict):
            open_by_hand(cast.manager, cast.trainee, PHONE, key())
        for who in (cast.trainee, cast.trainer, cast.admin):
            with pytest.raises(NotYours):
                open_by_hand(who, cast.trainee, PHONE, key())
    for number, day in enumerate((*DAYS[4:], 25, 26, 27), start=1):
        trainee.tried(PHONE, on(day), 0, rater=(cast.trainer, cast.other_trainer)[number % 2])
    with clock.standing_at(on(27, 15)):
        judged = judgement_of(cast.trainee, on(27, 15))
        assert judged is not None
        assert judged.by_skill[PHONE].state is State.ON_PLAN
        assert against_opening(judged, PHONE) == []
        case_id = open_by_hand(cast.manager, cast.trainee, PHONE, "k")
        assert open_by_hand(cast.manager, cast.trainee, PHONE, "k") == case_id
        assert open_by_hand(cast.manager, cast.trainee, PHONE, key()) == case_id, "the one that is open"
    assert session().get_one(ReviewCase, case_id).opened_by == cast.manager


def test_what_was_decided_is_not_asked_again_by_hand_before_there_is_something_new(cast: Cast) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, CaseDeciding(Kind.OBSERVE, REASON, SAID, date(2026, 12, 4)), key())
        judged = judgement_of(cast.trainee, LOOKED)
        assert judged is not None
        assert against_opening(judged, PHONE) == []
        with pytest.raises(Conflict, match="3"):
            open_by_hand(cast.manager, cast.trainee, PHONE, key())


def tried_thrice(cast: Cast) -> None:
    """As often as makes new evidence, and as little comes of it as before."""
    for day, rater in ((25, cast.trainer), (26, cast.other_trainer), (27, cast.trainer)):
        trainee_of(cast).tried(PHONE, on(day, 11), 0, rater=rater)


def decided_on(cast: Cast, deciding: CaseDeciding) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        assert decide_case(cast.manager, case_id, deciding, key())


def test_a_second_review_waits_until_what_the_first_one_promised_was_given(cast: Cast) -> None:
    decided_on(cast, teach_until(cast, date(2026, 12, 4), shows=1, tries=3))
    tried_thrice(cast)
    assert opened_by_itself(on(27, 15)) == [], "three tries are new, and the show is still to come"
    with clock.standing_at(on(27, 15)), pytest.raises(Conflict, match=r"还在进行：示范1次，12月4日.*给完或过了期限"):
        open_by_hand(cast.manager, cast.trainee, PHONE, key())
    trainee_of(cast).shown(PHONE, on(27, 16))
    assert len(opened_by_itself(on(27, 18))) == 1


def test_what_was_promised_and_not_given_by_its_day_is_a_debt_and_asks_nothing_before_it_is_paid(cast: Cast) -> None:
    decided_on(cast, teach_until(cast, date(2026, 11, 30), shows=1, tries=2))
    tried_thrice(cast)
    overdue = datetime(2026, 12, 1, 2, tzinfo=UTC)
    assert opened_by_itself(on(30, 10)) == opened_by_itself(overdue) == []
    judged = judgement_of(cast.trainee, overdue)
    assert judged is not None
    assert judged.by_skill[PHONE].state is State.UNTRAINED
    trainee_of(cast).shown(PHONE, overdue)
    assert len(opened_by_itself(datetime(2026, 12, 1, 4, tzinfo=UTC))) == 1


def test_it_waits_for_what_was_promised_in_another_skill_too_and_for_nothing_that_was_withdrawn(cast: Cast) -> None:
    teaching = Teaching(cast.trainer, 3, 0, date(2026, 12, 4), VISIT)
    decided_on(cast, CaseDeciding(Kind.OTHER_POST, REASON, SAID, teaching=teaching, post="门店接待"))
    tried_thrice(cast)
    assert opened_by_itself(on(27, 15)) == []
    with clock.standing_at(on(27, 16)):
        withdraw(cast.manager, session().scalars(select(Decision.id)).one(), "定错了", key())
        assert session().scalars(select(ReviewCase.closed_at)).all() == [None], "the first one is open again"
        judged = judgement_of(cast.trainee, on(27, 16))
        assert judged is not None
        assert waiting_of(judged, PHONE, cast.manager).promised == ()


def teach_until(cast: Cast, due_on: date, *, shows: int, tries: int) -> CaseDeciding:
    teaching = Teaching(cast.other_trainer, shows, tries, due_on, PHONE)
    return CaseDeciding(Kind.TEACH_DIFFERENTLY, REASON, SAID, teaching=teaching)


def test_it_is_reminded_of_on_its_day_and_once_when_that_is_over(cast: Cast) -> None:
    a_case(cast)
    for day in (25, 30):
        open_due_cases(on(day, 9))
    assert DUE not in dict(told(cast.manager))
    for hours in (0, 8, 24, 48):
        open_due_cases(on(30, 9).replace(month=12, day=1 + hours // 24, hour=1 + hours % 24))
    assert [kind for kind, _at in told(cast.manager)].count(DUE) == 2


def test_many_that_are_due_cost_no_more_statements_than_one(cast: Cast) -> None:
    case_id = a_case(cast)
    due = datetime(2026, 12, 1, 2, tzinfo=UTC)
    with clock.standing_at(due):
        with queries(4) as first:
            remind()
        with queries(3) as again:
            remind()
        more_cases(case_id, skills=20)
        with queries(len(first)):
            remind()
        with queries(len(again)):
            remind()
    assert [kind for kind, _at in told(cast.manager)].count(DUE) == 21


def more_cases(like: int, skills: int) -> None:
    """As many open cases of the same person, due on the same day."""
    with transaction():
        one = session().get_one(ReviewCase, like)
        for number in range(skills):
            session().add(
                ReviewCase(
                    person_id=one.person_id, skill=f"skill-{number}", opened_at=one.opened_at, due_on=one.due_on,
                    assigned_to=one.assigned_to, opened_by=None, evidence=one.evidence, closed_at=None,
                )
            )  # fmt: skip


def test_who_is_to_decide_is_whoever_may(cast: Cast) -> None:
    """Many are asked for at once in a query of their own, which says the same as the rights."""
    today = date(2026, 11, 24)
    above = managers_above(list(cast.roles().values()), today)
    for person in cast.roles().values():
        may = {who for who in cast.roles().values() if can(who, Action.DECIDE, Matter(person, today))}
        assert set(above.get(person, ())) == may


def manager_came(cast: Cast, name: str = "秦岚") -> int:
    with transaction():
        came = Person(name=name, email=f"{name}@example.com", created_at=ASKED)
        session().add(came)
        session().flush()
        session().add(Membership(person_id=came.id, team_id=cast.team, role=Role.MANAGER, from_on=DAY_ONE))
    return came.id


def manager_left(cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.manager).suspended_at = ASKED


def test_a_manager_who_leaves_hands_it_to_the_next_who_is_told(cast: Cast) -> None:
    case_id = a_case(cast)
    manager_left(cast)
    heir = manager_came(cast)
    with clock.standing_at(LOOKED):
        assert assigned(session().get_one(ReviewCase, case_id)) == heir
        open_due_cases(LOOKED)
        open_where_found(LOOKED)
    assert told(heir) == [(TO_DECIDE, LOOKED.isoformat())]


def test_whom_nobody_manages_is_asked_about_and_the_manager_who_comes_is_told_at_once(cast: Cast) -> None:
    manager_left(cast)
    case_id = a_case(cast)
    assert session().get_one(ReviewCase, case_id).assigned_to is None
    came = manager_came(cast)
    assert opened_by_itself(LOOKED) == []
    assert told(came) == [(TO_DECIDE, LOOKED.isoformat())], "long before its day"
    with clock.standing_at(on(25)):
        looked(case_id, came)
        teaching = Teaching(cast.trainer, 1, 1, date(2026, 12, 4), PHONE)
        decide_case(came, case_id, CaseDeciding(Kind.ACCOMPANY, REASON, SAID, teaching=teaching), key())
    assert notices.unread_of(came) == [], "what is decided waits for nobody"


def test_deciding_one_review_leaves_the_notice_of_another(cast: Cast) -> None:
    """The number of one begins as that of the other does."""
    case_id = a_case(cast)
    more_cases(case_id, skills=10)
    with clock.standing_at(LOOKED):
        remind()
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, CaseDeciding(Kind.OBSERVE, REASON, SAID, date(2026, 12, 4)), key())
    waiting = {one.body["case"] for one in notices.unread_of(cast.manager) if one.kind == TO_DECIDE}
    assert waiting == set(range(case_id + 1, case_id + 11))
