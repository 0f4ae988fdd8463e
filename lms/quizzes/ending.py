"""Ending an attempt: what was answered is scored, and the attempt is a fact from here on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms import clock
from lms.curriculum import edition
from lms.db import insert_into, once, session, transaction
from lms.errors import Conflict, NotYours
from lms.i18n import _, zone
from lms.people.policy import Action, Matter, can, require
from lms.questions.kinds import kind_of
from lms.quizzes.models import Attempt, AttemptItem, Response
from lms.quizzes.rules import GRACE, Mode
from lms.quizzes.versions import question_of
from lms.records import service as records
from lms.records.models import Verb


def finish(actor_id: int, attempt_id: int, key: str) -> None:
    """End an attempt. Raises NotYours; Conflict naming what is not confirmed; in a check one may leave out."""
    with transaction():
        attempt = session().get(Attempt, attempt_id, with_for_update={"key_share": True})
        if attempt is None:
            raise NotYours
        require(can(actor_id, Action.ANSWER_QUIZ, Matter(attempt.person_id, clock.today(zone()))))
        once(actor_id, key, {"attempt": attempt_id}, lambda: {"id": _finish(attempt)})


def over(ends_at: datetime) -> bool:
    """Whether the time is over, an answer's way to the server included."""
    return clock.now() > ends_at + GRACE


def close_if_over(attempt_id: int) -> bool:
    """End an attempt whose time is over, at the moment when it was. Whether it did. Asks no right: the clock does."""
    found = session().execute(select(Attempt.ends_at, Attempt.closed_at).where(Attempt.id == attempt_id)).one_or_none()
    if found is None or found.closed_at is not None or found.ends_at is None or not over(found.ends_at):
        return False
    with transaction():
        attempt = session().get(Attempt, attempt_id, with_for_update={"key_share": True}, populate_existing=True)
        assert attempt is not None
        assert attempt.ends_at is not None
        if attempt.closed_at is None:
            close(attempt, attempt.ends_at)
    return True


def close(attempt: Attempt, at: datetime) -> None:
    """In the caller's transaction, which holds the attempt: score what is open, close it, add it to the file."""
    items, responses = _children(attempt.id)
    if attempt.mode == Mode.CHECK:
        _score(attempt.id, items, at)
        items, responses = _children(attempt.id)
    attempt.closed_at = at
    session().flush()
    body = records.body_of(attempt, items=items, responses=responses)
    modules = {item.module for item in items}
    skills = [skill.id for skill in edition.catalog().skills.values() if modules & set(skill.taught_by)]
    records.add_all(
        records.Fact(attempt.person_id, Verb.ANSWERED, "attempt", attempt.id, skill, attempt.person_id, at, body)
        for skill in (skills or (None,))
    )


def _finish(attempt: Attempt) -> int:
    if attempt.closed_at is not None:
        return attempt.id
    if attempt.ends_at is not None and over(attempt.ends_at):
        close(attempt, attempt.ends_at)
        return attempt.id
    items, responses = _children(attempt.id)
    confirmed = {response.position for response in responses if response.confirmed_at is not None}
    missing = [str(item.position) for item in items if item.position not in confirmed]
    if missing and attempt.mode != Mode.CHECK:
        raise Conflict(_("Still to confirm: question %(numbers)s", numbers=_(", ").join(missing)))
    close(attempt, clock.now())
    return attempt.id


def _score(attempt_id: int, items: Sequence[AttemptItem], at: datetime) -> None:
    """Confirm every answer of a check as it stands; what was left out is an empty answer that is worth nothing.

    Locked before they are read: an answer that is on its way in another tab is either in time or finds this one.
    """
    left_out = {"seq": 0, "device": "", "answer": {}, "unsure": False, "language": "", "saved_at": at}
    rows = [{"attempt_id": attempt_id, "position": item.position, **left_out} for item in items]
    session().execute(insert_into(Response).values(rows).on_conflict_do_nothing())
    questions = {item.position: question_of(item.question_hash) for item in items}
    mine = select(Response).where(Response.attempt_id == attempt_id, Response.confirmed_at.is_(None)).with_for_update()
    for response in session().scalars(mine, execution_options={"populate_existing": True}):
        question = questions[response.position]
        empty = not any(response.answer.values())
        response.score = 0.0 if empty else kind_of(question).score(question.body, response.answer)
        response.confirmed_at = at
    session().flush()


def _children(attempt_id: int) -> tuple[Sequence[AttemptItem], Sequence[Response]]:
    items = session().scalars(
        select(AttemptItem).where(AttemptItem.attempt_id == attempt_id).order_by(AttemptItem.position)
    )
    responses = session().scalars(
        select(Response).where(Response.attempt_id == attempt_id), execution_options={"populate_existing": True}
    )
    return items.all(), responses.all()


def body_of_attempt(attempt_id: int) -> dict[str, Any] | None:
    attempt = session().get(Attempt, attempt_id)
    if attempt is None:
        return None
    items, responses = _children(attempt_id)
    return records.body_of(attempt, items=items, responses=responses)


def body_of_first_form(attempt_id: int) -> dict[str, Any] | None:
    """An attempt as it was before there were other answers than chosen options; see migration 0004."""
    body = body_of_attempt(attempt_id)
    if body is None:
        return None
    told = {key: value for key, value in body.items() if key not in ("mode", "ends_at")}
    items = [{key: value for key, value in item.items() if key != "module"} for item in body["items"]]
    responses = [
        {name: response[name] for name in ("attempt_id", "position", "seq", "saved_at", "confirmed_at")}
        | {"chosen": response["answer"].get("chosen", []), "right": response["score"] == 1}
        for response in body["responses"]
    ]
    return told | {
        "items": records.in_order_of_digest(items),
        "responses": records.in_order_of_digest(responses),
    }


records.BODIES["attempt"] = body_of_attempt
records.EARLIER["attempt", 1] = body_of_first_form
