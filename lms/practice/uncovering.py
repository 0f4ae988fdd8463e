"""Hidden facts of the customer's card, ticked while they are uncovered: kept as they come, and shown after the play."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lms import clock
from lms.curriculum.catalog import HiddenFact
from lms.db import insert_into, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, pgettext
from lms.people.directory import names
from lms.people.policy import Action, require
from lms.practice.loading import Loaded, allowed, card_of, is_open_to, load_try
from lms.practice.models import Uncovered
from lms.practice.reviews import LONGEST_PLAY, MOST_TAPS, Tap
from lms.practice.seats import Part, seat_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a sending is on disk; see `reviews.Ack`."""

    try_id: int
    saved: tuple[int, ...]
    taken: tuple[int, ...]
    last_seq: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """That a fact was uncovered: at which second of the play, and who ticked it."""

    second: int
    by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fact after the play. heard: None where it stayed hidden; by: names of those who ticked it."""

    fact: HiddenFact
    heard: Heard | None
    by: str


def may_tick(actor_id: int, loaded: Loaded) -> bool:
    """Whether this person ticks the facts of a try: who plays the customer, or coaches."""
    if actor_id == loaded.row.person_id:
        return False
    if seat_of(actor_id, loaded.row.id, {Part.CUSTOMER}) is not None:
        return True
    return is_open_to(actor_id, loaded.row) and allowed(actor_id, Action.RATE, loaded.matter, loaded.zone)


def tick(actor_id: int, try_id: int, taps: Sequence[Tap]) -> Kept:
    """Keep ticks (level 1) and their undoing (level 0) under the actor's own sequences, once each.

    Taken until twelve hours after the start, whether or not the play is over: a phone may have been without network.
    Raises NotYours to who neither plays the customer nor coaches; Unusable for a fact that the card doesn't have.
    """
    with transaction():
        loaded = load_try(try_id, lock=True)
        require(may_tick(actor_id, loaded))
        _check(loaded, taps)
        now = clock.now()
        inserted = _insert(actor_id, try_id, taps, now)
        rest = [tap for tap in taps if tap.seq not in inserted]
        known = inserted | _kept_before(actor_id, try_id, rest)
        return Kept(
            try_id=try_id,
            saved=tuple(tap.seq for tap in taps if tap.seq in known),
            taken=tuple(tap.seq for tap in taps if tap.seq not in known),
            last_seq=last_seq(actor_id, try_id),
            saved_at=now,
        )


def keep_ticks(actor_id: int, try_id: int, ticked: Collection[str]) -> None:
    """Keep the ticks of a form, where no script has sent them one by one. Raises as `tick` does."""
    with transaction():
        loaded = load_try(try_id, lock=True)
        require(may_tick(actor_id, loaded))
        now, last = clock.now(), last_seq(actor_id, try_id)
        before = _last_of(_rows(try_id, actor_id))
        second = min(max(int((now - loaded.row.started_at).total_seconds()), 0), int(LONGEST_PLAY.total_seconds()))
        stood = {fact for (_by, fact), row in before.items() if row.open}
        changed = [fact.id for fact in facts_of(loaded) if (fact.id in ticked) != (fact.id in stood)]
        taps = [Tap(seq, fact, int(fact in ticked), second, now) for seq, fact in enumerate(changed, start=last + 1)]
        tick(actor_id, try_id, taps)


def facts_of(loaded: Loaded) -> tuple[HiddenFact, ...]:
    """The facts that the customer of this try hides, none where it has no card."""
    card = card_of(loaded.row)
    return card.facts if card is not None else ()


def _check(loaded: Loaded, taps: Sequence[Tap]) -> None:
    if clock.now() > loaded.row.started_at + LONGEST_PLAY:
        raise Unusable(_("This play began more than twelve hours ago; nothing more of it is ticked."))
    if len(taps) > MOST_TAPS or len({tap.seq for tap in taps}) != len(taps):
        raise Unusable("each sequence once, and not too many at a time")
    known = {fact.id for fact in facts_of(loaded)}
    for tap in taps:
        if tap.seq < 1 or not 0 <= tap.second <= LONGEST_PLAY.total_seconds():
            raise Unusable("a sequence begins at 1, a second lies within the play")
        if tap.item not in known or tap.level not in (0, 1):
            raise Unusable("the card of this try has no such fact")


def _insert(actor_id: int, try_id: int, taps: Sequence[Tap], now: datetime) -> set[int]:
    """Insert what is not there yet; the sequences that were inserted."""
    inserted = set()
    for tap in taps:
        row = insert_into(Uncovered).values(
            try_id=try_id, by_id=actor_id, seq=tap.seq, fact=tap.item, open=tap.level == 1, second=tap.second,
            tapped_at=tap.tapped_at, saved_at=now,
        )  # fmt: skip
        seq = session().scalar(row.on_conflict_do_nothing().returning(Uncovered.seq))
        inserted |= set() if seq is None else {seq}
    return inserted


def _kept_before(actor_id: int, try_id: int, taps: Sequence[Tap]) -> set[int]:
    """Of these the sequences under which exactly this is kept already: its echo got lost."""
    told = {row.seq: (row.fact, row.open, row.second) for row in _rows(try_id, actor_id)} if taps else {}
    return {tap.seq for tap in taps if told.get(tap.seq) == (tap.item, tap.level == 1, tap.second)}


def _rows(try_id: int, by_id: int | None = None) -> Sequence[Uncovered]:
    query = select(Uncovered).where(Uncovered.try_id == try_id).order_by(Uncovered.seq)
    return session().scalars(query if by_id is None else query.where(Uncovered.by_id == by_id)).all()


def _last_of(rows: Sequence[Uncovered]) -> dict[tuple[int, str], Uncovered]:
    """By person and fact the tick that stands. rows: in the order of their sequences."""
    return {(row.by_id, row.fact): row for row in rows}


def last_seq(actor_id: int, try_id: int) -> int:
    """The last sequence of the actor's ticks in a try, 0 for none."""
    own = (Uncovered.try_id == try_id, Uncovered.by_id == actor_id)
    return session().scalar(select(func.max(Uncovered.seq)).where(*own)) or 0


def heard_in(try_id: int, by_id: int | None = None) -> Mapping[str, Heard]:
    """What stands as uncovered, by fact: by anybody, or by one person alone."""
    standing = sorted(
        (row for row in _last_of(_rows(try_id, by_id)).values() if row.open), key=lambda row: (row.second, row.by_id)
    )
    found: dict[str, Heard] = {}
    for row in standing:
        first = found.get(row.fact, Heard(row.second, ()))
        found[row.fact] = Heard(first.second, (*first.by, row.by_id))
    return found


def outcome_of(actor_id: int, loaded: Loaded) -> tuple[Outcome, ...]:
    """What became of each fact, once the play is over. The caller has asked whether the actor sees the try.

    Raises NotYours to who tries while it goes on.
    """
    if loaded.row.closed_at is None and actor_id == loaded.row.person_id:
        raise NotYours
    heard = heard_in(loaded.row.id)
    called = names([person for one in heard.values() for person in one.by])
    return tuple(Outcome(fact, heard.get(fact.id), _named(heard.get(fact.id), called)) for fact in facts_of(loaded))


def _named(heard: Heard | None, called: Mapping[int, str]) -> str:
    return pgettext("between names", ", ").join(called[person] for person in heard.by) if heard is not None else ""
