"""What needs a manager before any figure: reviews, answers to decisions, days that are over, what nobody can give."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from urllib.parse import urlencode

from flask import url_for

from lms.desk import wording
from lms.desk.finding_words import finding_address, finding_title, forbids_words
from lms.desk.listed import Listed
from lms.desk.standing import ANSWER_IS_FRESH, OwedBy
from lms.desk.todo import key_of
from lms.desk.wording import Names
from lms.i18n import _, day, zone
from lms.judgement.basis import Basis
from lms.judgement.cases.reading import OpenCase, open_cases_of
from lms.judgement.cases.waiting import in_short, review_awaited
from lms.judgement.decisions.seen import opened_by
from lms.judgement.decisions.service import Decided, Kind
from lms.judgement.duties import Duty
from lms.judgement.evidence import State
from lms.judgement.findings.suspecting import teaching_at_fault
from lms.judgement.service import PersonJudgement, judgements_of
from lms.judgement.wording import named_together, skill_name

Decisions = Mapping[int, Sequence[Decided]]


@dataclass(frozen=True, slots=True)
class Need:
    """One line that needs the manager. lead: the shape before it; opens: its act is sent, since it is done with it."""

    lead: str
    title: str
    second: str
    act: str
    href: str
    opens: bool = False


def needs_of(
    manager_id: int, members: Sequence[Listed], owed: Mapping[int, OwedBy], decisions: Decisions, names: Names,
    now: datetime, basis: Basis,
) -> list[Need]:  # fmt: skip
    """What only this manager can do first; then what others decided and who owes longest. owed: by who owes; basis: by
    which the teaching is suspected.
    """
    answered = [(member, decided) for member, decided in _latest(members, decisions) if _is_answered(decided, now)]
    opened = opened_by(manager_id, [decided.replies[-1].id for _member, decided in answered])
    unread = [(member, decided) for member, decided in answered if decided.replies[-1].id not in opened]
    cases = open_cases_of(sorted(member.person_id for member in members))
    lines = chain(
        _cases(manager_id, members, cases, now),
        _unmoved(manager_id, members, {(case.person_id, case.skill) for case in cases}, decisions, now),
        _of_teaching(basis),
        (_answer(member, decided) for member, decided in unread if decided.decision.by_id == manager_id),
        _observed(members, decisions, now),
        _cannot(manager_id, members, names, now),
        _uncoached(manager_id, members, names, now),
        (_answer(member, decided, names) for member, decided in unread if decided.decision.by_id != manager_id),
        _longest(manager_id, owed, names, now),
    )
    return list(lines)


def _unmoved(
    manager_id: int, members: Sequence[Listed], asked: Collection[tuple[int, str]], decisions: Decisions, now: datetime
) -> Iterator[Need]:
    """Who was taught and does not respond to it yet, where no review is open and nothing was decided since.

    asked: person and skill where a review is open. Each says what a review waits for, and until when.
    """
    unmoved = {
        member.person_id: (member, skills)
        for member in members
        if (skills := list(_unmoved_in(member, asked, decisions.get(member.person_id, ()))))
    }
    judged = judgements_of([*unmoved], now, manager_id) if unmoved else {}
    for person_id, (member, skills) in unmoved.items():
        named = named_together([skill_name(skill) for skill in skills])
        title = _("%(name)s: %(skills)s, taught, not working yet", name=member.name, skills=named)
        waits = _review_waits(judged.get(person_id), skills)
        second = wording.joined(waits or [_("for people to look at, no verdict")])
        yield Need("diamond plum", title, second, _("See the evidence"), _story(member, skills[0]))


def _unmoved_in(
    member: Listed, asked: Collection[tuple[int, str]], decided: Sequence[Decided]
) -> Iterator[str]:  # fmt: skip
    for skill, one in member.summary.skills.items():
        is_asked = (member.person_id, skill) in asked or _is_decided(decided, skill, one.last_review)
        if one.state is State.UNTRAINABLE and not is_asked:
            yield skill


def _review_waits(judged: PersonJudgement | None, skills: Sequence[str]) -> list[str]:
    """Of the first of these skills whose review waits, for what."""
    if judged is None:
        return []
    found = (review_awaited(judged, skill) for skill in skills if skill in judged.by_skill)
    return next((in_short(waiting) for waiting in found if waiting is not None), [])


def _is_decided(decided: Sequence[Decided], skill: str, last_review: datetime | None) -> bool:
    """Whether somebody has decided on a skill since its last review. decided: the latest first."""
    latest = next((one.decision.at for one in decided if one.decision.skill == skill), None)
    return latest is not None and (last_review is None or latest >= last_review)


def _of_teaching(basis: Basis) -> Iterator[Need]:
    """What of our own forbids a judgement: modules on which hardly anybody gains, and broken quiz questions."""
    for found in teaching_at_fault(basis):
        yield Need(
            "alert warn", finding_title(found, {}), forbids_words(found), _("Look at it"), finding_address(found.key)
        )


def _cases(manager_id: int, members: Sequence[Listed], open_cases: Sequence[OpenCase], now: datetime) -> Iterator[Need]:
    """Reviews that wait for a decision, or for the second person of one, by when they are due."""
    called = {member.person_id: member.name for member in members}
    today = now.astimezone(zone()).date()
    for case in open_cases:
        if case.drafted_by == manager_id:
            continue  # it waits for somebody else
        values = {"name": called[case.person_id], "skill": skill_name(case.skill)}
        title = (
            _("%(name)s, %(skill)s: a decision needs a second person", **values)
            if case.waits
            else _("%(name)s, %(skill)s: taught, not working yet", **values)
        )
        until = _("was to be decided by %(day)s") if case.due_on < today else _("to be decided by %(day)s")
        replied = _("has replied") if case.replied else _("has not replied yet")
        second = wording.joined([until % {"day": day(case.due_on)}, replied])
        yield Need("diamond plum", title, second, _("Look at it"), url_for("cases.case", case_id=case.id))


def _latest(members: Sequence[Listed], decisions: Decisions) -> Iterator[tuple[Listed, Decided]]:
    """The standing decision of each person and skill."""
    for member in members:
        seen: set[str] = set()
        for decided in decisions.get(member.person_id, ()):
            if decided.decision.skill not in seen:
                seen.add(decided.decision.skill)
                yield member, decided


def _is_answered(decided: Decided, now: datetime) -> bool:
    return bool(decided.replies) and now - decided.replies[-1].at < ANSWER_IS_FRESH


def _answer(member: Listed, decided: Decided, names: Names | None = None) -> Need:
    """What a trainee replied. names: given where another than the reader decided."""
    decision = decided.decision
    values = {"name": member.name, "skill": skill_name(decision.skill)}
    title = (
        _("%(name)s answered your decision on %(skill)s", **values)
        if names is None
        else _("%(name)s answered %(by)s’s decision on %(skill)s", by=names[decision.by_id], **values)
    )
    last = decided.replies[-1]
    href = url_for("judgement.open_answer", reply_id=last.id)
    return Need("play accent", title, _shortened(last.text), _("Read it"), href, opens=True)


def _observed(members: Sequence[Listed], decisions: Decisions, now: datetime) -> Iterator[Need]:
    today = now.astimezone(zone()).date()
    for member, decided in _latest(members, decisions):
        decision = decided.decision
        if decision.kind == Kind.OBSERVE and decision.until_on is not None and decision.until_on < today:
            title = _("%(name)s: time to decide on %(skill)s", name=member.name, skill=skill_name(decision.skill))
            second = _("observed until %(day)s, as decided", day=day(decision.until_on))
            yield Need("play accent", title, second, _("Look at it"), _story(member, decision.skill))


def _cannot(manager_id: int, members: Sequence[Listed], names: Names, now: datetime) -> Iterator[Need]:
    today = now.astimezone(zone()).date()
    for member in members:
        for duty in member.duties:
            if duty.reason_against():
                title = wording.joined([member.name, wording.of_duty(duty)])
                second = wording.joined([wording.arranged(duty, names, now), wording.promised(duty, today)])
                yield Need("hourglass warn", title, second, _("Hand it over"), arrange(duty, manager_id))


def _uncoached(manager_id: int, members: Sequence[Listed], names: Names, now: datetime) -> Iterator[Need]:
    today = now.astimezone(zone()).date()
    for member in members:
        duty = next((duty for duty in member.duties if duty.owed_by is None), None)
        if duty is not None:
            second = _("yours until somebody does; next: %(what)s", what=wording.of_duty(duty))
            title = _without_coach(member, duty.skill, names, today)
            yield Need("dots grey", title, second, _("Arrange it"), arrange(duty, manager_id))


def _without_coach(member: Listed, skill: str, names: Names, today: date) -> str:
    """That nobody coaches them; where it is because an account was shut, whose."""
    values = {"name": member.name, "skill": skill_name(skill)}
    coachings = [one for one in member.summary.left if one.on(today) and one.skill in (None, skill)]
    if not coachings:
        return _("%(name)s has nobody who coaches %(skill)s", **values)
    return _(
        "%(trainer)s is suspended; nobody coaches %(name)s in %(skill)s",
        trainer=names[coachings[0].trainer_id],
        **values,
    )


def _longest(manager_id: int, owed: Mapping[int, OwedBy], names: Names, now: datetime) -> Iterator[Need]:
    """Who owes, the one with the oldest debt first."""
    today = now.astimezone(zone()).date()
    for person, one in sorted(owed.items(), key=lambda pair: (pair[1].oldest, -pair[1].debts.total())):
        late = (today - one.oldest).days
        if person == manager_id:
            title, act, href = wording.you_owe(one.debts.total(), late), _("To my list"), url_for("desk.todo")
        else:
            title, act = wording.owes(names.get(person, ""), one.debts.total(), late), _("Share it out")
            href = url_for("desk.todo") + "?" + urlencode({"owed_by": person})
        yield Need("hourglass warn", title, wording.to_people(one.people), act, href)


def _story(member: Listed, skill: str) -> str:
    return url_for("desk.story", person_id=member.person_id, skill=skill)


def arrange(duty: Duty, manager_id: int) -> str:
    """The row of the to-do on which it can be handed over or booked; in one's own list where it is one's own."""
    mine = duty.owed_by is None or duty.owed_by == manager_id
    values = {} if mine else {"owed_by": str(duty.owed_by)}
    return url_for("desk.todo") + "?" + urlencode({**values, "at": key_of(duty)}) + "#arrange"


def _shortened(text: str, most: int = 60) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most] + "…"
