"""The simulated companies are what they say they are, and stay as they were before the method was written."""

import hashlib
import re
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.judgement.companies.company import BAR, LOOKS, NOT, TRIES, Away, Company, shows_due, without_leave
from tests.judgement.companies.naive import PUBLISHED, ever_proposed, is_hard_enough, measure
from tests.judgement.companies.scenario import Odd, Scenario, Teaching
from tests.judgement.companies.scenarios import CLEAN, FEW_TRIES, GENERATORS, SCENARIOS, VARIANTS, companies, sizes

HERE = Path(__file__).parent
FROZEN = ("company", "curves", "naive", "plan", "plateaus", "raters", "scenario", "scenarios", "steps")
ABSENCE = next(scenario for scenario in SCENARIOS if scenario.away)


@cache
def drawn(generator: str, scenario: Scenario, people: int = 100) -> Company:
    return next(companies(replace(scenario, size=people), generator, seed=1, people=people))


def test_the_generators_are_those_of_which_the_page_tells() -> None:
    page = (HERE.parents[2] / "docs" / "judgement.md").read_text()
    told = re.search(r"^sha256 of `tests/judgement/companies/\{(.+?)\}\.py`:\n`([0-9a-f]{64})`$", page, re.MULTILINE)
    assert told is not None
    assert tuple(told[1].split(",")) == FROZEN
    frozen = hashlib.sha256(b"".join((HERE / f"{name}.py").read_bytes() for name in FROZEN))
    assert frozen.hexdigest() == told[2]


def test_nothing_else_draws_companies() -> None:
    others = {"__init__", "__main__", "test_companies"}
    assert {path.stem for path in HERE.glob("*.py")} - others == set(FROZEN)


def test_each_scenario_has_its_own_name_and_so_its_own_companies() -> None:
    keys = [scenario.key for scenario in (*SCENARIOS, *FEW_TRIES, *VARIANTS)]
    assert len(set(keys)) == len(keys)


def test_the_design_tells_of_each_scenario_how_hard_it_must_be() -> None:
    assert set(PUBLISHED) == {scenario.key for scenario in SCENARIOS}
    assert is_hard_enough("clean", 0.38)
    assert not is_hard_enough("clean", 0.36)
    assert not is_hard_enough("clean", 0.58)
    assert is_hard_enough("clean, 4-10 tries", 0.1)


def test_of_three_people_one_is_in_a_company_of_ten_and_two_are_in_one_of_a_hundred() -> None:
    assert sizes(CLEAN, 2400) == [100] * 16 + [10] * 80
    assert sum(sizes(CLEAN, 601)) >= 601
    assert sizes(replace(CLEAN, size=6), 20) == [6, 6, 6, 6]


