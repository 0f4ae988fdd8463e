"""A word or a phrase to be produced, not recognized."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from lms.i18n import Language, Text, _, language
from lms.questions.answers import Answer, folded
from lms.questions.controls import Control, Entry
from lms.questions.kind import Explained, Finding, Group, Kind, Problem, only, said
from lms.questions.question import Question

NAME = "entry"


@dataclass(frozen=True, slots=True)
class Forms:
    """Spellings in each language; all hold for every reader."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def folded(self) -> frozenset[str]:
        return frozenset(map(folded, (*self.zh, *self.en)))

    @property
    def first(self) -> str:
        """The one to show, in the reader's language where there is one."""
        own, other = (self.zh, self.en) if language() is Language.ZH else (self.en, self.zh)
        return next(iter((*own, *other)), "")


@dataclass(frozen=True, slots=True)
class Misnomer:
    """What people say in its place."""

    forms: Forms
    feedback: Text


@dataclass(frozen=True, slots=True)
class ShortText:
    accept: Forms
    feedback: Text
    mistakes: tuple[Misnomer, ...] = ()


class ShortTextKind(Kind[ShortText]):
    """Worth 1 for an accepted form, else 0; width, case, spaces and punctuation don't count."""

    name = "short-text"
    shape = ShortText

    def problems(self, question: Question) -> Iterator[Problem]:
        body: ShortText = question.body
        for language_name, forms in (("zh", body.accept.zh), ("en", body.accept.en)):
            if not forms:
                yield Problem(("accept", language_name), "no form is accepted", "write at least one")
        for position, one in enumerate(body.mistakes):
            both = one.forms.folded & body.accept.folded
            if both:
                what = f"'{min(both)}' is accepted and a mistake"
                yield Problem(("mistakes", position, "forms"), what, "remove it from one of them")

    def order(self, body: ShortText, chance: Random) -> list[str]:
        return []

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        return (Entry(NAME, _("Your words")),)

    def key(self, body: ShortText) -> Answer:
        return {NAME: [body.accept.first]}

    def score(self, body: ShortText, answer: Answer) -> float | None:
        return float(folded(only(answer, NAME)) in body.accept.folded)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: ShortText = question.body
        right = self.score(body, answer) == 1
        given = folded(only(answer, NAME))
        known = next((said(one.feedback) for one in body.mistakes if given in one.forms.folded), "")
        told = (_("That is the one."), "") if right else (_("Set it aside."), known)
        lines = [Finding(only(answer, NAME), True, right, *told)]
        if not right:
            lines.append(Finding(body.accept.first, False, True, _("This is the one.")))
        verdict = _("Right.") if right else _("Not right this time.")
        return Explained(verdict, (Group(tuple(lines)),), said(body.feedback))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        return list(answer.get(NAME, ()))


KIND = ShortTextKind()
