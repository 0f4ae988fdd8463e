"""Working days: the third day, the day after a holiday, a year that is not announced yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.plan.calendar import (
    ChineseWorkingDays,
    WorkingDays,
    add_working_days,
    nth_working_day,
)
from tests.weekdays import Weekdays

CHINA = ChineseWorkingDays()
DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
CALENDARS = st.sampled_from([CHINA, Weekdays()])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday worked in its stead
    ],
)
def test_china_rests_on_holidays_and_works_on_the_weekends_in_their_stead(day: date, works: bool) -> None:
    assert CHINA.is_working(day) is works


def test_a_year_not_announced_goes_by_weekdays_and_says_that_it_is_not_known() -> None:
    assert CHINA.known(2026)
    assert not CHINA.known(2031)
    assert CHINA.is_working(date(2031, 1, 1))
    assert not CHINA.is_working(date(2031, 1, 4))


def test_day_one_is_the_start_or_the_first_working_day_after_it() -> None:
    assert nth_working_day(date(2026, 11, 24), 1, CHINA) == date(2026, 11, 24)
    assert nth_working_day(date(2026, 11, 21), 1, CHINA) == date(2026, 11, 23)
    assert nth_working_day(date(2026, 9, 30), 2, CHINA) == date(2026, 10, 8)


def test_three_working_days_after_friday_end_on_wednesday() -> None:
    assert add_working_days(date(2026, 11, 20), 3, CHINA) == date(2026, 11, 25)
    assert add_working_days(date(2026, 11, 21), 0, CHINA) == date(2026, 11, 21)


@pytest.mark.parametrize(("count", "refused"), [(nth_working_day, 0), (add_working_days, -1)])
def test_days_are_not_counted_backwards(count: object, refused: int) -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        count(date(2026, 11, 24), refused, CHINA)  # type: ignore[operator]


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_counting_forwards_and_between_agree(start: date, n: int, days: WorkingDays) -> None:
    end = add_working_days(start, n, days)
    assert days.is_working(end)
    assert sum(days.is_working(start + timedelta(days=one)) for one in range(1, (end - start).days + 1)) == n
    assert nth_working_day(start + timedelta(days=1), n, days) == end
