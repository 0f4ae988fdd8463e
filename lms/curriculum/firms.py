"""What the pages of the world show of a firm: who reports to whom as a tree, and figures as people write them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.curriculum.amounts import written
from lms.curriculum.world import Figure, Firm, Inside, Person, Remark
from lms.i18n import Language, language

IN_WAN = 100_000
YI = 100_000_000
IN_MILLIONS = 1_000_000


@dataclass(frozen=True, slots=True)
class Branch:
    """A person of a firm, and those who report to them."""

    person: Person
    below: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What only those who teach read of a firm. told: of a prospect; people: those whose attitude or part is known."""

    told: Inside | None
    people: tuple[Person, ...]
    figures: tuple[Figure, ...]
    remarks: tuple[Remark, ...]


def behind(firm: Firm) -> Behind | None:
    """None for a firm that hides nothing."""
    people = tuple(one for one in firm.people if one.attitude or one.part)
    figures = tuple(one for one in (*firm.figures, *firm.prices) if one.hidden)
    remarks = tuple(one for one in (*firm.systems, *firm.plans, *firm.clues, *firm.notes) if one.hidden)
    hides = firm.inside is not None or people or figures or remarks
    return Behind(firm.inside, people, figures, remarks) if hides else None


def chart(firm: Firm) -> tuple[Branch, ...]:
    """Those inside a firm from the top down, in the order of its file."""
    return _below(None, [person for person in firm.people if not person.outside])


def around(firm: Firm) -> tuple[Person, ...]:
    """Those who are not employed there and have a say."""
    return tuple(person for person in firm.people if person.outside)


def _below(above: str | None, people: Sequence[Person]) -> tuple[Branch, ...]:
    """Whoever reports to somebody outside stands at the top too."""
    ids = {person.id for person in people}
    return tuple(
        Branch(person, _below(person.id, people))
        for person in people
        if (person.reports_to if person.reports_to in ids else None) == above
    )


def amount(figure: Figure) -> str:
    """180 people, 7–8 a month, 62 million yuan / 180人, 7–8回, 6,200万元; in the language of who is served."""
    said = _number(figure.value) if figure.to is None else f"{_number(figure.value)}–{_number(figure.to)}"
    if figure.unit is None:
        return said
    return said + figure.unit.zh if language() is Language.ZH else f"{said}\u00a0{figure.unit.en}"


def _number(value: float) -> str:
    if language() is Language.EN:
        return (
            f"{written(value / IN_MILLIONS)} million" if value >= IN_MILLIONS and not value % 1_000 else written(value)
        )
    if value >= YI and not value % 1_000_000:
        return f"{written(value / YI)}亿"
    return f"{written(value / 10_000)}万" if value >= IN_WAN and not value % 100 else written(value)
