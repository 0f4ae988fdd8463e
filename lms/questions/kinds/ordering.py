"""Steps to be put in the right order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from lms.i18n import _
from lms.questions.answers import Answer
from lms.questions.choosing import problems_of_ids, verdict
from lms.questions.controls import Control, Order, Row
from lms.questions.kind import Explained, Finding, Group, Kind, Problem, in_order, said
from lms.questions.question import Option, Question

NAME = "order"
FEW, MOST = 3, 7


@dataclass(frozen=True, slots=True)
class Ordering:
    """steps: in any order, each with why it stands where it does; answer: all their ids in the right order."""

    steps: tuple[Option, ...]
    answer: tuple[str, ...]


class OrderingKind(Kind[Ordering]):
    """Worth (pairs in the right order − pairs in the wrong one) / pairs, not below 0: Kendall's tau (1938)."""

    name = "ordering"
    shape = Ordering

    def problems(self, question: Question) -> Iterator[Problem]:
        body: Ordering = question.body
        ids = [step.id for step in body.steps]
        yield from problems_of_ids(body.steps, "steps")
        if not FEW <= len(ids) <= MOST:
            yield Problem(("steps",), f"there are {len(ids)} steps", f"write {FEW} to {MOST}")
        for position, step in enumerate(body.steps):
            if step.text is None:
                yield Problem(("steps", position), f"the step '{step.id}' has no text", "add 'text:' with zh and en")
        if sorted(ids) != sorted(body.answer):
            yield Problem(("answer",), "the answer does not hold each step once", f"put {', '.join(ids)} in order")

    def order(self, body: Ordering, chance: Random) -> list[str]:
        """Shuffled, and never the key: an item that stands solved asks nothing."""
        ids = list(body.answer)
        while len(ids) > 1 and ids == list(body.answer):
            chance.shuffle(ids)
        return ids

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        words = {step.id: said(step.text) for step in question.body.steps}
        return (Order(NAME, tuple(Row(one, words[one]) for one in in_order(list(words), order))),)

    def key(self, body: Ordering) -> Answer:
        return {NAME: list(body.answer)}

    def score(self, body: Ordering, answer: Answer) -> float | None:
        return _tau(answer.get(NAME, ()), body.answer)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Ordering = question.body
        given = list(answer.get(NAME, ()))
        steps = {step.id: step for step in body.steps}
        lines = []
        for place, one in enumerate(body.answer, 1):
            put = given.index(one) + 1 if one in given else 0
            words = "" if put == place else _("You put it at %(place)s.", place=put) if put else _("Not placed.")
            in_place = put == place
            lines.append(Finding(said(steps[one].text), in_place, in_place, words, said(steps[one].feedback), place))
        partly = _("Not right as a whole: some stand in the right order, some don't.")
        return Explained(verdict(self.score(body, answer) or 0, partly), (Group(tuple(lines), _("The right order")),))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        words = {step.id: said(step.text) for step in question.body.steps}
        return [f"{place} {words[one]}" for place, one in enumerate(answer.get(NAME, ()), 1) if one in words]


def _tau(given: Sequence[str], key: Sequence[str]) -> float:
    if sorted(given) != sorted(key):
        return 0.0
    place = {one: position for position, one in enumerate(given)}
    pairs = list(combinations(key, 2))
    right = sum(place[before] < place[after] for before, after in pairs)
    return max(2 * right - len(pairs), 0) / len(pairs)


KIND = OrderingKind()
