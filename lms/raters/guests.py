"""A guest rates one try by a link that works once: it is made, bound to the browser that begins, and can be revoked.

The link's token is made from the installation's secret and the key of the sending, as entry links are: a form that
comes twice shows the same link, and the database holds only a hash. The browser that begins gets a token of its own.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, select

from lms import clock
from lms.config import Settings
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Refusal, Unusable
from lms.i18n import DEFAULT_ZONE, _, language
from lms.people.directory import names
from lms.people.models import Person
from lms.people.policy import Action, require
from lms.people.reach import LONGEST_NAME, clean_name
from lms.people.session import token_hash
from lms.practice import reviews
from lms.practice.loading import Loaded, allowed, load_try, still_standing
from lms.practice.models import Review, Try
from lms.practice.rules import TryKind
from lms.practice.seats import Part, give, leave
from lms.raters.models import GuestLink
from lms.raters.rules import LINK_LASTS, GuestStanding, guest_standing, takes_guest
from lms.records import notices

GUEST_ENDED = "guest_ended"  # the kind of notice to who made the link


class GuestLinkOver(Refusal):
    """The link was used in another browser, is too old, was revoked, or never was: from outside all look the same."""

    status = 410


@dataclass(frozen=True, slots=True)
class Made:
    """A link as it is shown, once."""

    name: str
    address: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who rates one try by a link. review_id: None before they began; ended_at: when their review ended."""

    link_id: int
    person_id: int
    name: str
    try_id: int
    made_by: int
    made_at: datetime
    opened_at: datetime | None
    ends_at: datetime
    review_id: int | None
    ended_at: datetime | None
    standing: GuestStanding


def invite(actor_id: int, try_id: int, name: str, key: str) -> Made:
    """Make a link by which somebody without an account rates this try. The trainee never can.

    Raises NotYours; Conflict for a try that was called off or that is too long past; Unusable for no name.
    """
    with transaction():
        loaded = load_try(try_id, lock=True)
        require(may_invite(actor_id, loaded))
        _require_takes_guest(still_standing(loaded))
        called = clean_name(name)
        if not called or len(called) > LONGEST_NAME:
            words = _("Write the guest’s name, so that the trainee knows who rated them.")
            raise Unusable(fields={"name": words})
        token = _token(actor_id, try_id, key)
        body = ["guest", try_id, called]
        row_id = once(actor_id, key, body, lambda: {"id": _make(actor_id, try_id, called, token)})["id"]
        row = session().get_one(GuestLink, int(row_id))
        settings: Settings = current_app.extensions["settings"]
        return Made(called, f"{settings.public_url}/guest/link/{token}", row.ends_at)


def may_invite(actor_id: int, loaded: Loaded) -> bool:
    """Whether the actor may let a guest rate this try: whoever coaches or manages the trainee."""
    return loaded.row.kind == TryKind.LIVE and allowed(actor_id, Action.INVITE_GUEST, loaded.matter, loaded.zone)


def _require_takes_guest(loaded: Loaded) -> None:
    if not takes_guest(loaded.row.started_at, loaded.row.ended_at, clock.now()):
        raise Conflict(_("A guest can rate a try while it is played and for three days after. That time is over."))


def _make(actor_id: int, try_id: int, name: str, token: str) -> int:
    now = clock.now()
    guest = Person(name=name, guest=True, language=language().value, zone=DEFAULT_ZONE, created_at=now)
    session().add(guest)
    session().flush()
    row = GuestLink(
        token_hash=token_hash(token), try_id=try_id, person_id=guest.id, made_by=actor_id, made_at=now,
        ends_at=now + LINK_LASTS,
    )  # fmt: skip
    session().add(row)
    session().flush()
    return row.id


def revoke(actor_id: int, link_id: int) -> int:
    """The link opens nothing any more, and who began by it rates no further; an ended review stays. Returns the try.

    Doing it twice changes nothing more. Raises NotYours.
    """
    with transaction():
        row = session().get(GuestLink, link_id, with_for_update=True)
        if row is None:
            raise NotYours
        require(may_invite(actor_id, load_try(row.try_id)))
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            leave(row.try_id, row.person_id, Part.GUEST)
        return row.try_id


