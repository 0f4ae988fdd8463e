"""The last byte has arrived: the file is looked at, stored, and is a recording; or is refused, and nothing of it stays.

Cut off anywhere in between, all of it is done again: the file is stored under a key that belongs to its upload.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from lms import clock
from lms.db import session, transaction
from lms.errors import NoRoom, NotYours, Refusal, Unusable
from lms.i18n import _
from lms.practice.loading import still_standing
from lms.recordings import containers, facts, ffmpeg, limits, rights, staging
from lms.recordings.consents import require_consent
from lms.recordings.models import Recording, Upload
from lms.recordings.removing import delete_files, forget
from lms.recordings.rules import Medium, Origin, medium_of, shown_name, until
from lms.recordings.store import FULL, key_of, store
from lms.records import service as records

BLOCK = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class _Seen:
    """A whole file as it will be served."""

    path: Path
    media_type: str
    seconds: float | None


def finish(actor_id: int, upload_id: str) -> int:
    """Take in an upload all of which is on disk. Returns the recording; doing it again changes nothing.

    Raises NotYours; Unusable for what is no sound or film or plays too long; Conflict when consent is there no more;
    each of them deletes what was sent. NoRoom when the store is full; then it is kept and can be finished later.
    """
    upload = session().get(Upload, upload_id)
    if upload is None:
        raise NotYours
    if upload.recording_id is not None:
        return upload.recording_id
    session().expunge(upload)
    session().rollback()  # looking and storing takes a while, and nobody waits for this connection
    try:
        seen = _look(upload)
        digest = _sha256(seen.path)
        _put(seen.path, key_of(upload_id))
        made = _keep(actor_id, upload_id, seen, digest)
    except NoRoom:
        raise
    except FileNotFoundError:  # another sending of its last part has finished it meanwhile, and tidied up
        return _finished_meanwhile(upload_id)
    except Refusal:
        _refuse(upload)
        raise
    staging.drop(upload_id)
    return made


def _finished_meanwhile(upload_id: str) -> int:
    session().rollback()
    row = session().get(Upload, upload_id, populate_existing=True)
    if row is None or row.recording_id is None:
        raise NotYours
    return row.recording_id


def _look(upload: Upload) -> _Seen:
    path = staging.path_of(upload.id)
    found = containers.look(path)
    if found is None:
        raise Unusable(
            _("This is no audio or video that can be played here. Take MP4, M4A, WebM, OGG, MP3, WAV or MOV.")
        )
    probed = ffmpeg.probe(path, found.family)
    if probed is not None:
        found = containers.Found(found.family, probed.has_picture, probed.seconds or found.seconds)
        if not probed.has_sound and not probed.has_picture:
            raise Unusable(_("There is neither sound nor picture in this file."))
    media_type = containers.media_type(found, picture=medium_of(upload.declared_type) is Medium.VIDEO)
    seconds = found.seconds
    if upload.origin == Origin.RECORDED:
        better = staging.remade(upload.id)
        if ffmpeg.remake(path, better, found.family):
            path, again = better, ffmpeg.probe(better, found.family) or containers.look(better)
            seconds = again.seconds if again else seconds
    seconds = seconds or upload.seconds
    limits.check_length(seconds)
    return _Seen(path, media_type, seconds)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _put(path: Path, key: str) -> None:
    try:
        store().put(path, key)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoom(
            _("The disk here is full. What has arrived is kept; it goes on from there once there is room.")
        ) from error


def _keep(actor_id: int, upload_id: str, seen: _Seen, digest: str) -> int:
    with transaction():
        row = session().get(Upload, upload_id, with_for_update=True)
        if row is None:
            raise NotYours
        if row.recording_id is not None:
            return row.recording_id
        loaded = still_standing(rights.try_to_record(actor_id, row.try_id))
        require_consent(loaded, medium_of(seen.media_type))
        now = clock.now()
        kept_until = until(now, limits.limits().kept_days)
        made = Recording(
            try_id=row.try_id, by_id=actor_id, origin=row.origin, media_type=seen.media_type,
            size=seen.path.stat().st_size, seconds=seen.seconds, file_name=shown_name(row.file_name, seen.media_type),
            stored_as=key_of(upload_id), sha256=digest, recorded_at=now, kept_until=kept_until,
        )  # fmt: skip
        session().add(made)
        session().flush()
        row.received, row.done_at, row.recording_id = row.length, now, made.id
        records.add(facts.of_recording(loaded.row, made))
        return made.id


def _refuse(upload: Upload) -> None:
    """Nothing of it stays, neither here nor in the store."""
    with transaction():
        row = session().get(Upload, upload.id)
        if row is not None and row.recording_id is not None:
            return
        gone = forget([upload.id])
    delete_files(gone)
