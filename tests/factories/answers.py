"""Answers to drawn items, right or not, as a page would send them."""

from collections.abc import Collection

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.ops.demo.answers import answer_to
from lms.quizzes.answering import Given
from lms.quizzes.rules import draw
from lms.quizzes.service import ItemView


def right(item: ItemView) -> dict[str, list[str]]:
    return answer_to(item.question, item.option_order, right=True)


def wrong(item: ItemView) -> dict[str, list[str]]:
    return answer_to(item.question, item.option_order, right=False)


def answered(item: ItemView, *, rightly: bool = True, seq: int = 1) -> Given:
    return Given(right(item) if rightly else wrong(item), seq)


def as_form(item: ItemView, answer: dict[str, list[str]]) -> dict[str, list[str]]:
    """The answer as the page's form sends it."""
    return {f"{item.position}:{name}": values for name, values in answer.items()}


def seed_with(module_id: str, kind: str, position: int | None = None, seen: Collection[str] = ()) -> tuple[int, int]:
    """A seed whose attempt asks an item of this kind, and its position; at that very position when one is given."""
    pool = edition.catalog().modules[ModuleId(module_id)].pool
    kinds = {question.id: question.kind for question in pool.questions}
    for seed in range(1000):
        for place, one in enumerate(draw(pool.questions, seen, seed), 1):
            if kinds[one.question] == kind and position in (None, place):
                return seed, place
    raise AssertionError(f"the pool of {module_id} asks nothing of the kind {kind}")
