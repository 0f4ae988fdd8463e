"""The evidence as it stood at an earlier moment, so that an old judgement can be made again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select

from lms.db import session
from lms.judgement.evidence import (
    ModuleGiven,
    OfferDeclined,
    ReviewGiven,
    ShowGiven,
    ShowStanding,
    SkillEvidence,
    TryMade,
)
from lms.practice.models import AttendanceWord
from lms.records.models import Correction, Record

Fact = TypeVar("Fact", ModuleGiven, ShowGiven, TryMade, ReviewGiven, OfferDeclined)


@dataclass(frozen=True, slots=True)
class Later:
    """What a person's file has got since a moment.

    records: index lines; unanswered: of the shows before it, the lines of those that were confirmed or disputed only
    since; corrected: how many facts were corrected since, which count as they stand today.
    """

    records: frozenset[int] = frozenset()
    unanswered: frozenset[int] = frozenset()
    corrected: int = 0


def later_than(person_id: int, moment: datetime) -> Later:
    """What was recorded of a person after a moment, in three queries."""
    recorded = select(Record.id, Record.source_id, Record.kind).where(
        Record.person_id == person_id, Record.recorded_at > moment
    )
    rows = session().execute(recorded).all()
    words = [row.source_id for row in rows if row.kind == "attendance_word"]
    shows = (
        select(Record.id)
        .join(AttendanceWord, AttendanceWord.attendance_id == Record.source_id)
        .where(Record.kind == "attendance", AttendanceWord.id.in_(words))
    )
    corrected = select(func.count()).where(Correction.person_id == person_id, Correction.at > moment)
    return Later(
        records=frozenset(row.id for row in rows),
        unanswered=frozenset(session().scalars(shows)),
        corrected=session().scalar(corrected) or 0,
    )


def known_before(evidence: SkillEvidence, later: Later) -> SkillEvidence:
    """What was known before. Leave, whom things were handed to and what was corrected since stay as they are today."""
    if later is NOTHING_LATER:
        return evidence
    outcomes = tuple(record for record in evidence.outcome_records if record not in later.records)
    return replace(
        evidence,
        modules=_kept(evidence.modules, later),
        shows=tuple(_told(show, later) for show in _kept(evidence.shows, later)),
        tries=tuple(replace(made, reviews=_kept(made.reviews, later)) for made in _kept(evidence.tries, later)),
        declined=_kept(evidence.declined, later),
        outcomes_holding=evidence.outcomes_holding - len(evidence.outcome_records) + len(outcomes),
        outcome_records=outcomes,
    )


def _kept(facts: Iterable[Fact], later: Later) -> tuple[Fact, ...]:
    return tuple(one for one in facts if one.record_id not in later.records)


def _told(show: ShowGiven, later: Later) -> ShowGiven:
    return replace(show, standing=ShowStanding.OFFERED) if show.record_id in later.unanswered else show


NOTHING_LATER = Later()
