"""A whole intake answers the same check at once, each on a connection of their own: nothing is lost or doubled."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.db import db, session
from lms.questions.answers import plain
from lms.quizzes import service
from lms.quizzes.models import Attempt, LateAnswer, Response
from lms.quizzes.rules import ITEMS_PER_ATTEMPT, Mode
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.factories.answers import answered, right
from tests.factories.many import many_trainees
from tests.factories.training import PHONE

PEOPLE = 40


@pytest.mark.slow
def test_forty_people_answer_at_once_and_no_answer_is_lost_or_doubled(app: Flask, cast: Cast) -> None:
    people = many_trainees(PEOPLE)
    together = threading.Barrier(PEOPLE)
    troubles: list[BaseException] = []

    def take(person: int) -> None:
        """Begin twice as from two tabs, answer, think again, have the first answer arrive once more, and end."""
        with app.app_context():
            try:
                together.wait(20)
                attempt = {service.start(person, PHONE, "start", Mode.CHECK) for _tab in range(2)}.pop()
                view = service.attempt_view(person, attempt)
                for item in view.items:
                    first, second = answered(item, rightly=False, seq=1), answered(item, seq=2)
                    for given in (first, second, first) if item.position % 4 == 0 else (second,):
                        service.save(person, attempt, item.position, given)
                for _tab in range(2):
                    service.finish(person, attempt, "end")
            except BaseException as trouble:
                troubles.append(trouble)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    session().rollback()
    assert sorted(session().scalars(sa.select(Attempt.person_id))) == sorted(people)
    assert session().scalar(sa.select(sa.func.count()).select_from(Response)) == PEOPLE * ITEMS_PER_ATTEMPT
    assert session().scalar(sa.select(sa.func.count()).select_from(LateAnswer)) == 0
    for attempt, person in session().execute(sa.select(Attempt.id, Attempt.person_id)).all():
        view = service.attempt_view(person, attempt)
        assert [(item.seq, item.answer) for item in view.items] == [(2, plain(right(item))) for item in view.items]
        assert [item.score for item in view.items if not item.waits] == [1.0] * view.scored
        assert first_bad_line(person) is None
    lines = session().execute(sa.select(Record.source_id, Record.skill, sa.func.count()).group_by(
        Record.source_id, Record.skill))  # fmt: skip
    assert {count for _attempt, _skill, count in lines} == {1}, "each attempt enters each file once"
