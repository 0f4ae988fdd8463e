"""Captions of a recording: one file a language, put there by whoever may record."""

from lms import clock
from lms.db import insert_into, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import Language, _
from lms.people.policy import require
from lms.practice.loading import still_standing
from lms.recordings import rights, vtt
from lms.recordings.models import Caption


def put(actor_id: int, recording_id: int, language: str, data: bytes) -> int:
    """Read a .vtt or .srt file and keep its words, in place of earlier ones of this language. Returns the try.

    Raises NotYours; Unusable that names the line; Conflict for a recording that was removed.
    """
    with transaction():
        row, loaded = rights.recording_for(actor_id, recording_id, lock=True)
        require(rights.may_record(actor_id, loaded))
        still_standing(loaded)
        rights.still_there(row)
        if language not in set(Language):
            raise Unusable(fields={"language": _("Choose the language of the captions.")})
        values = {"vtt": vtt.written(vtt.parse(vtt.decoded(data))), "by_id": actor_id, "at": clock.now()}
        kept = insert_into(Caption).values(recording_id=recording_id, language=language, **values)
        session().execute(kept.on_conflict_do_update(index_elements=["recording_id", "language"], set_=values))
        return row.try_id


def captions_of(actor_id: int, recording_id: int, language: str) -> str:
    """The captions as WebVTT. Raises NotYours."""
    row, _loaded = rights.recording_for(actor_id, recording_id)
    rights.still_there(row)
    found = session().get(Caption, (recording_id, language))
    if found is None:
        raise NotYours
    return found.vtt


def remove(actor_id: int, recording_id: int, language: str) -> int:
    """Take captions away. Returns the try. Raises NotYours."""
    with transaction():
        row, loaded = rights.recording_for(actor_id, recording_id)
        require(rights.may_record(actor_id, loaded))
        found = session().get(Caption, (recording_id, language))
        if found is not None:
            session().delete(found)
        return row.try_id
