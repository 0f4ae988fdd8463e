"""The job that finds what the others teach, from all counted tries of the company, and keeps it under a new version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import numpy as np

from lms.db import session, transaction
from lms.judgement.basis import Basis, freeze_cohort
from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.evidence import ReviewGiven
from lms.judgement.models import CohortEstimate
from lms.judgement.response import CountedTry
from lms.judgement.service import judged_under
from lms.judgement.statistics.estimating import Estimated, Reviews, estimate
from lms.judgement.thresholds import Thresholds, Tier
from lms.plan.service import enrolled_now
from lms.practice.raters import DEFAULT as MODEL

AT_ONCE = 300  # people whose facts are gathered together
NONE_BROKEN: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_COUNTING = Basis(thresholds=Thresholds(tier=Tier.PLAIN))  # tries are only counted, no curve is read


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted try with its lead review, as the estimate needs it."""

    person: int
    skill: str
    made: CountedTry
    review: ReviewGiven
    back: bool


def estimate_cohort(now: datetime, broken_quizzes: Mapping[str, tuple[str, ...]] = NONE_BROKEN) -> int:
    """Estimate anew and keep it; judgements use it from then on. Returns its version.

    broken_quizzes: by skill the modules whose quiz items are known to be broken.
    """
    cohort = cohort_from(list(_counted_everywhere(now)), broken_quizzes)
    with transaction():
        row = CohortEstimate(body=freeze_cohort(cohort), made_at=now)
        session().add(row)
        session().flush()
        return row.id


def cohort_from(counted: Sequence[Counted], broken_quizzes: Mapping[str, tuple[str, ...]]) -> Cohort:
    """What these tries say of items, raters and growth."""
    if not counted:
        return Cohort(by_skill={skill: SkillCohort(broken_quizzes=broken) for skill, broken in broken_quizzes.items()})
    ordered = sorted(counted, key=lambda one: (one.review.closed_at, one.review.record_id))
    people, skills = sorted({one.person for one in counted}), sorted({one.skill for one in counted})
    raters = sorted({one.review.rater for one in counted})
    rated = {(one.skill, item) for one in counted for item, _level in one.review.levels}
    items = {skill: sorted(item for of, item in rated if of == skill) for skill in skills}
    found = estimate(_reviews(ordered, people, skills, raters, items))
    return Cohort(
        by_skill={
            skill: _skill(found, number, items[skill], broken_quizzes.get(skill, ()))
            for number, skill in enumerate(skills)
        },
        raters={rater: _rater(found, number, rater, ordered) for number, rater in enumerate(raters)},
        shapes=tuple(float(share) for share in found.shapes),
        flat=found.flat,
        kinds=tuple(float(share) for share in found.kinds),
        surer=found.surer,
    )


def _counted_everywhere(now: datetime) -> Iterator[Counted]:
    everybody = enrolled_now()
    for first in range(0, len(everybody), AT_ONCE):
        for person, judged in judged_under([_COUNTING], everybody[first : first + AT_ONCE], now)[0].items():
            for skill, response in judged.responses.items():
                reviews = {r.record_id: r for t in judged.evidence[skill].tries for r in t.reviews}
                for made in response.tries:
                    back = made.breaks > response.tries[0].breaks
                    yield Counted(person, skill, made, reviews[made.review_id], back)


def _reviews(
    ordered: Sequence[Counted],
    people: Sequence[int],
    skills: Sequence[str],
    raters: Sequence[int],
    items: Mapping[str, Sequence[str]],
) -> Reviews:
    person = {one: number for number, one in enumerate(people)}
    skill = {one: number for number, one in enumerate(skills)}
    rater = {one: number for number, one in enumerate(raters)}
    levels = np.full((len(ordered), max(1, *map(len, items.values()))), np.nan)
    for row, one in enumerate(ordered):
        place = {item: number for number, item in enumerate(items[one.skill])}
        for item, level in one.review.levels:
            levels[row, place[item]] = level
        if not one.review.levels:
            levels[row, 0] = one.review.mean_level

    def whole(values: Sequence[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        return np.array(values, dtype=np.int64)

    return Reviews(
        pair=whole([person[one.person] * len(skills) + skill[one.skill] for one in ordered]),
        skill=whole([skill[one.skill] for one in ordered]),
        rater=whole([rater[one.review.rater] for one in ordered]),
        before=np.array([float(one.made.before) for one in ordered]),
        back=np.array([float(one.back) for one in ordered]),
        levels=levels,
        skills=len(skills),
        raters=len(raters),
        pairs=len(people) * len(skills),
    )


def _skill(found: Estimated, number: int, items: Sequence[str], broken: tuple[str, ...]) -> SkillCohort:
    growth = found.growth
    never = {item: "never_done" for place, item in enumerate(items) if found.never_done[number, place]}
    loose = {item: "does_not_move" for place, item in enumerate(items) if found.does_not_move[number, place]}
    return SkillCohort(
        people=int(growth.people[number]),
        start=float(growth.start[number]),
        start_sd=float(growth.start_sd[number]),
        gain=float(growth.gain[number]),
        gain_sd=float(growth.gain_sd[number]),
        noise=float(growth.noise[number]),
        growth=float(growth.growth[number]),
        growth_se=float(growth.growth_se[number]),
        offsets={item: float(found.offsets[number, place]) for place, item in enumerate(items)},
        left_out={**never, **loose},
        broken_quizzes=broken,
    )


def _rater(found: Estimated, number: int, rater: int, ordered: Sequence[Counted]) -> RaterStanding:
    rows = [row for row, one in enumerate(ordered) if one.review.rater == rater]
    first = rows[:: MODEL.stretch]
    return RaterStanding(
        severity=float(found.rater_severity[number]),
        variance=float(found.rater_variance[number]),
        stretches=tuple((ordered[row].review.closed_at, float(found.severity[row])) for row in first),
        far=bool(found.far[number]),
        same_for_all=bool(found.same_for_all[number]),
    )
