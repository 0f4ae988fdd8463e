"""What the pages of courses and lessons show: plain values, made from catalog, plan and progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import Half, Lesson, Module, ModuleId, Section
from lms.i18n import language
from lms.plan.progress import Progress
from lms.plan.service import Plan


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A module in the list of courses. done and total count sections; day is 0 where no path places it."""

    module: str
    title: str
    summary: str
    minutes: int
    day: int
    half: Half | None
    due_on: date | None
    done: int
    total: int

    @property
    def finished(self) -> bool:
        return self.done == self.total


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


def course_lines(plan: Plan | None, progress: Mapping[str, Mapping[str, Progress]]) -> list[CourseLine]:
    """The modules of a person's path in its order; without a plan, all modules there are."""
    catalog = edition.catalog()
    if plan is None:
        return [_line(module, 0, None, None, progress) for module in catalog.modules.values()]
    due = {o.module: o.due_on for o in plan.owed_on(clock.today(plan.zone)) if o.kind == "module"}
    placed = sorted(plan.path.modules, key=lambda m: (m.day, m.half))
    return [
        _line(catalog.modules[item.module], item.day, item.half, due.get(item.module), progress)
        for item in placed
        if item.module in catalog.modules
    ]


def _line(
    module: Module, day: int, half: Half | None, due_on: date | None,
    progress: Mapping[str, Mapping[str, Progress]],
) -> CourseLine:  # fmt: skip
    lesson = module.lessons[language()]
    read = progress.get(module.id, {})
    done = sum(1 for s in lesson.sections if s.anchor in read and read[s.anchor].finished_at is not None)
    return CourseLine(
        module.id, lesson.title, lesson.summary, module.minutes, day, half, due_on, done, len(lesson.sections)
    )


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


def module_or_none(module_id: str) -> Module | None:
    return edition.catalog().modules.get(ModuleId(module_id))
