"""Who may see, make, comment and remove the recordings of a try: as far as the try itself, and by a seat in it."""

from sqlalchemy import literal, select

from lms.db import session
from lms.errors import Conflict, NotYours
from lms.i18n import _
from lms.people.policy import Action, require
from lms.practice.loading import Loaded, allowed, load_try, still_standing
from lms.practice.models import Seat
from lms.practice.rules import TryKind
from lms.practice.seats import AS_TRAINER, Part, seat_of
from lms.recordings.models import Recording, RecordingRemoval

RECORDS = frozenset({Part.PEER, Part.GUEST})
"""Seats whose holders may record; who looks a second time finds what is there."""


def may_see(actor_id: int, loaded: Loaded) -> bool:
    """Whoever may see the try; and who rates it as a guest or a second time, for whom it is what they rate by."""
    return sees_comments(actor_id, loaded) or seat_of(actor_id, loaded.row.id, AS_TRAINER) is not None


def sees_comments(actor_id: int, loaded: Loaded) -> bool:
    """A guest and who looks a second time judge by themselves: what others wrote is kept from them."""
    return allowed(actor_id, Action.SEE_TRY, loaded.matter, loaded.zone)


def may_record(actor_id: int, loaded: Loaded) -> bool:
    """The trainee, and whoever may rate the try as it is played."""
    if allowed(actor_id, Action.RECORD, loaded.matter, loaded.zone):
        return True
    return seat_of(actor_id, loaded.row.id, RECORDS) is not None


def may_remove(actor_id: int, loaded: Loaded) -> bool:
    """The person who was recorded, at any time; whoever manages them, with a reason."""
    return allowed(actor_id, Action.REMOVE_RECORDING, loaded.matter, loaded.zone)


def was_customer(person_id: int, try_id: int) -> bool:
    """Whether somebody plays or has played the customer; who has left the seat was heard all the same."""
    return (
        session().scalar(
            select(literal(1)).where(Seat.try_id == try_id, Seat.person_id == person_id, Seat.part == Part.CUSTOMER)
        )
        is not None
    )


def played_try(try_id: int, *, lock: bool = False) -> Loaded:
    """A try that can be recorded, for a caller who asks the right. Raises NotYours, also for practice alone."""
    loaded = load_try(try_id, lock=lock)
    require(loaded.row.kind != TryKind.SOLO)
    return loaded


def try_to_record(actor_id: int, try_id: int) -> Loaded:
    """A try to add to, locked. Raises NotYours; Conflict for one that was called off."""
    loaded = played_try(try_id, lock=True)
    require(may_record(actor_id, loaded))
    return still_standing(loaded)


def recording_for(actor_id: int, recording_id: int, *, lock: bool = False) -> tuple[Recording, Loaded]:
    """A recording that the actor may see, also one that is removed, with its try. Raises NotYours."""
    row = session().get(Recording, recording_id)
    if row is None:
        raise NotYours
    loaded = played_try(row.try_id, lock=lock)
    require(may_see(actor_id, loaded))
    return row, loaded


def removal_of(recording_id: int) -> RecordingRemoval | None:
    """That a recording was removed; None while it is there."""
    return session().get(RecordingRemoval, recording_id)


def still_there(recording: Recording) -> None:
    """Raises Conflict for a recording that was removed."""
    if removal_of(recording.id) is not None:
        raise Conflict(_("This recording was removed meanwhile."))
