"""A colleague takes part in somebody's try, by a short code that ends with the play: as the customer, or rating."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update

from lms import clock
from lms.db import insert_into, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _
from lms.people import brakes
from lms.people.directory import names
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.practice import seats
from lms.practice.loading import Loaded, is_open_to, load_try, standing_try_for, try_for
from lms.practice.models import JoinCode, Seat
from lms.practice.rules import TryKind
from lms.practice.seats import Part

LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"  # none that is taken for another when it is read out or typed
LENGTH = 6
OPEN_FOR = timedelta(hours=12)
FREE_GUESSES = 10  # codes that lead nowhere, before the next one has to wait
BESIDE = frozenset({Part.CUSTOMER, Part.PEER})
"""The parts that a code gives."""


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who takes part. parts: customer, peer, or both."""

    person_id: int
    name: str
    parts: tuple[Part, ...]


def invite(actor_id: int, try_id: int) -> str:
    """The code by which colleagues join this try now, made if there is none.

    Raises NotYours to who can't begin the try; Conflict once the play is over.
    """
    with transaction():
        loaded = _theirs(actor_id, try_id)
        found = code_of(try_id)
        return found.code if found is not None else _new_code(actor_id, loaded)


def _theirs(actor_id: int, try_id: int) -> Loaded:
    """The try that goes on, locked, if the actor may say who is in it."""
    loaded = standing_try_for(actor_id, Action.START_TRY, try_id)
    require(is_open_to(actor_id, loaded.row))
    if loaded.row.closed_at is not None:
        raise Conflict(_("This play is over, so nobody can join it any more."))
    return loaded


def code_of(try_id: int) -> JoinCode | None:
    """The code of a try that still opens it."""
    return session().scalars(
        select(JoinCode)
        .where(JoinCode.try_id == try_id, JoinCode.ends_at > clock.now())
        .order_by(JoinCode.made_at.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip


def _new_code(actor_id: int, loaded: Loaded) -> str:
    now = clock.now()
    while True:
        code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
        values = {
            "code": code, "try_id": loaded.row.id, "made_by": actor_id, "made_at": now,
            "ends_at": min(now, loaded.row.started_at) + OPEN_FOR,
        }  # fmt: skip
        made = insert_into(JoinCode).values(values).on_conflict_do_nothing().returning(JoinCode.code)
        if session().scalar(made) is not None:
            return code


def folded(text: str) -> str:
    """A code as it was typed, as it is kept."""
    return "".join(text.split()).replace("-", "").upper()


def look(actor_id: int, code: str) -> Loaded:
    """The try that a code opens to the actor. Each guess that leads nowhere counts.

    Raises brakes.TooManyTries; NotYours for a code that opens nothing; Conflict for one's own try.
    """
    guess = [brakes.Counter(f"join:{actor_id}", FREE_GUESSES)]
    brakes.count(guess)  # in a write of its own, which a refusal doesn't take back
    with transaction():
        loaded = _opened(actor_id, code)
        brakes.give_back(guess)
    if loaded.row.person_id == actor_id:
        raise Conflict(_("This is your own try. The code is for a colleague."))
    return loaded


def _opened(actor_id: int, code: str) -> Loaded:
    require(can(actor_id, Action.JOIN_TRY, Matter(actor_id, clock.now().date())))
    row = session().get(JoinCode, folded(code)[:12])
    if row is None or row.ends_at <= clock.now():
        raise NotYours
    loaded = load_try(row.try_id, lock=True)
    if not loaded.stands or loaded.row.closed_at is not None:
        raise NotYours
    return loaded


def parts_for(loaded: Loaded) -> list[frozenset[Part]]:
    """What a colleague can choose to do; both on one phone only where no trainer rates."""
    alone = [frozenset({Part.CUSTOMER}), frozenset({Part.PEER})]
    return [*alone, BESIDE] if loaded.row.kind == TryKind.PEER else alone


def join(actor_id: int, code: str, parts: Collection[Part]) -> Loaded:
    """Take these seats, and leave those of before. Returns the try.

    Raises as `look` does, NotYours too for a guest or who is suspended; Unusable for parts that can't be chosen.
    """
    look(actor_id, code)
    with transaction():
        loaded = _opened(actor_id, code)
        person = session().get_one(Person, actor_id)
        require(person.suspended_at is None and not person.guest)
        if frozenset(parts) not in parts_for(loaded):
            raise Unusable(fields={"part": _("Choose one.")})
        for part in sorted(BESIDE - set(parts)):
            seats.leave(loaded.row.id, actor_id, part)
        for part in sorted(parts):
            seats.give(loaded.row.id, actor_id, part, actor_id, loaded.row.started_at + OPEN_FOR)
        return loaded


def leave(actor_id: int, try_id: int) -> None:
    """The actor takes part no more; what they ticked and rated stays. Raises NotYours to who has no seat."""
    with transaction():
        seats.try_to_take_part(actor_id, try_id, BESIDE)
        for part in sorted(BESIDE):
            seats.leave(try_id, actor_id, part)


def take_back(actor_id: int, try_id: int, person_id: int) -> None:
    """Who began the try takes a person's seats back; the code that led to them opens nothing more.

    Raises NotYours, also for who has no seat; Conflict once the play is over.
    """
    with transaction():
        _theirs(actor_id, try_id)
        leave(person_id, try_id)
        end_codes(try_id)


def end_codes(try_id: int) -> None:
    """Inside a transaction: nobody joins by what was shown so far."""
    now = clock.now()
    session().execute(
        update(JoinCode).where(JoinCode.try_id == try_id, JoinCode.ends_at > now).values(ends_at=now)
    )  # fmt: skip


def seated_in(actor_id: int, try_id: int) -> list[Seated]:
    """Who takes part now, for who may begin the try. Raises NotYours."""
    loaded = try_for(actor_id, Action.START_TRY, try_id)
    require(is_open_to(actor_id, loaded.row))
    return seated(try_id)


def seated(try_id: int) -> list[Seated]:
    """Colleagues who take part in a try now, in the order in which they came."""
    found = session().scalars(
        select(Seat)
        .where(
            Seat.try_id == try_id, Seat.part.in_(BESIDE), Seat.left_at.is_(None),
            or_(Seat.ends_at.is_(None), Seat.ends_at > clock.now()),
        )
        .order_by(Seat.given_at, Seat.id)
    ).all()  # fmt: skip
    called = names([seat.person_id for seat in found])
    parts: dict[int, list[Part]] = {}
    for seat in found:
        parts.setdefault(seat.person_id, []).append(Part(seat.part))
    return [Seated(person_id, called[person_id], tuple(theirs)) for person_id, theirs in parts.items()]


def with_whom(try_ids: Collection[int]) -> dict[int, list[str]]:
    """By try the names of colleagues who took part in it, whether or not they have left since."""
    rows = session().execute(
        select(Seat.try_id, Person.id, Person.name)
        .join(Person, Person.id == Seat.person_id)
        .where(Seat.try_id.in_(try_ids), Seat.part.in_(BESIDE))
        .order_by(Seat.given_at, Seat.id)
    )  # fmt: skip
    found: dict[int, dict[int, str]] = {}
    for row in rows:
        found.setdefault(row.try_id, {})[row.id] = row.name
    return {try_id: list(people.values()) for try_id, people in found.items()}
