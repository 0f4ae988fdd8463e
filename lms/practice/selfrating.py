"""The trainee rates themself on the same rows, before they read the trainer's levels, or says that they will not."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, Conflict, Unusable
from lms.i18n import _
from lms.people.policy import Action
from lms.practice import facts
from lms.practice.loading import checklist_of, standing_try_for
from lms.practice.models import Note, Rating, Review, Try
from lms.practice.reviews import LONGEST_NOTE, open_row, own_review, require_all
from lms.practice.rules import Level, ReviewKind, TryKind
from lms.records import service as records


def self_rate(actor_id: int, try_id: int, levels: Mapping[str, int], notes: Mapping[str, str], key: str) -> int:
    """The trainee's own levels, all at once, with a sentence where they have one. Closed at once. Returns the review.

    levels and notes by item. Raises NotYours; Conflict while the play goes on; AlreadyClosed when they have rated or
    skipped before; Unusable whose fields are the items that cannot be used.
    """
    said = {item: text.strip() for item, text in notes.items() if text.strip()}
    with transaction():
        made = standing_try_for(actor_id, Action.RATE_SELF, try_id).row
        _require_ended(made)

        def rate() -> dict[str, int]:
            _require_unsettled(made)
            _check(made, levels, said)
            return {"id": _write(made, dict(levels), said)}

        return int(once(actor_id, key, [try_id, dict(levels), said], rate)["id"])


def skip_self_rating(actor_id: int, try_id: int, key: str) -> int:
    """No self-rating will come: the trainee reads the trainer's levels without it. Returns the row that says so.

    Raises as self_rate does.
    """
    with transaction():
        made = standing_try_for(actor_id, Action.RATE_SELF, try_id).row
        _require_ended(made)

        def skip() -> dict[str, int]:
            _require_unsettled(made)
            review = session().get_one(Review, open_row(made.id, made.person_id, ReviewKind.SELF))
            review.skipped_at = clock.now()
            session().flush()
            return {"id": review.id}

        return int(once(actor_id, key, ["skip", try_id], skip)["id"])


def wait_no_longer(person_id: int, try_ids: Collection[int]) -> None:
    """Inside a transaction: these tries are read without the trainee's own rating, by both sides alike.

    As if they had skipped it; one that came meanwhile stands.
    """
    for try_id in sorted(try_ids):
        session().execute(select(Try.id).where(Try.id == try_id).with_for_update())
        review = session().get_one(Review, open_row(try_id, person_id, ReviewKind.SELF), populate_existing=True)
        if review.closed_at is None and review.skipped_at is None:
            review.skipped_at = clock.now()
    session().flush()


def _require_ended(made: Try) -> None:
    if made.kind == TryKind.SOLO:
        raise Conflict(_("Practice alone is not reviewed."))
    if made.closed_at is None:
        raise Conflict(_("End the practice first, then rate yourself."))


def _require_unsettled(made: Try) -> None:
    own = own_review(made.id, made.person_id, ReviewKind.SELF)
    if own is not None and (own.closed_at is not None or own.skipped_at is not None):
        raise AlreadyClosed(
            _("You have rated yourself or skipped it before, or your rating was waited for long enough.")
        )


def _check(made: Try, levels: Mapping[str, int], notes: Mapping[str, str]) -> None:
    require_all(made, dict(levels))
    assert made.checklist_hash is not None
    items = {item.id for item in checklist_of(made.checklist_hash).items}
    if not {*levels, *notes} <= items or not set(levels.values()) <= set(Level):
        raise Unusable("the checklist of this try has no such item or level")
    too_long = {item for item, text in notes.items() if len(text) > LONGEST_NOTE}
    if too_long:
        words = _("A note has at most %(count)s characters.", count=LONGEST_NOTE)
        raise Unusable(fields=dict.fromkeys(sorted(too_long), words))


def _write(made: Try, levels: dict[str, int], notes: dict[str, str]) -> int:
    now = clock.now()
    review = session().get_one(Review, open_row(made.id, made.person_id, ReviewKind.SELF))
    review.copy_of = _struck_before(review)
    review.end_seq = len(levels) + len(notes)
    review.closed_at = now
    session().add_all(_rows(review.id, levels, notes, now))
    session().flush()
    records.add(facts.of_review(made, review, made.person_id, now))
    return review.id


def _struck_before(review: Review) -> int | None:
    """The self-rating in whose place this one stands, if one was struck."""
    same = (Review.try_id == review.try_id, Review.kind == ReviewKind.SELF, Review.id != review.id)
    closed = select(Review.id).where(*same, Review.closed_at.is_not(None)).order_by(Review.id.desc()).limit(1)
    return session().scalar(closed)


def _rows(review_id: int, levels: dict[str, int], notes: dict[str, str], now: datetime) -> list[Rating | Note]:
    taps = [
        Rating(review_id=review_id, seq=seq, item=item, level=level, second=0, tapped_at=now, saved_at=now)
        for seq, (item, level) in enumerate(levels.items(), start=1)
    ]
    sentences = [
        Note(review_id=review_id, seq=seq, item=item, text=text, second=0, saved_at=now)
        for seq, (item, text) in enumerate(notes.items(), start=len(taps) + 1)
    ]
    return [*taps, *sentences]
