"""Content kept as it stood when somebody met it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.curriculum.catalog import ModuleId
from lms.curriculum.models import ContentVersion
from lms.curriculum.versions import body_of, freeze, keep, thaw_question
from lms.db import session, transaction
from lms.questions.question import ContentHash, Question

from .course import Course


@pytest.fixture
def question(course: Course) -> Question:
    return course.catalog().modules[ModuleId("calling")].pool.questions[0]


def test_what_is_kept_reads_the_same_after_the_files_have_changed(app: Flask, question: Question) -> None:
    with transaction():
        keep("question", question.id, question.hash, freeze(question))
    session().expire_all()
    assert thaw_question(body_of(question.hash)) == question


def test_keeping_twice_leaves_the_first_as_it_was(app: Flask, question: Question) -> None:
    with transaction():
        keep("question", question.id, question.hash, freeze(question))
    with transaction():
        keep("question", question.id, question.hash, {"other": True})
        keep("question", question.id, question.hash, {"other": True})
    assert thaw_question(body_of(question.hash)) == question
    assert session().scalar(sa.select(sa.func.count()).select_from(ContentVersion)) == 1


def test_what_is_kept_goes_with_the_transaction_it_was_part_of(app: Flask, question: Question) -> None:
    def begin() -> None:
        with transaction():
            keep("question", question.id, question.hash, freeze(question))
            raise RuntimeError("the attempt could not begin")

    with pytest.raises(RuntimeError):
        begin()
    with pytest.raises(LookupError):
        body_of(question.hash)


def test_what_nobody_has_met_is_not_found(app: Flask) -> None:
    with pytest.raises(LookupError, match="no content is kept"):
        body_of(ContentHash("0" * 32))
