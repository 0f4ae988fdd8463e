"""Opening a case: when the rules propose a review, or by a manager where there are too few people to compare."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select

from lms import clock
from lms.db import afterwards, once, session, transaction
from lms.errors import Conflict, NotYours
from lms.i18n import _, sentences, zone
from lms.judgement.cases import telling
from lms.judgement.cases.evidence import freeze
from lms.judgement.cases.gathering import evidence_of
from lms.judgement.cases.models import ReviewCase
from lms.judgement.cases.rules import against_by_hand, should_open
from lms.judgement.cases.waiting import waiting_of, waiting_words
from lms.judgement.decisions.service import open_case_on
from lms.judgement.derived_models import SkillState
from lms.judgement.evidence import State
from lms.judgement.models import CohortEstimate
from lms.judgement.service import PersonJudgement, judgement_of, judgements_of
from lms.judgement.states import Rule
from lms.people.above import nearest_manager
from lms.people.directory import hold
from lms.people.policy import Action, Matter, can, require
from lms.plan.calendar import add_working_days
from lms.plan.models import Enrolment
from lms.plan.service import working_days
from lms.practice import reviews
from lms.practice.models import Review, Try
from lms.practice.rules import ReviewKind
from lms.practice.selfrating import wait_no_longer
from lms.records import service as records
from lms.records.models import Verb

AT_ONCE = 500  # people judged together


def open_due_cases(now: datetime, person_ids: Select[Any] | Sequence[int] | None = None) -> list[int]:
    """Open every case that is to be opened, and remind of those that are due. Returns the ids of those it opened.

    person_ids: only of these; None for all who are enrolled. Doing it again changes nothing.
    """
    asked = select(Enrolment.person_id).distinct() if person_ids is None else person_ids
    everybody = sorted(session().scalars(asked)) if isinstance(asked, Select) else sorted(asked)
    opened = []
    with clock.standing_at(now):
        for first in range(0, len(everybody), AT_ONCE):
            some = everybody[first : first + AT_ONCE]
            for person_id, judged in judgements_of(some, now).items():
                for skill, judgement in judged.by_skill.items():
                    if judgement.state is State.UNTRAINABLE and (made := _open_due(person_id, skill, now)):
                        opened.append(made)
        telling.remind()
    return opened


def open_where_found(now: datetime) -> list[int]:
    """The same of those only whom the derived rows say to look at, for who asks every few seconds."""
    there = exists().where(
        ReviewCase.person_id == SkillState.person_id, ReviewCase.skill == SkillState.skill,
        ReviewCase.closed_at.is_(None),
    )  # fmt: skip
    found = select(SkillState.person_id).where(SkillState.state == State.UNTRAINABLE.value, ~there).distinct()
    return open_due_cases(now, found)


def _open_due(person_id: int, skill: str, now: datetime) -> int | None:
    """Asked again of what stands once nobody else can open one for the person; None where it is not to be opened."""
    with transaction():
        hold(person_id)
        judged = judgement_of(person_id, now)
        if judged is None or skill not in judged.by_skill:
            return None
        waiting = waiting_of(judged, skill, nearest_manager(person_id, clock.today(zone())))
        if not should_open(judged.by_skill[skill], waiting.before, judged.basis.thresholds):
            return None
        wait_no_longer(person_id, [made.id for made in waiting.let_go])
        return open_case(judged, skill, None)


def against_opening(judged: PersonJudgement, skill: str) -> list[Rule]:
    """What forbids a manager to open a case by hand; empty where nothing does."""
    response = judged.responses[skill]
    return against_by_hand(judged.by_skill[skill], response.cohort, judged.basis.thresholds)


def open_by_hand(actor_id: int, person_id: int, skill: str, key: str) -> int:
    """A manager asks the question that the rules cannot ask in a small company. Returns the case, the open one if any.

    Raises NotYours; Conflict where something of what the rules ask for is missing, and while it is to wait.
    """
    with transaction():
        require(can(actor_id, Action.DECIDE, Matter(person_id, clock.today(zone()), skill)))
        hold(person_id)
        judged = judgement_of(person_id, clock.now())
        if judged is None or skill not in judged.by_skill:
            raise NotYours

        def do() -> dict[str, int]:
            there = open_case_on(person_id, skill)
            if there is not None:
                return {"id": there}
            if against_opening(judged, skill):
                raise Conflict(_("A review needs all that the rules ask for, but for others to compare with."))
            waiting = waiting_of(judged, skill, actor_id)
            if waits := waiting_words(waiting):
                raise Conflict(sentences(waits))
            wait_no_longer(person_id, [made.id for made in waiting.let_go])
            return {"id": open_case(judged, skill, actor_id)}

        return int(once(actor_id, key, {"open case": person_id, "skill": skill}, do)["id"])


def open_case(judged: PersonJudgement, skill: str, by: int | None) -> int:
    """Inside a transaction, of which the right and the rules were asked: the case with its evidence, told to both."""
    now, person_id = clock.now(), judged.person_id
    today = now.astimezone(zone()).date()
    manager = by if by is not None else nearest_manager(person_id, today)
    row = ReviewCase(
        person_id=person_id, skill=skill, opened_at=now,
        due_on=add_working_days(today, judged.basis.thresholds.case_days, working_days()),
        assigned_to=manager, opened_by=by, evidence=freeze(evidence_of(judged, skill)), closed_at=None,
    )  # fmt: skip
    session().add(row)
    session().flush()
    body = body_of_case(row.id)
    assert body is not None
    actor = manager if manager is not None else person_id
    records.add(records.Fact(person_id, Verb.PROPOSED, "review_case", row.id, skill, actor, now, body))
    telling.opened(row, manager)
    return row.id


def _after_review(made: Try, review: Review) -> None:
    """A review by a trainer has ended: what follows from it is asked once it is on disk."""
    if review.kind != ReviewKind.TRAINER or session().scalar(select(CohortEstimate.id).limit(1)) is None:
        return  # nobody can be found slower than others while nothing is known of the others
    person_id, now = made.person_id, clock.now()
    afterwards(("cases", person_id), lambda: open_due_cases(now, [person_id]))


def body_of_case(case_id: int) -> dict[str, Any] | None:
    """All that was frozen; whether a decision stands is no part of it."""
    row = session().get(ReviewCase, case_id)
    if row is None:
        return None
    return {name: value for name, value in records.body_of(row).items() if name != "closed_at"}


records.BODIES["review_case"] = body_of_case
reviews.ENDED.append(_after_review)
