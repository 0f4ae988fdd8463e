"""What was promised and acknowledged, days away, and offers that somebody did not come to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lms.desk.file.loading import File, Line
from lms.desk.file.told import Cells, Sheet, Told, reads
from lms.i18n import Text, _, day, language, level, moment, ngettext, pgettext
from lms.judgement.evidence import DebtKind
from lms.judgement.wording import days as days_count
from lms.judgement.wording import module_title, skill_name, thing
from lms.plan.absence_words import days_words, kind_words
from lms.practice.rules import Level


@reads("enrolment")
def of_enrolment(file: File, line: Line) -> Told:
    """The frozen path with all that it promises, and the standard that is acknowledged on day one."""
    row = line.body or {}
    path = file.contents.get(row["path_hash"])
    return Told(
        pairs=(
            (_("Path"), said(path.body["name"]) if path else row["path"]),
            (_("First day"), day(row["start_on"], year=True)),
        ),
        sheets=(*_promised(row["obligations"], file.standard), *_standard(file, line, row["standard_hash"])),
        versions=((_("Path"), row["path_hash"]), (_("Standard"), row["standard_hash"])),
    )


def _promised(owed: Sequence[Mapping[str, Any]], standard: Mapping[str, Any] | None) -> tuple[Sheet, ...]:
    """What is owed and by when, in the order of its days."""
    in_order = sorted(owed, key=lambda one: (one["due_on"], one["half"], one["id"]))
    rows = tuple((_owed_words(one, standard), day(one["due_on"], year=True)) for one in in_order)
    summary = ngettext("What was promised: %(num)s thing", "What was promised: %(num)s things", len(rows))
    return (Sheet(summary % {"num": len(rows)}, (_("What"), _("Due by")), (("", rows),)),) if rows else ()


def _owed_words(one: Mapping[str, Any], standard: Mapping[str, Any] | None) -> str:
    kind = DebtKind(one["kind"])
    name = module_title(one["module"]) if kind is DebtKind.MODULE else skill_name(one["skill"], standard)
    return thing(kind, name, one["ordinal"])


def _standard(file: File, line: Line, standard_hash: str) -> tuple[Sheet, ...]:
    """Each skill with its bar and every row of its checklist; told at the first line that was made with it."""
    content = file.contents.get(standard_hash)
    if content is None or file.first_with(standard_hash) != line.number:
        return ()
    skills = content.body["skills"]
    parts = tuple((_skill_words(skill), tuple(_behaviours(skill["checklist"]))) for skill in skills)
    summary = ngettext("The standard: %(num)s skill", "The standard: %(num)s skills", len(skills))
    columns = (_("Behaviour"), _("Counts as done"), _("Must"))
    return (Sheet(summary % {"num": len(skills)}, columns, parts),)


def _skill_words(skill: Mapping[str, Any]) -> str:
    words = _("%(skill)s: a try holds from a mean level of %(bar)s of 3", skill=said(skill["name"]),
              bar=level(skill["bar"]))  # fmt: skip
    again = skill.get("refresher_after_days")
    return words + (_("; practised again after %(days)s", days=days_count(again)) if again else "")


def _behaviours(checklist: Mapping[str, Any]) -> Iterator[Cells]:
    for item in checklist["items"]:
        yield said(item["title"]), said(item["levels"][Level.DONE]), _("yes") if item["critical"] else ""


@reads("acknowledgement")
def of_acknowledgement(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        about=((_("The standard stands in"), file.number_of("enrolment", row["enrolment_id"])),),
        versions=((_("Standard"), row["standard_hash"]),),
    )


@reads("absence")
def of_absence(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=(
            (_("Days"), days_words(row["from_on"], row["to_on"])),
            (pgettext("file", "Kind"), kind_words(row["kind"])),
            (_("Why"), row["why"]),
            (_("Noted by"), file.name(row["entered_by"])),
        )
    )


@reads("arrangement")
def of_arrangement(_file: File, line: Line) -> Told:
    """Something that was booked and not come to."""
    row = line.body or {}
    return Told(
        pairs=(
            (_("Booked for"), moment(row["booked_for"], year=True) if row["booked_for"] else ""),
            (pgettext("file", "Where"), row["place"]),
            (_("What was said of it"), row["reason"]),
        )
    )


def said(text: Mapping[str, str]) -> str:
    """A frozen text in the reader's language."""
    return Text(text["zh"], text["en"]).in_(language())
