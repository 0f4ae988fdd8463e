"""Tries: begun by either, a card drawn, the last agreed change on top, over when the play is. And practice alone."""

import pytest
from sqlalchemy import func, select

from lms.curriculum import edition, versions
from lms.curriculum.models import ContentVersion
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.people.models import Coaching
from lms.practice import changes, reviews, tries
from lms.practice.models import Review, Try
from lms.practice.reading import practice_of
from lms.practice.rules import TryKind
from lms.records.models import Correction
from tests.cast import Cast
from tests.practice.plays import (
    OTHER_SKILL,
    SKILL,
    TEN,
    at,
    begin,
    clock_at,
    key,
    rate_all,
    reviewed,
    self_rated,
    tap,
    verbs,
)


def a_try(try_id: int) -> Try:
    return session().get_one(Try, try_id, populate_existing=True)


def test_a_try_freezes_the_checklist_and_the_card_that_was_drawn(cast: Cast) -> None:
    made = a_try(begin(cast).try_id)
    catalog = edition.catalog()
    assert made.checklist_hash == catalog.checklist_of(SKILL).hash  # type: ignore[arg-type]
    assert versions.thaw_checklist(versions.body_of(made.checklist_hash)) == catalog.checklist_of(SKILL)  # type: ignore[arg-type]
    assert made.card_hash in {card.hash for card in catalog.modules[SKILL].cards}  # type: ignore[index]
    assert (made.number, made.kind, made.trainer_id) == (1, TryKind.LIVE, cast.trainer)
    assert (made.started_at, made.ended_at, made.closed_at) == (TEN, None, None)
    assert verbs(cast.trainee) == [], "a try is no fact before its play is over"


def test_the_first_try_has_an_easy_card(cast: Cast) -> None:
    with clock_at():
        one = tries.start_try(cast.trainee, cast.trainee, SKILL, "device-0001")
    card = a_try(one).card_hash
    easiest = min(c.difficulty for c in edition.catalog().modules[SKILL].cards)  # type: ignore[index]
    drawn = session().get_one(ContentVersion, card)
    assert drawn.body["difficulty"] == easiest


def test_a_card_that_was_met_does_not_come_again_while_another_is_unseen(cast: Cast) -> None:
    cards = [a_try(reviewed(cast, days=day).try_id).card_hash for day in range(4)]
    assert len(set(cards)) == 4


def test_starting_and_calling_off_again_does_not_fish_for_a_card(cast: Cast) -> None:
    with clock_at():
        first = tries.start_try(cast.trainee, cast.trainee, SKILL, "device-0001")
        tries.call_off(cast.trainee, first, "Not ready", key())
        second = tries.start_try(cast.trainee, cast.trainee, SKILL, "device-0002")
    assert a_try(second).number == 1, "a try that was called off has no number"
    assert a_try(second).card_hash != a_try(first).card_hash


def test_a_start_sent_again_is_the_same_try(cast: Cast) -> None:
    first = begin(cast, client_id="device-0001")
    assert begin(cast, minutes=1, client_id="device-0001") == first
    with clock_at(20):
        reviews.end_review(cast.trainer, first.review_id, rate_all(cast, first))
    with clock_at(30):
        assert tries.start_try(cast.trainer, cast.trainee, SKILL, "device-0001") == first.try_id
    assert session().scalar(select(func.count()).select_from(Try)) == 1


def test_two_phones_that_both_press_start_are_in_one_try(cast: Cast) -> None:
    with clock_at():
        trainees = tries.start_try(cast.trainee, cast.trainee, SKILL, "phone-of-li")
    play = begin(cast, minutes=1, client_id="phone-of-chen")
    assert play.try_id == trainees
    assert a_try(trainees).trainer_id == cast.trainer
    assert session().get_one(Review, play.review_id).rater_id == cast.trainer


