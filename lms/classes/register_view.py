"""What the pages of a class show: the open register, its screen, and what was recorded."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms import clock
from lms.classes.loading import begins_with, class_for, places_of, taught_in
from lms.classes.models import ClassPlace, ClassSession, ModuleTaught
from lms.classes.rules import Mark, Taught
from lms.classes.saving import TAUGHT
from lms.db import session
from lms.i18n import zone
from lms.people.directory import names
from lms.people.policy import Action, Matter, can
from lms.people.reach import by_name
from lms.plan.absences import away_of
from lms.plan.rules import Away
from lms.practice.index_view import trainees_of
from lms.practice.models import Attendance
from lms.records.models import Correction

SOME = 12  # classes that were recorded, on the page of classes


@dataclass(frozen=True, slots=True)
class Line:
    """One person on an open register. away: the absence that covers its day."""

    person_id: int
    name: str
    mark: Mark
    signed_in_at: datetime | None
    away: Away | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One person of a class that was recorded.

    source_id: of the fact, an attendance or a module taught; None for who was on leave. corrected: it stands no more.
    note_leave: no absence is known for the day, and the reader may note one.
    """

    person_id: int
    name: str
    mark: Mark
    source_id: int | None
    corrected: bool
    note_leave: bool


@dataclass(frozen=True, slots=True)
class Class:
    """A class as a page shows it. others: who can be put on the register; recorded: once it was saved."""

    id: int
    taught: Taught
    place: str
    happened_at: datetime
    by: str
    by_id: int
    opened_by: str
    opened_at: datetime
    code: str
    code_ends_at: datetime | None
    saved_at: datetime | None
    lines: Sequence[Line]
    others: Sequence[tuple[int, str]]
    recorded: Sequence[Recorded]

    @property
    def on(self) -> date:
        """Its day, where the reader is."""
        return self.happened_at.astimezone(zone()).date()

    @property
    def entered_later(self) -> bool:
        return self.saved_at is not None and self.saved_at.astimezone(zone()).date() > self.on

    @property
    def signed_in(self) -> int:
        return sum(line.signed_in_at is not None for line in self.lines)

    @property
    def stamp(self) -> str:
        """Differs once somebody has signed in, or the code has changed or ended."""
        seen = [self.code, str(self.saved_at), *(f"{one.person_id} {one.signed_in_at}" for one in self.lines)]
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def class_page(actor_id: int, session_id: int) -> Class:
    """Raises NotYours."""
    row = class_for(actor_id, session_id)
    places = places_of(session_id)
    called = names([row.by_id, row.opened_by, *(place.person_id for place in places)])
    is_open = row.saved_at is None
    runs = row.code_ends_at is not None and row.code_ends_at > clock.now()
    return Class(
        id=row.id,
        taught=taught_in(row),
        place=row.place,
        happened_at=row.happened_at,
        by=called[row.by_id],
        by_id=row.by_id,
        opened_by=called[row.opened_by],
        opened_at=row.opened_at,
        code=row.code if runs else "",
        code_ends_at=row.code_ends_at if runs else None,
        saved_at=row.saved_at,
        lines=_lines(row, places, called) if is_open else (),
        others=_others(actor_id, row, places) if is_open else (),
        recorded=() if is_open else _recorded(actor_id, row, places, called),
    )


def _lines(row: ClassSession, places: Sequence[ClassPlace], called: Mapping[int, str]) -> list[Line]:
    begins, on = begins_with(row, places), row.happened_at.astimezone(zone()).date()
    away = away_of([place.person_id for place in places])
    lines = [
        Line(
            place.person_id, called[place.person_id], begins[place.person_id], place.signed_in_at,
            next((one for one in away.get(place.person_id, ()) if one.covers(on)), None),
        )
        for place in places
    ]  # fmt: skip
    return sorted(lines, key=lambda line: by_name(line.name))


