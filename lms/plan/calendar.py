"""Working days: which dates count when something is promised by the third day, or owed within two."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

SATURDAY = 5


class WorkingDays(Protocol):
    """A calendar of working days."""

    def is_working(self, day: date) -> bool:
        """Whether people work on this local date."""
        ...

    def known(self, year: int) -> bool:
        """Whether the holidays of this year are known, so that a page can say when a due date may still move."""
        ...


class ChineseWorkingDays:
    """Mainland China: public holidays and weekends worked in their stead; Monday to Friday in years not announced."""

    def is_working(self, day: date) -> bool:
        return _is_chinese_working_day(day)

    def known(self, year: int) -> bool:
        return _is_announced(year)


def working_days_from(start: date, days: WorkingDays) -> Iterator[date]:
    """Every working day from `start` on, `start` included when it is one."""
    day = start
    while True:
        if days.is_working(day):
            yield day
        day += timedelta(days=1)


def nth_working_day(start: date, n: int, days: WorkingDays) -> date:
    """The n-th working day counted from `start`; day 1 is the first working day on or after it.

    Raises ValueError when n is below 1.
    """
    if n < 1:
        raise ValueError(f"working days are counted from 1, not {n}")
    for number, day in enumerate(working_days_from(start, days), start=1):
        if number == n:
            return day
    raise AssertionError("a calendar has no end")


def add_working_days(start: date, n: int, days: WorkingDays) -> date:
    """The n-th working day after `start`; `start` itself when n is 0, whether it is a working day or not.

    Raises ValueError when n is negative.
    """
    return start if n == 0 else nth_working_day(start + timedelta(days=1), n, days)


@lru_cache(maxsize=4096)
def _is_chinese_working_day(day: date) -> bool:
    # A table of holidays that most requests never need; read at the first question, so that the site starts fast.
    import chinese_calendar  # noqa: PLC0415

    if not _is_announced(day.year):
        return day.weekday() < SATURDAY
    return bool(chinese_calendar.is_workday(day))


@lru_cache(maxsize=64)
def _is_announced(year: int) -> bool:
    import chinese_calendar  # noqa: PLC0415 as above

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
