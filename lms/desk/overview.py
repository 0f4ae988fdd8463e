"""The overview of one skill of a person: the explaining sentence, the curve, why, what is owed, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for
from markupsafe import Markup

from lms.desk import wording
from lms.desk.closed import closed_to
from lms.desk.facts import Facts, facts_of
from lms.desk.reading import ALL, Reading
from lms.desk.sentence import explaining
from lms.desk.slower import is_told
from lms.desk.todo import key_of
from lms.i18n import _, day, ngettext, zone
from lms.judgement.cases.waiting import review_awaited, waiting_words
from lms.judgement.decisions.service import Decided, open_case_on
from lms.judgement.duties import Duty, duties_in
from lms.judgement.evidence import State
from lms.judgement.service import PersonJudgement
from lms.judgement.why.curve import curve_of
from lms.judgement.why.panel import Why, why_of
from lms.judgement.wording import skill_name
from lms.people.policy import Action, Matter, can
from lms.plan.service import working_days
from lms.practice.reading import TryView
from lms.web.curve import Curve

RECENT = 8  # facts beside the curve


@dataclass(frozen=True, slots=True)
class Owed:
    """Something overdue: in words, by whom, since when, what was arranged, and where it can be arranged."""

    words: str
    who: str
    since: str
    note: str
    href: str
    reminder: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows of one skill. curve: None before the first try.

    waits: to who decides, why no review is open yet; slower: that this trainer is told to teach it differently now;
    owed_all: the whole of what is owed where only a kind of it is shown; answers: the decision to which the trainee can
    reply; decide: where a decision can be recorded, in the review where one is open; case: words and address of that
    review.
    """

    skill: str
    name: str
    state: State
    sentence: Markup
    curve: Curve | None
    why: Why
    waits: list[str]
    slower: bool
    owed: list[Owed]
    owed_all: str | None
    decided: list[Decided]
    answers: int | None
    solo: str
    with_colleagues: str
    solo_href: str
    recent: Facts
    all_facts: str
    decide: str | None
    case: tuple[str, str] | None


def overview_of(reading: Reading, judged: PersonJudgement) -> Overview:
    skill = reading.skill
    practice = judged.known.practice
    duties = duties_in(judged, skill)
    overdue = [duty for duty in duties if duty.is_overdue(reading.today)]
    shown = [duty for duty in overdue if reading.asked.owed in ("", duty.kind)]
    decided = [one for one in reading.decided if one.decision.skill == skill]
    open_case, may_decide = open_case_on(reading.person.id, skill), _decide(reading)
    if open_case is not None and closed_to(reading.reader_id, reading.person.id, [skill]):
        open_case = None
    case_at = url_for("cases.case", case_id=open_case) if open_case is not None else None
    return Overview(
        skill=skill,
        name=skill_name(skill, judged.known.plan.standard),
        state=judged.by_skill[skill].state,
        sentence=explaining(judged, skill, reading.names, reading.figure, mine=reading.mine),
        curve=curve_of(judged, skill, reading.names),
        why=why_of(judged, skill),
        waits=_review_waits(judged, skill) if may_decide else [],
        slower=is_told(judged, skill, reading.reader_id),
        owed=[_owed(reading, duty) for duty in shown],
        owed_all=reading.address() + "#owed" if len(shown) < len(overdue) else None,
        decided=decided,
        answers=next((one.decision.id for one in decided if one.undone is None), None) if reading.mine else None,
        solo=_alone(practice.solo(skill)),
        with_colleagues=_with_colleagues(practice.peer(skill)),
        solo_href=reading.figure("solo"),
        recent=facts_of(judged, reading.person.id, reading.reader_id, skill=skill, size=RECENT),
        all_facts=reading.address(show=ALL),
        decide=case_at if case_at and may_decide else may_decide,
        case=(_("A review of this skill is open"), case_at) if case_at else None,
    )


def _review_waits(judged: PersonJudgement, skill: str) -> list[str]:
    """What a review waits for that the rules ask for; nothing where they do not, or where one is open."""
    waiting = review_awaited(judged, skill)
    return waiting_words(waiting) if waiting is not None else []


def _owed(reading: Reading, duty: Duty) -> Owed:
    """For the trainee in words alone; for the others with the row of the to-do and a reminder."""
    values = {"owed_by": "" if duty.owed_by in (None, reading.reader_id) else str(duty.owed_by), "at": key_of(duty)}
    query = urlencode({name: value for name, value in values.items() if value})
    arrange = url_for("desk.todo") + f"?{query}#arrange"
    asked = None if duty.owed_by in (reading.reader_id, None) else reading.names[duty.owed_by]
    return Owed(
        words=wording.sentence(wording.of_duty(duty)),
        who=_who(reading, duty),
        since=_("due %(day)s", day=wording.by_day(duty.due_on)),
        note=wording.arranged(duty, reading.names, reading.now),
        href="" if reading.mine else arrange,
        reminder="" if reading.mine else _reminder(reading, duty, asked),
    )


def _reminder(reading: Reading, duty: Duty, asked: str | None) -> str:
    return wording.reminder(duty, reading.person.name, asked, reading.now, working_days())


def _who(reading: Reading, duty: Duty) -> str:
    """Who owes it, as this reader says it: what nobody coaches is the manager's."""
    if duty.owed_by is None and reading.mine:
        return _("Your manager")
    if duty.owed_by is None and _decide(reading) is not None:
        return _("you (nobody coaches this yet)")
    return wording.owed_by(duty.owed_by, reading.names)


def _decide(reading: Reading) -> str | None:
    if not can(reading.reader_id, Action.DECIDE, Matter(reading.person.id, reading.today, reading.skill)):
        return None
    return url_for("judgement.decide", person_id=reading.person.id, skill=reading.skill)


def _alone(tries: Sequence[TryView]) -> str:
    if not tries:
        return ""
    words = ngettext("Practised alone once, on %(day)s", "Practised alone %(num)s times, last on %(day)s", len(tries))
    return words % {"num": len(tries), "day": _last_day(tries)}


def _with_colleagues(tries: Sequence[TryView]) -> str:
    if not tries:
        return ""
    words = ngettext("Practised with a colleague once, on %(day)s",
                     "Practised with a colleague %(num)s times, last on %(day)s", len(tries))  # fmt: skip
    return words % {"num": len(tries), "day": _last_day(tries)}


def _last_day(tries: Sequence[TryView]) -> str:
    return day(tries[-1].happened_at.astimezone(zone()).date())
