"""The sentence of a line: the same as on the timeline, told from the rows of the file instead of by queries."""

from collections.abc import Mapping
from typing import Any

from lms.desk.fact_words import WORDS, Telling
from lms.desk.file.loading import File, Line
from lms.desk.file.withheld import Why
from lms.i18n import _


class _Source:
    """A row with what it belongs to, as the sentences of the timeline ask for it."""

    def __init__(self, *rows: Mapping[str, Any]) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        return next((row[name] for row in self._rows if name in row), None)


def title_of(file: File, line: Line) -> str:
    """One sentence, which tells nothing that is sealed from the reader or closed to them.

    A kind that nobody words is named as it is stored.
    """
    words = WORDS.get(line.record.kind)
    row = file.rows.get(line.source)
    if words is None or row is None:
        return _("A record of the kind %(kind)s", kind=line.record.kind)
    closed = frozenset([line.record.skill] if line.withheld is Why.OTHER_SKILL and line.record.skill else [])
    telling = Telling(file.person.id, file.reader_id, file.names, {}, closed)
    return words(telling, line.record, _Source(_besides(file, line, row), row, *_belongs_to(file, row)))[0]


def _besides(file: File, line: Line, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the sentences call otherwise than the rows do."""
    if line.record.kind == "correction":
        return {"corrected": row["kind"]}
    if line.record.kind == "review":
        return {"try_kind": file.row("try", row["try_id"]).get("kind")}
    if line.record.kind == "mark":
        items = file.row("attempt", row["attempt_id"]).get("items", ())
        return {"module": next((one["module"] for one in items if one["position"] == row["position"]), "")}
    return {}


def _belongs_to(file: File, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The try of a review or a recording, the show of a word, the recording that was removed."""
    attendance = file.row("attendance", row.get("attendance_id") or 0)
    recording = file.row("recording", row.get("recording_id") or 0)
    made = file.row("try", row.get("try_id") or recording.get("try_id") or 0)
    shows = row.get("show") or attendance.get("show") or ()
    return [*shows, recording, made]
