"""What recordings may take: of one file, of what somebody has sent, and of the disk."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from lms.config import MB, Settings
from lms.config import Recording as Limits
from lms.db import session
from lms.errors import NoRoom, TooLarge, Unusable
from lms.i18n import _
from lms.recordings import staging
from lms.recordings.models import Recording, Upload
from lms.recordings.removing import present
from lms.recordings.rules import ENDINGS, Origin, plain_type

ROUNDED = 5  # seconds by which what plays may differ from what a clock said


@dataclass(frozen=True, slots=True)
class Coming:
    """A file that is to come, as its sender tells of it. length: bytes; seconds: None where it isn't told."""

    length: int
    name: str
    media_type: str
    origin: str
    seconds: float | None


def limits() -> Limits:
    """Those of the site that is served."""
    settings: Settings = current_app.extensions["settings"]
    return settings.recording


def check(coming: Coming) -> None:
    """Raises TooLarge and Unusable for a file that is never taken, before any of it is sent."""
    most = limits().most_bytes
    if coming.origin not in set(Origin):
        raise Unusable("origin is recorded or uploaded")
    if coming.length <= 0:
        raise Unusable(_("This file is empty."))
    if coming.length > most:
        sizes = {"most": most // MB, "size": -(-coming.length // MB)}
        raise TooLarge(_("This file has %(size)s MB; a recording has at most %(most)s MB. Nothing was sent.", **sizes))
    declared = plain_type(coming.media_type)
    if declared not in (*ENDINGS, "", "application/octet-stream"):
        raise Unusable(
            _("This is no audio or video that can be played here. Take MP4, M4A, WebM, OGG, MP3, WAV or MOV.")
        )
    check_length(coming.seconds)


def check_length(seconds: float | None) -> None:
    """Raises Unusable for a recording that plays too long."""
    most = limits().most_minutes
    if seconds is not None and seconds > most * 60 + ROUNDED:
        raise Unusable(_("This recording plays longer than %(most)s minutes. Send a shorter part.", most=most))


def require_room(actor_id: int, length: int) -> None:
    """Inside a transaction in which nobody else makes room: what is there and what is on its way leave place for it.

    Raises NoRoom.
    """
    may = limits()
    coming = select(func.coalesce(func.sum(Upload.length), 0)).where(Upload.done_at.is_(None))
    kept = present().with_only_columns(func.coalesce(func.sum(Recording.size), 0)).order_by(None)
    own = (session().scalar(coming.where(Upload.person_id == actor_id)) or 0) + (
        session().scalar(kept.where(Recording.by_id == actor_id)) or 0
    )
    if own + length > may.person_bytes:
        most = may.person_bytes // MB
        raise NoRoom(_("You have sent as much as fits: %(most)s MB. Remove an older recording first.", most=most))
    on_the_way = session().scalar(coming) or 0
    if on_the_way + (session().scalar(kept) or 0) + length > may.site_bytes or staging.room() < length:
        raise NoRoom(
            _("There is no room for this file here now. It stays with you; tell whoever looks after this site.")
        )
