"""When a key was wrong: whom its correction touches, and the correction itself, with a message to each of them.

Earlier answers are scored by the key that the item has now. What only the old version could be answered with stays as
it is. By default nobody's score is lowered: they answered by the key that stood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, or_, select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import ModuleId
from lms.curriculum.frozen import freeze
from lms.db import session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, language, zone
from lms.people.directory import hold
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, looks_after_accounts, require
from lms.questions.answers import Answer
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes.marking import keep
from lms.quizzes.marks import counted_score
from lms.quizzes.models import Attempt, AttemptItem, Mark, Response
from lms.quizzes.rules import Standing
from lms.quizzes.standings import standings_of
from lms.quizzes.versions import question_of
from lms.records import notices
from lms.records.models import Verb
from lms.records.service import checked_reason

REGRADED = "regraded"  # the kind of notice by which a person is told
ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Touched:
    """An answer whose score changes. before and after: 0 to 1."""

    person_id: int
    name: str
    attempt_id: int
    position: int
    given_at: datetime
    before: float
    after: float

    @property
    def lower(self) -> bool:
        return self.after < self.before


@dataclass(frozen=True, slots=True)
class Stays:
    """An answer that today's key cannot score: what it holds is gone, or what is right now was not offered then."""

    person_id: int
    name: str
    attempt_id: int
    position: int
    given_at: datetime
    before: float


@dataclass(frozen=True, slots=True)
class Moved:
    """An outcome that stands otherwise for a person once the answers are scored anew."""

    person_id: int
    name: str
    outcome: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Regrade:
    """What a correction does, or has done. lowered: what would be lowered, applied only where that was asked for.

    same: answers that were looked at and keep their score.
    """

    module: str
    question: Question
    applied: tuple[Touched, ...]
    lowered: tuple[Touched, ...]
    stays: tuple[Stays, ...]
    same: int
    moved: tuple[Moved, ...]

    @property
    def people(self) -> int:
        """How many people are told."""
        return len({one.person_id for one in self.applied})


def plan_of(module_id: str, question_id: str, *, also_lower: bool = False, version: str = "") -> Regrade:
    """What scoring an item anew would change, in ended attempts. Asks no right, writes nothing.

    version: hash of a further version, of an item that was called otherwise. Raises NotYours for an item that is
    not in the pool; Unusable for one that a trainer marks.
    """
    found = _scores_of(module_id, question_id, also_lower, version)
    return replace(found, moved=tuple(_moved(module_id, found.applied)))


def _scores_of(
    module_id: str, question_id: str, also_lower: bool, version: str, person_id: int | None = None
) -> Regrade:
    """The answers alone, without what follows for outcomes. person_id: of this person."""
    question = _current(module_id, question_id)
    found = _answers(module_id, question_id, version, person_id)
    applied: list[Touched] = []
    lowered: list[Touched] = []
    stays: list[Stays] = []
    for row in found:
        head = (row.person_id, row.name, row.id, row.position, row.confirmed_at, float(row.score))
        after = _score_now(question, row)
        if after is None:
            stays.append(Stays(*head))
        elif abs(after - row.score) > ALIKE:
            one = Touched(*head, after)
            (lowered if one.lower and not also_lower else applied).append(one)
    same = len(found) - len(applied) - len(lowered) - len(stays)
    return Regrade(module_id, question, tuple(applied), tuple(lowered), tuple(stays), same, ())


def regrade(
    actor_id: int, module_id: str, question_id: str, why: str, *, also_lower: bool = False, version: str = ""
) -> Regrade:
    """Score an item's earlier answers by its key of today; each person whose score changes is told. What was done.

    One transaction a person. What is scored already changes nothing more, so that a run that was killed, or comes
    twice, is simply run again; what another run beside this one has scored is not among what was done. Raises NotYours
    for who does not look after accounts; Unusable by field, or for an item that a trainer marks.
    """
    require(looks_after_accounts(actor_id))
    reason = checked_reason(why)
    plan = plan_of(module_id, question_id, also_lower=also_lower, version=version)
    applied: list[Touched] = []
    for person_id in sorted({one.person_id for one in plan.applied}):
        with transaction():
            hold(person_id)
            require(can(actor_id, Action.REGRADE, Matter(person_id, clock.today(zone()))))
            # what changed since the plan was made is read again: another run may stand beside this one
            mine = _scores_of(module_id, question_id, also_lower, version, person_id)
            if mine.applied:
                _apply(actor_id, mine, reason)
        applied += mine.applied
    done = {one.person_id for one in applied}
    return replace(plan, applied=tuple(applied), moved=tuple(one for one in plan.moved if one.person_id in done))


