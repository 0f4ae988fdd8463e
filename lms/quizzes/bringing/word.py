"""The text of a Word document, with the numbers and letters that Word counts itself."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lms.quizzes.bringing.found import Unusable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHINESE = "一二三四五六七八九十"
LOST = {
    f"{W}drawing": "pictures in the document",
    f"{W}pict": "pictures in the document",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "formulas in the document",
}


def text_of_document(data: bytes, where: str) -> tuple[str, list[str]]:
    """One line a paragraph, and what of the document is no text. The parts have been counted and looked through."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = ElementTree.fromstring(archive.read("word/document.xml"), forbid_dtd=True)
            numbering = "word/numbering.xml"
            counted = archive.read(numbering) if numbering in archive.namelist() else None
            formats = _formats(ElementTree.fromstring(counted, forbid_dtd=True)) if counted is not None else {}
    except (ElementTree.ParseError, DefusedXmlException, KeyError, RecursionError) as error:
        what = f"the document cannot be read ({type(error).__name__})"
        raise Unusable(what, where, "open it in Word and save it again as .docx") from None
    counts: Counter[tuple[str, str]] = Counter()
    lines = [_marked(paragraph, formats, counts) for paragraph in body.iter(f"{W}p")]
    lost = sorted({LOST[element.tag] for element in body.iter() if element.tag in LOST})
    return "\n".join(lines), lost


def _marked(paragraph: Element, formats: dict[tuple[str, str], str], counts: Counter[tuple[str, str]]) -> str:
    text = "".join(_pieces(paragraph))
    number = paragraph.find(f"{W}pPr/{W}numPr")
    if number is None or not text.strip():
        return text
    id_, level = _value(number.find(f"{W}numId")), _value(number.find(f"{W}ilvl")) or "0"
    counts[id_, level] += 1
    for deeper in [key for key in counts if key[0] == id_ and key[1] > level]:
        del counts[deeper]
    at: int = counts[id_, level]
    style = formats.get((id_, level), "")
    if style in ("upperLetter", "lowerLetter") and at <= 26:
        return f"{chr(ord('A') + at - 1)}. {text}"
    if style.startswith("chinese") and at <= len(CHINESE):
        return f"{CHINESE[at - 1]}、{text}"
    return f"{at}. {text}" if style.startswith("decimal") else text


def _pieces(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag == f"{W}tab":
            yield " "
        elif element.tag in (f"{W}br", f"{W}cr"):
            yield "\n"


def _formats(numbering: Element) -> dict[tuple[str, str], str]:
    """How each level of each list counts: decimal, upperLetter, chineseCounting, …"""
    abstract = {
        (part.get(f"{W}abstractNumId", ""), level.get(f"{W}ilvl", "")): _value(level.find(f"{W}numFmt"))
        for part in numbering.iter(f"{W}abstractNum")
        for level in part.iter(f"{W}lvl")
    }
    used = {
        number.get(f"{W}numId", ""): _value(number.find(f"{W}abstractNumId")) for number in numbering.iter(f"{W}num")
    }
    return {(id_, level): style for id_, of in used.items() for (part, level), style in abstract.items() if part == of}


def _value(element: Element | None) -> str:
    return element.get(f"{W}val", "") if element is not None else ""
