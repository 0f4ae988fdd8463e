"""Hidden facts are ticked by who plays the customer or coaches, once each; the trainee reads them after the end."""

import pytest

from lms.db import session
from lms.errors import NotYours, Unusable
from lms.practice import joining, tries, uncovering
from lms.practice.loading import load_try
from lms.practice.models import Uncovered
from lms.practice.seats import Part
from tests.cast import Cast
from tests.practice.plays import OTHER_SKILL, begin, clock_at, key, tap

CUSTOMER = frozenset({Part.CUSTOMER})


def played(cast: Cast) -> tuple[int, list[str]]:
    """A try in which the other trainee plays the customer, and the ids of its facts."""
    play = begin(cast, skill=OTHER_SKILL)
    with clock_at(0):
        joining.join(cast.other_trainee, joining.invite(cast.trainee, play.try_id), CUSTOMER)
    return play.try_id, [fact.id for fact in uncovering.facts_of(load_try(play.try_id))]


def test_ticks_are_kept_once_each_and_the_last_of_a_person_stands(cast: Cast) -> None:
    made, facts = played(cast)
    ticks = [tap(1, facts[0], 1, 65), tap(2, facts[1], 1, 80), tap(3, facts[1], 0, 82), tap(4, facts[2], 1, 200)]
    with clock_at(5):
        assert uncovering.tick(cast.other_trainee, made, ticks[2:]).saved == (3, 4)
        assert uncovering.tick(cast.other_trainee, made, ticks).saved == (1, 2, 3, 4)
        other = uncovering.tick(cast.other_trainee, made, [tap(4, facts[3], 1, 1), tap(6, facts[3], 1, 240)])
        assert (other.saved, other.taken, other.last_seq) == ((6,), (4,), 6)
        uncovering.tick(cast.trainer, made, [tap(1, facts[0], 1, 70)])
        uncovering.keep_ticks(cast.other_trainee, made, [facts[0], facts[4]])
    assert session().query(Uncovered).count() == 5 + 1 + 3
    heard = uncovering.heard_in(made)
    assert {fact: (one.second, one.by) for fact, one in heard.items()} == {
        facts[0]: (65, (cast.other_trainee, cast.trainer)),
        facts[4]: (300, (cast.other_trainee,)),
    }


def test_a_phone_without_network_is_heard_until_twelve_hours_after_the_start_and_after_the_end(cast: Cast) -> None:
    made, facts = played(cast)
    with clock_at(15):
        tries.end_try(cast.trainee, made, key())
    with clock_at(12 * 60 - 1):
        assert uncovering.tick(cast.other_trainee, made, [tap(1, facts[0], 1, 60)]).saved == (1,)
    with clock_at(12 * 60 + 1):
        with pytest.raises(NotYours):
            uncovering.tick(cast.other_trainee, made, [tap(2, facts[1], 1, 60)])
        with pytest.raises(Unusable):
            uncovering.tick(cast.trainer, made, [tap(2, facts[1], 1, 60)])


def test_ticks_of_what_the_card_does_not_hold_keep_nothing(cast: Cast) -> None:
    made, facts = played(cast)
    with clock_at(1):
        for wrong in (tap(2, "no-such-fact", 1), tap(2, facts[0], 2), tap(0, facts[0], 1), tap(1, facts[1], 1)):
            with pytest.raises(Unusable):
                uncovering.tick(cast.other_trainee, made, [tap(1, facts[0], 1), wrong])
    assert uncovering.heard_in(made) == {}


def test_who_neither_plays_the_customer_nor_coaches_ticks_nothing(cast: Cast) -> None:
    made, facts = played(cast)
    with clock_at(1):
        joining.join(cast.other_trainer, joining.invite(cast.trainee, made), {Part.PEER})
        for person in (cast.trainee, cast.other_trainer, cast.admin):
            with pytest.raises(NotYours):
                uncovering.tick(person, made, [tap(1, facts[0], 1)])


def test_after_the_end_the_trainee_reads_what_came_out_when_and_what_would_have_opened_the_rest(cast: Cast) -> None:
    made, facts = played(cast)
    with clock_at(5):
        uncovering.tick(cast.other_trainee, made, [tap(1, facts[1], 1, 125)])
        with pytest.raises(NotYours):
            uncovering.outcome_of(cast.trainee, load_try(made))
    with clock_at(15):
        tries.end_try(cast.trainee, made, key())
    told = uncovering.outcome_of(cast.trainee, load_try(made))
    assert [one.fact.id for one in told] == facts
    assert [(one.heard.second, one.by) for one in told if one.heard] == [(125, "赵敏")]
