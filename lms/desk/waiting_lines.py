"""What waits for a trainer's words, as lines of the to-do: questions, and open answers to mark, by one promise."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from lms.asking.places import skills_of, words_of
from lms.asking.reading import Waiting, waiting_of
from lms.asking.rules import ANSWER_WITHIN_DAYS
from lms.desk import wording
from lms.desk.claims import Held
from lms.i18n import _, zone
from lms.judgement.wording import module_title
from lms.people.policy import Action, visible
from lms.plan.calendar import add_working_days
from lms.plan.service import working_days
from lms.quizzes.waiting import WaitingAnswer, answers_waiting


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line above the list. whom: who is asked, empty where nobody coaches; skills: that its module teaches.

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


def _question(one: Waiting, now: datetime) -> WaitingLine:
    asked = one.question
    return _line(
        asked.person_id,
        f"question.{asked.id}",
        one.whom,
        asked.place.module,
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
        one.module,
        _("Answer to mark: %(name)s", name=one.name),
        [module_title(one.module)],
        one.confirmed_at,
        url_for("marking.answer", attempt_id=one.attempt_id, position=one.position),
        now,
    )


def _line(
    person_id: int, thing: str, whom: frozenset[int], module: str, title: str, about: list[str], since: datetime,
    href: str, now: datetime,
) -> WaitingLine:  # fmt: skip
    due_on = add_working_days(since.astimezone(zone()).date(), ANSWER_WITHIN_DAYS, working_days())
    left = (due_on - now.astimezone(zone()).date()).days
    return WaitingLine(
        person_id=person_id,
        thing=f"{person_id}.{thing}",
        whom=whom,
        skills=frozenset(skills_of(module)),
        title=title,
        parts=[*about, _("has waited %(time)s", time=wording.lapse(now - since))],
        due=wording.late(-left) if left < 0 else wording.nears(left),
        owed=left < 0,
        href=href,
    )
