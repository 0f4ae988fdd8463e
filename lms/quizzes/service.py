"""Beginning an attempt, and reading one with the item versions that it was made with."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import Module, ModuleId
from lms.curriculum.frozen import freeze
from lms.db import once, session, transaction
from lms.errors import NotYours
from lms.i18n import zone
from lms.people.directory import hold
from lms.people.policy import Action, Matter, can, require
from lms.questions.kinds import kind_of
from lms.questions.question import ContentHash, Question
from lms.quizzes.answering import confirm, save
from lms.quizzes.ending import close_if_over, finish
from lms.quizzes.marks import counted_hash, counted_score
from lms.quizzes.models import Attempt, AttemptItem, Response
from lms.quizzes.rules import Drawn, Mode, draw, ends_at
from lms.quizzes.timing import extra_percent
from lms.quizzes.versions import question_of

__all__ = [
    "AttemptView", "ItemView", "OpenAttempt", "attempt_view", "attempts_at", "begin", "close_if_over", "confirm",
    "finish", "open_attempts", "save", "start",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of an attempt as its page needs it. score: the one that counts; None until confirmed and marked.

    keyed: the version whose key counts, where that was corrected after the attempt.
    """

    position: int
    module: str
    question: Question
    option_order: list[str]
    answer: dict[str, list[str]]
    seq: int
    device: str
    unsure: bool
    confirmed: bool
    score: float | None
    keyed: Question | None = None

    @property
    def right(self) -> bool | None:
        """Worth all of it; None until there is a score."""
        return None if self.score is None else self.score == 1

    @property
    def waits(self) -> bool:
        """Whether it waits for a trainer's mark."""
        return self.confirmed and self.score is None

    @property
    def answered(self) -> bool:
        return any(self.answer.values())

    @property
    def lacks(self) -> str | None:
        """What keeps the answer from being whole, in words."""
        return kind_of(self.question).lacks(self.question, self.answer, self.option_order)

    @property
    def controls(self) -> Any:
        return kind_of(self.question).controls(self.question, self.option_order)

    @property
    def explained(self) -> Any:
        question = self.keyed or self.question
        return kind_of(question).explain(question, self.answer, self.option_order)

    @property
    def words_given(self) -> list[str]:
        return kind_of(self.question).words_of(self.question, self.answer)

    @property
    def words_of_key(self) -> list[str]:
        question = self.keyed or self.question
        kind = kind_of(question)
        return kind.words_of(question, kind.key(question.body))


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An attempt with its items in the order asked."""

    id: int
    person_id: int
    module: str
    mode: Mode
    number: int
    started_at: datetime
    ends_at: datetime | None
    closed_at: datetime | None
    items: tuple[ItemView, ...] = field(default=())

    @property
    def confirmed(self) -> int:
        return sum(item.confirmed for item in self.items)

    @property
    def right(self) -> int:
        return sum(item.right is True for item in self.items)

    @property
    def scored(self) -> int:
        """How many have a score: all but those that wait for a trainer's mark."""
        return sum(item.score is not None for item in self.items)

    @property
    def timed_out(self) -> bool:
        """Whether the clock ended it."""
        return self.closed_at is not None and self.closed_at == self.ends_at

    @property
    def first_open(self) -> int | None:
        """Position of the first item that is not confirmed."""
        return next((item.position for item in self.items if not item.confirmed), None)


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """A quiz under way. position: of the first item that is not confirmed, None when only the end is left."""

    id: int
    module: str
    mode: Mode
    ends_at: datetime | None
    position: int | None
    confirmed: int
    items: int


def start(actor_id: int, module_id: str, key: str, mode: Mode = Mode.PRACTICE, seed: int | None = None) -> int:
    """Begin an attempt, or go on with the open one of this mode. Returns its id. Raises NotYours for an unknown module.

    seed: what is drawn follows from it; by chance when left out.
    """
    with transaction():
        hold(actor_id)
        require(can(actor_id, Action.ANSWER_QUIZ, Matter(actor_id, clock.today(zone()))))
        module = edition.catalog().modules.get(ModuleId(module_id))
        if module is None or mode is Mode.RECALL:
            raise NotYours
        body = {"module": module_id, "mode": str(mode)}
        done = once(actor_id, key, body, lambda: {"id": _open_attempt(actor_id, module, mode, seed)})
        return int(done["id"])


def _open_attempt(person_id: int, module: Module, mode: Mode, seed: int | None) -> int:
    mine = (Attempt.person_id == person_id) & (Attempt.module == module.id)
    under_way = session().scalar(select(Attempt.id).where(mine, Attempt.mode == mode, Attempt.closed_at.is_(None)))
    if under_way is not None and not close_if_over(under_way):
        return under_way
    seen = set(
        session().scalars(
            select(AttemptItem.question)
            .join(Attempt, Attempt.id == AttemptItem.attempt_id)
            .join(
                Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
            )
            .where(Attempt.person_id == person_id, AttemptItem.module == module.id, Response.confirmed_at.is_not(None))
        )
    )
    seed = secrets.randbits(31) if seed is None else seed
    drawn = draw(module.pool.questions, seen, seed)
    questions = {q.id: (str(module.id), q) for q in module.pool.questions}
    minutes = module.pool.check_minutes if mode is Mode.CHECK else None
    return begin(person_id, str(module.id), mode, seed, drawn, questions, minutes)


