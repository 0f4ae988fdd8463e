"""What is arranged about something owed: booked for a time, handed to somebody, cannot because, offered in vain."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _, zone
from lms.people.models import Coaching, Membership, Person, Role, Team
from lms.people.policy import Action, Matter, can, require
from lms.plan.coaches import Persons
from lms.plan.models import Arrangement
from lms.records import service as records
from lms.records.models import Record, Verb


class Arranged(StrEnum):
    """What was said about something owed."""

    BOOKED = "booked"
    HANDED = "handed"
    CANNOT = "cannot"
    NOT_COME = "not_come"


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed, as an obligation or a waiting review names it. try_id: only for a review."""

    kind: str
    skill: str = ""
    module: str = ""
    ordinal: int = 1
    try_id: int | None = None


@dataclass(frozen=True, slots=True)
class Arrangements:
    """What was arranged for one person. latest: by the thing owed; not_come: offers that the person did not come to.

    handed: who took a thing over last, also when they have booked it since.
    """

    latest: dict[Owed, Arrangement]
    not_come: tuple[tuple[int, Arrangement], ...]  # record id and the row
    handed: dict[Owed, int] = field(default_factory=dict)


NO_ARRANGEMENTS = Arrangements({}, ())


def arrange(
    actor_id: int, person_id: int, thing: Owed, standing: Arranged, key: str, *,
    booked_for: datetime | None = None, place: str = "", handed_to: int | None = None, reason: str = "",
) -> int:  # fmt: skip
    """Say what is arranged about something owed to a person. Returns the arrangement's id.

    That somebody did not come can be said of what was booked, once its time is past. Raises NotYours; Unusable when a
    booking has no time to come, a hand-over nobody who may teach this person, or an inability no reason.
    """
    with transaction():
        matter = Matter(person_id, clock.today(zone()), thing.skill or None)
        require(can(actor_id, Action.ARRANGE, matter))
        _check(standing, booked_for, handed_to, reason, matter)
        body = [person_id, asdict(thing), standing, str(booked_for), place, handed_to, reason]

        def do() -> dict[str, int]:
            if standing is not Arranged.NOT_COME:
                return {"id": _arrange(actor_id, person_id, thing, standing, booked_for, place, handed_to, reason)}
            offer = arrangements_of([person_id]).get(person_id, NO_ARRANGEMENTS).latest.get(thing)
            if offer is None or not may_be_missed(offer, clock.now()):
                raise Conflict(_("Book it first. That they did not come can be said once that time is past."))
            when, where = offer.booked_for, offer.place
            return {"id": _arrange(actor_id, person_id, thing, standing, when, where, None, reason)}

        return int(once(actor_id, key, body, do)["id"])


def may_be_missed(latest: Arrangement | None, now: datetime) -> bool:
    """Whether it can be said that the trainee did not come to a thing: it was booked, and that time is past.

    latest: what was arranged about the thing last, so that an offer pays once. Nobody has to come to a review.
    """
    if latest is None or latest.standing != Arranged.BOOKED or latest.booked_for is None:
        return False
    return latest.kind != "review" and latest.booked_for <= now


def _check(standing: Arranged, booked_for: datetime | None, handed_to: int | None, reason: str, matter: Matter) -> None:
    if standing is Arranged.BOOKED and (booked_for is None or booked_for < clock.now()):
        raise Unusable(fields={"booked_for": _("Choose a time that is still to come.")})
    if standing is Arranged.HANDED and (handed_to is None or not can(handed_to, Action.ARRANGE, matter)):
        raise Unusable(fields={"handed_to": _("Choose somebody who coaches this trainee.")})
    if standing is Arranged.CANNOT and not reason.strip():
        raise Unusable(fields={"reason": _("Write the reason in a sentence.")})


def _arrange(
    actor_id: int, person_id: int, thing: Owed, standing: Arranged, booked_for: datetime | None, place: str,
    handed_to: int | None, reason: str,
) -> int:  # fmt: skip
    row = Arrangement(
        person_id=person_id, kind=thing.kind, skill=thing.skill, module=thing.module, ordinal=thing.ordinal,
        try_id=thing.try_id, standing=standing, by_id=actor_id, at=clock.now(), booked_for=booked_for,
        place=place.strip(), handed_to=handed_to, reason=reason.strip(),
    )  # fmt: skip
    session().add(row)
    session().flush()
    if standing is Arranged.NOT_COME:
        records.add(
            records.Fact(
                person_id, Verb.OFFERED, "arrangement", row.id, thing.skill or None, actor_id, row.at,
                records.body_of(row),
            )
        )  # fmt: skip
    return row.id


def take_back(actor_id: int, arrangement_id: int, why: str, key: str) -> int:
    """It does not stand that a trainee did not come: what was booked waits to be given again. Returns the correction.

    For who said it and who manages the trainee. Raises NotYours; Unusable without a reason; AlreadyClosed.
    """
    with transaction():
        row = missed_offer(arrangement_id)
        require(row is not None and may_take_back(actor_id, row))
        assert row is not None
        reason = records.checked_reason(why)

        def correct() -> dict[str, int]:
            correction = records.correct(
                kind="arrangement", source_id=row.id, person_id=row.person_id, skill=row.skill or None,
                actor_id=actor_id, why=reason, replacement_id=None,
            )  # fmt: skip
            return {"id": correction}

        return int(once(actor_id, key, ["take back", arrangement_id, reason], correct)["id"])


