"""Shows: given to one or several in one save, confirmed or not seen, mended when entered wrongly."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, KeyReused, NotYours, Unusable
from lms.people.models import Coaching
from lms.practice import corrections, shows
from lms.practice.models import Attendance, Show
from lms.practice.reading import practice_of
from lms.practice.rules import ShowStanding
from lms.practice.shows import Instead
from lms.records.models import Correction, Record
from tests.cast import DAY_ONE, Cast
from tests.practice.plays import SKILL, TEN, at, attendance_of, clock_at, key, shown, verbs


@pytest.fixture
def class_of_two(cast: Cast) -> Cast:
    """The trainer teaches the trainee of the other team as well."""
    with transaction():
        session().add(Coaching(trainer_id=cast.trainer, trainee_id=cast.other_trainee, from_on=DAY_ONE))
    return cast


def test_one_save_gives_a_show_to_several_and_enters_it_in_each_file(class_of_two: Cast) -> None:
    cast = class_of_two
    with clock_at():
        show_id = shows.give_show(cast.trainer, SKILL, [cast.trainee, cast.other_trainee], "live", TEN, key())
    assert session().scalar(select(func.count()).select_from(Show)) == 1
    assert verbs(cast.trainee) == verbs(cast.other_trainee) == ["shown"]
    view = practice_of([cast.trainee])[cast.trainee].shows[0]
    assert view.id == attendance_of(show_id, cast.trainee)
    assert view.standing is ShowStanding.OFFERED
    assert (view.by, view.mode, view.skill) == (cast.trainer, "live", SKILL)
    record = session().get_one(Record, view.record_id)
    assert (record.kind, record.source_id, record.actor_id) == ("attendance", view.id, cast.trainer)


def test_who_was_absent_was_offered_it_and_not_shown_it(class_of_two: Cast) -> None:
    cast = class_of_two
    with clock_at():
        shows.give_show(cast.trainer, SKILL, [cast.trainee], "live", TEN, key(), absent_ids=[cast.other_trainee])
    assert verbs(cast.other_trainee) == ["offered"]
    absent = practice_of([cast.other_trainee])[cast.other_trainee].shows[0]
    assert absent.standing is ShowStanding.ABSENT
    with pytest.raises(Conflict):
        shows.answer_show(cast.other_trainee, absent.id, False, "", key())


def test_who_was_marked_as_absent_can_say_that_they_were_there_and_then_it_counts(class_of_two: Cast) -> None:
    cast = class_of_two
    with clock_at():
        shows.give_show(cast.trainer, SKILL, [cast.trainee], "live", TEN, key(), absent_ids=[cast.other_trainee])
    absent = practice_of([cast.other_trainee])[cast.other_trainee].shows[0]
    shows.answer_show(cast.other_trainee, absent.id, True, "坐在后排", key())
    said = practice_of([cast.other_trainee])[cast.other_trainee].shows[0]
    assert (said.standing, said.comment) == (ShowStanding.CONFIRMED, "坐在后排")
    assert verbs(cast.other_trainee) == ["offered", "confirmed"]
    corrections.correct_word(cast.other_trainee, absent.id, False, "", "点错了", key())
    assert practice_of([cast.other_trainee])[cast.other_trainee].shows[0].standing is ShowStanding.ABSENT


def test_a_show_entered_later_tells_when_it_happened_and_when_it_was_entered(cast: Cast) -> None:
    with clock_at(days=7):
        shows.give_show(cast.trainer, SKILL, [cast.trainee], "clip", TEN, key())
    view = practice_of([cast.trainee])[cast.trainee].shows[0]
    assert (view.happened_at, view.recorded_at, view.told_at) == (TEN, at(days=7), at(days=7))


def test_a_show_that_is_still_to_come_is_refused(cast: Cast) -> None:
    with clock_at(), pytest.raises(Unusable) as refused:
        shows.give_show(cast.trainer, SKILL, [cast.trainee], "live", TEN + timedelta(hours=1), key())
    assert set(refused.value.fields) == {"happened"}


def test_a_phone_whose_clock_runs_ahead_enters_the_present(cast: Cast) -> None:
    with clock_at():
        shows.give_show(cast.trainer, SKILL, [cast.trainee], "live", TEN + timedelta(minutes=3), key())
    assert practice_of([cast.trainee])[cast.trainee].shows[0].happened_at == TEN


@pytest.mark.parametrize(
    ("skill", "people", "mode", "field"),
    [("no-such-skill", True, "live", "skill"), (SKILL, False, "live", "people"), (SKILL, True, "dreamt", "mode")],
)
def test_what_cannot_be_used_is_named(cast: Cast, skill: str, people: bool, mode: str, field: str) -> None:
    with pytest.raises(Unusable) as refused:
        shows.give_show(cast.trainer, skill, [cast.trainee] if people else [], mode, clock.now(), key())
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("who", ["trainee", "other_trainer", "other_trainee", "admin"])
def test_only_who_teaches_all_of_them_gives_a_show(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours):
        shows.give_show(cast.roles()[who], SKILL, [cast.trainee], "live", clock.now(), key())
    with pytest.raises(NotYours):
        shows.give_show(cast.trainer, SKILL, [cast.trainee, cast.other_trainee], "live", clock.now(), key())
    assert verbs(cast.trainee) == []


def test_a_manager_enters_what_a_trainer_showed(cast: Cast) -> None:
    shows.give_show(cast.manager, SKILL, [cast.trainee], "live", clock.now(), key(), by_id=cast.trainer)
    view = practice_of([cast.trainee])[cast.trainee].shows[0]
    assert view.by == cast.trainer
    assert session().get_one(Record, view.record_id).actor_id == cast.manager


def test_a_double_click_gives_one_show_and_another_show_under_its_key_is_refused(cast: Cast) -> None:
    one = key()
    with clock_at():
        first = shows.give_show(cast.trainer, SKILL, [cast.trainee], "live", TEN, one)
        assert shows.give_show(cast.trainer, SKILL, [cast.trainee], "live", TEN, one) == first
        with pytest.raises(KeyReused):
            shows.give_show(cast.trainer, SKILL, [cast.trainee], "clip", TEN, one)
    assert verbs(cast.trainee) == ["shown"]


@pytest.mark.parametrize(
    ("seen", "verb", "standing"),
    [(True, "confirmed", ShowStanding.CONFIRMED), (False, "not_seen", ShowStanding.NOT_SEEN)],
)
def test_the_trainee_says_whether_they_saw_it(cast: Cast, seen: bool, verb: str, standing: ShowStanding) -> None:
    attendance = shown(cast)
    shows.answer_show(cast.trainee, attendance, seen, " I was on the telephone ", key())
    assert verbs(cast.trainee) == ["shown", verb]
    view = practice_of([cast.trainee])[cast.trainee].shows[0]
    assert (view.standing, view.comment) == (standing, "I was on the telephone")


def test_the_word_on_a_show_is_given_once(cast: Cast) -> None:
    attendance, one = shown(cast), key()
    word = shows.answer_show(cast.trainee, attendance, True, "", one)
    assert shows.answer_show(cast.trainee, attendance, True, "", one) == word
    with pytest.raises(AlreadyClosed):
        shows.answer_show(cast.trainee, attendance, False, "", key())


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_nobody_confirms_for_the_trainee(cast: Cast, who: str) -> None:
    attendance = shown(cast)
    with pytest.raises(NotYours):
        shows.answer_show(cast.roles()[who], attendance, True, "", key())
    assert verbs(cast.trainee) == ["shown"]


def test_a_show_that_never_was_no_longer_stands_and_says_who_why_and_when(cast: Cast) -> None:
    attendance = shown(cast)
    with clock_at(90):
        shows.correct_show(cast.trainer, attendance, "It was cancelled", key())
    assert cast.trainee not in practice_of([cast.trainee])
    correction = session().scalars(select(Correction)).one()
    assert (correction.actor_id, correction.why, correction.at) == (cast.trainer, "It was cancelled", at(90))
    assert correction.replacement_id is None
    assert verbs(cast.trainee) == ["shown", "corrected"]
    assert session().get(Attendance, attendance) is not None, "both versions stay readable"


def test_a_show_on_the_wrong_trainee_moves_to_the_right_one(class_of_two: Cast) -> None:
    cast = class_of_two
    attendance = shown(cast)
    with clock_at(90):
        shows.correct_show(cast.trainer, attendance, "Zhao Min was there", key(), Instead(person_id=cast.other_trainee))
    assert verbs(cast.trainee) == ["shown", "corrected"]
    assert verbs(cast.other_trainee) == ["shown"]
    assert cast.trainee not in practice_of([cast.trainee])
    moved = practice_of([cast.other_trainee])[cast.other_trainee].shows[0]
    assert (moved.happened_at, moved.recorded_at) == (at(-60), at(90)), "in this file it was entered only now"
    assert session().scalars(select(Correction.replacement_id)).one() == moved.id


def test_a_show_at_the_wrong_time_is_mended_in_the_same_file(cast: Cast) -> None:
    attendance = shown(cast)
    with clock_at(90):
        shows.correct_show(cast.trainer, attendance, "It was at eight", key(), Instead(happened_at=at(-120)))
    mended = practice_of([cast.trainee])[cast.trainee].shows[0]
    assert (mended.happened_at, mended.recorded_at) == (at(-120), at(-60))
    assert mended.standing is ShowStanding.OFFERED, "the trainee is asked about it again"


def test_a_corrected_show_is_not_corrected_again_nor_confirmed(cast: Cast) -> None:
    attendance, one = shown(cast), key()
    first = shows.correct_show(cast.trainer, attendance, "It was cancelled", one)
    assert shows.correct_show(cast.trainer, attendance, "It was cancelled", one) == first
    with pytest.raises(AlreadyClosed):
        shows.correct_show(cast.manager, attendance, "Twice", key())
    with pytest.raises(Conflict):
        shows.answer_show(cast.trainee, attendance, True, "", key())


def test_a_correction_needs_a_reason_and_something_that_differs(cast: Cast) -> None:
    attendance = shown(cast)
    with pytest.raises(Unusable) as refused:
        shows.correct_show(cast.trainer, attendance, "  ", key())
    assert set(refused.value.fields) == {"why"}
    with pytest.raises(Unusable):
        shows.correct_show(cast.trainer, attendance, "Same", key(), Instead(person_id=cast.trainee))
    assert verbs(cast.trainee) == ["shown"]


@pytest.mark.parametrize("who", ["trainee", "other_trainer", "other_trainee", "admin"])
def test_only_who_teaches_the_trainee_corrects_a_show(cast: Cast, who: str) -> None:
    attendance = shown(cast)
    with pytest.raises(NotYours):
        shows.correct_show(cast.roles()[who], attendance, "No", key())
    with pytest.raises(NotYours):
        shows.correct_show(cast.trainer, attendance, "Elsewhere", key(), Instead(person_id=cast.other_trainee))
    assert verbs(cast.trainee) == ["shown"]
