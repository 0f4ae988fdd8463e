"""Shows, tries and reviews as the tests tell them, made through the services with a clock that stands."""

import itertools
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from lms import clock
from lms.db import session
from lms.people.models import Person
from lms.practice import reviews, selfrating, shows, tries
from lms.practice.loading import checklist_of
from lms.practice.models import Attendance, Review, Try
from lms.practice.reviews import Tap
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.cast import Cast

SKILL = "telephone-selling"
OTHER_SKILL = "first-visit"
TEN = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)  # Monday, ten o'clock in Shanghai
LEVEL_CHOSEN = re.compile(r'name="(?!speed-)[^"]+" value="[0-3]" checked')  # in a page; a player's speed is no level
_keys = itertools.count(1)


def key() -> str:
    return f"key-{next(_keys):08}"


def at(minutes: float = 0, days: int = 0) -> datetime:
    return TEN + timedelta(minutes=minutes, days=days)


@contextmanager
def clock_at(minutes: float = 0, days: int = 0) -> Iterator[None]:
    with clock.standing_at(at(minutes, days)):
        yield


@dataclass(frozen=True)
class Play:
    """A try with its trainer's review."""

    try_id: int
    review_id: int

    @property
    def items(self) -> list[str]:
        made = session().get_one(Try, self.try_id)
        assert made.checklist_hash is not None
        return [item.id for item in checklist_of(made.checklist_hash).items]


def begin(cast: Cast, minutes: float = 0, days: int = 0, skill: str = SKILL, client_id: str = "") -> Play:
    """The trainer starts a try with the trainee."""
    with clock_at(minutes, days):
        try_id = tries.start_try(cast.trainer, cast.trainee, skill, client_id or key())
        return Play(try_id, review_of(try_id, cast.trainer))


def review_of(try_id: int, rater_id: int) -> int:
    rows = select(Review.id).where(Review.try_id == try_id, Review.rater_id == rater_id).order_by(Review.id.desc())
    found = session().scalars(rows).first()
    assert found is not None
    return found


def tap(seq: int, item: str, level: int | None, second: int = 0) -> Tap:
    return Tap(seq, item, level, second, TEN + timedelta(seconds=second))


def rate_all(cast: Cast, play: Play, levels: Mapping[str, int] | int = 2) -> int:
    """Tap every item once. Returns the last sequence."""
    items = play.items
    chosen = levels if isinstance(levels, Mapping) else dict.fromkeys(items, levels)
    taps = [tap(seq, item, chosen.get(item, 2), seq * 10) for seq, item in enumerate(items, start=1)]
    reviews.rate(cast.trainer, play.review_id, taps)
    return len(taps)


def reviewed(
    cast: Cast, minutes: float = 0, days: int = 0, levels: Mapping[str, int] | int = 2, skill: str = SKILL
) -> Play:
    """A try begun, rated and ended fifteen minutes later."""
    play = begin(cast, minutes, days, skill)
    with clock_at(minutes + 15, days):
        reviews.end_review(cast.trainer, play.review_id, rate_all(cast, play, levels))
    return play


def self_rated(cast: Cast, play: Play, minutes: float = 20, days: int = 0, levels: int = 2) -> int:
    with clock_at(minutes, days):
        return selfrating.self_rate(cast.trainee, play.try_id, dict.fromkeys(play.items, levels), {}, key())


def shown(cast: Cast, minutes: float = -60, days: int = 0, skill: str = SKILL) -> int:
    """A show to the trainee. Returns the attendance."""
    with clock_at(minutes, days):
        show_id = shows.give_show(cast.trainer, skill, [cast.trainee], "live", clock.now(), key())
    return attendance_of(show_id, cast.trainee)


def attendance_of(show_id: int, person_id: int) -> int:
    found = session().scalar(
        select(Attendance.id).where(Attendance.show_id == show_id, Attendance.person_id == person_id)
    )
    assert found is not None
    return found


def verbs(person_id: int) -> list[str]:
    """What a person's file says, in order; and every file holds."""
    for person in session().scalars(select(Person.id)):
        assert first_bad_line(person) is None, f"the file of person {person} does not hold"
    return list(session().scalars(select(Record.verb).where(Record.person_id == person_id).order_by(Record.number)))


def both_rated(cast: Cast) -> Play:
    """A try that both have rated: two rows differ, seven are the same."""
    play = begin(cast)
    items = play.items
    rate_all(cast, play, {items[0]: 0, items[1]: 3})
    with clock_at(15):
        reviews.end_review(cast.trainer, play.review_id, len(items))
    self_rated(cast, play)
    session().rollback()
    return play
