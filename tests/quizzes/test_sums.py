"""Estimates against scipy and against tables worked out by hand."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lms.quizzes.sums import (
    Sums,
    added,
    correlation,
    correlation_of_choice,
    fisher_bounds,
    log_odds,
    quantile,
    share,
)
from tests.quizzes.answered import cells_of

PAIRS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 7).map(lambda n: n / 7)), min_size=4, max_size=60
)


@given(PAIRS)
def test_the_correlation_and_its_bounds_are_those_of_scipy(pairs: list[tuple[float, float]]) -> None:
    found = correlation(added(cell.sums for cell in cells_of(pairs)))
    scores, rests = zip(*pairs, strict=True)
    if len(set(scores)) == 1 or len(set(rests)) == 1:
        assert found is None
        return
    assert found is not None
    theirs = stats.pearsonr(scores, rests)
    assert found.value == pytest.approx(theirs.statistic, abs=1e-9)
    if abs(found.value) < 1 - 1e-6:
        assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval(0.9)), abs=1e-9)


def test_a_choice_correlates_as_the_point_biserial_of_scipy() -> None:
    chance = random.Random(3)
    pairs = [(float(chance.random() < 0.4), chance.randrange(8) / 7) for _ in range(80)]
    cells = cells_of(pairs)
    chosen = added(cell.sums for cell in cells if ("chosen", "a") in cell.picks)
    found = correlation_of_choice(chosen, added(cell.sums for cell in cells))
    assert found is not None
    theirs = stats.pointbiserialr([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    assert found.value == pytest.approx(theirs.statistic)


def test_fishers_bounds_by_hand() -> None:
    # atanh 0.5 = 0.5493, 1.645 / √27 = 0.3166: tanh 0.2327 and tanh 0.8659
    assert fisher_bounds(0.5, 30) == pytest.approx((0.2286, 0.6993), abs=1e-4)
    assert fisher_bounds(1.0, 30) == (1.0, 1.0)


def test_wilsons_bounds_are_those_of_scipy() -> None:
    for right, n in ((0, 30), (7, 12), (59, 60), (30, 30)):
        found = share(right, n)
        theirs = stats.binomtest(right, n).proportion_ci(0.9, method="wilson")
        assert found is not None
        assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))
    assert share(0, 0) is None


def test_one_stratum_is_the_odds_ratio_of_its_table() -> None:
    found = log_odds([(20, 10, 12, 24)])
    theirs = stats.contingency.odds_ratio([[20, 10], [12, 24]], kind="sample")
    bounds = theirs.confidence_interval(0.9)
    assert found is not None
    assert math.exp(found.value) == pytest.approx(theirs.statistic) == pytest.approx(4.0)
    assert (math.exp(found.low), math.exp(found.high)) == pytest.approx((bounds.low, bounds.high))


def test_strata_are_weighed_as_mantel_and_haenszel_did() -> None:
    # by hand: ad/n = 12·6/30 + 4·14/36 = 2.4 + 1.5556, bc/n = 6·6/30 + 8·10/36 = 1.2 + 2.2222
    found = log_odds([(12, 6, 6, 6), (4, 8, 10, 14), (5, 5, 0, 0)])
    assert found is not None
    assert math.exp(found.value) == pytest.approx(3.9556 / 3.4222, abs=1e-4)
    # (18/30·2.4 + 18/36·1.5556) / (2·3.9556²) + mixed / (2·3.9556·3.4222) + (12/30·1.2 + 18/36·2.2222) / (2·3.4222²)
    mixed = 18 / 30 * 1.2 + 18 / 36 * 2.2222 + 12 / 30 * 2.4 + 18 / 36 * 1.5556
    variance = 2.2178 / (2 * 3.9556**2) + mixed / (2 * 3.9556 * 3.4222) + 1.5911 / (2 * 3.4222**2)
    assert found.high - found.value == pytest.approx(quantile(0.9) * math.sqrt(variance), abs=1e-4)
    assert found.n == 66


def test_nobody_in_one_group_or_nobody_right_has_no_odds() -> None:
    assert log_odds([(5, 5, 0, 0)]) is None
    assert log_odds([(0, 5, 0, 5)]) is None


@given(PAIRS, st.randoms())
def test_the_order_of_the_parts_changes_no_figure(pairs: list[tuple[float, float]], chance: random.Random) -> None:
    parts = [cell.sums for cell in cells_of(pairs)]
    before = added(parts)
    chance.shuffle(parts)
    assert added(parts) == before
    assert added([added(parts[:2]), added(parts[2:])])[:4] == before[:4]


def test_nothing_adds_up_to_nothing() -> None:
    assert added([]) == Sums()
    assert correlation(Sums()) is None
