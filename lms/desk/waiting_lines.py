"""What waits for a trainer as lines of the to-do: to watch now, and by one promise questions, answers, second looks."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from lms.asking.places import skills_of, words_of
from lms.asking.reading import Waiting, waiting_of
from lms.asking.rules import ANSWER_WITHIN_DAYS
from lms.desk import wording
from lms.desk.claims import Held
from lms.desk.names import names_of
from lms.desk.wording import Names
from lms.i18n import _, zone
from lms.judgement.wording import module_title, skill_name
from lms.people.policy import Action, Matter, visible
from lms.plan.calendar import add_working_days
from lms.plan.service import working_days
from lms.practice.loading import Loaded
from lms.quizzes.waiting import WaitingAnswer, answers_waiting
from lms.raters import second, watching
from lms.raters.models import SecondLook


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line above the list. whom: who is asked, empty where nobody coaches; skills: that it is about.

    due: how near its day is; owed: that day is past; href: where it is answered; thing: its key, by which it is taken;
    held: who is at it.
    """

    person_id: int
    thing: str
    whom: frozenset[int]
    skills: frozenset[str]
    title: str
    parts: list[str]
    due: str
    owed: bool
    href: str
    held: Held | None = None


def questions_of(actor_id: int, today: date, now: datetime) -> list[WaitingLine]:
    """Questions that the actor may answer, the longest wait first."""
    return [_question(one, now) for one in waiting_of(visible(actor_id, Action.ANSWER_QUESTION, today), today)]


def answers_of(actor_id: int, today: date, now: datetime) -> list[WaitingLine]:
    """Open answers of those whose answers the actor may mark, the longest wait first."""
    return [_answer(one, now) for one in answers_waiting(visible(actor_id, Action.MARK_ANSWER, today), today)]


def watches_of(actor_id: int, today: date, now: datetime) -> list[WaitingLine]:
    """Requests to be watched now that the actor may take, the longest wait first."""
    asked = watching.waiting_of(visible(actor_id, Action.RATE, today))
    called = names_of(one.person_id for one in asked)
    lines = []
    for one in asked:
        whom = frozenset(watching.asked_about(Matter(one.person_id, today, one.skill), one.not_by))
        if actor_id in whom:
            lines.append(
                WaitingLine(
                    person_id=one.person_id,
                    thing=f"{one.person_id}.watch.{one.id}",
                    whom=whom,
                    skills=frozenset({one.skill}),
                    title=_("%(name)s asks you to watch now", name=called[one.person_id]),
                    parts=[skill_name(one.skill), one.place],
                    due=_("asked %(time)s ago", time=wording.lapse(now - one.asked_at)),
                    owed=False,
                    href=url_for("raters.watch", request_id=one.id),
                )
            )
    return lines


def seconds_of(actor_id: int, today: date, now: datetime) -> list[WaitingLine]:
    """Second looks that wait for somebody, and those that the actor has taken, the longest wait first."""
    found = second.waiting_of(visible(actor_id, Action.RATE, today))
    called = names_of(loaded.row.person_id for _look, loaded in found)
    return [_second(look, loaded, called, now) for look, loaded in found if look.taken_by in (None, actor_id)]


def _second(look: SecondLook, loaded: Loaded, called: Names, now: datetime) -> WaitingLine:
    made = loaded.row
    return _line(
        made.person_id,
        f"second.{look.id}",
        frozenset({look.taken_by} if look.taken_by else second.able_to_look(loaded)),
        frozenset({made.skill}),
        _("Second look: %(name)s", name=called[made.person_id]),
        [_("%(skill)s, try %(number)s", skill=skill_name(made.skill), number=made.number)],
        look.asked_at,
        url_for("raters.second_look", look_id=look.id),
        now,
    )


def _question(one: Waiting, now: datetime) -> WaitingLine:
    asked = one.question
    return _line(
        asked.person_id,
        f"question.{asked.id}",
        one.whom,
        frozenset(skills_of(asked.place.module)),
        _("Question from %(name)s", name=asked.who),
        words_of(asked.place),
        asked.asked_at,
        url_for("asking.asked", asked_id=asked.id),
        now,
    )


def _answer(one: WaitingAnswer, now: datetime) -> WaitingLine:
    return _line(
        one.person_id,
        f"answer.{one.attempt_id}.{one.position}",
        one.whom,
        frozenset(skills_of(one.module)),
        _("Answer to mark: %(name)s", name=one.name),
        [module_title(one.module)],
        one.confirmed_at,
        url_for("marking.answer", attempt_id=one.attempt_id, position=one.position),
        now,
    )


def _line(
    person_id: int, thing: str, whom: frozenset[int], skills: frozenset[str], title: str, about: list[str],
    since: datetime, href: str, now: datetime,
) -> WaitingLine:  # fmt: skip
    due_on = add_working_days(since.astimezone(zone()).date(), ANSWER_WITHIN_DAYS, working_days())
    left = (due_on - now.astimezone(zone()).date()).days
    return WaitingLine(
        person_id=person_id,
        thing=f"{person_id}.{thing}",
        whom=whom,
        skills=skills,
        title=title,
        parts=[*about, _("has waited %(time)s", time=wording.lapse(now - since))],
        due=wording.late(-left) if left < 0 else wording.nears(left),
        owed=left < 0,
        href=href,
    )