@pytest.mark.parametrize("generator", GENERATORS)
class TestEachGenerator:
    def test_the_same_seed_gives_the_same_company(self, generator: str) -> None:
        first, again = (list(companies(CLEAN, generator, 7, people=20)) for _ in range(2))
        other = next(companies(CLEAN, generator, 8, people=20))
        for field in fields(Company):
            for one, same in zip(first, again, strict=True):
                assert np.array_equal(getattr(one, field.name), getattr(same, field.name)), field.name
        assert not np.array_equal(first[0].levels, other.levels)
        assert not np.array_equal(first[0].levels, first[1].levels)

    @pytest.mark.parametrize("scenario", [*SCENARIOS, FEW_TRIES[0], VARIANTS[0]], ids=lambda scenario: scenario.key)
    def test_what_was_not_made_or_is_no_item_is_not_rated_and_all_else_is(
        self, generator: str, scenario: Scenario
    ) -> None:
        company = drawn(generator, scenario, 10)
        is_item = (company.levels != NOT).any(axis=(0, 2))
        made = np.arange(LOOKS) < company.tries[..., None]
        assert np.array_equal(company.levels != NOT, made[..., None] & is_item[None, :, None, :])
        assert company.levels.max() == 3
        for facts in (company.rater, company.day, company.reviewed, company.shown):
            assert np.array_equal(facts != NOT, made)
        assert scenario.tries[0] <= company.tries.min() <= company.tries.max() <= scenario.tries[1]
        assert company.truth_level.shape == (10, 8, TRIES)
        assert set(is_item.sum(axis=1)) <= set(range(5, 11))
        assert set(company.critical.sum(axis=1)) <= {2, 3}
        assert not (company.critical & ~is_item).any()
        assert (np.diff(company.day, axis=2)[made[:, :, 1:]] > 0).all()
        assert company.rater.max() < company.raters == 3

    def test_whoever_responds_reaches_the_bar_in_truth_and_nobody_else_does(self, generator: str) -> None:
        company = drawn(generator, CLEAN)
        reaches = company.truth_level.max(axis=-1) >= BAR
        assert np.array_equal(reaches, company.responds)

    def test_in_a_clean_company_everything_promised_was_given_in_time(self, generator: str) -> None:
        company = drawn(generator, CLEAN)
        assert company.taught().all()
        promised = company.promised_tries.shape[1]
        assert (company.day[:, :, :promised] <= company.promised_tries).all()

    def test_leave_is_taken_out_of_time(self, generator: str) -> None:
        company = drawn(generator, ABSENCE)
        assert company.away
        assert company.taught().all()
        for leave in company.away:
            days = company.day[leave.person]
            assert not ((days >= leave.from_day) & (days <= leave.to_day)).any()

    def test_the_naive_rule_accuses_half_of_the_sound_in_clean_companies(self, generator: str) -> None:
        found = measure(companies(CLEAN, generator, seed=1, people=300))
        assert is_hard_enough(CLEAN.key, found.false_pairs)
        assert found.false_people > 0.8
        assert found.reach == 1.0

    def test_what_is_said_to_be_odd_is_odd(self, generator: str) -> None:
        def mean(company: Company, where: np.ndarray) -> float:
            return float(company.levels[where & (company.levels != NOT)].mean())

        severe = drawn(generator, next(one for one in SCENARIOS if one.odd is Odd.SEVERE))
        by_rater = [mean(severe, (severe.rater == rater)[..., None]) for rater in range(severe.raters)]
        assert min(by_rater) < np.median(by_rater) - 0.4
        broken = drawn(generator, next(one for one in SCENARIOS if one.bad_items))
        assert broken.item_bad.sum() == 2
        module = drawn(generator, next(one for one in SCENARIOS if one.bad_modules))
        gained = (module.truth_level[:, :, LOOKS - 1] - module.truth_level[:, :, 0]).mean(axis=0)
        assert (gained < 0.3).tolist() == module.module_bad.tolist()
        harsh = drawn(generator, next(one for one in SCENARIOS if one.harsh_on))
        everybody = np.ones((1, 8, LOOKS, 1), bool)
        assert mean(harsh, harsh.harsh_on[:, None, None, None] & everybody) < (
            mean(harsh, ~harsh.harsh_on[:, None, None, None] & everybody) - 0.2
        )
        neglected = drawn(generator, next(one for one in SCENARIOS if one.under_taught))
        whole = neglected.taught().all(axis=(1, 2))
        assert 0.3 < whole.mean() < 0.7
        late = drawn(generator, next(one for one in SCENARIOS if one.learning is Teaching.LATE))
        third = (late.truth_level[:, :, 2] - late.truth_level[:, :, 0])[late.responds].mean()
        usual = drawn(generator, CLEAN)
        assert third < (usual.truth_level[:, :, 2] - usual.truth_level[:, :, 0])[usual.responds].mean() - 0.1


def test_who_does_not_respond_does_not_in_one_two_four_or_all_skills() -> None:
    flat = np.concatenate([(~company.responds).sum(axis=1) for company in companies(CLEAN, "curves", 1, people=300)])
    assert set(flat.tolist()) == {0, 1, 2, 4, 8}
    assert 0.05 < (flat > 0).mean() < 0.15


def test_the_naive_rule_wants_the_last_three_below_the_bar_from_the_sixth_try_on() -> None:
    company = drawn("curves", CLEAN, 3)
    held = np.full_like(company.levels, 2)
    early, late, two = held.copy(), held.copy(), held.copy()
    early[:, :, 2:5], late[:, :, 3:6], two[:, :, 4:6] = 1, 1, 1
    assert not ever_proposed(replace(company, levels=held)).any()
    assert not ever_proposed(replace(company, levels=early)).any()
    assert ever_proposed(replace(company, levels=early), first_look=3).all()
    assert ever_proposed(replace(company, levels=late)).all()
    assert not ever_proposed(replace(company, levels=two)).any()


def test_days_of_leave_count_only_before_a_try() -> None:
    day = np.array([[[3, 4, 20, NOT]]], np.int32)
    leave = Away(person=0, from_day=5, to_day=14)
    assert without_leave(day, (leave,)).tolist() == [[[3, 4, 10, NOT]]]
    assert shows_due(day, np.array([[3, 4, 19]], np.int32)).tolist() == [[[0, 1, 3, 0]]]
