"""`flask lms verify`: whether files hold, in the database or as they were taken away."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from sqlalchemy import func, select, union

from lms.db import session
from lms.desk.file import verifying
from lms.people.cli import named
from lms.people.models import Person
from lms.records import service as records
from lms.records.models import Head, Record
from lms.records.sealing import Fault, Why

WORDS = {
    Why.MISSING: "it is missing",
    Why.ALTERED: "it was altered, or one before it",
    Why.UNKNOWN: "nobody knows its kind",
    Why.GONE: "what it records is gone",
    Why.CHANGED: "what it records was changed afterwards",
    Why.CUT: "it and all after it were cut off",
}


def verify(text: str | None, path: Path | None) -> None:
    """Verify all files, that of one person, or one that was taken away as JSON; the last needs no database.

    text: who, by e-mail, mobile number, name or id. Raises click.ClickException; SystemExit with 1 when one does not
    hold.
    """
    checked = _file_holds(path) if path is not None else None
    if checked is None and text is None:
        _all_hold()
    elif text is not None:
        person = named(text)
        _one_holds(person)
        if checked is not None:
            _goes_on(person, checked)


def _file_holds(path: Path) -> verifying.Checked:
    """Verify a file alone, and tell. Ends the command when it does not hold."""
    try:
        found = verifying.check(path.read_text(encoding="utf-8-sig"))
    except (verifying.NoFile, UnicodeDecodeError) as wrong:
        raise click.ClickException(f"{path}: {wrong}") from wrong
    for content in found.foreign:
        click.echo(f"{path}: the content {content} is not what its hash says")
    if found.fault is not None:
        click.echo(f"{path}: {_words(found.name, found.person_id, found.fault)}")
    if not found.holds:
        raise SystemExit(1)
    click.echo(f"{path}: {found.name} ({found.person_id}): {_counted(found.last)} hold; {_last(found.seals)}")
    if found.withheld:
        click.echo(f"{_counted(found.withheld)} came without what they record: of them only the place was verified")
    return found


def _all_hold() -> None:
    people = bad = 0
    for person_id, name in _everybody():
        fault = records.fault_in(person_id)
        people += 1
        if fault is not None:
            bad += 1
            click.echo(_words(name, person_id, fault))
        session().expunge_all()  # of many files one is in memory
    entries = session().scalar(select(func.count()).select_from(Record)) or 0
    if bad:
        click.echo(f"{bad} of {people} {'file' if people == 1 else 'files'} do not hold")
        raise SystemExit(1)
    click.echo(f"{people} {'file' if people == 1 else 'files'} with {_counted(entries)} verified: all hold")


def _one_holds(person: Person) -> None:
    fault = records.fault_in(person.id)
    if fault is not None:
        click.echo(_words(person.name, person.id, fault))
        raise SystemExit(1)
    head = records.head_of(person.id)
    seals = {head[0]: head[1]} if head else {}
    click.echo(f"{person.name} ({person.id}): {_counted(head[0] if head else 0)} hold; {_last(seals)}")


def _goes_on(person: Person, checked: verifying.Checked) -> None:
    """Whether the database still has what the file had: a history that was written anew agrees with no older file."""
    if checked.person_id != person.id:
        raise click.ClickException(f"the file is about {checked.name} ({checked.person_id})")
    here = {line.number: line.seal for line in records.lines_of(person.id)}
    other = next((number for number, seal in sorted(checked.seals.items()) if here.get(number) != seal), None)
    if other is not None:
        click.echo(f"the database has another history than the file from entry {other} on")
        raise SystemExit(1)
    click.echo(f"the database has all {_counted(checked.last)} of the file, and {len(here) - checked.last} after them")


def _everybody() -> Iterator[tuple[int, str]]:
    """Whoever has a line, or had one."""
    having = union(select(Record.person_id), select(Head.person_id)).subquery()
    query = select(Person.id, Person.name).where(Person.id.in_(select(having.c.person_id))).order_by(Person.id)
    yield from ((row.id, row.name) for row in session().execute(query).all())


def _words(name: str, person_id: int, fault: Fault) -> str:
    return f"{name} ({person_id}): entry {fault.number} does not hold: {WORDS[fault.why]}"


def _counted(entries: int) -> str:
    return f"{entries:,} entry" if entries == 1 else f"{entries:,} entries"


def _last(seals: Mapping[int, str]) -> str:
    return f"the last seal is {seals[max(seals)]}" if seals else "there is no seal yet"
