"""Taking a quiz: draw, save, confirm, finish. What was confirmed stays; its key leaves the server only then."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import Module, ModuleId, Question
from lms.curriculum.frozen import freeze, thaw_question
from lms.curriculum.models import ContentVersion
from lms.db import is_sqlite, once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _, zone
from lms.people.directory import hold
from lms.people.policy import Action, Matter, can, require
from lms.quizzes.models import Attempt, AttemptItem, Response
from lms.quizzes.rules import draw, is_right, not_complete
from lms.records import service as records
from lms.records.models import Verb


@dataclass(frozen=True, slots=True)
class Saved:
    """What the server holds of an answer after a save. seq: the sequence of the answer that stands."""

    position: int
    seq: int
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of an attempt as its page needs it. right is None until the answer is confirmed."""

    position: int
    question: Question
    option_order: tuple[str, ...]
    chosen: frozenset[str]
    seq: int
    confirmed: bool
    right: bool | None


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An attempt with its items in the order asked."""

    id: int
    person_id: int
    module: str
    number: int
    started_at: datetime
    closed_at: datetime | None
    items: tuple[ItemView, ...]

    @property
    def confirmed(self) -> int:
        return sum(item.confirmed for item in self.items)

    @property
    def right(self) -> int:
        return sum(item.right is True for item in self.items)

    @property
    def first_open(self) -> int | None:
        """Position of the first item that is not confirmed."""
        return next((item.position for item in self.items if not item.confirmed), None)


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """A quiz under way. position: of the first item that is not confirmed, None when only the end is left."""

    id: int
    module: str
    position: int | None
    confirmed: int
    items: int


def start(actor_id: int, module_id: str, key: str, seed: int | None = None) -> int:
    """Begin an attempt, or go on with the one that is open. Returns its id. Raises NotYours for an unknown module.

    seed: what is drawn follows from it; by chance when left out.
    """
    with transaction():
        hold(actor_id)
        require(can(actor_id, Action.ANSWER_QUIZ, Matter(actor_id, clock.today(zone()))))
        module = edition.catalog().modules.get(ModuleId(module_id))
        if module is None:
            raise NotYours
        done = once(actor_id, key, {"module": module_id}, lambda: {"id": _open_attempt(actor_id, module, seed)})
        return int(done["id"])


def _open_attempt(person_id: int, module: Module, seed: int | None) -> int:
    mine = (Attempt.person_id == person_id) & (Attempt.module == module.id)
    under_way = session().scalar(select(Attempt.id).where(mine, Attempt.closed_at.is_(None)))
    if under_way is not None:
        return under_way
    seen = set(
        session().scalars(
            select(AttemptItem.question)
            .join(Attempt, Attempt.id == AttemptItem.attempt_id)
            .join(
                Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
            )
            .where(mine, Response.confirmed_at.is_not(None))
        )
    )
    number = (session().scalar(select(func.max(Attempt.number)).where(mine)) or 0) + 1
    seed = secrets.randbits(31) if seed is None else seed
    attempt = Attempt(person_id=person_id, module=module.id, number=number, seed=seed, started_at=clock.now())
    session().add(attempt)
    session().flush()
    drawn = draw(module.pool.questions, seen, attempt.seed)
    questions = {q.id: q for q in module.pool.questions}
    # Kept in one order for all, else two people who begin at once wait for each other's rows.
    for question in sorted((questions[one.question] for one in drawn), key=lambda q: q.hash):
        versions.keep("question", question.id, question.hash, freeze(question))
    for position, one in enumerate(drawn, start=1):
        question = questions[one.question]
        session().add(
            AttemptItem(
                attempt_id=attempt.id,
                position=position,
                question=question.id,
                question_hash=question.hash,
                outcome=question.outcome,
                option_order=list(one.options),
            )
        )
    session().flush()
    return attempt.id


def save(actor_id: int, attempt_id: int, position: int, seq: int, chosen: Sequence[str]) -> Saved:
    """Keep an answer as it stands. An answer with a lower sequence than the one kept changes nothing.

    Raises NotYours; AlreadyClosed when it was confirmed before; Unusable for an option that the item does not have.
    """
    with transaction():
        item = _item_to_answer(actor_id, attempt_id, position)
        _check_options(chosen, item.option_order)
        if _store(attempt_id, position, seq, chosen):
            return Saved(position, seq, tuple(chosen))
        item = _item_to_answer(actor_id, attempt_id, position)
        if item.confirmed_at is not None:
            raise AlreadyClosed(_("This answer was confirmed; its explanation has been seen."))
        return Saved(position, item.seq, tuple(item.chosen))


def confirm(actor_id: int, attempt_id: int, position: int, seq: int, chosen: Sequence[str]) -> None:
    """The answer is final: from here on its explanation may be seen. Confirming the same again changes nothing.

    The attempt ends with its last answer. Raises NotYours; Unusable for an unknown option, or fewer or more than the
    question says; AlreadyClosed when another answer was confirmed.
    """
    with transaction():
        item = _item_of(actor_id, attempt_id, position)
        question = thaw_question(versions.body_of(item.question_hash))
        if item.confirmed_at is None:
            _check_open(item)
            _check_options(chosen, item.option_order)
            _check_number(question, len(chosen))
        right = is_right(question, frozenset(chosen))
        if item.confirmed_at is None and _store(
            attempt_id, position, seq, chosen, confirmed_at=clock.now(), right=right
        ):
            _finish_when_all_is_confirmed(attempt_id)
            return
        item = _item_of(actor_id, attempt_id, position)
        if set(item.chosen) != set(chosen):
            raise AlreadyClosed(_("This answer was confirmed; its explanation has been seen."))


# Statements of the writing path are built once: building them anew costs more than running them.
_ITEM = (
    select(
        Attempt.person_id, Attempt.closed_at, AttemptItem.option_order, AttemptItem.question_hash,
        Response.seq, Response.chosen, Response.confirmed_at,
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
_ANSWER_COLUMNS = ("seq", "chosen", "saved_at", "confirmed_at", "right")


@cache
def _upsert(sqlite_there: bool) -> Insert:
    """Keep an answer unless a later or a confirmed one is there; gives back its sequence when it was kept.

    The comparison stands in the statement: what was read before it may be old by the time it writes.
    """
    insert = sqlite.insert(Response) if sqlite_there else postgresql.insert(Response)
    new = insert.excluded
    latest = {name: new[name] for name in _ANSWER_COLUMNS} | {
        "seq": case((Response.seq > new.seq, Response.seq), else_=new.seq)
    }
    goes_on = Response.confirmed_at.is_(None) & (new.confirmed_at.is_not(None) | (Response.seq < new.seq))
    return insert.on_conflict_do_update(
        index_elements=["attempt_id", "position"], set_=latest, where=goes_on
    ).returning(Response.seq)


def _item_to_answer(actor_id: int, attempt_id: int, position: int) -> Any:
    row = _item_of(actor_id, attempt_id, position)
    _check_open(row)
    return row


def _item_of(actor_id: int, attempt_id: int, position: int) -> Any:
    row = session().connection().execute(_ITEM, {"attempt": attempt_id, "position": position}).one_or_none()
    if row is None:
        raise NotYours
    require(can(actor_id, Action.ANSWER_QUIZ, Matter(row.person_id, clock.today(zone()))))
    return row


def _check_open(row: Any) -> None:
    if row.closed_at is not None:
        raise AlreadyClosed(_("This attempt has ended."))


def _check_number(question: Question, chosen: int) -> None:
    lacking = not_complete(question, chosen)
    if lacking and not chosen and question.says_how_many in (1, None):
        raise Unusable(fields={"chosen": _("Choose an answer first.")})
    if lacking > 0:
        raise Unusable(fields={"chosen": _("Choose %(num)s more.", num=lacking)})
    if lacking < 0:
        raise Unusable(
            fields={
                "chosen": _("Choose only %(count)s: take %(num)s back.", count=question.says_how_many, num=-lacking)
            }
        )


def _check_options(chosen: Sequence[str], order: Sequence[str]) -> None:
    if not set(chosen) <= set(order) or len(set(chosen)) != len(chosen):
        raise Unusable(fields={"chosen": _("That is not an answer to this question. Reload the page.")})


def _store(
    attempt_id: int, position: int, seq: int, chosen: Sequence[str], *, confirmed_at: datetime | None = None,
    right: bool | None = None,
) -> bool:  # fmt: skip
    """Whether the answer was kept: not when a later or a confirmed one is there."""
    values = {
        "attempt_id": attempt_id, "position": position, "seq": seq, "chosen": list(chosen),
        "saved_at": clock.now(), "confirmed_at": confirmed_at, "right": right,
    }  # fmt: skip
    return session().connection().execute(_upsert(is_sqlite()), values).one_or_none() is not None


def finish(actor_id: int, attempt_id: int, key: str) -> None:
    """End an attempt; it is a fact from here on. Raises NotYours; Conflict naming the items that are not confirmed."""
    with transaction():
        attempt = session().get(Attempt, attempt_id, with_for_update={"key_share": True})
        if attempt is None:
            raise NotYours
        require(can(actor_id, Action.ANSWER_QUIZ, Matter(attempt.person_id, clock.today(zone()))))
        once(actor_id, key, {"attempt": attempt_id}, lambda: {"id": _finish(attempt)})


def _finish_when_all_is_confirmed(attempt_id: int) -> None:
    """Two tabs that confirm the last two answers at once wait here for each other, so that one of them ends it."""
    attempt = session().get(Attempt, attempt_id, with_for_update={"key_share": True}, populate_existing=True)
    assert attempt is not None
    if not session().scalar(_UNCONFIRMED, {"attempt": attempt_id}):
        _finish(attempt)


def _finish(attempt: Attempt) -> int:
    if attempt.closed_at is not None:
        return attempt.id
    items, responses = _children(attempt.id)
    confirmed = {response.position for response in responses if response.confirmed_at is not None}
    missing = [str(item.position) for item in items if item.position not in confirmed]
    if missing:
        raise Conflict(_("Still to confirm: question %(numbers)s", numbers=_(", ").join(missing)))
    attempt.closed_at = clock.now()
    session().flush()
    body = records.body_of(attempt, items=items, responses=responses)
    skills: list[str] = [skill.id for skill in edition.catalog().skills.values() if attempt.module in skill.taught_by]
    records.add_all(
        records.Fact(
            attempt.person_id, Verb.ANSWERED, "attempt", attempt.id, skill, attempt.person_id, attempt.closed_at, body
        )
        for skill in (skills or (None,))
    )
    return attempt.id


def _children(attempt_id: int) -> tuple[Sequence[AttemptItem], Sequence[Response]]:
    items = session().scalars(
        select(AttemptItem).where(AttemptItem.attempt_id == attempt_id).order_by(AttemptItem.position)
    )
    responses = session().scalars(select(Response).where(Response.attempt_id == attempt_id))
    return items.all(), responses.all()


def attempt_view(actor_id: int, attempt_id: int) -> AttemptView:
    """An attempt with the item versions it was made with. Raises NotYours."""
    attempt = session().get(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    require(can(actor_id, Action.SEE_ATTEMPT, Matter(attempt.person_id, clock.today(zone()))))
    rows = session().execute(
        select(AttemptItem, Response, ContentVersion.body)
        .join(ContentVersion, ContentVersion.hash == AttemptItem.question_hash)
        .outerjoin(
            Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
        )
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    )
    return AttemptView(
        attempt.id, attempt.person_id, attempt.module, attempt.number, attempt.started_at, attempt.closed_at,
        tuple(_item_view(item, response, body) for item, response, body in rows),
    )  # fmt: skip


def _item_view(item: AttemptItem, response: Response | None, body: dict[str, Any]) -> ItemView:
    return ItemView(
        position=item.position,
        question=thaw_question(body),
        option_order=tuple(item.option_order),
        chosen=frozenset(response.chosen if response else ()),
        seq=response.seq if response else 0,
        confirmed=response is not None and response.confirmed_at is not None,
        right=response.right if response else None,
    )


def open_attempts(person_id: int) -> list[OpenAttempt]:
    """The quizzes that a person has begun and not ended, the latest first, in one query. Asks no right."""
    confirmed = Response.confirmed_at.is_not(None)
    rows = session().execute(
        select(
            Attempt.id,
            Attempt.module,
            func.min(case((confirmed, None), else_=AttemptItem.position)),
            func.count(case((confirmed, 1))),
            func.count(),
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .outerjoin(
            Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
        )
        .where(Attempt.person_id == person_id, Attempt.closed_at.is_(None))
        .group_by(Attempt.id, Attempt.module, Attempt.started_at)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    )
    return [OpenAttempt(*row) for row in rows]


def attempts_at(actor_id: int, person_id: int, module_id: str) -> list[Attempt]:
    """A person's attempts at a module, the latest first. Raises NotYours."""
    require(can(actor_id, Action.SEE_ATTEMPT, Matter(person_id, clock.today(zone()))))
    return list(
        session().scalars(
            select(Attempt)
            .where(Attempt.person_id == person_id, Attempt.module == module_id)
            .order_by(Attempt.number.desc())
        )
    )


def body_of_attempt(attempt_id: int) -> dict[str, Any] | None:
    attempt = session().get(Attempt, attempt_id)
    if attempt is None:
        return None
    items, responses = _children(attempt_id)
    return records.body_of(attempt, items=items, responses=responses)


records.BODIES["attempt"] = body_of_attempt
