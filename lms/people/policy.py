"""The one policy: who may do what, to whom. One declared table, read two ways.

`visible()` gives the ids of all persons to whom an action is open, for lists; `can()` asks it of one loaded object.
Rights are the union over a person's relations to another; an action that is not open to oneself is never open to
oneself, whatever else one is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    literal,
    or_,
    select,
    union,
    union_all,
)

from lms.db import session
from lms.errors import NotYours
from lms.people.models import Coaching, Membership, Person, Role, Team

PersonIds = Select[Any]
"""A query of one column, `id`: persons, or teams."""


class Relation(StrEnum):
    """What one person is to another."""

    SELF = "self"
    TRAINER = "trainer"
    MANAGER = "manager"
    ADMIN = "admin"
    OWN_ADMIN = "own_admin"  # oneself, while one looks after accounts


class Action(StrEnum):
    """What can be done to or about a person. Named verb first."""

    SEE_LEARNING = "see_learning"
    SEE_STORY = "see_story"
    SEE_FILE = "see_file"
    LEARN = "learn"
    ACKNOWLEDGE = "acknowledge"
    ASK = "ask"
    SEE_ASKED = "see_asked"
    ANSWER_QUESTION = "answer_question"
    READ_NOTICE = "read_notice"
    ANSWER_QUIZ = "answer_quiz"
    SEE_ATTEMPT = "see_attempt"
    MARK_ANSWER = "mark_answer"
    REGRADE = "regrade"
    GIVE_TIME = "give_time"
    SEE_RECALL = "see_recall"
    PAUSE_RECALL = "pause_recall"
    GIVE_SHOW = "give_show"
    ANSWER_SHOW = "answer_show"
    START_TRY = "start_try"
    SEE_TRY = "see_try"
    RATE = "rate"
    RATE_SELF = "rate_self"
    ASK_TO_WATCH = "ask_to_watch"
    ASK_AGAIN = "ask_again"
    INVITE_GUEST = "invite_guest"
    AGREE_CHANGE = "agree_change"
    LOG_SOLO = "log_solo"
    START_PEER = "start_peer"
    JOIN_TRY = "join_try"
    CALIBRATE = "calibrate"
    SEE_OWN_RATING = "see_own_rating"
    SEE_RATERS = "see_raters"
    CORRECT_FACT = "correct_fact"
    TEACH_CLASS = "teach_class"
    JOIN_CLASS = "join_class"
    NOTE_ABSENCE = "note_absence"
    SEE_ABSENCES = "see_absences"
    DISPUTE_ABSENCE = "dispute_absence"
    CONSENT = "consent"
    RECORD = "record"
    COMMENT = "comment"
    REMOVE_RECORDING = "remove_recording"
    ARRANGE = "arrange"
    SEE_TODO = "see_todo"
    SEE_TEAM = "see_team"
    DECIDE = "decide"
    SEE_CASE = "see_case"
    CONFIRM_DECISION = "confirm_decision"
    REPLY = "reply"
    ENROL = "enrol"
    INVITE = "invite"
    KEEP_ACCOUNT = "keep_account"
    MANAGE_PEOPLE = "manage_people"
    PLACE_PEOPLE = "place_people"
    SEE_CONTENT_FAULTS = "see_content_faults"
    READ_CONTENT_AGAIN = "read_content_again"
    SEE_ITEMS = "see_items"
    SEE_INSIDE = "see_inside"
    SEE_THRESHOLDS = "see_thresholds"
    SET_THRESHOLDS = "set_thresholds"


ONESELF = frozenset({Relation.SELF, Relation.OWN_ADMIN})
_SELF = frozenset({Relation.SELF})
_TEACHES = frozenset({Relation.TRAINER, Relation.MANAGER})
_ANYONE_CONCERNED = _SELF | _TEACHES

TABLE: dict[Action, frozenset[Relation]] = {
    Action.SEE_LEARNING: _ANYONE_CONCERNED,
    Action.SEE_STORY: _ANYONE_CONCERNED,
    Action.SEE_FILE: _ANYONE_CONCERNED,  # the whole of it, to take away
    Action.LEARN: _SELF,
    Action.ACKNOWLEDGE: _SELF,
    Action.ASK: _SELF,
    Action.SEE_ASKED: _ANYONE_CONCERNED,
    Action.ANSWER_QUESTION: _TEACHES,
    Action.READ_NOTICE: _SELF,
    Action.ANSWER_QUIZ: _SELF,
    Action.SEE_ATTEMPT: _ANYONE_CONCERNED,
    Action.MARK_ANSWER: _TEACHES,
    Action.REGRADE: frozenset({Relation.ADMIN, Relation.OWN_ADMIN}),  # by the key, not by whoever starts it
    Action.GIVE_TIME: _TEACHES,
    Action.SEE_RECALL: _ANYONE_CONCERNED,
    Action.PAUSE_RECALL: _ANYONE_CONCERNED,
    Action.GIVE_SHOW: _TEACHES,
    Action.ANSWER_SHOW: _SELF,
    Action.START_TRY: _ANYONE_CONCERNED,
    Action.SEE_TRY: _ANYONE_CONCERNED,
    Action.RATE: _TEACHES,
    Action.RATE_SELF: _SELF,
    Action.ASK_TO_WATCH: _SELF,
    Action.ASK_AGAIN: _SELF,
    Action.INVITE_GUEST: _TEACHES,
    Action.AGREE_CHANGE: _ANYONE_CONCERNED,
    Action.LOG_SOLO: _SELF,
    Action.START_PEER: _SELF,
    Action.JOIN_TRY: _SELF,  # to take part in somebody else's: whose code one has
    Action.CALIBRATE: _SELF,
    Action.SEE_OWN_RATING: _SELF,
    Action.SEE_RATERS: frozenset({Relation.MANAGER}),
    Action.CORRECT_FACT: _TEACHES,
    Action.TEACH_CLASS: _TEACHES,
    Action.JOIN_CLASS: _SELF,
    Action.NOTE_ABSENCE: _TEACHES | {Relation.ADMIN},  # who keeps the leave of a firm need not teach
    Action.SEE_ABSENCES: _ANYONE_CONCERNED | {Relation.ADMIN},
    Action.DISPUTE_ABSENCE: _SELF,
    Action.CONSENT: _SELF,
    Action.RECORD: _ANYONE_CONCERNED,
    Action.COMMENT: _ANYONE_CONCERNED,
    Action.REMOVE_RECORDING: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.ARRANGE: _TEACHES,
    Action.SEE_TODO: _TEACHES,
    Action.SEE_TEAM: frozenset({Relation.MANAGER}),
    Action.DECIDE: frozenset({Relation.MANAGER}),
    Action.SEE_CASE: _ANYONE_CONCERNED,
    # The second person of a decision: another manager, or who looks after people where a company has only one.
    Action.CONFIRM_DECISION: frozenset({Relation.MANAGER, Relation.ADMIN}),
    Action.REPLY: _SELF,
    Action.ENROL: frozenset({Relation.MANAGER, Relation.ADMIN}),
    Action.INVITE: frozenset({Relation.MANAGER, Relation.ADMIN}),
    Action.KEEP_ACCOUNT: _SELF,
    Action.MANAGE_PEOPLE: frozenset({Relation.ADMIN}),
    Action.PLACE_PEOPLE: frozenset({Relation.ADMIN, Relation.OWN_ADMIN}),
    Action.SEE_CONTENT_FAULTS: frozenset({Relation.ADMIN}),
    Action.READ_CONTENT_AGAIN: frozenset({Relation.ADMIN}),
    Action.SEE_ITEMS: _TEACHES | {Relation.ADMIN},  # with their keys, and what all answers say of them; about nobody
    Action.SEE_INSIDE: _TEACHES | {Relation.ADMIN},  # what the customers of the lessons hide; about nobody either
    # What is asked before a review is proposed: about nobody, and an admin who is alone still looks after it.
    Action.SEE_THRESHOLDS: frozenset({Relation.MANAGER, Relation.ADMIN, Relation.OWN_ADMIN}),
    Action.SET_THRESHOLDS: frozenset({Relation.ADMIN, Relation.OWN_ADMIN}),
}


class Concerns(Protocol):
    """An object that rights are asked on: whom it concerns, when it happened, and the skill if it is about one."""

    @property
    def subject_id(self) -> int: ...
    @property
    def happened_on(self) -> date: ...
    @property
    def skill(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Matter:
    """What a right is asked on where no loaded object fits: a person, a local date, the skill if it is about one."""

    subject_id: int
    happened_on: date
    skill: str | None = None


def visible(actor_id: int, action: Action, on: date, skill: str | None = None) -> PersonIds:
    """Ids of the persons to whom the actor may do this on a local date; a coaching for one skill counts for that skill.

    With `skill` None the question is about the person as a whole, and coaching in any one skill suffices.
    """
    return _select(action, literal(actor_id), literal(on), None if skill is None else literal(skill))


def _select(
    action: Action, actor: ColumnElement[int], on: ColumnElement[date], skill: ColumnElement[str] | None
) -> PersonIds:
    parts = []
    for relation in sorted(TABLE[action]):
        found = _PERSONS[relation](actor, on, skill).subquery()
        ids = select(found.c.id)
        parts.append(ids if relation in ONESELF else ids.where(found.c.id != actor))
    return select(union(*parts).subquery().c.id)


@cache
def _question(action: Action, of_skill: bool) -> Select[int]:
    """What `can` asks, built once for each action: building it costs more than running it, and ratings wait for it."""
    return select(literal(1)).where(_is_among(action, of_skill=of_skill))


@cache
def _questions(actions: frozenset[Action], of_skill: bool) -> CompoundSelect[str]:
    """What `granted` asks, built once."""
    return union_all(
        *(select(literal(action.value)).where(_is_among(action, of_skill=of_skill)) for action in sorted(actions))
    )


def _is_among(action: Action, *, of_skill: bool) -> ColumnElement[bool]:
    skill = bindparam("skill", type_=String) if of_skill else None
    found = _select(action, bindparam("actor", type_=Integer), bindparam("on", type_=Date), skill).subquery()
    return select(found.c.id).where(found.c.id == bindparam("subject", type_=Integer)).exists()


def can(actor_id: int, action: Action, thing: Concerns) -> bool:
    """Whether the actor may do this to a loaded object, by their relation on the day it happened."""
    told = _told(actor_id, action, thing)
    if told is not None:
        return told
    asked = _question(action, thing.skill is not None)
    return session().connection().scalar(asked, _values(actor_id, thing)) == 1


def granted(actor_id: int, actions: Iterable[Action], thing: Concerns) -> frozenset[Action]:
    """Those of the actions that `can` allows, for a page on which many hang; in one query."""
    told = {action: _told(actor_id, action, thing) for action in actions}
    allowed = {action for action, known in told.items() if known}
    if asked := frozenset(action for action, known in told.items() if known is None):
        question = _questions(asked, thing.skill is not None)
        allowed |= set(map(Action, session().connection().scalars(question, _values(actor_id, thing))))
    return frozenset(allowed)


def _told(actor_id: int, action: Action, thing: Concerns) -> bool | None:
    """What is known without asking the database: saving an answer is a hot path. None: it has to be asked."""
    oneself = thing.subject_id == actor_id
    if TABLE[action] == _SELF or (oneself and Relation.OWN_ADMIN not in TABLE[action]):
        return oneself and Relation.SELF in TABLE[action]
    return None


def _values(actor_id: int, thing: Concerns) -> dict[str, Any]:
    return {"actor": actor_id, "on": thing.happened_on, "subject": thing.subject_id, "skill": thing.skill}


def for_anybody(actor_id: int, action: Action, on: date) -> bool:
    """Whether there is anybody to whom the actor may do this: what is asked for things that concern no one person."""
    return session().scalar(select(literal(1)).where(visible(actor_id, action, on).exists())) == 1


def open_to(action: Action, thing: Concerns) -> PersonIds:
    """Ids of the persons who may do this to a loaded object: the same table read the other way.

    For actions that are open to those who teach or manage; whoever is oneself is never among them.
    """
    subject, on = literal(thing.subject_id), literal(thing.happened_on)
    parts = []
    if Relation.TRAINER in TABLE[action]:
        trainers = select(Coaching.trainer_id.label("id")).where(
            Coaching.trainee_id == subject, _within(Coaching.from_on.expression, Coaching.to_on.expression, on)
        )
        of_skill = or_(Coaching.skill.is_(None), Coaching.skill == thing.skill)
        parts.append(trainers if thing.skill is None else trainers.where(of_skill))
    if Relation.MANAGER in TABLE[action]:
        parts.append(_managers_of(subject, on))
    found = union(*parts).subquery()
    return select(found.c.id).where(found.c.id != subject)


def _managers_of(subject: ColumnElement[int], on: ColumnElement[date]) -> PersonIds:
    """Who manages a team in which somebody is, or one above it."""
    holds = _within(Membership.from_on.expression, Membership.to_on.expression, on)
    above = select(Membership.team_id.label("id")).where(Membership.person_id == subject, holds).cte(recursive=True)
    above = above.union(select(Team.parent_id).where(Team.id == above.c.id, Team.parent_id.is_not(None)))
    return select(Membership.person_id.label("id")).where(
        Membership.role == Role.MANAGER, Membership.team_id.in_(select(above.c.id)), holds
    )


def looks_after_accounts(actor_id: int) -> bool:
    """Whether the actor is an admin: what is asked for things that concern no single person, as teams do."""
    return session().scalar(select(literal(1)).where(_is_admin(literal(actor_id)))) == 1


def require(allowed: bool) -> None:
    """Raises NotYours, which a stranger cannot tell from a thing that does not exist."""
    if not allowed:
        raise NotYours


def _within(
    column_from: ColumnElement[date], column_to: ColumnElement[date | None], on: ColumnElement[date]
) -> ColumnElement[bool]:
    return (column_from <= on) & or_(column_to.is_(None), column_to >= on)


def _oneself(actor: ColumnElement[int], on: ColumnElement[date], skill: ColumnElement[str] | None) -> PersonIds:
    del on, skill  # one is oneself on any day
    return select(actor.label("id"))


def _own_trainees(actor: ColumnElement[int], on: ColumnElement[date], skill: ColumnElement[str] | None) -> PersonIds:
    trainees = select(Coaching.trainee_id.label("id")).where(
        Coaching.trainer_id == actor, _within(Coaching.from_on.expression, Coaching.to_on.expression, on)
    )
    return trainees if skill is None else trainees.where(or_(Coaching.skill.is_(None), Coaching.skill == skill))


def _own_people(actor: ColumnElement[int], on: ColumnElement[date], skill: ColumnElement[str] | None) -> PersonIds:
    del skill  # a manager answers for every skill
    teams = _teams_managed(actor, on).subquery()
    return select(Membership.person_id.label("id")).where(
        Membership.team_id.in_(select(teams.c.id)),
        _within(Membership.from_on.expression, Membership.to_on.expression, on),
    )


def _everybody(actor: ColumnElement[int], on: ColumnElement[date], skill: ColumnElement[str] | None) -> PersonIds:
    del on, skill  # an account is looked after on any day
    everybody = Person.__table__.alias("everybody")
    return select(everybody.c.id.label("id")).where(_is_admin(actor), everybody.c.guest.is_(False))


def _oneself_as_admin(
    actor: ColumnElement[int], on: ColumnElement[date], skill: ColumnElement[str] | None
) -> PersonIds:
    return _oneself(actor, on, skill).where(_is_admin(actor))


def _is_admin(actor: ColumnElement[int]) -> ColumnElement[bool]:
    return select(literal(1)).where(Person.id == actor, Person.is_admin).exists()


def teams_managed(actor_id: int, on: date) -> PersonIds:
    """Ids of the teams that a person manages on a date, and of all teams below them."""
    return _teams_managed(literal(actor_id), literal(on))


def _teams_managed(actor: ColumnElement[int], on: ColumnElement[date]) -> PersonIds:
    below = (
        select(Membership.team_id.label("id"))
        .where(
            Membership.person_id == actor,
            Membership.role == Role.MANAGER,
            _within(Membership.from_on.expression, Membership.to_on.expression, on),
        )
        .cte(recursive=True)
    )
    below = below.union(select(Team.id).where(Team.parent_id == below.c.id))
    return select(below.c.id)


_PERSONS: dict[Relation, Callable[[ColumnElement[int], ColumnElement[date], ColumnElement[str] | None], PersonIds]] = {
    Relation.SELF: _oneself,
    Relation.TRAINER: _own_trainees,
    Relation.MANAGER: _own_people,
    Relation.ADMIN: _everybody,
    Relation.OWN_ADMIN: _oneself_as_admin,
}
