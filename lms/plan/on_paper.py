"""A lesson on paper: what a page offers to press or to open, as it can be read in print."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.curriculum import edition
from lms.curriculum.catalog import Lesson, Module, Section
from lms.i18n import language, zone
from lms.plan.lesson_view import parts_of
from lms.questions.question import Question

# Of our own renderer's output, which holds these in no other shape.
TERM = re.compile(
    r'<button type="button" popovertarget="[^"]*">(.*?)</button>([^<]*)<span class="meaning".*?</a></span>', re.S
)
OUTWARD = re.compile(r'(<a href="(https?://[^"]+)"[^>]*>.*?</a>)', re.S)
BLOCK = re.compile(r' id="p-\d+"')
HEADING = re.compile(r"(</?)h2\b")


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section as it is printed. parts: HTML, and questions where small checks stand; links: numbered from 1."""

    section: Section
    parts: tuple[str | Question, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperModule:
    """A module as it is printed. edition_of: the date on which its content was changed last, None where unknown."""

    module: Module
    lesson: Lesson
    sections: tuple[PaperSection, ...]
    edition_of: date | None


def whole(module: Module) -> PaperModule:
    lesson = module.lessons[language()]
    return _printed(module, lesson.sections)


def takeaway(module: Module) -> PaperModule:
    """The last section alone."""
    return _printed(module, module.lessons[language()].sections[-1:])


def _printed(module: Module, sections: Sequence[Section]) -> PaperModule:
    changed_at = edition.catalog().changed_at
    changed_on = datetime.fromtimestamp(changed_at, zone()).date() if changed_at else None
    return PaperModule(module, module.lessons[language()], tuple(_section(module, s) for s in sections), changed_on)


def _section(module: Module, section: Section) -> PaperSection:
    links: list[str] = []

    def noted(link: re.Match[str]) -> str:
        address = html.unescape(link[2])
        if address not in links:
            links.append(address)
        return f"{link[1]}<sup>[{links.index(address) + 1}]</sup>"

    def plain(part: str | Question) -> str | Question:
        if isinstance(part, Question):
            return part
        part = TERM.sub(r'<span class="met">\1</span>\2', part)
        return OUTWARD.sub(noted, HEADING.sub(r"\1h3", BLOCK.sub("", part)))

    return PaperSection(section, tuple(plain(part) for part in parts_of(module, section)), tuple(links))
