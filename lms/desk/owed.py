"""What we owe this week: to everybody in a manager's teams, by who owes it and by skill, each figure with its rows.

Owed now is what is past the day for which it was promised; a week ends on Sunday, and once no working day is left of it
the next one is looked at. What was given and only waits for the trainee's word asks nothing more. Reading is the
trainee's until it is late; from then on it is read together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from flask import url_for

from lms.curriculum import edition
from lms.desk import wording
from lms.desk.everybody import everybody_of
from lms.desk.listed import Listed
from lms.desk.load import MINUTES, in_hours
from lms.desk.names import names_of
from lms.desk.needs import arrange
from lms.desk.presence import Presence, presence_of
from lms.desk.todo import is_listed
from lms.desk.wording import Names
from lms.i18n import _, day, zone
from lms.judgement.basis import basis_in_force
from lms.judgement.duties import Duty
from lms.judgement.evidence import DebtKind
from lms.judgement.findings.suspecting import suspected_modules
from lms.judgement.wording import skill_name
from lms.people.policy import require
from lms.plan.calendar import nth_working_day
from lms.plan.service import working_days
from lms.web.forms import number

A_PAGE = 30
KINDS = (DebtKind.SHOW, DebtKind.TRY, DebtKind.REVIEW, DebtKind.REFRESHER, DebtKind.MODULE)
ALWAYS = frozenset({DebtKind.SHOW, DebtKind.TRY, DebtKind.REVIEW})
LATE, WEEK = "late", "week"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; it stands in the address. owed_by: a person's id; when: late, week, or empty for both."""

    owed_by: str = ""
    skill: str = ""
    kind: str = ""
    when: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Count:
    """So many of one kind: owed now, and still to come by Sunday. href: their rows."""

    late: int
    week: int
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """All of one trainer, or of one skill.

    longest: days since the oldest fell due, None where nothing is late; booked: hours of it for which a time is set,
    empty for none; presence: of a trainer as far as the reader may know; finding: where it is told that hardly anybody
    gains on the skill, else empty.
    """

    name: str
    href: str
    counts: Mapping[DebtKind, Count]
    longest: int | None
    hours: str
    booked: str
    presence: Presence | None = None
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that we owe. due: how near its day is; arrange: where it is booked or handed over, empty as long as it
    is on no to-do.
    """

    duty: Duty
    who: str
    what: str
    owner: str
    due: str
    promised: str
    note: str
    late: bool
    arrange: str


@dataclass(frozen=True, slots=True)
class OwedPage:
    """kinds: those with a column; total: of all lines; shown: rows that the filters leave, of which `rows` is a page.

    late_to: how many people wait for something that is late; until: the Sunday; this_week: whether it is this week's;
    hidden: at whose try the reader looks a
    second time; members: how many are on a path; as_of: since when nothing of it may differ.
    """

    asked: Asked
    until: date
    this_week: bool
    as_of: datetime
    printed: str
    kinds: Sequence[DebtKind]
    trainers: Sequence[Line]
    skills: Sequence[Line]
    total: Line
    late_to: int
    shown: Sequence[Duty]
    rows: Sequence[Row]
    pages: int
    filters: Sequence[tuple[str, str]]
    names: Names
    hidden: Sequence[str]
    members: int
    now: datetime

    @property
    def late(self) -> int:
        return sum(one.late for one in self.total.counts.values())

    @property
    def week(self) -> int:
        return sum(one.week for one in self.total.counts.values())


def owed_of(manager_id: int, asked: Asked, now: datetime) -> OwedPage:
    """What all of a manager's teams are owed. Raises NotYours for a kind, skill or person that it doesn't know."""
    today = now.astimezone(zone()).date()
    sunday = sunday_of(today)
    everybody = everybody_of(manager_id, now)
    members = everybody.members
    duties = [duty for one in members for duty in one.duties if is_owed(duty, today, sunday)]
    names = _names(members, manager_id)
    _check(asked, members, names)
    shown = sorted((one for one in duties if _is_shown(one, asked, manager_id, today)), key=_longest_first)
    pages = max(-(-len(shown) // A_PAGE), 1)
    asked = Asked(asked.owed_by, asked.skill, asked.kind, asked.when, min(max(asked.page, 1), pages))
    first = (asked.page - 1) * A_PAGE
    return OwedPage(
        asked=asked,
        until=sunday,
        this_week=(sunday - today).days < 7,
        as_of=everybody.as_of,
        printed=wording.printed(everybody.as_of),
        kinds=[kind for kind in KINDS if kind in ALWAYS or any(one.kind is kind for one in duties)],
        trainers=_trainers(duties, manager_id, names, now, sunday),
        skills=_skills(duties, now, suspected_modules(basis_in_force())),
        total=_line(_("Total"), address(Asked()), duties, now, Asked()),
        late_to=len({one.person_id for one in duties if one.is_overdue(today)}),
        shown=shown,
        rows=[row_of(one, manager_id, names, now) for one in shown[first : first + A_PAGE]],
        pages=pages,
        filters=_filters(asked, names, sunday),
        names=names,
        hidden=everybody.hidden,
        members=len(members),
        now=now,
    )


def sunday_of(today: date) -> date:
    """The Sunday of the week in which the next working day lies, today among them."""
    works_on = nth_working_day(today, 1, working_days())
    return works_on + timedelta(days=6 - works_on.weekday())


def is_owed(duty: Duty, today: date, sunday: date) -> bool:
    """Whether it is owed now or by Sunday."""
    if duty.word_until is not None:
        return False
    return duty.is_overdue(today) or (duty.kind is not DebtKind.MODULE and duty.due_on <= sunday)


def address(asked: Asked, endpoint: str = "leaders.owed", **changes: str) -> str:
    """The address of the page, or of its table, with some filters changed."""
    values = {"owed_by": asked.owed_by, "skill": asked.skill, "kind": asked.kind, "when": asked.when, **changes}
    query = urlencode({name: value for name, value in values.items() if value})
    return url_for(endpoint) + (f"?{query}" if query else "")


def kind_words(kind: DebtKind) -> str:
    return {
        DebtKind.SHOW: _("Shows"),
        DebtKind.TRY: _("Tries"),
        DebtKind.REVIEW: _("Reviews"),
        DebtKind.REFRESHER: _("Refreshers"),
        DebtKind.MODULE: _("Not read"),
    }[kind]


def owner_of(duty: Duty, manager_id: int) -> int:
    """Who owes it: what nobody coaches is the manager's who reads."""
    return manager_id if duty.owed_by is None else duty.owed_by


