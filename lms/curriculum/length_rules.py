"""Rules for how much a lesson asks: its length, the number of its pages, and whether its minutes can be right.

All of it is advice: what a lesson needs is the author's to say, and a long one is no reason to keep it from people.
"""

from collections.abc import Iterator, Mapping

from lms.curriculum import prose
from lms.curriculum.drafts import ModuleDraft, PathDraft
from lms.curriculum.faults import Fault
from lms.curriculum.lessons import LessonSource, SectionSource
from lms.i18n import Language

PAGES = range(4, 7)
"""Sections beside the page to take away."""
LENGTHS: Mapping[Language, range] = {Language.ZH: range(1800, 3501), Language.EN: range(1200, 2201)}
"""Of a whole lesson, in Chinese characters and in English words; a twentieth more or less is nobody's business."""
TOLERANCE = 0.05
UNITS = {Language.ZH: "characters", Language.EN: "words"}
READ_A_MINUTE = {Language.ZH: 250, Language.EN: 150}
"""Of somebody who reads with care, many of them English as a second language."""
CHECK_MINUTES = 1
MOST_WORK = 10
"""Minutes a section may take for each minute of reading: lines said aloud, a sum worked, one thing tried out."""
HALF_DAY_MINUTES = 240


def advice_on(module: ModuleDraft) -> Iterator[Fault]:
    for language, lesson in module.lessons.items():
        if lesson.sections:
            yield from _whole(lesson, language)
        for section in lesson.sections:
            yield from _minutes(section, language)


def advice_on_path(path: PathDraft, minutes: Mapping[str, int]) -> Iterator[Fault]:
    """A half-day that holds more than it has. minutes: of each module."""
    taken: dict[tuple[int, str], int] = {}
    for entry in path.modules:
        half = (entry.value.day, entry.value.half)
        before = taken.get(half, 0)
        taken[half] = before + minutes.get(entry.value.module, 0)
        if before <= HALF_DAY_MINUTES < taken[half]:
            what = f"day {half[0]} {half[1]} holds {taken[half]} minutes"
            yield entry.at("module").fault(what, f"move something, so that a half-day holds {HALF_DAY_MINUTES} at most")


def reading_minutes(section: SectionSource, language: Language) -> float:
    """How long a section takes to be read once, with its small checks answered."""
    return prose.length(section, language) / READ_A_MINUTE[language] + CHECK_MINUTES * len(section.checks)


def _whole(lesson: LessonSource, language: Language) -> Iterator[Fault]:
    pages = len(lesson.sections) - 1
    if pages not in PAGES:
        what = f"there are {pages} sections beside the page to take away"
        yield lesson.sections[0].place.fault(what, f"make it {PAGES[0]} to {PAGES[-1]}, each one page to read")
    length, allowed = prose.length_of_lesson(lesson, language), LENGTHS[language]
    if not (1 - TOLERANCE) * allowed[0] <= length <= (1 + TOLERANCE) * allowed[-1]:
        what = f"the lesson has {length:,} {UNITS[language]}"
        yield lesson.place.fault(what, f"a lesson that is read in one go has {allowed[0]:,} to {allowed[-1]:,}")


def _minutes(section: SectionSource, language: Language) -> Iterator[Fault]:
    least = reading_minutes(section, language)
    if section.minutes < least:
        what = f"reading '{section.anchor}' once takes {least:.0f} minutes, and it says {section.minutes}"
        yield section.place.fault(what, f"give it more, at {READ_A_MINUTE[language]} {UNITS[language]} a minute")
    elif section.minutes > MOST_WORK * max(least, 0.5):
        what = f"'{section.anchor}' says {section.minutes} minutes and is read in {least:.0f}"
        yield section.place.fault(what, "write what people do in the time that is left, or give it less")
