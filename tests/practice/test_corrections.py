"""Mending what is closed: what takes its place or that it is struck out; who, why, when, and both versions."""

import pytest
from sqlalchemy import select

from lms.db import session
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.practice import changes, corrections, facts, reviews, shows
from lms.practice.models import AttendanceWord, Review
from lms.practice.reading import practice_of
from lms.practice.reviews import Jotting
from lms.practice.rules import ReviewKind, ShowStanding, levels_at
from lms.records.models import Correction
from tests.cast import Cast
from tests.practice.plays import at, begin, clock_at, key, rate_all, reviewed, self_rated, shown, verbs


def test_a_mistapped_level_is_mended_by_a_copy_and_both_stay_readable(cast: Cast) -> None:
    play = begin(cast)
    last = rate_all(cast, play)
    item = play.items[0]
    reviews.rate(cast.trainer, play.review_id, [Jotting(last + 1, item, "asked by name", 30)])
    with clock_at(15):
        reviews.end_review(cast.trainer, play.review_id, last + 1)
    with clock_at(30):
        copy_id = corrections.correct_rating(cast.trainer, play.review_id, {item: 0}, "Mis-tapped", key())
    copy = session().get_one(Review, copy_id)
    assert (copy.copy_of, copy.rater_id, copy.closed_at) == (play.review_id, cast.trainer, at(15))
    assert levels_at(facts.taps_of(copy_id, copy.end_seq))[item] == 0
    assert levels_at(facts.taps_of(play.review_id, last + 1))[item] == 2
    assert [note.text for note in facts.notes_of(copy_id, copy.end_seq)] == ["asked by name"]
    correction = session().scalars(select(Correction)).one()
    assert (correction.actor_id, correction.why, correction.at) == (cast.trainer, "Mis-tapped", at(30))
    assert correction.replacement_id == copy_id
    assert verbs(cast.trainee) == ["tried", "reviewed", "reviewed", "corrected"]


def test_what_stands_is_the_copy(cast: Cast) -> None:
    play = reviewed(cast)
    item = play.items[0]
    copy_id = corrections.correct_rating(cast.manager, play.review_id, {item: 3}, "Mis-tapped", key())
    [standing] = practice_of([cast.trainee])[cast.trainee].tries[0].reviews
    assert (standing.id, standing.rater, standing.levels[item]) == (copy_id, cast.trainer, 3)
    again = corrections.correct_rating(cast.trainer, copy_id, {item: 1}, "Once more", key())
    [standing] = practice_of([cast.trainee])[cast.trainee].tries[0].reviews
    assert (standing.id, standing.levels[item]) == (again, 1)


def test_a_corrected_review_is_not_corrected_again(cast: Cast) -> None:
    play, one = reviewed(cast), key()
    levels = {play.items[0]: 3}
    copy_id = corrections.correct_rating(cast.trainer, play.review_id, levels, "Mis-tapped", one)
    assert corrections.correct_rating(cast.trainer, play.review_id, levels, "Mis-tapped", one) == copy_id
    with pytest.raises(AlreadyClosed):
        corrections.correct_rating(cast.trainer, play.review_id, {play.items[0]: 0}, "Again", key())
    assert verbs(cast.trainee).count("reviewed") == 2


def test_a_review_that_never_was_is_struck_and_the_try_waits_again(cast: Cast) -> None:
    play = reviewed(cast)
    corrections.strike_review(cast.trainer, play.review_id, "It was another try", key())
    assert practice_of([cast.trainee])[cast.trainee].tries[0].reviews == ()
    assert verbs(cast.trainee) == ["tried", "reviewed", "corrected"]
    assert reviews.open_review(cast.trainer, play.try_id) != play.review_id


def test_a_correction_needs_a_reason_and_a_level_that_differs(cast: Cast) -> None:
    play = reviewed(cast)
    item = play.items[0]
    for levels, why in (({item: 3}, " "), ({item: 2}, "Same"), ({"no-such-item": 2}, "What"), ({item: 7}, "More")):
        with pytest.raises(Unusable):
            corrections.correct_rating(cast.trainer, play.review_id, levels, why, key())
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_an_open_review_is_changed_and_not_corrected(cast: Cast) -> None:
    play = begin(cast)
    with pytest.raises(Conflict):
        corrections.correct_rating(cast.trainer, play.review_id, {play.items[0]: 3}, "Early", key())


