"""The accounts, teams and coaching of the demo company."""

from collections.abc import Mapping
from datetime import date, timedelta

from lms import clock
from lms.curriculum import edition
from lms.db import transaction
from lms.ops.demo.company import EVERYBODY, PASSWORD, TEAMS, TRAINEES, VISIT, Somebody
from lms.ops.demo.days import Days, at
from lms.people import accounts, coaching, passwords, places, teams
from lms.people.accounts import Details

STAFF_SINCE = 120  # days before the first trainee


def hire(days: Days) -> Mapping[str, int]:
    """Everybody with their place and their coach. Returns ids by key."""
    password_hash = passwords.hashed(PASSWORD)  # one for all: hashing is slow on purpose
    first = min(_joined_on(one, days) for one in TRAINEES)
    ids: dict[str, int] = {}
    with transaction():
        with clock.standing_at(at(first - timedelta(days=STAFF_SINCE), "09:00")):
            team_ids: dict[str, int] = {}
            for name, above in TEAMS:
                team_ids[name] = teams.write(None, name, team_ids[above] if above else None)
        for somebody in EVERYBODY:
            joined_on = _joined_on(somebody, days) if somebody.story else first - timedelta(days=STAFF_SINCE)
            with clock.standing_at(at(joined_on, "09:00")):
                ids[somebody.key] = _account(somebody, password_hash)
                if somebody.role is not None:
                    places.write(None, ids[somebody.key], (team_ids[somebody.team], somebody.role), (joined_on, None))
        for trainee in TRAINEES:
            _coach(trainee, ids, _joined_on(trainee, days))
    return ids


def _joined_on(somebody: Somebody, days: Days) -> date:
    """Some days before their path begins, and at the latest on the working day before today."""
    assert somebody.story is not None
    return min(days.start_of(somebody.story.day) - timedelta(days=3), days.back(1))


def _account(somebody: Somebody, password_hash: str) -> int:
    by_mail = "@" in somebody.login
    details = Details(
        somebody.name,
        email=somebody.login if by_mail else "",
        mobile="" if by_mail else somebody.login,
        language=somebody.language.value,
        is_admin=somebody.is_admin,
    )
    return accounts.create_person(details, password_hash=password_hash)


def _coach(trainee: Somebody, ids: Mapping[str, int], joined_on: date) -> None:
    assert trainee.story is not None
    with clock.standing_at(at(joined_on, "09:30")):
        coaching.write(None, (ids[trainee.story.coach], ids[trainee.key]), None, (joined_on, None))
        if trainee.story.second and VISIT in edition.catalog().skills:
            coaching.write(None, (ids[trainee.story.second], ids[trainee.key]), VISIT, (joined_on, None))
