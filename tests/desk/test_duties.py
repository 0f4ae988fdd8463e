"""What is still to be given to a trainee, by our promise."""

from datetime import date, datetime

from lms import clock
from lms.i18n import zone
from lms.judgement.duties import Duty, Group, duties_of
from lms.judgement.evidence import DebtKind
from lms.judgement.service import PersonJudgement, judgement_of
from lms.plan.arrangements import Arranged, Owed, arrange
from tests.cast import Cast
from tests.factories.training import PHONE, VISIT, Trainee, key, on, trainee_of


def found(trainee: Trainee, now: datetime) -> tuple[PersonJudgement, list[Duty]]:
    judged = judgement_of(trainee.id, now)
    assert judged is not None
    return judged, duties_of(judged)


def of(duties: list[Duty], kind: DebtKind, skill: str = PHONE) -> list[Duty]:
    return [duty for duty in duties if duty.kind is kind and duty.skill == skill]


def test_what_is_overdue_are_just_the_debts(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11))
    trainee.shown(PHONE, on(2, 16))
    trainee.tried(PHONE, on(3), 2)
    trainee.tried(PHONE, on(5), None)
    now = on(16, 9)
    judged, duties = found(trainee, now)
    overdue = sorted((d.kind, d.ordinal, d.owed_by, d.due_on) for d in duties if d.is_overdue(date(2026, 11, 16)))
    assert overdue == sorted((d.kind, d.ordinal, d.owed_by, d.since) for _skill, d in judged.debts)
    assert {kind for kind, *_rest in overdue} == {DebtKind.MODULE, DebtKind.SHOW, DebtKind.TRY, DebtKind.REVIEW}


def test_what_is_not_due_yet_stands_in_the_list_too(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    _judged, duties = found(trainee, on(2, 9))
    assert len(of(duties, DebtKind.SHOW)) == 2
    assert len(of(duties, DebtKind.TRY)) == 6
    assert {duty.group(on(2, 9), zone()) for duty in duties} == {Group.TODAY, Group.LATER}


def test_a_review_waits_since_the_try_ended_and_names_its_try(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    made = trainee.tried(PHONE, on(3), None)
    [review] = of(found(trainee, on(4, 9))[1], DebtKind.REVIEW)
    assert review.owed == Owed("review", PHONE, "", 1, made)
    assert review.waits_since == on(3, 10, 15)
    assert review.owed_by == trainee.trainer


def test_a_show_that_waits_for_the_trainees_word_asks_nothing_more(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.shown(PHONE, on(2, 16), seen=None)
    now = on(4, 9)
    first, second = of(found(trainee, now)[1], DebtKind.SHOW)
    assert first.word_until == date(2026, 11, 5)
    assert first.group(now, zone()) is Group.ARRANGED
    assert second.word_until is None


def test_a_show_that_was_not_seen_is_to_be_given_again(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.shown(PHONE, on(2, 16), seen=False)
    first, second = of(found(trainee, on(4, 9))[1], DebtKind.SHOW)
    assert first.not_seen is not None
    assert second.not_seen is None
    trainee.shown(PHONE, on(4, 10))
    [left] = of(found(trainee, on(4, 12))[1], DebtKind.SHOW)
    assert left.not_seen is None


def test_what_is_booked_waits_again_on_its_day(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    show = Owed("show", PHONE, "", 1)
    with clock.standing_at(on(4, 9)):
        arrange(trainee.trainer, trainee.id, show, Arranged.BOOKED, key(), booked_for=on(6, 10), place="会议室3")
    for now, group, booked in (
        (on(5, 9), Group.ARRANGED, on(6, 10)),
        (on(6, 9), Group.PAST, on(6, 10)),
        (on(7, 9), Group.PAST, None),
    ):
        duty = next(duty for duty in found(trainee, now)[1] if duty.owed == show)
        assert (duty.group(now, zone()), duty.booked_at(now, zone())) == (group, booked)


def test_who_took_a_thing_over_still_owes_it_once_they_have_booked_it(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    show = Owed("show", PHONE, "", 1)
    with clock.standing_at(on(4, 9)):
        arrange(trainee.trainer, trainee.id, show, Arranged.HANDED, key(), handed_to=trainee.manager)
        arrange(trainee.manager, trainee.id, show, Arranged.BOOKED, key(), booked_for=on(6, 10))
    judged, duties = found(trainee, on(7, 9))
    assert next(duty for duty in duties if duty.owed == show).owed_by == trainee.manager
    [debt] = [d for skill, d in judged.debts if d.kind is DebtKind.SHOW and skill == PHONE and d.ordinal == 1]
    assert debt.owed_by == trainee.manager


def test_why_it_cannot_be_given_stays_until_something_else_is_arranged(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    show = Owed("show", VISIT, "", 1)
    with clock.standing_at(on(4, 9)):
        arrange(trainee.trainer, trainee.id, show, Arranged.CANNOT, key(), reason="这周在苏州上线")
    duty = next(duty for duty in found(trainee, on(5, 9))[1] if duty.owed == show)
    assert duty.reason_against() == "这周在苏州上线"
    with clock.standing_at(on(5, 10)):
        arrange(trainee.trainer, trainee.id, show, Arranged.BOOKED, key(), booked_for=on(9, 10))
    duty = next(duty for duty in found(trainee, on(5, 11))[1] if duty.owed == show)
    assert duty.reason_against() == ""
