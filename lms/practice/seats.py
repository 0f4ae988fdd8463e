"""A seat lets somebody take part in one try without coaching the trainee: playing the customer, or rating.

Whoever gives a seat has asked the right to give it; here is only what a seat allows. It is open from when it is given
until it ends or is left.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lms import clock
from lms.db import insert_into, session
from lms.errors import NotAllowed, NotYours
from lms.i18n import _
from lms.people.policy import Action, require
from lms.practice.loading import Loaded, allowed, is_open_to, load_try
from lms.practice.models import Seat, Try


class Part(StrEnum):
    """What somebody does in a try."""

    CUSTOMER = "customer"
    PEER = "peer"
    GUEST = "guest"
    SECOND = "second"


AS_TRAINER = frozenset({Part.GUEST, Part.SECOND})
"""Those who rate like an assigned trainer: their review is evidence."""
RATING = AS_TRAINER | {Part.PEER}
KNOWS_CARD = frozenset({Part.CUSTOMER, Part.PEER, Part.GUEST, Part.SECOND})
"""Those who may read the hidden facts of the customer's card."""


def give(try_id: int, person_id: int, part: Part, given_by: int, ends_at: datetime | None = None) -> None:
    """Inside a transaction: open a seat; one that was left or is over is opened again."""
    values = {
        "try_id": try_id, "person_id": person_id, "part": part.value, "given_by": given_by, "given_at": clock.now(),
        "ends_at": ends_at, "left_at": None,
    }  # fmt: skip
    again = {name: values[name] for name in ("given_by", "given_at", "ends_at", "left_at")}
    row = insert_into(Seat).values(**values)
    session().execute(row.on_conflict_do_update(index_elements=["try_id", "person_id", "part"], set_=again))


def leave(try_id: int, person_id: int, part: Part) -> None:
    """Inside a transaction: the seat is open no more; nothing that was done from it is undone."""
    row = session().scalars(
        select(Seat).where(Seat.try_id == try_id, Seat.person_id == person_id, Seat.part == part)
    ).one_or_none()  # fmt: skip
    if row is not None and row.left_at is None:
        row.left_at = clock.now()


def take_away(try_id: int, person_id: int, part: Part) -> None:
    """Inside a transaction: the seat never was; who had it has done nothing there."""
    mine = (Seat.try_id == try_id, Seat.person_id == person_id, Seat.part == part)
    session().execute(delete(Seat).where(*mine))


def second_lookers(try_id: int) -> frozenset[int]:
    """Who looks, or has looked, at a try a second time: what they rate never leads."""
    return frozenset(session().scalars(select(Seat.person_id).where(Seat.try_id == try_id, Seat.part == Part.SECOND)))


def looked_at_again(actor_id: int) -> dict[int, int]:
    """Persons at whose tries somebody looks a second time just now, with the try.

    Until they have ended it or handed it back, no page tells them how it was rated before, or how the person stands.
    """
    rows = session().execute(
        select(Try.person_id, Try.id)
        .join(Seat, Seat.try_id == Try.id)
        .where(Seat.person_id == actor_id, Seat.part == Part.SECOND, Seat.left_at.is_(None))
    )
    return {row.person_id: row.id for row in rows}


def is_looked_at_again(actor_id: int, person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """SQL: whether this person is one of `looked_at_again`."""
    looks = select(literal(1)).where(
        Seat.person_id == actor_id, Seat.part == Part.SECOND, Seat.left_at.is_(None), Seat.try_id == Try.id,
        Try.person_id == person_id,
    )  # fmt: skip
    return looks.exists()


class LookingAgain(NotAllowed):
    """The page would tell what somebody who looks a second time must not know yet. try_id: at which they look."""

    def __init__(self, try_id: int) -> None:
        super().__init__(
            _("You are looking at one of this person’s tries a second time. Finish it or hand it back first.")
        )
        self.try_id = try_id


def keep_unbiased(actor_id: int, person_id: int) -> None:
    """Raises LookingAgain for who looks at a try of this person a second time and has neither ended nor handed back."""
    try_id = looked_at_again(actor_id).get(person_id) if actor_id != person_id else None
    if try_id is not None:
        raise LookingAgain(try_id)


def seat_of(person_id: int, try_id: int, parts: Collection[Part]) -> Seat | None:
    """An open seat of this person in a try, of one of these parts."""
    return session().scalars(
        select(Seat)
        .where(
            Seat.try_id == try_id, Seat.person_id == person_id, Seat.part.in_(parts), Seat.left_at.is_(None),
            or_(Seat.ends_at.is_(None), Seat.ends_at > clock.now()),
        )
        .order_by(Seat.id)
        .limit(1)
    ).one_or_none()  # fmt: skip


def rates_as_trainer(person_id: int, loaded: Loaded) -> bool:
    """Whether what this person rates is evidence: by coaching, as a guest, or looking a second time."""
    if _coaches(person_id, loaded):
        return True
    return person_id != loaded.row.person_id and seat_of(person_id, loaded.row.id, AS_TRAINER) is not None


def may_rate(person_id: int, loaded: Loaded) -> bool:
    """Whether this person may rate a try, as a trainer or as a colleague. Nobody rates themself here."""
    if _coaches(person_id, loaded):
        return True
    return person_id != loaded.row.person_id and seat_of(person_id, loaded.row.id, RATING) is not None


def _coaches(person_id: int, loaded: Loaded) -> bool:
    return is_open_to(person_id, loaded.row) and allowed(person_id, Action.RATE, loaded.matter, loaded.zone)


def may_see_card(person_id: int, loaded: Loaded) -> bool:
    """Whether this person may read what the customer's card hides while the try goes on. The trainee never."""
    if person_id == loaded.row.person_id:
        return False
    if _coaches(person_id, loaded):
        return True
    return seat_of(person_id, loaded.row.id, KNOWS_CARD) is not None


def try_to_take_part(person_id: int, try_id: int, parts: Collection[Part]) -> Loaded:
    """A try in which this person has an open seat of one of these parts. Raises NotYours."""
    loaded = load_try(try_id)
    require(person_id != loaded.row.person_id)
    if seat_of(person_id, try_id, parts) is None:
        raise NotYours
    return loaded
