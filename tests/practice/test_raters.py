"""Severity of raters: beside equations solved by others, raters whose severity is known, and what must hold."""

import random
from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg, optimize

from lms.practice.raters import DEFAULT, Estimate, Rated, growth, offsets_of
from tests.practice.simulated import ITEMS, START, company


def by_covariance(rated: list[Rated], rater: int) -> tuple[float, float, float, float]:
    """Severity and distance from the others with their standard errors by the other road: y's covariance inverted.

    Best linear unbiased prediction as c'G Z' V⁻¹(y - 1μ) with μ by generalized least squares; dense, by scipy.
    """
    rated = Estimate(rated).rated
    offsets = offsets_of(rated)
    count, seen = len(rated), dict.fromkeys({one.rater for one in rated}, 0)
    stretch = []
    for one in rated:
        stretch.append(seen[one.rater] // DEFAULT.stretch)
        seen[one.rater] += 1
    level = np.array([fmean(v - offsets[one.skill, i] for i, v in one.levels.items()) for one in rated])
    y = level - DEFAULT.start - DEFAULT.gain * np.array([growth(one.before) for one in rated])

    def alike(key) -> np.ndarray:  # type: ignore[no-untyped-def]
        keys = [key(index) for index in range(count)]
        return np.array([[float(a == b) for b in keys] for a in keys])

    g = np.array([growth(one.before) for one in rated])
    gg, fullest = np.outer(g, g), max(len(one.levels) for one in rated)
    people = alike(lambda i: (rated[i].person, rated[i].skill))
    skills, raters = alike(lambda i: rated[i].skill), alike(lambda i: rated[i].rater)
    stretches = alike(lambda i: (rated[i].rater, stretch[i]))
    rest = np.diag([DEFAULT.noise**2 * fullest / len(one.levels) for one in rated])
    v = (
        DEFAULT.start_sd**2 * (people + skills / DEFAULT.pseudo_people)
        + DEFAULT.gain_sd**2 * gg * (people + skills / DEFAULT.pseudo_people)
        + DEFAULT.rater_sd**2 * raters + DEFAULT.stretch_sd**2 * stretches + rest
    )  # fmt: skip
    inverse, ones = linalg.inv(v), np.ones(count)
    house = ones @ inverse @ y / (ones @ inverse @ ones)
    # P of the mixed model: V⁻¹ less what estimating the house's level costs
    cost = inverse - np.outer(inverse @ ones, ones @ inverse) / (ones @ inverse @ ones)

    def share(of: int) -> np.ndarray:
        mine = np.array([one.rater == of for one in rated], dtype=float)
        return mine / mine.sum()

    def told(shares: np.ndarray) -> tuple[float, float]:
        ours = DEFAULT.rater_sd**2 * raters + DEFAULT.stretch_sd**2 * stretches
        covariance, prior = shares @ ours, shares @ ours @ shares
        return covariance @ inverse @ (y - house), float(np.sqrt(prior - covariance @ cost @ covariance))

    others = [one for one in seen if one != rater]
    apart = share(rater) - sum((share(one) for one in others), np.zeros(count)) / len(others)
    return *told(share(rater)), *told(apart)


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_an_independent_way_to_the_same_prediction(seed: int) -> None:
    made = company({1: 0.0, 2: -0.6, 3: 0.3}, seed, people=5, skills=("calls", "visits"))
    made[3] = replace(made[3], levels={item: made[3].levels[item] for item in ITEMS[:3]})  # fewer items rated
    found = Estimate(made).severity(2)
    told = (found.severity, found.se, found.apart, found.apart_se)
    assert told == pytest.approx(by_covariance(made, 2), abs=1e-6)


def test_the_offsets_of_items_are_the_least_squares_that_an_optimizer_finds() -> None:
    made = company({1: 0.0, 2: -0.6}, 3, people=3, tries=3)
    made[0] = replace(made[0], levels={item: made[0].levels[item] for item in ITEMS[1:4]})

    def loss(values: np.ndarray) -> float:
        of, item = values[: len(made)], dict(zip(ITEMS, values[len(made) :], strict=True))
        left = sum((v - of[n] - item[i]) ** 2 for n, one in enumerate(made) for i, v in one.levels.items())
        return float(left + sum(value**2 for value in item.values()))

    best = optimize.minimize(loss, np.ones(len(made) + len(ITEMS)), method="BFGS", options={"gtol": 1e-8})
    mine = [offsets_of(made)["calls", item] for item in ITEMS]
    assert mine == pytest.approx(list(best.x[len(made) :]), abs=1e-4)
    assert sum(mine) == pytest.approx(0, abs=1e-6)


def test_a_missing_item_does_not_move_the_mean() -> None:
    """Somebody is seen on the easy items only: they don't seem better for it, nor their rater milder."""
    whole = company({1: 0.0, 2: 0.0}, 2, people=12)
    offsets = offsets_of(whole)
    easiest = sorted(ITEMS, key=lambda item: offsets["calls", item])[-2:]
    part = [
        replace(one, levels={i: v for i, v in one.levels.items() if i in easiest}) if one.rater == 1 else one
        for one in whole
    ]
    raw = fmean(v for one in part if one.rater == 1 for v in one.levels.values()) - fmean(
        v for one in whole if one.rater == 1 for v in one.levels.values()
    )
    moved = Estimate(part).severity(1).severity - Estimate(whole).severity(1).severity
    assert raw > 0.25
    assert abs(moved) < 0.08


def test_known_severities_are_found_again_within_the_error_that_is_stated() -> None:
    """Of sixty companies with raters drawn as the model has them, two errors hold about 95 of 100 differences."""
    held = 0
    for seed in range(60):
        chance = random.Random(seed)
        truth = {rater: chance.gauss(0, DEFAULT.rater_sd) for rater in (1, 2, 3, 4)}
        found = Estimate(company(truth, seed, people=12)).severity(2)
        assert found.apart is not None
        assert found.apart_se is not None
        held += abs(found.apart - (truth[2] - fmean(truth[one] for one in (1, 3, 4)))) <= 2 * found.apart_se
    assert held >= 54


def test_a_rater_far_from_the_others_is_found_nearly_as_far_and_never_farther() -> None:
    truth = {1: 0.0, 2: -0.7, 3: 0.25, 4: 0.1}
    apart = truth[2] - fmean(truth[one] for one in (1, 3, 4))
    found = [Estimate(company(truth, seed, people=12)).severity(2).apart or 0.0 for seed in range(20)]
    assert 0.75 < fmean(found) / apart < 1.0


def test_who_grows_stricter_is_seen_to_drift_and_nobody_else() -> None:
    made = company({1: 0.0, 2: 0.0, 3: 0.0}, 5, people=15, tries=6, drift={2: -0.9})
    drifts = {rater: Estimate(made).severity(rater).drift or 0.0 for rater in (1, 2, 3)}
    assert drifts[2] < -0.25
    assert max(abs(drifts[1]), abs(drifts[3])) < 0.2


def test_nothing_known_is_zero_with_all_the_doubt_there_was() -> None:
    nobody = Estimate([]).severity(7)
    assert (nobody.tries, nobody.severity, nobody.se, nobody.apart) == (0, 0.0, DEFAULT.rater_sd, None)
    alone = Estimate(company({1: -0.9}, 6)).severity(1)
    assert alone.severity == pytest.approx(0, abs=1e-9)
    assert alone.se > 0.3 - 1e-9
    assert alone.apart is None
    once = Estimate([Rated(1, "calls", 1, 0, START, {"opens": 3}), Rated(2, "calls", 2, 0, START, {"opens": 0})])
    assert 0 < (once.severity(1).apart or 0) < 1.5
    assert (once.severity(1).apart_se or 0) > 0.3


levels = st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 3), min_size=1)
reviews = st.lists(
    st.builds(
        Rated, st.integers(1, 4), st.sampled_from(["calls", "visits"]), st.integers(1, 4), st.integers(0, 8),
        st.integers(0, 99).map(lambda day: START.replace(day=1 + day % 28, minute=day // 28)), levels,
    ),
    max_size=24,
)  # fmt: skip


@settings(max_examples=40)
@given(made=reviews, order=st.randoms())
def test_neither_names_nor_the_order_of_rows_matter(made: list[Rated], order: random.Random) -> None:
    estimate = Estimate(made)
    before = {rater: estimate.severity(rater) for rater in estimate.raters()}
    mixed = list(made)
    order.shuffle(mixed)
    called = dict(zip(sorted(before), order.sample(range(50, 90), len(before)), strict=True))
    renamed = Estimate([replace(one, rater=called[one.rater]) for one in mixed])
    for rater, was in before.items():
        now = renamed.severity(called[rater])
        assert (now.tries, now.others) == (was.tries, was.others)
        assert now.severity == pytest.approx(was.severity, abs=1e-6)
        assert now.se == pytest.approx(was.se, abs=1e-6)
        assert now.apart == (None if was.apart is None else pytest.approx(was.apart, abs=1e-6))
    assert all(0 <= one.se <= 0.6 for one in before.values())


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), more=st.sampled_from([-1, 1]))
def test_a_constant_on_one_rater_moves_that_rater_towards_it_and_nobody_else(seed: int, more: int) -> None:
    made = [
        replace(one, levels={item: min(max(level, 1), 2) for item, level in one.levels.items()})
        for one in company({1: 0.0, 2: -0.3, 3: 0.3}, seed, people=6, tries=4)
    ]
    moved = [
        replace(one, levels={item: level + more for item, level in one.levels.items()}) if one.rater == 2 else one
        for one in made
    ]
    was, now = Estimate(made), Estimate(moved)
    steps = {rater: now.severity(rater).severity - was.severity(rater).severity for rater in (1, 2, 3)}
    assert 0.25 < steps[2] * more < 1
    assert steps[1] * more <= 1e-9
    assert steps[3] * more <= 1e-9
