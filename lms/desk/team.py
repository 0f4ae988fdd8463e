"""A manager's team: what needs them, who owes what, five figures, and one row a person, fifty on a page."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.curriculum import edition
from lms.desk import standing, wording
from lms.desk.ahead import ahead_of
from lms.desk.everybody import MOST_DERIVED, bring_up_to_date
from lms.desk.finding_words import finding_address
from lms.desk.listed import Listed, listed_apart
from lms.desk.names import names_of
from lms.desk.needs import Decisions, Need, needs_of
from lms.desk.owing import Owing, owing_of
from lms.desk.roster import Place
from lms.desk.standing import MOST_NAMED, MOST_NEEDING, Counted
from lms.desk.team_asked import Asked, address, owing_ids, require_known, teams_asked
from lms.desk.teams import Managed, managed_of
from lms.desk.wording import Names
from lms.i18n import _, ngettext, pgettext, zone
from lms.judgement import wording as judged_in_words
from lms.judgement.basis import basis_in_force
from lms.judgement.decisions.service import decisions_of
from lms.judgement.deriving import derive_stale_of
from lms.judgement.evidence import DebtKind, State
from lms.judgement.findings.suspecting import suspected_modules
from lms.judgement.summary import PLACES
from lms.people.policy import teams_managed
from lms.people.reach import by_name
from lms.practice.rules import Mark
from lms.web.forms import number

MOST_NEEDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A member as a row shows it. tries: by skill, as the head has them; href: where what is overdue is arranged."""

    member: Listed
    week: int
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
    """One of the figures. words: what it means; current: it filters the list already."""

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
    """What the page shows. people: of all teams; in_team: of the team that is asked for; shown: what all filters leave.

    as_of: since when nothing of it may differ; needs: the first, more_needs: the rest, and_more: of more people than
    are listed; suspected: by skill on which hardly anybody gains, where that is told; groups: the rows of this page;
    previous and next: the pages before and after; not_begun: on no path yet; hidden: at whose try the reader looks a
    second time, so that how they stand is told to them later.
    """

    asked: Asked
    manager_id: int
    title: str
    as_of: datetime
    printed: str
    people: int
    in_team: int
    shown: int
    needs: list[Need]
    more_needs: list[Need]
    and_more: bool
    owing: list[Owing]
    figures: list[Figure]
    skills: list[tuple[str, str]]
    suspected: Mapping[str, str]
    groups: list[Rows]
    previous: str | None
    next: str | None
    teams: list[Choice]
    managed: Managed
    names: Names
    filters: list[tuple[str, str]]
    not_begun: list[Place]
    more_not_begun: bool
    hidden: list[str]
    csv: str


