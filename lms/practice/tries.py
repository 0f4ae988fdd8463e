"""A try begins with a card that is drawn and the change agreed last time, and is over when the play is."""

import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, literal, select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import RoleCard, Skill
from lms.curriculum.models import ContentVersion
from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _
from lms.people.directory import hold
from lms.people.policy import Action, Matter, can, require
from lms.practice import facts, plays
from lms.practice.loading import (
    Loaded,
    allowed,
    is_open_to,
    practised_module,
    skill_named,
    standing_try_for,
    try_for,
)
from lms.practice.models import Change, Rating, Review, Seat, Try
from lms.practice.plays import Play
from lms.practice.reviews import end_play, open_row
from lms.practice.rules import ReviewKind, TryKind, Written, carried_change, draw_card
from lms.practice.shows import CLOCKS_DIFFER
from lms.records import service as records

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
STILL_THE_SAME = timedelta(hours=12)  # a try begun so lately and not ended is the one meant; an older one was forgotten


def start_try(actor_id: int, person_id: int, skill: str, client_id: str, trainer_id: int | None = None) -> int:
    """A live try begins: its card is drawn, checklist and card are frozen, and who reviews gets their review opened.

    client_id: made by the device; sent again it is the same try. trainer_id: who reviews, by default the actor where
    they don't try themself. A try of the same person and skill that is under way is joined, so that two phones may both
    press start. Returns the try. Raises NotYours; Unusable for an unknown skill, a trainer who doesn't coach, another's
    client id.
    """
    with transaction():
        thing = Matter(person_id, _hold(person_id), skill)
        require(can(actor_id, Action.START_TRY, thing))
        tried = skill_named(skill)
        trainer = actor_id if trainer_id is None and actor_id != person_id else trainer_id
        if not CLIENT_ID.fullmatch(client_id):
            raise Unusable("a client id is 8 to 40 letters, digits, _ or -")
        if trainer is not None and not can(trainer, Action.RATE, thing):
            raise Unusable(fields={"trainer": _("This person doesn’t coach this skill. Choose another.")})
        body = [person_id, skill, trainer_id]
        done = once(actor_id, f"try:{client_id}", body, lambda: {"id": _start(person_id, tried, client_id, trainer)})
        return int(done["id"])


def start_peer(actor_id: int, skill: str, client_id: str) -> int:
    """Practice with a colleague begins: a card is drawn as for a counted try, nobody reviews, nothing is owed by it.

    client_id: as for a counted try, and one under way is joined likewise. Returns the try. Raises NotYours; Unusable.
    """
    with transaction():
        require(can(actor_id, Action.START_PEER, Matter(actor_id, _hold(actor_id), skill)))
        practised = skill_named(skill)
        if not CLIENT_ID.fullmatch(client_id):
            raise Unusable("a client id is 8 to 40 letters, digits, _ or -")

        def start() -> dict[str, int]:
            before = _begun_before(actor_id, practised, client_id, TryKind.PEER)
            return {"id": (before or _begin(actor_id, practised, client_id, TryKind.PEER)).id}

        return int(once(actor_id, f"peer:{client_id}", [skill], start)["id"])


def _hold(person_id: int) -> date:
    """Let nobody else begin a try of this person meanwhile. Returns the date where they are. Raises NotYours."""
    zone_name = hold(person_id)
    if zone_name is None:
        raise NotYours
    return clock.today(ZoneInfo(zone_name))


def _start(person_id: int, skill: Skill, client_id: str, trainer_id: int | None) -> int:
    made = _begun_before(person_id, skill, client_id, TryKind.LIVE) or _begin(person_id, skill, client_id, TryKind.LIVE)
    if trainer_id is not None:
        if made.trainer_id is None and made.closed_at is None:
            made.trainer_id = trainer_id
        open_row(made.id, trainer_id, ReviewKind.TRAINER)
    session().flush()
    return made.id


