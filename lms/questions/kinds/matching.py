"""Rows, each to be given the choice that belongs to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from lms.i18n import Text, _
from lms.questions.answers import Answer
from lms.questions.choosing import problems_of_ids, unknown_key, verdict
from lms.questions.controls import Control, Match, Row
from lms.questions.kind import Explained, Finding, Group, Kind, Problem, in_order, only, said, shuffled
from lms.questions.question import Option, Question

FEW, MOST, BESIDE = 3, 6, 2


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What a row can be given."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Matching:
    """answer: by row the id of its choice; choices may be up to two more than rows, so that the last is no gift."""

    rows: tuple[Option, ...]
    choices: tuple[Counterpart, ...]
    answer: Mapping[str, str]


class MatchingKind(Kind[Matching]):
    """Worth the share of rows with the right choice."""

    name = "matching"
    shape = Matching

    def problems(self, question: Question) -> Iterator[Problem]:
        body: Matching = question.body
        rows, choices = [row.id for row in body.rows], [choice.id for choice in body.choices]
        yield from problems_of_ids([Row(one, "") for one in [*rows, *choices]], "rows")
        if not FEW <= len(rows) <= MOST:
            yield Problem(("rows",), f"there are {len(rows)} rows", f"write {FEW} to {MOST}")
        if not len(rows) <= len(choices) <= len(rows) + BESIDE:
            what = f"there are {len(choices)} choices for {len(rows)} rows"
            yield Problem(("choices",), what, f"write as many as rows, or up to {BESIDE} more")
        for position, row in enumerate(body.rows):
            if row.text is None:
                yield Problem(("rows", position), f"the row '{row.id}' has no text", "add 'text:' with zh and en")
            if row.id not in body.answer:
                yield Problem(("answer",), f"the row '{row.id}' has no answer", f"add '{row.id}:' with a choice")
        for row_id, choice in body.answer.items():
            if row_id not in rows:
                yield unknown_key(row_id, rows, ("answer", row_id))
            if choice not in choices:
                yield unknown_key(choice, choices, ("answer", row_id))

    def order(self, body: Matching, chance: Random) -> list[str]:
        rows, choices = [row.id for row in body.rows], [choice.id for choice in body.choices]
        return shuffled(rows, chance) + shuffled(choices, chance)

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        rows = {row.id: said(row.text) for row in question.body.rows}
        choices = {choice.id: said(choice.text) for choice in question.body.choices}
        as_rows = tuple(Row(one, rows[one]) for one in in_order(list(rows), order))
        return (Match(as_rows, tuple(Row(one, choices[one]) for one in in_order(list(choices), order))),)

    def key(self, body: Matching) -> Answer:
        return {f"match.{row}": [choice] for row, choice in body.answer.items()}

    def score(self, body: Matching, answer: Answer) -> float | None:
        right = sum(only(answer, f"match.{row}") == choice for row, choice in body.answer.items())
        return right / len(body.answer)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Matching = question.body
        words = {choice.id: said(choice.text) for choice in body.choices}
        rows = {row.id: row for row in body.rows}
        lines = []
        for number, one in enumerate(in_order(list(rows), order), 1):
            given, key = only(answer, f"match.{one}"), body.answer[one]
            right = given == key
            told = (
                "" if right else _("You chose: %(words)s", words=words[given]) if given in words else _("Not chosen.")
            )
            together = _("%(row)s: %(choice)s", row=said(rows[one].text), choice=words[key])
            lines.append(Finding(together, right, True, told, said(rows[one].feedback), number))
        right_ones = sum(line.chosen for line in lines)
        partly = _("%(right)s of %(count)s match.", right=right_ones, count=len(lines))
        return Explained(verdict(self.score(body, answer) or 0, partly), (Group(tuple(lines)),))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        words = {choice.id: said(choice.text) for choice in question.body.choices}
        return [
            _("%(row)s: %(choice)s", row=said(row.text), choice=words[only(answer, f"match.{row.id}")])
            for row in question.body.rows
            if only(answer, f"match.{row.id}") in words
        ]


KIND = MatchingKind()
