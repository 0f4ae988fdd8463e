"""What changed around a person between their counted tries."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from lms import clock
from lms.db import session, transaction
from lms.judgement.evidence import Coached
from lms.judgement.response import CountedTry
from lms.judgement.service import judgement_of
from lms.judgement.why.context import Change, ChangeKind, Standing, changes_between, changes_in
from lms.people.models import Coaching
from lms.plan.absences import Days, note_absence
from lms.plan.rules import Away
from tests.cast import Cast
from tests.factories.training import PHONE, key, on, trainee_of

CHEN, ZHOU = 7, 8
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int = 4) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def tried(*days: int) -> list[CountedTry]:
    return [
        CountedTry(number, number, at(day), CHEN, number, 0, False, 1.0, 1.0, 1.0) for number, day in enumerate(days)
    ]


def test_each_change_within_the_window_is_told_on_its_day_and_none_outside() -> None:
    found = changes_between(
        tried(3, 10, 17, 24),
        coaches=[Coached(CHEN, date(2026, 9, 1), date(2026, 11, 12)), Coached(ZHOU, date(2026, 11, 13))],
        difficulty={0: 1, 1: None, 2: 1, 3: 3},
        away=[Away(date(2026, 10, 1), date(2026, 10, 8)), Away(date(2026, 11, 11), date(2026, 11, 14))],
        paths=[Standing(at(1), "sales"), Standing(at(20), "presales")],
        languages=[
            Standing(at(2), "zh-Hans"),
            Standing(at(9), "en"),
            Standing(at(10), "en"),
            Standing(at(28), "zh-Hans"),
        ],
        zone=SHANGHAI,
    )
    assert found == (
        Change(ChangeKind.LANGUAGE, date(2026, 11, 9), "zh-Hans", "en"),
        Change(ChangeKind.AWAY, date(2026, 11, 11), until=date(2026, 11, 14)),
        Change(ChangeKind.TRAINER, date(2026, 11, 17), CHEN, ZHOU),
        Change(ChangeKind.PATH, date(2026, 11, 20), "sales", "presales"),
        Change(ChangeKind.CUSTOMER, date(2026, 11, 24), 1, 3),
    )


def test_a_single_try_has_no_window_and_days_are_those_of_the_person() -> None:
    assert changes_between(tried(3), difficulty={}, away=[Away(date(2026, 11, 3), None)], zone=SHANGHAI) == ()
    late = [Standing(at(3), "zh-Hans"), Standing(at(4, 20), "en")]
    (found,) = changes_between(tried(3, 10), difficulty={}, languages=late, zone=SHANGHAI)
    assert found.on == date(2026, 11, 5)


def test_a_persons_own_changes_are_read_from_what_is_on_record(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.shown(PHONE, on(3, 9))
    trainee.tried(PHONE, on(3, 14), 1)
    trainee.shown(PHONE, on(4, 16))
    with transaction():
        coaching = session().query(Coaching).filter_by(trainee_id=trainee.id).one()
        coaching.to_on = date(2026, 11, 5)
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=trainee.id, from_on=date(2026, 11, 6)))
    with clock.standing_at(on(5)):
        note_absence(trainee.manager, trainee.id, Days("sick", date(2026, 11, 6), date(2026, 11, 9)), key())
    trainee.tried(PHONE, on(11), 1, rater=cast.other_trainer)
    with clock.standing_at(on(11, 12)):
        judged = judgement_of(trainee.id, clock.now())
        assert judged is not None
        told = [one for one in changes_in(judged, PHONE) if one.kind is not ChangeKind.CUSTOMER]
    assert told == [
        Change(ChangeKind.AWAY, date(2026, 11, 6), until=date(2026, 11, 9)),
        Change(ChangeKind.TRAINER, date(2026, 11, 11), cast.trainer, cast.other_trainer),
    ]
