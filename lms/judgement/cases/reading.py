"""A case with all that hangs on it: words, who has opened what, drafts, the decision, and what is other by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select

from lms import clock
from lms.curriculum.frozen import hash_of
from lms.db import session
from lms.errors import NotYours
from lms.i18n import zone
from lms.judgement.basis import Basis, basis_in_force, basis_of
from lms.judgement.cases.evidence import Evidence, thaw
from lms.judgement.cases.gathering import shows_that_count, team_of, tries_of
from lms.judgement.cases.models import CaseEnd, CaseView, CaseWord, DraftDecision, ReviewCase
from lms.judgement.cases.rules import (
    Assessed,
    Changed,
    Course,
    GapTaught,
    Now,
    changes_since,
    judges_otherwise,
    unopened,
)
from lms.judgement.cohort import Cohort
from lms.judgement.decisions.service import Decided, Kind, decisions_of
from lms.judgement.models import Decision
from lms.judgement.service import PersonJudgement, judged_under
from lms.judgement.states import Debt, Judgement, Rule
from lms.people.above import managers_above
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.plan.coaches import suspended_among
from lms.practice.seats import keep_unbiased
from lms.records import service as records

HOLDING = (Rule.HELD_IN_TWO_OF_LAST_THREE, Rule.LAST_ONE_HELD)
TAUGHT_FOR_A_GAP = (Kind.TEACH_DIFFERENTLY, Kind.ACCOMPANY)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as of now.

    cohort: the estimate that the evidence rests on; views: by person and piece, when they opened it first; draft: the
    one that waits for a second person; handed_back: those that did not become a decision, the latest first; decided:
    what stands; withdrawn: decisions on it that do not; before: what else was decided on the skill; ended: what came of
    it, once somebody closed the review; judged: the person's judgement of now, None when they are on no path;
    before_estimate: of an open case, the skill's were the estimate still the one of the evidence; None where it is.
    """

    row: ReviewCase
    evidence: Evidence
    cohort: Cohort
    words: tuple[CaseWord, ...]
    views: Mapping[tuple[int, str], datetime]
    draft: DraftDecision | None
    handed_back: tuple[DraftDecision, ...]
    decided: Decided | None
    withdrawn: tuple[Decided, ...]
    before: tuple[Decided, ...]
    ended: CaseEnd | None
    judged: PersonJudgement | None
    before_estimate: Judgement | None

    @property
    def is_open(self) -> bool:
        return self.decided is None

    @property
    def debts(self) -> Sequence[Debt]:
        """What is owed in the skill now."""
        return self.judged.by_skill[self.row.skill].debts if self.on_path and self.judged else ()

    @property
    def owed(self) -> Sequence[tuple[str, Debt]]:
        """What is owed to the person now, in whichever skill of their path, with the skill."""
        return self.judged.debts if self.judged is not None else ()

    @property
    def on_path(self) -> bool:
        return self.judged is not None and self.row.skill in self.judged.by_skill

    def opened_by(self, person_id: int) -> frozenset[str]:
        return frozenset(piece for person, piece in self.views if person == person_id)

    def not_opened_by(self, person_id: int) -> Sequence[str]:
        return unopened(self.opened_by(person_id))


def may_read(actor_id: int, row: ReviewCase) -> bool:
    """Who is concerned; and who could be the second person, while one is needed or after they were."""
    matter = matter_of(row)
    if can(actor_id, Action.SEE_CASE, matter):
        return True
    waits = exists().where(DraftDecision.case_id == row.id, DraftDecision.ended_at.is_(None))
    agreed = exists().where(Decision.case_id == row.id, Decision.confirmed_by == actor_id)
    refused = exists().where(DraftDecision.case_id == row.id, DraftDecision.ended_by == actor_id)
    asked = session().scalar(select(waits | agreed | refused))
    return bool(asked) and can(actor_id, Action.CONFIRM_DECISION, matter)


def matter_of(row: ReviewCase) -> Matter:
    """What rights on a case are asked on: as of today, so that a manager's successor has it."""
    return Matter(row.person_id, clock.today(zone()), row.skill)


def case_for(actor_id: int, case_id: int) -> ReviewCase:
    """Raises NotYours; LookingAgain for who still looks a second time at a try of the person."""
    row = session().get(ReviewCase, case_id)
    require(row is not None and may_read(actor_id, row))
    assert row is not None
    keep_unbiased(actor_id, row.person_id)
    return row


