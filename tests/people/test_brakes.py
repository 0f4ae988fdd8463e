"""Guessing is slowed by account, network and both, and nobody is kept out by others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count as counting

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.people import brakes
from lms.people.brakes import LONGEST_WAIT, LONGEST_WAIT_FOR_ACCOUNT, TooManyTries, counters, wait
from lms.people.models import Brake
from tests.cast import PASSWORD, Cast
from tests.pages import Pages

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
OWN = "198.51.100.7"  # where the account's owner sits


def fail_times(times: int, account: int | str = 7, address: str = "10.0.0.9", at: datetime = NOON) -> datetime:
    """So many wrong passwords, each as early as allowed; the moment after the last."""
    moment = at
    for _time in range(times):
        while True:
            with clock.standing_at(moment):
                try:
                    brakes.count(counters(account, address))
                except TooManyTries as braked:
                    moment = max(braked.until, moment + timedelta(microseconds=1))
                else:
                    break
    return moment


def addresses() -> Iterator[str]:
    """Networks of a stranger who has many."""
    return (f"203.0.{number // 250}.{number % 250}" for number in counting(1))


def try_in(pages: Pages, password: str, status: int, name: str = "trainee@example.com", address: str = OWN) -> None:
    """Sign in from an address, as a browser does."""
    pages.post("/sign-in", {"name": name, "password": password}, status, environ_base={"REMOTE_ADDR": address})


def test_the_first_mistakes_cost_nothing_then_each_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [wait(n, 4).total_seconds() for n in range(4, 14)] == [0, 4, 8, 16, 32, 64, 128, 256, 512, 900]
    assert wait(10_000, 4) == LONGEST_WAIT


def test_who_guesses_waits_and_the_wait_says_until_when(app: Flask) -> None:
    fail_times(5)
    with clock.standing_at(NOON), pytest.raises(TooManyTries) as braked:
        brakes.count(counters(7, "10.0.0.9"))
    assert braked.value.until == NOON + timedelta(seconds=4)


def test_strangers_at_many_addresses_do_not_keep_the_owner_out(app: Flask, cast: Cast) -> None:
    moment = NOON
    for address, _guess in zip(addresses(), range(14), strict=False):
        moment = fail_times(1, cast.trainee, address, moment)
    with clock.standing_at(moment):
        try_in(Pages(app), PASSWORD, 302)


def test_a_guess_each_quarter_of_an_hour_for_a_day_makes_the_owner_wait_half_a_minute_at_most(
    app: Flask, cast: Cast
) -> None:
    where = addresses()
    for _guess in range(96):
        moment = fail_times(1, cast.trainee, next(where), NOON + _guess * timedelta(minutes=15))
    with clock.standing_at(moment + LONGEST_WAIT_FOR_ACCOUNT):
        try_in(Pages(app), PASSWORD, 302)
    assert timedelta(seconds=30) >= LONGEST_WAIT_FOR_ACCOUNT


def test_where_the_owner_has_signed_in_before_they_never_wait_for_others(app: Flask, cast: Cast) -> None:
    owner = Pages(app)
    with clock.standing_at(NOON):
        try_in(owner, PASSWORD, 302)
        owner.post("/sign-out")
    where = addresses()
    moment = NOON
    for _guess in range(60):
        moment = fail_times(1, cast.trainee, next(where), moment)
    moment = fail_times(20, cast.trainee, OWN, moment)  # and a colleague in the same office
    with clock.standing_at(moment):
        try_in(Pages(app), PASSWORD, 429)
        try_in(owner, PASSWORD, 302)


def test_a_known_browser_has_few_tries_and_none_for_other_accounts(app: Flask, cast: Cast) -> None:
    thief = Pages(app)
    with clock.standing_at(NOON):
        try_in(thief, PASSWORD, 302)
        thief.post("/sign-out")
        where = addresses()
        for _guess in range(5):
            try_in(thief, "wrong", 422, address=next(where))
        try_in(thief, "wrong", 429, address=next(where))
        for _guess in range(5):
            try_in(thief, "wrong", 422, "manager@example.com")
        try_in(Pages(app), PASSWORD, 429, "manager@example.com")


@pytest.mark.parametrize("cookie", ["", ".", "x.y", "x." + "0" * 64, "é.é"])
def test_a_forged_cookie_makes_no_browser_known(app: Flask, cast: Cast, cookie: str) -> None:
    pages = Pages(app)
    with clock.standing_at(fail_times(5, cast.trainee, OWN)):
        pages.client.set_cookie("known", cookie)
        try_in(pages, PASSWORD, 429)


def test_many_addresses_guess_at_one_account_only_slowly(app: Flask) -> None:
    where = addresses()
    moment = NOON
    for _guess in range(200):
        moment = fail_times(1, 7, next(where), moment)
    assert moment - NOON > timedelta(hours=1)


def test_tries_while_waiting_are_not_counted_so_nobody_is_kept_out_for_ever(app: Flask) -> None:
    fail_times(5)
    for _time in range(50):
        with clock.standing_at(NOON + timedelta(seconds=1)), pytest.raises(TooManyTries):
            brakes.count(counters(7, "10.0.0.9"))
    with clock.standing_at(NOON + timedelta(seconds=4)):
        brakes.count(counters(7, "10.0.0.9"))


def test_however_many_mistakes_the_longest_wait_is_a_quarter_of_an_hour(app: Flask) -> None:
    after = fail_times(30)
    with clock.standing_at(after), pytest.raises(TooManyTries) as braked:
        brakes.count(counters(7, "10.0.0.9"))
    assert braked.value.until - after == LONGEST_WAIT


def test_one_address_is_braked_over_many_accounts_and_a_colleague_elsewhere_is_not(app: Flask) -> None:
    for account in range(100, 131):
        with clock.standing_at(NOON):
            brakes.count(counters(account, "203.0.113.5"))
    with clock.standing_at(NOON):
        with pytest.raises(TooManyTries):
            brakes.count(counters(999, "203.0.113.5"))
        brakes.count(counters(999, "203.0.113.6"))


def test_an_office_with_a_few_typos_a_day_is_never_refused(app: Flask, cast: Cast) -> None:
    for day in range(25):
        morning = NOON + timedelta(days=day)
        for number, name in enumerate(("trainee", "trainer", "manager") * 2):
            with clock.standing_at(morning + timedelta(minutes=number)):
                if number < 3:
                    try_in(Pages(app), "a typo", 422, f"{name}@example.com")
                try_in(Pages(app), PASSWORD, 302, f"{name}@example.com")


def test_right_passwords_make_an_address_no_slower(app: Flask, cast: Cast) -> None:
    for number in range(60):
        with clock.standing_at(NOON + timedelta(minutes=number)):
            try_in(Pages(app), PASSWORD, 302)
    left = session().scalars(sa.select(Brake.failures)).all()
    assert not any(left)


def test_a_right_password_gives_the_account_its_tries_back(app: Flask) -> None:
    fail_times(4)
    with clock.standing_at(NOON):
        brakes.count(counters(7, "10.0.0.9"))
        with transaction():
            brakes.give_back(counters(7, "10.0.0.9"))
        for _time in range(5):
            brakes.count(counters(7, "10.0.0.9"))


def test_a_password_set_by_link_ends_every_wait_of_the_account(app: Flask) -> None:
    after = fail_times(12)
    with clock.standing_at(after):
        with transaction():
            brakes.release(7)
        brakes.count(counters(7, "10.0.0.9"))


def test_a_clock_set_back_makes_nobody_wait_until_a_far_day(app: Flask) -> None:
    fail_times(12)
    earlier = NOON - timedelta(days=30)
    with clock.standing_at(earlier), pytest.raises(TooManyTries) as braked:
        brakes.count(counters(7, "10.0.0.9"))
    assert braked.value.until - earlier <= LONGEST_WAIT
    with clock.standing_at(earlier + LONGEST_WAIT):
        brakes.count(counters(7, "10.0.0.9"))


def test_mistakes_fade_and_what_is_gone_is_tidied(app: Flask) -> None:
    fail_times(12)
    with clock.standing_at(NOON + timedelta(days=1)):
        for _time in range(5):
            brakes.count(counters(7, "10.0.0.9"))
        with transaction():
            brakes.tidy()
        assert session().query(Brake).count() == 3
    with clock.standing_at(NOON + timedelta(days=9)), transaction():
        brakes.tidy()
        assert session().query(Brake).count() == 0


def test_a_household_of_ipv6_is_one_address() -> None:
    assert counters(1, "2001:db8:1:2:aaaa::1") == counters(1, "2001:db8:1:2:bbbb::2")
    assert counters(1, "2001:db8:1:2::1")[:2] != counters(1, "2001:db8:1:3::1")[:2]
    assert counters(1, "::ffff:10.0.0.9") == counters(1, "10.0.0.9")
