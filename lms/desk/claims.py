"""Rows of the to-do that somebody is at: taken when they begin, let go by hand or after a while, or taken over."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import delete, select

from lms import clock
from lms.db import insert_into, session, transaction
from lms.desk.models import Claim
from lms.errors import Conflict
from lms.i18n import _, zone
from lms.i18n import clock as on_clock
from lms.people.directory import names
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.records import notices
from lms.records.notices import Said

HOLDS = timedelta(hours=2)  # who began and was called away keeps nobody else from it for longer
TAKEN_OVER = "claim_taken_over"
THING = re.compile(r"[A-Za-z0-9._-]{1,160}")


@dataclass(frozen=True, slots=True)
class Held:
    """Who is at a row, and since when."""

    by: int
    name: str
    since: datetime


def take(actor_id: int, person_id: int, thing: str, *, over: bool = False) -> None:
    """The actor is at this row about a person; again, their time begins anew. over: also if somebody else is.

    thing: the key of the row, which begins with the person's id. Raises NotYours; Conflict while another holds it.
    """
    with transaction():
        _require(actor_id, person_id, thing)
        now = clock.now()
        row = insert_into(Claim).values(thing=thing, person_id=actor_id, at=now).on_conflict_do_nothing()
        if session().execute(row.returning(Claim.thing)).scalar() is not None:
            return
        claim = session().get_one(Claim, thing, with_for_update=True)
        if claim.person_id != actor_id and claim.at > now - HOLDS:
            if not over:
                name = names([claim.person_id])[claim.person_id]
                raise Conflict(_("%(name)s has been at this since %(time)s. Leave it to them, or take it over.",
                                 name=name, time=on_clock(claim.at)))  # fmt: skip
            told = {"name": names([actor_id])[actor_id], "about": names([person_id])[person_id], "thing": thing}
            notices.tell(claim.person_id, TAKEN_OVER, told, f"{thing}"[:50] + f" {int(now.timestamp())}")
        claim.person_id, claim.at = actor_id, now


def let_go(actor_id: int, person_id: int, thing: str) -> None:
    """The actor is at this row no more. What somebody else holds stays theirs. Raises NotYours."""
    with transaction():
        _require(actor_id, person_id, thing)
        session().execute(delete(Claim).where(Claim.thing == thing, Claim.person_id == actor_id))


def _require(actor_id: int, person_id: int, thing: str) -> None:
    require(THING.fullmatch(thing) is not None and thing.startswith(f"{person_id}."))
    require(can(actor_id, Action.SEE_TODO, Matter(person_id, clock.today(zone()))))


def held(things: Collection[str], now: datetime) -> dict[str, Held]:
    """Of these rows those that somebody is at, in one query."""
    fresh = (Claim.thing.in_(things), Claim.at > now - HOLDS, Claim.at <= now)
    rows = session().execute(
        select(Claim.thing, Claim.person_id, Person.name, Claim.at)
        .join(Person, Person.id == Claim.person_id)
        .where(*fresh)
    )
    return {row.thing: Held(row.person_id, row.name, row.at) for row in rows}


def _told(body: Mapping[str, Any]) -> Said:
    said = _("%(name)s has taken over from you: %(about)s", name=body["name"], about=body["about"])
    return Said(said, url_for("desk.todo", at=body["thing"]))


notices.WORDS[TAKEN_OVER] = _told
