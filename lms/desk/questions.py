"""Questions that wait for an answer, as lines of the to-do, by the same promise as a review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from lms.asking.places import skills_of, words_of
from lms.asking.reading import Waiting
from lms.asking.rules import ANSWER_WITHIN_DAYS
from lms.desk import wording
from lms.i18n import _, zone
from lms.plan.calendar import add_working_days
from lms.plan.service import working_days


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question of the list. due: how near its day is; owed: that day is past; href: where it is answered."""

    title: str
    parts: list[str]
    due: str
    owed: bool
    href: str


def questions_for(
    waiting: Sequence[Waiting], actor_id: int, owed_by: str, managed: set[int], skill: str
) -> list[Waiting]:
    """Those that belong to the list that is asked for. owed_by: empty for one's own, `all`, `nobody`, or an id."""
    return [
        one
        for one in waiting
        if _is_of(one, actor_id, owed_by, one.question.person_id in managed)
        and (not skill or skill in skills_of(one.question.place.module))
    ]


def _is_of(one: Waiting, actor_id: int, owed_by: str, in_my_teams: bool) -> bool:
    if not owed_by:
        return actor_id in one.whom or (not one.whom and in_my_teams)
    asked_of = {str(person) for person in one.whom} or {"nobody"}
    return in_my_teams and (owed_by == "all" or owed_by in asked_of)


def line_of(one: Waiting, now: datetime) -> QuestionLine:
    """How it reads."""
    question, today = one.question, now.astimezone(zone()).date()
    due_on = _due_on(question.asked_at)
    left = (due_on - today).days
    waited = _("has waited %(time)s", time=wording.lapse(now - question.asked_at))
    return QuestionLine(
        title=_("Question from %(name)s", name=question.who),
        parts=[*words_of(question.place), waited],
        due=wording.late(-left) if left < 0 else wording.nears(left),
        owed=left < 0,
        href=url_for("asking.asked", asked_id=question.id),
    )


def _due_on(asked_at: datetime) -> date:
    return add_working_days(asked_at.astimezone(zone()).date(), ANSWER_WITHIN_DAYS, working_days())
