"""What comes back to a person: derived from their answers when it is read, asked in attempts of its own, paused.

Nothing here runs while an answer is kept: a fault in a rule can delay a review and never lose an answer.
"""

import random
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fsrs import Rating
from sqlalchemy import bindparam, delete, func, insert, select, update

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _, zone
from lms.people.directory import hold
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.plan.absences import away_from, away_spelt, until
from lms.plan.rules import Away
from lms.plan.service import plan_of, working_days
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes.marks import counted_score
from lms.quizzes.models import Attempt, AttemptItem, Mark, RecallCard, RecallPause, RecallState, Response
from lms.quizzes.recall_rules import EDITION, LONGEST_PAUSE, Card, Given, Item, Pause, Today, cards_of, today_of
from lms.quizzes.rules import Drawn, Mode
from lms.quizzes.service import begin


@dataclass(frozen=True, slots=True)
class Held:
    """All that comes back to a person. pause: the one that was not ended, whether or not it is over; set_by: by whom.

    asked: how many were reviewed on `asked_on`, the last day with a review; away: leave, when nothing is due either.
    """

    person_id: int
    zone: ZoneInfo
    cards: tuple[Card, ...]
    asked_on: date | None
    asked: int
    pause: Pause | None
    set_by: int | None
    away: tuple[Away, ...] = ()

    def today(self, modules: Iterable[str], now: datetime, under_way: Iterable[Item] = ()) -> Today:
        """What today asks of what is in play. modules: of the person's path."""
        day = self.day(now)
        done = self.asked if self.asked_on == day else 0
        works = working_days().is_working
        return today_of(self.in_play(modules), day, done, self.rest_on(day), frozenset(under_way), works)

    def rest_on(self, day: date) -> Pause | None:
        """What keeps reviews away on a day: the pause, or leave that covers it; else a pause to come."""
        if (self.pause is not None and self.pause.covers(day)) or not any(one.covers(day) for one in self.away):
            return self.pause
        # of leave without an end nobody knows more than that it goes on
        return Pause(day, until(self.away, day) or day)

    def day(self, now: datetime) -> date:
        """The date where the person lives."""
        return now.astimezone(self.zone).date()

    def standing_pause(self, now: datetime) -> Pause | None:
        """The pause of today or of days to come."""
        return self.pause if self.pause is not None and self.pause.to_on >= self.day(now) else None

    def in_play(self, modules: Iterable[str]) -> list[Card]:
        """Cards of items that are still in the pools of these modules and that need no trainer to score them."""
        pools = {module: pool_of(module) for module in dict.fromkeys(map(str, modules))}
        found = ((card, pools.get(card.module, {}).get(card.item[1])) for card in self.cards)
        return [replace(card, outcome=question.outcome) for card, question in found if question is not None]


def pool_of(module_id: str) -> dict[str, Question]:
    """What can come back of a module, by id: its items as they stand now, but for those that a trainer marks."""
    module = edition.catalog().modules.get(ModuleId(module_id))
    return {q.id: q for q in module.pool.questions if not kind_of(q).by_trainer} if module else {}


def held_by(person_id: int) -> Held | None:
    """What comes back to a person, derived anew when they have answered since; None for nobody. Asks no right.

    Two queries when nothing is new. Call it before other reads: deriving anew ends the read that is under way.
    """
    row = _row(person_id)
    if row is not None and row.seen != _fingerprint(row):
        _derive(person_id)
        row = _row(person_id)
    if row is None:
        return None
    kept = session().connection().execute(_CARDS, {"person": person_id})
    return Held(
        person_id=person_id,
        zone=ZoneInfo(row.zone),
        cards=tuple(_card(one) for one in kept),
        asked_on=row.asked_on,
        asked=row.asked or 0,
        pause=Pause(row.from_on, row.to_on) if row.from_on is not None else None,
        set_by=row.set_by,
        away=away_from(row.away),
    )


def begin_review(actor_id: int, key: str, seed: int | None = None) -> int:
    """Begin the review of today, or go on with the one under way. Returns the attempt.

    Raises NotYours for who is on no path, Conflict when nothing is due. seed: the order of options follows from it; by
    chance when left out.
    """
    with transaction():
        hold(actor_id)
        require(can(actor_id, Action.ANSWER_QUIZ, Matter(actor_id, clock.today(zone()))))
        return int(once(actor_id, key, {"mode": "recall"}, lambda: {"id": _begin(actor_id, seed)})["id"])


