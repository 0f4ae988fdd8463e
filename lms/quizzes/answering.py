"""Keeping an answer as it stands, and confirming it. What was confirmed stays; its key leaves the server only then."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.sql.dml import Insert

from lms import clock
from lms.db import insert_into, insert_row, is_sqlite, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _, language, zone
from lms.people.policy import Action, Matter, can, require
from lms.questions.answers import Answer, plain
from lms.questions.kinds import kind_of
from lms.quizzes.ending import close, over
from lms.quizzes.models import Attempt, AttemptItem, LateAnswer, Response
from lms.quizzes.rules import Mode
from lms.quizzes.versions import question_of

LONGEST_DEVICE = 40
MOST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a page sends it. seq: of the page's script, 0 where none runs; device: a name that each tab makes.

    seconds: how long the item was before the reader's eyes; None when nothing counted.
    """

    answer: Answer
    seq: int = 0
    device: str = ""
    unsure: bool = False
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What the server holds after a save. late: the time was over, so it is kept beside what counts.

    lacks: what keeps the answer that stands from being whole, in words.
    """

    position: int
    seq: int
    device: str
    answer: dict[str, list[str]]
    unsure: bool
    late: bool = False
    lacks: str | None = None


def save(actor_id: int, attempt_id: int, position: int, given: Given) -> Saved:
    """Keep an answer as it stands. Of two, the one with the higher (seq, device) stands, in whatever order they come.

    Raises NotYours; AlreadyClosed when it was confirmed or the attempt ended before; Unusable for what is no answer to
    the item.
    """
    with transaction():
        item = _item_of(actor_id, attempt_id, position)
        _check(item, given)
        if _is_held(item, given):  # only the echo was lost, whatever has come to an end since
            return _saved(position, item)
        if _over(item):
            return _keep_late(attempt_id, position, given)
        _check_open(item)
        if not _store(attempt_id, position, given):
            item = _item_of(actor_id, attempt_id, position)
            if item.confirmed_at is not None:
                raise AlreadyClosed(_("This answer was confirmed; its explanation has been seen."))
            return _saved(position, item)
        lacks = _lacks(item, given.answer)
        return Saved(position, given.seq, given.device, plain(given.answer), given.unsure, lacks=lacks)


def confirm(actor_id: int, attempt_id: int, position: int, given: Given) -> None:
    """The answer is final: from here on its explanation may be seen. Confirming the same again changes nothing.

    The attempt ends with its last answer. Raises NotYours; Unusable for what is no answer to the item, or not a whole
    one; AlreadyClosed when another answer was confirmed; Conflict in a check, which explains at its end.
    """
    with transaction():
        item = _item_of(actor_id, attempt_id, position)
        question = question_of(item.question_hash)
        if item.mode == Mode.CHECK:
            raise Conflict(_("In a check you read why at the end."))
        if item.confirmed_at is None:
            _check_open(item)
            _check(item, given)
            lacking = _lacks(item, given.answer)
            if lacking:
                raise Unusable(fields={"chosen": lacking})
        score = kind_of(question).score(question.body, given.answer)
        if item.confirmed_at is None and _store(attempt_id, position, given, confirmed_at=clock.now(), score=score):
            _close_when_all_is_confirmed(attempt_id)
            return
        item = _item_of(actor_id, attempt_id, position)
        if plain(item.answer) != plain(given.answer):
            raise AlreadyClosed(_("This answer was confirmed; its explanation has been seen."))


# Statements of the writing path are built once: building them anew costs more than running them.
_ITEM = (
    select(
        Attempt.person_id, Attempt.mode, Attempt.ends_at, Attempt.closed_at,
        AttemptItem.option_order, AttemptItem.question_hash,
        Response.seq, Response.device, Response.answer, Response.unsure, Response.confirmed_at,
    )
    .join(AttemptItem, (AttemptItem.attempt_id == Attempt.id) & (AttemptItem.position == bindparam("position")))
    .outerjoin(Response, (Response.attempt_id == Attempt.id) & (Response.position == bindparam("position")))
    .where(Attempt.id == bindparam("attempt"))
)  # fmt: skip
_UNCONFIRMED = (
    select(func.count())
    .select_from(AttemptItem)
    .outerjoin(Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position))
    .where(AttemptItem.attempt_id == bindparam("attempt"), Response.confirmed_at.is_(None))
)
_ANSWER_COLUMNS = (
    "seq", "device", "answer", "unsure", "language", "seconds", "saved_at", "confirmed_at", "score",
)  # fmt: skip


@cache
def _upsert(sqlite_there: bool) -> Insert:
    """Keep an answer unless a later or a confirmed one is there; gives back its sequence when it was kept.

    The comparison stands in the statement: what was read before it may be old by the time it writes.
    """
    new_row = insert_into(Response, on_sqlite=sqlite_there)
    new = new_row.excluded
    latest = {name: new[name] for name in _ANSWER_COLUMNS} | {
        "seq": case((Response.seq > new.seq, Response.seq), else_=new.seq)
    }
    later = or_(Response.seq < new.seq, and_(Response.seq == new.seq, Response.device < new.device))
    goes_on = Response.confirmed_at.is_(None) & or_(new.confirmed_at.is_not(None), later)
    return new_row.on_conflict_do_update(
        index_elements=["attempt_id", "position"], set_=latest, where=goes_on
    ).returning(Response.seq)


def _item_of(actor_id: int, attempt_id: int, position: int) -> Any:
    row = session().connection().execute(_ITEM, {"attempt": attempt_id, "position": position}).one_or_none()
    if row is None:
        raise NotYours
    require(can(actor_id, Action.ANSWER_QUIZ, Matter(row.person_id, clock.today(zone()))))
    return row


def _is_held(item: Any, given: Given) -> bool:
    """Whether this very answer stands already."""
    return bool(given.seq) and (item.seq, item.device) == (given.seq, given.device)


def _saved(position: int, item: Any) -> Saved:
    return Saved(position, item.seq, item.device, item.answer, item.unsure, lacks=_lacks(item, item.answer))


def _lacks(item: Any, answer: Answer) -> str | None:
    question = question_of(item.question_hash)
    return kind_of(question).lacks(question, answer, item.option_order)


def _check(item: Any, given: Given) -> None:
    question = question_of(item.question_hash)
    if kind_of(question).refusal(question, given.answer, item.option_order) or len(given.device) > LONGEST_DEVICE:
        raise Unusable(fields={"chosen": _("That is not an answer to this question. Reload the page.")})


def _check_open(row: Any) -> None:
    if row.closed_at is not None:
        raise AlreadyClosed(_("This attempt has ended."))


def _over(item: Any) -> bool:
    """Whether the clock has ended it, even if nobody has looked since."""
    return item.ends_at is not None and over(item.ends_at) and item.closed_at in (None, item.ends_at)


def _store(
    attempt_id: int, position: int, given: Given, *, confirmed_at: datetime | None = None, score: float | None = None
) -> bool:
    """Whether the answer was kept: not when a later or a confirmed one is there."""
    seconds = given.seconds if given.seconds is None else max(0, min(given.seconds, MOST_SECONDS))
    values = {
        "attempt_id": attempt_id, "position": position, "seq": given.seq, "device": given.device,
        "answer": plain(given.answer), "unsure": given.unsure, "language": str(language()), "seconds": seconds,
        "saved_at": clock.now(), "confirmed_at": confirmed_at, "score": score,
    }  # fmt: skip
    return session().connection().execute(_upsert(is_sqlite()), values).one_or_none() is not None


def _keep_late(attempt_id: int, position: int, given: Given) -> Saved:
    answer = plain(given.answer)
    row = {
        "attempt_id": attempt_id, "position": position, "seq": given.seq, "device": given.device,
        "answer": answer, "received_at": clock.now(),
    }  # fmt: skip
    insert_row(LateAnswer, row, unless_there=True)
    return Saved(position, given.seq, given.device, answer, given.unsure, late=True)


def _close_when_all_is_confirmed(attempt_id: int) -> None:
    """Two tabs that confirm the last two answers at once wait here for each other, so that one of them ends it."""
    attempt = session().get(Attempt, attempt_id, with_for_update={"key_share": True}, populate_existing=True)
    assert attempt is not None
    if not session().scalar(_UNCONFIRMED, {"attempt": attempt_id}):
        close(attempt, clock.now())
