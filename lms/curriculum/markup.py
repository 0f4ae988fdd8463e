"""What the Markdown library gives, turned into the product's own markup; pure work on a tree of elements."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from lms.curriculum.figures import IN_ONE_LANGUAGE, Figure
from lms.curriculum.wording import OPAQUE, polish, polish_pieces
from lms.i18n import Language

BLOCKS = frozenset(
    (
        *("p", "li", "h2", "h3", "summary", "figcaption", "blockquote", "div", "ul", "ol", "details", "figure", "pre"),
        *("table", "thead", "tbody", "tr", "td", "th"),
    )
)
NO_PROSE = frozenset(("code", "svg", "pre"))
WRITTEN = frozenset(("desc", "text", "tspan"))
"""The parts of a drawing that are read."""
CHECK = re.compile(r"\s*\[check:\s*([a-z0-9-]+)\s*\]\s*")
TABLE = {Language.ZH: "表：", Language.EN: "Table: "}
BACK = {Language.ZH: "回到正文", Language.EN: "Back to the text"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a section's markup depends on beside its own text.

    anchor: the section's; links: the address of each target written in the lesson; figures: by the path written there.
    """

    language: Language
    anchor: str
    title: str
    links: Mapping[str, str]
    figures: Mapping[str, Figure]


def settle(root: Element, around: Surroundings) -> list[str]:
    """Rework a section's tree in place; gives back the targets of links and figures that nobody knows."""
    strangers: list[str] = []
    _place_checks(root)
    _settle_callouts(root)
    _settle_figures(root, around, strangers)
    _settle_links(root, around, strangers)
    _settle_notes(root, around)
    for element in root.iter():
        if element.tag == "h3":  # a section is a page, whose h1 is the section's title
            element.tag = "h2"
        elif element.tag == "details":
            element.set("class", "details")
    _wrap_tables(root, around)
    for run in _runs_of_prose(root):
        _rewrite(run, around.language)
    return strangers


def number_blocks(root: Element) -> int:
    """Give each paragraph-like block its id `p-1`, `p-2`, …; returns how many there are."""
    count = 0
    for element in _read_in_order(root):
        count += 1
        element.set("id", f"p-{count}")
    return count


def _replace(root: Element, find: Callable[[Element], Element | None]) -> None:
    """Put what `find` gives in the place of each element for which it gives something."""
    for parent in list(root.iter()):
        for position, child in enumerate(list(parent)):
            other = find(child)
            if other is not None:
                other.tail, child.tail = child.tail, None
                parent[position] = other


def _place_checks(root: Element) -> None:
    def check(element: Element) -> Element | None:
        found = CHECK.fullmatch(element.text or "") if element.tag == "p" and not len(element) else None
        return Element("div", {"data-check": found[1]}) if found else None

    _replace(root, check)


def _settle_callouts(root: Element) -> None:
    for element in root.iter("div"):
        words = (element.get("class") or "").split()
        if "admonition" not in words:
            continue
        kind = next(word for word in words if word != "admonition")
        element.attrib = {"class": f"callout callout-{kind}", "role": "note"}
        for title in element.findall("p[@class='admonition-title']"):
            title.set("class", "callout-title")


def _settle_figures(root: Element, around: Surroundings, strangers: list[str]) -> None:
    count = 0

    def drawing(image: Element) -> Element:
        nonlocal count
        count += 1
        figure = around.figures.get(image.get("src") or "")
        if figure is None:
            strangers.append(image.get("src") or "")
            return Element("span")
        alternative, prefix = polish(image.get("alt") or "", around.language), f"{around.anchor}-f{count}-"
        described = IN_ONE_LANGUAGE.search(image.get("src") or "") is not None
        svg = figure.inlined(alternative, prefix, described=described)
        for written in (part for part in svg.iter() if part.tag in WRITTEN and part.text):
            (written.text,) = polish_pieces([written.text or ""], around.language, join_lines=False)
        return svg

    def alone(element: Element) -> Element | None:
        if element.tag != "p" or [child.tag for child in element] != ["img"]:
            return None
        image = element[0]
        if (element.text or "").strip() or (image.tail or "").strip():
            return None
        figure = Element("figure", {"class": "figure"})
        figure.append(drawing(image))
        if image.get("title"):
            caption = Element("figcaption")
            caption.text = image.get("title")
            figure.append(caption)
        return figure

    _replace(root, alone)
    _replace(root, lambda element: drawing(element) if element.tag == "img" else None)


