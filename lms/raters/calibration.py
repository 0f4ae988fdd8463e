"""A rater rates a transcript whose levels are known: once begun it is frozen, once ended it is a fact."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import Calibration, Checklist, Skill, SkillId
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, NotYours, Unusable
from lms.i18n import _, language, zone
from lms.people.directory import hold
from lms.people.policy import Action, Matter, can, require
from lms.practice.loading import checklist_of, practised_module
from lms.practice.rules import Level, missing
from lms.questions.question import ContentHash
from lms.raters.findings import due_again
from lms.raters.models import CalibrationAnswer
from lms.raters.who import rates
from lms.records import service as records
from lms.records.models import Verb

KIND = "calibration_answer"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a rater stands with one transcript of today's. done: the last that was ended; due: to be rated again."""

    skill: Skill
    transcript: Calibration
    done: CalibrationAnswer | None
    due: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rater's own rating of a transcript, with transcript and checklist as they were when it was begun."""

    row: CalibrationAnswer
    transcript: Calibration
    checklist: Checklist


def begin(actor_id: int, skill: str, transcript: str, key: str) -> int:
    """Begin to rate a transcript, or go on with one that was begun. Returns the id of the rating.

    Raises NotYours for who rates nobody, and for a transcript that there is not.
    """
    with transaction():
        require(can(actor_id, Action.CALIBRATE, Matter(actor_id, clock.today(zone()))) and rates(actor_id))
        hold(actor_id)  # of two equal sendings at once the second finds what the first has begun
        found = _named(skill, transcript)
        return int(once(actor_id, key, [skill, transcript], lambda: {"id": _begin(actor_id, skill, found)})["id"])


def _begin(rater_id: int, skill: str, found: Calibration) -> int:
    begun = session().scalars(
        select(CalibrationAnswer).where(
            CalibrationAnswer.rater_id == rater_id, CalibrationAnswer.transcript_hash == found.hash,
            CalibrationAnswer.closed_at.is_(None),
        )
    ).first()  # fmt: skip
    if begun is not None:
        return begun.id
    checklist = edition.catalog().checklist_of(SkillId(skill))
    versions.keep("checklist", checklist.id, checklist.hash, versions.freeze(checklist))
    versions.keep("calibration", found.id, found.hash, versions.freeze(found))
    row = CalibrationAnswer(
        rater_id=rater_id, skill=skill, transcript=found.id, transcript_hash=found.hash, levels={},
        started_at=clock.now(),
    )  # fmt: skip
    session().add(row)
    session().flush()
    return row.id


def _named(skill: str, transcript: str) -> Calibration:
    known = edition.catalog().skills.get(SkillId(skill))
    of_skill = practised_module(known).calibrations if known else ()
    found = next((one for one in of_skill if one.id == transcript), None)
    if found is None:
        raise NotYours
    return found


def load(actor_id: int, answer_id: int, *, lock: bool = False) -> Loaded:
    """The actor's own rating of a transcript. Raises NotYours for anybody else's."""
    row = session().get(CalibrationAnswer, answer_id, with_for_update=lock)
    if row is None:
        raise NotYours
    require(can(actor_id, Action.CALIBRATE, Matter(row.rater_id, row.started_at.date())))
    transcript = versions.thaw_calibration(versions.body_of(ContentHash(row.transcript_hash)))
    return Loaded(row, transcript, checklist_of(transcript.checklist))


def end(actor_id: int, answer_id: int, levels: Mapping[str, int]) -> None:
    """End the rating: a fact from here on, and only now are the references shown.

    levels: by item. The same again changes nothing. Raises NotYours; AlreadyClosed for others than were put;
    Unusable whose fields are the items without a level.
    """
    with transaction():
        loaded = load(actor_id, answer_id, lock=True)
        row, items = loaded.row, [item.id for item in loaded.checklist.items]
        if row.closed_at is not None:
            if row.levels == levels:
                return
            raise AlreadyClosed(_("You have rated this one. Your levels stand as you put them then."))
        left = missing(items, levels)
        if left:
            titles = {item.id: item.title.in_(language()) for item in loaded.checklist.items if item.id in left}
            raise Unusable(_("Still without a level: %(titles)s", titles=_(", ").join(titles.values())), titles)
        if set(levels) != set(items) or not set(levels.values()) <= set(Level):
            raise Unusable("the checklist of this transcript has no such item or level")
        row.levels, row.closed_at = dict(levels), clock.now()
        session().flush()
        records.add(
            records.Fact(
                person_id=row.rater_id, verb=Verb.CALIBRATED, kind=KIND, source_id=row.id, skill=row.skill,
                actor_id=actor_id, happened_at=row.closed_at, body=records.body_of(row),
            )
        )  # fmt: skip


def standings_of(rater_ids: Collection[int]) -> Mapping[int, Sequence[Standing]]:
    """By rater, where they stand with each transcript of each skill; in one query."""
    last: dict[tuple[int, str, str], CalibrationAnswer] = {}
    rows = select(CalibrationAnswer).where(
        CalibrationAnswer.rater_id.in_(rater_ids), CalibrationAnswer.closed_at.is_not(None)
    )
    for row in session().scalars(rows.order_by(CalibrationAnswer.closed_at, CalibrationAnswer.id)):
        last[row.rater_id, row.skill, row.transcript] = row
    return {rater: list(_standings(rater, last)) for rater in rater_ids}


def _standings(rater: int, last: Mapping[tuple[int, str, str], CalibrationAnswer]) -> Iterator[Standing]:
    for skill in edition.catalog().skills.values():
        for transcript in practised_module(skill).calibrations:
            done = last.get((rater, skill.id, transcript.id))
            rated_at, rated_hash = (done.closed_at, done.transcript_hash) if done else (None, "")
            yield Standing(skill, transcript, done, due_again(rated_at, rated_hash, transcript.hash, clock.now()))


def references_of(hashes: Collection[str]) -> Mapping[str, Calibration]:
    """Frozen transcripts by hash, in one query."""
    return {one: versions.thaw_calibration(body) for one, body in versions.bodies_of(hashes).items()}


def body_of_answer(answer_id: int) -> dict[str, Any] | None:
    row = session().get(CalibrationAnswer, answer_id)
    return None if row is None else records.body_of(row)


records.BODIES[KIND] = body_of_answer
