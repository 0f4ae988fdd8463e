"""Rules for paths: what they name exists, days come in order, and what is owed can be given and judged by."""

from collections.abc import Iterator, Sequence

from lms.curriculum import length_rules
from lms.curriculum.catalog import FIRST_WORKING_DAYS, MOST_FIRST_TRAINER_MINUTES, trainer_minutes
from lms.curriculum.drafts import Draft, PathDraft
from lms.curriculum.faults import Fault, unknown
from lms.curriculum.reading import Entry, repeated
from lms.curriculum.schema import PathSkillShape

FEWEST_TRIES = 6
"""Of fewer reviewed tries nobody can tell growth from chance."""


def faults_of(draft: Draft) -> Iterator[Fault]:
    for path in draft.paths:
        if path.head.value.id != path.stem:
            what = f"the id '{path.head.value.id}' is not the file's name"
            yield path.head.at("id").fault(what, f"write {path.stem}, or rename the file")
        yield from _modules(path, draft)
        yield from _skills(path, draft)
        yield from _taught(path, draft)
        yield from _owed(path)


def advice_on(draft: Draft) -> Iterator[Fault]:
    minutes = {
        name: lesson.head.value.minutes
        for name, module in draft.modules.items()
        for lesson in module.lessons.values()
        if lesson.head is not None
    }
    for path in draft.paths:
        yield from length_rules.advice_on_path(path, minutes)


def _taught(path: PathDraft, draft: Draft) -> Iterator[Fault]:
    """A skill that a path owes can hold only when the path holds the modules that teach it."""
    skills = {skill.value.id: skill.value for skill in draft.skills}
    there = {entry.value.module for entry in path.modules}
    for entry in path.skills:
        skill = skills.get(entry.value.skill)
        for module in skill.taught_by if skill is not None else ():
            if module not in there and module in draft.modules:
                what = f"'{entry.value.skill}' is taught by '{module}', which is not in this path"
                yield entry.at("skill").fault(what, "add the module, or it can never hold")


def _owed(path: PathDraft) -> Iterator[Fault]:
    """Tries enough to judge by, and no more hours than trainers have."""
    for entry in path.skills:
        count = len(entry.value.tries)
        if count < FEWEST_TRIES:
            what = f"{count} tries of '{entry.value.skill}' are owed"
            yield entry.at("tries").fault(what, f"owe {FEWEST_TRIES} at least, since fewer are too few to judge by")
    minutes = sum(trainer_minutes(entry.value.shows, entry.value.tries, FIRST_WORKING_DAYS) for entry in path.skills)
    if minutes > MOST_FIRST_TRAINER_MINUTES:
        what = f"the path asks {minutes / 60:.1f} trainer-hours a trainee until working day {FIRST_WORKING_DAYS}"
        mend = f"owe fewer shows and tries, or later ones, until it is {MOST_FIRST_TRAINER_MINUTES // 60} at most"
        yield path.head.at("skills").fault(what, mend)


def _modules(path: PathDraft, draft: Draft) -> Iterator[Fault]:
    yield from repeated(path.modules, "module", "module")
    last = (0, "")
    for entry in path.modules:
        if entry.value.module not in draft.modules:
            yield unknown("module", entry.value.module, draft.modules, entry.at("module"))
        when = (entry.value.day, entry.value.half)
        if when < last:
            what = f"day {when[0]} {when[1]} comes after day {last[0]} {last[1]}"
            yield entry.at("day").fault(what, "put the modules in the order of their days")
        last = max(last, when)


def _skills(path: PathDraft, draft: Draft) -> Iterator[Fault]:
    yield from repeated(path.skills, "skill", "skill")
    known = [skill.value.id for skill in draft.skills]
    for entry in path.skills:
        if draft.skills_are_known and entry.value.skill not in known:
            yield unknown("skill", entry.value.skill, known, entry.at("skill"))
        yield from _increasing("shows", entry.value.shows, entry)
        yield from _increasing("tries", entry.value.tries, entry)
        last = max(*entry.value.shows, *entry.value.tries)
        if entry.value.ready_by_day < last:
            what = f"ready by day {entry.value.ready_by_day}, though something is owed on day {last}"
            yield entry.at("ready_by_day").fault(what, f"write {last} or later")


def _increasing(key: str, days: Sequence[int], entry: Entry[PathSkillShape]) -> Iterator[Fault]:
    for position in range(1, len(days)):
        if days[position] <= days[position - 1]:
            what = f"day {days[position]} does not come after day {days[position - 1]}"
            yield entry.at(key, position).fault(what, f"let the days of '{key}' increase")
