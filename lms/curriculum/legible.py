"""Whether a figure can be read: told to who does not see it, large enough on the narrowest phone, and in the dark."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from lms.curriculum.faults import Fault, Place
from lms.curriculum.figures import Figure

NARROWEST = 288  # px that a phone 320 wide leaves to a figure
SMALLEST = 11  # px of letters there
PALE = frozenset(("line", "soft"))  # classes of colours for rules and grounds
SEE_THROUGH = ("opacity", "fill-opacity")


def faults_in(figure: Figure) -> Iterator[Fault]:
    """Each word that somebody could not read, and what is not told to who does not see the drawing."""
    root, places = figure.root, figure.places
    for tag, what in (("title", "its name in a few words"), ("desc", "what it shows, for who does not see it")):
        if not any((child.text or "").strip() for child in root.findall(tag)):
            yield places[root].fault(f"the figure has no <{tag}>", f"write <{tag}> first within <svg>: {what}")
    width = _width(root)
    if width is None:
        yield places[root].fault("the figure's viewBox is not understood", 'write viewBox="0 0 480 300"')
        return
    parents = {child: element for element in root.iter() for child in element}
    for text in (
        element for element in root.iter() if element.tag in ("text", "tspan") and (element.text or "").strip()
    ):
        around = list(_upwards(text, parents))
        yield from _size(around, width, places[text])
        yield from _colour(around, places[text])


def _width(root: Element) -> float | None:
    try:
        _x, _y, width, height = map(float, re.split(r"[\s,]+", root.attrib["viewBox"].strip()))
    except ValueError:
        return None
    return width if width > 0 and height > 0 else None


def _upwards(element: Element, parents: Mapping[Element, Element]) -> Iterator[Element]:
    """The element, and all that it stands in."""
    here: Element | None = element
    while here is not None:
        yield here
        here = parents.get(here)


def _size(around: list[Element], width: float, place: Place) -> Iterator[Fault]:
    """Words are drawn as large as their share of the width that a phone has."""
    least = SMALLEST * width / NARROWEST
    given = next((one.attrib["font-size"] for one in around if "font-size" in one.attrib), "")
    try:
        size = float(given.removesuffix("px"))
    except ValueError:
        mend = f'write font-size="{round(least + 1)}" at it, or at the group around it'
        yield place.fault("the words have no size" if not given else f"the size '{given}' is no number", mend)
        return
    if size < least:
        what = f"the words are {size * NARROWEST / width:.1f} px high on a narrow phone"
        yield place.fault(what, f'write font-size="{least:.0f}" or more in a drawing {width:g} wide')


def _colour(around: list[Element], place: Place) -> Iterator[Fault]:
    classes = next((set(one.attrib["class"].split()) for one in around if one.attrib.get("class", "").strip()), set())
    if classes & PALE:
        what = f"the words have the pale colour '{min(classes & PALE)}'"
        yield place.fault(what, "give words the class accent or muted, or none")
    if any(one.attrib.get(key, "1") != "1" for one in around for key in SEE_THROUGH):
        yield place.fault("the words are see-through, so too pale in one theme", "take the opacity off, or use muted")
