"""What the others teach, as an estimate has it that was just made."""

from collections.abc import Mapping

from lms import clock
from lms.db import session, transaction
from lms.judgement.basis import freeze_cohort
from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.models import CohortEstimate


def estimated(by_skill: Mapping[str, SkillCohort], raters: Mapping[int, RaterStanding] | None = None) -> None:
    """Judgements are made with these from now on."""
    with transaction():
        body = freeze_cohort(Cohort(by_skill=by_skill, raters=raters or {}))
        session().add(CohortEstimate(made_at=clock.now(), body=body))
