"""A company's own curves say whether growth is smooth in it, and how much a flat stretch says there."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.judgement.cohort import Cohort
from lms.judgement.response import CountedTry, Response
from lms.judgement.statistics.curves import read_curves
from lms.judgement.statistics.estimating import Estimated, estimate
from lms.judgement.statistics.growth import KIND_SHARES, surer
from lms.judgement.statistics.jumps import surer_by
from lms.judgement.thresholds import DEFAULTS
from tests.judgement.companies.scenarios import CLEAN, companies
from tests.judgement.looking import leaves, look_at, reviews_of

USUAL_KINDS = np.array(KIND_SHARES)


def estimates(generator: str, tries: int, size: int) -> list[Estimated]:
    """Of some companies of this size, after so many tries."""
    some = companies(replace(CLEAN, size=size), generator, seed=1, people=6 * size)
    return [estimate(reviews_of(one, look_at(one, tries, leaves(one)))[0]) for one in some]


@pytest.mark.parametrize("tries", [6, 8, 14])
def test_a_flat_stretch_says_more_where_people_climb_smoothly_than_where_they_jump(tries: int) -> None:
    """Ten people are enough to tell nearly always, and it stays so when they have climbed."""
    smooth, steps, jumpy = (
        np.array([one.surer for one in estimates(generator, tries, 10)])
        for generator in ("curves", "steps", "plateaus")
    )
    assert np.median(smooth) > 0.8
    assert np.median(steps) > 0.8
    assert np.median(jumpy) < 0.2
    assert smooth.min() > np.median(jumpy)


def test_nothing_is_surer_before_anything_is_known() -> None:
    assert Cohort().surer == 0
    # Of two tries each nobody knows how they grow: what is believed until then is that growth may jump.
    assert all(one.surer <= 0.2 for one in estimates("curves", 2, 3))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.9), st.floats(0, 0.9))
def test_smoother_companies_are_judged_surer_and_those_with_many_slow_or_late_people_less(
    smooth: float, smoother: float, kinds: float, more: float
) -> None:
    smooth, smoother = sorted((smooth, smoother))
    few, many = (USUAL_KINDS + one for one in sorted((kinds, more)))
    assert surer_by(smooth, few) <= surer_by(smoother, few)
    assert surer_by(smooth, many) <= surer_by(smooth, few)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-3, 3))
def test_moving_the_odds_keeps_the_order_and_what_is_certain(one: float, other: float, by: float) -> None:
    one, other = sorted((one, other))
    less, more, never, always = surer(np.array([one, other, 0.0, 1.0]), by)
    assert 0 <= less <= more <= 1
    assert (never, always) == (0, 1)
    back = surer(np.array([less]), -by)[0]
    assert back == pytest.approx(one, abs=1e-9)


@pytest.mark.parametrize("by", [-0.7, 1.4])
def test_the_chance_that_is_said_has_its_odds_moved_by_what_the_company_says(by: float) -> None:
    tries = tuple(
        CountedTry(n, n, datetime(2026, 3, 2 + n, tzinfo=UTC), n % 2, n, 0, False, 1.0, 1.0, 1.0) for n in range(6)
    )
    told, moved = (
        read_curves([{"quoting": Response(tries)}], [{"quoting": 1.8}], Cohort(surer=here), DEFAULTS)[0]["quoting"]
        for here in (0.0, by)
    )
    assert told.flat is not None
    assert moved.flat is not None
    assert math.log(moved.flat / (1 - moved.flat)) == pytest.approx(math.log(told.flat / (1 - told.flat)) + by)
    assert (moved.ratio, moved.odds_before) == (told.ratio, told.odds_before)
