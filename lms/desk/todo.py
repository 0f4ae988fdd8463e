"""A trainer's to-do: what waits for them and what they owe, grouped by our promise, the longest wait first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import select

from lms.db import session
from lms.desk import wording
from lms.desk.claims import Held, held
from lms.desk.load import Load, load_of
from lms.desk.names import names_of
from lms.desk.slower import Slower, slower_of
from lms.desk.todo_filters import (
    ALL,
    Asked,
    Choice,
    Entry,
    Kind,
    address,
    entry_of_duty,
    entry_of_line,
    kinds_of,
    owing_of,
    skills_of,
)
from lms.desk.waiting_lines import WaitingLine, answers_of, questions_of, seconds_of, watches_of
from lms.desk.wording import Names
from lms.i18n import _, pgettext, zone
from lms.judgement.duties import Duty, Group, decided_of, duties_of
from lms.judgement.evidence import DebtKind
from lms.judgement.service import PersonJudgement, judgements_of
from lms.judgement.wording import skill_name
from lms.people.models import Person
from lms.people.policy import Action, visible
from lms.plan.arrangements import Arranged, Owed, may_be_missed
from lms.practice.rules import TryKind

AHEAD = timedelta(
    days=7
)  # how far ahead the path's promises are listed; a review that waits, and what was decided, always
LOOK_BACK_FOR = timedelta(days=7)
ORDER = (Group.PAST, Group.TODAY, Group.LATER, Group.CANNOT, Group.ARRANGED, Group.COMING)
LINES = {Kind.WATCH: watches_of, Kind.QUESTION: questions_of, Kind.ANSWER: answers_of, Kind.SECOND: seconds_of}
PANEL = "#arrange"  # the panel's place on the page


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list.

    due: how near its day is; owed: that day is past and nothing is arranged; owner: who owes it, in a list of
    everybody's; note: what was arranged about it, else how long a try has waited, and until when the trainee is
    on leave; act: what begins it, None where nothing can be done; arrange: where its panel is; not_come: where it can
    be said that the trainee did not come, None unless its booking is past; coming: it was decided, and is due
    later than the list reaches; held: who is at it.
    """

    key: str
    person_id: int
    duty: Duty
    due: str
    owed: bool
    who: str
    what: str
    promised: str
    owner: str
    note: str
    act: tuple[str, str] | None
    arrange: str
    not_come: str | None
    chosen: bool
    coming: bool
    held: Held | None

    @property
    def thing(self) -> str:
        """By what it is taken."""
        return self.key

    @property
    def href(self) -> str:
        """Where it is done; empty where nothing can be."""
        return self.act[1] if self.act else ""

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return anchor(self.key)


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of the list."""

    group: Group
    words: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A try that the trainer has begun and not ended, or on which no change was agreed yet."""

    title: str
    second: str
    act: str
    href: str


@dataclass(frozen=True, slots=True)
class Todo:
    """What the page shows. Watches to slower stand above the list; people: whom the actor answers for.

    load: hours of the reader's own weeks, None in the lists of others; free: how many of the reader's own rows can be
    begun one after the other; promise: within how many working days a try is reviewed, at the latest of all their
    paths; printed: whose list it is, of what and when, for paper.
    """

    asked: Asked
    groups: list[Rows]
    count: int
    kinds: list[Choice]
    skills: list[Choice]
    owing: list[Choice]
    watches: list[WaitingLine]
    questions: list[WaitingLine]
    answers: list[WaitingLine]
    seconds: list[WaitingLine]
    unfinished: list[Unfinished]
    slower: list[Slower]
    chosen: Row | None
    judged: Mapping[int, PersonJudgement]
    names: Names
    people: int
    load: Load | None
    free: int
    promise: int
    printed: str


