"""A broken item is told to a judgement as a fault of ours, without a person in it."""

import dataclasses
from collections.abc import Iterator

from flask import Flask

from lms.db import transaction
from lms.quizzes.analysis import Flag, FlagKind
from lms.quizzes.flags import ItemFlag, broken_modules, flagged
from tests.quizzes.test_analysis_reading import MODULE, RIGHT, WRONG, Given, attempt, people, singles


def answers() -> None:
    """The first item is missed by those who do well on the others, who take one and the same other option."""
    first, *others = singles()[:6]
    beside = next(option.id for option in first.body.options if option.id != first.body.answer)
    for n, person in enumerate(people(36)):
        able = n % 2 == 0
        given = Given(first, WRONG, answer={"chosen": [beside]}) if able else Given(first, RIGHT)
        rest = [Given(one, RIGHT if able != ((n + k) % 5 == 0) else WRONG) for k, one in enumerate(others)]
        attempt(person, [given, *rest])


def names(shape: type) -> Iterator[str]:
    for field in dataclasses.fields(shape):
        yield field.name


def test_a_broken_item_breaks_its_module_and_no_other(app: Flask) -> None:
    with transaction():
        answers()
        found = broken_modules([MODULE, "first-visit", "no-such-module"])
        every = flagged([MODULE, "first-visit", "no-such-module"])
    assert list(found) == [MODULE]
    assert {one.question for one in found[MODULE]} == {singles()[0].id}
    assert {one.flag.kind for one in found[MODULE]} == {FlagKind.KEY_SUSPECT, FlagKind.NOT_DISCRIMINATING}
    assert f"quizzes/{MODULE}.yaml:" in found[MODULE][0].place
    assert sorted(every) == ["first-visit", MODULE]
    assert every["first-visit"] == []


def test_only_two_kinds_of_flag_block() -> None:
    assert {kind for kind in FlagKind if kind.blocks} == {FlagKind.KEY_SUSPECT, FlagKind.NOT_DISCRIMINATING}


def test_a_flag_carries_items_and_figures_and_no_person() -> None:
    assert set(names(ItemFlag)) == {"question", "question_hash", "place", "flag"}
    assert set(names(Flag)) == {"kind", "figure", "bound", "n", "pick"}
