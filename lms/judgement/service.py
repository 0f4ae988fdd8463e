"""Judgements of many people at once: evidence gathered from plan, quizzes and practice, judged by the pure rules."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Select

from lms.classes.reading import NOTHING_LEARNT, Learnt, ModuleDone, learnt_by
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId, PathSkill
from lms.judgement.basis import Basis, basis_in_force
from lms.judgement.evidence import (
    Coached,
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
from lms.judgement.known_at import NOTHING_LATER, Later, known_before
from lms.judgement.response import Response
from lms.judgement.rules import counted, judge, judge_person, person_stands_until
from lms.judgement.states import Debt, Judgement
from lms.judgement.statistics.curves import read_curves
from lms.plan.arrangements import NO_ARRANGEMENTS, Arrangements, Owed, arrangements_of
from lms.plan.coaches import Coach, coachings_of, suspended_among
from lms.plan.rules import Away, review_due_on
from lms.plan.service import Plan, plans_of, working_days
from lms.practice.reading import Practice, ReviewView, TryView, practice_of
from lms.quizzes.rules import Standing
from lms.quizzes.standings import NEVER_ASKED, OutcomeStanding, standings_of

Persons = Select[Any] | Sequence[int]


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one person: what their judgement was made from.

    coachings: who coaches them, has or will; coaches: who does so today and can be asked for something; suspended: of
    those who have to do with them, whose account is shut; learnt: modules read, taught in class, or offered there.
    """

    plan: Plan
    practice: Practice
    coachings: tuple[Coach, ...]
    coaches: tuple[Coach, ...]
    suspended: frozenset[int]
    arrangements: Arrangements
    learnt: Learnt
    outcomes: Mapping[str, Mapping[str, OutcomeStanding]]

    @property
    def read(self) -> Mapping[str, ModuleDone]:
        """The modules that were read to their end or taught, by the first time."""
        return self.learnt.done


@dataclass(frozen=True, slots=True)
class PersonJudgement:
    """The state of a person and of each skill of their path, with what it was made from."""

    person_id: int
    state: State
    by_skill: Mapping[str, Judgement]
    evidence: Mapping[str, SkillEvidence]
    known: Known
    stands_until: datetime | None
    responses: Mapping[str, Response]
    basis: Basis

    @property
    def debts(self) -> list[tuple[str, Debt]]:
        """Everything owed to this person, with the skill, the oldest first. A module of two skills is one debt."""
        found: dict[tuple[object, ...], tuple[str, Debt]] = {}
        for skill, judgement in self.by_skill.items():
            for debt in judgement.debts:
                same = (debt.kind, debt.subject or skill, debt.ordinal)
                found.setdefault(same, (skill, debt))
        return sorted(found.values(), key=lambda pair: (pair[1].since, pair[0], pair[1].kind, pair[1].ordinal))


def judgements_of(person_ids: Persons, now: datetime, reader_id: int | None = None) -> dict[int, PersonJudgement]:
    """By person, for all of these who are enrolled, in a constant number of queries.

    reader_id: who is told, and so without the tries that are sealed from them; None: nobody is, all of it counts. A
    state, a debt or a date that exists only because a sealed review held would tell what it says.
    """
    return judged_under([basis_in_force()], person_ids, now, reader_id)[0]


def judged_under(
    bases: Sequence[Basis],
    person_ids: Persons,
    now: datetime,
    reader_id: int | None = None,
    later: Later = NOTHING_LATER,
) -> list[dict[int, PersonJudgement]]:
    """The same people judged with each of these, on facts that are gathered once: what other figures would change.

    later: what is not to be known, for the judgement of an earlier moment.
    """
    plans = plans_of(person_ids)
    known = _known(plans, now)
    return [_judged_with(basis, known, now, reader_id, later) for basis in bases]


def _judged_with(
    basis: Basis, known: Mapping[int, Known], now: datetime, reader_id: int | None, later: Later
) -> dict[int, PersonJudgement]:
    asked = [_asked(one, now, _sealed_from(reader_id, one), basis, later) for one in known.values()]
    read = read_curves([one.counted for one in asked], [one.bars for one in asked], basis.cohort, basis.thresholds)
    return {
        person_id: _judge_all(person_id, one, now, responses, basis)
        for person_id, one, responses in zip(known, asked, read, strict=True)
    }


def judgement_of(person_id: int, now: datetime, reader_id: int | None = None) -> PersonJudgement | None:
    """The judgement of one person; None when they are not enrolled. reader_id: as above."""
    return judgements_of([person_id], now, reader_id).get(person_id)


def _sealed_from(reader_id: int | None, known: Known) -> frozenset[int]:
    """Index lines of the tries of which a reader may know no level yet."""
    return frozenset(made.record_id for made in known.practice.tries if reader_id in made.sealed_from)