def _names(members: Iterable[Listed], manager_id: int) -> Names:
    everybody = {manager_id}
    for one in members:
        everybody.add(one.person_id)
        everybody.update(duty.owed_by for duty in one.duties if duty.owed_by is not None)
        everybody.update(one.mentioned)
    return names_of(everybody)


def _check(asked: Asked, members: Iterable[Listed], names: Names) -> None:
    require(not asked.owed_by or number(asked.owed_by) in names)
    require(asked.kind in ("", *KINDS) and asked.when in ("", LATE, WEEK))
    require(not asked.skill or any(asked.skill in one.summary.skills for one in members))


def _is_shown(duty: Duty, asked: Asked, manager_id: int, today: date) -> bool:
    return (
        asked.owed_by in ("", str(owner_of(duty, manager_id)))
        and asked.skill in ("", duty.skill)
        and asked.kind in ("", duty.kind)
        and asked.when in ("", LATE if duty.is_overdue(today) else WEEK)
    )


def _longest_first(duty: Duty) -> tuple[date, int, int, int]:
    return duty.due_on, duty.person_id, KINDS.index(duty.kind), duty.ordinal


def _trainers(
    duties: Iterable[Duty], manager_id: int, names: Names, now: datetime, sunday: date
) -> list[Line]:  # fmt: skip
    """Whoever owes longest comes first, then who has most to give."""
    of_each: dict[int, list[Duty]] = defaultdict(list)
    for one in duties:
        of_each[owner_of(one, manager_id)].append(one)
    today = now.astimezone(zone()).date()
    present = presence_of(manager_id, list(of_each), today, sunday)
    lines = []
    for person, mine in of_each.items():
        asked = Asked(owed_by=str(person))
        lines.append(_line(names[person], address(asked) + "#rows", mine, now, asked, present.get(person)))
    return sorted(lines, key=_by_longest)


