"""Judgements of many people at once: evidence gathered from plan, quizzes and practice, judged by the pure rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId, PathSkill, SkillId
from lms.i18n import zone
from lms.judgement.evidence import (
    DebtKind,
    Due,
    ModuleGiven,
    OfferDeclined,
    ReviewGiven,
    ShowGiven,
    ShowStanding,
    SkillEvidence,
    SkillSettings,
    State,
    TryMade,
)
from lms.judgement.rules import judge, judge_person, person_stands_until
from lms.judgement.states import Debt, Judgement
from lms.plan.arrangements import Arrangements, Owed, arrangements_of
from lms.plan.progress import ReadToEnd, modules_read
from lms.plan.rules import review_due_on
from lms.plan.service import Coach, Plan, coach_for, coaches_of, plans_of, working_days
from lms.practice.reading import Practice, ReviewView, TryView, practice_of
from lms.quizzes.rules import Standing
from lms.quizzes.standings import OutcomeStanding, standings_of

Persons = Select[Any] | Sequence[int]
NO_ARRANGEMENTS = Arrangements({}, ())


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one person: what their judgement was made from."""

    plan: Plan
    practice: Practice
    coaches: tuple[Coach, ...]
    arrangements: Arrangements
    read: Mapping[str, ReadToEnd]
    outcomes: Mapping[str, Mapping[str, OutcomeStanding]]


@dataclass(frozen=True, slots=True)
class PersonJudgement:
    """The state of a person and of each skill of their path, with what it was made from."""

    person_id: int
    state: State
    by_skill: Mapping[str, Judgement]
    evidence: Mapping[str, SkillEvidence]
    known: Known
    stands_until: datetime | None

    @property
    def debts(self) -> list[tuple[str, Debt]]:
        """Everything owed to this person, with the skill, the oldest first. A module of two skills is one debt."""
        found: dict[tuple[object, ...], tuple[str, Debt]] = {}
        for skill, judgement in self.by_skill.items():
            for debt in judgement.debts:
                same = (debt.kind, debt.subject or skill, debt.ordinal)
                found.setdefault(same, (skill, debt))
        return sorted(found.values(), key=lambda pair: (pair[1].since, pair[0], pair[1].kind, pair[1].ordinal))


def judgements_of(person_ids: Persons, now: datetime) -> dict[int, PersonJudgement]:
    """By person, for all of these who are enrolled, in a constant number of queries."""
    plans = plans_of(person_ids)
    known = _known(plans, now)
    return {person_id: _judge_all(person_id, known[person_id], now) for person_id in plans}


def judgement_of(person_id: int, now: datetime) -> PersonJudgement | None:
    """The judgement of one person; None when they are not enrolled."""
    return judgements_of([person_id], now).get(person_id)


def judgement_told(person_id: int, now: datetime) -> PersonJudgement | None:
    """The judgement of one person as they may know it: without the reviews that wait for their own rating.

    A state, a debt or a date that exists only because such a review held would tell what it says.
    """
    judged = judgement_of(person_id, now)
    if judged is None:
        return None
    sealed = frozenset(made.record_id for made in judged.known.practice.tries if made.sealed)
    return _judge_all(person_id, judged.known, now, sealed) if sealed else judged


def _known(plans: Mapping[int, Plan], now: datetime) -> dict[int, Known]:
    ids = list(plans)
    practice = practice_of(ids)
    coaches = coaches_of(ids, now.astimezone(zone()).date())
    arranged = arrangements_of(ids)
    read = modules_read(ids)
    modules: dict[str, list[str]] = {m.id: [o.id for o in m.outcomes] for m in edition.catalog().modules.values()}
    outcomes = standings_of(ids, modules)
    return {
        person_id: Known(
            plan,
            practice.get(person_id, Practice()),
            tuple(coaches.get(person_id, ())),
            arranged.get(person_id, NO_ARRANGEMENTS),
            read.get(person_id, {}),
            outcomes.get(person_id, {}),
        )
        for person_id, plan in plans.items()
    }


def _judge_all(person_id: int, known: Known, now: datetime, sealed: Collection[int] = ()) -> PersonJudgement:
    settings = {
        one["id"]: SkillSettings(one["id"], one["bar"], one["refresher_after_days"])
        for one in known.plan.standard["skills"]
    }
    evidence: dict[str, SkillEvidence] = {skill.skill: _evidence(known, skill) for skill in known.plan.path.skills}
    by_skill = {
        name: judge(found, settings[name], now, working_days(), zone(), sealed) for name, found in evidence.items()
    }
    return PersonJudgement(person_id, judge_person(by_skill), by_skill, evidence, known, person_stands_until(by_skill))


