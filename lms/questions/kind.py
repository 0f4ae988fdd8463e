"""What every kind of item does. A kind is one file in `kinds/`, found there by itself, and its test."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Generic, TypeVar

from lms.i18n import Text, language
from lms.questions.answers import LONGEST, Answer
from lms.questions.controls import Control
from lms.questions.question import Question

B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an item as written: the steps to the place within it, what, and how to mend it."""

    steps: tuple[str | int, ...]
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of an answered item. verdict: a few words; because: why it is so; both empty where there is no need."""

    words: str
    chosen: bool
    key: bool
    verdict: str = ""
    because: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one control after the answer. many: more than one could be chosen; plain: there was no choice."""

    findings: tuple[Finding, ...]
    label: str = ""
    many: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Explained:
    """An answered item: the verdict on the whole, why, and its lines."""

    verdict: str
    groups: tuple[Group, ...]
    because: str = ""


class Kind(ABC, Generic[B]):
    """A kind of item. name: as content files write it; shape: the dataclass of what an item of it declares."""

    name: ClassVar[str]
    shape: ClassVar[type[Any]]
    by_trainer: ClassVar[bool] = False
    """Whether a trainer marks it, so that `score` is None."""

    @abstractmethod
    def problems(self, question: Question) -> Iterator[Problem]:
        """What is wrong with an item as its author wrote it."""

    @abstractmethod
    def order(self, body: B, chance: Random) -> list[str]:
        """The ids of all that can be chosen or moved, as one attempt shows them: shuffled where order means nothing."""

    @abstractmethod
    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        """What the page asks with, in the reader's language. Holds nothing of the key."""

    @abstractmethod
    def key(self, body: B) -> Answer:
        """The answer that is worth 1; of an item marked by a trainer a model answer."""

    @abstractmethod
    def score(self, body: B, answer: Answer) -> float | None:
        """What an answer is worth, 0 to 1; None until a trainer has marked it."""

    @abstractmethod
    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        """Why, after the answer: what was chosen, what is right and the author's sentence on each."""

    @abstractmethod
    def words_of(self, question: Question, answer: Answer) -> list[str]:
        """An answer in the reader's words, a line each: for the result page, for print and for exports."""

    def refusal(self, question: Question, answer: Answer, order: list[str]) -> bool:
        """Whether the answer could not have come from the item's page."""
        controls = self.controls(question, order)
        known = {name for control in controls for name in control.names}
        sizes = [len(text) for values in answer.values() for text in values]
        return (
            not set(answer) <= known
            or max(sizes, default=0) > LONGEST
            or not all(control.takes(answer) for control in controls)
        )

    def lacks(self, question: Question, answer: Answer, order: list[str]) -> str | None:
        """What keeps the answer from being confirmed, in words; None when it is complete."""
        return next(filter(None, (one.lacks(answer) for one in self.controls(question, order))), None)


def said(text: Text | None) -> str:
    """A text in the language of the person who is being served."""
    return text.in_(language()) if text is not None else ""


def shuffled(ids: list[str], chance: Random) -> list[str]:
    chance.shuffle(ids)
    return ids


def in_order(ids: list[str], order: list[str]) -> list[str]:
    """The ids in the order shown; what the order doesn't know comes last, as written."""
    place = {one: position for position, one in enumerate(order)}
    return sorted(ids, key=lambda one: place.get(one, len(place)))


def only(answer: Answer, name: str) -> str:
    """The single value under a name; empty where there is none."""
    return next(iter(answer.get(name, ())), "")
