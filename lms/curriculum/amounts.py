"""Numbers as people write them in Chinese and English: 6,400, 33.4万, 15 %, 62 million, 两百, twenty-one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

SCALES: Mapping[str, int | Fraction] = {
    **{"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "万亿": 10**12},
    **{"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000},
    **dict.fromkeys(("%", "％", "percent"), Fraction(1, 100)),
}
SCALE = r"(?:\s*(?P<scale>万亿|万|亿|百|千(?![克米瓦])|%|％|per\s?cent\b|hundred\b|thousand\b|million\b|billion\b))?"
DIGITS = re.compile(
    rf"(?P<whole>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]+)(?P<rest>\.[0-9]+)?{SCALE}", re.IGNORECASE
)
HAN_DIGITS = {"〇": 0, "两": 2} | {digit: number for number, digit in enumerate("零一二三四五六七八九")}
HAN_SCALES = {"十": 10, "百": 100, "千": 1_000}
HAN_GROUPS = {"万": 10_000, "亿": 100_000_000}
HAN = re.compile(f"[{''.join((*HAN_DIGITS, *HAN_SCALES, *HAN_GROUPS))}]+")
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELT = {word: number for number, word in enumerate([*ONES, *TEENS], 1)} | {w: 10 * n for n, w in enumerate(TENS, 2)}
WORDS = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(TENS)})(?:[- ](?P<ones>{'|'.join(ONES)}))?|(?P<small>{'|'.join([*TEENS, *ONES])}))\b"
    rf"{SCALE}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text. step: what one more in its last digit is worth; scale: 10,000 for 万, and so on.

    start, end: where it stands; in_digits: whether it is written in digits, which is never a word by chance.
    """

    value: Fraction
    step: Fraction
    scale: Fraction
    start: int
    end: int
    in_digits: bool

    def says(self, value: Fraction) -> bool:
        """Whether this is the value to the precision that is written."""
        return abs(self.value - value) <= self.step / 2

    def scaled(self, scale: Fraction) -> "Amount":
        """The first of 20–30万 is 20万."""
        return Amount(self.value * scale, self.step * scale, scale, self.start, self.end, self.in_digits)


def written(value: float) -> str:
    """In digits, with as many decimals as it needs, four at most."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def amounts(text: str) -> list[Amount]:
    """All numbers of a text, by where they end."""
    return sorted((*_in_digits(text), *_in_han(text), *_in_words(text)), key=lambda amount: amount.end)


def _in_digits(text: str) -> Iterator[Amount]:
    for found in DIGITS.finditer(text):
        scale = _scale(found["scale"])
        rest = found["rest"] or ""
        value = Fraction(found["whole"].replace(",", "") + rest)
        step = Fraction(1, 10 ** max(len(rest) - 1, 0))
        yield Amount(value * scale, step * scale, scale, found.start(), found.end(), in_digits=True)


def _in_han(text: str) -> Iterator[Amount]:
    for found in HAN.finditer(text):
        value = _han_value(found[0])
        if value is not None:
            scale = Fraction(HAN_GROUPS.get(found[0][-1], 1))
            yield Amount(Fraction(value), scale, scale, found.start(), found.end(), in_digits=False)


def _in_words(text: str) -> Iterator[Amount]:
    for found in WORDS.finditer(text):
        scale = _scale(found["scale"])
        count = sum(SPELT[word.lower()] for word in (found["tens"], found["ones"], found["small"]) if word)
        yield Amount(count * scale, scale, scale, found.start(), found.end(), in_digits=False)


def _scale(written: str | None) -> Fraction:
    return Fraction(SCALES[re.sub(r"per\s?cent", "percent", written.lower())] if written else 1)


def _han_value(written: str) -> int | None:
    """两百五十 is 250, 六千四百 6,400, 十二万 120,000; None for what is no such number, as 七八 or a lone 万."""
    total = group = 0
    digit: int | None = None
    last = 10**12
    for character in written:
        if character in HAN_DIGITS:
            if digit:
                return None
            digit = HAN_DIGITS[character]
        elif character in HAN_SCALES:
            scale = HAN_SCALES[character]
            if scale >= last or (digit is None and scale > 10):  # 十二, but never 百二
                return None
            group, digit, last = group + (1 if digit is None else digit) * scale, None, scale
        else:
            group += digit or 0
            if not group:
                return None
            total, group, digit, last = (total + group) * HAN_GROUPS[character], 0, None, 10**12
    value = total + group + (digit or 0)
    return value if value or digit is not None else None
