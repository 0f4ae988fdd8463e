"""How each outcome stands for many people at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from lms.db import session
from lms.quizzes.marks import counted_score
from lms.quizzes.models import Attempt, AttemptItem, Response
from lms.quizzes.rules import Answer, Standing, outcome_standing, still_to_get_right
from lms.records.models import Record

Persons = Select[Any] | Sequence[int]


@dataclass(frozen=True, slots=True)
class OutcomeStanding:
    """An outcome for a person, over all attempts that count.

    record_id: the line of their file on the last attempt that asked it, if any; lacks: how many right answers make it
    hold, 0 when it does.
    """

    standing: Standing
    asked: int
    right: int
    record_id: int | None
    lacks: int


NEVER_ASKED = OutcomeStanding(Standing.NOT_YET, 0, 0, None, 2)


def standings_of(
    person_ids: Persons, modules: Mapping[str, Sequence[str]], until: tuple[datetime, int] | None = None,
    anew: Mapping[tuple[int, int], float] | None = None,
) -> dict[int, dict[str, dict[str, OutcomeStanding]]]:  # fmt: skip
    """By person, module and outcome id, from ended attempts, in one query.

    modules: outcome ids of each module that is asked about; until: the end and the id of the last attempt that counts,
    all count when left out; anew: scores by attempt and position, as if they counted. A person who answered nothing is
    not in the result.
    """
    ended: ColumnElement[bool] = Attempt.closed_at.is_not(None)
    if until is not None:
        at, attempt_id = until
        ended = (Attempt.closed_at < at) | ((Attempt.closed_at == at) & (Attempt.id <= attempt_id))
    lines = (
        select(Record.source_id, func.min(Record.id).label("id"))
        .where(Record.kind == "attempt", Record.person_id.in_(person_ids))
        .group_by(Record.source_id)
        .subquery()
    )
    rows = session().execute(
        select(
            Attempt.person_id,
            AttemptItem.module,
            AttemptItem.outcome,
            AttemptItem.question,
            counted_score().label("score"),
            lines.c.id,
            Attempt.id,
            AttemptItem.position,
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(Response, (Response.attempt_id == Attempt.id) & (Response.position == AttemptItem.position))
        .join(lines, lines.c.source_id == Attempt.id)
        .where(Attempt.person_id.in_(person_ids), AttemptItem.module.in_(modules), ended)
        .order_by(Attempt.closed_at, Attempt.id, AttemptItem.position)
    )
    answers: dict[tuple[int, str], dict[str, list[tuple[Answer, int]]]] = defaultdict(lambda: defaultdict(list))
    for person_id, module, outcome, question, counted, record_id, attempt, position in rows:
        score = (anew or {}).get((attempt, position), counted)
        if score is None:
            continue  # an open answer that nobody has marked yet says nothing
        answers[person_id, module][outcome].append((Answer(question, score == 1, first_in_attempt=True), record_id))
    found: dict[int, dict[str, dict[str, OutcomeStanding]]] = defaultdict(dict)
    for (person_id, module), by_outcome in answers.items():
        found[person_id][module] = {
            outcome: _standing(by_outcome[outcome]) if outcome in by_outcome else NEVER_ASKED
            for outcome in modules[module]
        }
    return dict(found)


def _standing(answers: Sequence[tuple[Answer, int]]) -> OutcomeStanding:
    given = [answer for answer, _record_id in answers]
    right = sum(answer.right for answer in given)
    return OutcomeStanding(outcome_standing(given), len(given), right, answers[-1][1], still_to_get_right(given))
