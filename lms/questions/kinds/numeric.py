"""A number to work out."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from lms.i18n import Text, _
from lms.questions.answers import Answer
from lms.questions.controls import Control, Entry
from lms.questions.kind import Explained, Finding, Group, Kind, Problem, only, said
from lms.questions.numbers import Amount, folded_unit, read_amount
from lms.questions.question import Question

NAME = "entry"
MOST = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """What one gets who reckons in a certain wrong way."""

    value: float
    feedback: Text


@dataclass(frozen=True, slots=True)
class Numeric:
    """tolerance: in the answer's own unit, both ways; units: further spellings of the unit; feedback: the sum."""

    answer: float
    feedback: Text
    mistakes: tuple[Slip, ...]
    tolerance: float = 0
    unit: Text | None = None
    units: tuple[str, ...] = ()


class NumericKind(Kind[Numeric]):
    """Worth 1 within the tolerance and in the unit asked for, else 0. 1.26万, 12,600 and １２６００ are one number."""

    name = "numeric"
    shape = Numeric

    def problems(self, question: Question) -> Iterator[Problem]:
        body: Numeric = question.body
        if body.tolerance < 0:
            yield Problem(("tolerance",), f"the tolerance is {body.tolerance:g}", "write 0 or more")
        if not 1 <= len(body.mistakes) <= MOST:
            what = f"there are {len(body.mistakes)} mistakes"
            yield Problem(("mistakes",), what, f"work out 1 to {MOST} that people make")
        for position, slip in enumerate(body.mistakes):
            if _near(Decimal(str(slip.value)), body.answer, body.tolerance):
                what = f"the mistake {slip.value:g} would count as right"
                yield Problem(("mistakes", position, "value"), what, "take another one, or a smaller tolerance")

    def order(self, body: Numeric, chance: Random) -> list[str]:
        return []

    def controls(self, question: Question, order: list[str]) -> tuple[Control, ...]:
        return (Entry(NAME, _("Your number"), unit=said(question.body.unit), number=True),)

    def key(self, body: Numeric) -> Answer:
        return {NAME: [f"{body.answer:.12g}"]}

    def score(self, body: Numeric, answer: Answer) -> float | None:
        amount = read_amount(only(answer, NAME))
        fits = amount is not None and _unit_fits(body, amount) and _near(amount.value, body.answer, body.tolerance)
        return float(fits)

    def explain(self, question: Question, answer: Answer, order: list[str]) -> Explained:
        body: Numeric = question.body
        right = self.score(body, answer) == 1
        given = Finding(only(answer, NAME), True, right, *_told(body, answer, right))
        key = Finding(self._with_unit(body), False, True, _("This is the one."))
        lines = (given,) if right else (given, key)
        return Explained(_("Right.") if right else _("Not right this time."), (Group(lines),), said(body.feedback))

    def words_of(self, question: Question, answer: Answer) -> list[str]:
        given = only(answer, NAME)
        if given == only(self.key(question.body), NAME):
            return [self._with_unit(question.body)]
        return [given] if given else []

    def _with_unit(self, body: Numeric) -> str:
        number = f"{Decimal(str(body.answer)):,f}".removesuffix(".0")
        return _("%(number)s %(unit)s", number=number, unit=said(body.unit)) if body.unit else number


def _near(value: Decimal, key: float, tolerance: float) -> bool:
    return abs(value - Decimal(str(key))) <= Decimal(str(tolerance))


def _unit_fits(body: Numeric, amount: Amount) -> bool:
    if not amount.unit:
        return True
    taken = [body.unit.zh, body.unit.en] if body.unit else []
    return amount.unit in {folded_unit(unit) for unit in (*taken, *body.units)}


def _told(body: Numeric, answer: Answer, right: bool) -> tuple[str, str]:
    """Verdict and reason on the number given: the mistake behind it, where the author knows it."""
    if right:
        return _("That is the one."), ""
    amount = read_amount(only(answer, NAME))
    if amount is not None and not _unit_fits(body, amount):
        return _("In another unit than asked for."), ""
    slips = [s for s in body.mistakes if amount and _near(amount.value, s.value, body.tolerance)]
    return _("Set it aside."), said(slips[0].feedback) if slips else ""


KIND = NumericKind()
