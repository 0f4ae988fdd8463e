"""A dialogue in which one line went wrong: which, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from lms.i18n import Text, _
from lms.questions.answers import Answer
from lms.questions.choosing import finding, problems_of_options
from lms.questions.controls import Choice, Control, Row
from lms.questions.kind import Explained, Group, Kind, Problem, only, said, shuffled
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

NAME = "line"
FEWEST_LINES, MOST_LINES = 4, 10


@dataclass(frozen=True, slots=True)
class Tempting:
    """A line that is not the one, though it looks like it. line: counted from 1."""

    line: int
    feedback: Text


@dataclass(frozen=True, slots=True)
class Hotspot:
    """answer: the number of the line, from 1; feedback: what is wrong with it; reason: the id of the right one."""

    answer: int
    feedback: Text
    reasons: tuple[Option, ...]
    reason: str
    lines: tuple[Tempting, ...] = ()


class HotspotKind(Kind[Hotspot]):
    """Worth ½ for the line, and ½ more for the reason with it."""

    name = "hotspot"
    shape = Hotspot

    def problems(self, question: Question) -> Iterator[Problem]:
        body: Hotspot = question.body
        there = len(question.dialogue)
        if not FEWEST_LINES <= there <= MOST_LINES:
            what = f"the dialogue has {there} lines"
            yield Problem(("dialogue",), what, f"write {FEWEST_LINES} to {MOST_LINES}")
        if not 1 <= body.answer <= there:
            yield Problem(("answer",), f"there is no line {body.answer}", f"name one of 1 to {there}")
        for position, one in enumerate(body.lines):
            if not 1 <= one.line <= there:
                yield Problem(("lines", position, "line"), f"there is no line {one.line}", f"name one of 1 to {there}")
            elif one.line == body.answer:
                mend = "say it in 'feedback:'"
                yield Problem(("lines", position, "line"), f"line {one.line} is the answer", mend)
        yield from problems_of_options(body.reasons, body.reason, FEW, MOST, "reasons", "reason")

    def order(self, body: Hotspot, chance: Random) -> list[str]:
        return shuffled([option.id for option in body.reasons], chance)

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        rows = tuple(Row(str(number), said(line)) for number, line in enumerate(question.dialogue, 1))
        return Choice(NAME, rows, shown_as="lines"), reason_control(question.body.reasons, order)

    def key(self, body: Hotspot) -> Answer:
        return {NAME: [str(body.answer)], REASON: [body.reason]}

    def score(self, body: Hotspot, answer: Answer) -> float | None:
        return half_and_half(only(answer, NAME) == str(body.answer), only(answer, REASON) == body.reason)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Hotspot = question.body
        because = {one.line: said(one.feedback) for one in body.lines} | {body.answer: said(body.feedback)}
        chosen = only(answer, NAME)
        lines = tuple(
            finding(said(line), chosen == str(number), number == body.answer, because.get(number, ""), number)
            for number, line in enumerate(question.dialogue, 1)
        )
        groups = Group(lines), reason_group(body.reasons, order, answer, body.reason)
        return Explained(as_a_whole(self.score(body, answer) or 0), groups)

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        given = only(answer, NAME)
        line = [_("Line %(number)s", number=given)] if given else []
        return line + words_of_reason(question.body.reasons, answer)


KIND = HotspotKind()
