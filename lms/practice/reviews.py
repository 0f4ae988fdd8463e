"""A trainer rates a try while it is played: taps and notes as they come, and the end that makes them a fact."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select, union_all
from sqlalchemy.sql.dml import Insert

from lms import clock
from lms.db import insert_into, is_sqlite, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _, language
from lms.people.models import Person
from lms.people.policy import Action, Matter, require
from lms.practice import facts
from lms.practice.loading import Loaded, allowed, checklist_of, load_try, local_date, still_standing
from lms.practice.models import Note, Rating, Review, Try
from lms.practice.rules import Level, ReviewKind, TryKind, disagreements, levels_at, missing, unsettled_at, within
from lms.practice.seats import RATING, may_rate, rates_as_trainer, seat_of
from lms.records import service as records

MOST_TAPS = 500  # in one sending; a phone that was away for an hour sends a few dozen
LONGEST_NOTE = 500  # characters
LONGEST_PLAY = timedelta(hours=12)
# Rooms above that take note of the end of a review, within its transaction.
ENDED: list[Callable[[Try, Review], None]] = []
_LEVELS = frozenset(str(level.value) for level in Level)


@dataclass(frozen=True, slots=True)
class Tap:
    """A level chosen for an item, or taken away (None).

    second: from the start of the play; tapped_at: by the device; device, seen: see the table.
    """

    seq: int
    item: str
    level: int | None
    second: int
    tapped_at: datetime
    device: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Jotting:
    """A note on an item, or on the whole where `item` is empty.

    undoes: the sequence of the note that this takes back; its own text is empty then.
    """

    seq: int
    item: str
    text: str
    second: int
    undoes: int | None = None
    device: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Ack:
    """What of a sending is on disk. Only `saved` is an acknowledgement.

    taken: sequences under which something else is kept (another tab was there); they are to be sent again with numbers
    after `last_seq`. late: of those saved the ones after the end, kept and not counted.
    """

    review: int
    saved: tuple[int, ...]
    taken: tuple[int, ...]
    late: tuple[int, ...]
    last_seq: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class _Target:
    """What a sending of taps is about."""

    review_id: int
    items: frozenset[str]
    end_seq: int | None
    """The last sequence that counts, once the review is closed."""


def open_review(actor_id: int, try_id: int) -> int:
    """The actor's own review of a try, opened if there is none. Returns its id.

    Raises NotYours; Conflict for practice alone and for a try that was called off.
    """
    with transaction():
        loaded = standing_try_to_rate(actor_id, try_id)
        if loaded.row.kind == TryKind.SOLO:
            raise Conflict(_("Practice alone is not reviewed."))
        return open_row(try_id, actor_id, kind_of(actor_id, loaded))


def standing_try_to_rate(actor_id: int, try_id: int) -> Loaded:
    """The try to rate, locked. Raises NotYours for who neither coaches nor has a seat that rates; Conflict."""
    loaded = load_try(try_id, lock=True)
    require(may_rate(actor_id, loaded))
    return still_standing(loaded)


def kind_of(actor_id: int, loaded: Loaded) -> ReviewKind:
    """As what somebody who may rate a try rates it: a colleague's review is practice, never evidence."""
    peer = loaded.row.kind == TryKind.PEER or not rates_as_trainer(actor_id, loaded)
    return ReviewKind.PEER if peer else ReviewKind.TRAINER


def open_row(try_id: int, rater_id: int, kind: ReviewKind) -> int:
    """Inside a transaction that holds the try: the rater's review that stands, made if there is none."""
    found = own_review(try_id, rater_id, kind)
    if found is not None:
        return found.id
    review = Review(try_id=try_id, rater_id=rater_id, kind=kind, started_at=clock.now())
    session().add(review)
    session().flush()
    return review.id


def own_review(try_id: int, rater_id: int, kind: ReviewKind) -> Review | None:
    """The rater's review of a try that stands; one that was handed back is none."""
    return session().scalars(
        select(Review).where(
            Review.try_id == try_id,
            Review.rater_id == rater_id,
            Review.kind == kind,
            or_(Review.kind == ReviewKind.SELF, Review.skipped_at.is_(None)),
            records.stands("review", Review.id),
        )
    ).one_or_none()  # fmt: skip


