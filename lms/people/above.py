"""Who stands above somebody: whom a question about them goes to first."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import literal, or_, select

from lms.db import session
from lms.people.models import Membership, Person, Role, Team


def nearest_manager(person_id: int, on: date) -> int | None:
    """Who manages the person most closely on a local date and can be asked; None for nobody."""
    return next(iter(managers_above([person_id], on).get(person_id, ())), None)


def managers_above(person_ids: Collection[int], on: date) -> dict[int, list[int]]:
    """By person all who manage them on a local date and can be asked, the closest first, in one query.

    Of two as close, who has managed there longer. Who has nobody is left out.
    """
    holds = (Membership.from_on <= on) & or_(Membership.to_on.is_(None), Membership.to_on >= on)
    above = (
        select(Membership.person_id.label("below"), Membership.team_id.label("id"), literal(0).label("far"))
        .where(Membership.person_id.in_(person_ids), holds)
        .cte("teams_of", recursive=True)
    )
    above = above.union(
        select(above.c.below, Team.parent_id, above.c.far + 1).where(Team.id == above.c.id, Team.parent_id.is_not(None))
    )
    rows = session().execute(
        select(above.c.below, Membership.person_id)
        .join(above, above.c.id == Membership.team_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.role == Role.MANAGER, holds, Membership.person_id != above.c.below,
            Person.suspended_at.is_(None),
        )
        .order_by(above.c.far, Membership.from_on, Membership.id)
    )  # fmt: skip
    found: dict[int, list[int]] = {}
    for below, manager in rows:
        closest = found.setdefault(below, [])
        if manager not in closest:
            closest.append(manager)
    return found