def _begun_before(person_id: int, skill: Skill, client_id: str, kind: TryKind) -> Try | None:
    """The try that this start means: the one of this client id, else the one under way."""
    same_id = session().scalars(select(Try).where(Try.client_id == client_id)).one_or_none()
    if same_id is not None:
        if (same_id.person_id, same_id.skill, same_id.kind) != (person_id, skill.id, kind):
            raise Unusable("this client id belongs to another try")
        return same_id
    under_way = (
        select(Try)
        .where(*_standing(person_id, skill.id, kind), Try.closed_at.is_(None))
        .where(Try.started_at > clock.now() - STILL_THE_SAME)
        .order_by(Try.started_at.desc())
        .limit(1)
    )
    return session().scalars(under_way).one_or_none()


def _standing(person_id: int, skill_id: str, kind: TryKind) -> tuple[ColumnElement[bool], ...]:
    mine = (Try.person_id == person_id, Try.skill == skill_id, Try.kind == kind)
    return (*mine, records.stands("try", Try.id))


def _begin(person_id: int, skill: Skill, client_id: str, kind: TryKind) -> Try:
    checklist = edition.catalog().checklist_of(skill.id)
    versions.keep("checklist", checklist.id, checklist.hash, versions.freeze(checklist))
    card = drawn_card(person_id, skill, client_id)
    if card is not None:
        versions.keep("card", card.id, card.hash, versions.freeze(card))
    standing = _standing(person_id, skill.id, kind)
    made = Try(
        client_id=client_id,
        person_id=person_id,
        skill=skill.id,
        kind=kind,
        number=(session().scalar(select(func.max(Try.number)).where(*standing)) or 0) + 1,
        checklist_hash=checklist.hash,
        card_hash=card.hash if card else None,
        carried_change=change_to_carry(person_id, skill.id),
        started_at=clock.now(),
    )
    session().add(made)
    session().flush()
    return made


def drawn_card(person_id: int, skill: Skill, seed: str) -> RoleCard | None:
    """The card of the next try of this person: by what they have met and had in hand. The same seed draws the same."""
    met = _cards_before(person_id, skill.id)
    return draw_card(practised_module(skill).cards, met, seed, _cards_known(person_id))


def _cards_before(person_id: int, skill_id: str) -> Sequence[str]:
    """Ids of the cards met so far, in order; those of tries that were called off were met as well."""
    return session().scalars(
        select(ContentVersion.content_id)
        .join(Try, Try.card_hash == ContentVersion.hash)
        .where(Try.person_id == person_id, Try.skill == skill_id)
        .order_by(Try.started_at, Try.id)
    ).all()  # fmt: skip


def _cards_known(person_id: int) -> frozenset[str]:
    """Ids of the cards whose hidden facts this person has had in hand, in the try of somebody else."""
    seen = (
        select(ContentVersion.content_id)
        .join(Try, Try.card_hash == ContentVersion.hash)
        .join(Seat, Seat.try_id == Try.id)
        .where(Seat.person_id == person_id)
    )
    return frozenset(session().scalars(seen))


def change_to_carry(person_id: int, skill_id: str) -> str:
    """What stands at the top of the next try of this skill."""
    rows = session().execute(
        select(Change.text, Change.closed_at, records.replaces("change", Change.id).label("replaces"))
        .join(Try, Try.id == Change.try_id)
        .where(*_standing(person_id, skill_id, TryKind.LIVE), records.stands("change", Change.id))
        .order_by(Try.started_at, Try.id)
    )
    return carried_change([Written(row.text, row.replaces or row.closed_at is not None) for row in rows])


def end_try(actor_id: int, try_id: int, key: str, second: int | None = None) -> int:
    """The play is over and the try is a fact, whoever of the two says so. Returns the try; again, it changes nothing.

    second: how long the play was, None for until now. Raises NotYours; Conflict for one that was called off.
    """
    with transaction():
        made = standing_try_for(actor_id, Action.START_TRY, try_id).row
        require(is_open_to(actor_id, made))

        def end() -> dict[str, int]:
            told = end_play(made, actor_id, second)
            records.add_all(told)
            return {"id": made.id}

        return int(once(actor_id, key, ["end", try_id], end)["id"])


