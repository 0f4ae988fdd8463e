"""The sums that a mark may hold: numbers, figures by name, + - * / ( ), round, ceil, floor, min, max; exact."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*){0,2}")
TOKEN = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>{NAME.pattern})|(?P<sign>[-+*/(),])")
LONGEST = 200
DEEPEST = 20


class BadSum(ValueError):
    """A mark that is no sum: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def evaluate(text: str, value_of: Callable[[str], Fraction]) -> Fraction:
    """The value of a sum. value_of: of a name as it is written, with its dots; may raise BadSum, as this does."""
    if len(text) > LONGEST:
        raise BadSum(f"the mark has {len(text)} characters", f"keep it within {LONGEST}")
    return _Reader(_tokens(text), value_of).whole()


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if text[at] == " ":
            at += 1
        elif token is None:
            raise BadSum(f"'{text[at]}' has no place in a mark", "write numbers, names, + - * / ( ) and round, max, …")
        else:
            found.append(token[0])
            at = token.end()
    return found


def _rounded(value: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    """Half upwards, as people do it, to so many decimals."""
    if digits.denominator != 1 or abs(digits) > 12:
        raise BadSum(f"round cannot give {float(digits):g} decimals", "write a whole number, as in round(2.345, 1)")
    scale = Fraction(10) ** int(digits)
    return math.floor(value * scale + Fraction(1, 2)) / scale


@dataclass(frozen=True, slots=True)
class _Function:
    """least, most: how many values it takes."""

    run: Callable[..., Fraction | int]
    least: int
    most: int


FUNCTIONS = {
    "round": _Function(_rounded, 1, 2),
    "ceil": _Function(math.ceil, 1, 1),
    "floor": _Function(math.floor, 1, 1),
    "min": _Function(min, 2, 20),
    "max": _Function(max, 2, 20),
}


class _Reader:
    """Reads a row of tokens from the left, evaluating on the way."""

    def __init__(self, tokens: Sequence[str], value_of: Callable[[str], Fraction]) -> None:
        self.tokens, self.value_of = [*tokens, ""], value_of
        self.at = self.depth = 0

    def whole(self) -> Fraction:
        if self.next == "":
            raise BadSum("the mark is empty", "write a figure, a person or a sum, as in {=shiheng.people}")
        value = self.sum()
        if self.next != "":
            raise BadSum(
                f"'{self.next}' is not expected here", "write a sign between two values, spaces around a minus"
            )
        return value

    @property
    def next(self) -> str:
        return self.tokens[self.at]

    def took(self, *signs: str) -> str:
        """The next token if it is one of these, and one step on; else nothing."""
        found = self.next
        if found not in signs:
            return ""
        self.at += 1
        return found

    def sum(self) -> Fraction:
        value = self.product()
        while sign := self.took("+", "-"):
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> Fraction:
        value = self.one()
        while sign := self.took("*", "/"):
            other = self.one()
            if sign == "/" and other == 0:
                raise BadSum("the sum divides by nothing", "check what stands behind /")
            value = value * other if sign == "*" else value / other
        return value

    def one(self) -> Fraction:
        sign = 1
        while self.next in ("+", "-") and self.next:
            sign = -sign if self.took("+", "-") == "-" else sign
        if self.took("("):
            value = self.inside()
            self.close()
            return sign * value
        read = self.next
        if not read[:1].isalnum():
            raise BadSum(f"a value is missing before '{read}'" if read else "the sum ends too early", "complete it")
        self.at += 1
        if read[0].isdigit():
            return sign * Fraction(read)
        return sign * (self.call(read) if self.took("(") else self.value_of(read))

    def call(self, name: str) -> Fraction:
        function = FUNCTIONS.get(name)
        if function is None:
            raise BadSum(f"'{name}(' is no function", f"use one of {', '.join(FUNCTIONS)}")
        values = [self.inside()]
        while self.took(","):
            values.append(self.inside())
        self.close()
        if not function.least <= len(values) <= function.most:
            takes = "one value" if function.most == 1 else f"{function.least} to {function.most} values"
            raise BadSum(f"'{name}' has {len(values)}", f"it takes {takes}")
        return Fraction(function.run(*values))

    def inside(self) -> Fraction:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadSum("the brackets are nested too deeply", "write a simpler sum")
        value = self.sum()
        self.depth -= 1
        return value

    def close(self) -> None:
        if not self.took(")"):
            raise BadSum("a bracket is not closed", "write )")
