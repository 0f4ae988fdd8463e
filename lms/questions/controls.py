"""What an item puts on the page to be answered with. Each control says which values it takes and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lms.i18n import _
from lms.questions.answers import LONGEST, Answer
from lms.questions.numbers import read_amount


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to choose, to move or to match: its id and its words in the reader's language."""

    id: str
    words: str


class Control(Protocol):
    """A part of the page that takes a part of the answer."""

    @property
    def shown_as(self) -> str:
        """The name of its macro in templates/_ui/answer.html."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which its values stand in an answer."""
        ...

    def takes(self, answer: Answer) -> bool:
        """Whether the values are ones that it could have given, complete or not."""
        ...

    def lacks(self, answer: Answer) -> str | None:
        """What keeps the answer from being confirmed, in words; None when nothing does."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, or several. says: how many the question asks for in so many words, None of “all that apply”."""

    name: str
    rows: tuple[Row, ...]
    label: str = ""
    many: bool = False
    says: int | None = 1
    shown_as: str = "choice"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def takes(self, answer: Answer) -> bool:
        given = answer.get(self.name, ())
        return _different(given) and set(given) <= {row.id for row in self.rows} and (self.many or len(given) <= 1)

    def lacks(self, answer: Answer) -> str | None:
        given = len(answer.get(self.name, ()))
        if not given and self.says in (1, None):
            return _("Choose an answer first.") if not self.label else _("Choose here too: %(part)s", part=self.label)
        if self.says is None or given == self.says:
            return None
        if given < self.says:
            return _("Choose %(num)s more.", num=self.says - given)
        return _("Choose only %(count)s: take %(num)s back.", count=self.says, num=given - self.says)


@dataclass(frozen=True, slots=True)
class Order:
    """All rows, to be put in order."""

    name: str
    rows: tuple[Row, ...]
    shown_as: str = "order"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def takes(self, answer: Answer) -> bool:
        given = answer.get(self.name, ())
        return not given or sorted(given) == sorted(row.id for row in self.rows)

    def lacks(self, answer: Answer) -> str | None:
        return None if answer.get(self.name) else _("Put the lines in order first.")


@dataclass(frozen=True, slots=True)
class Match:
    """For each row one of the choices; a choice may be taken more than once."""

    rows: tuple[Row, ...]
    choices: tuple[Row, ...]
    shown_as: str = "match"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"match.{row.id}" for row in self.rows)

    def takes(self, answer: Answer) -> bool:
        there = {choice.id for choice in self.choices}
        return all(len(answer.get(n, ())) <= 1 and set(answer.get(n, ())) <= there for n in self.names)

    def lacks(self, answer: Answer) -> str | None:
        missing = sum(not answer.get(name) for name in self.names)
        return _("Choose %(num)s more.", num=missing) if missing else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to type. unit: printed after it; number: only a number is taken."""

    name: str
    label: str
    unit: str = ""
    number: bool = False
    shown_as: str = "entry"
    most: int = 200

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def takes(self, answer: Answer) -> bool:
        given = answer.get(self.name, ())
        return len(given) <= 1 and all(len(text) <= self.most for text in given)

    def lacks(self, answer: Answer) -> str | None:
        text = next(iter(answer.get(self.name, ())), "").strip()
        if not text:
            return _("Write your answer first.")
        if self.number and read_amount(text) is None:
            return _("This is not one number. Write it as in 12600, 12,600 or 1.26万.")
        return None


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines to write. most: characters."""

    name: str
    label: str
    most: int = LONGEST
    shown_as: str = "passage"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def takes(self, answer: Answer) -> bool:
        return len(answer.get(self.name, ())) <= 1  # what is too long is kept, and said

    def lacks(self, answer: Answer) -> str | None:
        text = next(iter(answer.get(self.name, ())), "")
        if not text.strip():
            return _("Write your answer first.")
        over = len(text) - self.most
        return _("At most %(count)s characters: %(num)s too many.", count=self.most, num=over) if over > 0 else None


def _different(given: Sequence[str]) -> bool:
    return len(set(given)) == len(given)
