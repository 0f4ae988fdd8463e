"""Which items somebody has met, for questions asked at them: nobody asks about an item, or reads it, before that."""

from sqlalchemy import select

from lms.asking.places import Met
from lms.curriculum import versions
from lms.curriculum.frozen import thaw_question
from lms.db import session
from lms.i18n import language
from lms.quizzes.models import Attempt, AttemptItem, Response


def met(person_id: int, module: str, item: str) -> Met | None:
    """The item as its last confirmed answer had it: what it asks, nothing of its options or its key."""
    row = session().execute(
        select(AttemptItem.attempt_id, AttemptItem.position, AttemptItem.question_hash)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position))
        .where(
            Attempt.person_id == person_id, AttemptItem.module == module, AttemptItem.question == item,
            Response.confirmed_at.is_not(None),
        )
        .order_by(Response.confirmed_at.desc())
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return None
    asked = thaw_question(versions.body_of(row.question_hash)).ask.in_(language())
    return Met(asked, "quizzes.item", {"attempt_id": row.attempt_id, "position": row.position})
