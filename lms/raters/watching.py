"""“Watch me now”: a trainee asks, whoever comes first starts the try as its reviewer, and the others see who went."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, literal, select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _
from lms.people.directory import hold, names
from lms.people.models import Person
from lms.people.policy import Action, Matter, PersonIds, can, open_to, require
from lms.practice import tries
from lms.practice.loading import skill_named
from lms.practice.models import Try
from lms.practice.rules import TryKind
from lms.raters.models import WatchRequest
from lms.raters.rules import WATCH_LAPSES, Watch, watch_standing
from lms.records import notices
from lms.records import service as records

ASKED, COMING = "watch", "watch_coming"  # kinds of notices: to those who are asked, and to who asked
LONGEST_PLACE = 80  # characters


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to be watched as a page shows it. waits: when it lapses; asked: who was asked, by name, if it is open.

    own: the reader asked; may_take: the reader may come, since nobody else has.
    """

    id: int
    person_id: int
    person: str
    skill: str
    place: str
    asked_at: datetime
    until: datetime
    standing: Watch
    taken_by: str
    try_id: int | None
    asked: tuple[str, ...]
    own: bool
    may_take: bool


def ask(actor_id: int, skill: str, place: str, key: str, not_by: int | None = None) -> int:
    """The actor asks all who may rate this skill today to come and watch. Returns the request.

    place: where they are, may be empty; not_by: whom not to ask. Raises NotYours; Conflict while an earlier request of
    this skill is open; Unusable for an unknown skill, too long a place, or where nobody is there to be asked.
    """
    with transaction():
        today = _hold(actor_id)
        matter = Matter(actor_id, today, skill_named(skill).id)
        require(can(actor_id, Action.ASK_TO_WATCH, matter))
        where = place.strip()
        if len(where) > LONGEST_PLACE:
            raise Unusable(fields={"place": _("At most %(count)s characters.", count=LONGEST_PLACE)})
        body = ["watch", skill, where, not_by]
        return int(once(actor_id, key, body, lambda: {"id": _ask(actor_id, matter, where, not_by)})["id"])


def _ask(person_id: int, matter: Matter, place: str, not_by: int | None) -> int:
    assert matter.skill is not None
    if open_of(person_id, matter.skill) is not None:
        raise Conflict(_("You have asked for this already, and it still stands. Nobody was asked twice."))
    asked = asked_about(matter, not_by)
    if not asked:
        raise Unusable(_("There is nobody to ask: nobody who may review this skill has an open account."))
    row = WatchRequest(
        person_id=person_id, skill=matter.skill, place=place, not_by=not_by, asked_at=clock.now()
    )  # fmt: skip
    session().add(row)
    session().flush()
    called = names([person_id])[person_id]
    for rater_id in asked:
        told = {"watch": row.id, "name": called, "skill": row.skill, "place": place}
        notices.tell(rater_id, ASKED, told, _key(row.id))
    return row.id


def asked_about(matter: Matter, not_by: int | None = None) -> Sequence[int]:
    """Ids of those who may rate this skill of a person and whose account is open."""
    able = select(Person.id).where(Person.id.in_(open_to(Action.RATE, matter)), Person.suspended_at.is_(None))
    return session().scalars(able.where(Person.id != (not_by or 0)).order_by(Person.id)).all()


def open_of(person_id: int, skill: str) -> WatchRequest | None:
    """The request of this person and skill that stands open."""
    return session().scalars(
        _still_open().where(WatchRequest.person_id == person_id, WatchRequest.skill == skill)
    ).first()  # fmt: skip


def waiting_of(person_ids: PersonIds | Sequence[int]) -> Sequence[WatchRequest]:
    """Requests of these persons that nobody has taken yet and that have not lapsed, the longest wait first."""
    return session().scalars(_still_open().where(WatchRequest.person_id.in_(person_ids))).all()


def _still_open() -> Select[WatchRequest]:
    """Also without a press on it: whoever came and began the try otherwise has answered it."""
    begun = select(literal(1)).where(
        Try.person_id == WatchRequest.person_id, Try.skill == WatchRequest.skill, Try.kind == TryKind.LIVE,
        Try.started_at >= WatchRequest.asked_at, records.stands("try", Try.id),
    )  # fmt: skip
    return (
        select(WatchRequest)
        .where(
            WatchRequest.taken_at.is_(None), WatchRequest.withdrawn_at.is_(None),
            WatchRequest.asked_at > clock.now() - WATCH_LAPSES, ~begun.exists(),
        )
        .order_by(WatchRequest.asked_at, WatchRequest.id)
    )  # fmt: skip


