"""Frozen content and back."""

import json

import pytest

from lms.curriculum.catalog import ModuleId, PathId
from lms.curriculum.frozen import (
    freeze,
    hash_of,
    thaw_card,
    thaw_checklist,
    thaw_customer,
    thaw_path,
    thaw_question,
    thaw_show,
)

from .course import Course


def test_everything_that_is_frozen_thaws_to_the_same(course: Course) -> None:
    catalog = course.catalog()
    module = catalog.modules[ModuleId("calling")]
    assert module.checklist is not None
    assert module.show is not None
    for question in (*module.pool.questions, *module.checks.values()):
        assert thaw_question(json.loads(json.dumps(freeze(question)))) == question
    for card in module.cards:
        assert thaw_card(json.loads(json.dumps(freeze(card)))) == card
    for customer in module.customers:
        assert thaw_customer(json.loads(json.dumps(freeze(customer)))) == customer
    path = catalog.paths[PathId("sales")]
    assert thaw_checklist(json.loads(json.dumps(freeze(module.checklist)))) == module.checklist
    assert thaw_show(json.loads(json.dumps(freeze(module.show)))) == module.show
    assert thaw_path(json.loads(json.dumps(freeze(path)))) == path


def test_the_body_of_a_frozen_thing_has_its_hash_and_can_be_checked_against_it(course: Course) -> None:
    body = freeze(course.catalog().paths[PathId("sales")])
    assert body["hash"] == hash_of(body)


def test_a_body_from_an_older_or_newer_code_thaws_as_far_as_it_can(course: Course) -> None:
    question = course.catalog().modules[ModuleId("calling")].pool.questions[0]
    assert thaw_question(freeze(question) | {"gone": 1}) == question
    with pytest.raises(ValueError, match="without 'ask'"):
        thaw_question({key: value for key, value in freeze(question).items() if key != "ask"})
    with pytest.raises(ValueError, match="frozen as a mapping"):
        thaw_question([])  # type: ignore[arg-type]
