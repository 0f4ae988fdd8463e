"""Terms in lessons: where one stands first in a section, its meaning is put beside it, shown when it is asked for.

A term is a button with a popover: that takes keyboard, pointer and touch without a script. A browser that knows no
popovers shows the popover's link to the glossary instead.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from lms.curriculum.catalog import Term
from lms.i18n import Language

GLOSSARY = "../../glossary"  # as seen from a page at …/<module>/<section>
TITLE = {Language.ZH: "词汇表", Language.EN: "Glossary"}
NOT_RUNNING = frozenset(("h2", "h3", "th", "a", "code", "pre", "svg", "summary", "figcaption", "button"))
NOT_RUNNING_CLASSES = frozenset(("who", "callout-title", "footnotes"))
WORDY = "0-9A-Za-z\u00c0-\u024f"
BEFORE, AFTER = f"(?<![{WORDY}-])", f"(?![{WORDY}-])"
OPENING = re.compile(r"[“‘（〔《(]+$")
CLOSING = re.compile(r"[，。、；：？！”’）〕》…,.;:?!)]+")


@dataclass(frozen=True, slots=True)
class Meant:
    """A term in one language. written: the term itself and its forms."""

    id: str
    term: str
    written: tuple[str, ...]
    meaning: str


def meant(term: Term, language: Language) -> Meant:
    written = (term.term.in_(language), *term.forms[language])
    return Meant(term.id, written[0], written, term.meaning.in_(language))


class Finder:
    """Finds terms in running text of one language.

    Of several that begin at one place the longest is meant; what begins or ends in a Latin letter or a digit is found
    as a whole word only, in capitals or not.
    """

    def __init__(self, terms: Iterable[Meant]) -> None:
        self._by_words = {_folded(words): one for one in terms for words in one.written}
        longest_first = sorted(self._by_words, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_as_pattern, longest_first)) or r"(?!)", re.IGNORECASE)

    def found_in(self, text: str) -> Iterator[tuple[re.Match[str], Meant]]:
        for found in self._pattern.finditer(text):
            yield found, self._by_words[_folded(found[0])]


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def _as_pattern(words: str) -> str:
    inside = r"\s+".join(map(re.escape, words.split()))
    edge = re.compile(f"[{WORDY}]")
    return f"{BEFORE if edge.match(words[0]) else ''}{inside}{AFTER if edge.match(words[-1]) else ''}"


def mark_terms(root: Element, finder: Finder, language: Language, anchor: str) -> None:
    """Mark each term where it stands first in a section's running text. anchor: the section's, for ids of its own."""
    met: set[str] = set()

    def pieces(text: str) -> list[str | Element]:
        """The text, cut where a term stands that was not met before."""
        cut: list[str | Element] = []
        end = 0
        for found, term in finder.found_in(text):
            if term.id in met or found.start() < end:
                continue
            met.add(term.id)
            opening = OPENING.search(text, end, found.start())
            closing = CLOSING.match(text, found.end())
            start = opening.start() if opening else found.start()
            cut.append(text[end:start])
            end = closing.end() if closing else found.end()
            around = text[start : found.start()], text[found.end() : end]
            cut.append(_marked(found[0], term, around, language, f"{anchor}-m-{term.id}"))
        return [*cut, text[end:]]

    def visit(element: Element) -> None:
        if element.tag in NOT_RUNNING or NOT_RUNNING_CLASSES & set((element.get("class") or "").split()):
            return
        children = list(element)
        element.text = _insert(element, 0, pieces(element.text or ""))
        for child in children:
            visit(child)
            child.tail = _insert(element, list(element).index(child) + 1, pieces(child.tail or ""))

    visit(root)


def _insert(parent: Element, at: int, cut: list[str | Element]) -> str:
    """Put the elements of a cut text into their parent, each with the text that follows it; returns the text before."""
    first, *rest = cut
    assert isinstance(first, str)
    for offset in range(0, len(rest), 2):
        element, tail = rest[offset], rest[offset + 1]
        assert isinstance(element, Element)
        assert isinstance(tail, str)
        element.tail = tail
        parent.insert(at + offset // 2, element)
    return first


def _marked(words: str, term: Meant, around: tuple[str, str], language: Language, popover: str) -> Element:
    """The words as a button with their meaning. around: punctuation that stays on the line with them."""
    marked = Element("span", {"class": "term"})
    marked.text = around[0]
    button = SubElement(marked, "button", {"type": "button", "popovertarget": popover})
    button.text, button.tail = words, around[1]
    meaning = SubElement(marked, "span", {"class": "meaning", "id": popover, "popover": "auto"})
    name = SubElement(meaning, "strong")
    name.text = term.term
    said = SubElement(meaning, "span")
    said.text = f" {term.meaning} "
    link = SubElement(meaning, "a", {"href": f"{GLOSSARY}#term-{term.id}"})
    link.text = TITLE[language]
    return marked
