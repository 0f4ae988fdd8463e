"""Telling raters what was found of their rating, first them and some days later whoever manages them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update

from lms import clock
from lms.db import insert_row, session, transaction
from lms.i18n import zone
from lms.people.policy import Action, Matter, can, require
from lms.plan.service import working_days
from lms.raters.around import Figures, figures_of
from lms.raters.findings import Finding, findings, shown_to_manager_on
from lms.raters.models import RaterTold
from lms.records import notices

NOTICE = "rating"  # the kind of notice by which a rater is told


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that the rater was told. shared_on: the local date from which their manager sees it."""

    finding: Finding
    told_at: datetime
    seen_at: datetime | None
    shared_on: date

    @property
    def shared(self) -> bool:
        return self.shared_on <= clock.today(zone())


def look(rater_ids: Collection[int], looking: int) -> tuple[Mapping[int, Figures], Mapping[int, Sequence[Told]]]:
    """The figures of raters and what they were told by now: who looks first makes a new finding known to the rater.

    Told to nobody but the rater, by a notice unless it is they who look. What is no longer found is forgotten, so that
    it has its days of quiet again should it come back.
    """
    figures = figures_of(rater_ids)
    rows = _rows(rater_ids)
    now_found = {rater: _found(one, rows.get(rater, {})) for rater, one in figures.items()}
    if any({(one.skill, one.key) for one in now_found[rater]} != set(rows.get(rater, {})) for rater in rater_ids):
        with transaction():
            for rater in sorted(rater_ids):
                _keep(rater, now_found[rater], rows.get(rater, {}), looking)
        rows = _rows(rater_ids)
    return figures, {
        rater: [
            _told(one, told[one.skill, one.key])
            for told in (rows.get(rater, {}),)
            for one in now_found[rater]
            if (one.skill, one.key) in told
        ]
        for rater in rater_ids
    }


def mark_read(actor_id: int) -> None:
    """The rater has read what they were told. Doing it again changes nothing."""
    with transaction():
        require(can(actor_id, Action.SEE_OWN_RATING, Matter(actor_id, clock.today(zone()))))
        unread = (RaterTold.rater_id == actor_id, RaterTold.seen_at.is_(None))
        session().execute(update(RaterTold).where(*unread).values(seen_at=clock.now()))
        notices.settle(actor_id, NOTICE, NOTICE)


_Rows = Mapping[tuple[str, str], RaterTold]


def _rows(rater_ids: Collection[int]) -> dict[int, dict[tuple[str, str], RaterTold]]:
    """What each was told, by skill and key."""
    found: dict[int, dict[tuple[str, str], RaterTold]] = {}
    for row in session().scalars(select(RaterTold).where(RaterTold.rater_id.in_(rater_ids))):
        found.setdefault(row.rater_id, {})[row.skill, row.finding] = row
    return found


def _found(figures: Figures, told: _Rows) -> list[Finding]:
    return findings(figures.severity, figures.habits, figures.others_tries, set(told))


def _keep(rater: int, found: Sequence[Finding], told: _Rows, looking: int) -> None:
    """Inside a transaction: what is found stands as told, what isn't is gone."""
    now = clock.now()
    fresh = [one for one in found if (one.skill, one.key) not in told]
    for one in fresh:
        row = {"rater_id": rater, "skill": one.skill, "finding": one.key, "told_at": now}
        insert_row(RaterTold, row, unless_there=True)
    if fresh and looking != rater:
        notices.tell(rater, NOTICE, {}, f"{NOTICE}-{now.isoformat()}")
    for skill, key in set(told) - {(one.skill, one.key) for one in found}:
        gone = (RaterTold.rater_id == rater, RaterTold.skill == skill, RaterTold.finding == key)
        session().execute(delete(RaterTold).where(*gone))


def _told(finding: Finding, row: RaterTold) -> Told:
    shared_on = shown_to_manager_on(row.told_at, row.seen_at, zone(), working_days())
    return Told(finding, row.told_at, row.seen_at, shared_on)