def _known(plans: Mapping[int, Plan], now: datetime) -> dict[int, Known]:
    ids = list(plans)
    practice = practice_of(ids)
    coachings = coachings_of(ids)
    arranged = arrangements_of(ids)
    learnt = learnt_by(ids)
    outcomes = standings_of(ids, _asked_of(plans.values()))
    named = _named(practice.values(), arranged.values(), plans.values())
    suspended = _suspended([*chain.from_iterable(coachings.values())], {*named})

    def coaches(plan: Plan) -> tuple[Coach, ...]:
        today = now.astimezone(plan.zone).date()
        return tuple(one for one in coachings.get(plan.person_id, ()) if one.on(today) and not one.suspended)

    return {
        person_id: Known(
            plan,
            practice.get(person_id, Practice()),
            tuple(coachings.get(person_id, ())),
            coaches(plan),
            suspended,
            arranged.get(person_id, NO_ARRANGEMENTS),
            learnt.get(person_id, NOTHING_LEARNT),
            outcomes.get(person_id, {}),
        )
        for person_id, plan in plans.items()
    }


def _asked_of(plans: Iterable[Plan]) -> dict[str, list[str]]:
    """By module the outcomes that are asked of any of these people: by their frozen standard, or by today's quiz."""
    asked: dict[str, list[str]] = {m.id: [o.id for o in m.outcomes] for m in edition.catalog().modules.values()}
    for plan in plans:
        for skill in plan.standard["skills"]:
            for one in skill["taught_by"]:
                known = asked.setdefault(one["module"], [])
                known += [outcome for outcome in one["outcomes"] if outcome not in known]
    return asked


def _suspended(coachings: Collection[Coach], named: Collection[int]) -> frozenset[int]:
    """Whose account is shut, of the coaches and of those named; asked only of who never coached any of these people."""
    met = {one.trainer_id for one in coachings}
    return frozenset(one.trainer_id for one in coachings if one.suspended) | suspended_among({*named} - met)


