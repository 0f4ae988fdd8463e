"""The days of the demo company: everything is told in working days up to today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.i18n import DEFAULT_ZONE
from lms.plan.calendar import WorkingDays, nth_working_day

HOUSE = ZoneInfo(DEFAULT_ZONE)


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar seen from a date. All that happened lies before `anchor`, the first working day on or after it."""

    today: date
    calendar: WorkingDays

    @property
    def anchor(self) -> date:
        return nth_working_day(self.today, 1, self.calendar)

    def start_of(self, day: int) -> date:
        """When somebody began for whom the anchor is this working day of their path; after it for 0 or less."""
        return self.back(day - 1) if day >= 1 else nth_working_day(self.anchor, 2 - day, self.calendar)

    def back(self, days: int) -> date:
        """So many working days before the anchor."""
        found = self.anchor
        while days > 0:
            found -= timedelta(days=1)
            days -= self.calendar.is_working(found)
        return found

    def path_day(self, start_on: date, day: int) -> date:
        """The date of a working day of a path."""
        return nth_working_day(start_on, day, self.calendar)


def at(day: date, clock: str) -> datetime:
    """A moment of a day in the house's zone. clock: 09:30."""
    return datetime.combine(day, time.fromisoformat(clock), HOUSE)
