"""The one change: written by either, both say yes to the same words, an edit asks the other anew."""

import pytest
from sqlalchemy import select

from lms.db import session
from lms.errors import AlreadyClosed, Conflict, NotAllowed, NotYours, Unusable
from lms.practice import changes, selfrating, tries
from lms.practice.models import Change, Try
from lms.practice.reading import practice_of
from lms.records.models import Correction
from tests.cast import Cast
from tests.practice.plays import SKILL, Play, at, begin, clock_at, key, reviewed, self_rated, verbs

WORDS = "先听十分钟再开系统"


@pytest.fixture
def play(cast: Cast) -> Play:
    """A try that both have rated."""
    made = reviewed(cast)
    self_rated(cast, made)
    return made


def the_change(play: Play) -> Change:
    found = changes.change_of(play.try_id)
    assert found is not None
    return found


def test_it_is_a_fact_when_both_have_said_yes(cast: Cast, play: Play) -> None:
    with clock_at(24):
        changes.agree_change(cast.trainee, play.try_id, f"  {WORDS} ", key())
    assert the_change(play).closed_at is None
    assert verbs(cast.trainee)[-1] == "self_rated"
    with clock_at(25):
        changes.agree_change(cast.trainer, play.try_id, WORDS, key(), seen=WORDS)
    change = the_change(play)
    assert (change.text, change.written_by) == (WORDS, cast.trainee)
    assert (change.trainee_agreed_at, change.trainer_agreed_at, change.closed_at) == (at(24), at(25), at(25))
    assert verbs(cast.trainee)[-1] == "agreed"
    view = practice_of([cast.trainee])[cast.trainee].tries[0]
    assert (view.change, view.change_agreed) == (WORDS, True)


def test_an_edit_asks_the_other_anew(cast: Cast, play: Play) -> None:
    changes.agree_change(cast.trainee, play.try_id, WORDS, key())
    changes.agree_change(cast.trainer, play.try_id, "问到一个数", key(), seen=WORDS)
    change = the_change(play)
    assert (change.text, change.trainee_agreed_at, change.closed_at) == ("问到一个数", None, None)
    assert change.written_by == cast.trainer
    changes.agree_change(cast.trainee, play.try_id, "问到一个数", key(), seen="问到一个数")
    assert the_change(play).closed_at is not None


def test_who_says_yes_to_words_that_were_changed_meanwhile_is_told(cast: Cast, play: Play) -> None:
    changes.agree_change(cast.trainee, play.try_id, WORDS, key())
    changes.agree_change(cast.trainer, play.try_id, "问到一个数", key(), seen=WORDS)
    with pytest.raises(Conflict, match="问到一个数"):
        changes.agree_change(cast.trainee, play.try_id, WORDS, key(), seen=WORDS)
    with pytest.raises(Conflict):
        changes.agree_change(cast.trainee, play.try_id, "别的", key(), seen=WORDS)
    assert the_change(play).text == "问到一个数"


def test_two_that_write_the_same_without_seeing_each_other_have_agreed(cast: Cast, play: Play) -> None:
    changes.agree_change(cast.trainee, play.try_id, WORDS, key())
    changes.agree_change(cast.trainer, play.try_id, WORDS, key(), seen="")
    assert the_change(play).closed_at is not None


def test_a_double_click_agrees_once_and_nothing_follows_the_end(cast: Cast, play: Play) -> None:
    one = key()
    first = changes.agree_change(cast.trainee, play.try_id, WORDS, one)
    assert changes.agree_change(cast.trainee, play.try_id, WORDS, one) == first
    changes.agree_change(cast.trainer, play.try_id, WORDS, key(), seen=WORDS)
    with pytest.raises(AlreadyClosed):
        changes.agree_change(cast.trainer, play.try_id, "别的", key(), seen=WORDS)
    assert verbs(cast.trainee).count("agreed") == 1


def test_it_has_words_and_is_one_thing(cast: Cast, play: Play) -> None:
    for text in ("  ", "很" * 301):
        with pytest.raises(Unusable) as refused:
            changes.agree_change(cast.trainer, play.try_id, text, key())
        assert set(refused.value.fields) == {"text"}


