"""A try that was played without a phone: what is printed for it, and what was written on it, entered later."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import RoleCard, Skill
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _
from lms.people.directory import hold
from lms.people.policy import Action, Matter, require
from lms.practice import facts
from lms.practice.loading import allowed, local_date, practised_module, skill_named
from lms.practice.models import Note, PaperEntry, Rating, Review, Try
from lms.practice.reviews import LONGEST_NOTE, require_all
from lms.practice.rules import Level, ReviewKind, TryKind
from lms.practice.tries import change_to_carry, drawn_card
from lms.records import service as records

OLDEST = timedelta(days=30)  # of what was played before that, nobody remembers enough
LONGEST = 180  # minutes


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper. minutes: how long the play was; card: id of the role card, empty for none.

    levels, notes: by item, the note on the whole under the empty item; checklist_hash: of the rows that were filled in.
    """

    started_at: datetime
    minutes: int
    card: str
    checklist_hash: str
    levels: Mapping[str, int]
    notes: Mapping[str, str]


def card_for_paper(person_id: int, skill: Skill, day: date) -> RoleCard | None:
    """The role card of a sheet that is printed on a local date: drawn as for a try, the same however often printed."""
    return drawn_card(person_id, skill, f"{person_id} {skill.id} {day}")


def enter(actor_id: int, person_id: int, skill_id: str, sheet: Sheet, key: str) -> int:
    """Enter a try and the actor's review of it: both are facts at once, marked as entered later. Returns the try.

    Raises NotYours; Unusable by field, a row by its item; Conflict when a try of that time is there already.
    """
    said = {item: text.strip() for item, text in sheet.notes.items() if text.strip()}
    with transaction():
        zone_name = hold(person_id)
        if zone_name is None:
            raise NotYours
        skill, zone = skill_named(skill_id), ZoneInfo(zone_name)
        day = local_date(sheet.started_at, zone)
        require(allowed(actor_id, Action.RATE, Matter(person_id, day, skill_id), zone))
        body = {**asdict(sheet), "notes": said, "person": person_id, "skill": skill_id}

        def write() -> dict[str, int]:
            _check(person_id, skill, sheet, said)
            made = _made(person_id, skill, sheet)
            require_all(made, dict(sheet.levels))
            return {"id": _write(actor_id, made, dict(sheet.levels), said)}

        return int(once(actor_id, key, body, write)["id"])


def _check(person_id: int, skill: Skill, sheet: Sheet, notes: Mapping[str, str]) -> None:
    now, ended_at = clock.now(), sheet.started_at + timedelta(minutes=sheet.minutes)
    wrong = {}
    if not 1 <= sheet.minutes <= LONGEST:
        wrong["minutes"] = _("Between 1 and %(most)s minutes.", most=LONGEST)
    elif ended_at > now:
        wrong["happened"] = _("That moment is still to come.")
    elif sheet.started_at < now - OLDEST:
        wrong["happened"] = _("That is more than %(days)s days ago. Practise anew instead.", days=OLDEST.days)
    if sheet.card and sheet.card not in {card.id for card in practised_module(skill).cards}:
        wrong["card"] = _("There is no such card any more. Choose another, or none.")
    too_long = _("A note has at most %(count)s characters.", count=LONGEST_NOTE)
    wrong |= {f"note-{item}": too_long for item, text in notes.items() if len(text) > LONGEST_NOTE}
    if wrong:
        raise Unusable(fields=wrong)
    checklist = edition.catalog().checklist_of(skill.id)
    if sheet.checklist_hash != checklist.hash:
        raise Conflict(
            _("The checklist was changed since this page was opened. Here are its rows of today; look through them.")
        )
    if not {*sheet.levels, *notes} <= {*(item.id for item in checklist.items), ""} or not set(
        sheet.levels.values()
    ) <= set(Level):
        raise Unusable("the checklist has no such item or level")
    _refuse_twice(person_id, skill.id, sheet.started_at, ended_at)


def _refuse_twice(person_id: int, skill_id: str, started_at: datetime, ended_at: datetime) -> None:
    """Of two who both entered the sheet, or a phone that was there after all, the first stands."""
    overlaps = (Try.started_at < ended_at, func.coalesce(Try.ended_at, Try.started_at) > started_at)
    number = session().scalar(
        select(Try.number)
        .where(Try.person_id == person_id, Try.skill == skill_id, Try.kind == TryKind.LIVE, *overlaps)
        .where(records.stands("try", Try.id))
        .limit(1)
    )
    if number is not None:
        raise Conflict(_("Try %(number)s was at that time and is entered already. Look whether it is this one.",
                         number=number))  # fmt: skip


def _made(person_id: int, skill: Skill, sheet: Sheet) -> Try:
    checklist = edition.catalog().checklist_of(skill.id)
    versions.keep("checklist", checklist.id, checklist.hash, versions.freeze(checklist))
    card = next((one for one in practised_module(skill).cards if one.id == sheet.card), None)
    if card is not None:
        versions.keep("card", card.id, card.hash, versions.freeze(card))
    before = (Try.person_id == person_id, Try.skill == skill.id, Try.kind == TryKind.LIVE)
    number = session().scalar(select(func.max(Try.number)).where(*before, records.stands("try", Try.id)))
    made = Try(
        client_id=f"paper-{secrets.token_hex(16)}",
        person_id=person_id,
        skill=skill.id,
        kind=TryKind.LIVE,
        number=(number or 0) + 1,
        checklist_hash=checklist.hash,
        card_hash=card.hash if card else None,
        carried_change=change_to_carry(person_id, skill.id),
        started_at=sheet.started_at,
        ended_at=sheet.started_at + timedelta(minutes=sheet.minutes),
    )
    session().add(made)
    session().flush()
    return made


def _write(actor_id: int, made: Try, levels: dict[str, int], notes: dict[str, str]) -> int:
    """The review is closed when it is entered, not when it was given: nobody but the paper has seen it before."""
    now = clock.now()
    made.trainer_id, made.closed_at = actor_id, now
    review = Review(try_id=made.id, rater_id=actor_id, kind=ReviewKind.TRAINER, started_at=made.started_at)
    session().add_all([PaperEntry(try_id=made.id, entered_by=actor_id, entered_at=now), review])
    session().flush()
    second = int((made.ended_at - made.started_at).total_seconds()) if made.ended_at else 0
    written = {"review_id": review.id, "second": second, "saved_at": now}
    taps = [Rating(seq=seq, item=item, level=level, tapped_at=now, **written)
            for seq, (item, level) in enumerate(levels.items(), start=1)]  # fmt: skip
    lines = [Note(seq=seq, item=item, text=text, **written)
             for seq, (item, text) in enumerate(notes.items(), start=len(taps) + 1)]  # fmt: skip
    session().add_all([*taps, *lines])
    review.end_seq, review.closed_at = len(taps) + len(lines), now
    session().flush()
    records.add_all([facts.of_try(made, actor_id), facts.of_review(made, review, actor_id, now)])
    return made.id
