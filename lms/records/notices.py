"""Notices in the app: what somebody is told once, until they open it. Each room says how its kinds are worded."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from lms import clock
from lms.db import insert_into, session, transaction
from lms.errors import NotYours
from lms.people.policy import Action, Matter, can, require
from lms.records.models import Notice

MOST = 20  # shown at once, the newest first; the others come up as these are opened


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words: a sentence, where it leads, and a second, quieter line."""

    sentence: str
    href: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """A notice as a page shows it."""

    id: int
    at: datetime
    said: Said


# By kind, how a notice's body is worded in the language of whoever reads it. Rooms register theirs at import.
WORDS: dict[str, Callable[[Mapping[str, Any]], Said]] = {}


@dataclass(frozen=True, slots=True)
class Telling:
    """What a person is to be told. body: as JSON can hold it; key: what happened, at most 80 characters."""

    person_id: int
    kind: str
    body: Mapping[str, Any]
    key: str


def tell(person_id: int, kind: str, body: Mapping[str, Any], key: str) -> None:
    """Inside a transaction: tell a person something. The same key again tells nothing more.

    body: as JSON can hold it; key: what happened, at most 80 characters, unique for the person.
    """
    _tell([Telling(person_id, kind, body, key)])


def tell_unless_told(every: Sequence[Telling]) -> None:
    """Tell whatever of this was not told before, read or not; in two statements, and no write where it all was."""
    told = select(Notice.person_id, Notice.key).where(
        Notice.person_id.in_({one.person_id for one in every}), Notice.key.in_({one.key for one in every})
    )
    there = {(row.person_id, row.key) for row in session().execute(told)} if every else set()
    new = [one for one in every if (one.person_id, one.key) not in there]
    if new:
        with transaction():
            _tell(new)


def _tell(every: Sequence[Telling]) -> None:
    rows = [
        {"person_id": one.person_id, "kind": one.kind, "body": dict(one.body), "key": one.key,
         "created_at": clock.now()}
        for one in every
    ]  # fmt: skip
    session().execute(insert_into(Notice).on_conflict_do_nothing(index_elements=["person_id", "key"]), rows)


def unread_of(person_id: int) -> list[Notice]:
    """What a person was told and has not opened, the newest first."""
    unread = select(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return list(session().scalars(unread.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(MOST)))


def news_of(person_id: int) -> list[News]:
    """The same in words. A kind that no room words any more is left out."""
    return [
        News(one.id, one.created_at, WORDS[one.kind](one.body)) for one in unread_of(person_id) if one.kind in WORDS
    ]


def mark_read(actor_id: int, notice_id: int) -> Notice:
    """The person has opened a notice. Doing it again changes nothing. Raises NotYours for another's."""
    with transaction():
        row = session().get(Notice, notice_id)
        if row is None:
            raise NotYours
        require(can(actor_id, Action.READ_NOTICE, Matter(row.person_id, row.created_at.date())))
        if row.read_at is None:
            row.read_at = clock.now()
        return row


def settle(person_id: int, kind: str, key: str) -> None:
    """Inside a transaction: the person has met at its place what notices with this beginning of their key told."""
    session().execute(
        update(Notice)
        .where(
            Notice.person_id == person_id, Notice.kind == kind, Notice.read_at.is_(None),
            Notice.key.startswith(key, autoescape=True),
        )
        .values(read_at=clock.now())
    )  # fmt: skip


def settle_all(person_ids: Collection[int], keys: Collection[str]) -> None:
    """Inside a transaction: what exactly these keys stand for is over, and none of these people has to open it."""
    told = (Notice.person_id.in_(person_ids), Notice.key.in_(keys), Notice.read_at.is_(None))
    session().execute(update(Notice).where(*told).values(read_at=clock.now()))