def begin(
    person_id: int, module: str, mode: Mode, seed: int, drawn: tuple[Drawn, ...],
    questions: dict[str, tuple[str, Question]], minutes: int | None = None,
) -> int:  # fmt: skip
    """In the caller's transaction: an attempt at the items drawn. questions: by id the module and the item itself."""
    now = clock.now()
    mine = (Attempt.person_id == person_id) & (Attempt.module == module) & (Attempt.mode == mode)
    number = (session().scalar(select(func.max(Attempt.number)).where(mine)) or 0) + 1
    until = ends_at(now, minutes, extra_percent(person_id)) if minutes is not None else None
    attempt = Attempt(
        person_id=person_id, module=module, mode=mode, number=number, seed=seed, started_at=now, ends_at=until
    )
    session().add(attempt)
    session().flush()
    # Kept in one order for all, else two people who begin at once wait for each other's rows.
    for _module, question in sorted((questions[one.question] for one in drawn), key=lambda found: found[1].hash):
        versions.keep("question", question.id, question.hash, freeze(question))
    for position, one in enumerate(drawn, start=1):
        module_id, question = questions[one.question]
        session().add(
            AttemptItem(
                attempt_id=attempt.id,
                position=position,
                module=module_id,
                question=question.id,
                question_hash=question.hash,
                outcome=question.outcome,
                option_order=list(one.order),
            )
        )
    session().flush()
    return attempt.id


def attempt_view(actor_id: int, attempt_id: int) -> AttemptView:
    """An attempt with the item versions it was made with. One whose time is over is ended first. Raises NotYours."""
    attempt = session().get(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    require(can(actor_id, Action.SEE_ATTEMPT, Matter(attempt.person_id, clock.today(zone()))))
    if attempt.ends_at is not None and close_if_over(attempt_id):
        attempt = session().get(Attempt, attempt_id)
        assert attempt is not None
    rows = session().execute(
        select(AttemptItem, Response, counted_score().label("score"), counted_hash().label("keyed"))
        .outerjoin(
            Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
        )
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    )
    return AttemptView(
        attempt.id, attempt.person_id, attempt.module, Mode(attempt.mode), attempt.number, attempt.started_at,
        attempt.ends_at, attempt.closed_at, tuple(_item_view(*row) for row in rows),
    )  # fmt: skip


def _item_view(
    item: AttemptItem, response: Response | None, score: float | None, keyed: ContentHash | None
) -> ItemView:  # fmt: skip
    return ItemView(
        position=item.position,
        module=item.module,
        question=question_of(item.question_hash),
        option_order=list(item.option_order),
        answer=dict(response.answer) if response else {},
        seq=response.seq if response else 0,
        device=response.device if response else "",
        unsure=response.unsure if response else False,
        confirmed=response is not None and response.confirmed_at is not None,
        score=score if response is not None and response.confirmed_at is not None else None,
        keyed=question_of(keyed) if keyed not in (None, item.question_hash) else None,
    )


def open_attempts(person_id: int) -> list[OpenAttempt]:
    """The quizzes that a person has begun and not ended, the latest first, in one query. Asks no right.

    One whose time is over is left out: it has ended, whether or not somebody has looked at it since.
    """
    confirmed = Response.confirmed_at.is_not(None)
    rows = session().execute(
        select(
            Attempt.id,
            Attempt.module,
            Attempt.mode,
            Attempt.ends_at,
            func.min(case((confirmed, None), else_=AttemptItem.position)),
            func.count(case((confirmed, 1))),
            func.count(),
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .outerjoin(
            Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
        )
        .where(
            Attempt.person_id == person_id,
            Attempt.closed_at.is_(None),
            Attempt.ends_at.is_(None) | (Attempt.ends_at > clock.now()),
        )
        .group_by(Attempt.id, Attempt.module, Attempt.mode, Attempt.started_at, Attempt.ends_at)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    )
    return [OpenAttempt(row[0], row[1], Mode(row[2]), *row[3:]) for row in rows]


def attempts_at(actor_id: int, person_id: int, module_id: str) -> list[Attempt]:
    """A person's attempts at a module, the latest first. Raises NotYours."""
    require(can(actor_id, Action.SEE_ATTEMPT, Matter(person_id, clock.today(zone()))))
    return list(
        session().scalars(
            select(Attempt)
            .where(Attempt.person_id == person_id, Attempt.module == module_id)
            .order_by(Attempt.id.desc())
        )
    )
