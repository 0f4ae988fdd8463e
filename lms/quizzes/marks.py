"""The score that counts: what the answer was worth when it was given, or the last mark after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.db import session
from lms.people.directory import names
from lms.questions.question import ContentHash
from lms.quizzes.models import Mark, Response


@dataclass(frozen=True, slots=True)
class MarkView:
    """A mark as pages tell it. criteria: by criterion 2 met, 1 partly, 0 not yet.

    question_hash: the version whose key or criteria were applied.
    """

    kind: str
    name: str
    score: float
    criteria: dict[str, int]
    comment: str
    at: datetime
    question_hash: str


def marks_of(attempt_id: int, position: int) -> list[MarkView]:
    """All marks of an answer, the last first. Asks no right: who may read the answer may read them."""
    query = select(Mark).where(Mark.attempt_id == attempt_id, Mark.position == position).order_by(Mark.id.desc())
    rows = session().scalars(query).all()
    called = names([row.actor_id for row in rows]) if rows else {}
    return [
        MarkView(r.kind, called[r.actor_id], r.score, dict(r.criteria), r.comment, r.at, r.question_hash) for r in rows
    ]


def counted_score() -> ColumnElement[float | None]:
    """SQL: the score of a response that counts, within a query that selects from Response."""
    return func.coalesce(_of_last(Mark.score), Response.score)


def counted_hash() -> ColumnElement[ContentHash | None]:
    """SQL: the version of the item whose key the counted score comes from; null where it is the one that was asked."""
    return _of_last(Mark.question_hash)


def _of_last(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """SQL: a column of the last mark of a response."""
    return (
        select(column)
        .where(Mark.attempt_id == Response.attempt_id, Mark.position == Response.position)
        .order_by(Mark.id.desc())
        .limit(1)
        .correlate(Response)
        .scalar_subquery()
    )
