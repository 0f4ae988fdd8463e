"""How far a company has been set up, in the order in which that is done."""

from dataclasses import dataclass

from sqlalchemy import func, literal, select

from lms.db import session
from lms.people.learning import anybody_learns
from lms.people.models import Coaching, Person, Team
from lms.people.policy import looks_after_accounts, require


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands already."""

    teams: bool
    people: bool
    coaching: bool
    enrolled: bool

    @property
    def whole(self) -> bool:
        return self.teams and self.people and self.coaching and self.enrolled


def begun(actor_id: int) -> Begun:
    """What stands of teams under the company, people beside the first admin, coaching and enrolments.

    A company may do with one team: once it has people, none is asked for. Raises NotYours for who isn't an admin.
    """
    require(looks_after_accounts(actor_id))
    teams, people, coached = session().execute(
        select(
            select(func.count()).select_from(Team).scalar_subquery(),
            select(func.count()).select_from(Person).where(Person.guest.is_(False)).scalar_subquery(),
            select(literal(1)).select_from(Coaching).limit(1).scalar_subquery(),
        )
    ).one()  # fmt: skip
    return Begun(teams > 1 or people > 1, people > 1, coached is not None, anybody_learns())
