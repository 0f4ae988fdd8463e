"""The answers to items as sums, read in one pass of the database, so that a million of them make few rows.

Which answers count: of attempts that have ended, each person's first to a version of an item, which they confirmed, or
gave in a check, and which has a score. Not those of reviews of what is due: they are given after the explanation was
read, to items chosen because they were missed, among others chosen so. Not what was left out in a check.

An answer that was scored anew counts, with its new score, for the version whose key it was scored by: a regrade mends
the key of a question that asks the same, so the mended version begins with what is known, and the one that was wrong
keeps only what nobody scored anew.

The rest score is the mean of the other scored answers of the attempt; there is none where fewer than four items were
answered.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, Float, Integer, Select, Text, case, cast, func, literal, select

from lms.curriculum.models import ContentVersion
from lms.db import session
from lms.i18n import Language
from lms.questions.kinds import KINDS
from lms.questions.kinds.open_answer import Open
from lms.questions.kinds.ordering import Ordering
from lms.questions.question import Question
from lms.quizzes.analysis import BANDS, REST_ITEMS, Cell, ItemFigures, analyse
from lms.quizzes.models import Attempt, AttemptItem, Mark, Response
from lms.quizzes.parts import Part, parts_of, picks
from lms.quizzes.rules import Mode
from lms.quizzes.sums import Sums
from lms.quizzes.versions import question_of

LONGEST = 300
"""Seconds as which a longer time counts: who went for tea did not think."""


def figures_of(modules: Collection[str] | None = None) -> dict[str, ItemFigures]:
    """The figures of each version of an item that somebody answered, by its hash. modules: None for all. Asks no right.

    Holds no person and nothing typed.
    """
    languages = (Language.ZH.value, Language.EN.value)
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in session().execute(_sums(modules, _not_chosen_from())):
        rows[row[0]].append(row[1:])
    found = {}
    for question_hash, of_version in rows.items():
        question = question_of(question_hash)
        parts = parts_of(question)
        found[question_hash] = analyse(_cells(question, parts, of_version), parts, languages)
    return found


def _cells(question: Question, parts: Collection[Part], rows: Iterable[Any]) -> list[Cell]:
    known = {part.pick for part in parts}
    return [
        Cell(
            language, band, picks(question, json.loads(answer), known) if answer else frozenset(),
            Sums(*(value or 0 for value in sums)),
        )
        for language, band, answer, *sums in rows
    ]  # fmt: skip


def _not_chosen_from() -> list[str]:
    """Versions of which the answer itself tells nothing that can be counted: their texts are not even read."""
    names = [name for name, kind in KINDS.items() if issubclass(kind.shape, Open | Ordering)]
    of_these = ContentVersion.body["kind"].as_string().in_(names)  # the first frozen shape knew neither kind
    return list(session().scalars(select(ContentVersion.hash).where(ContentVersion.kind == "question", of_these)))


def _answers(modules: Collection[str] | None) -> CTE:
    """One row an answer that has a score."""
    last = select(func.max(Mark.id)).group_by(Mark.attempt_id, Mark.position)
    # as `marks.counted_score` says, but by one pass over all marks: a million answers make a million lookups there
    marked = select(Mark).where(Mark.id.in_(last)).subquery()
    score = func.coalesce(marked.c.score, Response.score)
    answer = cast(Response.answer, Text)
    query = (
        select(
            Attempt.id.label("attempt"),
            Attempt.person_id.label("person"),
            case((marked.c.kind == "regrade", marked.c.question_hash), else_=AttemptItem.question_hash).label("hash"),
            Response.language,
            answer.label("answer"),
            Response.unsure,
            Response.seconds,
            score.label("score"),
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(Response, (Response.attempt_id == Attempt.id) & (Response.position == AttemptItem.position))
        .outerjoin(marked, (marked.c.attempt_id == Attempt.id) & (marked.c.position == AttemptItem.position))
        .where(
            Attempt.mode != Mode.RECALL.value,
            Attempt.closed_at.is_not(None),
            Response.confirmed_at.is_not(None),
            score.is_not(None),
            answer != "{}",
        )
    )
    if modules is not None:
        query = query.where(Attempt.module.in_(modules))
    return query.cte("answers")


def _sums(modules: Collection[str] | None, not_chosen_from: Collection[str]) -> Select[Any]:
    answers = _answers(modules)
    placed = select(
        *answers.c,
        func.sum(answers.c.score).over(partition_by=answers.c.attempt).label("total"),
        func.count().over(partition_by=answers.c.attempt).label("asked"),
        func.min(answers.c.attempt).over(partition_by=[answers.c.person, answers.c.hash]).label("first"),
    ).cte("placed")
    has_rest = placed.c.asked >= REST_ITEMS
    rest = case((has_rest, (placed.c.total - placed.c.score) / (placed.c.asked - 1)))
    first = (
        select(
            placed.c.hash,
            placed.c.language,
            placed.c.score,
            placed.c.seconds,
            placed.c.unsure,
            case((placed.c.hash.in_(not_chosen_from), literal("")), else_=placed.c.answer).label("answer"),
            rest.label("rest"),
        )
        .where(placed.c.first == placed.c.attempt)
        .cte("first_answers")
    )
    x, y = first.c.score, first.c.rest
    band = case((y.is_(None), None), *((y < (n + 1) / BANDS, n) for n in range(BANDS - 1)), else_=BANDS - 1)
    groups = [first.c.hash, first.c.language, band, first.c.answer]
    return select(
        *groups,
        func.count(),
        _count(x == 1),
        _count(x == 0),
        func.sum(x),
        _count(first.c.unsure),
        func.count(first.c.seconds),
        func.sum(cast(case((first.c.seconds > LONGEST, LONGEST), else_=first.c.seconds), Float)),
        func.count(y),
        _count(y.is_not(None) & (x == 1)),
        func.sum(case((y.is_not(None), x))),
        func.sum(case((y.is_not(None), x * x))),
        func.sum(y),
        func.sum(y * y),
        func.sum(x * y),
    ).group_by(*groups)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(cast(case((condition, 1), else_=0), Integer))
