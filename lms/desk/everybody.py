"""Everybody in a manager's teams as their stored rows have them, for pages that add up what stands in all of these."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import SQLAlchemyError

from lms.db import session
from lms.desk import standing
from lms.desk.listed import Listed, listed_apart
from lms.desk.teams import Managed, managed_of
from lms.i18n import zone
from lms.judgement.deriving import derive_stale
from lms.people.policy import teams_managed

MOST_DERIVED = 200  # people who are judged anew before a page is shown; more would keep its reader waiting
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Everybody:
    """members: who is on a path, in the order of their ids, without those at whose try the manager looks a second time;
    hidden: the names of these; as_of: since when nothing of it may differ.
    """

    managed: Managed
    as_of: datetime
    members: list[Listed]
    hidden: list[str]


def everybody_of(manager_id: int, now: datetime) -> Everybody:
    """Some who are stale are judged anew first, and who is sealed from the manager for them alone; nobody else is."""
    today = now.astimezone(zone()).date()
    more_stale = bring_up_to_date(teams_managed(manager_id, today), now, MOST_DERIVED)
    managed = managed_of(manager_id, today)
    asked = standing.Asked([*managed.teams], [manager_id, *managed.apart])
    members = standing.all_of(asked, listed_apart(managed, now, manager_id))
    as_of = (standing.oldest_as_of(managed.teams, now) if more_stale else None) or now
    return Everybody(managed, as_of, members, [place.name for place in managed.apart.values() if place.hidden])


def bring_up_to_date(teams: Select[Any], now: datetime, limit: int | None) -> bool:
    """Judge anew whom time or a write has overtaken. Returns whether there are more than `limit`.

    Where nothing can be written, on a full disk, what was found before is shown with its moment.
    """
    try:
        return derive_stale(now, limit, teams)
    except SQLAlchemyError:
        session().rollback()
        _log.exception("the rows of a team could not be brought up to date")
        return True
