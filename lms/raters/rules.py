"""What time makes of a request to be watched, of a guest's link and of a review that could be looked at again. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

WATCH_LAPSES = timedelta(hours=2)
LINK_LASTS = timedelta(hours=24)
GUEST_AFTER_PLAY = timedelta(days=3)  # what was seen, or recorded, is still there to be rated
LONGEST_PLAY = timedelta(hours=12)  # a try that nobody has ended in this time was forgotten
AGAIN_WITHIN = timedelta(days=14)


class Watch(StrEnum):
    """How a request to be watched stands."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class GuestStanding(StrEnum):
    """How a guest's link stands. RATING: it was opened, the review goes on; OVER: its time ran out before the end."""

    NOT_OPENED = "not_opened"
    RATING = "rating"
    ENDED = "ended"
    REVOKED = "revoked"
    OVER = "over"


def watch_standing(
    asked_at: datetime, taken_at: datetime | None, withdrawn_at: datetime | None, now: datetime
) -> Watch:
    """Who came in time has taken it for good; what nobody took lapses by itself."""
    if taken_at is not None:
        return Watch.TAKEN
    if withdrawn_at is not None:
        return Watch.WITHDRAWN
    return Watch.OPEN if now < asked_at + WATCH_LAPSES else Watch.LAPSED


def guest_standing(
    opened_at: datetime | None, ended_at: datetime | None, revoked_at: datetime | None, ends_at: datetime, now: datetime
) -> GuestStanding:
    """ended_at: when the guest's review ended, which no revoking takes back; ends_at: until when the link holds."""
    if ended_at is not None:
        return GuestStanding.ENDED
    if revoked_at is not None:
        return GuestStanding.REVOKED
    if now >= ends_at:
        return GuestStanding.OVER
    return GuestStanding.NOT_OPENED if opened_at is None else GuestStanding.RATING


def takes_guest(started_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a guest can be asked to rate a try: while it is played, and for some days after."""
    return now < (started_at + LONGEST_PLAY if ended_at is None else ended_at + GUEST_AFTER_PLAY)


def again_until(closed_at: datetime) -> datetime:
    """Until when a second look at a review that ended then can be asked for."""
    return closed_at + AGAIN_WITHIN
