"""What comes next for a trainee, in a row of the team: on leave, to arrange, booked, due, to decide, decided."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import url_for

from lms.desk import wording
from lms.desk.listed import Listed
from lms.desk.needs import arrange
from lms.i18n import _, day, zone
from lms.judgement.decisions.service import Decided, Kind
from lms.judgement.duties import Duty
from lms.judgement.evidence import State
from lms.judgement.models import Decision
from lms.judgement.wording import decided_words, skill_name


def ahead_of(
    member: Listed, decided: Sequence[Decided], manager_id: int, now: datetime
) -> tuple[str, str | None]:  # fmt: skip
    """Words, and where it is arranged, decided or read. decided: about this person, the latest first."""
    today = now.astimezone(zone()).date()
    away = wording.away(member.summary.away, today)
    if away:
        return away, url_for("absences.listed", person_id=member.person_id)
    unmoved = [skill for skill, one in member.summary.skills.items() if one.state is State.UNTRAINABLE]
    if unmoved:
        return _("See the evidence"), url_for("desk.story", person_id=member.person_id, skill=unmoved[0])
    if not member.duties and member.state is State.ON_PLAN:
        return _after_the_path(member, decided, today)
    overdue = _to_arrange(member, now)
    if overdue is not None:
        return wording.to_arrange(overdue.kind), arrange(overdue, manager_id)
    booked = [(at, duty) for duty in member.duties if (at := duty.booked_at(now, zone())) is not None]
    if booked:
        at, duty = min(booked, key=lambda pair: pair[0])
        return wording.joined([wording.booked(at, "", today), skill_name(duty.skill)]), None
    following = next((duty for duty in member.duties if duty.word_until is None), None)
    if following is None:
        return "", None
    when = _("today") if following.due_on == today else day(following.due_on)
    return wording.joined([when, wording.of_following(following)]), None


def _to_arrange(member: Listed, now: datetime) -> Duty | None:
    """The oldest overdue thing about which nothing is arranged."""
    today = now.astimezone(zone()).date()
    waiting = (duty for duty in member.duties if duty.is_overdue(today) and duty.word_until is None)
    return next((duty for duty in waiting if duty.booked_at(now, zone()) is None), None)


def _after_the_path(member: Listed, decided: Sequence[Decided], today: date) -> tuple[str, str]:
    """For whom the path has given all it has: the first skill to decide on, else what was decided last."""
    waiting = [skill for skill, one in member.summary.skills.items() if one.state is not State.READY]
    latest: list[Decision] = []
    for skill in waiting:
        decision = next((one.decision for one in decided if one.decision.skill == skill), None)
        if decision is None or not _still_says(decision, member, today):
            return _("Decide what comes next"), _decisions(member, skill)
        latest.append(decision)
    last = max(latest, key=lambda decision: decision.at)
    what = wording.joined([skill_name(last.skill), decided_words(last.kind, last.until_on)])
    on = day(last.at.astimezone(zone()).date(), weekday=False)
    return _("%(what)s (decided %(day)s)", what=what, day=on), _decisions(member, last.skill)


def _still_says(decision: Decision, member: Listed, today: date) -> bool:
    """Whether a decision answers what is known: observing until its day, the others until the next review."""
    if decision.kind == Kind.OBSERVE:
        return decision.until_on is not None and decision.until_on >= today
    last = member.summary.skills[decision.skill].last_review
    return last is None or last <= decision.at


def _decisions(member: Listed, skill: str) -> str:
    return url_for("desk.story", person_id=member.person_id, skill=skill) + "#decisions"
