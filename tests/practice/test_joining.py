"""A colleague joins a play by its code: who may, as what, how long, and what a seat opens and doesn't."""

import pytest

from lms.db import session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.people.brakes import TooManyTries
from lms.people.models import Person
from lms.practice import joining, reviews, selfrating, tries
from lms.practice.back_view import back_page
from lms.practice.joining import BESIDE, FREE_GUESSES, LENGTH, LETTERS
from lms.practice.loading import load_try
from lms.practice.models import Review, Try
from lms.practice.reading import practice_of
from lms.practice.rules import ReviewKind
from lms.practice.seats import Part, rates_as_trainer
from tests.cast import Cast
from tests.practice.plays import SKILL, Play, begin, clock_at, key, rate_all, reviewed, tap, verbs

CUSTOMER, PEER = frozenset({Part.CUSTOMER}), frozenset({Part.PEER})


def together(cast: Cast, parts: frozenset[Part] = BESIDE) -> int:
    """Practice with a colleague, who has joined. Returns the try."""
    made = tries.start_peer(cast.trainee, SKILL, key())
    joining.join(cast.other_trainee, joining.invite(cast.trainee, made), parts)
    return made


def rated_by(rater: int, made: int, level: int = 2) -> Review:
    """Somebody's review of a try, every item at one level, ended."""
    review = reviews.open_review(rater, made)
    items = Play(made, review).items
    reviews.rate(rater, review, [tap(seq, item, level) for seq, item in enumerate(items, start=1)])
    return reviews.end_review(rater, review, len(items))


def test_practice_with_a_colleague_is_practice_and_nothing_else(cast: Cast) -> None:
    reviewed(cast)
    with clock_at(days=1):
        made = together(cast)
        assert rated_by(cast.other_trainee, made, 0).kind == ReviewKind.PEER
        selfrating.skip_self_rating(cast.trainee, made, key())
    practice = practice_of([cast.trainee])[cast.trainee]
    assert [one.number for one in practice.live(SKILL)] == [1]
    assert [one.number for one in practice.peer(SKILL)] == [1]
    assert practice.peer(SKILL)[0].lead is None, "what a colleague rates is no evidence"
    assert verbs(cast.trainee)[-2:] == ["practised", "peer_rated"]
    with clock_at(days=2):
        assert begin(cast, days=2).try_id
    assert [one.number for one in practice_of([cast.trainee])[cast.trainee].under_way] == [2], "numbered apart"


def test_a_colleague_who_rates_beside_a_trainer_neither_ends_the_play_nor_counts(cast: Cast) -> None:
    play = begin(cast)
    with clock_at(1):
        joining.join(cast.other_trainer, joining.invite(cast.trainer, play.try_id), PEER)
        rated_by(cast.other_trainer, play.try_id, 3)
    assert session().get_one(Try, play.try_id).closed_at is None
    reviews.end_review(cast.trainer, play.review_id, rate_all(cast, play, 1))
    selfrating.skip_self_rating(cast.trainee, play.try_id, key())
    made = practice_of([cast.trainee])[cast.trainee].live(SKILL)[0]
    assert made.lead is not None
    assert (made.lead.rater, made.lead.mean_level, len(made.trainer_reviews)) == (cast.trainer, 1, 1)
    page = back_page(cast.trainee, load_try(play.try_id))
    assert (page.trainer, page.peer, [one.peer for one in page.lookers]) == ("陈静", False, [False, True])
    chosen = back_page(cast.trainee, load_try(play.try_id), page.lookers[1].review_id)
    assert (chosen.trainer, chosen.peer) == ("周涛", True)


def test_a_code_has_no_letter_that_is_taken_for_another_and_stays_while_it_is_open(cast: Cast) -> None:
    assert not set("01OILSB85Z2") & set(LETTERS)
    play = begin(cast)
    with clock_at(1):
        code = joining.invite(cast.trainee, play.try_id)
        assert len(code) == LENGTH
        assert joining.invite(cast.trainer, play.try_id) == code
        assert joining.look(cast.other_trainee, f" {code[:3].lower()}-{code[3:]} ").row.id == play.try_id


@pytest.mark.parametrize("why", ["the play is over", "called off", "half a day later"])
def test_a_code_ends_with_the_play_or_after_twelve_hours(cast: Cast, why: str) -> None:
    play = begin(cast)
    with clock_at(1):
        code = joining.invite(cast.trainee, play.try_id)
        if why == "the play is over":
            tries.end_try(cast.trainee, play.try_id, key())
        if why == "called off":
            tries.call_off(cast.trainee, play.try_id, "点错了", key())
    with clock_at(12 * 60 + 2 if why == "half a day later" else 2), pytest.raises(NotYours):
        joining.join(cast.other_trainee, code, CUSTOMER)


