"""What of a manager's team is asked for: filters and a place in the list, as they stand in the address."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import url_for

from lms.desk.teams import Managed, is_known
from lms.judgement.summary import NOBODY, PLACES
from lms.people.policy import require
from lms.web.forms import number


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the team is asked for; it stands in the address. owed_by: a person's id.

    after and before: of whom the page shows who follows, or who stands before them.
    """

    state: str = ""
    team: str = ""
    owed_by: str = ""
    after: str = ""
    before: str = ""


def teams_asked(managed: Managed, asked: Asked) -> Collection[int]:
    """Ids of the teams that the filter leaves. Raises NotYours for a team or state that is none of theirs."""
    require(asked.state in ("", *PLACES))
    if not asked.team:
        return managed.teams
    team = number(asked.team)
    require(team in managed.teams)
    return managed.below(team or 0)


def require_known(asked: Asked, owed: Collection[int], managed: Managed, manager_id: int, today: date) -> None:
    """Raises NotYours for a filter by somebody who has nothing to do with these teams."""
    if not asked.owed_by:
        return
    person = number(asked.owed_by)
    require(person is not None)
    assert person is not None
    require(person == manager_id or person in owed or is_known(person, managed.teams, today))


def owing_ids(asked: Asked, manager_id: int) -> Collection[int]:
    if not asked.owed_by:
        return ()
    person = number(asked.owed_by) or -1
    return (person, NOBODY) if person == manager_id else (person,)


def address(endpoint: str, asked: Asked, **changes: str) -> str:
    """The address of the team, or of its table, with some filters changed; without a place it is the first page."""
    values = {"state": asked.state, "team": asked.team, "owed_by": asked.owed_by, **changes}
    query = urlencode({name: value for name, value in values.items() if value})
    return url_for(endpoint) + (f"?{query}" if query else "")
