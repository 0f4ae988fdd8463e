"""What is wrong with a content file: where, what, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from lms.curriculum.catalog import Catalog


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault at one place; line and column count from 1. It prints as `file:line:column: what; mend`."""

    file: str
    line: int
    column: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a content file."""

    file: str
    line: int = 1
    column: int = 1

    def fault(self, what: str, mend: str) -> Fault:
        return Fault(self.file, self.line, self.column, what, mend)


@dataclass(frozen=True, slots=True)
class Result:
    """What reading the content gave: a catalog when nothing is at fault.

    `advice` are places that could be better and stop nothing. `modules` and `items` count what was read, whether or
    not it was at fault.
    """

    catalog: Catalog | None
    faults: tuple[Fault, ...]
    advice: tuple[Fault, ...] = ()
    modules: int = 0
    items: int = 0


def unknown(kind: str, word: str, known: Iterable[str], place: Place) -> Fault:
    """A name that nothing answers to, with the nearest one that exists, or all when they are few."""
    names = sorted(set(known))
    near = get_close_matches(word, names, n=1)
    if near:
        mend = f"did you mean '{near[0]}'?"
    elif not names:
        mend = f"there is no {kind} yet, so remove it or write the missing one"
    elif len(names) <= 12:
        mend = f"use one of {', '.join(names)}"
    else:
        mend = f"check the spelling; there are {len(names)} to choose from"
    return place.fault(f"unknown {kind} '{word}'", mend)
