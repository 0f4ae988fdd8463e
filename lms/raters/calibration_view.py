"""A transcript as it is rated, and afterwards beside its references."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.curriculum.catalog import Calibration
from lms.i18n import language
from lms.practice.rules import Level
from lms.practice.try_view import Row, rows_of, skill_name
from lms.raters.calibration import Loaded
from lms.raters.rules import Agreement, agreement


@dataclass(frozen=True, slots=True)
class RatePage:
    """A transcript with the rows to rate. Nothing of the references is in it."""

    answer_id: int
    transcript: Calibration
    skill: str
    skill_name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A row after rating: own level, reference, its reason; apart: own less reference."""

    row: Row
    reference: int
    why: str

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
    return RatePage(row.id, loaded.transcript, row.skill, skill_name(row.skill), rows)


def compared_page(loaded: Loaded) -> ComparedPage:
    """Only for a rating that has ended."""
    assert loaded.row.closed_at is not None
    references = {one.item: one for one in loaded.transcript.references}
    rows = tuple(
        Compared(row, references[row.id].level, references[row.id].why.in_(language()))
        for row in rows_of(loaded.checklist, loaded.row.levels)
    )
    return ComparedPage(
        transcript=loaded.transcript,
        skill_name=skill_name(loaded.row.skill),
        rows=rows,
        result=agreement(loaded.row.levels, {item: one.level for item, one in references.items()}),
        critical_apart=tuple(one for one in rows if one.row.critical and _otherwise(one)),
    )


def _otherwise(one: Compared) -> bool:
    assert one.row.value is not None
    return (one.row.value >= Level.DONE) != (one.reference >= Level.DONE)
