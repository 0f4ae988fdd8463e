"""Open answers that wait for a mark, as lines of the to-do, by the same promise as a question."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from lms.asking.places import skills_of
from lms.asking.rules import ANSWER_WITHIN_DAYS
from lms.desk import wording
from lms.desk.questions import QuestionLine
from lms.i18n import _, zone
from lms.judgement.wording import module_title
from lms.plan.calendar import add_working_days
from lms.plan.service import working_days
from lms.quizzes.waiting import WaitingAnswer


def answers_for(
    waiting: Sequence[WaitingAnswer], actor_id: int, owed_by: str, managed: set[int], skill: str
) -> list[WaitingAnswer]:
    """Those that belong to the list that is asked for. owed_by: empty for one's own, `all`, `nobody`, or an id."""
    return [
        one
        for one in waiting
        if _is_of(one, actor_id, owed_by, one.person_id in managed) and (not skill or skill in skills_of(one.module))
    ]


def _is_of(one: WaitingAnswer, actor_id: int, owed_by: str, in_my_teams: bool) -> bool:
    if not owed_by:
        return actor_id in one.whom or (not one.whom and in_my_teams)
    asked_of = {str(person) for person in one.whom} or {"nobody"}
    return in_my_teams and (owed_by == "all" or owed_by in asked_of)


def line_of(one: WaitingAnswer, now: datetime) -> QuestionLine:
    """How it reads."""
    given_on = one.confirmed_at.astimezone(zone()).date()
    left = (add_working_days(given_on, ANSWER_WITHIN_DAYS, working_days()) - now.astimezone(zone()).date()).days
    waited = _("has waited %(time)s", time=wording.lapse(now - one.confirmed_at))
    return QuestionLine(
        title=_("Answer to mark: %(name)s", name=one.name),
        parts=[module_title(one.module), waited],
        due=wording.late(-left) if left < 0 else wording.nears(left),
        owed=left < 0,
        href=url_for("marking.answer", attempt_id=one.attempt_id, position=one.position),
    )
