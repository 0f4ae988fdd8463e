"""Rules that hold between the two languages of one lesson: the same things, in the same order, in the same sections."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lms.curriculum.dialogues import Dialogue
from lms.curriculum.faults import Fault, Place
from lms.curriculum.lessons import LessonSource, Named, SectionSource


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that both languages must have, and the section it stands in."""

    id: str
    place: Place
    section: str = ""


def faults_of(zh: LessonSource, en: LessonSource) -> Iterator[Fault]:
    files = _name(zh), _name(en)
    if zh.head is not None and en.head is not None:
        yield from _same("outcome", _outcomes(zh), _outcomes(en), files)
        if zh.head.value.minutes != en.head.value.minutes:
            what = f"the lesson takes {en.head.value.minutes} minutes here and {zh.head.value.minutes} in {files[0]}"
            yield en.head.at("minutes").fault(what, "write the same in both")
    kinds: tuple[tuple[str, Callable[[SectionSource], Iterable[Named | Dialogue]]], ...] = (
        ("heading", lambda section: section.headings),
        ("dialogue", lambda section: section.dialogues),
        ("check", lambda section: section.checks),
    )
    yield from _same("section", _sections(zh), _sections(en), files)
    for kind, of in kinds:
        yield from _same(kind, _things(zh, of), _things(en, of), files)
    for section in en.sections:
        twin = zh.section(section.anchor)
        if twin is not None and section.minutes != twin.minutes:
            what = f"the section takes {section.minutes} minutes here and {twin.minutes} in {files[0]}"
            yield section.place.fault(what, "write the same in both")
    yield from _same_lines(zh, en, files)


def _name(lesson: LessonSource) -> str:
    return lesson.place.file.rpartition("/")[2]


def _outcomes(lesson: LessonSource) -> list[Thing]:
    return [Thing(outcome.value.id, outcome.at("id")) for outcome in lesson.outcomes]


def _sections(lesson: LessonSource) -> list[Thing]:
    return [Thing(section.anchor, section.place) for section in lesson.sections]


def _things(lesson: LessonSource, of: Callable[[SectionSource], Iterable[Named | Dialogue]]) -> list[Thing]:
    return [Thing(named.id, named.place, section.anchor) for section in lesson.sections for named in of(section)]


def _same(kind: str, zh: Sequence[Thing], en: Sequence[Thing], files: tuple[str, str]) -> Iterator[Fault]:
    """A fault for each thing that one language lacks or has elsewhere; else one for the first out of order."""
    there = {thing.id: thing for thing in zh}
    here = {thing.id for thing in en}
    for thing in zh:
        if thing.id not in here:
            yield thing.place.fault(f"the {kind} '{thing.id}' is not in {files[1]}", "write it in both languages")
    for thing in en:
        if thing.id not in there:
            yield thing.place.fault(f"the {kind} '{thing.id}' is not in {files[0]}", "write it in both languages")
        elif there[thing.id].section != thing.section:
            what = f"the {kind} '{thing.id}' stands in another section than in {files[0]}"
            yield thing.place.fault(what, f"move it to '{there[thing.id].section}', or move the other")
    pairs = list(zip(zh, en, strict=False))
    if len(zh) == len(en) and here == set(there):
        for theirs, ours in pairs:
            if theirs.id != ours.id:
                what = f"the {kind} '{ours.id}' stands where {files[0]} has '{theirs.id}'"
                yield ours.place.fault(what, "put them in the same order")
                return


def _same_lines(zh: LessonSource, en: LessonSource, files: tuple[str, str]) -> Iterator[Fault]:
    twins = {dialogue.id: dialogue for section in zh.sections for dialogue in section.dialogues}
    for dialogue in (dialogue for section in en.sections for dialogue in section.dialogues):
        twin = twins.get(dialogue.id)
        if twin is None:
            continue
        theirs, ours = ([line.number for line in d.lines] for d in (twin, dialogue))
        if theirs != ours:
            what = (
                f"the dialogue '{dialogue.id}' has the lines {_listed(ours)} here and {_listed(theirs)} in {files[0]}"
            )
            yield dialogue.place.fault(what, "give both languages the same lines")
            continue
        for one, other in zip(twin.lines, dialogue.lines, strict=True):
            if (one.who in twin.ours) != (other.who in dialogue.ours):
                what = f"line {other.number} is spoken by the other side than in {files[0]}"
                yield other.place.fault(what, "let the same side speak in both languages")


def _listed(numbers: Sequence[int]) -> str:
    if numbers and list(numbers) == list(range(1, len(numbers) + 1)):
        return f"1 to {len(numbers)}"
    return ", ".join(str(number) for number in numbers) or "none"
