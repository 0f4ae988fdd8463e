"""A trainer's to-do: what waits for them and what they owe, grouped by our promise, the longest wait first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy import select

from lms.asking.reading import waiting_of
from lms.db import session
from lms.desk import answers, wording
from lms.desk.duties import Duty, Group, duties_of
from lms.desk.names import names_of
from lms.desk.questions import QuestionLine, line_of, questions_for
from lms.desk.wording import Names
from lms.i18n import _, pgettext, zone
from lms.judgement.evidence import DebtKind
from lms.judgement.service import PersonJudgement, judgements_of
from lms.judgement.wording import skill_name
from lms.people.models import Person
from lms.people.policy import Action, visible
from lms.plan.arrangements import Arranged, Owed, may_be_missed
from lms.plan.service import working_days
from lms.practice.rules import TryKind
from lms.quizzes.waiting import answers_waiting

AHEAD = timedelta(days=7)  # how far ahead a promise is listed; a review that waits always is
LOOK_BACK_FOR = timedelta(days=7)
ORDER = (Group.PAST, Group.TODAY, Group.LATER, Group.CANNOT, Group.ARRANGED)
ALL = "all"
NOBODY = "nobody"
PANEL = "#arrange"  # the panel's place on the page


class Kind(StrEnum):
    """By what the list can be filtered: kinds of duties, shows that were not seen, questions, answers to mark."""

    QUESTION = "question"
    ANSWER = "answer"
    REVIEW = "review"
    SHOW = "show"
    NOT_SEEN = "not_seen"
    TRY = "try"
    MODULE = "module"
    REFRESHER = "refresher"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list is asked for; it stands in the address. owed_by: empty for one's own, else a person's id or all.

    at: the row whose acts are shown; say: which of its forms is open.
    """

    kind: str = ""
    skill: str = ""
    owed_by: str = ""
    at: str = ""
    say: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """What the list is narrowed to."""
        return {"kind": self.kind, "skill": self.skill, "owed_by": self.owed_by}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list.

    due: how near its day is; owed: that day is past and nothing is arranged; owner: who owes it, in a list of
    everybody's; note: what was arranged about it, else how long a try has waited; act: what begins it, None where
    nothing can be done; arrange: where its panel is; not_come: where it can be said that the trainee did not come, None
    unless its booking is past.
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
class Choice:
    """A filter: words, address, how many rows it shows."""

    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A try that the trainer has begun and not ended, or on which no change was agreed yet."""

    title: str
    second: str
    act: str
    href: str


@dataclass(frozen=True, slots=True)
class Todo:
    """What the page shows. questions, answers and unfinished stand above the list; people: whom the actor answers for.

    promise: within how many working days a try is reviewed, at the latest of all their paths; printed: whose list it
    is, of what and when, for paper.
    """

    asked: Asked
    groups: list[Rows]
    count: int
    kinds: list[Choice]
    skills: list[Choice]
    owing: list[Choice]
    questions: list[QuestionLine]
    answers: list[QuestionLine]
    unfinished: list[Unfinished]
    chosen: Row | None
    judged: Mapping[int, PersonJudgement]
    names: Names
    people: int
    promise: int
    printed: str


def todo_of(actor_id: int, asked: Asked, now: datetime) -> Todo:
    """The list of one trainer or manager."""
    today = now.astimezone(zone()).date()
    judged = judgements_of(visible(actor_id, Action.SEE_TODO, today), now)
    managed = set(session().scalars(select(Person.id).where(Person.id.in_(visible(actor_id, Action.SEE_TEAM, today)))))
    everything = [duty for one in judged.values() for duty in duties_of(one, now, working_days(), one.known.plan.zone)]
    listed = [duty for duty in everything if _is_listed(duty, now, today)]
    names = names_of([actor_id, *judged, *(duty.owed_by for duty in listed), *_reviewers(judged)])
    mine = [duty for duty in listed if _is_of(duty, asked.owed_by, actor_id, managed)]
    of_kind = [duty for duty in mine if asked.kind in ("", _kind(duty))]
    shown = [duty for duty in of_kind if asked.skill in ("", duty.skill)]
    rows = [_row(duty, names, now, asked) for duty in sorted(shown, key=lambda duty: _longest_first(duty, now))]
    waiting = waiting_of(visible(actor_id, Action.ANSWER_QUESTION, today), today)
    questions = questions_for(waiting, actor_id, asked.owed_by, managed, asked.skill)
    marking = answers.answers_for(
        answers_waiting(visible(actor_id, Action.MARK_ANSWER, today), today), actor_id, asked.owed_by, managed,
        asked.skill,
    )  # fmt: skip
    beside = {Kind.QUESTION: len(questions), Kind.ANSWER: len(marking)}
    kinds, skills = _kinds(mine, beside, asked), _skills(of_kind, asked)
    owing = _owing(listed, asked, names, managed, actor_id)
    chips = (*(owing if asked.owed_by else ()), *(kinds if asked.kind else ()), *(skills if asked.skill else ()))
    about = [names[actor_id], *(chip.label for chip in chips if chip.current)]
    return Todo(
        asked=asked,
        groups=_groups(rows, now),
        count=len(mine) + sum(beside.values()),
        kinds=kinds,
        skills=skills,
        owing=owing,
        questions=[line_of(one, now) for one in questions] if asked.kind in ("", Kind.QUESTION) else [],
        answers=[answers.line_of(one, now) for one in marking] if asked.kind in ("", Kind.ANSWER) else [],
        unfinished=list(_unfinished(judged, names, actor_id, now)),
        chosen=_chosen(rows),
        judged=judged,
        names=names,
        people=len(judged),
        promise=max((s.review_within_days for one in judged.values() for s in one.known.plan.path.skills), default=0),
        printed=wording.printed(now, wording.joined(about)),
    )


def key_of(duty: Duty) -> str:
    """The address of a duty within the list. Slugs hold no dots."""
    return key_about(duty.person_id, duty.owed)


def key_about(person_id: int, owed: Owed) -> str:
    """The address of what is owed to a person."""
    return f"{person_id}.{owed.kind}.{owed.skill}.{owed.module}.{owed.ordinal}.{owed.try_id or ''}"


def _is_listed(duty: Duty, now: datetime, today: date) -> bool:
    """Reviews always, all else that is due within a week or booked; what is only to be read, once it is late."""
    if duty.kind is DebtKind.REVIEW:
        return True
    if duty.kind is DebtKind.MODULE:
        return duty.is_overdue(today)
    is_booked = duty.booked_at(now, zone()) is not None or duty.booking_past(now) is not None
    return is_booked or duty.due_on <= today + AHEAD


def _is_of(duty: Duty, owed_by: str, actor_id: int, managed: set[int]) -> bool:
    """Whether a duty belongs to the list that is asked for; others' duties only in one's own teams."""
    in_my_teams = duty.person_id in managed
    if not owed_by:
        return duty.owed_by == actor_id or (duty.owed_by is None and in_my_teams)
    if not in_my_teams:
        return False
    return owed_by == ALL or owed_by == (NOBODY if duty.owed_by is None else str(duty.owed_by))


def _kind(duty: Duty) -> Kind:
    return Kind.NOT_SEEN if duty.not_seen is not None else Kind(duty.kind.value)


def _longest_first(duty: Duty, now: datetime) -> tuple[int, date, datetime]:
    """By the promise; of what was promised for one day, first for whom somebody has waited longest."""
    return ORDER.index(duty.group(now, zone())), duty.due_on, duty.waits_since or now


def _row(duty: Duty, names: Names, now: datetime, asked: Asked) -> Row:
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
        note=wording.arranged(duty, names, now) or wording.waited(duty, now),
        act=act_of(duty, _address(asked, at=key) + f"#{anchor(key)}") if duty.word_until is None else None,
        arrange=_address(asked, at=key) + PANEL,
        not_come=_address(asked, at=key, say=Arranged.NOT_COME) + PANEL if missed else None,
        chosen=key == asked.at,
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
    }
    found = []
    for group in ORDER:
        of_group = [row for row in rows if row.duty.group(now, zone()) is group]
        if of_group:
            found.append(Rows(group, f"{words[group]} {len(of_group)}", of_group))
    return found


def _address(asked: Asked, **changes: str) -> str:
    return address(**{**asked.filters, **changes})


def address(**filters: str) -> str:
    """The address of the list with these filters; at: with this row's panel beside it."""
    query = urlencode({name: value for name, value in filters.items() if value})
    return url_for("desk.todo") + (f"?{query}" if query else "")


