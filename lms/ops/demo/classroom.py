"""A classroom day of the demo company, and who is on leave there."""

from datetime import timedelta
from functools import partial

from lms import clock
from lms.classes import opening, saving, signing
from lms.classes.rules import Mark, Taught
from lms.ops.demo.company import VISIT
from lms.ops.demo.days import at
from lms.ops.demo.telling import Company, History, later
from lms.ops.demo.words import MOVING, PLACE
from lms.plan.absences import Days, Kind, note_absence
from lms.records import notices

CALLED = {
    "lin": Mark.ATTENDED, "song": Mark.LATE, "meng": Mark.ATTENDED, "su": Mark.OFFERED, "lixiang": Mark.ABSENT,
}  # fmt: skip
"""Who was on the register of the first day of 林夏 and 宋词, to which those who were there before were invited."""


def add(told: History, company: Company) -> None:
    """A class on the first day of the youngest in the East, one leave that is over and one that begins today."""
    days = company.days
    story = company.people["lin"].story
    assert story is not None
    first_day = days.start_of(story.day)
    moving = Days(Kind.LEAVE.value, days.back(story.day), first_day, MOVING)
    told.at(at(days.back(story.day + 1), "17:10"), partial(_away, company, "chen", "lixiang", moving))
    told.at(at(first_day, "13:20"), partial(_teach, company, "chen"))
    told.at(at(days.back(story.day - 2), "09:05"), partial(_read_news, company))
    leave = Days(Kind.LEAVE.value, days.today, days.path_day(days.anchor, 4))
    told.at(at(days.back(1), "17:50"), partial(_away, company, "wu", "tang", leave))


def _away(company: Company, by: str, person: str, days: Days) -> None:
    note_absence(company.ids[by], company.ids[person], days, f"away {person} {days.from_on}")


def _teach(company: Company, by: str) -> None:
    """Opened ten minutes before it begins; who has the code signs in; saved once everybody was called."""
    trainer, marks = company.ids[by], {company.ids[key]: mark for key, mark in CALLED.items()}
    begins_at = clock.now() + timedelta(minutes=10)
    made = opening.open_class(trainer, Taught(module=VISIT), begins_at, PLACE, "class")
    opening.set_list(trainer, made, marks.keys(), {})
    code = signing.new_code(trainer, made)
    for key, minutes in (("lin", 6), ("meng", 8)):
        with later(60 * minutes):
            signing.sign_in(company.ids[key], code)
    with later(60 * 40):
        saving.save(trainer, made, marks, "class saved")


def _read_news(company: Company) -> None:
    """What was told of the class was opened long ago."""
    for key in CALLED:
        for notice in notices.unread_of(company.ids[key]):
            notices.mark_read(company.ids[key], notice.id)
