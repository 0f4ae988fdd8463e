"""How trainers of the demo company marked open answers, the working day after."""

import random

from lms import clock
from lms.i18n import zone
from lms.ops.demo import words
from lms.ops.demo.telling import Company
from lms.people.policy import Action, visible
from lms.quizzes.marking import MET, mark, to_mark
from lms.quizzes.waiting import answers_waiting


def mark_what_waits(company: Company, trainer: str, person: str, module: str, attempt: int) -> None:
    """The trainer marks what the person wrote: as it is told of this attempt, else all of it met."""
    today = clock.now().astimezone(zone()).date()
    by, who = company.ids[trainer], company.ids[person]
    told = words.OPEN_ANSWERS.get((person, module, attempt))
    for one in answers_waiting(visible(by, Action.MARK_ANSWER, today), today):
        if one.person_id != who:
            continue
        criteria = to_mark(by, one.attempt_id, one.position).question.body.criteria
        degrees = {criterion.id: MET for criterion in criteria}
        said = random.Random(f"mark {person} {module} {attempt}").choice(words.WELL_MARKED)
        if told is not None and told.comment is not None:
            said = told.comment
        key = f"mark {one.attempt_id} {one.position}"
        mark(by, one.attempt_id, one.position, degrees, company.says(person, said), key)
