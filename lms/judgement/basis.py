"""What judgements are made with today: the latest estimate of the cohort and the thresholds in force, by version."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal, select

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


def basis_in_force() -> Basis:
    """What is judged with from now on, in one query."""
    estimate, settings = (
        select(func.max(table.id)).scalar_subquery() for table in (CohortEstimate, JudgementSettings)
    )  # fmt: skip
    return _read(estimate, settings)


def basis_of(cohort_version: int, settings_version: int) -> Basis:
    """What was judged with under these versions, so that an old judgement can be made again. 0: none yet.

    Raises LookupError for a version that there is not.
    """
    found = _read(literal(cohort_version), literal(settings_version))
    if (found.cohort.version, found.settings_version) != (cohort_version, settings_version):
        raise LookupError("no estimate or settings of that version")
    return found


def _read(estimate: ColumnElement[Any], settings: ColumnElement[Any]) -> Basis:
    """The estimate and the settings with these ids, as far as there are such."""
    row = session().execute(
        select(
            CohortEstimate.id.label("cohort"), CohortEstimate.made_at, cast(CohortEstimate.body, Text).label("written"),
            JudgementSettings.id.label("settings"), JudgementSettings.body,
        )
        .select_from(select(literal(1)).subquery())
        .outerjoin(CohortEstimate, CohortEstimate.id == estimate)
        .outerjoin(JudgementSettings, JudgementSettings.id == settings)
    ).one()  # fmt: skip
    return Basis(
        cohort=NO_COHORT if row.cohort is None else thaw_cohort(row.cohort, row.made_at, row.written),
        thresholds=DEFAULTS if row.settings is None else thresholds_from(row.body),
        settings_version=row.settings or 0,
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
        "kinds": list(cohort.kinds), "surer": cohort.surer,
    }  # fmt: skip


@lru_cache(maxsize=2)  # of a large firm it takes longer to read than a page does, and it is the same until tomorrow
def thaw_cohort(version: int, made_at: datetime, written: str) -> Cohort:
    """written: the body of its row, as JSON."""
    body = json.loads(written)
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
        surer=body.get("surer", 0.0),  # the first two methods were as sure in every company
    )


def _rater(body: dict[str, Any]) -> RaterStanding:
    stretches = tuple((datetime.fromisoformat(since), by) for since, by in body["stretches"])
    return RaterStanding(**{**body, "stretches": stretches})


def thresholds_from(body: dict[str, Any]) -> Thresholds:
    """Raises TypeError for a figure that there is not, ValueError for one outside its limits."""
    return Thresholds(**{**body, "tier": Tier(body.get("tier", Tier.CURVES))})
