"""Guessing is slowed by account and by address, and nobody is locked out for long."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.people import brakes
from lms.people.brakes import LONGEST_WAIT, TooManyTries, counters, wait
from lms.people.models import Brake

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def fail_times(count: int, account: int | str = 7, address: str = "10.0.0.9", at: datetime = NOON) -> datetime:
    """So many wrong passwords, each as early as allowed; the moment after the last."""
    moment = at
    for _time in range(count):
        while True:
            with clock.standing_at(moment):
                try:
                    brakes.count(counters(account, address))
                except TooManyTries as braked:
                    moment = max(braked.until, moment + timedelta(microseconds=1))
                else:
                    break
    return moment


def test_the_first_mistakes_cost_nothing_then_each_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [wait(n, 4).total_seconds() for n in range(4, 14)] == [0, 4, 8, 16, 32, 64, 128, 256, 512, 900]
    assert wait(10_000, 4) == LONGEST_WAIT


def test_an_account_waits_and_the_wait_says_until_when(app: Flask) -> None:
    fail_times(5)
    with clock.standing_at(NOON), pytest.raises(TooManyTries) as braked:
        brakes.count(counters(7, "10.0.0.10"))
    assert braked.value.until == NOON + timedelta(seconds=4)


def test_tries_while_waiting_are_not_counted_so_nobody_is_kept_out_for_ever(app: Flask) -> None:
    fail_times(5)
    for _time in range(50):
        with clock.standing_at(NOON + timedelta(seconds=1)), pytest.raises(TooManyTries):
            brakes.count(counters(7, "10.0.0.10"))
    with clock.standing_at(NOON + timedelta(seconds=4)):
        brakes.count(counters(7, "10.0.0.10"))


def test_however_many_mistakes_the_longest_wait_is_a_quarter_of_an_hour(app: Flask) -> None:
    after = fail_times(30)
    with clock.standing_at(after), pytest.raises(TooManyTries) as braked:
        brakes.count(counters(7, "10.0.0.11"))
    assert braked.value.until - after == LONGEST_WAIT


def test_one_address_is_braked_over_many_accounts_and_a_colleague_elsewhere_is_not(app: Flask) -> None:
    for account in range(100, 131):
        with clock.standing_at(NOON):
            brakes.count(counters(account, "203.0.113.5"))
    with clock.standing_at(NOON):
        with pytest.raises(TooManyTries):
            brakes.count(counters(999, "203.0.113.5"))
        brakes.count(counters(999, "203.0.113.6"))


def test_a_right_password_gives_the_account_its_tries_back(app: Flask) -> None:
    fail_times(4)
    with clock.standing_at(NOON):
        brakes.count(counters(7, "10.0.0.9"))
        with transaction():
            brakes.give_back(counters(7, "10.0.0.9"))
        brakes.count(counters(7, "10.0.0.9"))
    assert session().get_one(Brake, counters(7, "x")[0].key).failures == 1


def test_a_clock_set_back_makes_nobody_wait_until_a_far_day(app: Flask) -> None:
    fail_times(12)
    earlier = NOON - timedelta(days=30)
    with clock.standing_at(earlier), pytest.raises(TooManyTries) as braked:
        brakes.count(counters(7, "10.0.0.9"))
    assert braked.value.until - earlier <= LONGEST_WAIT
    with clock.standing_at(earlier + LONGEST_WAIT):
        brakes.count(counters(7, "10.0.0.9"))


def test_a_day_without_mistakes_is_forgotten_and_tidied(app: Flask) -> None:
    fail_times(12)
    with clock.standing_at(NOON + timedelta(days=2)):
        brakes.count(counters(7, "10.0.0.9"))
        with transaction():
            brakes.tidy()
        assert session().query(Brake).count() == 2
        brakes.count(counters(7, "10.0.0.9"))
    with clock.standing_at(NOON + timedelta(days=9)), transaction():
        brakes.tidy()
        assert session().query(Brake).count() == 0


def test_a_household_of_ipv6_is_one_address() -> None:
    assert counters(1, "2001:db8:1:2:aaaa::1")[1] == counters(1, "2001:db8:1:2:bbbb::2")[1]
    assert counters(1, "2001:db8:1:2::1")[1] != counters(1, "2001:db8:1:3::1")[1]
    assert counters(1, "::ffff:10.0.0.9")[1] == counters(1, "10.0.0.9")[1]
