"""The invented world that modules, quizzes and role plays are set in: firms, their people and their figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NewType

from lms.i18n import Language, Text

FirmId = NewType("FirmId", str)


class Kind(StrEnum):
    """What a firm is to us. OTHER: one that is named in passing."""

    VENDOR = "vendor"
    PROSPECT = "prospect"
    RIVAL = "rival"
    REFERENCE = "reference"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Forms:
    """Further ways in which a name or a figure is written, by language."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def in_(self, language: Language) -> tuple[str, ...]:
        return self.zh if language is Language.ZH else self.en


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a firm, or from `value` to `to`. unit: None for a bare number; `%` makes hundredths of it in sums."""

    id: str
    label: Text
    value: float
    to: float | None
    unit: Text | None
    forms: Forms
    hidden: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody inside or outside a firm. name: as people call them; reports_to: another person's id, None at the top.

    attitude, part: what only those who teach may read; None when it was not written, or is kept from who reads.
    """

    id: str
    name: Text
    full: Text | None
    forms: Forms
    role: Text
    reports_to: str | None
    outside: bool
    manner: Text | None
    attitude: Text | None
    part: Text | None

    def names(self, language: Language) -> tuple[str, ...]:
        """Every way in which they are written."""
        full = (self.full.in_(language),) if self.full is not None else ()
        return (self.name.in_(language), *full, *self.forms.in_(language))


@dataclass(frozen=True, slots=True)
class Remark:
    """Something told of a firm. label: what it is about; source: where an outsider finds it."""

    id: str
    text: Text
    label: Text | None = None
    source: Text | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """What they say, what is true, and the question or act that brings it out."""

    id: str
    says: Text
    true: Text
    opens: Text


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade, A to D, that a prospect has at a time."""

    letter: str
    when: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Inside:
    """What a prospect does not tell to whoever calls; for those who teach."""

    pains: tuple[Remark, ...]
    truths: tuple[Truth, ...]
    timetable: tuple[Remark, ...]
    money: Text
    decision: Text
    competition: Text
    excites: Text
    fit: Text
    grade: Grade


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm. inside: of a prospect only, and None for who may not read it."""

    id: FirmId
    kind: Kind
    name: Text
    forms: Forms
    trade: Text | None
    place: Text | None
    about: Text
    figures: tuple[Figure, ...]
    prices: tuple[Figure, ...]
    people: tuple[Person, ...]
    systems: tuple[Remark, ...]
    plans: tuple[Remark, ...]
    clues: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    inside: Inside | None

    def names(self, language: Language) -> tuple[str, ...]:
        """Every way in which it is written."""
        return (self.name.in_(language), *self.forms.in_(language))

    def figure(self, figure_id: str) -> Figure | None:
        return next((one for one in (*self.figures, *self.prices) if one.id == figure_id), None)

    def person(self, person_id: str) -> Person | None:
        return next((one for one in self.people if one.id == person_id), None)

    def from_outside(self) -> "Firm":
        """The same firm with nothing in it that only those who teach may read."""
        return replace(
            self,
            figures=tuple(one for one in self.figures if not one.hidden),
            prices=tuple(one for one in self.prices if not one.hidden),
            people=tuple(replace(one, attitude=None, part=None) for one in self.people),
            systems=tuple(one for one in self.systems if not one.hidden),
            plans=tuple(one for one in self.plans if not one.hidden),
            clues=tuple(one for one in self.clues if not one.hidden),
            notes=tuple(one for one in self.notes if not one.hidden),
            inside=None,
        )


def _none() -> Mapping[FirmId, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class World:
    """All firms, by id. told_in: the ids of the modules whose lessons name a firm."""

    firms: Mapping[FirmId, Firm] = field(default_factory=_none)
    told_in: Mapping[FirmId, tuple[str, ...]] = field(default_factory=_none)

    def of_kind(self, *kinds: Kind) -> Iterator[Firm]:
        return (firm for firm in self.firms.values() if firm.kind in kinds)

    def met_in(self, module_id: str) -> Iterator[Firm]:
        """The firms that a module's lesson names."""
        return (firm for firm in self.firms.values() if module_id in self.told_in.get(firm.id, ()))

    def setting_of(self, piece_id: str) -> Firm | None:
        """The firm in which a card, a scripted customer or a transcript is set: its id begins with the firm's."""
        named = (firm for firm_id, firm in self.firms.items() if f"{piece_id}-".startswith(f"{firm_id}-"))
        return max(named, key=lambda firm: len(firm.id), default=None)