def team_of(manager_id: int, asked: Asked, now: datetime, *, whole: bool = False) -> Team:
    """The teams of one manager and all below. whole: everybody, as a table to take away has them."""
    today = now.astimezone(zone()).date()
    more_stale = bring_up_to_date(teams_managed(manager_id, today), now, None if whole else MOST_DERIVED)
    managed = managed_of(manager_id, today)
    within = teams_asked(managed, asked)
    apart = listed_apart(managed, now, manager_id)
    others = [manager_id, *managed.apart]
    wanted = standing.Asked(within, others, asked.state, owing_ids(asked, manager_id))
    counts, owed = standing.counted_and_owed(
        standing.Asked([*managed.teams], others), standing.Asked(within, others), apart, manager_id
    )
    place = _place(asked, apart, whole=whole)
    page = standing.page_of(wanted, apart, now, place)
    if more_stale:
        derive_stale_of([one.person_id for one in page.members], now)
        page = standing.page_of(wanted, apart, now, place)
    mentioned = {one.person_id: one for one in (*page.members, *page.needing)}
    decisions = decisions_of([*mentioned])
    names = _names(mentioned.values(), decisions, [*owed, number(asked.owed_by)])
    require_known(asked, owed, managed, manager_id, today)
    called = {**names, manager_id: pgettext("who owes", "you")}
    skills = _skills(page.members)
    basis = basis_in_force()
    needs = needs_of(manager_id, page.needing, owed, decisions, names, now, basis)
    in_team = [one for one in counts if one.team in within]

    def row(member: Listed) -> Row:
        ahead, href = ahead_of(member, decisions.get(member.person_id, ()), manager_id, now)
        of = member.summary.skills
        return Row(
            member=member,
            week=member.week(today),
            tries=[of[skill].marks if skill in of else None for skill, _name in skills],
            counts=" / ".join(str(count) for count in member.summary.counts),
            why=_why(member, called, today, called[manager_id]),
            next=ahead,
            href=href,
        )

    totals = _totals(in_team, wanted, apart)
    waiting = _not_begun(page.not_begun, managed, within, apart)
    as_of = (standing.oldest_as_of(managed.teams, now) if more_stale else None) or now
    return Team(
        asked=asked,
        manager_id=manager_id,
        title=_title(managed, asked),
        as_of=as_of,
        printed=wording.printed(as_of),
        people=sum(one.people for one in counts),
        in_team=sum(one.people for one in in_team),
        shown=totals.total(),
        needs=needs[:MOST_NEEDS],
        more_needs=needs[MOST_NEEDS:],
        and_more=len(page.needing) >= MOST_NEEDING,
        owing=list(owing_of(owed, called, today, lambda person: _owed_by(asked, person))),
        figures=[_figure(state, in_team, asked) for state in PLACES],
        skills=skills,
        suspected={skill: finding_address(key) for skill, key in suspected_modules(basis).items()},
        groups=_groups([row(one) for one in page.members], totals),
        previous=_turn(asked, before=page.members[0]) if page.before and page.members else None,
        next=_turn(asked, after=page.members[-1]) if page.after and page.members else None,
        teams=_teams(managed, counts, asked),
        managed=managed,
        names=names,
        filters=_filters(asked, called),
        not_begun=waiting,
        more_not_begun=len(waiting) >= MOST_NAMED,
        hidden=[place.name for place in managed.apart.values() if place.hidden],
        csv=address("desk.team_csv", asked),
    )


def _place(asked: Asked, apart: Iterable[Listed], *, whole: bool) -> standing.Place:
    """Where the page begins: at the beginning also where whom it was to follow is in no list any more."""
    if whole:
        return standing.Place(size=None)
    person = number(asked.after or asked.before)
    if person is None:
        return standing.FIRST
    key = next((one.key for one in apart if one.person_id == person), None) or standing.key_of(person)
    return standing.FIRST if key is None else standing.Place(key, back=not asked.after)


def _turn(asked: Asked, *, after: Listed | None = None, before: Listed | None = None) -> str:
    places = {"after": str(after.person_id) if after else "", "before": str(before.person_id) if before else ""}
    return address("desk.team", asked, **places)


def _not_begun(
    found: Iterable[Place], managed: Managed, within: Collection[int], apart: Iterable[Listed]
) -> list[Place]:
    """Who learns in these teams and is on no path yet, by name, those among them who are judged apart."""
    judged = {one.person_id for one in apart}
    others = (one for one in managed.apart.values() if one.id not in judged and not one.hidden)
    every = [*found, *(one for one in others if one.learns and one.team in within)]
    return sorted(every, key=lambda place: by_name(place.name))


def _names(members: Iterable[Listed], decisions: Decisions, others: Iterable[int | None]) -> Names:
    """Of all who are mentioned."""
    mentioned = {person for one in members for person in one.mentioned}
    decided = {one.decision.by_id for of_person in decisions.values() for one in of_person}
    return names_of({*mentioned, *decided, *others})


def _owed_by(asked: Asked, person: int) -> str:
    """The team filtered by who owes; without that filter where it is on."""
    return address("desk.team", asked, owed_by="" if asked.owed_by == str(person) else str(person))


def _title(managed: Managed, asked: Asked) -> str:
    chosen = managed.teams.get(number(asked.team) or 0)
    tops = managed.tops
    return chosen.name if chosen else tops[0].name if len(tops) == 1 else _("My teams")


def _skills(members: Iterable[Listed]) -> list[tuple[str, str]]:
    """Ids and names of the skills of the paths of these people, in the order of the courses."""
    present = {skill for one in members for skill in one.summary.skills}
    known = [skill for skill in edition.catalog().skills if skill in present]
    return [(skill, judged_in_words.skill_name(skill)) for skill in (*known, *sorted(present - set(known)))]


