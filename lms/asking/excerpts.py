"""The paragraphs of a rendered section as plain text, so that one can be quoted and chosen."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser
from types import MappingProxyType

VOID = frozenset(("br", "hr", "img", "wbr", "path", "rect", "circle", "line", "ellipse", "polyline", "polygon", "use"))
APART = frozenset(("td", "th", "p", "li", "figcaption", "br"))
LONGEST = 400  # characters kept of a place; a table can be long


@lru_cache(maxsize=256)
def paragraphs(html: str) -> Mapping[str, str]:
    """Text by the id of each paragraph-like block, p-1 first. Of a drawing, what it is called."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return MappingProxyType({spot: clipped(" ".join("".join(text).split())) for spot, text in reader.found.items()})


def clipped(text: str, longest: int = LONGEST) -> str:
    """The text, cut where it is longer."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def hash_of(text: str) -> str:
    """16 hexadecimal characters that change when the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class _Reader(HTMLParser):
    """Gathers text for every open block with an id p-…; blocks lie within each other.

    Silent elements are left out: drawings, and popovers, which say what a term means.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {}
        self.open: list[tuple[str, str | None, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        spot = given.get("id") or ""
        named = spot if spot.startswith("p-") and spot[2:].isdecimal() else None
        if named is not None:
            self.found[named] = []
        if tag in APART:
            self._write(" ")
        if tag not in VOID:
            self.open.append((tag, named, tag == "svg" or "popover" in given))
        if tag == "svg" and given.get("aria-label"):
            self._write(f"{given['aria-label']} ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in APART:
            self._write(" ")

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        if not any(silent for _, _, silent in self.open):
            self._write(data)

    def _write(self, text: str) -> None:
        for _, named, _ in self.open:
            if named is not None:
                self.found[named].append(text)
