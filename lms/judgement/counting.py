"""Which tries say something of how somebody responds to training, and at what level. Pure."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta, tzinfo

from lms.judgement import conditions
from lms.judgement.cohort import Cohort, SkillCohort
from lms.judgement.evidence import DebtKind, ReviewGiven, SkillEvidence, TryMade
from lms.judgement.reading import TeachingRead, lead
from lms.judgement.response import CountedTry, Response
from lms.judgement.thresholds import Thresholds
from lms.plan.rules import Away

AROUND_A_WEEKEND = timedelta(days=3)
LOOKED_AT = 9  # reviewed tries of which the late ones are counted
WORKED_OFF = 3  # prompt reviews in a row that make good what came late


def counted_in(
    teaching: TeachingRead,
    evidence: SkillEvidence,
    skill: str,
    cohort: Cohort,
    thresholds: Thresholds,
    zone: tzinfo,
    left_out: Collection[int] = (),
) -> Response:
    """The tries that count, and how prompt reviews were; what the curve says is read by `read_curves`.

    A try counts when every show that was due before it had been given, one at least, and its review came in time. The
    clock of practice stands still meanwhile: a try that doesn't count is not practised teaching. A show that was
    offered and not come to is not owed, and was not given either. left_out: index lines of tries that are taken as not
    made.
    """
    of_skill = cohort.skill(skill)
    shown = {made.record_id for made in teaching.tries_taught}
    breaks = long_absences(evidence.away, thresholds)
    tries: list[CountedTry] = []
    reviewed = [made for made in teaching.tries if made.reviews and made.record_id not in left_out]
    for made in reviewed:
        review = lead(made.reviews)
        if made.record_id not in shown or _shows_due(teaching, made, zone) or is_late(made, review, zone):
            continue
        standing = cohort.rater(review.rater)
        level, weight = _level(review, of_skill)
        day = made.happened_at.astimezone(zone).date()
        passed = sum(one.to_on is not None and one.to_on < day for one in breaks)
        tries.append(
            CountedTry(
                record_id=made.record_id,
                review_id=review.record_id,
                happened_at=made.happened_at,
                rater=review.rater,
                before=len(tries),
                breaks=passed,
                first_back=bool(tries) and tries[-1].breaks < passed,
                mean_level=review.mean_level,
                level=level - standing.at(review.closed_at),
                weight=weight,
                said=not standing.same_for_all,
            )
        )
    late = [made for made in reviewed[-LOOKED_AT:] if is_late(made, lead(made.reviews), zone)]
    if not any(made in late for made in reviewed[-WORKED_OFF:]):
        late = []
    return Response(
        tries=tuple(tries),
        late_of_nine=len(late),
        late_records=tuple(made.record_id for made in late),
        cohort=of_skill,
    )


def is_late(made: TryMade, review: ReviewGiven, zone: tzinfo) -> bool:
    """The review ended after the local date by whose end it was due."""
    return review.closed_at.astimezone(zone).date() > made.review_due_on


def _shows_due(teaching: TeachingRead, made: TryMade, zone: tzinfo) -> bool:
    """A show that was due before the day of the try had not been given when it began."""
    day = made.happened_at.astimezone(zone).date()
    # By its number, as what a decision added counts on from what had been given by then.
    due = max((one.ordinal for one in teaching.dues if one.kind is DebtKind.SHOW and one.due_on < day), default=0)
    given = sum(conditions.show_precedes(show, made) for show in teaching.shows_given)
    return given < due


def long_absences(away: Iterable[Away], thresholds: Thresholds) -> list[Away]:
    """Absences of two weeks or more, by default; such as follow each other over a weekend are one. One without an end
    is long.
    """
    joined: list[Away] = []
    for one in sorted(away, key=lambda one: (one.from_on, one.to_on or date.max)):
        last = joined[-1] if joined else None
        if last is not None and (last.to_on is None or one.from_on <= last.to_on + AROUND_A_WEEKEND):
            both = None if last.to_on is None or one.to_on is None else max(last.to_on, one.to_on)
            joined[-1] = Away(last.from_on, both)
        else:
            joined.append(one)
    return [one for one in joined if one.to_on is None or (one.to_on - one.from_on).days + 1 >= thresholds.break_days]


def _level(review: ReviewGiven, cohort: SkillCohort) -> tuple[float, float]:
    """Mean level without the items that say nothing and without what missing items would move; share that was rated."""
    rated = [(item, level) for item, level in review.levels if item not in cohort.left_out]
    if not rated:
        return review.mean_level, 1.0
    known = [item for item in cohort.offsets if item not in cohort.left_out]
    mean = sum(level - cohort.offsets.get(item, 0.0) for item, level in rated) / len(rated)
    # Offsets add up to nothing over the whole checklist, so that a complete review keeps its own mean.
    return mean, min(1.0, len(rated) / len(known)) if known else 1.0
