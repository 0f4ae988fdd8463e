"""The course map: the modules of a path by day and half-day, with the time they take and what has been read of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import Half, Module, Path, PathId, PathModule, PathSkill, ReadingDuty, SkillId
from lms.i18n import language
from lms.plan.calendar import nth_working_day
from lms.plan.progress import Progress
from lms.plan.rules import PromiseKind
from lms.plan.service import Plan, working_days

Read = Mapping[str, Mapping[str, Progress]]
"""By module and section anchor, what somebody has read."""


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A module on the map. done and total count sections; due_on: None where nobody promised to read it by then.

    practised: a skill of its own is practised with it; feeds: the names of the other skills that it teaches.
    """

    module: str
    title: str
    minutes: int
    done: int
    total: int
    required: bool = True
    due_on: date | None = None
    practised: bool = False
    feeds: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class HalfDay:
    half: Half
    lines: tuple[CourseLine, ...]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


@dataclass(frozen=True, slots=True)
class Owed:
    """A show or a supervised try that is owed by the end of a day."""

    kind: str
    skill: str
    skill_name: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Day:
    """A classroom day. on: its date for somebody who has a plan; owed: what is owed to them by its end besides."""

    number: int
    on: date | None
    halves: tuple[HalfDay, ...]
    owed: tuple[Owed, ...]

    @property
    def minutes(self) -> int:
        return sum(half.minutes for half in self.halves)

    @property
    def lines(self) -> tuple[CourseLine, ...]:
        return tuple(line for half in self.halves for line in half.lines)


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill of the path, with how often it is shown and tried. ready_on: None for who has no plan."""

    skill: str
    name: str
    shows: int
    tries: int
    ready_by_day: int
    ready_on: date | None


@dataclass(frozen=True, slots=True)
class CourseMap:
    """All of it. path: whose days these are, None where there is no path at all; others: modules outside it."""

    path: Path | None
    today: date
    days: tuple[Day, ...]
    skills: tuple[SkillLine, ...]
    others: tuple[CourseLine, ...]

    @property
    def lines(self) -> tuple[CourseLine, ...]:
        return tuple(line for day in self.days for line in day.lines)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


def map_of(plan: Plan, read: Read) -> CourseMap:
    """The frozen path of a person, with its dates."""
    today = clock.today(plan.zone)
    days, owed, due = working_days(), defaultdict[date, list[Owed]](list), dict[str, date]()
    for one in plan.owed_on(today):
        if one.kind is PromiseKind.MODULE:
            due[one.module] = one.due_on
        else:
            owed[one.due_on].append(Owed(one.kind, one.skill, _skill_name(one.skill), one.ordinal))

    def on(number: int) -> date:
        return plan.after_leave(nth_working_day(plan.start_on, number, days), today)

    return CourseMap(
        path=plan.path,
        today=today,
        days=tuple(
            Day(number, on(number), halves, tuple(owed[on(number)]))
            for number, halves in _by_day(plan.path.modules, read, due)
        ),
        skills=tuple(_skill_line(skill, on(skill.ready_by_day)) for skill in plan.path.skills),
        others=(),
    )


def map_without_plan(path_id: str | None, read: Read, today: date) -> CourseMap:
    """A path of the curriculum for who has none of their own, and the modules that it doesn't hold.

    path_id: the one that was chosen; else the one with the most modules.
    """
    catalog = edition.catalog()
    most = max(catalog.paths.values(), key=lambda path: len(path.modules), default=None)
    path = catalog.paths.get(PathId(path_id or ""), most)
    placed = path.modules if path else ()
    held = {item.module for item in placed}
    return CourseMap(
        path=path,
        today=today,
        days=tuple(Day(number, None, halves, ()) for number, halves in _by_day(placed, read, {})),
        skills=tuple(_skill_line(skill, None) for skill in path.skills) if path else (),
        others=tuple(_line(module, read) for module in catalog.modules.values() if module.id not in held),
    )


def _by_day(
    modules: Iterable[PathModule], read: Read, due: Mapping[str, date]
) -> Iterator[tuple[int, tuple[HalfDay, ...]]]:
    known = [item for item in modules if item.module in edition.catalog().modules]
    for number, of_day in groupby(sorted(known, key=lambda m: (m.day, m.half)), key=lambda m: m.day):
        yield (
            number,
            tuple(
                HalfDay(half, tuple(_placed(item, read, due) for item in of_half))
                for half, of_half in groupby(of_day, key=lambda m: m.half)
            ),
        )


def _placed(item: PathModule, read: Read, due: Mapping[str, date]) -> CourseLine:
    required = item.reading is ReadingDuty.REQUIRED
    return _line(edition.catalog().modules[item.module], read, required=required, due_on=due.get(item.module))


def _line(module: Module, read: Read, *, required: bool = True, due_on: date | None = None) -> CourseLine:
    lesson, progress = module.lessons[language()], read.get(module.id, {})
    done = sum(1 for s in lesson.sections if s.anchor in progress and progress[s.anchor].finished_at is not None)
    skills = edition.catalog().skills.values()
    return CourseLine(
        module=module.id,
        title=lesson.title,
        minutes=module.minutes,
        done=done,
        total=len(lesson.sections),
        required=required,
        due_on=due_on,
        practised=any(skill.checklist == module.id for skill in skills),
        feeds=tuple(_skill_name(s.id) for s in skills if module.id in s.taught_by and s.checklist != module.id),
    )


def _skill_line(skill: PathSkill, ready_on: date | None) -> SkillLine:
    return SkillLine(
        skill.skill, _skill_name(skill.skill), len(skill.shows), len(skill.tries), skill.ready_by_day, ready_on
    )


def _skill_name(skill_id: str) -> str:
    skill = edition.catalog().skills.get(SkillId(skill_id))
    return skill.name.in_(language()) if skill else skill_id
