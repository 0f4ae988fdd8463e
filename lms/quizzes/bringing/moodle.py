"""Moodle XML, by its documentation (docs.moodle.org, “Moodle XML format”)."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lms.quizzes.bringing.decoding import SAVE_AGAIN, decode_text
from lms.quizzes.bringing.found import Found, Image, Item, Reading, Rejected, Unusable, Words
from lms.quizzes.bringing.hypertext import (
    DATA_NAME,
    LONGEST_HTML,
    PICTURE,
    by_language,
    looks_like_html,
    plain_text,
    without_data,
)
from lms.quizzes.bringing.items import (
    Choice,
    joined,
    matching_item,
    one_of,
    open_item,
    ordering_item,
    short_text_item,
    true_false_item,
)
from lms.quizzes.bringing.numbers import read_number
from lms.quizzes.bringing.pictures import Unfit, picture_of
from lms.quizzes.bringing.weights import NEAR, Weighted, numeric_of, weighted_choice
from lms.quizzes.bringing.wording import fold, has_han, named_id, said
from lms.quizzes.bringing.written import one_blank

EXPORT_AGAIN = "export the questions from Moodle again, in the format “Moodle XML”"
PLUGIN_FILE = "@@PLUGINFILE@@/"
NO_QUESTIONS = {"category": "it names a category", "description": "it is a description without a question"}


def read_moodle(data: bytes, where: str) -> Reading:
    """Every <question> of the file. Raises Unusable when the XML is broken, or declares entities or a document type."""
    try:
        root = ElementTree.fromstring(_as_utf8(data, where), forbid_dtd=True)
    except DefusedXmlException:
        what = "the XML declares a document type or entities, which could reach out or swell without end"
        raise Unusable(what, where, EXPORT_AGAIN) from None
    except ParseError as error:
        line, column = error.position
        what = f"this is no whole XML ({str(error).partition(':')[0]})"
        mend = EXPORT_AGAIN if "entity" not in str(error) else "write & as &amp;, and other named signs as themselves"
        raise Unusable(what, f"{where}:{line}:{column + 1}", mend) from None
    except (LookupError, ValueError, RecursionError) as error:
        raise Unusable(f"this is no XML that can be read ({error})", where, SAVE_AGAIN) from None
    if root.tag != "quiz":
        raise Unusable(f"the first element is <{root.tag[:40]}>, not <quiz>", where, EXPORT_AGAIN)
    reading = Reading("moodle")
    for number, question in enumerate(root.iterfind("question"), 1):
        _add(reading, f"question {number}", question)
    return reading


def _as_utf8(data: bytes, where: str) -> bytes:
    """Chinese encodings are unknown to the parser, so they are decoded first."""
    declared = re.match(rb"\s*<\?xml[^>]{0,100}?encoding=[\"'](gb[\w-]{1,10})[\"']", data, re.IGNORECASE)
    if declared is None:
        return data
    text, _encoding = decode_text(data, where)
    return text.replace(declared[1].decode("ascii"), "utf-8", 1).encode()


def _add(reading: Reading, where: str, element: Element) -> None:
    kind = element.get("type", "")
    name = _text(element.find("name"))
    found = Found(where, kind=kind, stem=name)
    reading.add(found)
    if kind in NO_QUESTIONS:
        found.stem = name or _text(element.find("category"))
        found.no_question = NO_QUESTIONS[kind]
        return
    try:
        make = _MAKERS.get(kind, _no_item)
        found.item = make(_Question(reading, found, element))
        found.kind, found.stem = found.item["kind"], one_of(found.item["ask"])
        found.id = named_id((element.findtext("idnumber") or "").strip())
        if name and fold(name) not in fold(found.stem):
            reading.lost(where, f"the name “{name[:60]}”")
    except Rejected as why:
        found.rejected = str(why)
        found.images = []


class _Question:
    """One question with its texts as plain words, noting what they lose."""

    def __init__(self, reading: Reading, found: Found, element: Element) -> None:
        self.reading, self.found, self.element = reading, found, element
        stem = _text(element.find("questiontext"))
        self.chinese = has_han(stem)
        self.ask = self.words(element.find("questiontext"))
        if not one_of(self.ask):
            raise Rejected("there is no stem")
        found.stem = one_of(self.ask)
        self.general = self.words(element.find("generalfeedback"))
        if self.general:
            self.lost("general feedback of its own: it became the feedback of the key")
        self._note_settings()

    def lost(self, what: str) -> None:
        self.reading.lost(self.found.where, what)

    def words(self, element: Element | None) -> Words:
        """The text below an element; its pictures are kept, and stand in it as ![alt](images/name)."""
        if element is None:
            return {}
        text, data = without_data(_text(element))
        if len(text) > LONGEST_HTML:
            raise Rejected(f"a text has {len(text):,} characters of HTML; {LONGEST_HTML:,} are the most")
        languages = by_language(text)
        if languages:
            plain = {language: self._plain(html, element, data) for language, html in languages.items()}
            return said(plain["zh"], plain["en"])
        return said(self._plain(text, element, data), chinese=self.chinese)

    def _plain(self, text: str, element: Element, data: list[str]) -> str:
        if element.get("format", "html") in ("html", "moodle_auto_format") and looks_like_html(text):
            text, lost, pictures = plain_text(text)
            for what in lost:
                self.lost(what)
            for source, alt in pictures:
                kept = self._picture(source, element, data)
                shown = PICTURE.format(alt=alt, source=f"images/{kept}") if kept else (f"[{alt}]" if alt else "")
                text = text.replace(PICTURE.format(alt=alt, source=source), shown)
        elif element.find("file") is not None:
            self.lost("files beside a text")
        return text

    def answers(self) -> list[Weighted]:
        return [
            Weighted(self.words(answer), self.words(answer.find("feedback")), _share(answer), raw=_text(answer).strip())
            for answer in self.element.iterfind("answer")
        ]

    def flag(self, name: str, default: str = "") -> str:
        return (self.element.findtext(name) or default).strip().casefold()

    def _picture(self, source: str, element: Element, data: list[str]) -> str:
        """The name under which the picture is kept; empty when it is not."""
        if source.startswith(DATA_NAME) and source.removeprefix(DATA_NAME).isdecimal():
            number = int(source.removeprefix(DATA_NAME))
            encoded, shown = data[number] if number < len(data) else "", "in the text"
        elif source.startswith(PLUGIN_FILE):
            shown = source.removeprefix(PLUGIN_FILE)
            files = (file for file in element.iterfind("file") if file.get("encoding", "base64") == "base64")
            encoded = next((file.text or "" for file in files if _is_named(file, shown)), "")
        else:
            self.lost(f"the picture {source[:80]}, which is only linked to")
            return ""
        try:
            image: Image = picture_of(encoded)
        except Unfit as why:
            self.lost(f"the picture {shown[:80]}: {why}")
            return ""
        if image not in self.found.images:
            self.found.images.append(image)
        return image.name

    def _note_settings(self) -> None:
        """What the question has set that no item has."""
        told = {"hint": "hints", "tags/tag": "tags"}
        for path, what in told.items():
            if any(_text(element).strip() for element in self.element.iterfind(path)):
                self.lost(what)
        penalty = read_number(self.element.findtext("penalty") or "0")
        if penalty and abs(penalty[0] - 1 / 3) > NEAR and penalty[0] not in (0, 1):
            self.lost(f"the penalty of {penalty[0]:g} for each further try")
        grade = read_number(self.element.findtext("defaultgrade") or "1")
        if grade and grade[0] != 1:
            self.lost(f"marks of its own ({grade[0]:g})")
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            text = _text(self.element.find(name))
            if text.strip() and not any(usual in text for usual in USUAL_FEEDBACK):
                self.lost("combined feedback for right, partly right and wrong answers")


USUAL_FEEDBACK = ("Your answer is", "回答正确", "您的答案", "你的答案", "答案正确", "答案部分正确", "答案错误")


def _choice(question: _Question) -> Item:
    single = question.flag("single", "true") in ("true", "1")
    in_order = question.flag("shuffleanswers", "true") in ("false", "0")
    return weighted_choice(
        question.ask, question.answers(), question.general, question.lost, single=single, in_order=in_order
    )


def _true_false(question: _Question) -> Item:
    sides = {answer.raw.casefold(): answer for answer in question.answers()}
    if set(sides) != {"true", "false"}:
        raise Rejected("its answers are not true and false")
    right = [name for name, answer in sides.items() if answer.share >= 1 - NEAR]
    if len(right) != 1:
        raise Rejected("it does not say which of true and false is right")
    return true_false_item(
        question.ask,
        answer=right[0] == "true",
        when_true=sides["true"].feedback,
        when_false=sides["false"].feedback,
        explanation=question.general,
    )


def _matching(question: _Question) -> Item:
    pairs, spare = [], []
    for part in question.element.iterfind("subquestion"):
        row, match = question.words(part), question.words(part.find("answer"))
        if one_of(row):
            pairs.append((Choice(row), match))
        elif one_of(match):
            spare.append(match)
    return matching_item(question.ask, pairs, spare, question.general)


def _numeric(question: _Question) -> Item:
    one_blank(one_of(question.ask))
    parts = []
    for element in question.element.iterfind("answer"):
        text, feedback = _text(element).strip(), question.words(element.find("feedback"))
        value, tolerance = read_number(text), read_number(element.findtext("tolerance") or "0")
        if text in ("*", ""):
            question.lost("feedback for every other number")
        elif value is None or tolerance is None or tolerance[1] == "%":
            raise Rejected(f"“{text[:30]}” or its tolerance is no number")
        else:
            if (element.findtext("tolerancetype") or "nominal").strip() not in ("nominal", "2"):
                question.lost("a tolerance that is not absolute: it is taken as an absolute one")
            parts.append(Weighted(said(text), feedback, _share(element), value=value[0], tolerance=tolerance[0]))
    units = [unit.findtext("unit_name") or "" for unit in question.element.iterfind("units/unit")]
    if len(units) > 1:
        question.lost("units that are converted into each other")
    unit = said(units[0], chinese=question.chinese) if units and units[0].strip() else None
    return numeric_of(question.ask, parts, question.general, question.lost, unit)


def _short_text(question: _Question) -> Item:
    one_blank(one_of(question.ask))
    accept: dict[str, list[str]] = {"zh": [], "en": []}
    mistakes, explanation = [], dict(question.general)
    for answer in question.answers():
        forms = {language: [text] for language, text in answer.text.items()}
        if "*" in answer.raw.replace("\\*", ""):
            question.lost(f"the answer “{answer.raw[:30]}”, where * stands for any letters")
        elif answer.share >= 1 - NEAR:
            for language, texts in forms.items():
                accept[language] += texts
            explanation = joined(answer.feedback, explanation)
        elif answer.share <= NEAR:
            mistakes.append((forms, answer.feedback))
        else:
            question.lost(f"the part marks ({answer.share:.0%}) for “{answer.raw[:30]}”, which is not taken now")
    if question.flag("usecase") in ("1", "true"):
        question.lost("that capital letters count")
    return short_text_item(question.ask, accept, explanation, mistakes)


def _ordering(question: _Question) -> Item:
    """The answers in the order of their fractions, which count 1, 2, 3; all alike, they stand in their order."""
    steps = sorted(question.element.iterfind("answer"), key=lambda answer: _number(answer.get("fraction")))
    return ordering_item(question.ask, [Choice(question.words(step)) for step in steps], question.general)


def _open(question: _Question) -> Item:
    for name, what in (("graderinfo", "notes for those who grade"), ("responsetemplate", "a template for the answer")):
        if _text(question.element.find(name)).strip():
            question.lost(what)
    return open_item(question.ask, question.general)


def _no_item(question: _Question) -> Item:
    kind = question.element.get("type", "")
    raise Rejected(f"the kind “{kind[:30]}” cannot be said as an item")


_MAKERS: Mapping[str, Callable[[_Question], Item]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "matching": _matching,
    "numerical": _numeric,
    "shortanswer": _short_text,
    "essay": _open,
    "ordering": _ordering,
}


def _text(element: Element | None) -> str:
    return (element.findtext("text") or "") if element is not None else ""


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        raise Rejected(f"the share “{(text or '')[:20]}” is no number") from None


def _share(answer: Element) -> float:
    return _number(answer.get("fraction")) / 100


def _is_named(file: Element, name: str) -> bool:
    """Moodle escapes the name in the text, and not beside it."""
    own = file.get("name", "")
    return own == name or own == _unquoted(name)


def _unquoted(name: str) -> str:
    return unquote(name.partition("?")[0])
