"""Who coaches whom, on which dates, and who answers for a skill."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from lms.db import session
from lms.people.models import Coaching, Person

Persons = Select[Any] | Sequence[int]


@dataclass(frozen=True, slots=True)
class Coach:
    """Somebody who teaches a trainee: one skill, or all when `skill` is None, on these local dates, both included.

    suspended: their account is shut, so that nothing can be asked of them.
    """

    trainer_id: int
    skill: str | None
    from_on: date
    to_on: date | None
    name: str = ""
    suspended: bool = False

    def on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


def coaches_of(person_ids: Persons, on: date) -> dict[int, list[Coach]]:
    """Who coaches each of these trainees on a local date, those for one skill first; nobody whose account is shut."""
    every = coachings_of(person_ids).items()
    of_the_day = {person: [one for one in coaches if one.on(on) and not one.suspended] for person, coaches in every}
    return {person: coaches for person, coaches in of_the_day.items() if coaches}


def coachings_of(person_ids: Persons) -> dict[int, list[Coach]]:
    """Who coaches each of these trainees, has coached them or will, in the order in which they answer for a skill."""
    found: dict[int, list[Coach]] = defaultdict(list)
    rows = session().execute(
        select(
            Coaching.trainee_id, Coaching.trainer_id, Coaching.skill, Coaching.from_on, Coaching.to_on, Person.name,
            Person.suspended_at,
        )
        .join(Person, Person.id == Coaching.trainer_id)
        .where(Coaching.trainee_id.in_(person_ids))
        .order_by(Coaching.skill.is_(None), Coaching.from_on, Coaching.trainer_id)
    )  # fmt: skip
    for row in rows:
        suspended = row.suspended_at is not None
        found[row.trainee_id].append(Coach(row.trainer_id, row.skill, row.from_on, row.to_on, row.name, suspended))
    return dict(found)


def suspended_among(person_ids: Collection[int]) -> frozenset[int]:
    """Those of these persons whose account is shut."""
    if not person_ids:
        return frozenset()
    return frozenset(
        session().scalars(select(Person.id).where(Person.id.in_(person_ids), Person.suspended_at.is_not(None)))
    )


def coach_for(coaches: Sequence[Coach], skill: str | None) -> int | None:
    """Who answers for a skill: the coach of that skill, else the one for all; None when nobody does."""
    for coach in coaches:
        if coach.skill == skill:
            return coach.trainer_id
    return next((coach.trainer_id for coach in coaches if coach.skill is None), None)
