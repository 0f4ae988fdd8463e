"""On how many working days of a week a trainer is there, as far as their leave is on record and the reader may see it.

Nobody enters how many hours somebody has free; days are what is known.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from lms.db import session
from lms.people.models import Person
from lms.people.policy import Action, visible
from lms.plan.absences import away_of
from lms.plan.service import working_days


@dataclass(frozen=True, slots=True)
class Presence:
    """days: working days left on which they are there; of: working days left at all."""

    days: int
    of: int


def presence_of(reader_id: int, person_ids: Collection[int], today: date, until: date) -> Mapping[int, Presence]:
    """By person, from today on, both dates included; who is a stranger to the reader is left out."""
    calendar = working_days()
    dates = [today + timedelta(days=ahead) for ahead in range((until - today).days + 1)]
    working = [day for day in dates if calendar.is_working(day)]
    may_see = visible(reader_id, Action.SEE_ABSENCES, today)
    known = session().scalars(select(Person.id).where(Person.id.in_(person_ids), Person.id.in_(may_see))).all()
    away = away_of(known)
    return {
        person: Presence(
            days=sum(not any(one.covers(day) for one in away.get(person, ())) for day in working), of=len(working)
        )
        for person in known
    }