def todo_of(actor_id: int, asked: Asked, now: datetime) -> Todo:
    """The list of one trainer or manager."""
    today = now.astimezone(zone()).date()
    judged = judgements_of(visible(actor_id, Action.SEE_TODO, today), now, actor_id)
    managed = set(session().scalars(select(Person.id).where(Person.id.in_(visible(actor_id, Action.SEE_TEAM, today)))))
    everything = [duty for one in judged.values() for duty in duties_of(one)]
    decided = {(person_id, owed) for person_id, one in judged.items() for owed in decided_of(one)}
    listed = [one for one in everything if is_listed(one, now, today) or (one.person_id, one.owed) in decided]
    entries = [
        *(entry_of_line(one, kind) for kind, lines in LINES.items() for one in lines(actor_id, today, now)),
        *(entry_of_duty(duty) for duty in listed),
    ]
    names = names_of([actor_id, *judged, *(by for one in entries for by in one.whom), *_reviewers(judged)])
    mine = [one for one in entries if one.is_of(asked.owed_by, actor_id, managed)]
    shown = [one for one in mine if one.is_shown(asked)]
    duties = sorted(
        (one.what for one in shown if isinstance(one.what, Duty)), key=lambda duty: _longest_first(duty, now)
    )
    lines = [one.what for one in shown if isinstance(one.what, WaitingLine)]
    claims = held([*(key_of(duty) for duty in duties), *(line.thing for line in lines)], now)
    away = {person_id: wording.away(one.known.plan.away, today) for person_id, one in judged.items()}
    rows = [_row(duty, names, now, asked, claims.get(key_of(duty)), away[duty.person_id]) for duty in duties]
    kinds = kinds_of(mine, asked)
    skills = skills_of([one for one in mine if asked.kind in ("", one.kind)], asked)
    owing = owing_of(entries, asked, names, managed, actor_id)
    chips = (*(owing if asked.owed_by else ()), *(kinds if asked.kind else ()), *(skills if asked.skill else ()))
    about = [names[actor_id], *(chip.label for chip in chips if chip.current)]
    return Todo(
        asked=asked,
        groups=_groups(rows, now),
        count=len(mine),
        kinds=kinds,
        skills=skills,
        owing=owing,
        watches=_lines(shown, Kind.WATCH, claims),
        questions=_lines(shown, Kind.QUESTION, claims),
        answers=_lines(shown, Kind.ANSWER, claims),
        seconds=_lines(shown, Kind.SECOND, claims),
        unfinished=list(_unfinished(judged, names, actor_id, now)),
        slower=[] if asked.owed_by else list(slower_of(judged, names, actor_id)),
        chosen=_chosen(rows),
        judged=judged,
        names=names,
        people=len(judged),
        load=None if asked.owed_by else _load(everything, entries, actor_id, today),
        free=len(list(_free(rows, actor_id))),
        promise=max((s.review_within_days for one in judged.values() for s in one.known.plan.path.skills), default=0),
        printed=wording.printed(now, wording.joined(about)),
    )


def key_of(duty: Duty) -> str:
    """The address of a duty within the list. Slugs hold no dots."""
    return key_about(duty.person_id, duty.owed)


def key_about(person_id: int, owed: Owed) -> str:
    """The address of what is owed to a person."""
    return f"{person_id}.{owed.kind}.{owed.skill}.{owed.module}.{owed.ordinal}.{owed.try_id or ''}"


def is_listed(duty: Duty, now: datetime, today: date) -> bool:
    """Reviews always, all else that is due within a week or booked; what is only to be read, once it is late."""
    if duty.kind is DebtKind.REVIEW:
        return True
    if duty.kind is DebtKind.MODULE:
        return duty.is_overdue(today)
    is_booked = duty.booked_at(now, zone()) is not None or duty.booking_past(now) is not None
    return is_booked or duty.due_on <= today + AHEAD


def group_of(duty: Duty, now: datetime) -> Group:
    """Where it stands in the list: what is promised for later than the list reaches comes last, as coming."""
    found, today = duty.group(now, zone()), now.astimezone(zone()).date()
    return Group.COMING if found is Group.LATER and not is_listed(duty, now, today) else found


def _lines(entries: Sequence[Entry], kind: Kind, claims: Mapping[str, Held]) -> list[WaitingLine]:
    lines = [one.what for one in entries if one.kind is kind and isinstance(one.what, WaitingLine)]
    return [replace(line, held=claims.get(line.thing)) for line in lines]


def _load(duties: Sequence[Duty], entries: Sequence[Entry], actor_id: int, today: date) -> Load | None:
    waiting = sum(one.kind in (Kind.QUESTION, Kind.ANSWER) and actor_id in one.whom for one in entries)
    return load_of([duty for duty in duties if duty.owed_by == actor_id], waiting, today)


def _free(rows: Sequence[Row], actor_id: int) -> Iterator[Row]:
    """The rows that the reader owes, can begin, and that nobody else is at; to read is the trainee’s."""
    for row in rows:
        is_mine = row.duty.owed_by == actor_id and row.duty.kind is not DebtKind.MODULE
        if row.act and is_mine and not row.coming and (row.held is None or row.held.by == actor_id):
            yield row


def next_free(todo: Todo, actor_id: int, after: str) -> Row | None:
    """The row to begin after another one, the first of all where that is gone or was the last."""
    free = list(_free([row for group in todo.groups for row in group.rows], actor_id))
    keys = [row.key for row in free]
    at = keys.index(after) + 1 if after in keys else 0
    return next((row for row in [*free[at:], *free[:at]] if row.key != after), None)


def _longest_first(duty: Duty, now: datetime) -> tuple[int, date, datetime]:
    """By the promise; of what was promised for one day, first for whom somebody has waited longest."""
    return ORDER.index(group_of(duty, now)), duty.due_on, duty.waits_since or now


