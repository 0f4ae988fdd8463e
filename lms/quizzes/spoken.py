"""In which language somebody learns, as far as their answers tell: each is kept with the language it was given in."""

from datetime import datetime

from sqlalchemy import func, select

from lms.db import session
from lms.quizzes.models import Attempt, Response


def languages_of(person_id: int) -> list[tuple[datetime, str]]:
    """By attempt the moment of its first confirmed answer and the language of it, in the order of time."""
    first = func.min(Response.confirmed_at)
    rows = session().execute(
        select(first, Response.language)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.person_id == person_id, Response.confirmed_at.is_not(None), Response.language != "")
        .group_by(Response.attempt_id, Response.language)
        .order_by(first, Response.attempt_id)
    )
    return [(since, language) for since, language in rows if since is not None]
