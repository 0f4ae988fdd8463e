"""What must hold within the files of the world and between them; pure, and every rule tells all it finds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lms.curriculum.faults import Fault, unknown
from lms.curriculum.reading import Entry
from lms.curriculum.world_shapes import FirmShape, PersonShape

LEAST = {"people": 4, "clues": 3}
LEAST_INSIDE = {"pains": 3, "truths": 3, "timetable": 3}
LISTS = ("systems", "plans", "clues", "notes")


def faults_of(firms: Mapping[str, Entry[FirmShape]], *, whole: bool) -> Iterator[Fault]:
    """firms: by the name of their file; whole: no file is left out because its shape is at fault."""
    for stem, firm in firms.items():
        if firm.value.id != stem:
            what = f"the file is named '{stem}', the firm '{firm.value.id}'"
            yield firm.at("id").fault(what, f"write id: {stem}, or rename the file")
        yield from _ids(firm)
        yield from _figures(firm)
        yield from _people(firm)
        yield from _by_kind(firm)
    vendors = [stem for stem, firm in firms.items() if firm.value.kind == "vendor"]
    for stem in vendors[1:]:
        what = f"there are two vendors, '{vendors[0]}' and '{stem}'"
        yield firms[stem].at("kind").fault(what, "keep one, and make the other a rival")
    if firms and whole and not vendors:
        first = next(iter(firms.values()))
        yield first.node.place.fault("the world has no vendor", "write the firm that sells, with kind: vendor")


def _ids(firm: Entry[FirmShape]) -> Iterator[Fault]:
    """Figures, prices and people are all named as firm.id, so their ids are one row; each other list has its own."""
    value = firm.value
    named = [
        (name, at, one.id) for name in ("figures", "prices", "people") for at, one in enumerate(getattr(value, name))
    ]
    yield from _repeated(firm, named)
    for name in LISTS:
        yield from _repeated(firm, [(name, at, one.id) for at, one in enumerate(getattr(value, name))])
    if value.hidden is not None:
        for name in LEAST_INSIDE:
            listed = enumerate(getattr(value.hidden, name))
            yield from _repeated(firm, [(name, at, one.id) for at, one in listed], "hidden")


def _repeated(firm: Entry[FirmShape], named: Sequence[tuple[str, int, str]], *above: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for name, at, one in named:
        place = firm.at(*above, name, at, "id")
        if one in first:
            what = f"the id '{one}' stands twice in this firm"
            yield place.fault(what, f"give it another one; it is taken in line {first[one]}")
        first.setdefault(one, place.line)


def _figures(firm: Entry[FirmShape]) -> Iterator[Fault]:
    for name in ("figures", "prices"):
        for at, figure in enumerate(getattr(firm.value, name)):
            if figure.to is not None and figure.to <= figure.value:
                what = f"'{figure.id}' goes from {figure.value:.12g} to {figure.to:.12g}"
                yield firm.at(name, at, "to").fault(what, "write the smaller one first, or leave 'to' out")


def _people(firm: Entry[FirmShape]) -> Iterator[Fault]:
    people = {person.id: person for person in firm.value.people}
    for at, person in enumerate(firm.value.people):
        if person.reports_to is None:
            continue
        if person.reports_to not in people:
            yield unknown("person", person.reports_to, people, firm.at("people", at, "reports_to"))
        elif _is_above(person.id, person.reports_to, people):
            what = f"'{person.id}' reports to '{person.reports_to}', and that one in the end to '{person.id}'"
            yield firm.at("people", at, "reports_to").fault(what, "leave 'reports_to' out for who stands at the top")


def _is_above(person: str, other: str, people: Mapping[str, PersonShape]) -> bool:
    """Whether who `other` reports to, and so on upwards, is ever this person."""
    seen: set[str] = set()
    here: str | None = other
    while here is not None and here in people and here not in seen:
        if here == person:
            return True
        seen.add(here)
        here = people[here].reports_to
    return False


def _by_kind(firm: Entry[FirmShape]) -> Iterator[Fault]:
    value = firm.value
    if value.kind != "other":
        for key in ("trade", "place"):
            if getattr(value, key) is None and (value.kind, key) != ("vendor", "trade"):
                yield firm.node.place.fault(f"the {value.kind} '{value.id}' has no '{key}'", f"add '{key}:' here")
    if value.kind == "vendor" and not value.prices:
        yield firm.node.place.fault("the vendor has no price list", "add 'prices:', shaped as figures are")
    if value.kind != "vendor" and value.prices:
        yield firm.at("prices").fault(f"a {value.kind} has no price list", "only the vendor has; write figures")
    yield from _inside(firm) if value.kind == "prospect" else _nothing_inside(firm)


def _inside(firm: Entry[FirmShape]) -> Iterator[Fault]:
    """What a prospect has that no other firm has."""
    value = firm.value
    for name, least in LEAST.items():
        yield from _too_few(firm, least, getattr(value, name), name)
    if not any(system.id == "software" for system in value.systems):
        what = f"nothing is said of what '{value.id}' works with today"
        yield firm.at("systems").fault(what, "add an entry with id: software to 'systems'")
    for at, person in enumerate(value.people):
        for key in ("manner", "attitude", "part"):
            if getattr(person, key) is None:
                yield firm.at("people", at).fault(f"'{person.id}' has no '{key}'", f"add '{key}:' here")
    if value.hidden is None:
        yield firm.node.place.fault(f"the prospect '{value.id}' has no 'hidden'", "write what only trainers read")
        return
    for name, least in LEAST_INSIDE.items():
        yield from _too_few(firm, least, getattr(value.hidden, name), "hidden", name)


def _too_few(firm: Entry[FirmShape], least: int, listed: Sequence[Any], *steps: str) -> Iterator[Fault]:
    if len(listed) < least:
        yield firm.at(*steps).fault(f"'{steps[-1]}' has {len(listed)} entries", f"it must have at least {least}")


def _nothing_inside(firm: Entry[FirmShape]) -> Iterator[Fault]:
    value, mend = firm.value, "only prospects have it; write a note, with hidden: true if trainees are not to read it"
    if value.hidden is not None:
        yield firm.at("hidden").fault(f"a {value.kind} has no 'hidden'", mend)
    for at, person in enumerate(value.people):
        for key in ("attitude", "part"):
            if getattr(person, key) is not None:
                yield firm.at("people", at, key).fault(f"a person of a {value.kind} has no '{key}'", mend)
