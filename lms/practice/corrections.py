"""Mending what is closed: a review, the trainee's own rating, their word on a show. Every version stays readable.

A trainer's review gets a copy with the right levels, or is struck out. What the trainee said only they take back.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _
from lms.people.policy import Action
from lms.practice import facts
from lms.practice.changes import is_agreed
from lms.practice.loading import attendance_for, checklist_of, standing_try_for
from lms.practice.models import Note, Rating, Review, Try
from lms.practice.reviews import own_review
from lms.practice.rules import Level, ReviewKind, levels_at
from lms.practice.shows import checked_comment, word_on, write_word
from lms.records import service as records


def correct_rating(actor_id: int, review_id: int, levels: Mapping[str, int], why: str, key: str) -> int:
    """Levels of a closed review were mis-tapped: a copy with the right ones stands in its place. Returns the copy.

    levels: the items that change, by item. The copy keeps rater and time; the correction says who mended it, when and
    why. Raises NotYours; Conflict while the review is open; AlreadyClosed when it was corrected before; Unusable.
    """
    with transaction():
        made, review = _closed_review(actor_id, review_id)
        reason = records.checked_reason(why)

        def correct() -> dict[str, int]:
            changed = _changed(made, review, levels)
            return {"id": _replace(actor_id, made, review, changed, reason)}

        return int(once(actor_id, key, [review_id, dict(levels), reason], correct)["id"])


def strike_review(actor_id: int, review_id: int, why: str, key: str) -> int:
    """A closed review does not stand and nothing stands in its place: the try waits for a review again.

    Returns the correction. Raises as correct_rating does.
    """
    with transaction():
        made, review = _closed_review(actor_id, review_id)
        reason = records.checked_reason(why)
        body = ["strike", review_id, reason]
        done = once(actor_id, key, body, lambda: {"id": _supersede(actor_id, made, review, None, reason)})
        return int(done["id"])


def strike_self_rating(actor_id: int, try_id: int, why: str, key: str) -> int:
    """The trainee's own rating does not stand: they rate themself anew. Returns the correction.

    Raises NotYours; Conflict where there is none; AlreadyClosed once the change is agreed on; Unusable for no reason.
    """
    with transaction():
        made = standing_try_for(actor_id, Action.RATE_SELF, try_id).row
        reason = records.checked_reason(why, own=True)

        def strike() -> dict[str, int]:
            own = own_review(made.id, actor_id, ReviewKind.SELF)
            if own is None or own.closed_at is None:
                raise Conflict(_("There is no own rating to take back."))
            if is_agreed(made.id):
                raise AlreadyClosed(_("You have both agreed on a change after this rating, so it stays."))
            return {"id": _supersede(actor_id, made, own, None, reason)}

        return int(once(actor_id, key, ["strike own", try_id, reason], strike)["id"])


def correct_word(actor_id: int, attendance_id: int, seen: bool, comment: str, why: str, key: str) -> int:
    """The trainee tapped the wrong word on a show: the other one takes its place. Returns the new word.

    Raises NotYours; Conflict while they have said nothing, and for a show that no longer stands; AlreadyClosed when
    this is what they said; Unusable for no reason.
    """
    comment = checked_comment(comment)
    with transaction():
        attendance, show, stands = attendance_for(actor_id, Action.ANSWER_SHOW, attendance_id, lock=True)
        reason = records.checked_reason(why, own=True)

        def correct() -> dict[str, int]:
            word = word_on(attendance_id)
            if word is None or not stands:
                raise Conflict(_("There is no word on this show to correct."))
            if word.seen == seen:
                raise AlreadyClosed(_("This is what you have said."))
            said = write_word(attendance, show, seen, comment)
            facts.supersede("attendance_word", word.id, attendance, show.skill, facts.Mending(actor_id, reason, said))
            return {"id": said}

        return int(once(actor_id, key, ["word", attendance_id, seen, comment, reason], correct)["id"])


def _closed_review(actor_id: int, review_id: int) -> tuple[Try, Review]:
    """The trainer's review to correct, with its try held. Raises NotYours; Conflict while it is open."""
    review = session().get(Review, review_id)
    if review is None or review.kind != ReviewKind.TRAINER:
        raise NotYours
    made = standing_try_for(actor_id, Action.CORRECT_FACT, review.try_id).row
    if review.closed_at is None:
        raise Conflict(_("This review goes on; its rater can still change every level."))
    return made, review


def _changed(made: Try, review: Review, levels: Mapping[str, int]) -> dict[str, int]:
    assert made.checklist_hash is not None
    items = {item.id for item in checklist_of(made.checklist_hash).items}
    if not set(levels) <= items or not set(levels.values()) <= set(Level):
        raise Unusable("the checklist of this try has no such item or level")
    before = levels_at(facts.taps_of(review.id, review.end_seq))
    changed = {item: level for item, level in levels.items() if before.get(item) != level}
    if not changed:
        raise Unusable(_("No level differs from the one that stands."))
    return changed


def _replace(actor_id: int, made: Try, review: Review, changed: Mapping[str, int], why: str) -> int:
    assert review.closed_at is not None
    assert review.end_seq is not None
    copy = Review(
        try_id=review.try_id,
        rater_id=review.rater_id,
        kind=review.kind,
        started_at=review.started_at,
        end_seq=review.end_seq + len(changed),
        closed_at=review.closed_at,
        copy_of=review.id,
    )
    session().add(copy)
    session().flush()
    _copy_rows(review, copy.id, changed)
    records.add(facts.of_review(made, copy, actor_id, review.closed_at))
    _supersede(actor_id, made, review, copy.id, why)
    return copy.id


def _copy_rows(review: Review, copy_id: int, changed: Mapping[str, int]) -> None:
    """The taps and notes that count, and after them the levels that are mended."""
    now = clock.now()
    assert review.end_seq is not None
    for table in (Rating, Note):
        columns = [column for column in table.__table__.columns if column.key != "review_id"]
        rows: list[dict[str, Any]] = [
            {**row, "review_id": copy_id}
            for row in session()
            .execute(select(*columns).where(table.review_id == review.id, table.seq <= review.end_seq))
            .mappings()
        ]
        if rows:
            session().execute(insert(table), rows)
    mended = enumerate(changed.items(), start=review.end_seq + 1)
    session().add_all(
        Rating(review_id=copy_id, seq=seq, item=item, level=level, second=0, tapped_at=now, saved_at=now)
        for seq, (item, level) in mended
    )
    session().flush()


def _supersede(actor_id: int, made: Try, review: Review, replacement_id: int | None, why: str) -> int:
    return facts.supersede("review", review.id, made, made.skill, facts.Mending(actor_id, why, replacement_id))
