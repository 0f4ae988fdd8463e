"""What time makes of requests and links: total, and never back to open."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.raters.rules import (
    GUEST_AFTER_PLAY,
    LONGEST_PLAY,
    WATCH_LAPSES,
    GuestStanding,
    Watch,
    guest_standing,
    takes_guest,
    watch_standing,
)

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
later = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)).map(lambda passed: NOON + passed)
maybe = st.none() | later


@given(maybe, maybe, later, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1)))
def test_a_request_that_is_not_open_never_opens_again(
    taken: datetime | None, withdrawn: datetime | None, now: datetime, passed: timedelta
) -> None:
    before, after = (watch_standing(NOON, taken, withdrawn, moment) for moment in (now, now + passed))
    assert before is after or (before, after) == (Watch.OPEN, Watch.LAPSED)


def test_a_request_lapses_after_two_hours_to_the_second() -> None:
    assert watch_standing(NOON, None, None, NOON + WATCH_LAPSES - timedelta(seconds=1)) is Watch.OPEN
    assert watch_standing(NOON, None, None, NOON + WATCH_LAPSES) is Watch.LAPSED


@given(maybe, maybe, maybe, later)
def test_what_a_guest_has_ended_stays_ended(
    opened: datetime | None, ended: datetime | None, revoked: datetime | None, now: datetime
) -> None:
    standing = guest_standing(opened, ended, revoked, NOON + timedelta(days=1), now)
    assert (standing is GuestStanding.ENDED) == (ended is not None)
    if standing in (GuestStanding.NOT_OPENED, GuestStanding.RATING):
        assert revoked is None
        assert now < NOON + timedelta(days=1)


def test_a_guest_is_taken_while_it_is_played_and_three_days_after() -> None:
    over = NOON + timedelta(minutes=15)
    assert takes_guest(NOON, None, NOON + LONGEST_PLAY - timedelta(seconds=1))
    assert not takes_guest(NOON, None, NOON + LONGEST_PLAY)
    assert takes_guest(NOON, over, over + GUEST_AFTER_PLAY - timedelta(seconds=1))
    assert not takes_guest(NOON, over, over + GUEST_AFTER_PLAY)