def _apply(actor_id: int, plan: Regrade, why: str) -> None:
    question, now = plan.question, clock.now()
    versions.keep("question", question.id, question.hash, freeze(question))
    row = None
    for one in plan.applied:
        row = Mark(
            attempt_id=one.attempt_id, position=one.position, kind="regrade", score=one.after, criteria={},
            question_hash=question.hash, comment=why, actor_id=actor_id, at=now,
        )  # fmt: skip
        keep(row, one.person_id, plan.module, Verb.REGRADED)
    last = plan.applied[-1]
    assert row is not None
    told = {
        "question": question.hash, "at": [last.attempt_id, last.position], "given": last.given_at.isoformat(),
        "score": last.after, "answers": len(plan.applied),
    }  # fmt: skip
    notices.tell(last.person_id, REGRADED, told, f"regrade {row.id}")


def _current(module_id: str, question_id: str) -> Question:
    module = edition.catalog().modules.get(ModuleId(module_id))
    found = next((one for one in module.pool.questions if one.id == question_id), None) if module else None
    if found is None:
        raise NotYours
    if kind_of(found).by_trainer:
        raise Unusable(_("A trainer marks this item; it has no key by which it could be scored anew."))
    return found


def _answers(module_id: str, question_id: str, version: str, person_id: int | None) -> Sequence[Row]:  # type: ignore[type-arg]  # of nine columns
    """Confirmed answers of ended attempts that have a score, in the order of time."""
    versions_asked = or_(AttemptItem.question == question_id, AttemptItem.question_hash == version)
    mine = [] if person_id is None else [Attempt.person_id == person_id]
    return (
        session()
        .execute(
            select(
                Attempt.id, Attempt.person_id, Person.name, AttemptItem.position, AttemptItem.question_hash,
                AttemptItem.option_order, Response.answer, Response.confirmed_at, counted_score().label("score"),
            )
            .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
            .join(
                Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
            )
            .join(Person, Person.id == Attempt.person_id)
            .where(
                AttemptItem.module == module_id, versions_asked, Attempt.closed_at.is_not(None),
                counted_score().is_not(None), *mine,
            )
            .order_by(Response.confirmed_at, Attempt.id, AttemptItem.position)
        )
        .all()
    )  # fmt: skip


def _score_now(question: Question, row: Row) -> float | None:  # type: ignore[type-arg]  # of nine columns
    """By the key of today; None where the answer is none of today's, or what is right now was not offered then."""
    answer: Answer = row.answer
    if not any(answer.values()):
        return 0.0
    kind, asked = kind_of(question), question_of(row.question_hash)
    if asked.kind != question.kind or kind.refusal(question, answer, row.option_order):
        return None
    if kind.refusal(asked, kind.key(question.body), row.option_order):
        return None
    return kind.score(question.body, answer)


def _moved(module_id: str, applied: Sequence[Touched]) -> list[Moved]:
    module = edition.catalog().modules[ModuleId(module_id)]
    people = {one.person_id: one.name for one in applied}
    if not people:
        return []
    asked = {module_id: [outcome.id for outcome in module.outcomes]}
    anew: Mapping[tuple[int, int], float] = {(one.attempt_id, one.position): one.after for one in applied}
    before, after = standings_of(list(people), asked), standings_of(list(people), asked, anew=anew)
    found = []
    for person_id, name in people.items():
        for outcome in module.outcomes:
            stood, stands = (side[person_id][module_id][outcome.id].standing for side in (before, after))
            if stood is not stands:
                found.append(Moved(person_id, name, outcome.text.in_(language()), stood, stands))
    return found
