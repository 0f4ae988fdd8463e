"""What a register means."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.classes.rules import LATE_AFTER, PRESENT, Mark, Standing, begins_as, counts, standing_of

NINE = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
MINUTES = st.none() | st.integers(-60, 60).map(lambda minutes: NINE + timedelta(minutes=minutes))


def test_everybody_begins_as_here_and_who_is_on_leave_as_that() -> None:
    assert begins_as("", None, NINE, away=False) is Mark.ATTENDED
    assert begins_as("", None, NINE, away=True) is Mark.ABSENT


def test_who_gives_the_code_is_here_even_when_leave_was_noted_and_late_after_ten_minutes() -> None:
    assert begins_as("", NINE + LATE_AFTER, NINE, away=True) is Mark.ATTENDED
    assert begins_as("", NINE + LATE_AFTER + timedelta(seconds=1), NINE, away=False) is Mark.LATE


@given(st.sampled_from(Mark), MINUTES, st.booleans())
def test_the_trainers_own_mark_wins(mark: Mark, signed_in_at: datetime | None, away: bool) -> None:
    assert begins_as(mark.value, signed_in_at, NINE, away=away) is mark


@given(st.dictionaries(st.integers(1, 40), st.sampled_from(Mark)))
def test_everybody_is_counted_once_and_only_who_was_on_leave_gets_no_fact(marks: dict[int, Mark]) -> None:
    assert sum(counts(marks)) == len(marks)
    for mark in marks.values():
        assert (standing_of(mark) is None) is (mark is Mark.ABSENT)
        assert (standing_of(mark) is Standing.ATTENDED) is (mark in PRESENT)