def withdraw(actor_id: int, arrangement_id: int, key: str) -> Arrangement:
    """A booking is cancelled, or a hand-over taken back, after which stands what stood before it. Returns that row.

    For whoever may arrange the thing. It is kept as an arrangement of its own, see `is_withdrawal`. Raises NotYours;
    Conflict when something else was arranged about the thing since.
    """
    with transaction():
        row = session().get(Arrangement, arrangement_id)
        if row is None:
            raise NotYours
        require(can(actor_id, Action.ARRANGE, Matter(row.person_id, clock.today(zone()), row.skill or None)))

        def do() -> dict[str, int]:
            thing, standing = owed_of(row), Arranged(row.standing)
            if standing not in (Arranged.BOOKED, Arranged.HANDED) or not _is_latest(row, thing):
                raise Conflict(_("Something else was arranged about this since. Here is the list as it is now."))
            return {"id": _arrange(actor_id, row.person_id, thing, standing, None, "", None, "")}

        once(actor_id, key, ["withdraw", arrangement_id], do)
        return row


def is_withdrawal(row: Arrangement) -> bool:
    """Whether it says that a booking or a hand-over no longer stands: booked for no time, handed to nobody."""
    no_booking = row.standing == Arranged.BOOKED and row.booked_for is None
    return no_booking or (row.standing == Arranged.HANDED and row.handed_to is None)


def owed_of(row: Arrangement) -> Owed:
    """The thing that an arrangement is about."""
    return Owed(row.kind, row.skill, row.module, row.ordinal, row.try_id)


def _is_latest(row: Arrangement, thing: Owed) -> bool:
    latest = arrangements_of([row.person_id]).get(row.person_id, NO_ARRANGEMENTS).latest.get(thing)
    return latest is not None and latest.id == row.id


def missed_offer(arrangement_id: int) -> Arrangement | None:
    """What was said of somebody who did not come; None when nothing of the kind was."""
    row = session().get(Arrangement, arrangement_id)
    return row if row is not None and row.standing == Arranged.NOT_COME else None


def may_take_back(actor_id: int, row: Arrangement) -> bool:
    today = clock.today(zone())
    if row.by_id == actor_id and row.person_id != actor_id:
        said_on = row.at.astimezone(zone()).date()
        return any(can(actor_id, Action.CORRECT_FACT, Matter(row.person_id, day)) for day in {said_on, today})
    return can(actor_id, Action.SEE_TEAM, Matter(row.person_id, today))


def arrangements_of(person_ids: Persons) -> dict[int, Arrangements]:
    """What was arranged for each of these persons, in one query."""
    standing: dict[int, dict[Owed, list[Arrangement]]] = defaultdict(lambda: defaultdict(list))
    not_come: dict[int, list[tuple[int, Arrangement]]] = defaultdict(list)
    rows = session().execute(
        select(Arrangement, Record.id)
        .outerjoin(Record, (Record.kind == literal("arrangement")) & (Record.source_id == Arrangement.id))
        .where(Arrangement.person_id.in_(person_ids), records.stands("arrangement", Arrangement.id))
        .order_by(Arrangement.at, Arrangement.id)
    )
    for row, record_id in rows:
        _add(row, standing[row.person_id][owed_of(row)])
        if row.standing == Arranged.NOT_COME:
            not_come[row.person_id].append((record_id, row))
    return {person: _arrangements(things, tuple(not_come[person])) for person, things in standing.items()}


def _add(row: Arrangement, before: list[Arrangement]) -> None:
    """Add what was said about a thing to what stood before; what is withdrawn, and what it took the place of, goes.

    A booking takes the place of earlier bookings, so that a cancelled one brings none of them back.
    """
    if not is_withdrawal(row):
        before.append(row)
    elif row.standing == Arranged.HANDED:
        if before:
            before.pop()
    else:
        while before and before[-1].standing != Arranged.HANDED:
            before.pop()


def _arrangements(
    things: Mapping[Owed, list[Arrangement]], not_come: tuple[tuple[int, Arrangement], ...]
) -> Arrangements:
    latest = {thing: rows[-1] for thing, rows in things.items() if rows}
    handed = {
        thing: takers[-1]
        for thing, rows in things.items()
        if (takers := [row.handed_to for row in rows if row.handed_to is not None])
    }
    return Arrangements(latest, not_come, handed)


def who_may_take(person_id: int, skill: str | None) -> list[tuple[int, str]]:
    """Ids and names of those to whom something owed to this person can be handed, by name, in one query.

    They are who coaches the person today, in this skill or in all (skill None: in any), and who manages one of the
    person's teams or one above it. The same people for whom `can(…, Action.ARRANGE, …)` says yes, read the other way.
    """
    today = clock.today(zone())
    coaches = select(Coaching.trainer_id).where(Coaching.trainee_id == person_id, _on(Coaching, today))
    if skill is not None:
        coaches = coaches.where(or_(Coaching.skill.is_(None), Coaching.skill == skill))
    above = (
        select(Membership.team_id.label("id"))
        .where(Membership.person_id == person_id, _on(Membership, today))
        .cte("teams_above", recursive=True)
    )
    above = above.union(select(Team.parent_id).where(Team.id == above.c.id, Team.parent_id.is_not(None)))
    managers = select(Membership.person_id).where(
        Membership.team_id.in_(select(above.c.id)), Membership.role == Role.MANAGER, _on(Membership, today)
    )
    rows = session().execute(
        select(Person.id, Person.name)
        .where(
            or_(Person.id.in_(coaches), Person.id.in_(managers)), Person.id != person_id, Person.suspended_at.is_(None)
        )
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def _on(place: type[Coaching] | type[Membership], day: date) -> ColumnElement[bool]:
    """SQL: it held on this local date, both ends included."""
    return (place.from_on <= day) & or_(place.to_on.is_(None), place.to_on >= day)


def body_of_arrangement(arrangement_id: int) -> dict[str, Any] | None:
    row = session().get(Arrangement, arrangement_id)
    return None if row is None else records.body_of(row)


records.BODIES["arrangement"] = body_of_arrangement
