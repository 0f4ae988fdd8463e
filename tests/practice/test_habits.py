"""Spread, halo, everything done, and single items: beside numpy and scipy, and what must hold."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from lms.practice.habits import habits_of
from lms.practice.raters import Rated
from tests.practice.simulated import company


def with_levels(made: list[Rated], rater: int, level: Callable[[str, int], int]) -> list[Rated]:
    """The same reviews, those of one rater with other levels."""
    return [
        replace(one, levels={item: level(item, was) for item, was in one.levels.items()}) if one.rater == rater else one
        for one in made
    ]


def test_spread_and_halo_are_variances_within_reviews() -> None:
    made = company({1: 0.0, 2: 0.0}, 1)
    within = {
        rater: np.mean([np.var(list(one.levels.values())) for one in made if one.rater == rater]) for rater in (1, 2)
    }
    found = habits_of(1, made)
    assert found.spread == pytest.approx(np.sqrt(within[1]))
    assert found.others_spread == pytest.approx(np.sqrt(within[2]))
    assert found.halo == pytest.approx(1 - within[1] / within[2])
    assert abs(found.halo or 1) < 0.4


def test_one_level_for_all_of_a_review_is_halo() -> None:
    made = with_levels(company({1: 0.0, 2: 0.0}, 2), 1, lambda _item, _was: 1)
    found = habits_of(1, made)
    assert (found.spread, found.halo, found.all_done) == (0, 1, 0)


def test_everything_done_is_counted_by_review_beside_the_others() -> None:
    made = with_levels(company({1: 0.0, 2: 0.0}, 3), 1, lambda _item, was: max(was, 2))
    found = habits_of(1, made)
    others = [one for one in made if one.rater == 2]
    assert found.all_done == 1
    assert found.others_all_done == sum(min(one.levels.values()) >= 2 for one in others) / len(others)


def test_one_item_apart_is_found_whoever_is_milder_on_the_whole_and_measured_as_scipy_measures_it() -> None:
    made = company({1: 0.4, 2: 0.0, 3: 0.0}, 4, people=20)
    made = with_levels(made, 1, lambda item, was: max(was - 1, 0) if item == "waits" else was)
    found = {one.item: one for one in habits_of(1, made).items}
    assert found["waits"].apart < -0.4
    assert abs(found["waits"].apart) > 4 * found["waits"].se
    assert all(abs(one.apart) < 0.45 for one in found.values() if one.item != "waits")

    def beyond(mine: bool) -> list[float]:  # every review has every item, so offsets leave its mean alone
        return [
            one.levels["waits"] - np.mean(list(one.levels.values())) for one in made if (one.rater == 1) == mine
        ]  # fmt: skip

    t = stats.ttest_ind(beyond(True), beyond(False), equal_var=False).statistic
    assert found["waits"].apart / found["waits"].se == pytest.approx(t, abs=1e-6)


def test_skills_that_nobody_else_rates_are_compared_with_nothing() -> None:
    made = company({1: 0.0}, 5, skills=("calls",)) + company({2: 0.0}, 5, skills=("visits",))
    found = habits_of(1, made)
    assert (found.others_spread, found.halo, found.others_all_done, found.items) == (None, None, None, ())
    assert habits_of(9, made).reviews == 0