def _kinds(duties: Sequence[Duty], beside: Mapping[Kind, int], asked: Asked) -> list[Choice]:
    words: dict[Kind, str] = {
        Kind.QUESTION: _("Questions asked"),
        Kind.ANSWER: _("Answers to mark"),
        Kind.REVIEW: _("Reviews"),
        Kind.SHOW: _("Shows"),
        Kind.NOT_SEEN: _("Shows not seen"),
        Kind.TRY: _("Tries"),
        Kind.MODULE: _("Not read"),
        Kind.REFRESHER: _("Refreshers"),
    }
    counts = Counter(_kind(duty) for duty in duties) + Counter(beside)
    every = Choice(_("Everything"), _address(asked, kind="", skill=""), not asked.kind, counts.total())
    present = [kind for kind in Kind if counts[kind] or kind == asked.kind]
    return [every, *(Choice(words[k], _address(asked, kind=k), k == asked.kind, counts[k]) for k in present)]


def _skills(duties: Sequence[Duty], asked: Asked) -> list[Choice]:
    counts = Counter(duty.skill for duty in duties)
    if len(counts) < 2 and not asked.skill:
        return []
    every = Choice(_("All skills"), _address(asked, skill=""), not asked.skill, len(duties))
    present = sorted({*counts, asked.skill} - {""})
    return [every, *(Choice(skill_name(s), _address(asked, skill=s), s == asked.skill, counts[s]) for s in present)]


def _owing(
    duties: Sequence[Duty], asked: Asked, names: Names, managed: set[int], actor_id: int
) -> list[Choice]:  # fmt: skip
    """For who manages: the lists of those who owe something in their teams."""
    in_my_teams = [duty for duty in duties if duty.person_id in managed]
    if not in_my_teams:
        return []
    counts = Counter(duty.owed_by for duty in in_my_teams)
    own = sum(_is_of(duty, "", actor_id, managed) for duty in duties)
    choices = [Choice(_("Mine"), _address(asked, owed_by=""), not asked.owed_by, own)]
    for person in sorted((one for one in counts if one not in (None, actor_id)), key=lambda one: names[one or 0]):
        choices.append(
            Choice(
                names[person or 0], _address(asked, owed_by=str(person)), asked.owed_by == str(person), counts[person]
            )
        )
    return [*choices, Choice(_("Everybody"), _address(asked, owed_by=ALL), asked.owed_by == ALL, len(in_my_teams))]


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


def duty_at(judged: PersonJudgement, key: str, now: datetime) -> Duty | None:
    """The duty of one person with this address; None when nothing of the kind is to be given any more."""
    return next((d for d in duties_of(judged, now, working_days(), judged.known.plan.zone) if key_of(d) == key), None)