def _settle_links(root: Element, around: Surroundings, strangers: list[str]) -> None:
    for link in root.iter("a"):
        target = link.get("href") or ""
        if "footnote" in (link.get("class") or ""):
            continue
        if target.startswith(("http://", "https://")):
            link.set("rel", "noopener noreferrer")
        elif target in around.links:
            link.set("href", around.links[target])
        else:
            strangers.append(target)


def _settle_notes(root: Element, around: Surroundings) -> None:
    """Footnotes get ids that stay apart when several sections are printed on one page."""
    for element in root.iter():
        for key in ("id", "href"):
            value = element.get(key) or ""
            if re.match(r"#?fn(ref)?[\d-]*:", value):
                mark, rest = ("#", value[1:]) if value.startswith("#") else ("", value)
                element.set(key, f"{mark}{around.anchor}-{rest.replace(':', '-')}")
        if element.get("class") == "footnote":
            element.attrib = {"class": "footnotes", "role": "doc-endnotes"}
            for rule in element.findall("hr"):
                element.remove(rule)
        elif element.get("class") == "footnote-backref":
            element.attrib.pop("title", None)
            element.set("aria-label", BACK[around.language])


def _wrap_tables(root: Element, around: Surroundings) -> None:
    heading, used = around.title, dict[str, int]()
    labels: dict[Element, str] = {}
    for element in root.iter():
        if element.tag == "h2":
            heading = "".join(element.itertext())
        elif element.tag == "table":
            used[heading] = used.get(heading, 0) + 1
            number = f" {used[heading]}" if used[heading] > 1 else ""
            labels[element] = f"{TABLE[around.language]}{heading}{number}"
        elif element.tag in ("td", "th"):
            if element.get("align") in ("right", "center"):
                element.set("class", f"align-{element.attrib.pop('align')}")
            if element.tag == "th":
                element.set("scope", "col")

    def wrapped(table: Element) -> Element | None:
        if table not in labels:
            return None
        label = polish(labels.pop(table), around.language)
        box = Element("div", {"class": "table-scroll", "tabindex": "0", "role": "region", "aria-label": label})
        box.append(table)
        return box

    _replace(root, wrapped)


Slot = tuple[Element, str]


def _runs_of_prose(root: Element) -> Iterator[list[Slot]]:
    """The texts of each block in reading order: (element, "text" or "tail"); "opaque" stands for code and figures."""
    run: list[Slot] = []

    def visit(element: Element) -> Iterator[list[Slot]]:
        nonlocal run
        if element.tag in NO_PROSE:
            run.append((element, "opaque"))
            return
        run.append((element, "text"))
        for child in element:
            if child.get("class") == "dialogue":  # its words are already as they should be
                continue
            if child.tag in BLOCKS:
                yield run
                run = []
                yield from visit(child)
                yield run
                run = []
            else:
                yield from visit(child)
            run.append((child, "tail"))

    yield from visit(root)
    yield run


def _rewrite(run: list[Slot], language: Language) -> None:
    pieces = [OPAQUE if kind == "opaque" else getattr(element, kind) or "" for element, kind in run]
    if not any(piece.strip() for piece in pieces):
        return
    for (element, kind), piece in zip(run, polish_pieces(pieces, language), strict=True):
        if kind != "opaque":
            setattr(element, kind, piece)


def _read_in_order(element: Element) -> Iterator[Element]:
    """Paragraphs, list items that hold no paragraph, lines of dialogue, tables, figures and fenced blocks."""
    for child in element:
        words = child.get("class") or ""
        if words in ("callout-title", "footnotes"):
            continue
        if words == "table-scroll" or child.tag in ("p", "figure", "pre"):
            yield child
            continue
        if child.tag == "li" and child.find("p") is None:
            yield child
        yield from _read_in_order(child)
