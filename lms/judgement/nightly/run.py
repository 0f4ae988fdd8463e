"""What is found anew once a night, or by hand: what the others teach, which reviews are to be opened, how all stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from lms.db import session
from lms.judgement.cases.opening import open_due_cases
from lms.judgement.deriving import derive_stale
from lms.judgement.findings.suspecting import broken_quizzes
from lms.judgement.models import CohortEstimate
from lms.judgement.nightly.estimates import estimate_cohort

LASTS = timedelta(hours=20)  # from one estimate to the next: once a night, also where a night begins a little earlier


@dataclass(frozen=True, slots=True)
class Night:
    """What a run did. cohort: the version of the new estimate; opened: review cases."""

    cohort: int
    opened: tuple[int, ...]


def judge_all(now: datetime) -> Night:
    """Estimate the cohort, open the cases that are due, derive every stale row. Done again it opens nothing twice."""
    cohort = estimate_cohort(now, broken_quizzes())
    opened = open_due_cases(now)
    derive_stale(now)
    return Night(cohort, tuple(opened))


def is_due(now: datetime) -> bool:
    """The last estimate is from another night."""
    last = session().scalar(select(func.max(CohortEstimate.made_at)))
    return last is None or now - last >= LASTS