def rate(actor_id: int, review_id: int, taps: Sequence[Tap | Jotting]) -> Ack:
    """Keep taps and notes under their sequences, once each however often they come and in whatever order.

    Until the review is closed all count; after it those past its end are kept as late. Raises NotYours to everybody but
    the rater; Unusable for an item or level that the try's checklist doesn't have, and then keeps nothing.
    """
    with transaction():
        target = _target(actor_id, review_id)
        _check(taps, target.items)
        now = clock.now()
        fresh = [tap for tap in taps if target.end_seq is None or tap.seq > target.end_seq]
        inserted = _insert(review_id, fresh, now)
        known = inserted | _kept_before(review_id, [tap for tap in taps if tap.seq not in inserted])
        taken = tuple(tap.seq for tap in taps if tap.seq not in known)
        return Ack(
            review=review_id,
            saved=tuple(tap.seq for tap in taps if tap.seq in known),
            taken=taken,
            late=tuple(tap.seq for tap in fresh if tap.seq in known and target.end_seq is not None),
            last_seq=last_seq(review_id) if taken else max((tap.seq for tap in taps), default=0),
            saved_at=now,
        )


# Statements of the writing path are built once: building them anew costs more than running them.
_TARGET = (
    select(
        Review.rater_id, Review.kind, Review.closed_at, Review.end_seq, Review.try_id, Try.person_id, Try.skill,
        Try.started_at, Try.checklist_hash, Person.zone,
    )
    .join(Try, Try.id == Review.try_id)
    .join(Person, Person.id == Try.person_id)
    .where(Review.id == bindparam("review"))
    .with_for_update(read=True, of=Review)
)  # fmt: skip


@cache
def _keep(table: type[Rating] | type[Note], sqlite_there: bool) -> Insert:
    """Insert what is not there yet, giving back the sequences that were inserted."""
    return insert_into(table, on_sqlite=sqlite_there).on_conflict_do_nothing().returning(table.seq)


def _target(actor_id: int, review_id: int) -> _Target:
    """Load the review for its rater, holding it against an end that comes at the same time."""
    row = session().connection().execute(_TARGET, {"review": review_id}).one_or_none()
    if row is None or row.rater_id != actor_id or row.kind == ReviewKind.SELF:
        raise NotYours
    zone = ZoneInfo(row.zone)
    matter = Matter(row.person_id, local_date(row.started_at, zone), row.skill)
    require(allowed(actor_id, Action.RATE, matter, zone) or seat_of(actor_id, row.try_id, RATING) is not None)
    items = frozenset(item.id for item in checklist_of(row.checklist_hash).items)
    return _Target(review_id, items, row.end_seq if row.closed_at is not None else None)


def _check(taps: Sequence[Tap | Jotting], items: frozenset[str]) -> None:
    if len(taps) > MOST_TAPS or len({tap.seq for tap in taps}) != len(taps):
        raise Unusable("each sequence once, and not too many at a time")
    for tap in taps:
        if tap.seq < 1 or not 0 <= tap.second <= LONGEST_PLAY.total_seconds():
            raise Unusable("a sequence begins at 1, a second lies within the play")
        if isinstance(tap, Tap):
            if tap.item not in items or tap.level not in (None, *Level):
                raise Unusable(_("The checklist of this try has no such row or level. Load the page again."))
        elif tap.item not in (*items, "") or len(tap.text) > LONGEST_NOTE or not (tap.text or tap.undoes):
            raise Unusable(_("A note has at most %(count)s characters.", count=LONGEST_NOTE))


def _insert(review_id: int, taps: Iterable[Tap | Jotting], now: datetime) -> set[int]:
    """Insert what is not there yet; the sequences that were inserted."""
    inserted: set[int] = set()
    rows: dict[type[Rating] | type[Note], list[dict[str, Any]]] = {}
    for tap in taps:
        table = Rating if isinstance(tap, Tap) else Note
        rows.setdefault(table, []).append({"review_id": review_id, "saved_at": now, **asdict(tap)})
    for table, values in rows.items():
        inserted.update(session().connection().scalars(_keep(table, is_sqlite()), values))
    return inserted


def _kept_before(review_id: int, taps: Sequence[Tap | Jotting]) -> set[int]:
    """Of these the sequences under which exactly this is kept already: it was sent before and its echo got lost."""
    if not taps:
        return set()
    kept: set[Tap | Jotting] = set()
    tapped = [tap.seq for tap in taps if isinstance(tap, Tap)]
    noted = [tap.seq for tap in taps if isinstance(tap, Jotting)]
    if tapped:
        ratings = session().scalars(select(Rating).where(Rating.review_id == review_id, Rating.seq.in_(tapped)))
        kept.update(
            Tap(row.seq, row.item, row.level, row.second, row.tapped_at, row.device, row.seen) for row in ratings
        )
    if noted:
        notes = session().scalars(select(Note).where(Note.review_id == review_id, Note.seq.in_(noted)))
        kept.update(Jotting(row.seq, row.item, row.text, row.second, row.undoes, row.device, row.seen) for row in notes)
    return {tap.seq for tap in taps if tap in kept}


def last_seq(review_id: int) -> int:
    """The highest sequence kept of a review, 0 for none."""
    highest = union_all(*(select(func.max(table.seq)).where(table.review_id == review_id) for table in (Rating, Note)))
    return max((seq or 0 for seq in session().scalars(highest)), default=0)


