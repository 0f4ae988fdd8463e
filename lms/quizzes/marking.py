"""Marking an open answer against its criteria. A mark is amended by a later one: the last counts, all stay readable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms import clock
from lms.asking.places import skills_of
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _, zone
from lms.people.directory import names
from lms.people.policy import Action, Matter, can, require
from lms.questions.kinds import kind_of
from lms.questions.kinds.open_answer import Criterion
from lms.questions.question import Question
from lms.quizzes.models import Attempt, AttemptItem, Mark, Response
from lms.quizzes.versions import question_of
from lms.records import notices
from lms.records import service as records
from lms.records.models import Verb

LONGEST_COMMENT = 1000  # characters
NOT_YET, PARTLY, MET = 0, 1, 2
DEGREES = (NOT_YET, PARTLY, MET)
MARKED = "marked"  # the kind of notice by which a trainee is told


@dataclass(frozen=True, slots=True)
class ToMark:
    """An open answer as whoever marks it needs it. language: it was written in, as far as is known.

    last: id of the last mark, 0 for none; criteria: of that mark.
    """

    attempt_id: int
    position: int
    person_id: int
    name: str
    module: str
    question: Question
    answer: str
    language: str
    confirmed_at: datetime
    last: int = 0
    criteria: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""


def may_mark(actor_id: int, person_id: int, module: str) -> bool:
    """Whether the actor teaches the person today in a skill of the module; whoever took over marks what was before."""
    today = clock.today(zone())
    skills: list[str | None] = [*skills_of(module)] or [None]
    return any(can(actor_id, Action.MARK_ANSWER, Matter(person_id, today, skill)) for skill in skills)


def to_mark(actor_id: int, attempt_id: int, position: int) -> ToMark:
    """Raises NotYours, also for an answer that is not confirmed, was left out, or is not a trainer's to mark."""
    row = session().execute(_ANSWER.where(Attempt.id == attempt_id, AttemptItem.position == position)).one_or_none()
    if row is None:
        raise NotYours
    require(may_mark(actor_id, row.person_id, row.module))
    question = question_of(row.question_hash)
    if not kind_of(question).by_trainer or row.score is not None:
        raise NotYours
    last = _last(attempt_id, position)
    return ToMark(
        attempt_id, position, row.person_id, names([row.person_id])[row.person_id], row.module, question,
        "\n".join(kind_of(question).words_of(question, row.answer)), row.language, row.confirmed_at,
        last.id if last else 0, dict(last.criteria) if last else {}, last.comment if last else "",
    )  # fmt: skip


def mark(
    actor_id: int, attempt_id: int, position: int, criteria: Mapping[str, int], comment: str, key: str,
    seen: int | None = None,
) -> int:  # fmt: skip
    """Mark an open answer, or amend the mark. Returns the id of the mark that counts. The trainee is told.

    criteria: by id 2 met, 1 partly, 0 not yet. seen: id of the last mark that the marker saw, 0 for none; None asks
    nothing of it. Raises NotYours; Unusable by criterion; Conflict when somebody else has marked it since.
    """
    with transaction():
        session().get(Attempt, attempt_id, with_for_update={"key_share": True})
        asked = to_mark(actor_id, attempt_id, position)
        said = _checked(asked.question.body.criteria, criteria, comment)
        body = {"at": [attempt_id, position], "criteria": dict(criteria), "comment": said}
        done = once(actor_id, key, body, lambda: {"id": _mark(actor_id, asked, criteria, said, seen)})
        return int(done["id"])


def _mark(actor_id: int, asked: ToMark, criteria: Mapping[str, int], comment: str, seen: int | None) -> int:
    if dict(criteria) == asked.criteria and comment == asked.comment:
        return asked.last
    if seen is not None and seen != asked.last:
        raise Conflict(_("Somebody has marked this meanwhile; their mark stands below. What you wrote is still here."))
    score = sum(criteria.values()) / (MET * len(criteria))
    row = Mark(
        attempt_id=asked.attempt_id, position=asked.position, kind="trainer", score=score, criteria=dict(criteria),
        question_hash=asked.question.hash, comment=comment, actor_id=actor_id, at=clock.now(),
    )  # fmt: skip
    keep(row, asked.person_id, asked.module, Verb.MARKED)
    place = f"mark {asked.attempt_id} {asked.position} "
    notices.settle(asked.person_id, MARKED, place)  # of an amended mark only the last is news
    told = {
        "by": names([actor_id])[actor_id], "module": asked.module, "at": [asked.attempt_id, asked.position],
        "met": sum(one == MET for one in criteria.values()), "count": len(criteria),
    }  # fmt: skip
    notices.tell(asked.person_id, MARKED, told, place + str(row.id))
    return row.id


def keep(row: Mark, person_id: int, module: str, verb: Verb) -> None:
    """In the caller's transaction: add a mark, and a line to the file of the person whose answer it is."""
    session().add(row)
    session().flush()
    skills: list[str | None] = [*skills_of(module)] or [None]
    body = records.body_of(row)
    records.add_all(
        records.Fact(person_id, verb, "mark", row.id, skill, row.actor_id, row.at, body) for skill in skills
    )


def _checked(declared: tuple[Criterion, ...], criteria: Mapping[str, int], comment: str) -> str:
    """The comment, trimmed. Raises Unusable that names each criterion without a value, and a comment that is too long.

    What no page of ours could have sent hangs on no field.
    """
    known = {one.id for one in declared}
    if not set(criteria) <= known or not set(criteria.values()) <= set(DEGREES):
        raise Unusable(_("That is not a mark of this answer. Reload the page."))
    faults = {one.id: _("Choose met, partly or not yet.") for one in declared if one.id not in criteria}
    said = comment.strip()
    if len(said) > LONGEST_COMMENT:
        over = len(said) - LONGEST_COMMENT
        faults["comment"] = _("%(over)s characters too many; %(most)s fit.", over=over, most=LONGEST_COMMENT)
    if faults:
        raise Unusable(fields=faults)
    return said


def _last(attempt_id: int, position: int) -> Mark | None:
    mine = select(Mark).where(Mark.attempt_id == attempt_id, Mark.position == position)
    return session().scalars(mine.order_by(Mark.id.desc()).limit(1)).one_or_none()


_ANSWER = (
    select(
        Attempt.person_id, AttemptItem.module, AttemptItem.question_hash, Response.answer, Response.language,
        Response.confirmed_at, Response.score,
    )
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position))
    .where(Response.confirmed_at.is_not(None))
)  # fmt: skip


def body_of_mark(mark_id: int) -> dict[str, Any] | None:
    row = session().get(Mark, mark_id)
    return None if row is None else records.body_of(row)


records.BODIES["mark"] = body_of_mark
