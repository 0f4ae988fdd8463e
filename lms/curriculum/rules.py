"""What must hold between the files of the curriculum; pure, and every rule tells all it finds."""

from collections.abc import Iterator, Mapping

from lms.curriculum import (
    calibration_rules,
    coverage,
    customer_rules,
    language_rules,
    length_rules,
    lesson_rules,
    mark_rules,
    path_rules,
    pool_rules,
    skill_rules,
    speaker_rules,
    term_rules,
    world_rules,
)
from lms.curriculum.drafts import Draft, ModuleDraft, Waiting
from lms.curriculum.faults import Fault, Place
from lms.curriculum.lacking import lacks, tally


def faults_of(draft: Draft) -> Iterator[Fault]:
    """Every fault in how the files fit together."""
    for module in draft.modules.values():
        yield from _whole(module)
        yield from lesson_rules.faults_of(module, draft.modules)
        yield from pool_rules.faults_of(module)
        yield from skill_rules.faults_in_module(module)
        yield from customer_rules.faults_of(module)
    yield from term_rules.faults_of(draft.modules)
    yield from skill_rules.faults_of(draft)
    yield from path_rules.faults_of(draft)
    yield from calibration_rules.faults_of(draft)
    yield from language_rules.faults_of(draft)
    yield from coverage.faults_of(_covered(draft), draft.modules)
    whole = None not in draft.firm_files.values()
    yield from world_rules.faults_of(draft.firm_entries, whole=whole)
    if whole:
        yield from speaker_rules.faults_of(draft.modules.values(), draft.firms.values())


def faults_of_marks(draft: Draft) -> Iterator[Fault]:
    """Every mark that the world does not bear out, at its place in the file as it is written."""
    broken = [stem for stem, entry in draft.firm_files.items() if entry is None]
    yield from mark_rules.faults_of(draft.marked, mark_rules.Known(draft.firms, broken))


def advice_on(draft: Draft) -> Iterator[Fault]:
    """What could be better and stops nothing."""
    for module in draft.modules.values():
        yield from lesson_rules.advice_on(module)
        yield from length_rules.advice_on(module)
        yield from pool_rules.advice_on(module)
    yield from term_rules.advice_on(draft.modules)
    yield from path_rules.advice_on(draft)
    yield from calibration_rules.advice_on(draft)
    yield from language_rules.advice_on(draft)
    yield from coverage.advice_on(_covered(draft), draft.modules)
    for waiting in draft.waiting:
        yield from _on_waiting(waiting)


def _on_waiting(waiting: Waiting) -> Iterator[Fault]:
    """How many items wait in a file of drafts, and what they lack."""
    if waiting.faults:
        first = min(waiting.faults)
        yield Place(first.file, first.line, first.column).fault(
            f"the waiting items cannot be read: {first.what}", first.mend
        )
        return
    ready = [str(item.get("id")) for item in waiting.items if not lacks(item)]
    wait = f"{len(waiting.items)} {'item waits' if len(waiting.items) == 1 else 'items wait'}"
    lack = tally(waiting.items)
    if ready:
        yield waiting.place.fault(
            f"{wait}, of which {len(ready)} lack nothing ({', '.join(ready[:5])})",
            f"move them to quizzes/{waiting.module}.yaml",
        )
    if lack:
        yield waiting.place.fault(f"{wait}; they lack {lack}", "write what is missing, or delete them")


def _covered(draft: Draft) -> list[coverage.Row]:
    return list(coverage.read_coverage(*draft.readme)) if draft.readme is not None else []


def _whole(module: ModuleDraft) -> Iterator[Fault]:
    """Whether the files are there that every module has; a missing one is told of where it is wanted."""
    required: Mapping[str, str] = {"zh.md": "the lesson in Chinese", "en.md": "the lesson in English"}
    for name, what in required.items():
        if not module.has(name):
            place = Place(f"{module.folder}/{name}")
            yield place.fault(f"the module '{module.id}' has no {name}", f"write {what}")
    if not module.has_pool:
        what = f"the module '{module.id}' has no pool"
        yield Place(module.pool_file).fault(what, f"write quizzes/{module.id}.yaml")
