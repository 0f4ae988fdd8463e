"""An answer in one's own words, marked by a trainer against criteria."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from lms.i18n import Text, _
from lms.questions.answers import Answer
from lms.questions.choosing import problems_of_ids
from lms.questions.controls import Control, Passage, Row
from lms.questions.kind import Explained, Finding, Group, Kind, Problem, only, said
from lms.questions.question import Question

NAME = "text"
FEW, MOST = 2, 5
MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a trainer looks for: met, partly or not."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Open:
    """model: a good answer, shown once one's own is given."""

    criteria: tuple[Criterion, ...]
    model: Text


class OpenKind(Kind[Open]):
    """Worth the mean of its criteria as a trainer marked them: met 1, partly ½, not 0."""

    name = "open"
    shape = Open
    by_trainer = True

    def problems(self, question: Question) -> Iterator[Problem]:
        criteria = question.body.criteria
        yield from problems_of_ids([Row(one.id, "") for one in criteria], "criteria")
        if not FEW <= len(criteria) <= MOST:
            yield Problem(("criteria",), f"there are {len(criteria)} criteria", f"write {FEW} to {MOST}")

    def order(self, body: Open, chance: Random) -> list[str]:
        return []

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        return (Passage(NAME, _("In your own words"), MOST_CHARACTERS),)

    def key(self, body: Open) -> Answer:
        return {NAME: [said(body.model)]}

    def score(self, body: Open, answer: Answer) -> float | None:
        return None

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Open = question.body
        own = Group((Finding(only(answer, NAME), True, False),), _("In your own words"), plain=True)
        criteria = tuple(Finding(said(one.text), False, False) for one in body.criteria)
        looked_for = Group(criteria, _("What is looked for"), plain=True)
        model = Group((Finding(said(body.model), False, True),), _("A good answer"))
        return Explained(_("Your trainer marks it and you are told."), (own, looked_for, model))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        return only(answer, NAME).splitlines()


KIND = OpenKind()
