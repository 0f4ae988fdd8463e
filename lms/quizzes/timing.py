"""More time for a person in the checks that have a limit: who gave it, how much and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import once, session, transaction
from lms.errors import Unusable
from lms.i18n import _, zone
from lms.people.directory import hold
from lms.people.policy import Action, Matter, can, require
from lms.quizzes.models import Attempt, Extension
from lms.quizzes.rules import ends_at
from lms.records.service import checked_reason

PERCENTS = (0, 25, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class MoreTime:
    """What stands of a person's time: per cent on top of every limit, by whom, since when and why."""

    percent: int
    given_by: int
    given_at: datetime
    why: str


def more_time(person_id: int) -> MoreTime | None:
    """The extension that stands; None where none does. Asks no right."""
    row = session().scalars(
        select(Extension).where(Extension.person_id == person_id).order_by(Extension.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    return MoreTime(row.percent, row.given_by, row.given_at, row.why) if row is not None and row.percent else None


def extra_percent(person_id: int) -> int:
    found = more_time(person_id)
    return found.percent if found else 0


def give_more_time(actor_id: int, person_id: int, percent: int, why: str, key: str) -> None:
    """From now on, a check under way included, which is never cut short. 0 takes it back. Raises NotYours, Unusable."""
    with transaction():
        hold(person_id)
        require(can(actor_id, Action.GIVE_TIME, Matter(person_id, clock.today(zone()))))
        if percent not in PERCENTS:
            raise Unusable(fields={"percent": _("Choose one of those offered.")})
        reason = checked_reason(why)
        body = {"person": person_id, "percent": percent, "why": reason}
        once(actor_id, key, body, lambda: _give(actor_id, person_id, percent, reason))


def _give(actor_id: int, person_id: int, percent: int, why: str) -> dict[str, int]:
    row = Extension(person_id=person_id, percent=percent, why=why, given_by=actor_id, given_at=clock.now())
    session().add(row)
    session().flush()
    under_way = select(Attempt.id, Attempt.module, Attempt.started_at, Attempt.ends_at).where(
        Attempt.person_id == person_id, Attempt.closed_at.is_(None), Attempt.ends_at > clock.now()
    )
    for attempt_id, module_id, started_at, ends in session().execute(under_way).all():
        module = edition.catalog().modules.get(ModuleId(module_id))
        if module is not None:
            until = ends_at(started_at, module.pool.check_minutes, percent)
            if until is None or ends is None or until <= ends:
                continue  # nobody who is answering loses time that the page has shown
            session().execute(
                update(Attempt).where(Attempt.id == attempt_id, Attempt.closed_at.is_(None)).values(ends_at=until)
            )
    return {"id": row.id}