@pytest.mark.parametrize("who", ["trainee", "other_trainer", "other_trainee", "admin"])
def test_only_who_teaches_the_trainee_corrects_a_review(cast: Cast, who: str) -> None:
    play = reviewed(cast)
    with pytest.raises(NotYours):
        corrections.correct_rating(cast.roles()[who], play.review_id, {play.items[0]: 3}, "Better", key())
    with pytest.raises(NotYours):
        corrections.strike_review(cast.roles()[who], play.review_id, "Gone", key())
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_a_mistapped_word_on_a_show_is_corrected_by_the_other_and_both_stay_readable(cast: Cast) -> None:
    attendance, one = shown(cast), key()
    shows.answer_show(cast.trainee, attendance, False, "", key())
    with clock_at(5):
        new = corrections.correct_word(cast.trainee, attendance, True, "在后排看的", "点错了", one)
        assert corrections.correct_word(cast.trainee, attendance, True, "在后排看的", "点错了", one) == new
    [view] = practice_of([cast.trainee])[cast.trainee].shows
    assert (view.standing, view.comment) == (ShowStanding.CONFIRMED, "在后排看的")
    correction = session().scalars(select(Correction)).one()
    assert (correction.kind, correction.replacement_id, correction.actor_id, correction.why, correction.at) == (
        "attendance_word", new, cast.trainee, "点错了", at(5)
    )  # fmt: skip
    assert [word.seen for word in session().scalars(select(AttendanceWord).order_by(AttendanceWord.id))] == [
        False,
        True,
    ]
    assert verbs(cast.trainee) == ["shown", "not_seen", "confirmed", "corrected"]
    with pytest.raises(AlreadyClosed):
        corrections.correct_word(cast.trainee, attendance, True, "", "再来", key())
    corrections.correct_word(cast.trainee, attendance, False, "", "还是没看到", key())
    assert practice_of([cast.trainee])[cast.trainee].shows[0].standing is ShowStanding.NOT_SEEN


def test_a_word_is_corrected_with_a_reason_and_not_before_it_was_said(cast: Cast) -> None:
    attendance = shown(cast)
    with pytest.raises(Conflict):
        corrections.correct_word(cast.trainee, attendance, True, "", "早了", key())
    shows.answer_show(cast.trainee, attendance, True, "", key())
    with pytest.raises(Unusable):
        corrections.correct_word(cast.trainee, attendance, False, "", " ", key())
    shows.correct_show(cast.trainer, attendance, "没有这回事", key())
    with pytest.raises(Conflict):
        corrections.correct_word(cast.trainee, attendance, False, "", "没看到", key())


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_what_the_trainee_said_nobody_else_takes_back(cast: Cast, who: str) -> None:
    attendance, play = shown(cast), reviewed(cast)
    shows.answer_show(cast.trainee, attendance, False, "", key())
    self_rated(cast, play)
    with pytest.raises(NotYours):
        corrections.correct_word(cast.roles()[who], attendance, True, "", "她在场", key())
    with pytest.raises(NotYours):
        corrections.strike_self_rating(cast.roles()[who], play.try_id, "太高了", key())


def test_an_own_rating_is_struck_and_given_anew_and_the_first_stays_readable(cast: Cast) -> None:
    play = reviewed(cast)
    first = self_rated(cast, play, levels=3)
    with pytest.raises(Unusable):
        corrections.strike_self_rating(cast.trainee, play.try_id, "", key())
    corrections.strike_self_rating(cast.trainee, play.try_id, "整页点错了", key())
    [made] = practice_of([cast.trainee])[cast.trainee].tries
    assert made.sealed
    with pytest.raises(Conflict):
        corrections.strike_self_rating(cast.trainee, play.try_id, "再来", key())
    second = self_rated(cast, play, levels=1)
    [made] = practice_of([cast.trainee])[cast.trainee].tries
    assert [(review.id, review.mean_level) for review in made.reviews if review.kind is ReviewKind.SELF] == [
        (second, 1)
    ]
    assert session().get_one(Review, second).copy_of == first
    assert set(levels_at(facts.taps_of(first, None)).values()) == {3}
    assert verbs(cast.trainee) == ["tried", "reviewed", "self_rated", "corrected", "self_rated"]


def test_an_own_rating_stays_once_the_change_is_agreed(cast: Cast) -> None:
    play = reviewed(cast)
    self_rated(cast, play)
    for who in (cast.trainee, cast.trainer):
        changes.agree_change(who, play.try_id, "先听十分钟", key())
    with pytest.raises(AlreadyClosed):
        corrections.strike_self_rating(cast.trainee, play.try_id, "点错了", key())
