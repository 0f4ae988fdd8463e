"""Marks `{=…}` in content: taken out before anything else reads a text, and kept aside with their places.

A mark stands right behind the words that it vouches for: `180人{=shiheng.people}`, `孟经理{=shiheng.meng}`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from lms.curriculum.faults import Fault, Place

MARK = re.compile(r"\{=(?P<says>[^{}\n]*)\}")
OPENS = "{="


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark says. start: where it stood in the text that is left; place: where it stands in the file."""

    says: str
    start: int
    place: Place


@dataclass(frozen=True, slots=True)
class Marked:
    """A file's text without its marks, and the marks in order. endless: where one begins and does not end."""

    file: str
    text: str
    marks: tuple[Mark, ...]
    endless: tuple[Place, ...]

    def before(self, mark: Mark, most: int) -> str:
        """Up to `most` characters of the paragraph before a mark."""
        return self.text[max(0, mark.start - most) : mark.start].rpartition("\n\n")[2]


def take_out(text: str, place: Place) -> Marked:
    """The text of a whole file without its marks; what does not end is no mark and stays."""
    pieces, marks, end, taken = [], list[Mark](), 0, 0
    for found in MARK.finditer(text):
        pieces.append(text[end : found.start()])
        marks.append(Mark(found["says"], found.start() - taken, _place(text, found.start(), place)))
        taken += len(found[0])
        end = found.end()
    return Marked(place.file, "".join([*pieces, text[end:]]), tuple(marks), tuple(_endless(text, place)))


def without_marks(text: str) -> str:
    return MARK.sub("", text)


class Columns:
    """Puts faults that were found in texts without marks to the columns of the files as they are written."""

    def __init__(self, read: dict[str, Marked]) -> None:
        self._lines: dict[tuple[str, int], tuple[list[int], list[int]]] = {}
        for marked in read.values():
            on_line: dict[int, list[tuple[int, int]]] = {}
            for mark in marked.marks:
                column = mark.start - marked.text.rfind("\n", 0, mark.start)
                on_line.setdefault(mark.place.line, []).append((column, len(mark.says) + len("{=}")))
            for line, stood in on_line.items():
                lengths = list(accumulate(length for _, length in stood))
                self._lines[marked.file, line] = [column for column, _ in stood], lengths

    def as_written(self, fault: Fault) -> Fault:
        columns, lengths = self._lines.get((fault.file, fault.line), ([], []))
        before = bisect_right(columns, fault.column)
        return replace(fault, column=fault.column + lengths[before - 1]) if before else fault


def _endless(text: str, place: Place) -> Iterator[Place]:
    at = text.find(OPENS)
    while at >= 0:
        if not MARK.match(text, at):
            yield _place(text, at, place)
        at = text.find(OPENS, at + 1)


def _place(text: str, at: int, place: Place) -> Place:
    return Place(place.file, place.line + text.count("\n", 0, at), at - text.rfind("\n", 0, at))
