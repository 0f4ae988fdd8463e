"""Who changed accounts, teams and coaching, and what: written beside each change, read by admins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from lms import clock
from lms.db import session
from lms.people.models import Audit, Person
from lms.people.policy import looks_after_accounts, require

PAGE = 50


class Change(StrEnum):
    """What was done. Stored by value, so a value is never renamed."""

    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    ADMIN_GIVEN = "admin_given"
    ADMIN_TAKEN = "admin_taken"
    SUSPENDED = "suspended"
    UNSUSPENDED = "unsuspended"
    PLACE_ADDED = "place_added"
    PLACE_ENDED = "place_ended"
    PLACE_REOPENED = "place_reopened"
    TEAM_ADDED = "team_added"
    TEAM_CHANGED = "team_changed"
    COACHING_ADDED = "coaching_added"
    COACHING_ENDED = "coaching_ended"
    COACHING_REOPENED = "coaching_reopened"
    LINK_MADE = "link_made"
    LINK_USED = "link_used"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a name
    BROWSERS_ENDED = "browsers_ended"
    DATA_TAKEN = "data_taken"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit. who: None for the command line; detail: what changed, by field."""

    id: int
    at: datetime
    who: str | None
    change: str
    whom_id: int | None
    whom: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Newest first. older: the id to go on from, None at the end."""

    entries: Sequence[Entry]
    older: int | None


def note(actor_id: int | None, change: Change, subject_id: int | None = None, **detail: object) -> None:
    """Inside a transaction: write down who changed what. detail must be plain data; passwords and links never."""
    session().add(Audit(at=clock.now(), actor_id=actor_id, action=change.value, subject_id=subject_id, detail=detail))


def entries(actor_id: int, before: int | None = None, person_id: int | None = None) -> EntryPage:
    """A page of the audit, perhaps of one person only. Raises NotYours for who isn't an admin."""
    require(looks_after_accounts(actor_id))
    who, whom = aliased(Person), aliased(Person)
    query = (
        select(Audit, who.name, whom.name)
        .outerjoin(who, who.id == Audit.actor_id)
        .outerjoin(whom, whom.id == Audit.subject_id)
        .order_by(Audit.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Audit.id < before)
    if person_id is not None:
        query = query.where(or_(Audit.subject_id == person_id, Audit.actor_id == person_id))
    rows = session().execute(query).all()
    found = [
        Entry(row.id, row.at, actor_name, row.action, row.subject_id, subject_name, row.detail)
        for row, actor_name, subject_name in rows[:PAGE]
    ]
    return EntryPage(found, found[-1].id if len(rows) > PAGE else None)
