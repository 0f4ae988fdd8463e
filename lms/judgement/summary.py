"""What lists show of a person, as plain values: made from a judgement, kept as JSON, and the same when read again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from lms.judgement.duties import Duty, duties_of
from lms.judgement.evidence import DebtKind, State
from lms.judgement.service import PersonJudgement
from lms.judgement.states import Debt
from lms.judgement.why.figures import marks_of, totals_of
from lms.plan.arrangements import Owed
from lms.plan.coaches import Coach
from lms.plan.models import Arrangement
from lms.plan.rules import Away
from lms.plan.service import working_days
from lms.practice.rules import Mark

NOTHING_OWED = date.max
NOBODY = 0  # by whom something is owed that nobody coaches


@dataclass(frozen=True, slots=True)
class SkillSummary:
    """One skill. marks: the last reviewed tries, None while nothing is due; last_review: when the last one ended."""

    state: State
    marks: tuple[Mark, ...] | None
    last_review: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One person on a path.

    debts: with their skill, the oldest first; duties: of what is to be given what comes first, all that something was
    arranged about, what comes first of the rest, and of what nobody coaches, in their order; counts: shows that count,
    tries, reviews; left: coachings by somebody whose account is shut.
    """

    person_id: int
    state: State
    start_on: date
    debts: tuple[tuple[str, Debt], ...]
    duties: tuple[Duty, ...]
    counts: tuple[int, int, int]
    skills: Mapping[str, SkillSummary]
    away: tuple[Away, ...]
    left: tuple[Coach, ...]

    @property
    def oldest(self) -> date:
        return self.debts[0][1].since if self.debts else NOTHING_OWED

    @property
    def place(self) -> int:
        """Where the person stands in a list: what is a manager's to look at, then what is owed, then the others."""
        if self.state is not State.UNTRAINABLE and self.debts:
            return PLACES.index(State.UNTRAINED)
        return PLACES.index(self.state)

    @property
    def uncoached(self) -> bool:
        return any(duty.owed_by is None for duty in self.duties)

    @property
    def cannot(self) -> bool:
        return any(duty.reason_against() for duty in self.duties)

    def owed(self, kind: DebtKind) -> int:
        return sum(debt.kind is kind for _skill, debt in self.debts)


PLACES = (State.UNTRAINABLE, State.UNTRAINED, State.ON_PLAN, State.READY, State.UNKNOWN)
"""The order of states in a list of people."""
NOT_BEGUN = len(PLACES)
"""The place of who is on no path yet, whom lists name by themselves."""


def summary_of(judged: PersonJudgement, now: datetime) -> Summary:
    known = judged.known
    duties = tuple(_first_of_each(duties_of(judged, now, working_days(), known.plan.zone)))
    return Summary(
        person_id=judged.person_id,
        state=judged.state,
        start_on=known.plan.start_on,
        debts=tuple(judged.debts),
        duties=duties,
        counts=totals_of(judged),
        skills={skill: _skill(judged, skill) for skill in judged.by_skill},
        away=known.plan.away,
        left=tuple(one for one in known.coachings if one.suspended),
    )


def _first_of_each(duties: Iterable[Duty]) -> Iterator[Duty]:
    """What a row can speak of: a person is owed dozens of things to come, of which only the first is ever said."""
    any_yet = plain = uncoached = False
    for duty in duties:
        first = not any_yet or (not plain and duty.word_until is None) or (not uncoached and duty.owed_by is None)
        if duty.arrangement is not None or first:
            yield replace(duty, not_seen=None)
        any_yet = True
        plain = plain or (duty.arrangement is None and duty.word_until is None)
        uncoached = uncoached or duty.owed_by is None


def _skill(judged: PersonJudgement, skill: str) -> SkillSummary:
    ended = (review.closed_at for made in judged.evidence[skill].tries for review in made.reviews)
    return SkillSummary(judged.by_skill[skill].state, marks_of(judged, skill), max(ended, default=None))


