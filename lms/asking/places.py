"""Where something can be asked: a paragraph of a lesson, a section as a whole, or an item that the asker has met."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.asking.excerpts import paragraphs
from lms.curriculum import edition
from lms.curriculum.catalog import Lesson, ModuleId, Section
from lms.errors import NotYours, Unusable
from lms.i18n import Language, _, language


class Kind(StrEnum):
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Place:
    """spot: id of a paragraph, empty for the section as a whole; of an item, whose section is empty."""

    kind: Kind
    module: str
    section: str
    spot: str


@dataclass(frozen=True, slots=True)
class Met:
    """An item that somebody has answered.

    excerpt: its question, without anything of the key; endpoint, values: the page on which they did.
    """

    excerpt: str
    endpoint: str
    values: Mapping[str, Any]


# Items stand a floor above, which tells here what a person has met: (person, module, item) to Met, None for what not.
_met: list[Callable[[int, str, str], Met | None]] = []


def know_met(tell: Callable[[int, str, str], Met | None]) -> None:
    """Called once at import by the room that has the items."""
    _met[:] = [tell]


def met(person_id: int, module: str, item: str) -> Met | None:
    """What a person has met of an item; None of one that they have not answered, or that there isn't."""
    return _met[0](person_id, module, item) if _met else None


def excerpt_at(person_id: int, place: Place) -> str:
    """What stands at a place in the reader's language.

    Raises NotYours for a lesson that there isn't and for an item not met, and Unusable for a paragraph that is gone.
    """
    if place.kind is Kind.ITEM:
        found = met(person_id, place.module, place.spot)
        if found is None:
            raise NotYours
        return found.excerpt
    section = section_at(place.module, place.section)
    if not place.spot:
        return section.title
    text = paragraphs(section.html).get(place.spot)
    if text is None:
        raise Unusable(fields={"spot": _("The lesson has changed since. Choose the paragraph again.")})
    return text


def section_at(module: str, anchor: str) -> Section:
    """A section in the reader's language. Raises NotYours when there is none with just this anchor."""
    found = section_in(module, anchor, language())
    if found is None:
        raise NotYours
    return found


def section_in(module: str, anchor: str, spoken: Language) -> Section | None:
    """A section in a language; None when there is none any more."""
    lesson = _lesson(module, spoken)
    return next((one for one in lesson.sections if one.anchor == anchor), None) if lesson else None


def spot_now(place: Place, excerpt: str, spoken: str) -> str:
    """Where a paragraph stands by now; empty, for the section as a whole, once its words are there no more.

    excerpt: what stood there, in the language `spoken`.
    """
    section = section_in(place.module, place.section, Language(spoken))
    if section is None or not place.spot:
        return ""
    texts = paragraphs(section.html)
    if texts.get(place.spot) == excerpt:
        return place.spot
    return next((spot for spot, text in texts.items() if text == excerpt), "")


def words_of(place: Place) -> list[str]:
    """What a place is called: module and section, or that it is an item of its quiz."""
    lesson = _lesson(place.module, language())
    if place.kind is Kind.ITEM:
        return [lesson.title if lesson else place.module, _("a quiz question")]
    section = section_in(place.module, place.section, language())
    return [lesson.title if lesson else place.module, section.title if section else place.section]


def skills_of(module: str) -> list[str]:
    """Skills that a module teaches."""
    return [skill.id for skill in edition.catalog().skills.values() if module in skill.taught_by]


def _lesson(module: str, spoken: Language) -> Lesson | None:
    found = edition.catalog().modules.get(ModuleId(module))
    return found.lessons[spoken] if found else None
