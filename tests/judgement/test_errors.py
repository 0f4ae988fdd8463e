"""What is counted of each company, where the truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from tests.judgement.companies.company import Company
from tests.judgement.companies.naive import ever_proposed
from tests.judgement.companies.scenarios import CLEAN, companies
from tests.judgement.errors import SHARES, Errors, counted, naively_asked
from tests.judgement.measuring import NEVER, FirstAsked


@pytest.fixture
def company() -> Company:
    """Ten people who respond in every one of their eight skills, but for the first, who does in three."""
    drawn = next(companies(CLEAN, "steps", 5, 10))
    responds = np.ones((10, 8), bool)
    responds[0, :5] = False
    return replace(drawn, responds=responds)


def shares(company: Company, pair: dict[tuple[int, int], int], module: dict[int, int] | None = None) -> Errors:
    """Of a company in which these were asked about, and these modules suspected, at these looks."""
    first = FirstAsked(np.full((10, 8), NEVER), np.full(8, NEVER))
    for place, look in pair.items():
        first.pair[place] = look
    for skill, look in (module or {}).items():
        first.module[skill] = look
    return Errors(np.array([counted(company, first)]))


def test_who_responds_and_is_asked_about_counts_once_as_a_person_and_once_a_skill(company: Company) -> None:
    found = shares(company, {(0, 0): 7, (0, 6): 9, (3, 1): 6, (3, 2): 14})
    assert found.share("false_pairs") == 3 / 75
    assert found.share("false_people") == 2 / 10


def test_found_are_those_asked_about_by_then_among_those_who_got_so_many_tries(company: Company) -> None:
    tries = company.tries.copy()
    tries[0, 4] = 7
    found = shares(replace(company, tries=tries), {(0, 0): 6, (0, 1): 8, (0, 2): 10, (0, 4): 6})
    assert [found.share(f"found_{look}") for look in (6, 8, 10, 14)] == [2 / 5, 2 / 4, 3 / 4, 3 / 4]
    assert found.share("deep") == 2 / 4


def test_of_whom_nothing_can_be_true_nothing_is_said(company: Company) -> None:
    found = shares(replace(company, responds=np.ones((10, 8), bool)), {})
    assert found.share("found_8") is found.upper("found_8") is None
    assert found.share("harsh") is None
    assert found.share("false_people") == found.upper("false_people") == 0


def test_those_on_whom_a_rater_is_hard_are_told_beside_the_rest(company: Company) -> None:
    harsh = np.zeros(10, bool)
    harsh[[3, 4]] = True
    assert shares(replace(company, harsh_on=harsh), {(3, 1): 6, (5, 1): 6}).share("harsh") == 1 / 2


def test_a_bad_module_is_found_by_the_sixth_try_and_accuses_nobody(company: Company) -> None:
    bad = np.arange(8) == 7
    found = shares(replace(company, module_bad=bad), {(2, 7): 9}, {7: 6, 1: 12})
    assert found.share("module_found") == 1
    assert found.share("module_false") == 1 / 7
    assert found.share("false_people") == 0
    assert shares(replace(company, module_bad=bad), {}, {7: 7}).share("module_found") == 0


def test_the_upper_bound_draws_companies_and_not_people() -> None:
    quiet, loud = [[0, 10]] * len(SHARES), [[10, 10]] * len(SHARES)
    one_in_four = Errors(np.array([quiet, quiet, quiet, loud] * 5))
    assert one_in_four.share("false_people") == 0.25
    upper = one_in_four.upper("false_people")
    assert upper is not None
    assert 0.35 < upper < 0.55


def test_the_simple_rule_here_is_the_frozen_one(company: Company) -> None:
    asked = naively_asked(company)
    assert np.array_equal(asked.pair < NEVER, ever_proposed(company))
    assert asked.pair.min() == 6
    more = naively_asked(company, running=5).pair
    assert (more >= asked.pair).all()
    assert (more > asked.pair).any()
