"""A second look: by somebody who has not rated it and can judge it, without knowing the first; both stay."""

import pytest
from flask import Flask

from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.practice import changes, reviews, tries
from lms.practice.back_view import back_page
from lms.practice.loading import load_try
from lms.practice.reading import practice_of
from lms.practice.seats import Part, give
from lms.raters import second
from lms.raters.models import SecondLook
from lms.records.notices import unread_of
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import (
    LEVEL_CHOSEN,
    SKILL,
    Play,
    both_rated,
    clock_at,
    key,
    review_of,
    reviewed,
    self_rated,
    tap,
    verbs,
)
from tests.raters.rated import WHY, recorded, second_coach


@pytest.fixture
def play(cast: Cast) -> Play:
    """A try that both have rated, of which there is something to be heard, and another coach of the trainee."""
    second_coach(cast)
    with recorded():
        yield both_rated(cast)  # type: ignore[misc]  # a fixture that ends with its test


def ask(cast: Cast, play: Play, minutes: float = 60) -> int:
    with clock_at(minutes):
        return second.ask(cast.trainee, play.review_id, WHY, key())


def taken(cast: Cast, play: Play) -> int:
    look = ask(cast, play)
    with clock_at(61):
        second.take(cast.other_trainer, look, key())
    return look


def look_again(cast: Cast, play: Play, level: int = 2) -> int:
    """The other coach rates all and ends. Returns their review."""
    mine = review_of(play.try_id, cast.other_trainer)
    with clock_at(80):
        sent = [tap(seq, item, level, seq) for seq, item in enumerate(play.items, start=1)]
        reviews.rate(cast.other_trainer, mine, sent)
        reviews.end_review(cast.other_trainer, mine, len(sent))
    return mine


def test_both_reviews_stay_the_first_leads_and_who_is_concerned_is_told(cast: Cast, play: Play) -> None:
    look = taken(cast, play)
    answer = look_again(cast, play)
    assert session().get_one(SecondLook, look).answer_review_id == answer
    (made,) = practice_of([cast.trainee])[cast.trainee].tries
    assert [(one.rater, one.again) for one in made.trainer_reviews] == [
        (cast.trainer, False), (cast.other_trainer, True),
    ]  # fmt: skip
    assert made.lead is not None
    assert made.lead.rater == cast.trainer
    assert [one.kind for one in unread_of(cast.trainer)] == ["second_look"]
    assert [one.kind for one in unread_of(cast.trainee)] == ["second_look"]
    assert verbs(cast.trainee).count("reviewed") == 2


def test_the_first_leads_also_where_only_the_second_was_assigned(cast: Cast) -> None:
    """The manager reviewed a try without a trainer of its own; its coach looks a second time."""
    with recorded():
        with clock_at(0):
            try_id = tries.start_try(cast.trainee, cast.trainee, SKILL, key())
        with clock_at(15):
            tries.end_try(cast.trainee, try_id, key())
            first = reviews.open_review(cast.manager, try_id)
        play = Play(try_id, first)
        self_rated(cast, play)
        sent = [tap(seq, item, 2, seq) for seq, item in enumerate(play.items, start=1)]
        reviews.rate(cast.manager, first, sent)
        reviews.end_review(cast.manager, first, len(sent))
        look = ask(cast, play)
        second.take(cast.trainer, look, key())
        answer = review_of(try_id, cast.trainer)
        reviews.rate(cast.trainer, answer, sent)
        reviews.end_review(cast.trainer, answer, len(sent))
        (made,) = practice_of([cast.trainee])[cast.trainee].tries
        assert made.lead is not None
        assert made.lead.rater == cast.manager
        assert back_page(cast.trainee, load_try(try_id)).trainer == "王强"


def test_coaches_are_asked_first_and_managers_where_nobody_else_could(cast: Cast) -> None:
    with recorded():
        play = reviewed(cast)
        assert second.able_to_look(load_try(play.try_id)) == [cast.manager]
        second_coach(cast)
        assert second.able_to_look(load_try(play.try_id)) == [cast.other_trainer]


def test_without_anything_recorded_only_who_was_there_can_look(cast: Cast) -> None:
    second_coach(cast)
    play = both_rated(cast)
    assert second.able_to_look(load_try(play.try_id)) == []
    with pytest.raises(Conflict):
        ask(cast, play)
    with transaction():
        give(play.try_id, cast.other_trainer, Part.CUSTOMER, cast.trainee)
    assert second.able_to_look(load_try(play.try_id)) == [cast.other_trainer]
    assert ask(cast, play)