def load(row: ReviewCase, reader_id: int | None = None) -> Case:
    """All of it, as of now. reader_id: who is told, and so without what is sealed from them; None: nobody is."""
    case_id = row.id
    words = session().scalars(select(CaseWord).where(CaseWord.case_id == case_id).order_by(CaseWord.at, CaseWord.id))
    views = session().scalars(select(CaseView).where(CaseView.case_id == case_id))
    drafts = session().scalars(
        select(DraftDecision).where(DraftDecision.case_id == case_id).order_by(DraftDecision.id.desc())
    ).all()  # fmt: skip
    of_skill = [
        one
        for one in decisions_of([row.person_id], withdrawn=True).get(row.person_id, [])
        if one.decision.skill == row.skill
    ]
    decided = [one for one in of_skill if one.decision.case_id == case_id]
    evidence = thaw(row.evidence)
    in_force = basis_in_force()
    cohort = _cohort_of(evidence, in_force)
    judged, before_estimate = _judged(row, cohort, in_force, reader_id)
    return Case(
        row=row,
        evidence=evidence,
        cohort=cohort,
        words=tuple(words),
        views={(view.person_id, view.piece): view.at for view in views},
        draft=next((one for one in drafts if one.ended_at is None), None),
        handed_back=tuple(one for one in drafts if one.why),
        decided=next((one for one in decided if one.undone is None), None),
        withdrawn=tuple(one for one in decided if one.undone is not None),
        before=tuple(one for one in of_skill if one.decision.case_id != case_id),
        ended=_ended(case_id, decided),
        judged=judged,
        before_estimate=before_estimate,
    )


def _cohort_of(evidence: Evidence, in_force: Basis) -> Cohort:
    """The estimate of the evidence."""
    version = evidence.cohort_version
    return in_force.cohort if version == in_force.cohort.version else basis_of(version, 0).cohort


def _judged(
    row: ReviewCase, cohort: Cohort, in_force: Basis, reader_id: int | None
) -> tuple[PersonJudgement | None, Judgement | None]:
    """The person as of now; and of an open case the skill by that estimate, where another one is in force."""
    bases = [in_force]
    if row.closed_at is None and in_force.cohort.version != cohort.version:
        bases.append(replace(in_force, cohort=cohort))
    found = [one.get(row.person_id) for one in judged_under(bases, [row.person_id], clock.now(), reader_id)]
    before = found[1] if len(found) > 1 else None
    return found[0], before.by_skill.get(row.skill) if before is not None else None


def _ended(case_id: int, decided: Sequence[Decided]) -> CaseEnd | None:
    """What somebody wrote when they closed the review, as long as the decision before it stands."""
    standing = next((one.decision for one in decided if one.undone is None), None)
    if standing is None:
        return None
    ends = select(CaseEnd).where(CaseEnd.case_id == case_id, CaseEnd.decision_id == standing.id)
    return session().scalars(ends).first()


def assigned(row: ReviewCase) -> int | None:
    """Who is to decide: whom it was given to while they may, else who manages the person now."""
    return deciders_of([row])[row.id]


def deciders_of(cases: Sequence["ReviewCase | OpenCase"]) -> dict[int, int | None]:
    """The same of many, by case, in one query. Whoever manages somebody may decide: `Action.DECIDE` says no more."""
    above = managers_above({case.person_id for case in cases}, clock.today(zone()))
    found: dict[int, int | None] = {}
    for case in cases:
        managers = above.get(case.person_id, [])
        found[case.id] = case.assigned_to if case.assigned_to in managers else next(iter(managers), None)
    return found


def changed(case: Case) -> tuple[Changed, ...]:
    """What is other than when the evidence was frozen; asked while the case is open."""
    judged, skill = case.judged, case.row.skill
    team, gone = team_of(case.row.person_id, clock.now()), suspended_among(case.evidence.raters)
    if judged is None or skill not in judged.by_skill:
        return changes_since(
            case.evidence, Now(None, "", 0, {}, frozenset(), team, gone, case.evidence.settings_version)
        )
    judgement = judged.by_skill[skill]
    now = Now(
        state=judgement.state,
        standard=hash_of(judged.known.plan.standard),
        debts=len(judgement.debts),
        levels={one.record: one.level for one in tries_of(judged, skill)},
        shows=shows_that_count(judged, skill),
        team=team,
        gone=gone,
        settings_version=judged.basis.settings_version,
        estimate_tells=case.before_estimate is not None and judges_otherwise(case.before_estimate, judgement),
    )
    return changes_since(case.evidence, now)


