"""Attempts at items of one's choice, as tests of what happens to answers afterwards tell them."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import transaction
from lms.questions.answers import Answer
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes import service
from lms.quizzes.answering import Given
from lms.quizzes.rules import Drawn, Mode
from tests.factories.training import PHONE, on

SAID = "周五老祝回来，上午九点，您和老祝都在，把五天算一遍，行吗？"


def open_item() -> Question:
    return next(one for one in pool() if kind_of(one).by_trainer)


def pool() -> tuple[Question, ...]:
    return tuple(edition.catalog().modules[ModuleId(PHONE)].pool.questions)


def attempted(
    person: int, answers: Mapping[Question, Answer], at: datetime | None = None, mode: Mode = Mode.PRACTICE,
    minutes: int | None = None,
) -> int:  # fmt: skip
    """An attempt at just these items; those with an answer are confirmed, or in a check kept. Returns its id."""
    moment = at or on(3)
    with clock.standing_at(moment):
        drawn = tuple(Drawn(one.id, tuple(kind_of(one).order(one.body, Random(0)))) for one in answers)
        with transaction():
            asked = {one.id: (PHONE, one) for one in answers}
            attempt = service.begin(person, PHONE, mode, 0, drawn, asked, minutes)
        for position, answer in enumerate(answers.values(), start=1):
            if answer:
                keep = service.save if mode is Mode.CHECK else service.confirm
                keep(person, attempt, position, Given(answer, 1))
    return attempt


def answered(person: int, day: int = 3, text: str = SAID) -> int:
    """An open answer that waits for its mark, at position 1 of an ended attempt."""
    return attempted(person, {open_item(): {"text": [text]}}, on(day))
