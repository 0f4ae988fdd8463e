"""What judgements are made with today: the latest estimate of the cohort and the thresholds in force, by version."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from lms.db import session
from lms.judgement.cohort import NO_COHORT, Cohort, RaterStanding, SkillCohort
from lms.judgement.models import CohortEstimate, JudgementSettings
from lms.judgement.thresholds import DEFAULTS, Thresholds, Tier


@dataclass(frozen=True, slots=True)
class Basis:
    """Cohort and thresholds of a judgement. settings_version: row that set them, 0 for the defaults."""

    cohort: Cohort = NO_COHORT
    thresholds: Thresholds = DEFAULTS
    settings_version: int = 0


NOTHING_SET = Basis()


def basis_in_force() -> Basis:
    """What is judged with from now on."""
    latest = select(
        select(func.max(CohortEstimate.id)).scalar_subquery(), select(func.max(JudgementSettings.id)).scalar_subquery()
    )
    estimate, settings = session().execute(latest).one()
    return basis_of(estimate or 0, settings or 0)


def basis_of(cohort_version: int, settings_version: int) -> Basis:
    """What was judged with under these versions, so that an old judgement can be made again. 0: none yet.

    Raises LookupError for a version that there is not.
    """
    if not cohort_version and not settings_version:
        return NOTHING_SET
    estimate = session().get(CohortEstimate, cohort_version) if cohort_version else None
    settings = session().get(JudgementSettings, settings_version) if settings_version else None
    if (cohort_version and estimate is None) or (settings_version and settings is None):
        raise LookupError("no estimate or settings of that version")
    return Basis(
        cohort=thaw_cohort(cohort_version, estimate.made_at, estimate.body) if estimate else NO_COHORT,
        thresholds=thresholds_from(settings.body) if settings else DEFAULTS,
        settings_version=settings_version,
    )


def freeze_cohort(cohort: Cohort) -> dict[str, Any]:
    """A cohort as JSON; version and moment stand in its row."""
    raters = {
        str(rater): {**asdict(one), "stretches": [[since.isoformat(), by] for since, by in one.stretches]}
        for rater, one in cohort.raters.items()
    }
    skills = {
        skill: {**asdict(one), "broken_quizzes": list(one.broken_quizzes)} for skill, one in cohort.by_skill.items()
    }
    return {
        "skills": skills, "raters": raters, "shapes": list(cohort.shapes), "flat": cohort.flat,
        "kinds": list(cohort.kinds),
    }  # fmt: skip


def thaw_cohort(version: int, made_at: datetime, body: dict[str, Any]) -> Cohort:
    return Cohort(
        version=version,
        made_at=made_at,
        by_skill={
            skill: SkillCohort(**{**one, "broken_quizzes": tuple(one["broken_quizzes"])})
            for skill, one in body["skills"].items()
        },
        raters={int(rater): _rater(one) for rater, one in body["raters"].items()},
        shapes=tuple(body["shapes"]),
        flat=body["flat"],
        kinds=tuple(body["kinds"]) if "kinds" in body else (body["late"], 0.0),  # method 1 knew who is late only
    )


def _rater(body: dict[str, Any]) -> RaterStanding:
    stretches = tuple((datetime.fromisoformat(since), by) for since, by in body["stretches"])
    return RaterStanding(**{**body, "stretches": stretches})


def thresholds_from(body: dict[str, Any]) -> Thresholds:
    """Raises TypeError for a figure that there is not, ValueError for one outside its limits."""
    return Thresholds(**{**body, "tier": Tier(body.get("tier", Tier.CURVES))})
