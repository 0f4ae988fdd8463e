"""A customer as he stands today, to be graded A to D."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from lms.i18n import Text, _
from lms.questions.answers import Answer
from lms.questions.choosing import finding, verdict
from lms.questions.controls import Choice, Control, Row
from lms.questions.kind import Explained, Group, Kind, Problem, only, said
from lms.questions.question import Question

NAME = "grade"
GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Vignette:
    """grades: on each grade why it is the one or is not; also: a second grade that can be argued, empty for none."""

    answer: str
    grades: Mapping[str, Text]
    also: str = ""


class VignetteKind(Kind[Vignette]):
    """Worth 1; the grade that can be argued ½."""

    name = "vignette"
    shape = Vignette

    def problems(self, question: Question) -> Iterator[Problem]:
        body: Vignette = question.body
        if question.scene is None:
            yield Problem((), "there is no customer to grade", "describe it in 'scene:'")
        if body.answer not in GRADES:
            yield Problem(("answer",), f"there is no grade '{body.answer}'", "write A, B, C or D")
        if body.also and (body.also not in GRADES or body.also == body.answer):
            yield Problem(("also",), f"'{body.also}' is no second grade", "write another of A, B, C, D, or remove it")
        if sorted(body.grades) != list(GRADES):
            yield Problem(("grades",), "not every grade is spoken of", "write a text for each of A, B, C, D")

    def order(self, body: Vignette, chance: Random) -> list[str]:
        return list(GRADES)

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        return (Choice(NAME, tuple(Row(one, _grade(one)) for one in GRADES)),)

    def key(self, body: Vignette) -> Answer:
        return {NAME: [body.answer]}

    def score(self, body: Vignette, answer: Answer) -> float | None:
        given = only(answer, NAME)
        return 1.0 if given == body.answer else 0.5 if body.also and given == body.also else 0.0

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Vignette = question.body
        given = only(answer, NAME)
        lines = tuple(finding(_grade(one), one == given, one == body.answer, said(body.grades[one])) for one in GRADES)
        partly = _("It can be argued; one point decides.")
        return Explained(verdict(self.score(body, answer) or 0, partly), (Group(lines),))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        return [_grade(one) for one in answer.get(NAME, ()) if one in GRADES]


def _grade(letter: str) -> str:
    within = {
        "A": _("A, closes within a month"),
        "B": _("B, in two to three months"),
        "C": _("C, in four to six months"),
        "D": _("D, not within six months"),
    }
    return within[letter]


KIND = VignetteKind()