def _begin(person_id: int, seed: int | None) -> int:
    mine = (Attempt.person_id == person_id) & (Attempt.mode == Mode.RECALL)
    under_way = session().scalar(select(Attempt.id).where(mine, Attempt.closed_at.is_(None)))
    if under_way is not None:
        return under_way
    plan, held = plan_of(person_id), held_by(person_id)
    if plan is None or held is None:
        raise NotYours
    due = held.today([one.module for one in plan.path.modules], clock.now()).due
    if not due:
        raise Conflict(_("Nothing is due to be reviewed now."))
    seed = secrets.randbits(31) if seed is None else seed
    by_chance = random.Random(seed)
    questions = {card.item[1]: (card.module, pool_of(card.module)[card.item[1]]) for card in due}
    drawn = tuple(
        Drawn(question.id, tuple(kind_of(question).order(question.body, by_chance)))
        for _module, question in questions.values()
    )
    return begin(person_id, "", Mode.RECALL, seed, drawn, questions)


def still_asked(attempt_id: int) -> list[Item]:
    """What a review under way has not been answered yet, in the order asked. Asks no right."""
    rows = session().execute(
        select(AttemptItem.module, AttemptItem.question)
        .outerjoin(
            Response, (Response.attempt_id == AttemptItem.attempt_id) & (Response.position == AttemptItem.position)
        )
        .where(AttemptItem.attempt_id == attempt_id, Response.confirmed_at.is_(None))
        .order_by(AttemptItem.position)
    )
    return [(row.module, row.question) for row in rows]


def pause(actor_id: int, person_id: int, from_on: date, to_on: date, key: str) -> None:
    """Nothing is due on these days, both among them. Takes the place of a pause that stands. Raises NotYours, Unusable.

    Not from before today, but for a pause that has begun already.
    """
    with transaction():
        today = _hold(actor_id, person_id)
        body = {"person": person_id, "from": from_on.isoformat(), "to": to_on.isoformat()}
        once(actor_id, key, body, lambda: {"id": _pause(actor_id, person_id, Pause(from_on, to_on), today)})


def _pause(actor_id: int, person_id: int, asked: Pause, today: date) -> int:
    begun = session().scalar(
        select(RecallPause.from_on).where(
            RecallPause.person_id == person_id, RecallPause.ended_at.is_(None), RecallPause.to_on >= today
        )
    )
    if asked.from_on < min(today, begun or today):
        raise Unusable(fields={"from_on": _("Choose today or a later day.")})
    if asked.to_on < max(asked.from_on, today):
        raise Unusable(fields={"to_on": _("Choose a last day that is not before the first.")})
    if asked.to_on - asked.from_on >= timedelta(LONGEST_PAUSE):
        raise Unusable(fields={"to_on": _("A pause lasts at most %(days)s days.", days=LONGEST_PAUSE)})
    _end(person_id)
    row = RecallPause(
        person_id=person_id, from_on=asked.from_on, to_on=asked.to_on, set_by=actor_id, at=clock.now(), ended_at=None
    )
    session().add(row)
    session().flush()
    return row.id


def end_pause(actor_id: int, person_id: int) -> None:
    """The pause that stands is over, or does not come. Changes nothing where none stands. Raises NotYours."""
    with transaction():
        _hold(actor_id, person_id)
        _end(person_id)


def _hold(actor_id: int, person_id: int) -> date:
    """Let nobody else change this person's pause meanwhile. Returns the date where they live. Raises NotYours."""
    name = hold(person_id)
    require(name is not None and can(actor_id, Action.PAUSE_RECALL, Matter(person_id, clock.today(zone()))))
    assert name is not None
    return clock.today(ZoneInfo(name))


def _end(person_id: int) -> None:
    standing = (RecallPause.person_id == person_id) & RecallPause.ended_at.is_(None)
    session().execute(update(RecallPause).where(standing).values(ended_at=clock.now()))


