"""What is found anew each night: an estimate of the company’s own tries, kept under a version, used from then on."""

from datetime import timedelta

from sqlalchemy import func, select

from lms.db import session, transaction
from lms.judgement.basis import basis_in_force, basis_of, freeze_cohort
from lms.judgement.cohort import Cohort
from lms.judgement.models import CohortEstimate
from lms.judgement.nightly.run import LASTS, is_due, judge_all
from lms.judgement.service import judgement_of
from tests.cast import Cast
from tests.factories.slow import DAYS, taught, tried_on
from tests.factories.training import PHONE, on

NOW = on(20, 18)


def climbing(cast: Cast) -> None:
    """A dozen tries from 0.8 to 1.9, by two trainers of whom one is half a level milder."""
    levels = [0.8 + 0.1 * number + (0.25 if number % 2 else -0.25) for number in range(len(DAYS))]
    tried_on(taught(cast), cast, DAYS, [max(0.0, level) for level in levels])


def test_nothing_known_is_an_estimate_too(cast: Cast) -> None:
    assert is_due(NOW)
    night = judge_all(NOW)
    assert night.opened == ()
    assert basis_in_force().cohort.by_skill == {}
    assert not is_due(NOW + LASTS - timedelta(seconds=1))
    assert is_due(NOW + LASTS)


def test_an_estimate_is_of_this_company_and_is_used_from_then_on(cast: Cast) -> None:
    climbing(cast)
    before = judgement_of(cast.trainee, NOW)
    assert before is not None
    assert before.basis.cohort == Cohort()
    first = judge_all(NOW).cohort
    cohort = basis_in_force().cohort
    assert cohort.version == first
    assert cohort.made_at == NOW
    assert cohort.skill(PHONE).people == 1
    assert 0.7 < cohort.skill(PHONE).start < 0.9
    assert cohort.rater(cast.other_trainer).severity > cohort.rater(cast.trainer).severity
    after = judgement_of(cast.trainee, NOW)
    assert after is not None
    assert after.basis.cohort.version == first
    assert len(after.responses[PHONE].tries) == len(DAYS)


def test_a_new_estimate_leaves_the_old_one_to_be_judged_by_again(cast: Cast) -> None:
    climbing(cast)
    first = judge_all(NOW).cohort
    kept = basis_of(first, 0)
    second = judge_all(NOW + timedelta(days=1)).cohort
    assert second > first
    assert basis_of(first, 0) == kept
    assert basis_in_force().cohort.version == second
    assert session().scalar(select(func.count()).select_from(CohortEstimate)) == 2


def test_an_estimate_of_the_first_method_is_still_read(cast: Cast) -> None:
    climbing(cast)
    body = freeze_cohort(basis_of(judge_all(NOW).cohort, 0).cohort)
    del body["kinds"]
    with transaction():
        session().add(CohortEstimate(body=body | {"late": 0.125}, made_at=NOW))
    assert basis_in_force().cohort.kinds == (0.125, 0.0)
    found = judgement_of(cast.trainee, NOW)
    assert found is not None
    assert found.responses[PHONE].flat is not None
