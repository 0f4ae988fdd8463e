"""What the pages of a try show, sealed where it has to be: nothing that the viewer may not know is in a view at all."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import Checklist, ChecklistItem, RoleCard, SkillId
from lms.db import session
from lms.errors import NotYours
from lms.i18n import language
from lms.people.directory import names
from lms.people.models import Person
from lms.people.policy import Action
from lms.practice import facts
from lms.practice.joining import seated
from lms.practice.loading import Loaded, allowed, card_of, checklist_of, is_open_to, load_try, try_for
from lms.practice.models import Change, Note, PaperEntry, Rating, Review, Try
from lms.practice.reviews import last_saved, last_seq
from lms.practice.rules import Level, ReviewKind, TryKind, disagreements, levels_at, notes_standing
from lms.practice.seats import AS_TRAINER, may_rate, seat_of
from lms.records import service as records

STILL_FRESH = timedelta(days=1)  # what was seen is still remembered


@dataclass(frozen=True, slots=True)
class Paper:
    """A try that was entered from paper: by whom and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What the top of every page of a try says. lasted: how long the play was or has been.

    own: read by who tries; known: the reader may see more of that person than this try; fresh: the play goes on or was
    over less than a day ago; peer: practice with a colleague; paper: by whom and when it was entered from paper, None
    for what was rated while it was played. carried_change: empty to who has a seat alone.
    """

    try_id: int
    person_id: int
    person: str
    skill: str
    skill_name: str
    number: int
    started_at: datetime
    ended_at: datetime | None
    lasted: timedelta
    carried_change: str
    trainer_id: int | None
    stands: bool
    own: bool
    known: bool
    fresh: bool
    peer: bool
    paper: Paper | None = None

    @property
    def over(self) -> bool:
        return self.ended_at is not None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with its moment, in seconds from the start."""

    seq: int
    second: int
    text: str


@dataclass(frozen=True, slots=True)
class DeviceLevel:
    """What one device of the rater said last of a row, None for no level."""

    device: str
    level: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour as it is rated. done: what counts as done, in plain words; value: the level that stands.

    devices: where the rater's own devices differ, what each of them said; no level stands then.
    """

    id: str
    number: int
    title: str
    done: str
    critical: bool
    value: int | None
    notes: tuple[NoteLine, ...] = ()
    devices: tuple[DeviceLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What the trainee reads of the role card: nothing of the customer, nothing of what is hidden. card: its id."""

    card: str
    title: str
    setting: str
    goal: str
    minutes: int


@dataclass(frozen=True, slots=True)
class LivePage:
    """A review under way, for its rater. whole: notes on no item; card: the whole role card, if there is one.

    saved_at: when the last of it was saved, None while nothing was.
    """

    head: Head
    review_id: int
    rater_id: int
    rows: tuple[Row, ...]
    whole: tuple[NoteLine, ...]
    last_seq: int
    saved_at: datetime | None
    card: RoleCard | None

    @property
    def missing(self) -> list[int]:
        """Numbers of the rows without a level."""
        return [row.number for row in self.rows if row.value is None]


def head_of(loaded: Loaded, actor_id: int) -> Head:
    made, own = loaded.row, loaded.row.person_id == actor_id
    known = own or allowed(actor_id, Action.SEE_STORY, loaded.matter, loaded.zone)
    return Head(
        try_id=made.id,
        person_id=made.person_id,
        person=names([made.person_id])[made.person_id],
        skill=made.skill,
        skill_name=skill_name(made.skill),
        number=made.number,
        started_at=made.started_at,
        ended_at=made.ended_at,
        lasted=(made.ended_at or clock.now()) - made.started_at,
        carried_change=made.carried_change if known else "",
        trainer_id=made.trainer_id,
        stands=loaded.stands,
        own=own,
        known=known,
        fresh=made.ended_at is None or clock.now() - made.ended_at < STILL_FRESH,
        peer=made.kind == TryKind.PEER,
        paper=_paper_of(made) if made.closed_at is not None else None,
    )


def _paper_of(made: Try) -> Paper | None:
    entered = session().execute(
        select(Person.name, PaperEntry.entered_at)
        .join(Person, Person.id == PaperEntry.entered_by)
        .where(PaperEntry.try_id == made.id)
    ).one_or_none()  # fmt: skip
    return None if entered is None else Paper(entered.name, entered.entered_at)


def skill_name(skill_id: str) -> str:
    """The skill's name in the reader's language; its id once the curriculum has no such skill any more."""
    skill = edition.catalog().skills.get(SkillId(skill_id))
    return skill.name.in_(language()) if skill else skill_id


