"""Open answers that wait for a mark, and whose they are to mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import literal, select

from lms.asking.places import skills_of
from lms.asking.reading import coaches_of
from lms.asking.rules import Coach, for_whom
from lms.db import session
from lms.people.models import Person
from lms.people.policy import Action, PersonIds, visible
from lms.quizzes.marking import may_mark
from lms.quizzes.models import Attempt, AttemptItem, Mark, Response


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """An answer without a mark. whom: ids of those who coach its skill; empty where nobody does: a manager marks it."""

    attempt_id: int
    position: int
    person_id: int
    name: str
    module: str
    confirmed_at: datetime
    whom: frozenset[int]


def answers_waiting(people: PersonIds, on: date) -> list[WaitingAnswer]:
    """Open answers of these persons that nobody has marked, the longest wait first; two queries for any number.

    None of who is suspended: whoever comes back waits again.
    """
    marked = select(literal(1)).where(Mark.attempt_id == Response.attempt_id, Mark.position == Response.position)
    rows = (
        session()
        .execute(
            select(
                Attempt.id, Attempt.person_id, Person.name, AttemptItem.position, AttemptItem.module,
                Response.confirmed_at,
            )
            .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
            .join(
                Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
            )
            .join(Person, Person.id == Attempt.person_id)
            # only what a trainer marks has no score once it is confirmed
            .where(
                Attempt.person_id.in_(people), Person.suspended_at.is_(None),
                Response.confirmed_at.is_not(None), Response.score.is_(None), ~marked.exists(),
            )
            .order_by(Response.confirmed_at, Attempt.id, AttemptItem.position)
        )
        .all()
    )  # fmt: skip
    coaches = coaches_of(sorted({row.person_id for row in rows}), on)
    return [
        WaitingAnswer(
            row.id, row.position, row.person_id, row.name, row.module, row.confirmed_at,
            _whom(row.module, coaches.get(row.person_id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _whom(module: str, coaches: Sequence[Coach]) -> frozenset[int]:
    """Only who coaches a skill that the module teaches has the right to mark."""
    skills = skills_of(module)
    return for_whom(skills, [one for one in coaches if not skills or one.skill is None or one.skill in skills])


def next_to_mark(actor_id: int, on: date, after: tuple[int, int]) -> WaitingAnswer | None:
    """What the actor marks next, the longest wait first. after: attempt and position of the one before them."""
    asked_of: dict[tuple[int, str], bool] = {}  # the right is the same for all answers of a person in a module
    for one in answers_waiting(visible(actor_id, Action.MARK_ANSWER, on), on):
        mine = actor_id in one.whom or not one.whom
        if not mine or (one.attempt_id, one.position) == after:
            continue
        whose = one.person_id, one.module
        if whose not in asked_of:
            asked_of[whose] = may_mark(actor_id, *whose)
        if asked_of[whose]:
            return one
    return None
