"""Arrangements about what is owed: that somebody did not come is said of a booking, once, and can be taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import Language
from lms.judgement.evidence import DebtKind
from lms.judgement.service import judgement_of
from lms.people.models import Coaching
from lms.plan.arrangements import Arranged, Arrangements, Owed, arrange, arrangements_of, take_back, withdraw
from lms.plan.models import Arrangement
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.factories.training import PHONE, Trainee, key, on, trainee_of
from tests.pages import Pages

WHY = "我到了，等了半小时"


def tries_owed(trainee: Trainee, day: int = 27) -> list[int]:
    session().rollback()
    found = judgement_of(trainee.id, on(day, 9))
    assert found is not None
    return [debt.ordinal for skill, debt in found.debts if skill == PHONE and debt.kind is DebtKind.TRY]


def booked(trainee: Trainee, thing: Owed, day: int, hour: int = 10) -> None:
    with clock.standing_at(on(day - 1, 9)):
        arrange(trainee.trainer, trainee.id, thing, Arranged.BOOKED, key(), booked_for=on(day, hour), place="会议室3")


def not_come(trainee: Trainee, thing: Owed, day: int, hour: int = 11, by: int | None = None) -> int:
    with clock.standing_at(on(day, hour)):
        return arrange(by or trainee.trainer, trainee.id, thing, Arranged.NOT_COME, key())


def a_try(ordinal: int) -> Owed:
    return Owed("try", PHONE, "", ordinal)


def missed(trainee: Trainee, ordinal: int = 1, day: int = 5) -> int:
    booked(trainee, a_try(ordinal), day)
    return not_come(trainee, a_try(ordinal), day)


def test_what_was_never_booked_nobody_can_have_failed_to_come_to(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    before = tries_owed(trainee)
    for _press in range(3):
        with pytest.raises(Conflict):
            not_come(trainee, a_try(6), 3)
    assert tries_owed(trainee) == before
    assert session().scalars(select(Arrangement)).all() == []


def test_nobody_has_failed_to_come_before_the_time_that_was_booked(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    booked(trainee, a_try(1), 5, 10)
    with pytest.raises(Conflict):
        not_come(trainee, a_try(1), 5, 9)
    with pytest.raises(Conflict):
        not_come(trainee, a_try(2), 5, 11)
    not_come(trainee, a_try(1), 5, 11)
    with pytest.raises(Conflict):
        not_come(trainee, a_try(1), 5, 12)


def test_an_offer_in_vain_pays_for_itself_alone(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    before = tries_owed(trainee)
    missed(trainee, ordinal=before[-1])
    assert tries_owed(trainee) == before[:-1]
    missed(trainee, ordinal=before[-1], day=9)
    assert tries_owed(trainee) == before[:-1]


def test_a_review_has_nobody_to_come_to_it(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    made = trainee.tried(PHONE, on(3), None)
    review = Owed("review", PHONE, "", 1, made)
    booked(trainee, review, 5)
    with pytest.raises(Conflict):
        not_come(trainee, review, 5)


@pytest.mark.parametrize("who", ["trainer", "manager"])
def test_who_said_it_and_who_manages_take_it_back_and_the_debt_stands_again(cast: Cast, who: str) -> None:
    trainee = trainee_of(cast).enrolled()
    before = tries_owed(trainee)
    said = missed(trainee)
    assert tries_owed(trainee) == before[1:]
    with clock.standing_at(on(6)):
        with pytest.raises(Unusable):
            take_back(getattr(cast, who), said, " ", key())
        same = key()
        assert take_back(getattr(cast, who), said, WHY, same) == take_back(getattr(cast, who), said, WHY, same)
        with pytest.raises(AlreadyClosed):
            take_back(getattr(cast, who), said, WHY, key())
    assert tries_owed(trainee) == before
    assert first_bad_line(trainee.id) is None


def test_another_trainer_of_the_trainee_does_not_take_back_what_the_first_has_said(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    said = missed(trainee)
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=date(2026, 11, 2)))
    for who in (cast.other_trainer, cast.trainee, cast.other_trainee, cast.admin):
        with clock.standing_at(on(6)), pytest.raises(NotYours):
            take_back(who, said, WHY, key())


def test_a_booking_is_not_an_offer_in_vain_and_nothing_to_take_back(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    booked(trainee, a_try(1), 5)
    row = session().scalars(select(Arrangement.id)).one()
    with clock.standing_at(on(6)), pytest.raises(NotYours):
        take_back(cast.trainer, row, WHY, key())


@pytest.mark.parametrize("language", list(Language))
def test_all_concerned_read_when_it_was_offered_and_who_took_it_back(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    said = missed(trainee)
    with clock.standing_at(on(6)):
        own = pages.sign_in(trainee.id, language).get(f"/offers/{said}")
        assert "会议室3" in own.words
        assert ("请记这条的人或你的主管更正" if language is Language.ZH else "ask whoever said this") in own.words
        assert "<textarea" not in own.text
        pages.post(f"/offers/{said}", {"why": WHY, "key": key()}, status=404)
        pages.sign_in(cast.other_trainer).get(f"/offers/{said}", status=404)
        pages.sign_in(cast.trainer, language)
        refused = pages.post(f"/offers/{said}", {"why": "", "key": key()}, status=422)
        assert ("写明原因" if language is Language.ZH else "Say why") in refused.words
        pages.post(f"/offers/{said}", {"why": WHY, "key": key()})
        pages.post(f"/offers/{said}", {"why": WHY, "key": key()})
        twice = "这一条已经更正过" if language is Language.ZH else "This was corrected before."
        assert twice in pages.get(f"/offers/{said}").words
        after = pages.sign_in(trainee.id, language).get(f"/offers/{said}")
        assert WHY in after.words
        assert "陈静" in after.words
        story = pages.get(f"/people/{trainee.id}?show=all")
        assert f'href="/offers/{said}"' in story.text


def test_the_reason_and_the_time_of_an_offer_are_kept_with_it(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    row = session().get_one(Arrangement, missed(trainee))
    assert (row.booked_for, row.place) == (on(5), "会议室3")
    assert row.at - on(5) == timedelta(hours=1)


def arrangements(trainee: Trainee) -> Arrangements:
    session().rollback()
    return arrangements_of([trainee.id])[trainee.id]


def test_a_cancelled_booking_leaves_nothing_arranged_and_no_earlier_booking_comes_back(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    booked(trainee, a_try(1), 5)
    booked(trainee, a_try(1), 6)
    with clock.standing_at(on(5, 18)):
        standing, same = arrangements(trainee).latest[a_try(1)].id, key()
        for _press in range(2):
            assert withdraw(cast.trainer, standing, same).booked_for == on(6)
        assert a_try(1) not in arrangements(trainee).latest
        with pytest.raises(Conflict):
            withdraw(cast.trainer, standing, key())
    with pytest.raises(Conflict):
        not_come(trainee, a_try(1), 7)
    kept = session().scalars(select(Arrangement).order_by(Arrangement.id)).all()
    assert [(row.standing, row.booked_for) for row in kept] == [("booked", on(5)), ("booked", on(6)), ("booked", None)]
    assert first_bad_line(trainee.id) is None


def test_a_hand_over_that_is_taken_back_leaves_what_stood_before_it(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    booked(trainee, a_try(1), 5)
    with clock.standing_at(on(4, 10)):
        handed = arrange(cast.trainer, trainee.id, a_try(1), Arranged.HANDED, key(), handed_to=cast.manager)
        assert arrangements(trainee).handed == {a_try(1): cast.manager}
        withdraw(cast.trainer, handed, key())
    assert arrangements(trainee).handed == {}
    assert arrangements(trainee).latest[a_try(1)].booked_for == on(5)


def test_a_hand_over_stays_when_whoever_took_it_cancels_their_booking(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(4, 10)):
        arrange(cast.trainer, trainee.id, a_try(1), Arranged.HANDED, key(), handed_to=cast.manager)
        mine = arrange(cast.manager, trainee.id, a_try(1), Arranged.BOOKED, key(), booked_for=on(6))
        withdraw(cast.manager, mine, key())
    assert arrangements(trainee).handed == {a_try(1): cast.manager}
    assert arrangements(trainee).latest[a_try(1)].handed_to == cast.manager


def test_what_cannot_be_withdrawn_stays_and_strangers_withdraw_nothing(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    said = missed(trainee)
    booked(trainee, a_try(2), 9)
    with clock.standing_at(on(8, 18)):
        with pytest.raises(Conflict):
            withdraw(cast.trainer, said, key())
        row = arrangements(trainee).latest[a_try(2)].id
        for who in (cast.trainee, cast.other_trainer, cast.other_trainee, cast.admin):
            with pytest.raises(NotYours):
                withdraw(who, row, key())
        with pytest.raises(NotYours):
            withdraw(cast.trainer, row + 99, key())
