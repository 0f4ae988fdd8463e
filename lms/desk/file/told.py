"""What the file tells of a line, and the registry of who tells it: one function a kind of fact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lms.desk.file.loading import File, Line

Pairs = Sequence[tuple[str, str]]
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a line. parts: rows under a heading of their own, which is empty where there is no need for one."""

    summary: str
    columns: tuple[str, ...]
    parts: tuple[tuple[str, tuple[Cells, ...]], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A row in words. pairs: label and value, whole; about: labels and numbers of other lines that it is about.

    versions: labels and hashes of the content that it was made with. A value that is empty is left out.
    """

    pairs: Pairs = ()
    sheets: tuple[Sheet, ...] = ()
    about: tuple[tuple[str, int | None], ...] = ()
    versions: tuple[tuple[str, str | None], ...] = ()


Reader = Callable[["File", "Line"], Told]

READERS: dict[str, Reader] = {}
"""By kind of fact, how its row is told. The title of a line is the sentence of the timeline, `fact_words.WORDS`."""

TOLD_WITHOUT_RECORDS: set[str] = set()
"""Kinds whose reader leaves out what rests on other lines, where `Line.rests_on_sealed` says that some are sealed."""


def reads(kind: str, *, without_records: bool = False) -> Callable[[Reader], Reader]:
    """Register how a kind is told. A line that the reader may not know is never handed to it.

    without_records: it looks at `Line.rests_on_sealed`; else a line whose row names sealed lines is withheld whole.
    """

    def register(reader: Reader) -> Reader:
        READERS[kind] = reader
        if without_records:
            TOLD_WITHOUT_RECORDS.add(kind)
        return reader

    return register


def one_part(summary: str, columns: tuple[str, ...], rows: Sequence[Cells]) -> tuple[Sheet, ...]:
    """A table without headings; none where it has no rows."""
    return (Sheet(summary, columns, (("", tuple(rows)),)),) if rows else ()