def course_of(case: Case) -> Course:
    """How the gap was told, taught and looked at again, as the records have it by now."""
    judged, skill = case.judged, case.row.skill
    enough = int(case.evidence.thresholds["new_evidence"])
    if judged is None or skill not in judged.by_skill:
        return Course(None, (), None, enough, len(case.owed))
    views = {made.record_id: made for made in judged.known.practice.tries}
    assessed = []
    for one in tries_of(judged, skill):
        made = views[one.record]
        lead = next(review for review in made.trainer_reviews if review.record_id == one.review_record)
        assessed.append(Assessed(made.happened_at, lead.closed_at, told=case.row.person_id not in made.sealed_from))
    return Course(
        acknowledged_at=judged.known.plan.acknowledged_at,
        assessed=tuple(assessed),
        taught=_taught(case, judged),
        enough=enough,
        debts=len(case.owed),
        holds=all(one.holds for one in judged.by_skill[skill].reasons if one.rule in HOLDING),
    )


def _taught(case: Case, judged: PersonJudgement) -> GapTaught | None:
    """What the latest earlier case on this skill promised to teach for the gap, with what was given since."""
    row = case.row
    earlier = session().scalars(
        select(Decision)
        .join(ReviewCase, ReviewCase.id == Decision.case_id)
        .where(
            ReviewCase.person_id == row.person_id, ReviewCase.skill == row.skill, ReviewCase.id < row.id,
            Decision.kind.in_(TAUGHT_FOR_A_GAP), records.stands("decision", Decision.id),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    if earlier is None or not earlier.plan:
        return None
    given = next(one for one in judged.by_skill[row.skill].reasons if one.rule is Rule.SHOWS_GIVEN)
    practice = judged.known.practice
    shows = [s for s in practice.shown(row.skill) if s.record_id in given.records and s.happened_at > earlier.at]
    tries = [made for made in judged.evidence[row.skill].tries if made.happened_at > earlier.at]
    promised = earlier.plan["shows"]
    given_at = sorted(show.happened_at for show in shows)[:promised]
    shown_at = given_at[-1] if promised and len(given_at) == promised else earlier.at
    return GapTaught(earlier.at, shown_at, promised, earlier.plan["tries"], len(shows), len(tries))


def sealed_tries(case: Case, reader_id: int) -> list[int]:
    """Tries of the evidence of which the reader may know no level yet: ids, the one to look at first before others."""
    if case.judged is None:
        return []
    known = {one.try_id for one in case.evidence.tries}
    every = case.judged.known.practice.tries
    return [made.id for made in every if made.id in known and reader_id in made.sealed_from]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is open, as a line of a list. replied: the trainee has said something; waits: for a second person."""

    id: int
    person_id: int
    skill: str
    due_on: Any
    assigned_to: int | None
    replied: bool
    waits: bool
    drafted_by: int | None


def open_cases_of(person_ids: Select[Any] | Sequence[int]) -> list[OpenCase]:
    """The cases of these people that are open, by when they are due, in one query."""
    replied = exists().where(CaseWord.case_id == ReviewCase.id)
    rows = session().execute(
        select(
            ReviewCase.id, ReviewCase.person_id, ReviewCase.skill, ReviewCase.due_on, ReviewCase.assigned_to,
            replied.label("replied"), DraftDecision.by_id.label("drafted_by"),
        )
        .outerjoin(DraftDecision, (DraftDecision.case_id == ReviewCase.id) & DraftDecision.ended_at.is_(None))
        .where(ReviewCase.person_id.in_(person_ids), ReviewCase.closed_at.is_(None))
        .order_by(ReviewCase.due_on, ReviewCase.id)
    )  # fmt: skip
    return [
        OpenCase(
            row.id, row.person_id, row.skill, row.due_on, row.assigned_to, row.replied, row.drafted_by is not None,
            row.drafted_by,
        )
        for row in rows
    ]  # fmt: skip


def person_of(row: ReviewCase) -> Person:
    found = session().get(Person, row.person_id)
    if found is None:
        raise NotYours
    return found
