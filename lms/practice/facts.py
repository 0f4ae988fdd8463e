"""How shows, tries, reviews and changes become facts, told to the person's file with all that belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select

from lms.db import session
from lms.errors import AlreadyClosed
from lms.i18n import _
from lms.practice.models import Attendance, AttendanceWord, Change, Note, Rating, Review, Show, SoloPlay, Try
from lms.practice.rules import ReviewKind, TryKind
from lms.records import service as records
from lms.records.models import Verb


@dataclass(frozen=True, slots=True)
class Mending:
    """By whom and why a fact is corrected, and what stands in its place (None: nothing)."""

    actor_id: int
    why: str
    replacement_id: int | None = None


def of_attendance(show: Show, row: Attendance) -> records.Fact:
    """A show given to one person; to who was absent it was only offered."""
    return records.Fact(
        person_id=row.person_id,
        verb=Verb.OFFERED if row.absent else Verb.SHOWN,
        kind="attendance",
        source_id=row.id,
        skill=show.skill,
        actor_id=show.entered_by,
        happened_at=show.happened_at,
        body=records.body_of(row, show=[show]),
    )


def of_word(show: Show, word: AttendanceWord) -> records.Fact:
    return records.Fact(
        person_id=word.person_id,
        verb=Verb.CONFIRMED if word.seen else Verb.NOT_SEEN,
        kind="attendance_word",
        source_id=word.id,
        skill=show.skill,
        actor_id=word.person_id,
        happened_at=word.at,
        body=records.body_of(word),
    )


def of_try(row: Try, actor_id: int) -> records.Fact:
    """A try whose play is over; it happened when it began. Alone, with the scripted customer who was played with."""
    return records.Fact(
        person_id=row.person_id,
        verb=Verb.TRIED if row.kind == TryKind.LIVE else Verb.PRACTISED,
        kind="try",
        source_id=row.id,
        skill=row.skill,
        actor_id=actor_id,
        happened_at=row.started_at,
        body=_try_body(row),
    )


_RATED = {
    ReviewKind.TRAINER: Verb.REVIEWED,
    ReviewKind.SELF: Verb.SELF_RATED,
    ReviewKind.PEER: Verb.PEER_RATED,
}


def of_review(made: Try, review: Review, actor_id: int, happened_at: datetime) -> records.Fact:
    """An ended review with the taps and notes that count."""
    return records.Fact(
        person_id=made.person_id,
        verb=_RATED[ReviewKind(review.kind)],
        kind="review",
        source_id=review.id,
        skill=made.skill,
        actor_id=actor_id,
        happened_at=happened_at,
        body=_review_body(review),
    )


def of_change(made: Try, change: Change, actor_id: int) -> records.Fact:
    assert change.closed_at is not None
    return records.Fact(
        person_id=made.person_id,
        verb=Verb.AGREED,
        kind="change",
        source_id=change.id,
        skill=made.skill,
        actor_id=actor_id,
        happened_at=change.closed_at,
        body=records.body_of(change),
    )


def taps_of(review_id: int, end_seq: int | None) -> Sequence[Rating]:
    """The taps of a review in order, up to a sequence (None: all)."""
    query = select(Rating).where(Rating.review_id == review_id).order_by(Rating.seq)
    return session().scalars(query if end_seq is None else query.where(Rating.seq <= end_seq)).all()


def notes_of(review_id: int, end_seq: int | None) -> Sequence[Note]:
    """The notes of a review in order, up to a sequence (None: all)."""
    query = select(Note).where(Note.review_id == review_id).order_by(Note.seq)
    return session().scalars(query if end_seq is None else query.where(Note.seq <= end_seq)).all()


def _try_body(row: Try) -> dict[str, Any]:
    plays = (
        session().scalars(select(SoloPlay).where(SoloPlay.try_id == row.id)).all() if row.kind == TryKind.SOLO else []
    )
    return records.body_of(row, play=plays) if plays else records.body_of(row)


def _review_body(review: Review) -> dict[str, Any]:
    taps, notes = taps_of(review.id, review.end_seq), notes_of(review.id, review.end_seq)
    return records.body_of(review, ratings=taps, notes=notes)


def body_of_earlier_review(review_id: int) -> dict[str, Any] | None:
    """A review as lines of forms 1 and 2 saw it: a tap did not name its device."""
    review = session().get(Review, review_id)
    if review is None:
        return None
    body = _review_body(review)
    for name in ("ratings", "notes"):
        children = [{k: v for k, v in child.items() if k not in ("device", "seen")} for child in body[name]]
        body[name] = records.in_order_of_digest(children)
    return body


def supersede(kind: str, source_id: int, about: Try | Attendance, skill: str, by: Mending) -> int:
    """This fact of a person's does not stand. Returns the correction. Raises AlreadyClosed when it was corrected."""
    if session().scalar(select(records.stands(kind, literal(source_id)))) is not True:
        raise AlreadyClosed(_("This was corrected before. Correct what stands in its place."))
    return records.correct(
        kind=kind,
        source_id=source_id,
        person_id=about.person_id,
        skill=skill,
        actor_id=by.actor_id,
        why=by.why,
        replacement_id=by.replacement_id,
    )


def body_of_attendance(attendance_id: int) -> dict[str, Any] | None:
    row = session().get(Attendance, attendance_id)
    return None if row is None else records.body_of(row, show=[session().get_one(Show, row.show_id)])


def body_of_word(word_id: int) -> dict[str, Any] | None:
    word = session().get(AttendanceWord, word_id)
    return None if word is None else records.body_of(word)


def body_of_try(try_id: int) -> dict[str, Any] | None:
    made = session().get(Try, try_id)
    return None if made is None else _try_body(made)


def body_of_review(review_id: int) -> dict[str, Any] | None:
    review = session().get(Review, review_id)
    return None if review is None else _review_body(review)


def body_of_change(change_id: int) -> dict[str, Any] | None:
    change = session().get(Change, change_id)
    return None if change is None else records.body_of(change)


records.BODIES["attendance"] = body_of_attendance
records.BODIES["attendance_word"] = body_of_word
records.BODIES["try"] = body_of_try
records.BODIES["review"] = body_of_review
records.EARLIER["review", 1] = records.EARLIER["review", 2] = body_of_earlier_review
records.BODIES["change"] = body_of_change
