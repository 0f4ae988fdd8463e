"""The file as JSON: each line with its row, whole, and all that it takes to verify it alone."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lms.curriculum import edition
from lms.desk.file.loading import File, Line
from lms.desk.file.titles import title_of
from lms.i18n import Language, speaking
from lms.records.sealing import canonical, plain

FORMAT = 1
PRODUCT = "shifu training file"
KEPT = frozenset({"standard", "path", "checklist", "question"})
"""Content that stands in the file whole; role cards and scripts are named by their hash alone, for they hide things."""


def document_of(file: File, now: datetime) -> dict[str, Any]:
    """The whole document; its shape is told in the administrator's guide, and a field never changes its meaning.

    A line that the reader may not know has neither salt nor row, and says in `withheld` why.
    """
    lines = [_line(file, line) for line in file.lines]
    return {
        "product": PRODUCT,
        "format": FORMAT,
        "person": {"id": file.person.id, "name": file.person.name, "zone": file.person.zone},
        "taken": {"at": plain(now), "by": file.reader_id},
        "head": {"number": file.head[0], "seal": file.head[1]} if file.head else None,
        "people": {str(person): name for person, name in sorted(file.names.items())},
        "skills": {skill: _both(edition.catalog().skills, skill) for skill in _skills(file)},
        "lines": lines,
        "contents": dict(_contents(file)),
    }


def text_of(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _line(file: File, line: Line) -> dict[str, Any]:
    record = line.record
    by = file.corrections.get(line.source)
    told: dict[str, Any] = {
        "record": record.id,
        **{name: plain(value) if isinstance(value, datetime) else value for name, value in line.sealed.sealed.items()},
        "seal": record.seal,
        "words": _in_both(file, line),
        "corrected_in": by.number if by else None,
    }
    if line.withheld is not None:
        return {**told, "withheld": line.withheld.value}
    row = line.sealed.body
    return {**told, "salt": record.salt, "row": None if row is None else json.loads(canonical(row))}


def _in_both(file: File, line: Line) -> dict[str, str]:
    found = {}
    for language in Language:
        with speaking(language, file.person.zone):
            found[language.key] = title_of(file, line)
    return found


def _skills(file: File) -> list[str]:
    return sorted({line.record.skill for line in file.lines if line.record.skill})


def _both(skills: Mapping[Any, Any], skill: str) -> dict[str, str] | None:
    found = skills.get(skill)
    return {"zh": found.name.zh, "en": found.name.en} if found else None


def _contents(file: File) -> Iterator[tuple[str, dict[str, Any]]]:
    """The content that lines which may be known were made with, by hash."""
    known = json.dumps([line.sealed.body for line in file.lines if line.withheld is None], default=plain)
    for content_hash, content in sorted(file.contents.items()):
        if content.kind in KEPT and f'"{content_hash}"' in known:
            yield content_hash, {"kind": content.kind, "id": content.id, "body": content.body}
