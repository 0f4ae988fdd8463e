"""What an attempt says when it has ended: outcome by outcome, what doesn't hold first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.curriculum import edition
from lms.curriculum.catalog import Module, ModuleId, Section
from lms.db import session
from lms.i18n import language
from lms.questions.kinds import kind_of
from lms.quizzes.models import LateAnswer
from lms.quizzes.rules import Standing
from lms.quizzes.service import AttemptView, ItemView, attempt_view, attempts_at
from lms.quizzes.standings import NEVER_ASKED, OutcomeStanding, standings_of

REVIEWS_SHOWN = 10  # there is one on most days


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An outcome on the result page. asked and right: in this attempt; the rest over the attempts up to this one.

    lacks: how many right answers make it hold; before: how often it was asked in earlier attempts; missed_before:
    whether one of those answers was not right; section and anchor: what teaches what was asked.
    """

    text: str
    asked: int
    right: int
    standing: Standing
    lacks: int
    before: int
    missed_before: bool
    module: str
    section: Section | None
    anchor: str


def result_of(view: AttemptView, reader_id: int) -> dict[str, Any]:
    """What the result page shows beside the attempt itself."""
    assert view.closed_at is not None
    attempts = attempts_at(reader_id, view.person_id, view.module)
    same = [one for one in attempts if one.mode == view.mode and one.closed_at is not None]
    before = next((one for one in same if one.number < view.number and view.module), None)  # else it asked other items
    late = select(LateAnswer.position).where(LateAnswer.attempt_id == view.id).distinct().order_by(LateAnswer.position)
    return {
        "outcomes": _outcomes(view, (view.closed_at, view.id)),
        "attempts": attempts if view.module else attempts[:REVIEWS_SHOWN],
        "earlier": attempt_view(reader_id, before.id) if before else None,
        "skill": _practised_skill(view.module),
        "sections": {one.position: _section(one.module, one.question.section) for one in view.items},
        "outcome_words": _words_of_outcome,
        "late": session().scalars(late).all(),
    }


def late_words(attempt_id: int, item: ItemView) -> list[list[str]]:
    """What came to an item after the time, in words, the last first."""
    query = (
        select(LateAnswer.answer)
        .where(LateAnswer.attempt_id == attempt_id, LateAnswer.position == item.position)
        .order_by(LateAnswer.received_at.desc())
    )
    return [kind_of(item.question).words_of(item.question, answer) for answer in session().scalars(query)]


def _outcomes(view: AttemptView, until: tuple[datetime, int]) -> list[OutcomeLine]:
    """Each outcome as it stood when the attempt had ended: of the whole module, of a review those that it asked."""
    catalog = edition.catalog()
    ids = list(dict.fromkeys(item.module for item in view.items))
    modules = [catalog.modules[ModuleId(one)] for one in ids if one in catalog.modules]
    asked = {str(module.id): [outcome.id for outcome in module.outcomes] for module in modules}
    standings = standings_of([view.person_id], asked, until).get(view.person_id, {})
    lines = []
    for module in modules:
        for outcome in module.outcomes:
            mine = [i for i in view.items if i.module == module.id and i.question.outcome == outcome.id and not i.waits]
            if mine or view.module:
                found = standings.get(str(module.id), {}).get(outcome.id, NEVER_ASKED)
                lines.append(_line(module, outcome.id, mine, found))
    order = [Standing.NOT_YET, Standing.SHAKY, Standing.HOLDS]
    return sorted(lines, key=lambda line: order.index(line.standing))


def _line(module: Module, outcome_id: str, mine: Sequence[ItemView], found: OutcomeStanding) -> OutcomeLine:
    outcome = module.outcome(outcome_id)
    assert outcome is not None
    right = sum(one.right is True for one in mine)
    anchor = _taught_in(module, outcome_id, mine)
    return OutcomeLine(
        text=outcome.text.in_(language()),
        asked=len(mine),
        right=right,
        standing=found.standing,
        lacks=found.lacks,
        before=found.asked - len(mine),
        missed_before=found.asked - found.right > len(mine) - right,
        module=str(module.id),
        section=module.lessons[language()].section(anchor),
        anchor=anchor,
    )


def _taught_in(module: Module, outcome: str, asked: Sequence[ItemView]) -> str:
    """Where the lesson teaches an outcome: by what was missed, else what was asked last, else the pool."""
    by_need = sorted(asked, key=lambda one: (one.right is not True, one.position), reverse=True)
    questions = [one.question for one in by_need]
    pool = (question for question in module.pool.questions if question.outcome == outcome)
    return next((question.section for question in (*questions, *pool)), "")


def _section(module_id: str, anchor: str) -> Section | None:
    module = edition.catalog().modules.get(ModuleId(module_id))
    return module.lessons[language()].section(anchor) if module else None


def _words_of_outcome(item: ItemView) -> str | None:
    module = edition.catalog().modules.get(ModuleId(item.module))
    outcome = module.outcome(item.question.outcome) if module else None
    return outcome.text.in_(language()) if outcome else None


def _practised_skill(module_id: str) -> str | None:
    skills = edition.catalog().skills.values()
    return next((skill.id for skill in skills if skill.checklist == module_id), None)
