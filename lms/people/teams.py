"""Teams: a tree without cycles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, zone
from lms.people import audit
from lms.people.models import Membership, Team
from lms.people.places import current
from lms.people.policy import looks_after_accounts, require
from lms.people.reach import by_name, clean_name, fold


@dataclass(frozen=True, slots=True)
class Node:
    """A team at its place in the tree. depth: 0 at the top; people: in it today, without the teams below."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    people: int
    path: str


def tree() -> Sequence[Node]:
    """All teams, each followed by those below it, in the order of their names."""
    rows = session().execute(select(Team.id, Team.name, Team.parent_id).order_by(Team.id)).all()
    counted = session().execute(
        select(Membership.team_id, func.count(Membership.person_id.distinct()).label("people"))
        .where(current(clock.today(zone())))
        .group_by(Membership.team_id)
    )
    counts: Mapping[int, int] = {row.team_id: row.people for row in counted}
    below: dict[int | None, list[tuple[int, str]]] = {}
    for row in sorted(rows, key=lambda row: by_name(row.name)):
        below.setdefault(row.parent_id, []).append((row.id, row.name))

    def walk(parent: int | None, depth: int, path: str) -> Iterator[Node]:
        for team_id, name in below.get(parent, []):
            here = f"{path} / {name}" if path else name
            yield Node(team_id, name, parent, depth, counts.get(team_id, 0), here)
            yield from walk(team_id, depth + 1, here)

    return list(walk(None, 0, ""))


def all_teams(actor_id: int) -> Sequence[Node]:
    """For the page of teams. Raises NotYours for who isn't an admin."""
    require(looks_after_accounts(actor_id))
    return tree()


def below(nodes: Sequence[Node], team_id: int) -> set[int]:
    """A team and all teams under it."""
    found = {team_id}
    for node in nodes:  # parents stand before their children
        if node.parent_id in found:
            found.add(node.id)
    return found


def add(actor_id: int, name: str, parent_id: int | None, key: str) -> int:
    """Add a team, under another or at the top. Raises Unusable when its neighbour has the same name."""
    with transaction():
        require(looks_after_accounts(actor_id))

        def make() -> dict[str, Any]:
            return {"team": write(actor_id, _usable_name(name, parent_id, None), parent_id)}

        team_id: int = once(actor_id, key, {"team": name, "parent": parent_id}, make)["team"]
        return team_id


def change(actor_id: int, team_id: int, name: str, parent_id: int | None) -> None:
    """Rename a team or move it with all below it. Raises NotYours, and Unusable when it would stand under itself."""
    with transaction():
        require(looks_after_accounts(actor_id))
        # All rows, or two moves at once could each be right and together make a ring.
        session().execute(select(Team.id).order_by(Team.id).with_for_update())
        team = session().get(Team, team_id)
        if team is None:
            raise NotYours
        if parent_id is not None and parent_id in below(tree(), team_id):
            raise Unusable(fields={"parent": _("A team can’t stand under itself or under a team below it.")})
        named = _usable_name(name, parent_id, team_id)
        if (named, parent_id) == (team.name, team.parent_id):
            return
        audit.note(actor_id, audit.Change.TEAM_CHANGED, None, team=team_id,
                   name=[team.name, named], under=[_name(team.parent_id), _name(parent_id)])  # fmt: skip
        team.name, team.parent_id = named, parent_id


def write(actor_id: int | None, name: str, parent_id: int | None) -> int:
    """Inside a transaction: a team, for those who have asked the right, and for the command line."""
    team = Team(name=name, parent_id=parent_id)
    session().add(team)
    session().flush()
    audit.note(actor_id, audit.Change.TEAM_ADDED, None, team=team.id, name=name, under=_name(parent_id))
    return team.id


def _usable_name(name: str, parent_id: int | None, own_id: int | None) -> str:
    named = clean_name(name)
    if not named:
        raise Unusable(fields={"name": _("Write a name for the team.")})
    if "/" in named:
        raise Unusable(fields={"name": _("A team’s name can’t hold “/”, which parts a team from the one above it.")})
    if parent_id is not None and session().get(Team, parent_id) is None:
        raise Unusable(fields={"parent": _("That team isn’t there.")})
    same = Team.parent_id.is_(None) if parent_id is None else Team.parent_id == parent_id
    for team in session().scalars(select(Team).where(same)):
        if team.id != own_id and fold(team.name) == fold(named):
            raise Unusable(fields={"name": _("There is a team “%(name)s” in the same place already.", name=team.name)})
    return named


def _name(team_id: int | None) -> str | None:
    team = session().get(Team, team_id) if team_id is not None else None
    return team.name if team else None
