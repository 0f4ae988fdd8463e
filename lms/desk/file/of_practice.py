"""Shows, the trainee's word on them, tries, reviews with every row, and what was agreed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.curriculum.catalog import Checklist
from lms.curriculum.versions import thaw_checklist
from lms.desk.file.loading import File, Line
from lms.desk.file.of_plan import said
from lms.desk.file.told import Cells, Sheet, Told, one_part, reads
from lms.desk.wording import lapse
from lms.i18n import _, language, level, moment, ngettext
from lms.practice.rules import Level, ReviewKind, TryKind, levels_at, mean_level, notes_standing
from lms.practice.views.room import on_clock


@dataclass(frozen=True, slots=True)
class _Tap:
    seq: int
    item: str
    level: int | None


@dataclass(frozen=True, slots=True)
class _Note:
    seq: int
    item: str
    second: int
    text: str
    undoes: int | None


@reads("attendance")
def of_attendance(file: File, line: Line) -> Told:
    row = line.body or {}
    show = row["show"][0]
    entered = file.name(show["entered_by"]) if show["entered_by"] != show["by_id"] else ""
    return Told(
        pairs=(
            (_("How"), _("Live") if show["mode"] == "live" else _("A clip")),
            (_("Entered by"), entered),
            (_("Told to the trainee"), moment(row["told_at"], year=True)),
        ),
        versions=((_("Show script"), show["script_hash"]),),
    )


@reads("attendance_word")
def of_word(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=((_("In their words"), row["comment"]),),
        about=((_("The show"), file.number_of("attendance", row["attendance_id"])),),
    )


@reads("try")
def of_try(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=(
            (_("With"), file.name(row["trainer_id"])),
            (_("Lasted"), lapse(row["ended_at"] - row["started_at"]) if row["ended_at"] else ""),
            (_("Agreed before, to be tried now"), row["carried_change"]),
            *_played(file, row.get("play", ())),
        ),
        versions=((_("Checklist"), row["checklist_hash"]), (_("Role card"), row["card_hash"])),
    )


def _played(file: File, plays: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The scripted customer of practice alone; nothing that is hidden of them."""
    told = []
    for one in plays:
        script = file.contents.get(one["customer_hash"])
        if script is not None:
            told.append((_("With the script"), said(script.body["name"])))
        told.append((_("Facts that were uncovered"), str(one["found"])))
    return told


@reads("review")
def of_review(file: File, line: Line) -> Told:
    row = line.body or {}
    made = file.row("try", row["try_id"])
    levels = levels_at(_Tap(tap["seq"], tap["item"], tap["level"]) for tap in row["ratings"])
    notes = notes_standing(
        _Note(one["seq"], one["item"], one["second"], one["text"], one["undoes"]) for one in row["notes"]
    )
    own = row["kind"] == ReviewKind.SELF
    return Told(
        pairs=(
            (_("Mean level"), _("%(level)s of 3", level=level(mean_level(levels))) if levels else ""),
            *_bar(file, line, made, row["kind"]),
            *((_("On the whole"), _note_words(one, own=own)) for one in notes if not one.item),
        ),
        sheets=_rated(file, made, levels, notes, own=own),
        about=(
            (_("The try"), file.number_of("try", row["try_id"])),
            (_("In place of"), file.number_of("review", row["copy_of"])),
        ),
        versions=((_("Checklist"), made.get("checklist_hash")),),
    )


def _bar(file: File, line: Line, made: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    """From what mean level on the try holds; told of what counts alone."""
    bar = file.bar_of(line.record.skill or "")
    counts = kind == ReviewKind.TRAINER and made.get("kind") == TryKind.LIVE
    return [(_("Holds from"), _("%(level)s of 3", level=level(bar)))] if counts and bar is not None else []


def _rated(
    file: File, made: Mapping[str, Any], levels: Mapping[str, int], notes: Sequence[_Note], *, own: bool
) -> tuple[Sheet, ...]:
    """Every behaviour with its level, what that level looks like in the checklist of then, and what was noted at it."""
    content = file.contents.get(made.get("checklist_hash") or "")
    if content is None:
        rows: list[Cells] = [(item, level_words(found), "", "") for item, found in levels.items()]
    else:
        rows = _behaviours(thaw_checklist(content.body), levels, notes, own=own)
    summary = ngettext("%(num)s behaviour", "%(num)s behaviours", len(rows)) % {"num": len(rows)}
    columns = (_("Behaviour"), _("Level"), _("What this level looks like"), _("Noted"))
    return one_part(summary, columns, rows)


def _behaviours(
    checklist: Checklist, levels: Mapping[str, int], notes: Sequence[_Note], *, own: bool
) -> list[Cells]:  # fmt: skip
    rows: list[Cells] = []
    for item in checklist.items:
        found, title = levels.get(item.id), item.title.in_(language())
        noted = "\n".join(_note_words(one, own=own) for one in notes if one.item == item.id)
        rows.append(
            (
                _("%(behaviour)s (must)", behaviour=title) if item.critical else title,
                level_words(found) if found is not None else "",
                item.levels[found].in_(language()) if found is not None else "",
                noted,
            )
        )
    return rows


def _note_words(note: _Note, *, own: bool) -> str:
    """A note with its moment; the trainee's own note has none."""
    return note.text if own else f"{on_clock(note.second)} {note.text}"


def level_words(found: int) -> str:
    return {
        Level.NOT_DONE: _("Not done"),
        Level.WITH_PROMPTS: _("With prompts"),
        Level.DONE: _("Done"),
        Level.DONE_WELL: _("Done well"),
    }[Level(found)]


@reads("change")
def of_change(file: File, line: Line) -> Told:
    """Written by one, agreed by both; silence is told as such."""
    row = line.body or {}
    return Told(
        pairs=(
            (_("What"), row["text"]),
            (_("Written by"), file.name(row["written_by"])),
            (_("The trainee agreed"), _at(row["trainee_agreed_at"])),
            (_("The trainer agreed"), _at(row["trainer_agreed_at"])),
        ),
        about=((_("The try"), file.number_of("try", row["try_id"])),),
    )


def _at(agreed_at: Any) -> str:
    return moment(agreed_at, year=True) if agreed_at else _("not said")


@reads("calibration_answer")
def of_calibration(_file: File, line: Line) -> Told:
    """How a rater rated a transcript; told to the rater alone."""
    row = line.body or {}
    return Told(
        pairs=tuple((item, level_words(found)) for item, found in row["levels"].items()),
        versions=((_("Transcript"), row["transcript_hash"]),),
    )