def _evidence(known: Known, skill: PathSkill) -> SkillEvidence:
    """What the rules may know of one person in one skill of their frozen path."""
    taught_by = _taught_by(skill.skill)
    coach = coach_for(known.coaches, skill.skill)
    dues = tuple(_dues(known, skill.skill, taught_by, coach))
    holding = [
        standing
        for module in taught_by
        for standing in known.outcomes.get(module, {}).values()
        if standing.standing is Standing.HOLDS
    ]
    return SkillEvidence(
        dues=dues,
        modules=tuple(ModuleGiven(r.record_id, name, r.at) for name, r in known.read.items() if name in taught_by),
        shows=tuple(_shows(known.practice, skill.skill)),
        tries=tuple(_tries(known, skill, coach)),
        declined=tuple(_declined(known.arrangements, skill.skill, taught_by)),
        outcomes_holding=len(holding),
        outcomes_total=sum(len(edition.catalog().modules[module].outcomes) for module in taught_by),
        begins_on=min((due.due_on for due in dues), default=known.plan.start_on),
        assigned_raters=len({c.trainer_id for c in known.coaches if c.skill in (None, skill.skill)}),
        outcome_records=tuple(standing.record_id for standing in holding if standing.record_id is not None),
        refresher_owed_by=taken_over(known.arrangements, Owed("refresher", skill.skill), coach),
    )


def _taught_by(skill: SkillId) -> tuple[ModuleId, ...]:
    catalog = edition.catalog()
    found = catalog.skills.get(skill)
    return tuple(module for module in found.taught_by if module in catalog.modules) if found else ()


def _dues(known: Known, skill: str, taught_by: Sequence[str], coach: int | None) -> list[Due]:
    dues = []
    for owed in known.plan.obligations:
        if owed.skill != skill and owed.module not in taught_by:
            continue
        thing = Owed(owed.kind, owed.skill, owed.module, owed.ordinal)
        dues.append(
            Due(
                DebtKind(owed.kind),
                owed.ordinal,
                owed.module,
                owed.due_on,
                taken_over(known.arrangements, thing, coach),
            )
        )
    return dues


def taken_over(arrangements: Arrangements, thing: Owed, coach: int | None) -> int | None:
    """Who owes a thing: whom it was handed to, else the coach."""
    return arrangements.handed.get(thing, coach)


def _shows(practice: Practice, skill: str) -> list[ShowGiven]:
    return [
        ShowGiven(s.record_id, s.by, s.happened_at, s.recorded_at, s.told_at, ShowStanding(s.standing))
        for s in practice.shows
        if s.skill == skill
    ]


def _tries(known: Known, skill: PathSkill, coach: int | None) -> list[TryMade]:
    """Supervised tries whose play is over. A review that was never ended is none."""
    found = []
    for made in known.practice.tries:
        if made.skill != skill.skill or made.kind != "live" or made.record_id is None or made.ended_at is None:
            continue
        thing = Owed("review", made.skill, "", made.number, made.id)
        due = review_due_on(made.ended_at.astimezone(zone()).date(), skill.review_within_days, working_days())
        owed_by = taken_over(known.arrangements, thing, made.trainer_id or coach)
        found.append(TryMade(made.record_id, made.happened_at, due, owed_by, _reviews(known, made)))
    return found


def _reviews(known: Known, made: TryView) -> tuple[ReviewGiven, ...]:
    return tuple(_review(known, made.skill, review) for review in made.reviews if review.kind == "trainer")


def _review(known: Known, skill: str, review: ReviewView) -> ReviewGiven:
    assigned = any(c.trainer_id == review.rater and c.skill in (None, skill) for c in known.coaches)
    return ReviewGiven(
        review.record_id, review.rater, review.closed_at, review.mean_level, review.critical_done, assigned
    )


def _declined(arrangements: Arrangements, skill: str, taught_by: Sequence[str]) -> list[OfferDeclined]:
    return [
        OfferDeclined(record_id, DebtKind(row.kind), row.at, row.module)
        for record_id, row in arrangements.not_come
        if (row.skill == skill or row.module in taught_by) and row.kind != DebtKind.REVIEW
    ]
