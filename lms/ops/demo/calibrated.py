"""Trainers of the demo company who rated transcripts, and one who rates higher than the others and has read so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.ops.demo.company import CALLS, VISIT
from lms.ops.demo.days import at
from lms.ops.demo.telling import Company, History
from lms.practice.loading import practised_module
from lms.raters import calibration, telling

MILD = "zhou"
READ_BEFORE = 4  # working days: his manager sees it by now


@dataclass(frozen=True, slots=True)
class Rating:
    """A transcript as a trainer rated it. off: levels from the references, by item; None: begun and not ended."""

    trainer: str
    skill: str
    transcript: int
    working_days_ago: int
    off: Mapping[str, int] | None


RATINGS = (
    Rating("chen", CALLS, 0, 12, {"what-it-waits-for": 1}),
    Rating("chen", CALLS, 1, 12, {"appointment-or-grade": 0, "record-in-five-minutes": 1}),
    Rating("chen", VISIT, 0, 1, None),
    Rating("zhou", VISIT, 0, 6, {"says-back": 1, "gives-a-range": 1, "opens-the-six": 1}),
    Rating("zhou", VISIT, 1, 6, {"laptop-stays-shut": 2, "says-back": 1, "reports-their-words": 1}),
)  # fmt: skip


def add(told: History, company: Company) -> None:
    for rating in RATINGS:
        when = at(company.days.back(rating.working_days_ago), f"18:{10 + 15 * rating.transcript}")
        told.at(when, partial(_rate, company, rating))
    told.at(at(company.days.back(READ_BEFORE), "18:40"), partial(_read, company))


def _rate(company: Company, rating: Rating) -> None:
    rater = company.ids[rating.trainer]
    skill = edition.catalog().skills[SkillId(rating.skill)]
    transcript = practised_module(skill).calibrations[rating.transcript]
    begun = calibration.begin(rater, skill.id, transcript.id, f"calibrate {transcript.id}"[:64])
    if rating.off is not None:
        levels = {one.item: min(max(one.level + rating.off.get(one.item, 0), 0), 3) for one in transcript.references}
        calibration.end(rater, begun, levels)


def _read(company: Company) -> None:
    rater = company.ids[MILD]
    telling.look([rater], rater)
    telling.mark_read(rater)