def _derive(person_id: int) -> None:
    """Write a person's cards anew from all of their answers. Of two who do it at once the second finds it done."""
    with transaction():
        hold(person_id)
        row = _row(person_id)
        if row is None or row.seen == _fingerprint(row):
            return
        answers = list(_answers(person_id, ZoneInfo(row.zone)))
        reviewed = [one.on for one in answers if one.in_review]
        for table in (RecallCard, RecallState):
            session().execute(delete(table).where(table.person_id == person_id))
        cards = [_kept(person_id, card) for card in cards_of(answers).values()]
        if cards:
            session().execute(insert(RecallCard), cards)
        values = {
            "person_id": person_id, "seen": _fingerprint(row), "asked_on": max(reviewed, default=None),
            "asked": reviewed.count(max(reviewed)) if reviewed else 0,
        }  # fmt: skip
        session().execute(insert(RecallState).values(values))


def _answers(person_id: int, zone_: ZoneInfo) -> Iterator[Given]:
    """A person's scored answers in the order in which they were given, each with the score that counts today."""
    rows = session().execute(
        select(
            AttemptItem.module, AttemptItem.question, AttemptItem.outcome, Attempt.mode, Response.confirmed_at,
            Response.unsure, counted_score().label("score"),
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(Response, (Response.attempt_id == Attempt.id) & (Response.position == AttemptItem.position))
        .where(Attempt.person_id == person_id, _SCORED)
        .order_by(Response.confirmed_at, Attempt.id, AttemptItem.position)
    )  # fmt: skip
    for row in rows:
        on = row.confirmed_at.astimezone(zone_).date()
        yield Given((row.module, row.question), row.outcome, on, row.score, row.unsure, row.mode == Mode.RECALL)


# What a trainer marks has no score of its own, and does not come back.
_SCORED = Response.confirmed_at.is_not(None) & Response.score.is_not(None)
_MINE = Attempt.person_id == bindparam("person")
_ANSWERS = (
    select(func.count())
    .select_from(Attempt)
    .join(Response, Response.attempt_id == Attempt.id)
    .where(_MINE, _SCORED)
    .scalar_subquery()
)
_LAST_MARK = select(func.max(Mark.id)).join(Attempt, Attempt.id == Mark.attempt_id).where(_MINE).scalar_subquery()
_AWAY = away_spelt(select(Person.id).where(Person.id == bindparam("person")))
# Built once: they are asked for with every look at a trainee's first page.
_ROW = (
    select(
        Person.zone, RecallState.seen, RecallState.asked_on, RecallState.asked, RecallPause.from_on, RecallPause.to_on,
        RecallPause.set_by, _ANSWERS.label("answers"), _LAST_MARK.label("mark"), _AWAY.c.spelt.label("away"),
    )
    .outerjoin(RecallState, RecallState.person_id == Person.id)
    .outerjoin(RecallPause, (RecallPause.person_id == Person.id) & RecallPause.ended_at.is_(None))
    .outerjoin(_AWAY, _AWAY.c.person_id == Person.id)
    .where(Person.id == bindparam("person"))
)  # fmt: skip
_CARDS = select(*RecallCard.__table__.columns).where(RecallCard.person_id == bindparam("person"))


def _row(person_id: int) -> Any:
    return session().connection().execute(_ROW, {"person": person_id}).one_or_none()


def _fingerprint(row: Any) -> str:
    """What the cards follow from: answers are only ever added to, and a score changes by a mark alone."""
    return f"{EDITION} {row.zone} {row.answers} {row.mark or 0}"


def _card(row: Any) -> Card:
    return Card(
        (row.module, row.question), row.outcome, row.last_on, row.due_on, row.stability, row.difficulty,
        Rating(row.rating), row.reps, row.lapses,
    )  # fmt: skip


def _kept(person_id: int, card: Card) -> dict[str, Any]:
    module, question = card.item
    return {
        "person_id": person_id, "module": module, "question": question, "outcome": card.outcome,
        "last_on": card.last_on, "due_on": card.due_on, "stability": card.stability, "difficulty": card.difficulty,
        "rating": int(card.rating), "reps": card.reps, "lapses": card.lapses,
    }  # fmt: skip