@pytest.mark.parametrize("who", ["other_trainer", "other_trainee", "admin"])
def test_a_stranger_agrees_to_nothing(cast: Cast, play: Play, who: str) -> None:
    with pytest.raises(NotYours):
        changes.agree_change(cast.roles()[who], play.try_id, WORDS, key())


def test_each_first_ends_their_own_rating(cast: Cast) -> None:
    play = reviewed(cast)
    with pytest.raises(NotAllowed):
        changes.agree_change(cast.trainee, play.try_id, WORDS, key())
    selfrating.skip_self_rating(cast.trainee, play.try_id, key())
    changes.agree_change(cast.trainee, play.try_id, WORDS, key())
    with pytest.raises(NotAllowed):
        changes.agree_change(cast.manager, play.try_id, WORDS, key())
    running = begin(cast, days=1)
    with pytest.raises(NotAllowed):
        changes.agree_change(cast.trainer, running.try_id, WORDS, key())


def test_silence_does_not_void_the_review(cast: Cast) -> None:
    play = reviewed(cast)
    changes.agree_change(cast.trainer, play.try_id, WORDS, key())
    view = practice_of([cast.trainee])[cast.trainee].tries[0]
    assert view.trainer_reviews
    assert (view.change, view.change_agreed) == (WORDS, False)


def agreed(cast: Cast, play: Play, words: str = WORDS) -> None:
    for who in (cast.trainee, cast.trainer):
        changes.agree_change(who, play.try_id, words, key(), seen=words)


@pytest.mark.parametrize("who", ["trainee", "trainer"])
def test_what_was_agreed_is_corrected_by_either_and_both_say_yes_anew(cast: Cast, play: Play, who: str) -> None:
    agreed(cast, play)
    old, one = the_change(play), key()
    writer = cast.roles()[who]
    new = changes.replace_change(writer, play.try_id, "先问再听", "写反了", one)
    assert changes.replace_change(writer, play.try_id, "先问再听", "写反了", one) == new
    change = the_change(play)
    assert (change.id, change.text, change.written_by, change.closed_at) == (new, "先问再听", writer, None)
    [view] = practice_of([cast.trainee])[cast.trainee].tries
    assert (view.change, view.change_agreed) == ("先问再听", False)
    correction = session().scalars(select(Correction)).one()
    assert (correction.source_id, correction.replacement_id, correction.actor_id) == (old.id, new, writer)
    assert session().get_one(Change, old.id).text == WORDS
    other = cast.trainer if who == "trainee" else cast.trainee
    changes.agree_change(other, play.try_id, "先问再听", key(), seen="先问再听")
    assert the_change(play).closed_at is not None
    assert verbs(cast.trainee)[-3:] == ["agreed", "corrected", "agreed"]
    assert begun_with(cast) == "先问再听"


def begun_with(cast: Cast) -> str:
    """The line at the top of the next try."""
    return session().get_one(Try, begin(cast, days=1).try_id).carried_change


def test_a_correction_of_what_was_agreed_needs_other_words_and_a_reason(cast: Cast, play: Play) -> None:
    with pytest.raises(Conflict):
        changes.replace_change(cast.trainee, play.try_id, "先问再听", "早了", key())
    agreed(cast, play)
    for words, why in ((WORDS, "一样"), ("", "空"), ("先问再听", " ")):
        with pytest.raises(Unusable):
            changes.replace_change(cast.trainee, play.try_id, words, why, key())
    with pytest.raises(NotAllowed):
        changes.replace_change(cast.manager, play.try_id, "先问再听", "看着不好", key())
    with pytest.raises(NotYours):
        changes.replace_change(cast.other_trainer, play.try_id, "先问再听", "看着不好", key())
    assert the_change(play).text == WORDS


def test_words_put_in_the_place_of_agreed_ones_are_carried_on_before_both_have_said_yes_to_them(cast: Cast) -> None:
    for days, words in ((0, "先报名"), (1, "先听十分钟")):
        play = reviewed(cast, days=days)
        self_rated(cast, play, days=days)
        for one in (cast.trainee, cast.trainer):
            changes.agree_change(one, play.try_id, words, key())
    changes.replace_change(cast.trainee, play.try_id, "先听十二分钟", "写错了数", key())
    assert practice_of([cast.trainee])[cast.trainee].changes == {SKILL: "先听十二分钟"}
    assert tries.change_to_carry(cast.trainee, SKILL) == "先听十二分钟"
