"""“Watch me now”: everybody who may rate is asked, one comes, and the others are told."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.db import session
from lms.errors import Conflict, NotYours, Unusable
from lms.practice import tries
from lms.practice.models import Review, Try
from lms.raters import watching
from lms.raters.rules import Watch
from lms.records.notices import news_of, unread_of
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import OTHER_SKILL, SKILL, clock_at, key
from tests.practice.test_reviews import in_threads
from tests.raters.rated import account_shut, second_coach


def ask(cast: Cast, minutes: float = 0, place: str = "3号会议室", not_by: int | None = None) -> int:
    with clock_at(minutes):
        return watching.ask(cast.trainee, SKILL, place, key(), not_by)


def told(person_id: int) -> list[str]:
    return [one.kind for one in unread_of(person_id)]


def test_all_who_may_rate_and_can_come_in_are_told_and_nobody_else(cast: Cast) -> None:
    second_coach(cast)
    account_shut(cast.other_trainer)
    request = ask(cast)
    assert {who: told(one) for who, one in cast.roles().items() if told(one)} == {
        "trainer": ["watch"], "manager": ["watch"],
    }  # fmt: skip
    with clock_at(5):
        assert watching.request_for(cast.trainer, request).may_take
        assert set(watching.request_for(cast.trainee, request).asked) == {"陈静", "王强"}


def test_who_comes_first_starts_the_try_and_the_others_see_who(app: Flask, cast: Cast) -> None:
    request = ask(cast)
    with clock_at(3):
        made = watching.take(cast.trainer, request, key())
        assert watching.take(cast.trainer, request, key()) == made
        with pytest.raises(Conflict, match="陈静"):
            watching.take(cast.manager, request, key())
        assert session().get_one(Try, made).trainer_id == cast.trainer
        raters = session().scalars(select(Review.rater_id).where(Review.try_id == made)).all()
        assert raters == [cast.trainer]
        assert told(cast.manager) == told(cast.trainer) == []
        with app.test_request_context():
            (news,) = news_of(cast.trainee)
        assert "陈静" in news.said.sentence
        assert news.said.href == f"/tries/{made}"
        assert watching.request_for(cast.manager, request).taken_by == "陈静"
        page = Pages(app).sign_in(cast.trainee).get(f"/watch/{request}", 302)
        assert page.location == f"/tries/{made}"


def test_whoever_came_and_began_otherwise_has_answered_it(cast: Cast) -> None:
    ask(cast)
    with clock_at(3):
        assert len(watching.waiting_of([cast.trainee])) == 1
        tries.start_try(cast.trainer, cast.trainee, SKILL, key())
        assert watching.waiting_of([cast.trainee]) == []


def test_two_who_press_at_once_are_one_try_and_one_is_told(app: Flask, cast: Cast) -> None:
    request = watching.ask(cast.trainee, SKILL, "", key())
    problems = in_threads(
        app,
        lambda: watching.take(cast.trainer, request, key()),
        lambda: watching.take(cast.manager, request, key()),
    )
    assert [type(one) for one in problems] == [Conflict]
    assert len(session().scalars(select(Try.id)).all()) == 1


def test_a_skill_is_asked_for_once_at_a_time(cast: Cast) -> None:
    first = ask(cast)
    with pytest.raises(Conflict):
        ask(cast, 10)
    with clock_at(12):
        assert watching.ask(cast.trainee, OTHER_SKILL, "", key()) != first
        watching.withdraw(cast.trainee, first)
        watching.withdraw(cast.trainee, first)
    again = ask(cast, 15)
    assert ask(cast, 15 + 121) != again  # two hours later it has lapsed


def test_what_is_withdrawn_or_lapsed_is_not_taken(cast: Cast) -> None:
    request = ask(cast)
    with clock_at(121), pytest.raises(Conflict):
        watching.take(cast.trainer, request, key())
    with clock_at(121):
        assert watching.request_for(cast.trainee, request).standing is Watch.LAPSED
    other = ask(cast, 130)
    with clock_at(131):
        watching.withdraw(cast.trainee, other)
        with pytest.raises(Conflict):
            watching.take(cast.trainer, other, key())
    assert session().scalars(select(Try.id)).all() == []


def test_once_somebody_is_on_the_way_it_is_not_withdrawn(cast: Cast) -> None:
    request = ask(cast)
    with clock_at(1):
        watching.take(cast.trainer, request, key())
        with pytest.raises(Conflict):
            watching.withdraw(cast.trainee, request)


@pytest.mark.parametrize("who", ["trainee", "other_trainer", "other_trainee", "admin"])
def test_who_may_not_rate_does_not_come(cast: Cast, who: str) -> None:
    request = ask(cast)
    with clock_at(1), pytest.raises(NotYours):
        watching.take(getattr(cast, who), request, key())


def test_whom_the_trainee_does_without_is_not_asked_and_cannot_come(cast: Cast) -> None:
    request = ask(cast, not_by=cast.trainer)
    assert told(cast.trainer) == []
    assert told(cast.manager) == ["watch"]
    with clock_at(1), pytest.raises(NotYours):
        watching.take(cast.trainer, request, key())


def test_with_nobody_to_ask_nothing_is_asked(cast: Cast) -> None:
    account_shut(cast.trainer)
    account_shut(cast.manager)
    with pytest.raises(Unusable):
        ask(cast)
    with pytest.raises(Unusable):
        ask(cast, place="楼" * 81)


def test_the_pages_ask_wait_and_lead_both_to_the_try(app: Flask, cast: Cast) -> None:
    trainee, trainer, manager = (Pages(app).sign_in(one) for one in (cast.trainee, cast.trainer, cast.manager))
    assert "现在来看我练" in trainee.get(f"/practice/{SKILL}").text
    asked = trainee.post(f"/practice/{SKILL}/watch", {"place": "3号会议室", "key": key()})
    assert asked.location.startswith("/watch/")
    waits = trainee.get(asked.location).text
    assert "陈静" in waits
    before = trainee.client.get(f"{asked.location}/stamp").get_json()
    todo = trainer.get("/todo").text
    assert "李文请你现在去看" in todo
    assert "3号会议室" in todo
    assert "我这就来" in trainer.get(asked.location).text
    went = trainer.post(f"{asked.location}/take", {"key": key()})
    assert went.location.endswith("/review")
    assert trainee.client.get(f"{asked.location}/stamp").get_json() != before
    assert "陈静过来了" in manager.get(asked.location).text
    assert "请你现在去看" not in manager.get("/todo").text
    too_late = manager.post(f"{asked.location}/take", {"key": key()})
    assert "陈静先接了" in manager.get(too_late.location).text