def look(token: str, browser: str | None) -> Guest:
    """Whose link this is, without using it up: chats open links to show what is behind. Raises GuestLinkOver."""
    guest = _guest_where(GuestLink.token_hash == token_hash(token))
    if guest is None or guest.standing is not GuestStanding.NOT_OPENED:
        begun = guest_of(browser)
        if guest is not None and begun is not None and begun.link_id == guest.link_id:
            return begun
        raise GuestLinkOver
    return guest


def begin(token: str) -> tuple[str, datetime]:
    """Bind the link to the browser that begins: from here on the link itself is dead, and their review is open.

    Returns the browser's token, and until when it holds. Raises GuestLinkOver; Conflict for a try called off meanwhile.
    """
    with transaction():
        row = session().scalars(
            select(GuestLink).where(GuestLink.token_hash == token_hash(token)).with_for_update()
        ).one_or_none()  # fmt: skip
        now = clock.now()
        if row is None or row.opened_at is not None or row.revoked_at is not None or row.ends_at <= now:
            raise GuestLinkOver
        still_standing(load_try(row.try_id, lock=True))
        browser = secrets.token_urlsafe(32)
        row.opened_at, row.browser_hash = now, token_hash(browser)
        give(row.try_id, row.person_id, Part.GUEST, row.made_by, row.ends_at)
        reviews.open_review(row.person_id, row.try_id)
        return browser, row.ends_at


def guest_of(browser: str | None) -> Guest | None:
    """The guest to whom a browser belongs, also when their time is over."""
    return _guest_where(GuestLink.browser_hash == token_hash(browser)) if browser else None


def require_rating(guest: Guest | None) -> Guest:
    """The guest, if they may go on. Raises NotYours for none; GuestLinkOver whose words say why it is over."""
    if guest is None:
        raise NotYours
    if guest.standing in (GuestStanding.RATING, GuestStanding.ENDED):
        return guest
    if guest.standing is GuestStanding.REVOKED:
        raise GuestLinkOver(_("The link was taken back by whoever made it. Ask them if that was not meant."))
    raise GuestLinkOver(_("The 24 hours of this link are over. Ask whoever sent it for another."))


def _ended(made: Try, review: Review) -> None:
    """Within the end of a review: if it was a guest's, who invited them is told."""
    row = session().scalars(
        select(GuestLink).where(GuestLink.try_id == made.id, GuestLink.person_id == review.rater_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        return
    called = session().scalars(select(Person.name).where(Person.id == row.person_id)).one()
    told = {
        "try": made.id, "name": called, "person": names([made.person_id])[made.person_id], "skill": made.skill,
        "number": made.number,
    }  # fmt: skip
    notices.tell(row.made_by, GUEST_ENDED, told, f"guest {row.id}")


reviews.ENDED.append(_ended)


def guests_at(try_id: int) -> list[Guest]:
    """All guests who were asked to rate a try, the latest first."""
    return _guests(GuestLink.try_id == try_id)


def _guest_where(condition: ColumnElement[bool]) -> Guest | None:
    return next(iter(_guests(condition)), None)


def _guests(condition: ColumnElement[bool]) -> list[Guest]:
    rows = (
        session()
        .execute(
            select(GuestLink, Person.name, Review.id, Review.closed_at)
            .join(Person, Person.id == GuestLink.person_id)
            .outerjoin(Review, (Review.try_id == GuestLink.try_id) & (Review.rater_id == GuestLink.person_id))
            .where(condition)
            .order_by(GuestLink.id.desc(), Review.id)
        )
        .all()
    )
    now, found = clock.now(), {}
    for link, name, review_id, closed_at in rows:  # of a corrected review there are two: the last one stands
        standing = guest_standing(link.opened_at, closed_at, link.revoked_at, link.ends_at, now)
        found[link.id] = Guest(
            link.id,
            link.person_id,
            name,
            link.try_id,
            link.made_by,
            link.made_at,
            link.opened_at,
            link.ends_at,
            review_id,
            closed_at,
            standing,
        )
    return list(found.values())


def _token(actor_id: int, try_id: int, key: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.new(secret, f"guest link\n{actor_id}\n{try_id}\n{key}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