def _row(duty: Duty, names: Names, now: datetime, asked: Asked, claim: Held | None, away: str) -> Row:
    """away: until when the trainee is on leave, empty while they are there."""
    today = now.astimezone(zone()).date()
    key = key_of(duty)
    missed = duty.word_until is None and may_be_missed(duty.arrangement, now)
    return Row(
        key=key,
        person_id=duty.person_id,
        duty=duty,
        due=wording.due(duty, today),
        owed=duty.is_overdue(today) and duty.group(now, zone()) is not Group.ARRANGED,
        who=names[duty.person_id],
        what=wording.sentence(wording.of_duty(duty)),
        promised=_("by %(day)s", day=wording.by_day(duty.due_on)),
        owner=_owner(duty, names) if asked.owed_by == ALL else "",
        note=wording.joined([wording.arranged(duty, names, now) or wording.waited(duty, now), away]),
        act=act_of(duty, _address(asked, at=key) + f"#{anchor(key)}") if duty.word_until is None else None,
        arrange=_address(asked, at=key) + PANEL,
        not_come=_address(asked, at=key, say=Arranged.NOT_COME) + PANEL if missed else None,
        chosen=key == asked.at,
        coming=group_of(duty, now) is Group.COMING,
        held=claim,
    )


def _owner(duty: Duty, names: Names) -> str:
    return _("nobody coaches this yet") if duty.owed_by is None else _("owed by %(name)s", name=names[duty.owed_by])


def anchor(key: str) -> str:
    """The place of a row on the page, by its key."""
    return f"row-{key}"


def act_of(duty: Duty, back: str) -> tuple[str, str]:
    """What begins the duty itself: words and address. back: its row, for pages that lead back to it."""
    match duty.kind:
        case DebtKind.REVIEW:
            return pgettext("act", "Review"), url_for("practice.review", try_id=duty.owed.try_id)
        case DebtKind.SHOW:
            form = url_for("practice.show_form", skill=duty.skill, person=duty.person_id, next=back)
            return _("Enter the show"), form
        case DebtKind.MODULE:
            return _("Open the module"), url_for("plan.module", module_id=duty.owed.module)
        case _:
            return _("Begin the try"), url_for("practice.skill", skill=duty.skill, person=duty.person_id)


def _groups(rows: Sequence[Row], now: datetime) -> list[Rows]:
    words = {
        Group.PAST: _("Past our promise"),
        Group.TODAY: _("Due today"),
        Group.LATER: _("Still in time"),
        Group.CANNOT: _("Can’t be given as planned"),
        Group.ARRANGED: _("Arranged"),
        Group.COMING: _("Coming, as was decided"),
    }
    found = []
    for group in ORDER:
        of_group = [row for row in rows if group_of(row.duty, now) is group]
        if of_group:
            found.append(Rows(group, f"{words[group]} {len(of_group)}", of_group))
    return found


def _address(asked: Asked, **changes: str) -> str:
    return address(**{**asked.filters, **changes})


def _reviewers(judged: Mapping[int, PersonJudgement]) -> Iterator[int | None]:
    for one in judged.values():
        yield from (show.by for show in one.known.practice.shows)
        yield from (row.by_id for row in one.known.arrangements.latest.values())


def _unfinished(
    judged: Mapping[int, PersonJudgement], names: Names, actor_id: int, now: datetime
) -> Iterator[Unfinished]:
    for person_id, one in judged.items():
        for made in one.known.practice.under_way:
            if actor_id in (made.trainer_id, *made.reviewers):
                title = _(
                    "%(name)s: %(skill)s, try %(number)s",
                    name=names[person_id],
                    skill=skill_name(made.skill),
                    number=made.number,
                )
                yield Unfinished(
                    title, _("under way, not ended"), _("Go on"), url_for("practice.review", try_id=made.id)
                )
        latest = {made.skill: made for made in one.known.practice.tries if made.kind is TryKind.LIVE}
        for ended in latest.values():
            mine = any(review.rater == actor_id for review in ended.trainer_reviews)
            if mine and not ended.change_agreed and now - ended.ended_at < LOOK_BACK_FOR:
                title = _(
                    "%(name)s: %(skill)s, try %(number)s",
                    name=names[person_id],
                    skill=skill_name(ended.skill),
                    number=ended.number,
                )
                yield Unfinished(
                    title, _("no change agreed yet"), _("Look back"), url_for("practice.back", try_id=ended.id)
                )


def _chosen(rows: Sequence[Row]) -> Row | None:
    """The row that was asked for, else the first one."""
    return next((row for row in rows if row.chosen), rows[0] if rows else None)


def duty_at(judged: PersonJudgement, key: str) -> Duty | None:
    """The duty of one person with this address; None when nothing of the kind is to be given any more."""
    return next((d for d in duties_of(judged) if key_of(d) == key), None)
