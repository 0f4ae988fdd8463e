"""Sentences at a moment of a recording: written by who may see the try, taken back by who wrote them."""

from sqlalchemy import select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _
from lms.people.directory import names
from lms.people.policy import Action, require
from lms.practice.loading import Loaded, allowed, still_standing
from lms.practice.models import Review
from lms.practice.rules import ReviewKind
from lms.recordings import rights
from lms.recordings.models import Recording, RecordingComment
from lms.records import notices
from lms.records import service as records

LONGEST = 500  # characters
LATEST_MS = 12 * 3600 * 1000
COMMENTED = "recording_comment"  # the kind of notice by which the other is told


def comment(actor_id: int, recording_id: int, at_ms: int, text: str, key: str) -> int:
    """Write a sentence at a moment, in milliseconds from the start. Returns its id; the other of the two is told.

    Raises NotYours; Unusable by field; Conflict for a recording that was removed, or whose try was called off.
    """
    with transaction():
        row, loaded = rights.recording_for(actor_id, recording_id, lock=True)
        require(allowed(actor_id, Action.COMMENT, loaded.matter, loaded.zone))
        still_standing(loaded)
        rights.still_there(row)
        said = _checked(text)
        last = LATEST_MS if row.seconds is None else int(row.seconds * 1000) + 1000
        if not 0 <= at_ms <= last:
            raise Unusable(fields={"at_ms": _("That moment is after the end of the recording.")})
        body = ["comment", recording_id, at_ms, said]
        return int(once(actor_id, key, body, lambda: {"id": _write(actor_id, row, loaded, at_ms, said)})["id"])


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise Unusable(fields={"text": _("Write a sentence first.")})
    if len(said) > LONGEST:
        over = len(said) - LONGEST
        raise Unusable(fields={"text": _("%(over)s characters too many; %(most)s fit.", over=over, most=LONGEST)})
    return said


def _write(actor_id: int, recording: Recording, loaded: Loaded, at_ms: int, text: str) -> int:
    row = RecordingComment(recording_id=recording.id, by_id=actor_id, at_ms=at_ms, text=text, written_at=clock.now())
    session().add(row)
    session().flush()
    body = {"try": recording.try_id, "by": names([actor_id])[actor_id], "skill": loaded.row.skill}
    for person in _others(actor_id, loaded):
        key = f"comment:{recording.id}:{actor_id}:"
        notices.settle(person, COMMENTED, key)  # of several at a time one is news
        notices.tell(person, COMMENTED, body, f"{key}{row.id}")
    return row.id


def _others(actor_id: int, loaded: Loaded) -> set[int]:
    """Whom a comment is for: the trainee, or by the trainee those who teach them here."""
    made = loaded.row
    if actor_id != made.person_id:
        return {made.person_id}
    raters = session().scalars(
        select(Review.rater_id).where(
            Review.try_id == made.id, Review.kind == ReviewKind.TRAINER, records.stands("review", Review.id)
        )
    )
    return {person for person in (*raters, made.trainer_id) if person is not None and person != actor_id}


def take_back(actor_id: int, comment_id: int) -> int:
    """Take an own sentence back; again changes nothing. Returns the recording. Raises NotYours."""
    with transaction():
        row = session().get(RecordingComment, comment_id)
        if row is None or row.by_id != actor_id:
            raise NotYours
        _recording, loaded = rights.recording_for(actor_id, row.recording_id)
        require(allowed(actor_id, Action.COMMENT, loaded.matter, loaded.zone))
        if row.taken_back_at is None:
            row.taken_back_at = clock.now()
            for person in _others(actor_id, loaded):
                notices.settle(person, COMMENTED, f"comment:{row.recording_id}:{actor_id}:{row.id}")
        return row.recording_id
