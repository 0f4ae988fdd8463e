"""A transcript as it is rated, and afterwards beside its references."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lms.curriculum.catalog import Calibration
from lms.i18n import language
from lms.practice.rules import Level
from lms.practice.try_view import Row, rows_of, skill_name
from lms.raters.calibration import Loaded
from lms.raters.findings import Agreement, agreement

_TIME = re.compile(r"(?<![0-9:])([0-9]{2}:[0-5][0-9])(?![0-9:])")


@dataclass(frozen=True, slots=True)
class RatePage:
    """A transcript with the rows to rate, and nothing of its references. anchors: the four sentences of each row."""

    answer_id: int
    transcript: Calibration
    skill: str
    skill_name: str
    rows: tuple[Row, ...]
    anchors: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reason; second: of the line that it points at, None for mere words."""

    words: str
    second: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A row after rating: own level, reference, its reason; apart: own less reference."""

    row: Row
    reference: int
    why: tuple[Piece, ...]

    @property
    def apart(self) -> int:
        assert self.row.value is not None
        return self.row.value - self.reference


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """A rating beside its references, in the order of the checklist."""

    transcript: Calibration
    skill_name: str
    rows: tuple[Compared, ...]
    result: Agreement
    critical_apart: tuple[Compared, ...]
    """Critical rows of which one side says done and the other doesn't: there the try itself is judged otherwise."""


def rate_page(loaded: Loaded, levels: Mapping[str, int]) -> RatePage:
    """levels: put so far, by item."""
    row = loaded.row
    rows = rows_of(loaded.checklist, levels)
    anchors = {item.id: tuple(level.in_(language()) for level in item.levels) for item in loaded.checklist.items}
    return RatePage(row.id, loaded.transcript, row.skill, skill_name(row.skill), rows, anchors)


def compared_page(loaded: Loaded) -> ComparedPage:
    """Only for a rating that has ended."""
    assert loaded.row.closed_at is not None
    references = {one.item: one for one in loaded.transcript.references}
    seconds = {line.second for line in loaded.transcript.lines}
    rows = tuple(
        Compared(row, references[row.id].level, tuple(_pieces(references[row.id].why.in_(language()), seconds)))
        for row in rows_of(loaded.checklist, loaded.row.levels)
    )
    return ComparedPage(
        transcript=loaded.transcript,
        skill_name=skill_name(loaded.row.skill),
        rows=rows,
        result=agreement(loaded.row.levels, {item: one.level for item, one in references.items()}),
        critical_apart=tuple(one for one in rows if one.row.critical and _otherwise(one)),
    )


def _pieces(reason: str, seconds: Collection[int]) -> Iterator[Piece]:
    """The reason cut at the times by which it points at lines."""
    for position, words in enumerate(_TIME.split(reason)):
        minutes, _colon, rest = words.partition(":")
        second = int(minutes) * 60 + int(rest) if position % 2 else None
        if words:
            yield Piece(words, second if second in seconds else None)


def _otherwise(one: Compared) -> bool:
    assert one.row.value is not None
    return (one.row.value >= Level.DONE) != (one.reference >= Level.DONE)
