"""Asking, answering, withdrawing, and what was unclear."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.asking import reading, service
from lms.asking.models import Asked
from lms.asking.places import Kind, Place
from lms.curriculum import edition
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, KeyReused, NotYours, Refusal, Unusable
from lms.people.models import Coaching, Person
from lms.quizzes import service as quizzes
from lms.records.notices import unread_of
from tests.asking.asks import QUESTION, asked, paragraph, section, waiting_for
from tests.cast import Cast
from tests.factories.answers import answered
from tests.factories.training import PHONE, VISIT, key, on
from tests.pages import queries
from tests.quizzes.test_races import meanwhile


def row(asked_id: int) -> Asked:
    session().rollback()
    return session().get_one(Asked, asked_id)


def coach(trainer: int, trainee: int, skill: str | None) -> None:
    with transaction():
        session().add(Coaching(trainer_id=trainer, trainee_id=trainee, skill=skill, from_on=on(2).date()))


def test_a_question_waits_for_the_coach_with_the_words_that_stood_there(cast: Cast) -> None:
    question = row(asked(cast))
    first = next(
        iter(reading.paragraphs(edition.catalog().modules[PHONE].lessons["zh-Hans"].sections[0].html).values())
    )  # type: ignore[index]
    assert (question.text, question.excerpt) == (QUESTION, first)
    assert waiting_for(cast.trainer) == [(QUESTION, {cast.trainer})]
    assert waiting_for(cast.manager) == [(QUESTION, {cast.trainer})]
    assert waiting_for(cast.other_trainer) == []


def test_the_coach_of_the_skill_is_asked_alone_and_without_any_coach_nobody_but_the_manager(cast: Cast) -> None:
    asked(cast)
    coach(cast.other_trainer, cast.trainee, PHONE)
    assert waiting_for(cast.trainer) == [(QUESTION, {cast.other_trainer})]
    with transaction():
        for pair in session().scalars(select(Coaching).where(Coaching.trainee_id == cast.trainee)):
            pair.to_on = on(5).date()
    assert waiting_for(cast.manager) == [(QUESTION, frozenset())]


def test_the_same_sending_asks_once_and_another_under_its_key_is_refused(cast: Cast) -> None:
    first, second = (service.ask(cast.trainee, paragraph(), QUESTION, "one-key") for _ in range(2))
    assert first == second
    with pytest.raises(KeyReused):
        service.ask(cast.trainee, paragraph(), "另一个问题", "one-key")


@pytest.mark.parametrize("text", ["", " \n ", "问" * (service.LONGEST + 1)])
def test_nothing_and_too_much_are_refused(cast: Cast, text: str) -> None:
    with pytest.raises(Unusable):
        asked(cast, text=text)
    assert waiting_for(cast.trainer) == []


def test_what_somebody_asked_waits_for_nobody_while_they_are_suspended(cast: Cast) -> None:
    asked(cast)
    with transaction():
        session().get_one(Person, cast.trainee).suspended_at = on(10)
    assert waiting_for(cast.trainer) == []


def test_two_equal_sendings_at_once_ask_once(app: Flask, cast: Cast) -> None:
    def send() -> int:
        with clock.standing_at(on(9)):
            return service.ask(cast.trainee, paragraph(), QUESTION, "same")

    with meanwhile(app, send) as other:
        first = send()
    assert (other.answer, other.refused) == (first, None)


def test_only_a_trainee_asks_and_only_where_there_is_something(cast: Cast) -> None:
    with pytest.raises(NotYours):
        service.ask(cast.trainer, paragraph(), QUESTION, key())
    for place in (Place(Kind.PARAGRAPH, PHONE, "nowhere", "p-1"), Place(Kind.PARAGRAPH, "nothing", section(), "")):
        with pytest.raises(NotYours):
            asked(cast, place=place)
    with pytest.raises(Unusable):
        asked(cast, place=paragraph("p-999"))


def test_an_answer_takes_it_from_every_list_and_tells_the_asker_once(cast: Cast) -> None:
    question = asked(cast)
    for _ in range(2):
        service.answer(cast.trainer, question, "因为他还没说疼。", "answer-key")
    assert waiting_for(cast.trainer) == waiting_for(cast.manager) == []
    [notice] = unread_of(cast.trainee)
    assert (notice.body["asked"], notice.body["by"]) == (question, "陈静")


def test_an_amended_answer_is_told_anew_and_the_old_news_is_gone(cast: Cast) -> None:
    question = asked(cast)
    service.answer(cast.trainer, question, "先问日子。", key())
    service.note_seen(cast.trainee, question)
    assert unread_of(cast.trainee) == []
    service.answer(cast.trainer, question, "先问哪天搬完。", key())
    service.answer(cast.trainer, question, "先问哪天搬完。", key())
    assert len(unread_of(cast.trainee)) == 1
    assert (row(question).answer, row(question).seen_at) == ("先问哪天搬完。", None)


def test_what_one_has_answered_another_does_not_overwrite(cast: Cast) -> None:
    question = asked(cast)
    service.answer(cast.trainer, question, "先问日子。", key())
    with pytest.raises(Conflict, match="陈静"):
        service.answer(cast.manager, question, "先问预算。", key())
    assert row(question).answer == "先问日子。"


def test_a_question_is_withdrawn_until_it_is_answered(cast: Cast) -> None:
    question, other = asked(cast), asked(cast)
    for _ in range(2):
        service.withdraw(cast.trainee, question)
    assert len(waiting_for(cast.trainer)) == 1
    with pytest.raises(Conflict):
        service.answer(cast.trainer, question, "晚了。", key())
    service.answer(cast.trainer, other, "先问日子。", key())
    with pytest.raises(AlreadyClosed):
        service.withdraw(cast.trainee, other)


def test_who_taught_before_answers_no_more_and_who_took_over_does(cast: Cast) -> None:
    question = asked(cast)
    with transaction():
        pair = session().scalars(select(Coaching).where(Coaching.trainee_id == cast.trainee)).one()
        pair.to_on = on(10).date()
    coach(cast.other_trainer, cast.trainee, None)
    with clock.standing_at(on(12)):
        with pytest.raises(NotYours):
            service.answer(cast.trainer, question, "先问日子。", key())
        service.answer(cast.other_trainer, question, "先问日子。", key())


def test_an_item_is_asked_about_once_it_has_been_answered_and_not_before(cast: Cast) -> None:
    attempt = quizzes.start(cast.trainee, PHONE, key())
    item = quizzes.attempt_view(cast.trainee, attempt).items[0]
    place = Place(Kind.ITEM, PHONE, "", item.question.id)
    acts = (
        lambda: service.ask(cast.trainee, place, QUESTION, key()),
        lambda: service.set_unclear(cast.trainee, place, True),
    )
    for act in acts:
        with pytest.raises(NotYours):
            act()
    quizzes.confirm(cast.trainee, attempt, item.position, answered(item))
    for act in acts:
        act()
    [mine] = reading.own_at(cast.trainee, place).questions
    assert mine.excerpt == item.question.ask.zh
    assert reading.unclear_counts(PHONE) == {("", item.question.id): 1}


def test_unclear_is_on_and_off_by_a_tap_and_counted_without_names(cast: Cast) -> None:
    for tap in (True, True, False, False, True):
        service.set_unclear(cast.trainee, paragraph("p-2"), tap)
    service.set_unclear(cast.other_trainee, paragraph("p-2"), True)
    service.set_unclear(cast.other_trainee, paragraph("p-3"), True)
    service.set_unclear(cast.other_trainee, paragraph("p-3"), False)
    assert reading.own_at(cast.trainee, paragraph()).unclear == ["p-2"]
    assert reading.unclear_counts(PHONE) == {(section(), "p-2"): 2}
    assert reading.unclear_counts(VISIT) == {}


def test_a_paragraph_that_was_rewritten_is_counted_anew(cast: Cast) -> None:
    service.set_unclear(cast.trainee, paragraph("p-2"), True)
    with transaction():
        session().execute(service.update(service.Unclear).values(content_hash="0" * 16))
    assert reading.unclear_counts(PHONE) == {}
    service.set_unclear(cast.trainee, paragraph("p-2"), True)
    assert reading.unclear_counts(PHONE) == {(section(), "p-2"): 1}


def test_a_question_stands_at_its_words_or_else_at_the_section(cast: Cast) -> None:
    moved, gone = asked(cast), asked(cast)
    with transaction():
        session().get_one(Asked, moved).spot = "p-2"
        session().get_one(Asked, gone).excerpt = "早先的一段话"
    assert [one.spot for one in reading.own_at(cast.trainee, paragraph()).questions] == ["p-1", ""]


def test_what_waits_costs_as_many_queries_for_many_as_for_one(cast: Cast) -> None:
    asked(cast)
    with queries(2):
        waiting_for(cast.trainer)
    for _ in range(5):
        asked(cast)
    with queries(2):
        waiting_for(cast.trainer)


def test_every_refusal_says_something(cast: Cast) -> None:
    with pytest.raises(Refusal, match="1000"):
        asked(cast, text="问" * (service.LONGEST + 1))
