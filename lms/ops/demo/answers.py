"""Answers that the people of the demo company give: the key, or something beside it that the page could have sent."""

import random

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.questions.controls import Choice, Control, Entry, Match, Order, Passage
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes import service as quizzes
from lms.quizzes.rules import Mode, draw

MOST_DRAWS = 50


def begin_with_open(person_id: int, module_id: str, name: str) -> int | None:
    """An attempt that asks an item in one's own words. None while the pool has none."""
    pool = {question.id: question for question in edition.catalog().modules[ModuleId(module_id)].pool.questions}
    first = random.Random(name).getrandbits(16)
    for seed in range(first, first + MOST_DRAWS):
        drawn = draw(pool.values(), (), seed)
        if any(kind_of(pool[one.question]).by_trainer for one in drawn):
            asked = {one.question: (module_id, pool[one.question]) for one in drawn}
            return quizzes.begin(person_id, module_id, Mode.PRACTICE, seed, drawn, asked)
    return None


def answer_to(question: Question, order: list[str], *, right: bool) -> dict[str, list[str]]:
    """A whole answer. order: of the item's options as the attempt shows them."""
    kind = kind_of(question)
    key = {name: list(values) for name, values in kind.key(question.body).items()}
    if right:
        return key
    first = kind.controls(question, order)[0]
    return key | _beside(question, first, key)


def _beside(question: Question, control: Control, key: dict[str, list[str]]) -> dict[str, list[str]]:
    if isinstance(control, Choice):
        right = key[control.name]
        argued = getattr(question.body, "also", "")
        other = next(row.id for row in control.rows if row.id not in right and row.id != argued)
        return {control.name: [other, *right[: (control.says or 1) - 1]]}
    if isinstance(control, Order):
        return {control.name: list(reversed(key[control.name]))}
    if isinstance(control, Match):
        return {name: [next(c.id for c in control.choices if c.id not in key[name])] for name in control.names}
    if isinstance(control, Passage):
        return {control.name: ["……"]}
    assert isinstance(control, Entry)
    mistakes = getattr(question.body, "mistakes", ())
    return {control.name: [f"{mistakes[0].value:g}" if control.number and mistakes else "？？"]}
