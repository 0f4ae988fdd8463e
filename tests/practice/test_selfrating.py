"""The trainee rates themself on the same rows before they read the trainer's levels, or skips it."""

import pytest
from sqlalchemy import func, select

from lms.db import session
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.practice import facts, reviews, selfrating, tries
from lms.practice.models import Review
from lms.practice.reading import practice_of
from lms.practice.rules import ReviewKind
from lms.records.models import Record
from tests.cast import Cast
from tests.practice.plays import SKILL, begin, key, reviewed, self_rated, verbs


def test_a_self_rating_is_closed_at_once_with_its_sentences(cast: Cast) -> None:
    play = reviewed(cast)
    items = play.items
    levels = {item: n % 4 for n, item in enumerate(items)}
    review_id = selfrating.self_rate(cast.trainee, play.try_id, levels, {items[2]: " I rushed ", items[3]: "  "}, key())
    assert verbs(cast.trainee) == ["tried", "reviewed", "self_rated"]
    assert [(note.item, note.text) for note in facts.notes_of(review_id, None)] == [(items[2], "I rushed")]
    view = practice_of([cast.trainee])[cast.trainee].tries[0]
    own = next(review for review in view.reviews if review.kind is ReviewKind.SELF)
    assert (own.levels, own.rater) == (levels, cast.trainee)
    assert not view.sealed


def test_rows_without_a_level_are_named(cast: Cast) -> None:
    play = reviewed(cast)
    items = play.items
    with pytest.raises(Unusable) as refused:
        selfrating.self_rate(cast.trainee, play.try_id, dict.fromkeys(items[2:], 1), {}, key())
    assert list(refused.value.fields) == items[:2]
    with pytest.raises(Unusable):
        selfrating.self_rate(cast.trainee, play.try_id, {**dict.fromkeys(items, 1), items[0]: 4}, {}, key())
    with pytest.raises(Unusable) as refused:
        selfrating.self_rate(cast.trainee, play.try_id, dict.fromkeys(items, 1), {items[0]: "很" * 501}, key())
    assert list(refused.value.fields) == items[:1]
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_nobody_rates_themself_while_they_play_or_alone(cast: Cast) -> None:
    play = begin(cast)
    with pytest.raises(Conflict):
        selfrating.self_rate(cast.trainee, play.try_id, dict.fromkeys(play.items, 2), {}, key())
    solo = tries.log_solo(cast.trainee, SKILL, key())
    with pytest.raises(Conflict):
        selfrating.skip_self_rating(cast.trainee, solo, key())


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_nobody_rates_or_skips_for_the_trainee(cast: Cast, who: str) -> None:
    play = reviewed(cast)
    with pytest.raises(NotYours):
        selfrating.self_rate(cast.roles()[who], play.try_id, dict.fromkeys(play.items, 2), {}, key())
    with pytest.raises(NotYours):
        selfrating.skip_self_rating(cast.roles()[who], play.try_id, key())


def test_a_self_rating_is_given_once(cast: Cast) -> None:
    play, one = reviewed(cast), key()
    levels = dict.fromkeys(play.items, 2)
    first = selfrating.self_rate(cast.trainee, play.try_id, levels, {}, one)
    assert selfrating.self_rate(cast.trainee, play.try_id, levels, {}, one) == first
    with pytest.raises(AlreadyClosed):
        selfrating.self_rate(cast.trainee, play.try_id, dict.fromkeys(play.items, 3), {}, key())
    with pytest.raises(AlreadyClosed):
        selfrating.skip_self_rating(cast.trainee, play.try_id, key())


def test_skipping_opens_the_trainers_levels_and_is_no_fact(cast: Cast) -> None:
    play, one = reviewed(cast), key()
    first = selfrating.skip_self_rating(cast.trainee, play.try_id, one)
    assert selfrating.skip_self_rating(cast.trainee, play.try_id, one) == first
    assert verbs(cast.trainee) == ["tried", "reviewed"]
    view = practice_of([cast.trainee])[cast.trainee].tries[0]
    assert not view.sealed
    assert [review.kind for review in view.reviews] == [ReviewKind.TRAINER]
    with pytest.raises(AlreadyClosed):
        selfrating.self_rate(cast.trainee, play.try_id, dict.fromkeys(play.items, 2), {}, key())


def test_a_self_rating_may_come_before_the_trainers_end(cast: Cast) -> None:
    play = begin(cast)
    tries.end_try(cast.trainee, play.try_id, key())
    self_rated(cast, play)
    assert verbs(cast.trainee) == ["tried", "self_rated"]
    assert session().scalar(select(func.count()).select_from(Review)) == 2
    own = session().scalars(select(Record).where(Record.verb == "self_rated")).one()
    assert (own.kind, own.actor_id) == ("review", cast.trainee)
    with pytest.raises(NotYours):
        reviews.rate(cast.trainee, own.source_id, [])
