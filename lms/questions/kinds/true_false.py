"""A statement that is true or not, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from lms.questions.answers import Answer
from lms.questions.choosing import findings_of, problems_of_options, rows_of, words_of_option
from lms.questions.controls import Choice, Control
from lms.questions.kind import Explained, Group, Kind, Problem, only, shuffled
from lms.questions.question import Option, Question
from lms.questions.reasoned import (
    FEW,
    MOST,
    REASON,
    as_a_whole,
    half_and_half,
    reason_control,
    reason_group,
    words_of_reason,
)

NAME = "chosen"
SIDES = ("true", "false")


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """options: the two sides, which the page words itself; answer: "true" or "false"; reason: the id of the key."""

    options: tuple[Option, ...]
    answer: str
    reasons: tuple[Option, ...]
    reason: str


class TrueFalseKind(Kind[TrueFalse]):
    """Worth ½ for the verdict, and ½ more for the reason with it."""

    name = "true-false"
    shape = TrueFalse

    def problems(self, question: Question) -> Iterator[Problem]:
        body: TrueFalse = question.body
        if sorted(option.id for option in body.options) != sorted(SIDES):
            yield Problem(("options",), "the two options are not true and false", 'write their ids "true" and "false"')
        for position, option in enumerate(body.options):
            if option.text is not None:
                mend = "remove it; the page words the two sides itself"
                yield Problem(("options", position, "text"), "an option of a true-false item has a text", mend)
        if body.answer not in SIDES:
            yield Problem(("answer",), f"the answer is '{body.answer}'", 'write "true" or "false", in quotes')
        yield from problems_of_options(body.reasons, body.reason, FEW, MOST, "reasons", "reason")

    def order(self, body: TrueFalse, chance: Random) -> list[str]:
        return [*SIDES, *shuffled([option.id for option in body.reasons], chance)]

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        body: TrueFalse = question.body
        return Choice(NAME, rows_of(body.options, order)), reason_control(body.reasons, order)

    def key(self, body: TrueFalse) -> Answer:
        return {NAME: [body.answer], REASON: [body.reason]}

    def score(self, body: TrueFalse, answer: Answer) -> float | None:
        return half_and_half(only(answer, NAME) == body.answer, only(answer, REASON) == body.reason)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: TrueFalse = question.body
        sides = Group(findings_of(body.options, order, only(answer, NAME), body.answer))
        reasons = reason_group(body.reasons, order, answer, body.reason)
        return Explained(as_a_whole(self.score(body, answer) or 0), (sides, reasons))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        body: TrueFalse = question.body
        side = [words_of_option(option) for option in body.options if option.id == only(answer, NAME)]
        return side + words_of_reason(body.reasons, answer)


KIND = TrueFalseKind()
