"""What can be chosen in an item of any kind, and what an answer chose: what a table of distractors counts."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from lms.questions.answers import Answer, folded
from lms.questions.controls import Choice, Entry, Match
from lms.questions.kind import only
from lms.questions.kinds import kind_of
from lms.questions.kinds.numeric import Numeric
from lms.questions.kinds.short_text import ShortText
from lms.questions.numbers import read_amount
from lms.questions.question import Question

Pick = tuple[str, str]
"""The name of a control, and the id of what was chosen in it."""

ACCEPTED, OTHER, MISTAKE = "accepted", "other", "mistake."
"""Ids of what was typed: taken as right, none of what the author thought of, or one of the mistakes, from 1."""


class Words(NamedTuple):
    """words: of the thing itself, empty for OTHER; label: of its control, where the item has several."""

    words: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that can be chosen.

    key: it is right; half: a second one that can be argued, worth a part; replaceable: the author wrote it, so that
    another could stand in its place.
    """

    pick: Pick
    key: bool = False
    half: bool = False
    replaceable: bool = False

    @property
    def distractor(self) -> bool:
        return not self.key and not self.half


def parts_of(question: Question) -> tuple[Part, ...]:
    """All that can be chosen, in the order written; empty for what is put in order or written freely."""
    return tuple(part for part, _words in _parts(question))


def words_of_parts(question: Question) -> dict[Pick, Words]:
    """What the page calls each, in the reader's language."""
    return {part.pick: words for part, words in _parts(question)}


def picks(question: Question, answer: Answer, known: Container[Pick]) -> frozenset[Pick]:
    """What an answer chose. known: what can be chosen; what the item doesn't have (any more) is left out."""
    if isinstance(question.body, Numeric | ShortText):
        return frozenset({("entry", _typed(question, only(answer, "entry")))})
    chosen = ((name, value) for name, values in answer.items() for value in values)
    return frozenset(pick for pick in chosen if pick in known)


def _parts(question: Question) -> Iterator[tuple[Part, Words]]:
    body, kind = question.body, kind_of(question)
    key = kind.key(body)
    also = getattr(body, "also", "")
    for control in kind.controls(question, []):
        if isinstance(control, Choice):
            written = question.kind in ("single", "multiple") or control.name == "reason"
            for row in control.rows:
                right, half = row.id in key.get(control.name, ()), bool(also) and row.id == also
                yield Part((control.name, row.id), right, half, written and not right), Words(row.words, control.label)
        elif isinstance(control, Match):
            for row, name in zip(control.rows, control.names, strict=True):
                for one in control.choices:
                    yield Part((name, one.id), one.id in key.get(name, ())), Words(one.words, row.words)
        elif isinstance(control, Entry):
            yield Part((control.name, ACCEPTED), key=True), Words(kind.words_of(question, key)[0])
            for number, slip in enumerate(body.mistakes, 1):
                words = slip.forms.first if isinstance(body, ShortText) else f"{slip.value:.12g}"
                yield Part((control.name, f"{MISTAKE}{number}")), Words(words)
            yield Part((control.name, OTHER)), Words("")


def _typed(question: Question, given: str) -> str:
    body = question.body
    if kind_of(question).score(body, {"entry": [given]}) == 1:
        return ACCEPTED
    amount = read_amount(given)
    for number, slip in enumerate(body.mistakes, 1):
        if isinstance(body, ShortText):
            meant = folded(given) in slip.forms.folded
        else:
            off = abs(amount.value - Decimal(str(slip.value))) if amount else None
            meant = off is not None and off <= Decimal(str(body.tolerance))
        if meant:
            return f"{MISTAKE}{number}"
    return OTHER
