"""Who stands above somebody: whom a question about them goes to first."""

from datetime import date

from sqlalchemy import literal, or_, select

from lms.db import session
from lms.people.models import Membership, Person, Role, Team


def nearest_manager(person_id: int, on: date, *, but: int | None = None) -> int | None:
    """Who manages the person most closely on a local date and can be asked; None for nobody. but: not this one.

    Of two as close, who has managed there longer.
    """
    holds = (Membership.from_on <= on) & or_(Membership.to_on.is_(None), Membership.to_on >= on)
    above = (
        select(Membership.team_id.label("id"), literal(0).label("far"))
        .where(Membership.person_id == person_id, holds)
        .cte("teams_of", recursive=True)
    )
    above = above.union(
        select(Team.parent_id, above.c.far + 1).where(Team.id == above.c.id, Team.parent_id.is_not(None))
    )
    return session().scalar(
        select(Membership.person_id)
        .join(above, above.c.id == Membership.team_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.role == Role.MANAGER, holds, Membership.person_id != person_id,
            Person.suspended_at.is_(None), Person.id != (but or 0),
        )
        .order_by(above.c.far, Membership.from_on, Membership.id)
        .limit(1)
    )  # fmt: skip