def _why(member: Listed, names: Names, today: date, manager: str) -> list[str]:
    """What a person's state rests on, in parts of one line."""
    unmoved = [skill for skill, one in member.summary.skills.items() if one.state is State.UNTRAINABLE]
    skills = judged_in_words.named_together([judged_in_words.skill_name(skill) for skill in unmoved])
    return [*([skills] if unmoved else []), *wording.debts_in_words(member.debts, names, today, manager)]


def _figure(state: State, counts: Iterable[Counted], asked: Asked) -> Figure:
    found = [one for one in counts if one.state is state]
    current = asked.state == state
    words = {
        State.UNTRAINABLE: _("for people to look at, no verdict"),
        State.UNTRAINED: _owed_together(found),
        State.ON_PLAN: _("all that is due was given"),
        State.READY: _("every skill of the path holds"),
        State.UNKNOWN: _("nothing is due yet"),
    }
    href = address("desk.team", asked, state="" if current else state)
    return Figure(state, sum(one.people for one in found), words[state], href, current)


def _owed_together(counts: Iterable[Counted]) -> str:
    owed = sum((Counter(one.debts) for one in counts), Counter[DebtKind]())
    return judged_in_words.owed_together(owed) if owed else _("nothing is overdue")


def _totals(in_team: Iterable[Counted], wanted: standing.Asked, apart: Sequence[Listed]) -> Counter[int]:
    """How many people stand at each place of the list that is shown."""
    counts = standing.counted(wanted, apart) if wanted.owed_by else in_team
    found: Counter[int] = Counter()
    for one in counts:
        if wanted.state in ("", one.state):
            found[one.place] += one.people
    return found


def _groups(rows: Sequence[Row], totals: Mapping[int, int]) -> list[Rows]:
    """By what a manager does about them: to be looked at, owed something, and the others by state."""
    groups = []
    for place, state in enumerate(PLACES):
        of_place = [one for one in rows if one.member.summary.place == place]
        if of_place:
            owed = state is State.UNTRAINED
            groups.append(Rows(state, owed or state is State.UNTRAINABLE, _heading(state, totals[place]), of_place))
    return groups


def _heading(state: State, count: int) -> str:
    owed = ngettext("We owe teaching to %(num)s person", "We owe teaching to %(num)s people", count) % {"num": count}
    return {
        State.UNTRAINABLE: _("Needs review: %(num)s", num=count),
        State.UNTRAINED: owed,
        State.ON_PLAN: _("On plan: %(num)s", num=count),
        State.READY: _("Ready: %(num)s", num=count),
        State.UNKNOWN: _("Not started: %(num)s", num=count),
    }[state]


def _teams(managed: Managed, counts: Iterable[Counted], asked: Asked) -> list[Choice]:
    """All teams and each with somebody in it or below, when there is more than one."""
    by_team: Counter[int] = Counter()
    for one in counts:
        by_team[one.team] += one.people
    choices, people = [], by_team.total()
    for team in managed.teams.values():
        count = sum(by_team[one] for one in managed.below(team.id))
        if (count and count < people) or str(team.id) == asked.team:
            href = address("desk.team", asked, team=str(team.id))
            choices.append(Choice(team.name, href, asked.team == str(team.id), count))
    if not choices:
        return []
    return [Choice(_("All teams"), address("desk.team", asked, team=""), not asked.team, people), *choices]


def _filters(asked: Asked, names: Names) -> list[tuple[str, str]]:
    """What filters stand beside the team, each with the address that takes it away."""
    found = []
    if asked.owed_by:
        who = names.get(number(asked.owed_by) or 0, "")
        found.append((_("owed by %(name)s", name=who), address("desk.team", asked, owed_by="")))
    if asked.state in set(State):
        found.append((state_word(State(asked.state)), address("desk.team", asked, state="")))
    return found


def state_word(state: State, *, of_skill: bool = False) -> str:
    """A state in the words of the tags: a skill holds, a person is ready."""
    return {
        State.UNTRAINABLE: _("Not responding? – needs review"),
        State.UNTRAINED: _("Teaching owed"),
        State.ON_PLAN: _("On plan"),
        State.READY: _("Holds") if of_skill else _("Ready"),
        State.UNKNOWN: _("Not started"),
    }[state]