def _others(actor_id: int, row: ClassSession, places: Iterable[ClassPlace]) -> list[tuple[int, str]]:
    there = {place.person_id for place in places}
    rows = session().execute(trainees_of(actor_id, taught_in(row).coached_skill))
    return sorted(((one.id, one.name) for one in rows if one.id not in there), key=lambda pair: by_name(pair[1]))


def _recorded(
    actor_id: int, row: ClassSession, places: Sequence[ClassPlace], called: Mapping[int, str]
) -> list[Recorded]:
    sources, corrected = _sources(row)
    on = row.happened_at.astimezone(zone()).date()
    away = away_of([place.person_id for place in places])
    today = clock.today(zone())
    found = []
    for place in places:
        mark, person = Mark(place.mark), place.person_id
        covered = any(one.covers(on) for one in away.get(person, ()))
        notes = mark is Mark.ABSENT and not covered and can(actor_id, Action.NOTE_ABSENCE, Matter(person, today))
        source = sources.get(person)
        found.append(Recorded(person, called[person], mark, source, source in corrected, notes))
    return sorted(found, key=lambda one: by_name(one.name))


def _sources(row: ClassSession) -> tuple[Mapping[int, int], set[int]]:
    """By person the fact that was written, and those of them that were corrected since."""
    if row.skill:
        query = select(Attendance.person_id, Attendance.id).where(Attendance.show_id == row.show_id)
    else:
        query = select(ModuleTaught.person_id, ModuleTaught.id).where(ModuleTaught.session_id == row.id)
    kind = "attendance" if row.skill else TAUGHT
    # of one person the last one, which is what a correction has put in the place of the others
    found = session().execute(query.order_by(query.selected_columns[1]))
    sources: dict[int, int] = {row[0]: row[1] for row in found}
    corrected = session().scalars(
        select(Correction.source_id).where(Correction.kind == kind, Correction.source_id.in_(sources.values()))
    )
    return sources, set(corrected)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class in the list of a trainer's classes."""

    id: int
    taught: Taught
    place: str
    happened_at: datetime
    by: str
    saved_at: datetime | None
    people: int


def classes_of(actor_id: int) -> tuple[list[ClassLine], list[ClassLine]]:
    """The actor's classes: registers that are open, and those recorded last, the latest first."""
    mine = (ClassSession.by_id == actor_id) | (ClassSession.opened_by == actor_id)
    newest = select(ClassSession).where(mine).order_by(ClassSession.happened_at.desc(), ClassSession.id.desc())
    is_open = session().scalars(newest.where(ClassSession.saved_at.is_(None))).all()
    saved = session().scalars(newest.where(ClassSession.saved_at.is_not(None)).limit(SOME)).all()
    ids = [row.id for row in (*is_open, *saved)]
    people: dict[int, int] = dict.fromkeys(ids, 0)
    for place in session().scalars(select(ClassPlace.session_id).where(ClassPlace.session_id.in_(ids))):
        people[place] += 1
    called = names([row.by_id for row in (*is_open, *saved)])

    def line(row: ClassSession) -> ClassLine:
        return ClassLine(
            row.id, taught_in(row), row.place, row.happened_at, called[row.by_id], row.saved_at, people[row.id]
        )

    return [line(row) for row in is_open], [line(row) for row in saved]


@dataclass(frozen=True, slots=True)
class ToSignIn:
    """A class whose register is open, with this person on it. at: when they signed in; None while they have not."""

    session_id: int
    taught: Taught
    place: str
    happened_at: datetime
    at: datetime | None


def registers_with(person_id: int) -> list[ToSignIn]:
    """The open registers of today on which a person stands, in one query."""
    rows = session().execute(
        select(ClassSession, ClassPlace.signed_in_at)
        .join(ClassPlace, ClassPlace.session_id == ClassSession.id)
        .where(ClassPlace.person_id == person_id, ClassSession.saved_at.is_(None))
        .order_by(ClassSession.happened_at)
    )
    today = clock.today(zone())
    return [
        ToSignIn(row.id, taught_in(row), row.place, row.happened_at, at)
        for row, at in rows
        if row.happened_at.astimezone(zone()).date() == today
    ]
