"""What the others teach, as an estimate has it that was just made."""

from collections.abc import Mapping

from lms import clock
from lms.db import session, transaction
from lms.judgement.basis import freeze_cohort
from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.models import CohortEstimate, JudgementSettings


def estimated(by_skill: Mapping[str, SkillCohort], raters: Mapping[int, RaterStanding] | None = None) -> None:
    """Judgements are made with these from now on."""
    with transaction():
        body = freeze_cohort(Cohort(by_skill=by_skill, raters=raters or {}))
        session().add(CohortEstimate(made_at=clock.now(), body=body))


def in_force(by_id: int) -> None:
    """An estimate, and figures that somebody has set: what every page about a judgement asks for."""
    estimated({"telephone-selling": SkillCohort(people=12, growth=1.0, growth_se=0.1)})
    with transaction():
        session().add(JudgementSettings(body={"below": 0.5}, why="试试看", by_id=by_id, at=clock.now()))
