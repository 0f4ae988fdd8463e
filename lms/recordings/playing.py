"""A recording to be played: who may, until when, and its file."""

import logging
from typing import BinaryIO

from lms import clock
from lms.errors import Gone
from lms.i18n import _
from lms.recordings import rights
from lms.recordings.models import Recording
from lms.recordings.store import store

log = logging.getLogger("lms")


def recording_to_play(actor_id: int, recording_id: int) -> Recording:
    """Raises NotYours; Gone for one that was removed, or whose time is over though nobody has removed it yet."""
    row, _loaded = rights.recording_for(actor_id, recording_id)
    if row.kept_until <= clock.now() or rights.removal_of(recording_id) is not None:
        raise Gone(_("This recording was removed."))
    return row


def opened(row: Recording) -> BinaryIO:
    """Its file. Raises Gone where the store has lost it."""
    try:
        return store().open(row.stored_as)
    except FileNotFoundError as error:
        log.exception("recording=%s its file %s is not in the store", row.id, row.stored_as)
        raise Gone(_("The file of this recording is missing here. Tell whoever looks after this site.")) from error
