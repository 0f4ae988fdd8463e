"""Somebody who was taught, reviewed in time and stays where they were, beside a cohort that grows."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from lms import clock
from lms.db import session, transaction
from lms.judgement.basis import freeze_cohort
from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.models import CohortEstimate
from lms.people.models import Coaching
from lms.practice import reviews
from lms.practice.reviews import Tap
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.training import PHONE, Trainee, items_of, on, trainee_of

OTHERS_GROW = SkillCohort(people=12, growth=0.95, growth_se=0.1, noise=0.25)
DAYS = (3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18)  # of November, working days


def estimated(of_skill: SkillCohort = OTHERS_GROW, raters: Mapping[int, RaterStanding] | None = None) -> None:
    """What the job would have found of telephone selling."""
    found = Cohort(by_skill={PHONE: of_skill}, raters=raters or {})
    with transaction():
        session().add(CohortEstimate(body=freeze_cohort(found), made_at=BEGAN))


def taught(cast: Cast) -> Trainee:
    """Enrolled, read, shown telephone selling three times, coached in it by two trainers."""
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, skill=PHONE, from_on=DAY_ONE))
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).mastered(PHONE, on(2, 14))
    for hour in (15, 16, 17):
        trainee.shown(PHONE, on(2, hour))
    return trainee


def tried_on(trainee: Trainee, cast: Cast, days: Sequence[int], levels: Sequence[float]) -> None:
    """A try a day, by both trainers in turn. levels: means, 0 to 3, as near as whole items come to them."""
    for number, (day, level) in enumerate(zip(days, levels, strict=True)):
        rater = cast.trainer if number % 2 == 0 else cast.other_trainer
        made = trainee.tried(PHONE, on(day), None, rater=rater)
        _reviewed(made, rater, level, on(day, 11))


def _reviewed(made: int, rater: int, level: float, at: datetime) -> None:
    """Every item at the whole level below, and the first ones one higher, until the mean is there."""
    items = items_of(made)
    higher = round((level - math.floor(level)) * len(items))
    taps = [
        Tap(seq, item, math.floor(level) + (seq <= higher), seq * 20, at) for seq, item in enumerate(items, start=1)
    ]
    with clock.standing_at(at):
        review = reviews.open_review(rater, made)
        reviews.rate(rater, review, taps)
        reviews.end_review(rater, review, len(taps))


def slow(cast: Cast) -> Trainee:
    """A dozen tries at about 1.0 of 3 by two trainers: to be asked about. One trainer is a little milder."""
    trainee = taught(cast)
    tried_on(trainee, cast, DAYS, (1.0, 1.25, 1.0, 1.0, 1.25, 1.0, 1.0, 1.25, 1.0, 1.0, 1.0, 1.0))
    known = {cast.trainer: RaterStanding(0.12, 0.01), cast.other_trainer: RaterStanding(-0.1, 0.01)}
    estimated(OTHERS_GROW, known)
    return trainee
