"""What a mark must agree with: the words before it are the names of a person or firm, or a number that is right."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.curriculum.amounts import Amount, amounts, written
from lms.curriculum.faults import Fault, unknown
from lms.curriculum.marks import Mark, Marked
from lms.curriculum.sums import NAME, BadSum, evaluate
from lms.curriculum.wording import HAN
from lms.curriculum.world import Figure, Firm, FirmId
from lms.i18n import Language

BEFORE = 160
UNIT = 32
"""So many characters may stand between a number and its mark: a unit, and the marks of bold type."""
ENDS = re.compile(r"[0-9。；！？|;!?]")
JOINS = re.compile(r"\s*(?:[-–—~～、到至]|to|or|and|或)\s*(?:about\s+|约)?")
WRAPPED = re.compile(rf"(?<=[{HAN}\uff00-\uffef\u3000-\u303f])\s+|\s+(?=[{HAN}\uff00-\uffef\u3000-\u303f])")
AFTER_NAME = "*_`”’」』）)]》\"'"


@dataclass(frozen=True, slots=True)
class Known:
    """The world that marks speak of. broken: firms whose files are at fault already, of which nothing is said."""

    firms: Mapping[FirmId, Firm]
    broken: Collection[str] = ()


class _Unsaid(Exception):
    """The mark cannot be judged, because the file of its firm has a fault of its own."""


class _Unknown(Exception):
    def __init__(self, kind: str, word: str, known: Collection[str]) -> None:
        super().__init__(word)
        self.kind, self.word, self.known = kind, word, known


def faults_of(read: Mapping[str, Marked], known: Known) -> Iterator[Fault]:
    """read: every file that may hold marks, by its name."""
    for name, marked in read.items():
        for mark in marked.marks:
            yield from _fault_of(mark, marked, known, _languages(name))
        for place in marked.endless:
            mend = "close it with } on the same line, as in {=shiheng.people}"
            yield place.fault("the mark {= does not end", mend)


def _languages(name: str) -> tuple[Language, ...]:
    """Of the words before a mark: a lesson has one language, every other file both."""
    by_end = {"/zh.md": (Language.ZH,), "/en.md": (Language.EN,)}
    return by_end.get(name[-6:], tuple(Language))


def _fault_of(mark: Mark, marked: Marked, known: Known, languages: tuple[Language, ...]) -> Iterator[Fault]:
    says = mark.says.strip()
    words = WRAPPED.sub("", re.sub(r"\s+", " ", marked.before(mark, BEFORE)))
    try:
        names = _names(says, known, languages)
        if names is not None:
            yield from _name_fault(mark, words, names)
            return
        figure = _figure(says, known) if NAME.fullmatch(says) and says.count(".") == 1 else None
        if figure is not None and any(_ends_with(words, form) for form in _forms(figure, languages)):
            return
        low = high = Fraction(0)
        if figure is not None and figure.to is not None:
            low, high = _exact(figure, figure.value), _exact(figure, figure.to)
        else:
            low = high = evaluate(says, lambda name: _value(name, known))
        yield from _number_fault(mark, words, low, high)
    except _Unknown as error:
        yield unknown(error.kind, error.word, error.known, mark.place)
    except BadSum as error:
        yield mark.place.fault(error.what, error.mend)
    except _Unsaid:
        return


def _firm(name: str, known: Known) -> Firm:
    firm = known.firms.get(FirmId(name))
    if firm is None and name in known.broken:
        raise _Unsaid
    if firm is None:
        raise _Unknown("firm", name, [str(one) for one in known.firms])
    return firm


def _names(says: str, known: Known, languages: tuple[Language, ...]) -> list[str] | None:
    """The names of the firm or person that a mark is; None when it is a sum."""
    if not NAME.fullmatch(says) or says.count(".") > 1:
        return None
    firm_id, _, inside = says.partition(".")
    firm = _firm(firm_id, known)
    if not inside:
        return [name for language in languages for name in firm.names(language)]
    person = firm.person(inside)
    if person is None and firm.figure(inside) is None:
        raise _nothing(firm, inside)
    return None if person is None else [name for language in languages for name in person.names(language)]


def _nothing(firm: Firm, name: str) -> _Unknown:
    there = [one.id for one in (*firm.figures, *firm.prices)] + [one.id for one in firm.people]
    return _Unknown("figure or person", f"{firm.id}.{name}", [f"{firm.id}.{one}" for one in there])


def _figure(says: str, known: Known) -> Figure | None:
    firm_id, _, name = says.partition(".")
    return _firm(firm_id, known).figure(name)


def _forms(figure: Figure, languages: tuple[Language, ...]) -> Iterator[str]:
    return (form for language in languages for form in figure.forms.in_(language))


def _value(name: str, known: Known) -> Fraction:
    """Of a figure within a sum, as `firm.figure` or `firm.figure.low`."""
    firm_id, *inside = name.split(".")
    firm = _firm(firm_id, known)
    if not inside:
        raise BadSum(f"'{name}' is a firm and no number", "name one of its figures, as in shiheng.people")
    if len(inside) > 1 and inside[1] not in ("low", "high"):
        raise BadSum(f"'{name}' is no figure", "write .low or .high behind it, and spaces around a minus")
    figure = firm.figure(inside[0])
    if figure is None and firm.person(inside[0]) is not None:
        raise BadSum(f"'{name}' is a person and no number", "name a figure of the firm")
    if figure is None:
        raise _nothing(firm, inside[0])
    if len(inside) == 1 and figure.to is not None:
        raise BadSum(f"'{name}' is a range", f"write {name}.low or {name}.high")
    upper = figure.to if inside[1:] == ["high"] else None
    return _exact(figure, figure.value if upper is None else upper)


def _exact(figure: Figure, value: float) -> Fraction:
    """A percentage counts as hundredths, so that 15 % of a price is price * maintenance."""
    hundredths = figure.unit is not None and figure.unit.en.strip().startswith("%")
    return Fraction(str(value)) / (100 if hundredths else 1)


def _name_fault(mark: Mark, words: str, names: list[str]) -> Iterator[Fault]:
    if not any(_ends_with(words, name) for name in names):
        said = ", ".join(dict.fromkeys(names))
        what = f"'{words[-12:].strip()}' is not how {mark.says.strip()} is written"
        yield mark.place.fault(what, f"write {said} right before the mark, or add this form to the world")


def _ends_with(words: str, name: str) -> bool:
    name = WRAPPED.sub("", name).casefold()
    for end in (words.rstrip(), words.rstrip().rstrip(AFTER_NAME), re.sub(r"[’']s$", "", words.rstrip())):
        before, there = end[: -len(name)], end[-len(name) :].casefold() == name
        if there and not (name[0].isascii() and name[0].isalnum() and before[-1:].isascii() and before[-1:].isalnum()):
            return True
    return False


def _number_fault(mark: Mark, words: str, low: Fraction, high: Fraction) -> Iterator[Fault]:
    found = amounts(words)
    near = [one for one in found if len(words) - one.end <= UNIT and not ENDS.search(words[one.end :])]
    digits = [one for one in near if one.in_digits][-1:]
    tried = [*digits, *[one for one in near if not one.in_digits and (not digits or one.start >= digits[0].end)][-1:]]
    if not tried:
        what = f"no number stands before the mark, the world has {_shown(low, high)}"
        yield mark.place.fault(what, "write the number before it with nothing but its unit between")
    elif not any(_says(one, found, words, low, high) for one in tried):
        said = words[tried[0].start : tried[0].end].strip()
        what = f"the text says {said}, the world has {_shown(low, high)}"
        yield mark.place.fault(what, f"correct the one or the other: {mark.says.strip()}")


def _says(last: Amount, found: list[Amount], words: str, low: Fraction, high: Fraction) -> bool:
    """Whether the number, or the range that ends with it, is what it ought to be."""
    if low == high:
        return last.says(low)
    firsts = [one for one in found if one.end <= last.start and JOINS.fullmatch(words[one.end : last.start])]
    return last.says(high) and any(one.says(low) or one.scaled(last.scale).says(low) for one in firsts)


def _shown(low: Fraction, high: Fraction) -> str:
    return written(float(low)) if low == high else f"{written(float(low))}–{written(float(high))}"
