"""What time it is. Services ask here, so that the demo company and the tests can pass another clock in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """This moment in UTC."""
    return _stopped_at.get() or datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    """The local date in a zone."""
    return now().astimezone(zone).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """For the length of a block it is this moment. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a clock needs a moment with a zone")
    before = _stopped_at.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped_at.reset(before)
