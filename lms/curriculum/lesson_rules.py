"""Rules for lessons: one form in both languages, and nothing named that is not there."""

import re
from collections.abc import Iterator, Mapping

from lms.curriculum import legible, parity_rules
from lms.curriculum.drafts import FILES, ModuleDraft
from lms.curriculum.faults import Fault, unknown
from lms.curriculum.lessons import LessonSource, Named, SectionSource
from lms.curriculum.reading import repeated
from lms.i18n import Language

LAST_SECTION = "takeaway"
ADDRESSES = ("print", "sheet")  # of pages that stand beside those of a module's sections
OUTCOMES = range(3, 6)
LESSON_LINK = re.compile(r"\.\./(?P<module>[^/#]+)/(?P<file>zh|en)\.md(?:#(?P<anchor>.*))?")
Modules = Mapping[str, ModuleDraft]


def faults_of(module: ModuleDraft, modules: Modules) -> Iterator[Fault]:
    for language, lesson in module.lessons.items():
        yield from _head(module, lesson)
        yield from _own_anchors(lesson)
        yield from _sections(lesson)
        yield from _figures(module, lesson)
        for section in lesson.sections:
            yield from _notes(section)
            for link in section.links:
                yield from _link(link, lesson, language, modules)
    for drawing in module.shown.values():
        yield from legible.faults_in(drawing)
    yield from _checks(module)
    if len(module.lessons) == len(FILES):
        yield from parity_rules.faults_of(module.lessons[Language.ZH], module.lessons[Language.EN])


def advice_on(module: ModuleDraft) -> Iterator[Fault]:
    for lesson in module.lessons.values():
        total = sum(section.minutes for section in lesson.sections)
        if lesson.head is not None and total != lesson.head.value.minutes:
            yield lesson.head.at("minutes").fault(f"the sections take {total} minutes together", "write the same here")


def address(target: str, section: str, own: LessonSource, modules: Modules, language: Language) -> str:
    """Where a link written in this section leads, relative to the section's page (`…/<module>/<section>`).

    target: as written and free of faults.
    """
    if target.startswith("#") and own.anchors[target[1:]] == section != target[1:]:
        return target
    if target.startswith("#"):
        return _page(own, target[1:], "")
    found = LESSON_LINK.fullmatch(target)
    if found is None:
        return target
    prefix = f"../{found['module']}"
    if not found["anchor"]:
        return prefix
    return _page(modules[found["module"]].lessons[language], found["anchor"], f"{prefix}/")


def _page(lesson: LessonSource, anchor: str, prefix: str) -> str:
    section = lesson.anchors[anchor]
    return f"{prefix}{section}" if section == anchor else f"{prefix}{section}#{anchor}"


def _head(module: ModuleDraft, lesson: LessonSource) -> Iterator[Fault]:
    if lesson.head is None:
        return
    if lesson.head.value.id != module.id:
        what = f"the id '{lesson.head.value.id}' is not the folder's name"
        yield lesson.head.at("id").fault(what, f"write {module.id}, or rename the folder")
    count = len(lesson.head.value.outcomes)
    if count not in OUTCOMES:
        yield lesson.head.at("outcomes").fault(f"there are {count} outcomes", "write 3 to 5")
    yield from repeated(list(lesson.outcomes), "outcome")


def _own_anchors(lesson: LessonSource) -> Iterator[Fault]:
    first: dict[str, Named] = {}
    for section in lesson.sections:
        for named in section.anchors:
            if named.id and first.setdefault(named.id, named) is not named:
                mend = f"give it another one; line {first[named.id].place.line} has it"
                yield named.place.fault(f"the anchor '{named.id}' stands here twice", mend)


def _sections(lesson: LessonSource) -> Iterator[Fault]:
    if not lesson.sections:
        yield lesson.place.fault("the lesson has no sections", "begin each with ## and an anchor")
        return
    for section in lesson.sections:
        if not any(line.strip() for line in section.body):
            yield section.place.fault(f"the section '{section.anchor}' is empty", "write it, or remove its heading")
        if section.anchor in ADDRESSES:
            what = f"a section can't have the anchor '{section.anchor}'"
            yield section.place.fault(what, "choose another one; the page to print has this address")
        if not section.title:
            yield section.place.fault("the section has no title", "write it after ##")
    last = lesson.sections[-1]
    if last.anchor != LAST_SECTION:
        what = f"the last section is '{last.anchor}'"
        yield last.place.fault(what, f"end the lesson with the page to take away, ## … {{#{LAST_SECTION} minutes=3}}")


def _figures(module: ModuleDraft, lesson: LessonSource) -> Iterator[Fault]:
    there = [name for name in module.names if name.startswith("images/")]
    for section in lesson.sections:
        for figure in section.figures:
            if not figure.words:
                yield figure.place.fault("the figure has no alternative text", "say in [ ] what the picture shows")
            if figure.id not in there:
                yield unknown("figure", figure.id, there, figure.place)


def _notes(section: SectionSource) -> Iterator[Fault]:
    calls, texts = ({n.id: n for n in section.notes[kind]} for kind in ("call", "text"))
    for name in calls.keys() - texts.keys():
        mend = f"write [^{name}]: and its text in the same section"
        yield calls[name].place.fault(f"the footnote '{name}' has no text", mend)
    for name in texts.keys() - calls.keys():
        mend = f"write [^{name}] in the text, or remove it"
        yield texts[name].place.fault(f"nothing refers to the footnote '{name}'", mend)


def _link(link: Named, own: LessonSource, language: Language, modules: Modules) -> Iterator[Fault]:
    if re.match(r"https?://[^/]", link.id):
        return
    if link.id.startswith("#"):
        if link.id[1:] not in own.anchors:
            yield unknown("anchor", link.id[1:], own.anchors, link.place)
        return
    found, file_name = LESSON_LINK.fullmatch(link.id), FILES[language]
    if found is None:
        mend = f"write #anchor, ../module/{file_name}#anchor, or an address that begins with https://"
        yield link.place.fault(f"the link '{link.id}' leads nowhere", mend)
    elif found["module"] not in modules:
        yield unknown("module", found["module"], modules, link.place)
    elif f"{found['file']}.md" != file_name:
        yield link.place.fault("the link leads to the other language", f"write ../{found['module']}/{file_name}")
    else:
        lesson = modules[found["module"]].lessons.get(language)
        if found["anchor"] and lesson is not None and found["anchor"] not in lesson.anchors:
            yield unknown("anchor", found["anchor"], lesson.anchors, link.place)


def _checks(module: ModuleDraft) -> Iterator[Fault]:
    named: set[str] = set()
    for lesson in module.lessons.values():
        seen: set[str] = set()
        for check in (check for section in lesson.sections for check in section.checks):
            if module.check_ids is not None and check.id not in module.check_ids:
                yield unknown("check", check.id, module.check_ids, check.place)
            if check.id in seen:
                yield check.place.fault(f"the check '{check.id}' stands here twice", "ask it once in a lesson")
            seen.add(check.id)
        named |= seen
    for entry in module.checks:
        if module.lessons and entry.value.id not in named:
            mend = f"put [check: {entry.value.id}] into the lessons, or remove it"
            yield entry.at("id").fault(f"no lesson asks the check '{entry.value.id}'", mend)
