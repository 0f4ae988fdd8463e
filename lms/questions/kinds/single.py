"""One of three to five options."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from lms.questions.answers import Answer
from lms.questions.choosing import findings_of, problems_of_options, rows_of, verdict, words_of_option
from lms.questions.controls import Choice, Control
from lms.questions.kind import Explained, Group, Kind, Problem, only, shuffled
from lms.questions.question import Option, Question

NAME = "chosen"


@dataclass(frozen=True, slots=True)
class Single:
    """answer: the id of one option; in_order: the order of the options carries meaning."""

    options: tuple[Option, ...]
    answer: str
    in_order: bool = False

    def option(self, option_id: str) -> Option | None:
        return next((one for one in self.options if one.id == option_id), None)


class SingleKind(Kind[Single]):
    """Worth 1 or 0."""

    name = "single"
    shape = Single

    def problems(self, question: Question) -> Iterator[Problem]:
        return problems_of_options(question.body.options, question.body.answer, 3, 5)

    def order(self, body: Single, chance: Random) -> list[str]:
        ids = [option.id for option in body.options]
        return ids if body.in_order else shuffled(ids, chance)

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        return (Choice(NAME, rows_of(question.body.options, order)),)

    def key(self, body: Single) -> Answer:
        return {NAME: [body.answer]}

    def score(self, body: Single, answer: Answer) -> float | None:
        return float(only(answer, NAME) == body.answer)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Single = question.body
        lines = findings_of(body.options, order, only(answer, NAME), body.answer)
        return Explained(verdict(self.score(body, answer) or 0, ""), (Group(lines),))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        found = question.body.option(only(answer, NAME))
        return [words_of_option(found)] if found else []


KIND = SingleKind()