def test_it_is_asked_once_within_two_weeks_with_a_sentence(cast: Cast, play: Play) -> None:
    with clock_at(60), pytest.raises(Unusable):
        second.ask(cast.trainee, play.review_id, "  ", key())
    with clock_at(15, days=14), pytest.raises(Conflict):
        second.ask(cast.trainee, play.review_id, WHY, key())
    ask(cast, play)
    with pytest.raises(Conflict):
        ask(cast, play, 70)


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_only_the_trainee_asks(cast: Cast, play: Play, who: str) -> None:
    with pytest.raises(NotYours):
        second.ask(getattr(cast, who), play.review_id, WHY, key())


def test_who_has_not_rated_themself_cannot_ask_at_what_they_cannot_read(cast: Cast) -> None:
    second_coach(cast)
    with recorded():
        play = reviewed(cast)
        with pytest.raises(NotYours):
            ask(cast, play)


def test_who_rated_it_or_may_not_rate_does_not_look(cast: Cast, play: Play) -> None:
    look = ask(cast, play)
    for who in ("trainee", "trainer", "other_trainee", "admin"):
        with pytest.raises(NotYours):
            second.take(getattr(cast, who), look, key())


def test_one_looks_at_a_time(cast: Cast, play: Play) -> None:
    look = taken(cast, play)
    with pytest.raises(Conflict):
        second.take(cast.manager, look, key())
    with pytest.raises(Conflict):
        second.withdraw(cast.trainee, look)
    assert second.take(cast.other_trainer, look, key()) == play.try_id


def test_handed_back_it_counts_for_nothing_and_another_can_take_it(cast: Cast, play: Play) -> None:
    look = taken(cast, play)
    mine = review_of(play.try_id, cast.other_trainer)
    reviews.rate(cast.other_trainer, mine, [tap(1, play.items[0], 0)])
    with pytest.raises(Unusable):
        second.hand_back(cast.other_trainer, look, "", key())
    second.hand_back(cast.other_trainer, look, "录音只有一半", key())
    assert [one.kind for one in unread_of(cast.trainee)] == ["second_handed_back"]
    with pytest.raises(NotYours):
        reviews.end_review(cast.other_trainer, mine, 1)
    with pytest.raises(NotYours):
        second.take(cast.other_trainer, look, key())
    assert second.take(cast.manager, look, key()) == play.try_id
    (made,) = practice_of([cast.trainee])[cast.trainee].tries
    assert [one.rater for one in made.trainer_reviews] == [cast.trainer]


def test_a_second_look_is_not_looked_at_again(cast: Cast, play: Play) -> None:
    taken(cast, play)
    answer = look_again(cast, play)
    with clock_at(90), pytest.raises(Conflict):
        second.ask(cast.trainee, answer, WHY, key())
    with pytest.raises(AlreadyClosed):
        reviews.end_review(cast.other_trainer, answer, 1)


CHANGE = "先说预算，再问日期"  # what was agreed on after the first review


def test_who_looks_reads_nothing_of_the_first_review_or_of_how_the_trainee_stands(app: Flask, cast: Cast) -> None:
    """Every page that the other coach can open while they look, asked for one by one."""
    second_coach(cast)
    with recorded(), clock_at(60):
        play = both_rated(cast)
        changes.agree_change(cast.trainer, play.try_id, CHANGE, key())
        look = second.ask(cast.trainee, play.review_id, WHY, key())
        looker = Pages(app).sign_in(cast.other_trainer)
        before = looker.get(f"/second/{look}").text
        assert WHY not in before
        went = looker.post(f"/second/{look}/take", {"key": key()})
        assert went.location == f"/tries/{play.try_id}/review"
        page = looker.get(went.location).text
        assert "录音 12:40" in page
        assert not LEVEL_CHOSEN.search(page)
        skill = load_try(play.try_id).row.skill
        for path in (
            f"/people/{cast.trainee}", f"/practice/{skill}?person={cast.trainee}", f"/reviews/{play.review_id}",
            f"/people/{cast.trainee}?show=reviews",
        ):  # fmt: skip
            closed = looker.get(path, 403)
            assert "你正在复评" in closed.text
        for path in (f"/tries/{play.try_id}", f"/tries/{play.try_id}/back"):
            assert looker.get(path, 302).location.startswith(f"/tries/{play.try_id}")
        for path in ("/todo", "/practice", f"/second/{look}", went.location):
            text = looker.get(path).text
            assert CHANGE not in text, path
            assert WHY not in text, path
            assert not set("■◧□") & set(text), path
        refused = looker.post(f"/second/{look}/hand-back", {"why": "", "key": key()}, 422)
        assert "为什么评不了" in refused.text
        look_again(cast, play)
        both = looker.get(f"/second/{look}").text
        assert WHY in both
        assert "先看不一样的2条" in both
        assert looker.get(f"/people/{cast.trainee}").status == 200