def take(actor_id: int, request_id: int, key: str) -> int:
    """“I’m coming”: the try begins, with the actor as its reviewer. Returns the try; taking it again is the same.

    Raises NotYours; Conflict when somebody else was first, when it was withdrawn, and when it has lapsed.
    """
    with transaction():
        row = _load(request_id)
        require(_may_come(actor_id, row))
        if row.taken_by == actor_id and row.try_id is not None:
            return row.try_id
        _require_open(row)

        def come() -> dict[str, int]:
            row.try_id = tries.start_try(actor_id, row.person_id, row.skill, secrets.token_urlsafe(18))
            row.taken_by, row.taken_at = actor_id, clock.now()
            _settle(row)
            told = {"try": row.try_id, "name": names([actor_id])[actor_id], "skill": row.skill}
            notices.tell(row.person_id, COMING, told, _key(row.id))
            return {"id": row.try_id}

        return int(once(actor_id, key, ["take", request_id], come)["id"])


def _require_open(row: WatchRequest) -> None:
    match _standing(row):
        case Watch.TAKEN:
            name = names([row.taken_by])[row.taken_by] if row.taken_by else ""
            raise Conflict(_("%(name)s was first and is on the way. There is nothing more for you to do.", name=name))
        case Watch.WITHDRAWN:
            raise Conflict(_("The request was withdrawn meanwhile; nobody is waiting."))
        case Watch.LAPSED:
            raise Conflict(
                _("This was asked more than two hours ago and has lapsed. A try can still be begun together.")
            )


def withdraw(actor_id: int, request_id: int) -> None:
    """The trainee needs nobody any more. Doing it twice changes nothing more. Raises NotYours; Conflict once taken."""
    with transaction():
        row = _load(request_id)
        require(can(actor_id, Action.ASK_TO_WATCH, _matter(row)))
        if row.taken_at is not None:
            raise Conflict(_("Somebody is on the way already. If it is not needed, tell them, and call the try off."))
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()
            _settle(row)


def request_for(actor_id: int, request_id: int) -> Asked:
    """A request as its trainee reads it, and those who may come. Raises NotYours."""
    row = session().get(WatchRequest, request_id)
    if row is None:
        raise NotYours
    own = row.person_id == actor_id
    require(own or _may_come(actor_id, row))
    standing = _standing(row)
    asked = asked_about(_matter(row), row.not_by) if standing is Watch.OPEN else []
    called = names([row.person_id, *asked, *([row.taken_by] if row.taken_by else [])])
    return Asked(
        id=row.id,
        person_id=row.person_id,
        person=called[row.person_id],
        skill=row.skill,
        place=row.place,
        asked_at=row.asked_at,
        until=row.asked_at + WATCH_LAPSES,
        standing=standing,
        taken_by=called[row.taken_by] if row.taken_by else "",
        try_id=row.try_id if own or row.taken_by == actor_id else None,
        asked=tuple(called[one] for one in asked),
        own=own,
        may_take=not own and standing is Watch.OPEN,
    )


def _may_come(actor_id: int, row: WatchRequest) -> bool:
    return actor_id != row.not_by and can(actor_id, Action.RATE, _matter(row))


def _standing(row: WatchRequest) -> Watch:
    return watch_standing(row.asked_at, row.taken_at, row.withdrawn_at, clock.now())


def _settle(row: WatchRequest) -> None:
    """What those who were asked were told is news no more."""
    for rater_id in asked_about(_matter(row), row.not_by):
        notices.settle(rater_id, ASKED, _key(row.id))


def _key(request_id: int) -> str:
    return f"watch {request_id}."


def _matter(row: WatchRequest) -> Matter:
    zone = session().scalars(select(Person.zone).where(Person.id == row.person_id)).one()
    return Matter(row.person_id, clock.today(ZoneInfo(zone)), row.skill)


def _load(request_id: int) -> WatchRequest:
    row = session().get(WatchRequest, request_id, with_for_update=True)
    if row is None:
        raise NotYours
    return row


def _hold(person_id: int) -> date:
    """Let nobody ask for this person at the same time. Returns the date where they are. Raises NotYours."""
    zone_name = hold(person_id)
    if zone_name is None:
        raise NotYours
    return clock.today(ZoneInfo(zone_name))