def _skills(duties: Iterable[Duty], now: datetime, suspected: Mapping[str, str]) -> list[Line]:
    """In the order of the courses. suspected: by skill the key of the finding about its module."""
    of_each: dict[str, list[Duty]] = defaultdict(list)
    for one in duties:
        of_each[one.skill].append(one)
    known = [str(skill) for skill in edition.catalog().skills]
    order = [*(skill for skill in known if skill in of_each), *sorted(of_each.keys() - set(known))]
    lines = []
    for skill in order:
        asked = Asked(skill=skill)
        finding = url_for("leaders.finding", key=suspected[skill]) if skill in suspected else ""
        lines.append(
            _line(skill_name(skill), address(asked) + "#rows", of_each[skill], now, asked, finding=finding)
        )  # fmt: skip
    return lines


def _line(
    name: str,
    href: str,
    duties: Collection[Duty],
    now: datetime,
    asked: Asked,
    presence: Presence | None = None,
    finding: str = "",
) -> Line:
    today = now.astimezone(zone()).date()
    late = [one for one in duties if one.is_overdue(today)]
    booked = [one for one in duties if one.booked_at(now, zone()) is not None]
    return Line(
        name=name,
        href=href,
        counts={
            kind: Count(
                sum(one.kind is kind for one in late),
                sum(one.kind is kind and not one.is_overdue(today) for one in duties),
                address(asked, kind=kind) + "#rows",
            )
            for kind in KINDS
        },
        longest=max(((today - one.due_on).days for one in late), default=None),
        hours=in_hours(minutes_of(duties)),
        booked=in_hours(minutes_of(booked)) if booked else "",
        presence=presence,
        finding=finding,
    )


def minutes_of(duties: Iterable[Duty]) -> int:
    """A trainer's time for all of these; to read a module together is counted nowhere, and so not here."""
    return sum(MINUTES.get(one.kind, 0) for one in duties)


def _by_longest(line: Line) -> tuple[bool, int, int, str]:
    every = sum(one.late + one.week for one in line.counts.values())
    return line.longest is None, -(line.longest or 0), -every, line.name


def row_of(duty: Duty, manager_id: int, names: Names, now: datetime) -> Row:
    today = now.astimezone(zone()).date()
    owner = names[owner_of(duty, manager_id)]
    return Row(
        duty=duty,
        who=names[duty.person_id],
        what=wording.sentence(wording.of_duty(duty)),
        owner=_("%(name)s (nobody coaches this yet)", name=owner) if duty.owed_by is None else owner,
        due=wording.due(duty, today),
        promised=day(duty.due_on),
        note=wording.arranged(duty, names, now) or wording.waited(duty, now),
        late=duty.is_overdue(today),
        arrange=arrange(duty, manager_id) if is_listed(duty, now, today) else "",
    )


def _filters(asked: Asked, names: Names, sunday: date) -> list[tuple[str, str]]:
    """What the rows are narrowed to, each with the address that takes it away."""
    found = []
    if asked.owed_by:
        owner = _("owed by %(name)s", name=names[number(asked.owed_by) or 0])
        found.append((owner, address(asked, owed_by="") + "#rows"))
    if asked.skill:
        found.append((skill_name(asked.skill), address(asked, skill="") + "#rows"))
    if asked.kind:
        found.append((kind_words(DebtKind(asked.kind)), address(asked, kind="") + "#rows"))
    if asked.when:
        words = _("owed now") if asked.when == LATE else _("due by %(day)s", day=day(sunday))
        found.append((words, address(asked, when="") + "#rows"))
    return found
