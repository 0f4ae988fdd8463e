"""A file on its way: begun, sent in parts, gone on with after a cut, given up. Its end is told in `finishing`."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy import select, text
from werkzeug.exceptions import ClientDisconnected

from lms import clock
from lms.db import is_sqlite, session, transaction
from lms.errors import Conflict, KeyReused, NoRoom, NotYours, TooLarge
from lms.i18n import _
from lms.recordings import limits, removing, rights, staging
from lms.recordings.consents import require_consent
from lms.recordings.finishing import finish
from lms.recordings.limits import Coming
from lms.recordings.models import Upload
from lms.recordings.rules import Medium, plain_type
from lms.recordings.store import FULL

GOES_ON_FOR = timedelta(days=7)
PART = 256 * 1024  # bytes that are written at a time


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is. offset: bytes on disk; recording_id: None until all of it is there and taken in."""

    id: str
    offset: int
    length: int
    ends_at: datetime
    recording_id: int | None


def begin(actor_id: int, try_id: int, coming: Coming, key: str) -> str:
    """Make room for a file. Returns the id under which it is sent; of a key that comes back, what it has begun before.

    Raises NotYours; Conflict without consent; TooLarge, Unusable for what is never taken; NoRoom.
    """
    removing.tidy()
    with transaction():
        loaded = rights.try_to_record(actor_id, try_id)
        limits.check(coming)
        declared_film = plain_type(coming.media_type).startswith("video/")
        require_consent(loaded, Medium.VIDEO if declared_film else Medium.AUDIO)  # what it is, `finish` finds out
        if not is_sqlite():  # where several write at once, what they take together is counted one after the other
            session().execute(text("LOCK TABLE upload IN SHARE ROW EXCLUSIVE MODE"))
        before = session().scalars(select(Upload).where(Upload.person_id == actor_id, Upload.key == key)).one_or_none()
        if before is None:
            return _begin(actor_id, try_id, coming, key)
        if (before.try_id, before.length) != (try_id, coming.length):
            raise KeyReused("this key has begun another upload")
        return before.id


def _begin(actor_id: int, try_id: int, coming: Coming, key: str) -> str:
    limits.require_room(actor_id, coming.length)
    now = clock.now()
    row = Upload(
        id=secrets.token_urlsafe(24), try_id=try_id, person_id=actor_id, key=key, length=coming.length,
        file_name=coming.name[:255], declared_type=plain_type(coming.media_type)[:100], origin=coming.origin,
        seconds=coming.seconds, received=0, started_at=now, ends_at=now + GOES_ON_FOR,
    )  # fmt: skip
    session().add(row)
    session().flush()
    return row.id


def progress(actor_id: int, upload_id: str) -> Progress:
    """How far an own upload is, told from the disk. One that is whole and was not taken in is taken in now.

    Raises NotYours; what `finish` raises.
    """
    row = _own(actor_id, upload_id)
    offset = row.length if row.done_at else min(staging.arrived(upload_id), row.length)
    if offset == row.length and row.done_at is None:
        return _finished(actor_id, row)
    return Progress(row.id, offset, row.length, row.ends_at, row.recording_id)


def append(actor_id: int, upload_id: str, offset: int, sent: BinaryIO, length: int | None) -> Progress:
    """Write what is sent at the end of an own upload; with its last byte the recording is there.

    length: of this part, None where it isn't told. Raises NotYours; Conflict for another offset; TooLarge for more than
    was told of; NoRoom when the disk is full; what `finish` raises. What arrived until then stays, but for what is
    refused.
    """
    row = _own(actor_id, upload_id)
    if row.done_at is not None:
        return Progress(row.id, row.length, row.length, row.ends_at, row.recording_id)
    if offset != staging.arrived(upload_id):
        raise Conflict("the file has another end; ask how far it is, and go on from there")
    left = row.length - offset
    if length is not None and length > left:
        raise TooLarge("more was sent than the file was said to have")
    session().rollback()  # nobody waits for this connection while a phone sends
    try:
        staging.append(upload_id, offset, _parts(sent, left))
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoom(
            _("The disk here is full. What has arrived is kept; it goes on from there once there is room.")
        ) from error
    offset = staging.arrived(upload_id)
    if offset == row.length:
        return _finished(actor_id, row)
    return _note(row.id, offset)


def _parts(sent: BinaryIO, left: int) -> Iterator[bytes]:
    """What a request carries. A connection that breaks off ends it: what came is kept, and its sender asks."""
    while True:
        try:
            part = sent.read(PART)
        except (OSError, ClientDisconnected):
            return
        if not part:
            return
        if len(part) > left:
            raise TooLarge("more was sent than the file was said to have")
        left -= len(part)
        yield part


def _note(upload_id: str, offset: int) -> Progress:
    with transaction():
        row = session().get(Upload, upload_id)
        if row is None:  # consent was taken back meanwhile
            staging.drop(upload_id)
            raise NotYours
        row.received, row.ends_at = offset, clock.now() + GOES_ON_FOR
        return Progress(row.id, offset, row.length, row.ends_at, None)


def _finished(actor_id: int, row: Upload) -> Progress:
    return Progress(row.id, row.length, row.length, row.ends_at, finish(actor_id, row.id))


def give_up(actor_id: int, upload_id: str) -> None:
    """Forget an own upload that is under way. Raises NotYours."""
    with transaction():
        row = _own(actor_id, upload_id)
        gone = removing.forget([row.id] if row.done_at is None else [])
    removing.delete_files(gone)


def _own(actor_id: int, upload_id: str) -> Upload:
    row = session().get(Upload, upload_id)
    if row is None or row.person_id != actor_id or row.ends_at <= clock.now():
        raise NotYours
    if not rights.may_record(actor_id, rights.played_try(row.try_id)):
        raise NotYours
    session().expunge(row)  # it is only read, also once this transaction has ended
    return row
