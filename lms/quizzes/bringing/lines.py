"""The lines of a pasted paper, told apart: headings, stems, options, answers, explanations, the key at the end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lms.quizzes.bringing.answer_keys import AnswerKey, is_key_line
from lms.quizzes.bringing.found import LONGEST_TEXT, Rejected, Unusable
from lms.quizzes.bringing.marks import MARK, split_at_marks
from lms.quizzes.bringing.wording import bare, kind_of, truth

QUESTION = re.compile(
    r"\s*(?:第\s*(?P<a>\d{1,4})\s*题\s*[.．、:：]?|(?:Q|Question)\s*(?P<b>\d{1,4})\s*[.．、:：)）]"
    r"|(?P<c>\d{1,4})\s*(?:[.．](?!\d)|[、)）:：])|[（(]\s*(?P<d>\d{1,4})\s*[)）])\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|第[一二三四五六七八九十]{1,3}部分\s*[:：、]?|Part\s+\w+\s*[.:])?\s*"
    r"[【\[（(]?\s*(?P<kind>[^\s（(【】\[\]）):：，,。]{2,12}?)\s*[】\]）)]?\s*(?:[（(:：，,。].*)?",
    re.IGNORECASE,
)
TAG = re.compile(r"\s*[【\[（(]\s*(?P<kind>[^】\]）)]{2,8})\s*[】\]）)]\s*")
OPTION = r"[（(【\[]?\s*{letter}\s*(?:[)）】\]]\s*[.．、:：]?|[.．、:：])\s*"
OPTION_BARE = r"\s*{letter}\s+(?=\S)"
IN_STEM = re.compile(r"[（(]\s*(?P<answer>[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ、,，\s]*|[√×✓✗对错])\s*[)）]")
ASKS = re.compile(r"[？?]|_{2,}|[（(] ?[）)]|[（(] ?[√×✓✗] ?[）)]")
LONGEST_LINE = 20_000
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Block:
    """One question as it stands in the text. line: where it begins; heading: how many headings stood above it."""

    line: int
    number: int = 0
    numbered: bool = False
    kind: str = ""
    heading: int = 0
    stem: str = ""
    options: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    from_key: str = ""
    earlier_answers: list[str] = field(default_factory=list)
    open_part: str = "stem"
    points: int = 0

    def add(self, text: str) -> None:
        """A line that goes on with whatever was written last; nothing to a text that is too long already."""
        if len(self._open_text()) > LONGEST_TEXT:
            return
        if self.open_part == "option":
            self.options[-1] = f"{self.options[-1]}\n{text}".strip()
        elif self.open_part == "stem":
            self.stem = f"{self.stem}\n{text}".strip()
        else:
            self.parts[self.open_part] = f"{self.parts.get(self.open_part, '')}\n{text}".strip()

    def _open_text(self) -> str:
        if self.open_part == "option":
            return self.options[-1]
        return self.stem if self.open_part == "stem" else self.parts.get(self.open_part, "")

    def begin(self, part: str, text: str) -> None:
        self.open_part = part
        if part == "answer" and self.parts.get(part):
            self.earlier_answers.append(self.parts.pop(part))
        if text.strip() or part not in self.parts:
            self.parts[part] = text.strip()

    def answer(self) -> str:
        """From below the question, else from the key at the end, else from the brackets in the stem, which it empties.

        Raises Rejected when two of them differ.
        """
        told = [*self.earlier_answers, self.parts.get("answer", ""), self.from_key]
        found = [match for match in IN_STEM.finditer(self.stem) if self._can_be_answer(match["answer"])]
        if found:
            match = found[-1]
            told.append(match["answer"])
            if not any(told[:-1]) or bare(match["answer"]) in map(bare, told[:-1]):
                self.stem = f"{self.stem[: match.start()]}（　）{self.stem[match.end() :]}"
            else:
                told.pop()
        given = [answer.strip() for answer in told if answer.strip()]
        if len({bare(answer) or answer for answer in given}) > 1:
            raise Rejected(f"two answers are given: “{given[0][:20]}” and “{given[1][:20]}”")
        return given[0] if given else ""

    def take_tag(self) -> None:
        """A kind in brackets at the end of the stem, “…？（多选）”, is no part of what is asked."""
        found = re.search(r"[【\[（(] ?([^】\]）)（(]{2,8}) ?[】\]）)]$", self.stem)
        if found is not None and kind_of(found[1]) and len(found[1].strip()) >= 2:
            self.kind, self.stem = found[1].strip(), self.stem[: found.start()].rstrip()

    def _can_be_answer(self, word: str) -> bool:
        if truth(word) is not None and not word.strip().isascii():
            return not self.options or len(self.options) == 2
        letters = [letter for letter in bare(word).upper() if letter.isalpha()]
        return bool(self.options) and all(letter in ALPHABET[: len(self.options)] for letter in letters)


def blocks_of(text: str, where: str) -> list[Block]:
    """The questions of a text with plain line ends. Raises Unusable."""
    lines = [_single_spaced(line) for line in text.split("\n")]
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            what = f"the line has {len(line):,} characters; {LONGEST_LINE:,} are the most"
            raise Unusable(what, f"{where}, line {number}", "put each question on lines of its own")
    reader = _Reader(lines)
    for number, line in enumerate(lines, 1):
        reader.line(number, line)
    reader.give_key()
    return [block for block in reader.blocks if block.numbered or block.options or block.parts.get("answer")]


def _number(start: re.Match[str]) -> int:
    return next(int(start[group]) for group in "abcd" if start[group])


def _single_spaced(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()


def _is_heading(line: str) -> str:
    """The kind that a heading such as “一、单选题（每题2分）” names; empty when the line is no heading."""
    found = HEADING.fullmatch(line)
    return found["kind"] if found and kind_of(found["kind"]) and len(found["kind"]) >= 2 else ""


class _Reader:
    """Reads line by line.

    numbered: whether questions have numbers; else a blank line ends one. bare_letters: whether options are written
    “A text”, each on its own line, with nothing after the letter. in_brackets: whether the numbers are “(1)”; else what
    is so numbered are points within a question.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        starts = (found for line in lines if (found := QUESTION.fullmatch(line)) and not _is_heading(line))
        first = next(starts, None)
        self.numbered = first is not None
        self.in_brackets = first is not None and first["d"] is not None
        self.bare_letters = any(
            re.match(r"[AＡ] \S", line) and re.match(r"[BＢ] \S", below) for line, below in pairwise(lines)
        )
        self.blocks: list[Block] = []
        self.kind, self.heading = "", 0
        self.blank_before = True
        self.key: AnswerKey | None = None
        self.keyed = 0

    def line(self, number: int, line: str) -> None:
        if not line:
            self.blank_before = True
            return
        kind = _is_heading(line)
        if self.key is not None and self._leaves_key(number, line):
            self.give_key()
        if kind:
            self.kind, self.heading = kind, self.heading + 1
            if self.key is not None:
                self.key.line(line.partition(kind)[2].lstrip("】])）:： "), kind)
        elif self.key is not None:
            self.key.line(line, self.kind)
        elif is_key_line(line):
            self.key, self.kind = AnswerKey(), ""
            self.key.line(line, "")
        else:
            self._question_line(number, line)
        self.blank_before = False

    def give_key(self) -> None:
        """Each entry of the key to the first question with its number that has none, in the section it names."""
        blocks = self.blocks[self.keyed :]
        for entry in self.key.entries if self.key is not None else ():
            fitting = [block for block in blocks if block.number == entry.number and not block.from_key]
            in_section = [block for block in fitting if entry.kind and kind_of(block.kind) == kind_of(entry.kind)]
            for block in (in_section or fitting)[:1]:
                block.from_key = entry.answer
                if entry.explanation and not block.parts.get("explanation"):
                    block.parts["explanation"] = entry.explanation
        self.key, self.keyed = None, len(self.blocks)

    def _leaves_key(self, number: int, line: str) -> bool:
        """Whether another chapter's questions begin: a numbered line that has options below it, or asks something."""
        found = self._start(line)
        if found is None:
            return False
        entries = self.key.entries if self.key is not None else []
        restarts = bool(entries) and _number(found) <= entries[-1].number
        return self._has_options_below(number) or (restarts and ASKS.search(found["rest"]) is not None)

    def _has_options_below(self, number: int) -> bool:
        below = next((line for line in self.lines[number : number + 3] if line), "")
        return next(options_in(below, 0, bare=self.bare_letters), None) is not None

    def _start(self, line: str) -> re.Match[str] | None:
        found = QUESTION.fullmatch(line) if self.numbered else None
        return None if found is None or (found["d"] and not self.in_brackets) else found

    def _question_line(self, number: int, line: str) -> None:
        found = self._start(line)
        block = self.blocks[-1] if self.blocks else None
        asked = _number(found) if found is not None else 0
        if found is not None and not (block and self._is_point(block, number, asked)):
            block, line = self._begin(number, asked), found["rest"]
            block.numbered = True
        elif not self.numbered and self._begins_unnumbered(block, line):
            block = self._begin(number, 0)
        if block is None:
            return  # a title above the first question
        for part, text in split_at_marks(line):
            if part == "kind":
                block.kind = text if kind_of(text) else block.kind
            elif part:
                block.begin(part, text)
            elif text.strip():
                self._plain(block, text)

    def _is_point(self, block: Block, number: int, asked: int) -> bool:
        """Whether a numbered line is a point of an explanation: right below it, and out of turn or after another."""
        explains = block.open_part == "explanation" and not self.blank_before and block.heading == self.heading
        in_turn = asked == block.number + 1 and asked != block.points + 1
        if not explains or in_turn or self._has_options_below(number):
            return False
        block.points = asked
        return True

    def _begin(self, number: int, asked: int) -> Block:
        self.blocks.append(Block(number, asked, kind=self.kind, heading=self.heading))
        return self.blocks[-1]

    def _begins_unnumbered(self, block: Block | None, line: str) -> bool:
        if MARK.match(line.strip()) or next(options_in(line, 0, bare=False), None) is not None:
            return block is None and not MARK.match(line.strip())
        if block is None:
            return True
        answered = block.open_part not in ("stem", "option")
        return self.blank_before or (answered and bool(block.parts.get(block.open_part)))

    def _plain(self, block: Block, text: str) -> None:
        tag = TAG.match(text) if block.open_part == "stem" and not block.stem else None
        if tag is not None and kind_of(tag["kind"]):
            block.kind, text = tag["kind"], text[tag.end() :]
        if block.open_part in ("stem", "option"):
            at = 0
            for begin, end in options_in(text, len(block.options), bare=self.bare_letters and bool(block.stem)):
                self._before_option(block, text[at:begin])
                block.options.append("")
                block.open_part, at = "option", end
            text = text[at:]
        self._before_option(block, text)

    def _before_option(self, block: Block, text: str) -> None:
        if text.strip():
            block.add(text.strip())


def options_in(text: str, had: int, *, bare: bool) -> Iterator[tuple[int, int]]:
    """Where each option mark stands whose letter is the next one: the first at the beginning or after a space."""
    at = 0
    while had < len(ALPHABET):
        letter = ALPHABET[had]
        either = f"[{letter}{letter.lower()}{chr(ord(letter) + 0xFEE0)}{chr(ord(letter) + 0xFEE0 + 0x20)}]"
        found = re.compile(r"(?:^|(?<=\s))" + OPTION.format(letter=either)).search(text, at)
        if found is None and at == 0:
            found = re.compile(OPTION_BARE.format(letter=f"[{letter}{chr(ord(letter) + 0xFEE0)}]")).match(text)
            found = found if bare or re.search(r"\s[BＢ]\s", text) else None
        if found is None and at:
            capital = f"[{letter}{chr(ord(letter) + 0xFEE0)}]"
            found = re.compile(rf"(?<![A-Za-z]){capital}\s*[.．、:：)）]\s*|(?<=\s){capital}\s+(?=\S)").search(text, at)
        if found is None:
            return
        yield found.start(), found.end()
        at, had = found.end(), had + 1
