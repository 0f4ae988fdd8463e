"""Loading a class for who keeps its register: who teaches it, who opened it, and who teaches everybody on it."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from lms import clock
from lms.classes.models import ClassPlace, ClassSession
from lms.classes.rules import Mark, Taught, begins_as
from lms.db import session
from lms.errors import AlreadyClosed, NotYours
from lms.i18n import _, zone
from lms.people.models import Person
from lms.people.policy import Action, visible
from lms.plan.absences import away_of


def class_for(actor_id: int, session_id: int, *, lock: bool = False) -> ClassSession:
    """lock: nobody else writes about it until the transaction ends. Raises NotYours."""
    row = session().get(ClassSession, session_id, with_for_update=lock or None)
    if row is None:
        raise NotYours
    if actor_id in (row.by_id, row.opened_by):
        return row
    people = [place.person_id for place in places_of(session_id)]
    today = clock.today(zone())
    taught = visible(actor_id, Action.TEACH_CLASS, today, taught_in(row).coached_skill)
    theirs = session().scalars(select(Person.id).where(Person.id.in_(people), Person.id.in_(taught))).all()
    if not people or {*theirs} != {*people}:
        raise NotYours
    return row


def open_register(actor_id: int, session_id: int) -> ClassSession:
    """A register to write in, held until the transaction ends. Raises NotYours; AlreadyClosed once it was saved."""
    row = class_for(actor_id, session_id, lock=True)
    if row.saved_at is not None:
        raise AlreadyClosed(_("This class was recorded before. Here is what was recorded."))
    return row


def places_of(session_id: int) -> Sequence[ClassPlace]:
    return session().scalars(select(ClassPlace).where(ClassPlace.session_id == session_id)).all()


def taught_in(row: ClassSession) -> Taught:
    return Taught(row.module, row.skill)


def begins_with(row: ClassSession, places: Iterable[ClassPlace]) -> Mapping[int, Mark]:
    """By person, the mark that their line begins with: the trainer's own, else by the code, else by leave."""
    places, on = [*places], row.happened_at.astimezone(zone()).date()
    away = away_of([place.person_id for place in places])
    return {
        place.person_id: begins_as(
            place.mark, place.signed_in_at, row.happened_at,
            away=any(one.covers(on) for one in away.get(place.person_id, ())),
        )
        for place in places
    }  # fmt: skip
