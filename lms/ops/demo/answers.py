"""Answers that the people of the demo company give: the key, or something beside it that the page could have sent."""

import random
from random import Random

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.questions.controls import Choice, Control, Entry, Match, Order, Passage
from lms.questions.kinds import kind_of
from lms.questions.kinds.numeric import Slip
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


def answer_to(
    question: Question, order: list[str], *, right: bool, chance: Random | None = None
) -> dict[str, list[str]]:
    """A whole answer. order: of the item's options as the attempt shows them; chance: of what is chosen beside the key,
    the first that is shown when left out.
    """
    kind = kind_of(question)
    key = {name: list(values) for name, values in kind.key(question.body).items()}
    if right:
        return key
    controls = kind.controls(question, order)
    beside = key | _beside(question, controls[0], key, chance)
    if chance is None or len(controls) == 1:
        return beside
    reason = _beside(question, controls[1], key, chance)  # the verdict holds and the reason does not, or neither does
    return {**key, **reason} if chance.random() < 0.5 else {**beside, **reason}


def _beside(
    question: Question, control: Control, key: dict[str, list[str]], chance: Random | None
) -> dict[str, list[str]]:
    if isinstance(control, Choice):
        right = key[control.name]
        argued = getattr(question.body, "also", "")
        others = [row.id for row in control.rows if row.id not in right and row.id != argued]
        other = chance.choice(others) if chance else others[0]
        return {control.name: [other, *right[: (control.says or 1) - 1]]}
    if isinstance(control, Order):
        right = key[control.name]
        return {control.name: _swapped(right, chance) if chance else list(reversed(right))}
    if isinstance(control, Match):
        if chance:
            names = list(control.names)
            return dict(zip(names, [key[name] for name in _swapped(names, chance)], strict=True))
        return {name: [next(c.id for c in control.choices if c.id not in key[name])] for name in control.names}
    if isinstance(control, Passage):
        return {control.name: ["……"]}
    assert isinstance(control, Entry)
    return {control.name: [_typed(question, chance)]}


def _swapped(right: list[str], chance: Random) -> list[str]:
    """Two of them in each other's place."""
    one, other = chance.sample(range(len(right)), 2)
    return [right[{one: other, other: one}.get(n, n)] for n in range(len(right))]


def _typed(question: Question, chance: Random | None) -> str:
    """What somebody types who makes a mistake that the item knows, by chance any of them."""
    mistakes = getattr(question.body, "mistakes", ())
    if not mistakes:
        return "？？"
    slip = chance.choice(mistakes) if chance else mistakes[0]
    return f"{slip.value:.12g}" if isinstance(slip, Slip) else slip.forms.first