def test_a_try_that_was_forgotten_yesterday_is_not_joined(cast: Cast) -> None:
    forgotten, today = begin(cast), begin(cast, days=1)
    assert today.try_id != forgotten.try_id
    assert a_try(today.try_id).number == 2


def test_a_trainee_names_the_trainer_who_reviews(cast: Cast) -> None:
    with clock_at():
        made = tries.start_try(cast.trainee, cast.trainee, SKILL, key(), trainer_id=cast.trainer)
        with pytest.raises(Unusable) as refused:
            tries.start_try(cast.trainee, cast.trainee, OTHER_SKILL, key(), trainer_id=cast.other_trainer)
        with pytest.raises(Unusable):
            tries.start_try(cast.trainee, cast.trainee, OTHER_SKILL, key(), trainer_id=cast.trainee)
    assert set(refused.value.fields) == {"trainer"}
    assert session().scalars(select(Review.rater_id).where(Review.try_id == made)).all() == [cast.trainer]


@pytest.mark.parametrize("who", ["other_trainer", "other_trainee", "admin"])
def test_a_stranger_starts_ends_and_calls_off_nothing(cast: Cast, who: str) -> None:
    stranger, play = cast.roles()[who], begin(cast)
    with pytest.raises(NotYours):
        tries.start_try(stranger, cast.trainee, SKILL, key())
    with pytest.raises(NotYours):
        tries.end_try(stranger, play.try_id, key())
    with pytest.raises(NotYours):
        tries.call_off(stranger, play.try_id, "No", key())
    assert a_try(play.try_id).closed_at is None


def test_the_client_id_of_another_try_is_refused(cast: Cast) -> None:
    begin(cast, client_id="device-0001")
    with pytest.raises(Unusable):
        tries.start_try(cast.other_trainer, cast.other_trainee, SKILL, "device-0001")
    with pytest.raises(Unusable):
        tries.start_try(cast.trainer, cast.trainee, SKILL, "short")
    with pytest.raises(Unusable):
        tries.start_try(cast.trainer, cast.trainee, "no-such-skill", key())


def test_the_end_of_the_play_makes_the_try_a_fact_once(cast: Cast) -> None:
    play = begin(cast)
    with clock_at(14):
        tries.end_try(cast.trainee, play.try_id, key())
    with clock_at(15):
        tries.end_try(cast.trainer, play.try_id, key())
    made = a_try(play.try_id)
    assert made.ended_at == made.closed_at == at(14)
    assert verbs(cast.trainee) == ["tried"]
    view = practice_of([cast.trainee])[cast.trainee].tries[0]
    assert (view.id, view.number, view.reviews, view.sealed) == (play.try_id, 1, (), True)


def test_the_end_by_the_raters_clock_lies_within_what_the_server_knows(cast: Cast) -> None:
    early, late = begin(cast), begin(cast, skill=OTHER_SKILL)
    with clock_at(30):
        tries.end_try(cast.trainer, early.try_id, key(), second=845)
        tries.end_try(cast.trainer, late.try_id, key(), second=100_000)
    assert a_try(early.try_id).ended_at == at(14 + 5 / 60)
    assert a_try(late.try_id).ended_at == at(30)


def test_the_last_agreed_change_stands_on_top_of_the_next_try_of_that_skill(cast: Cast) -> None:
    first = reviewed(cast)
    self_rated(cast, first)
    for who in (cast.trainee, cast.trainer):
        changes.agree_change(who, first.try_id, "Listen for ten minutes", key())
    second = reviewed(cast, days=1)
    changes.agree_change(cast.trainer, second.try_id, "Ask for a figure", key())
    assert a_try(second.try_id).carried_change == "Listen for ten minutes"
    assert a_try(begin(cast, days=2).try_id).carried_change == "Listen for ten minutes", "the last agreed one"
    assert a_try(begin(cast, days=2, skill=OTHER_SKILL).try_id).carried_change == ""
    assert practice_of([cast.trainee])[cast.trainee].changes == {SKILL: "Listen for ten minutes"}


