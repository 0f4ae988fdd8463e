"""The statistics of growth against what they abbreviate: every case counted out, and the densities written out."""

import math
from itertools import product
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lms.judgement.statistics.growth import (
    ALIKE,
    AWAY_TAKES,
    AWAY_TAKES_SD,
    FLAT_SHARE,
    GROWS,
    HORIZON,
    KIND_SHARES,
    KINDS,
    LEAST_ODDS,
    MOST_ODDS,
    STAYS,
    Component,
    Curves,
    outlook,
    pooled,
)

Floats = NDArray[np.float64]


def ratios(draw: st.DrawFn, shape: tuple[int, ...], size: float) -> Floats:
    count = int(np.prod(shape))
    return np.array(draw(st.lists(st.floats(-size, size), min_size=count, max_size=count))).reshape(shape)


@st.composite
def people(draw: st.DrawFn) -> tuple[Floats, Floats]:
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 4)))
    return ratios(draw, shape, 2.0), ratios(draw, (*shape, len(KINDS)), 1.0)


def counted_out(log_ratio: Floats, log_kinds: Floats) -> tuple[Floats, Floats, Floats]:
    """Of one person, over all of what may be: chance of flat by the other skills [skill, kind], in all [skill], and of
    each kind, the usual one first.
    """
    skills = len(log_ratio)
    a, b = FLAT_SHARE * ALIKE, (1 - FLAT_SHARE) * ALIKE
    grown = np.concatenate([np.zeros((skills, 1)), log_kinds], axis=1)
    prior = (1 - sum(KIND_SHARES), *KIND_SHARES)
    flat, of_kind, by_others = np.zeros(skills), np.zeros(len(prior)), np.zeros((2, skills, len(prior)))
    for kind, pattern in product(range(len(prior)), product((0, 1), repeat=skills)):
        k = sum(pattern)
        weight = prior[kind] * math.exp(math.lgamma(a + k) + math.lgamma(b + skills - k))
        told = np.where(pattern, log_ratio, grown[:, kind])
        chance = weight * math.exp(told.sum())
        of_kind[kind] += chance
        flat += chance * np.array(pattern)
        for skill, is_flat in enumerate(pattern):
            by_others[is_flat, skill, kind] += weight * math.exp(told.sum() - told[skill])
    return by_others[1] / by_others.sum(axis=0), flat / of_kind.sum(), of_kind / of_kind.sum()


@given(people())
def test_pooling_sums_over_all_that_may_be(asked: tuple[Floats, Floats]) -> None:
    before, flat, of_kind = pooled(*asked)
    for person, (log_ratio, log_kinds) in enumerate(zip(*asked, strict=True)):
        by_others, expected, kinds = counted_out(log_ratio, log_kinds)
        limited = np.clip(by_others, LEAST_ODDS, MOST_ODDS)
        assert of_kind[person] == pytest.approx(kinds[1:])
        assert before[person] == pytest.approx(limited @ kinds)
        same = (limited == by_others).all(axis=1)
        assert flat[person][same] == pytest.approx(expected[same])


@given(people())
def test_who_else_is_read_at_the_same_time_changes_nothing(asked: tuple[Floats, Floats]) -> None:
    log_ratio, log_kinds = asked
    together = pooled(log_ratio, log_kinds)
    for person in range(len(log_ratio)):
        alone = pooled(log_ratio[person : person + 1], log_kinds[person : person + 1])
        for one, all_of_them in zip(alone, together, strict=True):
            assert one[0] == pytest.approx(all_of_them[person])


@st.composite
def curves(draw: st.DrawFn) -> Curves:
    number = draw(st.integers(2, 7))

    def each(values: st.SearchStrategy[float]) -> Floats:
        return np.array([draw(st.lists(values, min_size=number, max_size=number))], dtype=float)

    weight = each(st.sampled_from([0.0, 0.5, 1.0]))
    weight[0, 0] = 1.0
    return Curves(
        each(st.floats(0, 3)), weight, np.arange(number, dtype=float)[None], np.sort(each(st.sampled_from([0.0, 1.0]))),
        each(st.sampled_from([0, 1])).astype(np.int64), np.array([[0.02, 0.1]]), np.array([0.9]), np.array([0.35]),
        np.array([1.05]), np.array([0.3]), np.array([0.4]), np.array([2.0]),
        np.array([draw(st.sampled_from([0.0, 0.15]))]),
    )  # fmt: skip