def freeze(summary: Summary) -> dict[str, Any]:
    """As JSON holds it; `thaw` reads it again."""
    return {
        "state": summary.state.value,
        "start_on": summary.start_on.isoformat(),
        "debts": [[skill, *freeze_debt(debt)] for skill, debt in summary.debts],
        "duties": [_freeze_duty(duty) for duty in summary.duties],
        "counts": list(summary.counts),
        "skills": [
            [name, one.state.value, None if one.marks is None else [mark.value for mark in one.marks],
             _text(one.last_review)]
            for name, one in summary.skills.items()
        ],
        "away": [[one.from_on.isoformat(), _text(one.to_on)] for one in summary.away],
        "left": [[c.trainer_id, c.skill, c.from_on.isoformat(), _text(c.to_on), c.name] for c in summary.left],
    }  # fmt: skip


def thaw(person_id: int, body: Mapping[str, Any]) -> Summary:
    return Summary(
        person_id=person_id,
        state=State(body["state"]),
        start_on=date.fromisoformat(body["start_on"]),
        debts=tuple((skill, thaw_debt(frozen)) for skill, *frozen in body["debts"]),
        duties=tuple(_thaw_duty(person_id, frozen) for frozen in body["duties"]),
        counts=tuple(body["counts"]),
        skills={
            name: SkillSummary(
                State(state), None if marks is None else tuple(Mark(one) for one in marks), _moment(last)
            )
            for name, state, marks, last in body["skills"]
        },
        away=tuple(Away(date.fromisoformat(first), _date(last)) for first, last in body["away"]),
        left=tuple(
            Coach(trainer, skill, date.fromisoformat(first), _date(last), name, suspended=True)
            for trainer, skill, first, last, name in body["left"]
        ),
    )


def freeze_debt(debt: Debt) -> list[Any]:
    since = debt.since.isoformat()
    return [debt.kind.value, debt.subject, debt.ordinal, debt.owed_by, since, list(debt.records)]


def thaw_debt(frozen: Sequence[Any]) -> Debt:
    kind, subject, ordinal, owed_by, since, records = frozen
    return Debt(DebtKind(kind), ordinal, subject, owed_by, date.fromisoformat(since), tuple(records))


def _freeze_duty(duty: Duty) -> dict[str, Any]:
    owed = duty.owed
    return {
        "owed": [owed.kind, owed.skill, owed.module, owed.ordinal, owed.try_id],
        "skill": duty.skill,
        "owed_by": duty.owed_by,
        "due_on": duty.due_on.isoformat(),
        "waits_since": _text(duty.waits_since),
        "word_until": _text(duty.word_until),
        "arranged": None if duty.arrangement is None else _freeze_arrangement(duty.arrangement),
    }


def _thaw_duty(person_id: int, body: Mapping[str, Any]) -> Duty:
    owed = Owed(*body["owed"])
    return Duty(
        person_id=person_id,
        owed=owed,
        kind=DebtKind(owed.kind),
        skill=body["skill"],
        owed_by=body["owed_by"],
        due_on=date.fromisoformat(body["due_on"]),
        arrangement=None if body["arranged"] is None else _thaw_arrangement(person_id, owed, body["arranged"]),
        waits_since=_moment(body["waits_since"]),
        word_until=_date(body["word_until"]),
    )


def _freeze_arrangement(row: Arrangement) -> list[Any]:
    said = [row.standing, row.by_id, row.at.isoformat()]
    return [row.id, *said, _text(row.booked_for), row.place, row.handed_to, row.reason]


def _thaw_arrangement(person_id: int, owed: Owed, body: Sequence[Any]) -> Arrangement:
    """A row of its own, in no session: nothing can be written through it."""
    number, standing, by_id, at, booked_for, place, handed_to, reason = body
    return Arrangement(
        id=number, person_id=person_id, kind=owed.kind, skill=owed.skill, module=owed.module, ordinal=owed.ordinal,
        try_id=owed.try_id, standing=standing, by_id=by_id, at=datetime.fromisoformat(at),
        booked_for=_moment(booked_for), place=place, handed_to=handed_to, reason=reason,
    )  # fmt: skip


def _text(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
