"""What the pages of lessons show: plain values, made from catalog and progress."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.curriculum import edition
from lms.curriculum.catalog import Lesson, Module, ModuleId, Section
from lms.errors import NotYours
from lms.i18n import language
from lms.plan.progress import Progress
from lms.questions.question import Question


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is in a lesson: the section with its neighbours and what was read.

    resume_at: the paragraph at which to go on, when the reader has been here and not finished.
    """

    module: Module
    lesson: Lesson
    section: Section
    previous: Section | None
    following: Section | None
    finished: frozenset[str]
    resume_at: int | str | None


def parts_of(module: Module, section: Section) -> list[str | Question]:
    """The section's text, cut where a small check stands."""
    parts: list[str | Question] = []
    rest = section.html
    for check_id in section.checks:
        before, found, rest = rest.partition(f'<div data-check="{check_id}"></div>')
        parts.append(before)
        if found:
            parts.append(module.checks[check_id])
    return [*parts, rest]


def place_in(module: Module, anchor: str, progress: Mapping[str, Progress]) -> Place | None:
    """The section with this anchor and its neighbours; None when there is none. A level-3 anchor finds its section."""
    lesson = module.lessons[language()]
    section = lesson.section(anchor)
    if section is None:
        return None
    at = section.number - 1
    here = progress.get(section.anchor)
    return Place(
        module=module,
        lesson=lesson,
        section=section,
        previous=lesson.sections[at - 1] if at else None,
        following=lesson.sections[at + 1] if at + 1 < len(lesson.sections) else None,
        finished=frozenset(name for name, read in progress.items() if read.finished_at is not None),
        resume_at=here.paragraph if here and here.finished_at is None and here.paragraph > 2 else None,
    )


def next_section(module: Module, progress: Mapping[str, Progress]) -> Section | None:
    """The first section that was not finished; None when all were."""
    sections = module.lessons[language()].sections
    return next((s for s in sections if s.anchor not in progress or progress[s.anchor].finished_at is None), None)


def module_named(module_id: str) -> Module:
    """Raises NotYours for one that is not there."""
    found = edition.catalog().modules.get(ModuleId(module_id))
    if found is None:
        raise NotYours
    return found