def call_off(actor_id: int, try_id: int, why: str, key: str) -> int:
    """A try does not stand: it was begun by mistake, or entered for the wrong person. Returns the correction.

    Raises NotYours; Unusable for no reason; AlreadyClosed when it was called off before.
    """
    with transaction():
        loaded = try_for(actor_id, Action.START_TRY, try_id, lock=True)
        made = loaded.row
        require(is_open_to(actor_id, made) and may_call_off(actor_id, loaded))
        reason = records.checked_reason(why, own=made.person_id == actor_id)

        def correct() -> dict[str, int]:
            records.add_all(end_play(made, actor_id, None))
            return {"id": _supersede(made, actor_id, reason)}

        return int(once(actor_id, key, ["off", try_id, reason], correct)["id"])


def may_call_off(actor_id: int, loaded: Loaded) -> bool:
    """Whoever may begin a try may call it off while nothing of it was rated; after that only who may correct facts."""
    needs = Action.CORRECT_FACT if _was_rated(loaded.row.id) else Action.START_TRY
    return allowed(actor_id, needs, loaded.matter, loaded.zone)


def _was_rated(try_id: int) -> bool:
    tapped = select(literal(1)).join(Review, Review.id == Rating.review_id).where(Review.try_id == try_id).limit(1)
    return session().scalar(tapped.select_from(Rating)) is not None


def _supersede(made: Try, actor_id: int, why: str) -> int:
    return facts.supersede("try", made.id, made, made.skill, facts.Mending(actor_id, why))


def log_solo(actor_id: int, skill: str, key: str, happened_at: datetime | None = None, play: Play | None = None) -> int:
    """The actor practised alone: two taps, listed beside the curve, never scored. Returns the try.

    happened_at: now when left out; play: with which scripted customer. Raises NotYours; Unusable for an unknown skill,
    a moment to come, or what cannot be said to that customer.
    """
    with transaction():
        practised = skill_named(skill)
        at = happened_at or clock.now()
        if at > clock.now() + CLOCKS_DIFFER:
            raise Unusable(fields={"happened": _("That moment is still to come.")})
        require(can(actor_id, Action.LOG_SOLO, Matter(actor_id, _hold(actor_id), skill)))
        # Not the moment: a phone that kept it tells how long ago it was, which grows until it is echoed.
        body = ["solo", skill] if play is None else ["solo", skill, play.script.hash, list(play.said)]

        def log() -> dict[str, int]:
            return {"id": _log(actor_id, practised, min(at, clock.now()), play)}

        return int(once(actor_id, key, body, log)["id"])


def _log(person_id: int, skill: Skill, at: datetime, play: Play | None) -> int:
    mine = (Try.person_id == person_id, Try.skill == skill.id, Try.kind == TryKind.SOLO)
    made = Try(
        client_id=f"solo-{secrets.token_hex(16)}",
        person_id=person_id,
        skill=skill.id,
        kind=TryKind.SOLO,
        number=(session().scalar(select(func.max(Try.number)).where(*mine)) or 0) + 1,
        carried_change="",
        started_at=at,
        ended_at=at,
        closed_at=clock.now(),
    )
    session().add(made)
    session().flush()
    if play is not None:
        plays.keep(made.id, play)
    records.add(facts.of_try(made, person_id))
    return made.id


def undo_solo(actor_id: int, try_id: int, key: str) -> int:
    """The actor takes back a practice alone that they logged: it is corrected, not deleted. Returns the correction.

    Raises NotYours for anything but their own solo practice; AlreadyClosed when it was taken back before.
    """
    with transaction():
        made = try_for(actor_id, Action.LOG_SOLO, try_id, lock=True).row
        require(made.kind == TryKind.SOLO)
        done = once(actor_id, key, ["undo", try_id], lambda: {"id": _supersede(made, actor_id, _("Logged by mistake"))})
        return int(done["id"])
