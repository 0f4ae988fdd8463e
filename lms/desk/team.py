"""A manager's team: what needs them, who owes what, four figures, and one row a person."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import url_for

from lms.curriculum import edition
from lms.desk import wording
from lms.desk.ahead import ahead_of
from lms.judgement.figures import marks_of
from lms.desk.members import Member, members_of
from lms.desk.names import names_of
from lms.desk.needs import Decisions, Need, needs_of
from lms.desk.owing import Owing, owing_of
from lms.desk.roster import Place, Roster, roster_of
from lms.desk.wording import Names
from lms.i18n import _, ngettext, pgettext, zone
from lms.judgement import wording as judged_in_words
from lms.judgement.decisions import decisions_of
from lms.judgement.evidence import DebtKind, State
from lms.people.policy import require
from lms.people.reach import by_name
from lms.practice.rules import Mark
from lms.web.forms import number

STATES = (State.UNTRAINED, State.ON_PLAN, State.READY, State.UNKNOWN)
MOST_NEEDS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the team is asked for; it stands in the address. owed_by: a person's id."""

    state: str = ""
    team: str = ""
    owed_by: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A member as a row shows it. tries: by skill, as the head has them; href: where what is overdue is arranged."""

    member: Member
    tries: list[tuple[Mark, ...] | None]
    counts: str
    why: list[str]
    next: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Members of one kind: those to whom something is owed first. words: the heading on a phone."""

    state: State
    owed: bool
    words: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the four figures. words: what it means; current: it filters the list already."""

    state: State
    count: int
    words: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Team:
    """What the page shows. members: of all teams; in_team: of the team that is asked for; shown: what all
    filters leave; needs: the first, more_needs: the rest; not_begun: on no path yet; hidden: at whose try
    the reader looks a second time, so that how they stand is told to them later.
    """

    asked: Asked
    manager_id: int
    title: str
    as_of: datetime
    printed: str
    members: list[Member]
    in_team: list[Member]
    shown: list[Member]
    needs: list[Need]
    more_needs: list[Need]
    owing: list[Owing]
    figures: list[Figure]
    skills: list[tuple[str, str]]
    groups: list[Rows]
    teams: list[Choice]
    roster: Roster
    names: Names
    filters: list[tuple[str, str]]
    not_begun: list[Place]
    hidden: list[str]
    csv: str


def team_of(manager_id: int, asked: Asked, now: datetime) -> Team:
    """The teams of one manager and all below."""
    today = now.astimezone(zone()).date()
    roster = roster_of(manager_id, today)
    every = members_of(roster, now, manager_id)
    members = [one for one in every if not roster.people[one.person_id].hidden]
    decisions = decisions_of([one.person_id for one in members])
    names = _names(roster, members, decisions)
    called = {**names, manager_id: pgettext("who owes", "you")}
    within = _teams_asked(roster, asked, called)
    in_team = [one for one in members if one.team in within]
    shown = [one for one in in_team if _is_shown(one, asked, manager_id)]
    skills = _skills(members)
    needs = needs_of(manager_id, in_team, decisions, names, now)

    def row(member: Member) -> Row:
        ahead, href = ahead_of(member, decisions.get(member.person_id, ()), manager_id, now)
        judged = member.judged
        return Row(
            member=member,
            tries=[marks_of(judged, skill) if skill in judged.by_skill else None for skill, _name in skills],
            counts=" / ".join(str(count) for count in member.counts),
            why=wording.debts_in_words(member.debts, called, today, called[manager_id]),
            next=ahead,
            href=href,
        )

    return Team(
        asked=asked,
        manager_id=manager_id,
        title=_title(roster, asked),
        as_of=now,
        printed=wording.printed(now),
        members=members,
        in_team=in_team,
        shown=shown,
        needs=needs[:MOST_NEEDS],
        more_needs=needs[MOST_NEEDS:],
        owing=list(owing_of(in_team, manager_id, called, today, lambda person: _owed_by(asked, person))),
        figures=[_figure(state, in_team, asked) for state in STATES],
        skills=skills,
        groups=_groups(shown, row),
        teams=_teams(roster, members, asked),
        roster=roster,
        names=names,
        filters=_filters(asked, called),
        not_begun=_not_begun(roster, every, within),
        hidden=[one.name for one in every if roster.people[one.person_id].hidden],
        csv=address("desk.team_csv", asked),
    )


def _teams_asked(roster: Roster, asked: Asked, names: Names) -> Collection[int]:
    """Ids of the teams that the filter leaves. Raises NotYours for a team, state or person that is none of theirs."""
    require(asked.state in ("", *STATES))
    require(not asked.owed_by or number(asked.owed_by) in names)
    if not asked.team:
        return roster.teams
    team = number(asked.team)
    require(team in roster.teams)
    return roster.below(team or 0)


def _not_begun(roster: Roster, members: Sequence[Member], within: Collection[int]) -> list[Place]:
    enrolled = {one.person_id for one in members}
    waiting = (place for place in roster.people.values() if place.learns and place.team in within)
    found = [place for place in waiting if place.id not in enrolled]
    return sorted(found, key=lambda place: by_name(place.name))


def _names(roster: Roster, members: Sequence[Member], decisions: Decisions) -> Names:
    """Of all who are mentioned; who coaches is known already, as are the people of the teams."""
    names = {place.id: place.name for place in roster.people.values()}
    for one in members:
        names.update({coach.trainer_id: coach.name for coach in one.judged.known.coaches})
    mentioned = {person for one in members for person in one.mentioned if person is not None}
    decided = {one.decision.by_id for of_person in decisions.values() for one in of_person}
    return {**names, **names_of((mentioned | decided) - names.keys())}


def _is_shown(member: Member, asked: Asked, manager_id: int) -> bool:
    owing = {str(person) for person, _debt in member.owed_by(manager_id)}
    return asked.state in ("", member.state) and (not asked.owed_by or asked.owed_by in owing)


def _owed_by(asked: Asked, person: int) -> str:
    """The team filtered by who owes; without that filter where it is on."""
    return address("desk.team", asked, owed_by="" if asked.owed_by == str(person) else str(person))


def _title(roster: Roster, asked: Asked) -> str:
    chosen = roster.teams.get(number(asked.team) or 0)
    tops = roster.tops
    return chosen.name if chosen else tops[0].name if len(tops) == 1 else _("My teams")


def _skills(members: Iterable[Member]) -> list[tuple[str, str]]:
    """Ids and names of the skills of all paths, in the order of the courses."""
    present = {skill for one in members for skill in one.judged.by_skill}
    known = [skill for skill in edition.catalog().skills if skill in present]
    return [(skill, judged_in_words.skill_name(skill)) for skill in (*known, *sorted(present - set(known)))]


def address(endpoint: str, asked: Asked, **changes: str) -> str:
    """The address of the team, or of its table, with some filters changed."""
    values = {"state": asked.state, "team": asked.team, "owed_by": asked.owed_by, **changes}
    query = urlencode({name: value for name, value in values.items() if value})
    return url_for(endpoint) + (f"?{query}" if query else "")


def _figure(state: State, members: Sequence[Member], asked: Asked) -> Figure:
    found = [one for one in members if one.state is state]
    current = asked.state == state
    words = {
        State.UNTRAINED: _owed_together(found),
        State.ON_PLAN: _("all that is due was given"),
        State.READY: _("every skill of the path holds"),
        State.UNKNOWN: _("nothing is due yet"),
    }
    return Figure(state, len(found), words[state], address("desk.team", asked, state="" if current else state), current)


def _owed_together(members: Iterable[Member]) -> str:
    counts: dict[DebtKind, int] = defaultdict(int)
    for one in members:
        for _skill, debt in one.debts:
            counts[debt.kind] += 1
    if not counts:
        return _("nothing is overdue")
    return judged_in_words.owed_together(counts)


def _groups(members: Sequence[Member], row: Callable[[Member], Row]) -> list[Rows]:
    """Those to whom something is owed, the oldest debt first; then the others by state and name."""
    owed = sorted((one for one in members if one.debts), key=lambda one: (one.debts[0][1].since, by_name(one.name)))
    groups = []
    if owed:
        words = ngettext("We owe teaching to %(num)s person", "We owe teaching to %(num)s people", len(owed))
        groups.append(Rows(State.UNTRAINED, True, words % {"num": len(owed)}, [row(one) for one in owed]))
    for state in STATES:
        of_state = sorted((o for o in members if not o.debts and o.state is state), key=lambda o: by_name(o.name))
        if of_state:
            groups.append(Rows(state, False, _heading(state, len(of_state)), [row(one) for one in of_state]))
    return groups


def _heading(state: State, count: int) -> str:
    return {
        State.UNTRAINED: _("Teaching owed: %(num)s", num=count),
        State.ON_PLAN: _("On plan: %(num)s", num=count),
        State.READY: _("Ready: %(num)s", num=count),
        State.UNKNOWN: _("Not started: %(num)s", num=count),
    }[state]


def _teams(roster: Roster, members: Sequence[Member], asked: Asked) -> list[Choice]:
    """All teams and each with somebody in it or below, when there is more than one."""
    choices = []
    for team in roster.teams.values():
        below = roster.below(team.id)
        count = sum(one.team in below for one in members)
        if (count and count < len(members)) or str(team.id) == asked.team:
            href = address("desk.team", asked, team=str(team.id))
            choices.append(Choice(team.name, href, asked.team == str(team.id), count))
    if not choices:
        return []
    return [Choice(_("All teams"), address("desk.team", asked, team=""), not asked.team, len(members)), *choices]


def _filters(asked: Asked, names: Names) -> list[tuple[str, str]]:
    """What filters stand beside the team, each with the address that takes it away."""
    found = []
    if asked.owed_by:
        who = names.get(number(asked.owed_by) or 0, "")
        found.append((_("owed by %(name)s", name=who), address("desk.team", asked, owed_by="")))
    if asked.state in set(STATES):
        found.append((state_word(State(asked.state)), address("desk.team", asked, state="")))
    return found


def state_word(state: State, *, of_skill: bool = False) -> str:
    """A state in the words of the tags: a skill holds, a person is ready."""
    return {
        State.UNTRAINED: _("Teaching owed"),
        State.ON_PLAN: _("On plan"),
        State.READY: _("Holds") if of_skill else _("Ready"),
        State.UNKNOWN: _("Not started"),
    }[state]
