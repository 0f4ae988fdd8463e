"""The brake on guessing: wrong passwords by account and by address, each making the next wait longer.

An attempt is counted before the password is looked at and given back when it was right, so that a hundred guesses at
once are a hundred guesses. Whoever waits can try again after a quarter of an hour at most, whatever others do; a
link to set a password is never braked.
"""

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from lms import clock
from lms.db import is_sqlite, session, transaction
from lms.errors import Refusal
from lms.people.models import Brake

LONGEST_WAIT = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=4)
FORGOTTEN_AFTER = timedelta(days=1)  # without a wrong password
FREE_FOR_ACCOUNT = 4  # wrong passwords without a wait
FREE_FOR_ADDRESS = 30  # an office is behind one address


class TooManyTries(Refusal):
    """Too many wrong passwords. `until`: when the next one is looked at."""

    status = 429

    def __init__(self, until: datetime) -> None:
        super().__init__("too many wrong passwords")
        self.until = until


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted under one key, and how many are free."""

    key: str
    free: int


def counters(account: int | str, address: str) -> tuple[Counter, Counter]:
    """The two counters of an attempt. account: a person's id, or a folded name that nobody has; both look the same."""
    return Counter(_account_key(account), FREE_FOR_ACCOUNT), Counter(f"address:{_network(address)}", FREE_FOR_ADDRESS)


def wait(failures: int, free: int) -> timedelta:
    """How long after so many wrong passwords: nothing for the free ones, then doubling up to a quarter of an hour."""
    if failures <= free:
        return timedelta(0)
    doublings = min(failures - free - 1, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def count(counted: Iterable[Counter]) -> None:
    """Count an attempt in a transaction of its own. Raises TooManyTries, which counts nothing."""
    now = clock.now()
    with transaction():
        rows = [(counter, _taken(counter.key, now)) for counter in sorted(counted, key=lambda c: c.key)]
        for counter, row in rows:
            _mend_clock(row, counter, now)
        until = max(row.until for _, row in rows)
        waiting = until > now
        if not waiting:
            for counter, row in rows:
                row.failures += 1
                row.last_at, row.until = now, now + wait(row.failures, counter.free)
    if waiting:
        raise TooManyTries(until)


def give_back(counted: Iterable[Counter]) -> None:
    """Inside a transaction: the password was right. The account starts anew, the address gets its one back."""
    for counter in sorted(counted, key=lambda c: c.key):
        row = _taken(counter.key, clock.now())
        row.failures = 0 if counter.key.startswith("account:") else max(row.failures - 1, 0)
        row.until = row.last_at


def release(person_id: int) -> None:
    """Inside a transaction: a password was set by link, so the account's waits are over."""
    session().execute(delete(Brake).where(Brake.key == _account_key(person_id)))


def tidy() -> None:
    """Inside a transaction: drop counters that are forgotten anyway."""
    session().execute(delete(Brake).where(Brake.last_at < clock.now() - FORGOTTEN_AFTER))


def _account_key(account: int | str) -> str:
    return f"account:{hashlib.sha256(str(account).encode()).hexdigest()[:32]}"


def _taken(key: str, now: datetime) -> Brake:
    """The row of a key, made when missing and locked until the transaction ends."""
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    session().execute(
        insert(Brake).values(key=key, failures=0, last_at=now, until=now).on_conflict_do_nothing(index_elements=["key"])
    )
    return session().scalars(select(Brake).where(Brake.key == key).with_for_update()).one()


def _mend_clock(row: Brake, counter: Counter, now: datetime) -> None:
    """Forget what is long past; when the clock was set back, wait from now on and not until a far day."""
    if now - row.last_at > FORGOTTEN_AFTER:
        row.failures, row.until = 0, now
    elif row.last_at > now:
        row.last_at, row.until = now, now + wait(row.failures, counter.free)


def _network(address: str) -> str:
    """The address, or for IPv6 the network that one household has."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:40]
    if isinstance(known, ipaddress.IPv6Address):
        return (
            str(ipaddress.ip_network((known, 64), strict=False))
            if known.ipv4_mapped is None
            else str(known.ipv4_mapped)
        )
    return str(known)
