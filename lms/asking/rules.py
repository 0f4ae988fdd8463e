"""To whom a question goes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

ANSWER_WITHIN_DAYS = 2  # working days; the pages that ask say it in words


@dataclass(frozen=True, slots=True)
class Coach:
    """Somebody who teaches the asker today. skill: None for all."""

    id: int
    skill: str | None


def for_whom(skills: Collection[str], coaches: Iterable[Coach]) -> frozenset[int]:
    """Ids of those who are asked: for each skill that the module teaches its coach, else whoever coaches all, else any.

    Empty where nobody coaches: then whoever manages is asked.
    """
    coaches = list(coaches)
    found: set[int] = set()
    for skill in skills:
        of_it = {coach.id for coach in coaches if coach.skill == skill}
        found |= of_it or {coach.id for coach in coaches if coach.skill is None}
    return frozenset(found or {coach.id for coach in coaches})
