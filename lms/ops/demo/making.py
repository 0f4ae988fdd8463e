"""Making the demo company: everything that happened in it up to a date, told in one go."""

from datetime import date

from lms import clock
from lms.config import Settings
from lms.curriculum import edition
from lms.ops.aside import new_database
from lms.ops.demo import intake, rated, recorded
from lms.ops.demo.company import EVERYBODY
from lms.ops.demo.days import HOUSE, Days
from lms.ops.demo.hiring import hire
from lms.ops.demo.history import PATH, history
from lms.ops.demo.telling import Company
from lms.plan.service import working_days


def make(settings: Settings, today: date | None) -> None:
    """Make it as of a local date, the present one for None. Raises RuntimeError when the content lacks its path."""
    with new_database(settings, settings.demo_database):
        if PATH not in edition.catalog().paths:
            raise RuntimeError(f"the demo company needs the path {PATH!r}, which the content lacks; see content check")
        company = tell(today or clock.today(HOUSE))
        if today is None:
            rated.ask_now(company)


def tell(today: date) -> Company:
    """Fill the database of the current app, which is empty and migrated, with everything up to this date."""
    days = Days(today, working_days())
    company = Company(hire(days), {somebody.key: somebody for somebody in EVERYBODY}, days)
    intake.tell(days)
    history(company).tell()
    recorded.record(company)
    return company
