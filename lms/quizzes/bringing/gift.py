"""GIFT, Moodle's text format, by its documentation (docs.moodle.org, “GIFT format”).

The libraries for it on the package index have not been kept up since 2017 and know no ranges, so it is read here.
"""

import re
from dataclasses import dataclass

from lms.quizzes.bringing.decoding import decode_text
from lms.quizzes.bringing.found import Found, Item, Reading, Rejected, Words
from lms.quizzes.bringing.hypertext import LONGEST_HTML, PICTURE, looks_like_html, plain_text
from lms.quizzes.bringing.items import (
    Choice,
    joined,
    matching_item,
    one_of,
    open_item,
    short_text_item,
    true_false_item,
)
from lms.quizzes.bringing.numbers import plain_number, read_number
from lms.quizzes.bringing.weights import Weighted, numeric_of, weighted_choice
from lms.quizzes.bringing.wording import has_han, said
from lms.quizzes.bringing.written import one_blank

ESCAPES = {":": "\ue000", "#": "\ue001", "=": "\ue002", "{": "\ue003", "}": "\ue004", "~": "\ue005", "n": "\ue006"}
ESCAPES |= {"\\": "\ue007"}
MEANT = {mark: "\n" if sign == "n" else sign for sign, mark in ESCAPES.items()}
CATEGORY = "$CATEGORY:"
TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
WEIGHT = re.compile(r"\s*%\s*(-?\d+(?:\.\d+)?)\s*%")
TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(#.*)?", re.DOTALL | re.IGNORECASE)
GIFT_LIKE = re.compile(r"^\s*::.+?::|^\$CATEGORY:|\{\s*(?:[=~#]|T(?:RUE)?\s*[}#]|F(?:ALSE)?\s*[}#])", re.MULTILINE)
BLANK = "_____"


def looks_like_gift(text: str) -> bool:
    return GIFT_LIKE.search(text) is not None and "{" in text


def read_gift(data: bytes, where: str) -> Reading:
    """Every question of the file; categories and descriptions are told as no questions."""
    text, encoding = decode_text(data, where)
    reading = Reading("gift", encoding)
    for line, block in _blocks(text):
        _add(reading, line, block)
    return reading


@dataclass(slots=True)
class _Block:
    """One question: its name, its text before and after the answers, and the answers (None for a description)."""

    title: str
    stem: str
    answers: str | None
    general: str
    style: str


def _blocks(text: str) -> list[tuple[int, str]]:
    """Blank lines end a question, unless its brace is still open and the next one closes it."""
    blocks: list[tuple[int, list[str]]] = []
    ended = True
    for number, line in enumerate(text.split("\n"), 1):
        kept = "" if line.lstrip().startswith("//") else line.rstrip()
        if line.strip().startswith(CATEGORY):
            blocks.append((number, [line.strip()]))
            ended = True
        elif not line.strip():
            ended = True
        elif kept.strip():
            if ended and not (blocks and _goes_on(blocks[-1][1], kept)):
                blocks.append((number, []))
            blocks[-1][1].append(kept)
            ended = False
    return [(number, "\n".join(lines)) for number, lines in blocks]


def _goes_on(lines: list[str], line: str) -> bool:
    """Whether a brace is still open and the line goes on with answers, so that the blank line was a slip."""
    if lines[0].startswith(CATEGORY) or not re.match(r"\s*[=~#}]", line):
        return False
    block = _escaped("\n".join(lines[-200:]))
    return block.count("{") > block.count("}")


def _escaped(text: str) -> str:
    return re.sub(r"\\([:#={}~n\\])", lambda found: ESCAPES[found[1]], text)


def _plain(text: str) -> str:
    return "".join(MEANT.get(character, character) for character in text).strip()


def _add(reading: Reading, line: int, block: str) -> None:
    found = Found(f"line {line}")
    reading.add(found)
    if block.startswith(CATEGORY):
        found.stem, found.no_question = block, "it names a category"
        return
    try:
        parsed = _parse(_escaped(re.sub("[\ue000-\ue007]", "", block)))
        gift = _Gift(reading, found.where, parsed)
        found.stem = _plain(parsed.stem or parsed.title)
        if parsed.answers is None:
            found.no_question = "it is a description without a question"
            return
        found.item = gift.item()
        found.kind, found.stem = found.item["kind"], one_of(found.item["ask"])
        title = _plain(parsed.title)
        if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", title) and len(title) <= 64:
            found.id = title
        elif title:
            reading.lost(found.where, f"the name “{title[:60]}”")
    except Rejected as why:
        found.rejected = str(why)


def _parse(text: str) -> _Block:
    title = TITLE.match(text)
    rest = text[title.end() :] if title else text
    style = FORMAT.match(rest)
    rest = rest[style.end() :] if style else rest
    begin, end = rest.find("{"), rest.rfind("}")
    name = title[1] if title else ""
    kind = style[1].lower() if style else "moodle"
    if begin < 0 and end < 0:
        return _Block(name, rest, None, "", kind)
    if begin < 0 or end < begin:
        raise Rejected("a brace is opened or closed without the other one")
    before, answers, after = rest[:begin].strip(), rest[begin + 1 : end].strip(), rest[end + 1 :].strip()
    if "{" in answers or "}" in answers:
        raise Rejected("there is a second pair of braces")
    answers, _mark, general = answers.partition("####")
    stem = f"{before} {BLANK} {after}" if after and re.search(r"[\w\u3400-\u9fff]", after) else f"{before} {after}"
    return _Block(name, stem.strip(), answers.strip(), general.strip(), kind)


class _Gift:
    """Makes the item of one block."""

    def __init__(self, reading: Reading, where: str, block: _Block) -> None:
        self.reading, self.where, self.block = reading, where, block
        self.chinese = has_han(block.stem)

    def item(self) -> Item:
        answers = self.block.answers or ""
        ask = self._words(self.block.stem)
        if not one_of(ask):
            raise Rejected("there is no stem")
        general = self._words(self.block.general)
        if general and answers:
            self.lost("general feedback of its own: it became the feedback of the key")
        truth = TRUTH.fullmatch(answers)
        if not answers:
            return open_item(ask, general)
        if answers.startswith("#"):
            one_blank(one_of(ask))
            return numeric_of(ask, self._numbers(answers[1:]), general, self.lost)
        if truth is not None:
            return self._true_false(ask, truth, general)
        parts = self._parts(answers)
        if "~" in answers:
            return weighted_choice(ask, parts, general, self.lost, single="=" in answers)
        if "->" in answers:
            return self._matching(ask, parts, general)
        return self._short(ask, parts, general)

    def lost(self, what: str) -> None:
        self.reading.lost(self.where, what)

    def _words(self, text: str) -> Words:
        """The text, without its format mark; what its HTML says beyond words is lost."""
        style = FORMAT.match(text)
        name = style[1].lower() if style else self.block.style
        plain = _plain(text[style.end() :] if style else text)
        if len(plain) > LONGEST_HTML:
            raise Rejected(f"a text has {len(plain):,} characters; {LONGEST_HTML:,} are the most")
        if name == "html" or (name == "moodle" and looks_like_html(plain)):
            plain, lost, pictures = plain_text(plain)
            for what in lost:
                self.lost(what)
            for source, alt in pictures:
                self.lost(f"the picture {(alt or source)[:80]}, which GIFT only names")
                plain = plain.replace(PICTURE.format(alt=alt, source=source), f"[{alt}]" if alt else "")
        return said(plain, chinese=self.chinese)

    def _parts(self, answers: str) -> list[Weighted]:
        """The answers after = and ~, with weight (a share of the marks, or None) and feedback."""
        parts = []
        for sign, body in re.findall(r"([=~])([^=~]*)", answers):
            weight = WEIGHT.match(body)
            text, _mark, feedback = (body[weight.end() :] if weight else body).partition("#")
            share = float(weight[1]) / 100 if weight else (1.0 if sign == "=" else 0.0)
            parts.append(Weighted(self._words(text), self._words(feedback), share, raw=text.strip()))
        lead = re.match(r"[^=~]*", answers)
        if lead and lead[0].strip():
            raise Rejected(f"“{_plain(lead[0])[:30]}” stands before the first answer")
        return parts

    def _true_false(self, ask: Words, found: re.Match[str], general: Words) -> Item:
        """The first feedback is for those who answer wrongly, the second for the others."""
        right = found[1].upper().startswith("T")
        feedback = [self._words(part) for part in (found[2] or "#").removeprefix("#").split("#")]
        wrong_said, right_said = feedback[0], feedback[1] if len(feedback) > 1 else {}
        when_true, when_false = (right_said, wrong_said) if right else (wrong_said, right_said)
        return true_false_item(ask, answer=right, when_true=when_true, when_false=when_false, explanation=general)

    def _matching(self, ask: Words, parts: list[Weighted], general: Words) -> Item:
        pairs, spare = [], []
        for part in parts:
            row, arrow, match = part.raw.partition("->")
            if not arrow or not match.strip():
                raise Rejected(f"the row “{_plain(row)[:30]}” has nothing to match")
            if row.strip():
                pairs.append((Choice(self._words(row)), self._words(match)))
            else:
                spare.append(self._words(match))
        return matching_item(ask, pairs, spare, general)

    def _short(self, ask: Words, parts: list[Weighted], general: Words) -> Item:
        one_blank(one_of(ask))
        accept: dict[str, list[str]] = {"zh": [], "en": []}
        mistakes = []
        explanation = dict(general)
        for part in parts:
            if part.share >= 1:
                for language, text in part.text.items():
                    accept[language].append(text)
                explanation = joined(part.feedback, explanation)
            elif part.share <= 0:
                mistakes.append(({language: [text] for language, text in part.text.items()}, part.feedback))
            else:
                self.lost(f"the part marks for “{one_of(part.text)[:30]}”, which is not taken now")
        if any("*" in form for forms in accept.values() for form in forms):
            self.lost("* as a sign for any letters: it is taken as it stands")
        return short_text_item(ask, accept, explanation, mistakes)

    def _numbers(self, answers: str) -> list[Weighted]:
        """Each number with its tolerance, from `3:2`, `1..5`, or `=%50%3:2#feedback` and more of them."""
        bodies = re.findall(r"[=~]([^=~]*)", answers) if re.match(r"\s*[=~]", answers) else [answers]
        parts = []
        for body in bodies:
            weight = WEIGHT.match(body)
            text, _mark, feedback = (body[weight.end() :] if weight else body).partition("#")
            share = float(weight[1]) / 100 if weight else 1.0
            words = self._words(feedback)
            if not text.strip() or text.strip() == "*":
                self.lost("feedback for every other number")
                continue
            value, tolerance = _number(_plain(text))
            parts.append(Weighted(said(_plain(text)), words, share, value=value, tolerance=tolerance))
        return parts


def _number(text: str) -> tuple[float, float]:
    """Value and tolerance: of a range the middle and half its width."""
    low, dots, high = text.partition("..")
    first, mark, second = (low, dots, high) if dots else text.partition(":")
    one, two = read_number(first), read_number(second) if mark else (0, "")
    if one is None or two is None or one[1] or two[1]:
        raise Rejected(f"“{text[:30]}” is no number")
    if not dots:
        return one[0], two[0]
    middle, half = plain_number((one[0] + two[0]) / 2), plain_number((two[0] - one[0]) / 2)
    if middle is None or half is None or half < 0:
        raise Rejected(f"the range “{text[:30]}” ends before it begins")
    return middle, half
