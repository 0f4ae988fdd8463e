"""The brake on guessing: wrong passwords by whom they were for and where they came from, each lengthening the wait.

Nobody is kept out by others. A browser in which the account has signed in before counts for itself alone. Any other is
counted by account and network; by network, for who tries many accounts; and by account, for who tries from many
networks, where the wait stays short. A link to set a password is never braked.

An attempt is counted before the password is looked at and given back when it was right, so that a hundred guesses at
once are a hundred guesses. What was counted halves every six hours.
"""

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from lms import clock
from lms.db import insert_into, session, transaction
from lms.errors import Refusal
from lms.people.models import Brake

FIRST_WAIT = timedelta(seconds=4)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_WAIT_FOR_ACCOUNT = timedelta(seconds=30)  # from anywhere: others can bring it about
FREE_HERE = 4  # wrong passwords without a wait, for one account from one network or known browser
FREE_FOR_NETWORK = 30  # an office is behind one address
FREE_FOR_ACCOUNT = 20
HALVED_EVERY = timedelta(hours=6)
FORGOTTEN_AFTER = 12 * HALVED_EVERY  # nothing is left of a few thousand


class TooManyTries(Refusal):
    """Too many wrong passwords. `until`: when the next one is looked at."""

    status = 429

    def __init__(self, until: datetime) -> None:
        super().__init__("too many wrong passwords")
        self.until = until


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted under one key: how many are free, and how long the wait gets. own: a right password clears it."""

    key: str
    free: int
    longest: timedelta = LONGEST_WAIT
    own: bool = False


def counters(account: int | str, address: str, known: str | None = None) -> list[Counter]:
    """The counters of an attempt.

    account: a person's id, or a folded name that nobody has; both look the same. known: the name of a browser in which
    the account has signed in before.
    """
    key = _account_key(account)
    if known is not None:
        return [Counter(f"{key}:{_digest('browser', known)}", FREE_HERE, own=True)]
    network = _network(address)
    return [
        Counter(f"{key}:{_digest('network', network)}", FREE_HERE, own=True),
        Counter(f"network:{network}", FREE_FOR_NETWORK),
        Counter(key, FREE_FOR_ACCOUNT, LONGEST_WAIT_FOR_ACCOUNT),
    ]


def wait(failures: int, free: int, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """How long after so many wrong passwords: nothing for the free ones, then doubling up to the longest."""
    if failures <= free:
        return timedelta(0)
    doublings = min(failures - free - 1, 10)
    return min(FIRST_WAIT * (1 << doublings), longest)


def count(counted: Iterable[Counter]) -> None:
    """Count an attempt in a transaction of its own. Raises TooManyTries, which counts nothing."""
    now = clock.now()
    with transaction():
        rows = [(counter, _taken(counter, now)) for counter in sorted(counted, key=lambda c: c.key)]
        until = max(row.until for _, row in rows)
        waiting = until > now
        if not waiting:
            for counter, row in rows:
                row.failures += 1
                row.until = now + wait(row.failures, counter.free, counter.longest)
    if waiting:
        raise TooManyTries(until)


def give_back(counted: Iterable[Counter]) -> None:
    """Inside a transaction: the password was right. It was no guess, and one's own wrong ones are forgiven."""
    now = clock.now()
    for counter in sorted(counted, key=lambda c: c.key):
        row = _taken(counter, now)
        row.failures = 0 if counter.own else max(row.failures - 1, 0)
        row.until = now


def release(person_id: int) -> None:
    """Inside a transaction: a password was set by link, so the account's waits are over."""
    session().execute(delete(Brake).where(Brake.key.startswith(_account_key(person_id))))


def tidy() -> None:
    """Inside a transaction: drop counters of which nothing is left."""
    session().execute(delete(Brake).where(Brake.last_at < clock.now() - FORGOTTEN_AFTER))


def _account_key(account: int | str) -> str:
    return f"account:{_digest('account', str(account))}"


def _digest(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()[:32]


def _taken(counter: Counter, now: datetime) -> Brake:
    """The row of a counter as of now, made when missing and locked until the transaction ends."""
    session().execute(
        insert_into(Brake)
        .values(key=counter.key, failures=0, last_at=now, until=now)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    row = session().scalars(select(Brake).where(Brake.key == counter.key).with_for_update()).one()
    if row.last_at > now:  # the clock was set back: wait from now on and not until a far day
        row.last_at, row.until = now, now + wait(row.failures, counter.free, counter.longest)
    if not row.failures:
        row.last_at = now
    halvings = (now - row.last_at) // HALVED_EVERY
    row.failures >>= min(halvings, 30)
    row.last_at += halvings * HALVED_EVERY
    return row


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