def test_nobody_joins_their_own_try_and_who_is_suspended_or_a_guest_joins_none(cast: Cast) -> None:
    code = joining.invite(cast.trainee, tries.start_peer(cast.trainee, SKILL, key()))
    with pytest.raises(Conflict, match="你自己的练习"):
        joining.join(cast.trainee, code, CUSTOMER)
    with transaction():
        session().get_one(Person, cast.other_trainee).suspended_at = session().get_one(Person, cast.trainee).created_at
        session().get_one(Person, cast.admin).guest = True
    for person in (cast.other_trainee, cast.admin):
        with pytest.raises(NotYours):
            joining.join(person, code, CUSTOMER)


def test_both_parts_on_one_phone_only_where_no_trainer_rates(cast: Cast) -> None:
    code = joining.invite(cast.trainer, tries.start_try(cast.trainer, cast.trainee, SKILL, key()))
    for parts in (BESIDE, frozenset({Part.GUEST}), frozenset()):
        with pytest.raises(Unusable):
            joining.join(cast.other_trainee, code, parts)
    together(cast, BESIDE)


def test_guessing_codes_is_slowed_down_for_the_guesser_alone(cast: Cast) -> None:
    play = begin(cast)
    with clock_at(1):
        code = joining.invite(cast.trainee, play.try_id)
        for _guess in range(FREE_GUESSES + 1):
            with pytest.raises(NotYours):
                joining.join(cast.other_trainee, "AAAAAA", CUSTOMER)
        with pytest.raises(TooManyTries):
            joining.look(cast.other_trainee, code)
        assert joining.look(cast.other_trainer, code)
    with clock_at(2):
        assert joining.join(cast.other_trainee, code, CUSTOMER)


def test_who_began_sees_who_is_in_and_takes_a_seat_back(cast: Cast) -> None:
    made = together(cast)
    code = joining.invite(cast.trainee, made)
    assert [(one.name, one.parts) for one in joining.seated_in(cast.trainee, made)] == [
        ("赵敏", (Part.CUSTOMER, Part.PEER))
    ]
    review = reviews.open_review(cast.other_trainee, made)
    for stranger in (cast.trainer, cast.manager, cast.other_trainee):
        with pytest.raises(NotYours):
            joining.take_back(stranger, made, cast.other_trainee)
    joining.take_back(cast.trainee, made, cast.other_trainee)
    assert joining.seated(made) == []
    with pytest.raises(NotYours):
        joining.join(cast.other_trainee, code, CUSTOMER)
    with pytest.raises(NotYours):
        reviews.rate(cast.other_trainee, review, [tap(1, Play(made, review).items[0], 2)])
    assert joining.invite(cast.trainee, made) != code


def test_who_leaves_has_no_seat_and_what_they_rated_stays(cast: Cast) -> None:
    made = together(cast)
    review = rated_by(cast.other_trainee, made)
    joining.leave(cast.other_trainee, made)
    with pytest.raises(NotYours):
        joining.leave(cast.other_trainee, made)
    selfrating.skip_self_rating(cast.trainee, made, key())
    page = back_page(cast.trainee, load_try(made))
    assert page.review is not None
    assert (page.review.id, page.peer) == (review.id, True)
    assert not page.agrees, "a change is agreed on with a trainer"


def test_a_coach_of_the_trainee_has_no_right_to_their_practice_with_a_colleague(cast: Cast) -> None:
    made = together(cast, CUSTOMER)
    for person in (cast.trainer, cast.manager):
        assert not rates_as_trainer(person, load_try(made))
        for act in (
            lambda who: reviews.open_review(who, made),
            lambda who: tries.end_try(who, made, key()),
            lambda who: tries.call_off(who, made, "点错了", key()),
            lambda who: joining.invite(who, made),
        ):
            with pytest.raises(NotYours):
                act(person)


def test_a_card_that_was_played_as_the_customer_is_not_drawn_while_there_is_another(cast: Cast) -> None:
    for number in range(3):
        with clock_at(days=number):
            made = tries.start_peer(cast.other_trainee, SKILL, key())
            joining.join(cast.trainee, joining.invite(cast.other_trainee, made), CUSTOMER)
            tries.end_try(cast.other_trainee, made, key())
    known = {one.card for one in practice_of([cast.other_trainee])[cast.other_trainee].peer(SKILL)}
    assert len(known) == 3
    play = begin(cast, days=3)
    reviews.end_review(cast.trainer, play.review_id, rate_all(cast, play))
    assert practice_of([cast.trainee])[cast.trainee].live(SKILL)[0].card not in known
