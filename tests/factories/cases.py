"""A trainee whom practice has not helped yet: everything owed was given, two trainers saw the tries, others do grow."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.judgement.basis import freeze_cohort
from lms.judgement.cases import deciding
from lms.judgement.cases.deciding import CaseDeciding, Teaching
from lms.judgement.cases.evidence import as_json
from lms.judgement.cases.models import DraftDecision, ReviewCase
from lms.judgement.cases.opening import open_case, open_due_cases
from lms.judgement.cases.rules import Piece
from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.decisions.service import Kind
from lms.judgement.models import CohortEstimate
from lms.judgement.service import judgement_of
from lms.people.models import Coaching
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.training import PHONE, VISIT, Trainee, key, on, trainee_of

OTHERS_GROW = SkillCohort(people=12, growth=0.95, growth_se=0.1, gain_sd=0.2, noise=0.25)
DAYS = (3, 5, 9, 10, 12, 13, 16, 18, 20, 24)
"""On which days of November the tries were made, in turn with one trainer and the other."""
ASKED = on(24, 15)
LOOKED = on(24, 16)
REASON = "十次里问完不等对方答，照原样再练也一样，换个带法。"
SAID = "接下来两周周教练带你打真电话，打完当场说。"


def estimated(
    *skills: str,
    made_at: datetime = BEGAN,
    growing: SkillCohort = OTHERS_GROW,
    raters: Mapping[int, RaterStanding] = MappingProxyType({}),
) -> int:
    """A stored estimate in which others grow in these skills. Returns its version."""
    with transaction():
        body = freeze_cohort(Cohort(by_skill=dict.fromkeys(skills or (PHONE, VISIT), growing), raters=raters))
        row = CohortEstimate(body=body, made_at=made_at)
        session().add(row)
        session().flush()
        return row.id


def second_trainer(cast: Cast) -> None:
    """周涛 coaches 李文 too."""
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=DAY_ONE))


def taught(cast: Cast, *, acknowledged: bool = True) -> Trainee:
    """李文, with all that telephone selling owes them given in time."""
    found = trainee_of(cast).enrolled(acknowledged=acknowledged)
    second_trainer(cast)
    found.read(PHONE, on(2, 11))
    found.shown(PHONE, on(2, 14))
    found.shown(PHONE, on(4, 14))
    return found


def standing_still(cast: Cast, days: Sequence[int] = DAYS, *, acknowledged: bool = True) -> Trainee:
    """The same, and the tries come to nothing more than the first did: five with prompts, then none without."""
    found = taught(cast, acknowledged=acknowledged)
    for number, day in enumerate(days):
        found.tried(PHONE, on(day), int(number < 5), rater=(cast.trainer, cast.other_trainer)[number % 2])
    return found


def a_case(cast: Cast, *, acknowledged: bool = True) -> int:
    """The case that the rules open on it."""
    standing_still(cast, acknowledged=acknowledged)
    estimated()
    (case,) = open_due_cases(ASKED)
    return case


def looked(case: int, *people: int) -> None:
    """These have opened every piece of the evidence."""
    for person in people:
        for piece in Piece:
            deciding.open_piece(person, case, piece)


def teach(by: int, *, shows: int = 1, tries: int = 3, days: int = 10) -> CaseDeciding:
    """The decision to teach differently, within so many days from now."""
    until = (clock.now() + timedelta(days=days)).date()
    return CaseDeciding(Kind.TEACH_DIFFERENTLY, REASON, SAID, teaching=Teaching(by, shows, tries, until, PHONE))


def opened(person_id: int, skill: str) -> int:
    """A case on somebody as they stand now, whatever the rules say: for pages and rights that only need one."""
    with transaction():
        judged = judgement_of(person_id, clock.now())
        assert judged is not None
        return open_case(judged, skill, None)


def drafted(case: int, by: int, body: CaseDeciding) -> None:
    """A decision that waits for its second person."""
    with transaction():
        session().add(DraftDecision(case_id=case, body=as_json(asdict(body)), by_id=by, at=clock.now()))


def nothing_owed_elsewhere(cast: Cast) -> None:
    """All that the first visit will ever owe 李文 is given too, by one trainer, so that nobody asks about it."""
    found = trainee_of(cast).read(VISIT, on(2, 16))
    found.shown(VISIT, on(3, 14))
    found.shown(VISIT, on(9, 14))
    for day in (4, 6, 11, 17, 19, 23):
        found.tried(VISIT, on(day, 16), 1)


def second_review(cast: Cast, *, acknowledged: bool = True) -> int:
    """A first review ended in teaching for this gap, which was given; the tries since stand where they stood.

    Nothing is owed, in no skill.
    """
    first = a_case(cast, acknowledged=acknowledged)
    with clock.standing_at(LOOKED):
        looked(first, cast.manager)
        deciding.decide_case(cast.manager, first, teach(cast.other_trainer, shows=1, tries=3), key())
    found = trainee_of(cast)
    found.shown(PHONE, on(25, 9))
    for day, rater in ((25, cast.trainer), (26, cast.other_trainer), (27, cast.trainer)):
        found.tried(PHONE, on(day, 11), 0, rater=rater)
    cases = session().scalars(select(ReviewCase.id).order_by(ReviewCase.id)).all()
    assert len(cases) == 2
    nothing_owed_elsewhere(cast)
    return cases[-1]