def live_try(actor_id: int, action: Action, try_id: int) -> Loaded:
    """A try that was played, if the actor may do this to it: a supervised one, or one's own with a colleague.

    Raises NotYours, also for practice alone.
    """
    loaded = try_for(actor_id, action, try_id)
    if loaded.row.kind == TryKind.SOLO or not is_open_to(actor_id, loaded.row):
        raise NotYours
    return loaded


def rated_try(actor_id: int, try_id: int) -> Loaded:
    """A try that the actor may rate, by coaching or from a seat. Raises NotYours."""
    loaded = load_try(try_id)
    if loaded.row.kind == TryKind.SOLO or not may_rate(actor_id, loaded):
        raise NotYours
    return loaded


def standing_reviews(try_id: int) -> list[Review]:
    """The reviews of a try that stand, those that ended first before the others; none that was handed back."""
    given = or_(Review.kind == ReviewKind.SELF, Review.skipped_at.is_(None))
    query = select(Review).where(Review.try_id == try_id, given, records.stands("review", Review.id))
    return sorted(session().scalars(query), key=lambda r: (r.closed_at is None, r.closed_at or r.started_at, r.id))


def own_open_review(reviews: Iterable[Review], actor_id: int) -> Review | None:
    """The actor's review of somebody else's try that goes on."""
    mine = (r for r in reviews if r.rater_id == actor_id and r.kind != ReviewKind.SELF and r.closed_at is None)
    return next(mine, None)


def part_of(made: Try) -> Part | None:
    """The trainee's part of the card that was drawn."""
    card = card_of(made)
    if card is None:
        return None
    spoken = language()
    return Part(card.id, card.title.in_(spoken), card.trainee.in_(spoken), card.goal.in_(spoken), card.minutes)


def live_page(actor_id: int, loaded: Loaded, review: Review) -> LivePage:
    """The rater's page. Raises NotYours to everybody else, and to who lost the right to rate meanwhile."""
    if review.rater_id != actor_id or not may_rate(actor_id, loaded):
        raise NotYours
    taps = facts.taps_of(review.id, None)
    levels, differing = levels_at(taps), disagreements(taps)
    notes = notes_standing(facts.notes_of(review.id, None))
    head = head_of(loaded, actor_id)
    beside = seat_of(actor_id, loaded.row.id, AS_TRAINER) is not None  # who sits beside reads nothing of other tries
    return LivePage(
        head=replace(head, carried_change="") if beside else head,
        review_id=review.id,
        rater_id=actor_id,
        rows=tuple(
            _with_devices(row, differing.get(row.id, ()))
            for row in rows_of(frozen_checklist(loaded.row), levels, notes)
        ),
        whole=lines_of(note for note in notes if not note.item),
        last_seq=last_seq(review.id),
        saved_at=last_saved(review.id),
        card=card_of(loaded.row),
    )


def frozen_checklist(made: Try) -> Checklist:
    """The checklist that the try was begun with."""
    assert made.checklist_hash is not None
    return checklist_of(made.checklist_hash)


def rows_of(checklist: Checklist, levels: Mapping[str, int], notes: Sequence[Note] = ()) -> tuple[Row, ...]:
    return tuple(
        _row(number, item, levels.get(item.id), lines_of(note for note in notes if note.item == item.id))
        for number, item in enumerate(checklist.items, start=1)
    )


def _row(number: int, item: ChecklistItem, value: int | None, notes: tuple[NoteLine, ...]) -> Row:
    spoken = language()
    done = item.levels[Level.DONE].in_(spoken).rstrip("。.")
    return Row(item.id, number, item.title.in_(spoken), done, item.critical, value, notes)


def _with_devices(row: Row, taps: Sequence[Rating]) -> Row:
    """A row on which the rater's devices differ: no level stands until one is chosen."""
    if not taps:
        return row
    devices = tuple(DeviceLevel(tap.device, tap.level, tap.tapped_at) for tap in taps)
    return replace(row, value=None, devices=devices)


def lines_of(notes: Iterable[Note]) -> tuple[NoteLine, ...]:
    return tuple(NoteLine(note.seq, note.second, note.text) for note in notes)


def stamp_of(loaded: Loaded, actor_id: int) -> str:
    """Something that differs once the other of the two has done something; it tells nothing of what was rated."""
    made = loaded.row
    change = (
        session()
        .execute(
            select(Change.written_at, Change.trainee_agreed_at, Change.trainer_agreed_at).where(
                Change.try_id == made.id, records.stands("change", Change.id)
            )
        )
        .one_or_none()
    )
    done = [
        loaded.stands,
        made.closed_at,
        *(change or ()),
        *((review.id, review.closed_at, review.skipped_at) for review in standing_reviews(made.id)),
        *((one.person_id, one.parts) for one in seated(made.id)),
    ]
    return hashlib.sha256(repr([actor_id, *done]).encode()).hexdigest()[:16]