def _named(practice: Iterable[Practice], arranged: Iterable[Arrangements], plans: Iterable[Plan]) -> Iterator[int]:
    """Who would owe something whoever coaches: trainers of tries, and whom something was handed to."""
    yield from (made.trainer_id for one in practice for made in one.tries if made.trainer_id is not None)
    yield from (taker for one in arranged for taker in one.handed.values())
    yield from (one.owed_by for plan in plans for one in plan.obligations if one.owed_by is not None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the rules are asked about one person. counted: by skill, its curve not read yet; sealed: as for `judge`."""

    known: Known
    settings: Mapping[str, SkillSettings]
    evidence: Mapping[str, SkillEvidence]
    counted: Mapping[str, Response]
    sealed: Collection[int]

    @property
    def bars(self) -> dict[str, float]:
        return {skill: one.bar for skill, one in self.settings.items()}


def _asked(known: Known, now: datetime, sealed: Collection[int], basis: Basis, later: Later) -> _Asked:
    settings = {
        one["id"]: SkillSettings(one["id"], one["bar"], one["refresher_after_days"])
        for one in known.plan.standard["skills"]
    }
    evidence: dict[str, SkillEvidence] = {
        skill.skill: known_before(_evidence(known, skill), later) for skill in known.plan.path.skills
    }
    tries = {
        name: counted(
            found, settings[name], now, working_days(), known.plan.zone, basis.cohort, basis.thresholds, sealed
        )
        for name, found in evidence.items()
    }
    return _Asked(known, settings, evidence, tries, sealed)


def _judge_all(
    person_id: int, asked: _Asked, now: datetime, responses: Mapping[str, Response], basis: Basis
) -> PersonJudgement:
    zone = asked.known.plan.zone  # the person's days, whoever asks
    by_skill = {
        name: judge(
            found, asked.settings[name], now, working_days(), zone, asked.sealed,
            responses[name], basis.cohort, basis.thresholds,
        )
        for name, found in asked.evidence.items()
    }  # fmt: skip
    return PersonJudgement(
        person_id, judge_person(by_skill), by_skill, asked.evidence, asked.known, person_stands_until(by_skill),
        responses, basis,
    )  # fmt: skip


def _evidence(known: Known, skill: PathSkill) -> SkillEvidence:
    """What the rules may know of one person in one skill of their frozen path."""
    taught_by = _taught_by(known, skill.skill)
    dues = tuple(_dues(known, skill.skill, taught_by))
    outcomes = list(_outcomes(known, taught_by))
    holding = [standing for standing in outcomes if standing.standing is Standing.HOLDS]
    return SkillEvidence(
        dues=dues,
        modules=tuple(ModuleGiven(r.record_id, name, r.at) for name, r in known.read.items() if name in taught_by),
        shows=tuple(_shows(known.practice, skill.skill)),
        tries=tuple(_tries(known, skill)),
        declined=(*_declined(known.arrangements, skill.skill, taught_by), *_not_come(known.learnt, taught_by)),
        outcomes_holding=len(holding),
        outcomes_total=len(outcomes),
        begins_on=min((due.due_on for due in dues), default=known.plan.start_on),
        coaches=tuple(_coaches(known.coachings, skill.skill)),
        outcome_records=tuple(standing.record_id for standing in holding if standing.record_id is not None),
        refresher_owed_by=_taken_over(known, Owed("refresher", skill.skill)),
        away=tuple(_since(known.plan.away, known.plan.start_on)),
    )


def _taught_by(known: Known, skill: str) -> Mapping[str, Sequence[str]]:
    """The modules that teach a skill with the outcomes of their quizzes, as the person's frozen standard has them."""
    found = next(one for one in known.plan.standard["skills"] if one["id"] == skill)
    return {one["module"]: one["outcomes"] for one in found["taught_by"]}


def _outcomes(known: Known, taught_by: Mapping[str, Sequence[str]]) -> Iterator[OutcomeStanding]:
    """How the outcomes of the frozen standard stand; one that no quiz asks any more and that doesn't hold is dropped.

    A course that changes takes nothing from anybody, and asks nobody for what they could not answer.
    """
    for module, outcomes in taught_by.items():
        today = edition.catalog().modules.get(ModuleId(module))
        for outcome in outcomes:
            standing = known.outcomes.get(module, {}).get(outcome, NEVER_ASKED)
            if standing.standing is Standing.HOLDS or (today is not None and today.outcome(outcome) is not None):
                yield standing


def _coaches(coachings: Iterable[Coach], skill: str) -> Iterator[Coached]:
    for one in coachings:
        if one.skill in (None, skill) and not one.suspended:
            yield Coached(one.trainer_id, one.from_on, one.to_on, one.skill is None)


def _dues(known: Known, skill: str, taught_by: Collection[str]) -> list[Due]:
    dues = []
    for owed in known.plan.obligations:
        if owed.skill != skill and owed.module not in taught_by:
            continue
        thing = Owed(owed.kind, owed.skill, owed.module, owed.ordinal)
        owed_by = _taken_over(known, thing, owed.owed_by)
        dues.append(Due(DebtKind(owed.kind), owed.ordinal, owed.module, owed.due_on, owed_by))
    return dues


def _taken_over(known: Known, thing: Owed, trainer: int | None = None) -> int | None:
    """Who owes a thing whoever coaches: whom it was handed to, else its own trainer, of the try or by whom it was
    promised. Who is suspended owes nothing."""
    could = (known.arrangements.handed.get(thing), trainer)
    return next((one for one in could if one is not None and one not in known.suspended), None)


def _shows(practice: Practice, skill: str) -> list[ShowGiven]:
    return [
        ShowGiven(s.record_id, s.by, s.happened_at, s.recorded_at, s.told_at, ShowStanding(s.standing))
        for s in practice.shows
        if s.skill == skill
    ]


def _tries(known: Known, skill: PathSkill) -> list[TryMade]:
    """Supervised tries whose play is over. A review that was never ended is none.

    A try that nobody was there to watch, since nobody coached, is practice and not a try with a trainer.
    """
    found = []
    for made in known.practice.live(skill.skill):
        reviews = made.trainer_reviews
        if made.trainer_id is None and not reviews:
            continue
        thing = Owed("review", made.skill, "", made.number, made.id)
        due = review_due_on(made.ended_at.astimezone(known.plan.zone).date(), skill.review_within_days, working_days())
        owed_by = _taken_over(known, thing, made.trainer_id)
        given = tuple(_review(made, review) for review in reviews)
        found.append(TryMade(made.record_id, made.happened_at, due, owed_by, given))
    return found


def _review(made: TryView, review: ReviewView) -> ReviewGiven:
    return ReviewGiven(
        review.record_id, review.rater, review.closed_at, review.mean_level, review.critical_done,
        by_assigned_trainer=review.rater in made.assigned, levels=tuple(sorted(review.levels.items())),
    )  # fmt: skip


def _since(away: Iterable[Away], first_day: date) -> Iterator[Away]:
    """What was missed since the path began: leave before it moves nothing."""
    for one in away:
        if one.to_on is None or one.to_on >= first_day:
            yield replace(one, from_on=max(one.from_on, first_day))


def _not_come(learnt: Learnt, taught_by: Collection[str]) -> Iterator[OfferDeclined]:
    """Classes on a module that teaches the skill to which the person was invited and did not come."""
    for one in learnt.not_come:
        if one.module in taught_by:
            yield OfferDeclined(one.record_id, DebtKind.MODULE, one.at, one.module)


def _declined(arrangements: Arrangements, skill: str, taught_by: Collection[str]) -> list[OfferDeclined]:
    return [
        OfferDeclined(record_id, DebtKind(row.kind), row.at, row.module, row.ordinal)
        for record_id, row in arrangements.not_come
        if (row.skill == skill or row.module in taught_by) and row.kind != DebtKind.REVIEW
    ]