def density(one: Curves, shape: Component, jump: float) -> float:
    """Log density of the tries that weigh, with everything that is not known summed out in one covariance."""
    used = one.weight[0] > 0
    grown = shape.shape(one.before)[0][used]
    gain = one.gain[0] * shape.times if shape.gain is None else shape.gain
    gain_sd = one.gain_sd[0] if shape.gain_sd is None else shape.gain_sd
    back, rater = one.back[0][used], one.rater[0][used]
    mean = one.start[0] + gain * grown - AWAY_TAKES * back
    covariance = np.diag(one.noise[0] ** 2 / one.weight[0][used]) + one.start_sd[0] ** 2
    covariance += gain_sd**2 * np.outer(grown, grown) + AWAY_TAKES_SD**2 * np.outer(back, back)
    covariance += one.rater_var[0][rater][:, None] * (rater[:, None] == rater[None, :])
    covariance += jump**2 * np.minimum.outer(one.before[0][used], one.before[0][used])
    off = one.level[0][used] - mean
    _sign, log_det = np.linalg.slogdet(covariance)
    return float(-0.5 * (off @ np.linalg.solve(covariance, off) + log_det))


@settings(max_examples=60)
@given(curves())
def test_the_likelihoods_are_those_of_the_normal_density_written_out(one: Curves) -> None:
    read = outlook(one)
    grows = [density(one, shape, one.jump[0]) for shape in GROWS]
    first = read.shapes[0].log_likelihood[0]
    assert [shape.log_likelihood[0] - first for shape in read.shapes] == pytest.approx(np.array(grows) - grows[0])
    stays = [density(one, shape, 0.0) + math.log(shape.share) for shape in STAYS]
    mixed = np.logaddexp.reduce(np.array(grows) + np.log([shape.share for shape in GROWS]))
    assert read.log_ratio[0] == pytest.approx(np.clip(np.logaddexp.reduce(stays) - mixed, -15, 15), abs=1e-6)


@settings(max_examples=60)
@given(curves(), st.floats(0.01, 1.0))
def test_a_bar_further_up_is_harder_to_reach_and_who_stays_gains_less(one: Curves, further: float) -> None:
    near = outlook(one)
    far = outlook(Curves(*(getattr(one, name) if name != "bar" else one.bar + further for name in Curves.__slots__)))
    for story in ("stays", "grows"):
        assert 0 <= getattr(far, story).reaches[0] <= getattr(near, story).reaches[0] <= 1
    assert far.log_ratio == near.log_ratio


@settings(max_examples=60)
@given(curves())
def test_the_level_to_come_is_that_of_the_joint_normal_written_out(one: Curves) -> None:
    """Of start, gain and jumps together with the tries, conditioned on what was seen."""
    used = one.weight[0] > 0
    back, rater, jump = one.back[0][used], one.rater[0][used], one.jump[0] ** 2
    before = np.append(one.before[0][used], one.before[0][used].max() + HORIZON)
    for shape, told in zip(GROWS, outlook(one).shapes, strict=True):
        grown = shape.shape(before)
        covariance = one.start_sd[0] ** 2 + one.gain_sd[0] ** 2 * np.outer(grown, grown)
        covariance = covariance + jump * np.minimum.outer(before, before)
        covariance[:-1, :-1] += AWAY_TAKES_SD**2 * np.outer(back, back) + np.diag(
            one.noise[0] ** 2 / one.weight[0][used]
        )
        covariance[:-1, :-1] += one.rater_var[0][rater][:, None] * (rater[:, None] == rater[None, :])
        mean = one.start[0] + one.gain[0] * shape.times * grown
        off = one.level[0][used] + AWAY_TAKES * back - mean[:-1]
        pull = np.linalg.solve(covariance[:-1, :-1], covariance[:-1, -1])
        to_come = NormalDist(mean[-1] + pull @ off, math.sqrt(covariance[-1, -1] - pull @ covariance[:-1, -1]))
        assert told.reaches[0] == pytest.approx(1 - to_come.cdf(one.bar[0]), abs=1e-6)
