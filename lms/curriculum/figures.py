"""Figures: SVG files read through an allow-list, so that nothing in them can run, reach out, or break in the dark."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.parsers import expat

from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.frozen import hash_of

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "http://www.w3.org/1999/xlink href"
DEEPEST = 40
CLASSES = ("accent", "muted", "line", "soft")
ELEMENTS = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "marker", "clipPath", "text", "tspan"),
        *("path", "line", "polyline", "polygon", "rect", "circle", "ellipse"),
    )
)
ATTRIBUTES = frozenset(
    (
        *(
            "id",
            "class",
            "transform",
            "href",
            "x",
            "y",
            "x1",
            "y1",
            "x2",
            "y2",
            "cx",
            "cy",
            "r",
            "rx",
            "ry",
            "dx",
            "dy",
        ),
        *("d", "points", "width", "height", "viewBox", "preserveAspectRatio", "opacity", "fill", "fill-rule"),
        *("fill-opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray"),
        *("stroke-dashoffset", "stroke-opacity", "stroke-miterlimit", "vector-effect", "font-size", "font-weight"),
        *("text-anchor", "dominant-baseline", "rotate", "textLength", "lengthAdjust", "marker-start", "marker-mid"),
        *("marker-end", "markerWidth", "markerHeight", "markerUnits", "refX", "refY", "orient", "clip-path"),
        *("clip-rule", "clipPathUnits"),
    )
)
DROPPED = frozenset(
    ("role", "aria-label", "aria-labelledby", "aria-hidden", "focusable", "version", "lang", "font-family")
)
PAINTS = re.compile(r"none|currentColor|inherit|transparent|url\(#[\w-]+\)")
IN_ONE_LANGUAGE = re.compile(r"\.(?P<language>zh|en)\.svg$")
LOCAL_URL = re.compile(r"\s*url\(#[\w-]+\)\s*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is safe to stand in a page, with the hash of the file it came from.

    places: where each element begins.
    """

    root: Element
    source_hash: str
    places: Mapping[Element, Place]

    def inlined(self, alternative: str, prefix: str, *, described: bool = False) -> Element:
        """A copy with the alternative text for those who do not see it, and with ids that begin with `prefix`.

        The drawing's own title would be a tooltip, and the alternative text says more; it is left out. described: its
        description is in the reader's language, so it is kept for who asks for more than the alternative text.
        """
        svg = deepcopy(self.root)
        for element in [child for child in svg if child.tag == "title" or (child.tag == "desc" and not described)]:
            svg.remove(element)
        for element in svg.findall("desc"):
            element.set("id", "desc")
            svg.set("aria-describedby", f"{prefix}desc")
        for element in svg.iter():
            for key, value in element.attrib.items():
                if key == "id":
                    element.set(key, prefix + value)
                elif key == "href":
                    element.set(key, f"#{prefix}{value[1:]}")
                elif "url(#" in value:
                    element.set(key, value.replace("url(#", f"url(#{prefix}"))
        svg.set("role", "img")
        svg.set("aria-label", alternative)
        return svg


def read_figure(text: str, place: Place, faults: list[Fault]) -> Figure | None:
    """The figure in an SVG file, or None with its faults."""
    reader = _Reader(place)
    try:
        reader.read(text)
    except expat.ExpatError as error:
        at = Place(place.file, error.lineno, error.offset + 1)
        reader.faults.append(at.fault(f"this is no XML ({expat.ErrorString(error.code)})", "save the drawing again"))
    faults.extend(reader.faults)
    return None if reader.faults or reader.root is None else Figure(reader.root, hash_of(text), reader.places)


class _Reader:
    """Builds the tree of allowed elements and attributes; everything else is a fault with its line."""

    def __init__(self, place: Place) -> None:
        self.file = place.file
        self.faults: list[Fault] = []
        self.root: Element | None = None
        self.open: list[Element] = []
        self.places: dict[Element, Place] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction

    def read(self, text: str) -> None:
        self.parser.Parse(text.encode(), True)

    def _here(self) -> Place:
        return Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _refuse(self, what: str, mend: str) -> None:
        self.faults.append(self._here().fault(what, mend))

    def _doctype(self, *_declared: object) -> None:
        self._refuse("the figure declares a document type", "remove the line <!DOCTYPE …>")

    def _instruction(self, target: str, _data: str) -> None:
        self._refuse(f"the figure holds an instruction <?{target}", "remove it")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self.root is None and (space, local) != (SVG, "svg"):
            self._refuse(f"the first element is <{local}>", f'begin with <svg xmlns="{SVG}" viewBox="0 0 …">')
        if space != SVG or local not in ELEMENTS:
            self._refuse(f"<{local}> is not allowed in a figure", f"draw with {', '.join(sorted(ELEMENTS))}")
        if len(self.open) > DEEPEST:
            self._refuse("the groups are nested too deeply", "ungroup the drawing")
            return
        checked = (self._attribute(key, value) for key, value in attributes.items())
        element = Element(local, {key: value for key, value in checked if key})
        self.places[element] = self._here()
        if self.root is None:
            self.root = element
            if "viewBox" not in element.attrib:
                self._refuse("the figure has no viewBox", 'add viewBox="0 0 width height" to <svg>')
        elif self.open:
            self.open[-1].append(element)
        self.open.append(element)

    def _end(self, _name: str) -> None:
        if self.open:
            self.open.pop()

    def _text(self, data: str) -> None:
        if not self.open:
            return
        element = self.open[-1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + data
        else:
            element.text = (element.text or "") + data

    def _attribute(self, name: str, value: str) -> tuple[str, str]:
        """The attribute as it may stand; an empty name when it may not."""
        name = "href" if name == XLINK_HREF else name
        local = name.rpartition(" ")[2]
        if name in DROPPED or " " in name:
            return "", ""
        if name not in ATTRIBUTES:
            mend = "remove it" if name != "style" else "use the classes accent, muted, line and soft"
            self._refuse(f"the attribute {local} is not allowed in a figure", mend)
            return "", ""
        if name == "href" and not re.fullmatch(r"#[\w-]+", value):
            self._refuse(f"the figure refers to {value}", "refer to things in the same file only")
            return "", ""
        if name in ("fill", "stroke") and not PAINTS.fullmatch(value):
            self._refuse(f"the colour {value} does not work in the dark", "write currentColor, or use a class")
            return "", ""
        if "url(" in value and not LOCAL_URL.fullmatch(value):
            self._refuse(f"the figure refers to {value}", "refer to things in the same file only")
            return "", ""
        if name == "class":
            for word in value.split():
                if word not in CLASSES:
                    self.faults.append(unknown("class", word, CLASSES, self._here()))
        return name, value