def test_a_change_that_only_one_agreed_to_is_carried_when_there_is_no_other(cast: Cast) -> None:
    play = reviewed(cast)
    changes.agree_change(cast.trainer, play.try_id, "Ask for a figure", key())
    assert a_try(begin(cast, days=1).try_id).carried_change == "Ask for a figure"


def test_a_try_begun_by_mistake_is_called_off_with_a_reason(cast: Cast) -> None:
    play = begin(cast)
    with clock_at(2):
        tries.call_off(cast.trainer, play.try_id, "Wrong skill", key())
    assert cast.trainee not in practice_of([cast.trainee]) or not practice_of([cast.trainee])[cast.trainee].tries
    correction = session().scalars(select(Correction)).one()
    assert (correction.kind, correction.source_id, correction.why) == ("try", play.try_id, "Wrong skill")
    assert verbs(cast.trainee) == ["tried", "corrected"]
    with pytest.raises(Conflict):
        tries.end_try(cast.trainer, play.try_id, key())
    with pytest.raises(AlreadyClosed):
        tries.call_off(cast.trainer, play.try_id, "Again", key())


def test_a_trainee_does_not_call_off_what_was_rated_or_has_ended(cast: Cast) -> None:
    play = begin(cast)
    reviews.rate(cast.trainer, play.review_id, [tap(1, play.items[0], 0)])
    with pytest.raises(NotYours):
        tries.call_off(cast.trainee, play.try_id, "It went badly", key())
    tries.end_try(cast.trainee, play.try_id, key())
    with pytest.raises(NotYours):
        tries.call_off(cast.trainee, play.try_id, "It went badly", key())
    tries.call_off(cast.trainer, play.try_id, "It was Zhao Min", key())


def test_a_new_trainer_sees_and_reviews_what_was_tried_before_them(cast: Cast) -> None:
    play = begin(cast)
    with transaction():
        session().add(
            Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=at(days=3).date(), skill=SKILL)
        )
    with clock_at(days=2), pytest.raises(NotYours):
        reviews.open_review(cast.other_trainer, play.try_id)
    with clock_at(days=3):
        reviews.open_review(cast.other_trainer, play.try_id)


def test_practice_alone_is_listed_and_never_scored(cast: Cast) -> None:
    with clock_at():
        one = key()
        made = tries.log_solo(cast.trainee, SKILL, one)
        assert tries.log_solo(cast.trainee, SKILL, one) == made
        tries.log_solo(cast.trainee, SKILL, key(), happened_at=at(-60))
    assert verbs(cast.trainee) == ["practised", "practised"]
    practice = practice_of([cast.trainee])[cast.trainee]
    assert [view.happened_at for view in practice.solo(SKILL)] == [at(-60), at()]
    assert practice.live(SKILL) == ()
    with pytest.raises(Conflict):
        reviews.open_review(cast.trainer, made)


def test_practice_alone_is_taken_back_as_a_correction(cast: Cast) -> None:
    made = tries.log_solo(cast.trainee, SKILL, key())
    tries.undo_solo(cast.trainee, made, key())
    assert verbs(cast.trainee) == ["practised", "corrected"]
    assert cast.trainee not in practice_of([cast.trainee])


def test_only_oneself_takes_back_practice_alone_and_nothing_else(cast: Cast) -> None:
    made = tries.log_solo(cast.trainee, SKILL, key())
    for who in ("trainer", "manager", "other_trainee"):
        with pytest.raises(NotYours):
            tries.undo_solo(cast.roles()[who], made, key())
    live = begin(cast)
    tries.end_try(cast.trainee, live.try_id, key())
    with pytest.raises(NotYours):
        tries.undo_solo(cast.trainee, live.try_id, key())
    with pytest.raises(Unusable):
        tries.log_solo(cast.trainee, "no-such-skill", key())
    with clock_at(), pytest.raises(Unusable):
        tries.log_solo(cast.trainee, SKILL, key(), happened_at=at(60))
