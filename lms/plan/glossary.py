"""The glossary: every term of the written modules, sorted as its language sorts, with the section that explains it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.curriculum import edition
from lms.curriculum.catalog import Module, Term
from lms.i18n import Language, language
from lms.people.policy import Action
from lms.people.reach import by_name, fold
from lms.people.session import action
from lms.plan.views import bp

FEW = 12  # terms that need no index of letters
# GB 18030 keeps the order of GB 2312, whose common characters stand by Pinyin: where each letter begins.
LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
BEGINNINGS = [
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8),
    *(0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1),
]
RARER = 0xD7FA  # from here on characters stand by their strokes
OTHER = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A term as it is read in one language. other: the word in the other language; section: that explains it."""

    id: str
    term: str
    other: str
    meaning: str
    module: str
    module_title: str
    section: str
    anchor: str
    section_title: str
    letter: str


@dataclass(frozen=True, slots=True)
class Group:
    """The terms under one letter."""

    letter: str
    lines: tuple[Line, ...]


def letter_of(term: str) -> str:
    """The letter under which a term is looked for: its first, of a Chinese one the first of its Pinyin."""
    first = term[0].upper()
    if first.isascii():
        return first if first.isalpha() else OTHER
    code = int.from_bytes(first.encode("gb18030", "replace")[:2])
    return LETTERS[bisect_right(BEGINNINGS, code) - 1] if BEGINNINGS[0] <= code < RARER else OTHER


def lines(spoken: Language, wanted: str = "") -> list[Line]:
    """All terms, sorted; wanted: only those that hold these words, in either language or in their meaning."""
    found = [
        _line(module, term, spoken)
        for module in edition.catalog().modules.values()
        for term in module.terms
        if _holds(term, fold(wanted))
    ]
    return sorted(found, key=lambda line: (line.letter == OTHER, line.letter, by_name(line.term.casefold())))


def _holds(term: Term, wanted: str) -> bool:
    texts = (term.term, term.meaning)
    said = [*(words for text in texts for words in (text.zh, text.en)), *(w for of in term.forms.values() for w in of)]
    return any(wanted in fold(words) for words in said)


def _line(module: Module, term: Term, spoken: Language) -> Line:
    lesson = module.lessons[spoken]
    section = lesson.section(term.section)
    assert section is not None  # the content check looks after it
    other = Language.EN if spoken is Language.ZH else Language.ZH
    heading = next((one.title for one in section.headings if one.anchor == term.section), section.title)
    anchor = "" if section.anchor == term.section else term.section
    return Line(
        term.id, term.term.in_(spoken), term.term.in_(other), term.meaning.in_(spoken),
        module.id, lesson.title, section.anchor, anchor, heading,
        letter_of(term.pinyin or term.term.zh if spoken is Language.ZH else term.term.en),
    )  # fmt: skip


def groups(sorted_lines: list[Line]) -> Iterator[Group]:
    for letter, group in groupby(sorted_lines, key=lambda line: line.letter):
        yield Group(letter, tuple(group))


@bp.get("/glossary")
@action(Action.LEARN)
def glossary() -> ResponseReturnValue:
    """q: words to look for."""
    wanted = " ".join(request.args.get("q", "").split())[:60]
    found = lines(language(), wanted)
    return render_template(
        "plan/glossary.html", groups=list(groups(found)), count=len(found), wanted=wanted, indexed=len(found) > FEW
    )