def last_saved(review_id: int) -> datetime | None:
    """When the last tap or note of a review was saved, None while there is none."""
    latest = [select(func.max(table.saved_at)).where(table.review_id == review_id) for table in (Rating, Note)]
    return max((moment for query in latest if (moment := session().scalar(query)) is not None), default=None)


def end_review(actor_id: int, review_id: int, end_seq: int, second: int | None = None) -> Review:
    """End the own review at the sequence that the rater saw: it is a fact from here on. Ends the play if it goes on.

    second: how long the play was by the rater's clock, None for until now. Ending again at the same sequence changes
    nothing. Raises NotYours; AlreadyClosed; Unusable whose fields are the items without a level, or those on which the
    rater's own devices differ.
    """
    with transaction():
        review = session().get(Review, review_id)
        if review is None or review.rater_id != actor_id or review.skipped_at or review.kind == ReviewKind.SELF:
            raise NotYours
        made = standing_try_to_rate(actor_id, review.try_id).row
        session().refresh(review, with_for_update=True)
        if review.closed_at is not None:
            if review.end_seq == end_seq:
                return review
            raise AlreadyClosed(_("This review has ended. A level can still be corrected, with a reason."))
        _require_all_rated(made, review, end_seq)
        review.end_seq, review.closed_at = end_seq, clock.now()
        beside = review.kind == ReviewKind.PEER and made.kind == TryKind.LIVE  # the play goes on with the trainer
        told = [] if beside else end_play(made, actor_id, second)
        session().flush()
        records.add_all([*told, facts.of_review(made, review, actor_id, review.closed_at)])
        for tell in ENDED:
            tell(made, review)
        return review


def keep_levels(actor_id: int, review_id: int, levels: Mapping[str, str], seen: int | None = None) -> int:
    """Keep the levels of a form, where no script has sent them tap by tap. Returns the sequence to end at.

    levels: by item, as text; what isn't a level leaves the item as it stands. seen: the last sequence that the form was
    made from. Raises NotYours; AlreadyClosed.
    """
    with transaction():
        target = _target(actor_id, review_id)
        if target.end_seq is not None:
            raise AlreadyClosed(_("This review has ended. A level can still be corrected, with a reason."))
        now, last = clock.now(), last_seq(review_id)
        before = facts.taps_of(review_id, None)
        standing, unsettled = levels_at(before), disagreements(before)
        chosen = {item: int(levels[item]) for item in sorted(target.items) if levels.get(item, "") in _LEVELS}
        changed = [(item, level) for item, level in chosen.items() if standing.get(item) != level or item in unsettled]
        taps = [Tap(seq, item, level, 0, now, seen=seen) for seq, (item, level) in enumerate(changed, start=last + 1)]
        _insert(review_id, taps, now)
        return last + len(taps)


def try_of(actor_id: int, review_id: int) -> int:
    """The try that the own review is about. Raises NotYours."""
    review = session().get(Review, review_id)
    if review is None or review.rater_id != actor_id:
        raise NotYours
    return review.try_id


def _require_all_rated(made: Try, review: Review, end_seq: int) -> None:
    taps = facts.taps_of(review.id, None)
    require_all(made, levels_at(taps, end_seq))
    titles = _titles(made, unsettled_at(taps, end_seq))
    if titles:
        named = _(", ").join(titles.values())
        raise Unusable(_("Your devices differ here, choose one: %(titles)s", titles=named), titles)


def require_all(made: Try, levels: dict[str, int]) -> None:
    """Raises Unusable whose fields are the items of the try's checklist without a level, with their titles."""
    assert made.checklist_hash is not None
    titles = _titles(made, missing([item.id for item in checklist_of(made.checklist_hash).items], levels))
    if titles:
        raise Unusable(_("Still without a level: %(titles)s", titles=_(", ").join(titles.values())), titles)


def _titles(made: Try, items: Collection[str]) -> dict[str, str]:
    """What these items of the try's checklist are called, in its order."""
    assert made.checklist_hash is not None
    return {one.id: one.title.in_(language()) for one in checklist_of(made.checklist_hash).items if one.id in items}


def end_play(made: Try, actor_id: int, second: int | None) -> list[records.Fact]:
    """Inside a transaction: the play is over and the try a fact, unless it was before. Returns what its file hears."""
    if made.closed_at is not None:
        return []
    now = clock.now()
    by_rater = now if second is None else made.started_at + timedelta(seconds=second)
    made.ended_at = within(by_rater, made.started_at, now)
    made.closed_at = now
    session().flush()
    return [facts.of_try(made, actor_id)]


def moment_from(milliseconds: int) -> datetime:
    """A device's moment, told in milliseconds since 1970. Raises Unusable for one that no clock shows."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise Unusable("this moment is on no calendar") from error
