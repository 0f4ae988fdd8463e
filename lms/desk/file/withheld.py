"""Which lines a reader may not know yet, and why: the same seals as on every page of a try."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.db import session
from lms.desk.closed import OF_REVIEWS, closed_to
from lms.i18n import _
from lms.people.models import Person
from lms.people.policy import Action, Matter
from lms.practice.loading import allowed, local_date
from lms.practice.models import Change, Review, Try
from lms.practice.rules import TryKind, sealed_from, unsealed
from lms.records import service as records
from lms.records.models import Record

Source = tuple[str, int]
Bodies = Mapping[Source, Mapping[str, Any] | None]


class Why(StrEnum):
    """Why a reader may not know a row."""

    OWN_RATING = "own_rating"
    OWN_REVIEW = "own_review"
    REVIEW = "review"
    BETWEEN_TWO = "between_two"
    OTHER_SKILL = "other_skill"
    RATER = "rater"
    RESTS_ON_SEALED = "rests_on_sealed"


def words(why: Why) -> str:
    """When it opens, or to whom it is open."""
    return {
        Why.OWN_RATING: _("It opens once you have rated yourself."),
        Why.OWN_REVIEW: _("It opens once your own review has ended."),
        Why.REVIEW: _("It opens once a trainer’s review has ended."),
        Why.BETWEEN_TWO: _("It stays between the two who practised."),
        Why.OTHER_SKILL: _("It is open to those who teach this skill."),
        Why.RATER: _("It is open to the person who rated."),
        Why.RESTS_ON_SEALED: _("It rests on entries that are still sealed from you, and opens with them."),
    }[why]


@dataclass(frozen=True, slots=True)
class _Play:
    """A try with all of its reviews. standing: those that were not corrected away."""

    id: int
    kind: str
    skill: str
    started_at: datetime
    reviews: Sequence[Review]
    standing: Sequence[Review]


def withheld_of(reader_id: int, person: Person, lines: Sequence[Record], bodies: Bodies) -> dict[Source, Why]:
    """By source why the reader may not know its row; what may be known is left out."""
    skills = {(line.kind, line.source_id): line.skill for line in lines if line.kind in OF_REVIEWS and line.skill}
    asked = _Asked(reader_id, person, bodies, skills)
    found = {source: why for source in bodies if (why := asked.why(*source)) is not None}
    return found | _resting(found, lines, bodies)


def _resting(found: Mapping[Source, Why], lines: Sequence[Record], bodies: Bodies) -> dict[Source, Why]:
    """Rows that name lines which are sealed by the evidence that they keep, a decision for one."""
    sealed = {line.id for line in lines if (line.kind, line.source_id) in found}
    return {
        source: Why.RESTS_ON_SEALED
        for source, body in bodies.items()
        if source not in found and body is not None and not sealed.isdisjoint(_named(body))
    }


def _named(value: object) -> Iterator[int]:
    """Ids of index lines that a row names: in `records` anywhere within it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "records" and isinstance(inner, list | tuple):
                yield from (one for one in inner if isinstance(one, int))
            else:
                yield from _named(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _named(inner)


class _Asked:
    """One reader before the rows of one person's file."""

    def __init__(self, reader_id: int, person: Person, bodies: Bodies, skills: Mapping[Source, str]) -> None:
        self.reader_id, self.person, self.bodies, self.skills = reader_id, person, bodies, skills
        self.own = reader_id == person.id
        self.plays = _plays_of(person.id)
        self.teaches = cache(self._teaches)
        self.closed = closed_to(reader_id, person.id, skills.values())
        self.carried = frozenset(self._texts_of_sealed_changes())

    def why(self, kind: str, source_id: int) -> Why | None:
        body = self.bodies.get((kind, source_id))
        if body is None:
            return None
        if kind == "correction":
            return self._of_correction(body)
        if kind == "calibration_answer":
            return None if self.own else Why.RATER
        if (kind, source_id) in self.skills:
            return Why.OTHER_SKILL if self.skills[kind, source_id] in self.closed else None
        play = self.plays.get(self._try_of(kind, source_id, body))
        return self._of_play(kind, source_id, body, play) if play is not None else None

    def _of_correction(self, body: Mapping[str, Any]) -> Why | None:
        """Its reason tells of what it corrects and of what stands instead."""
        ids = (body["source_id"], body["replacement_id"])
        return next((why for one in ids if one is not None and (why := self.why(body["kind"], one))), None)

    def _of_play(self, kind: str, source_id: int, body: Mapping[str, Any], play: _Play) -> Why | None:
        if not self.own and play.kind == TryKind.PEER:
            return Why.BETWEEN_TWO
        if not self.own and not self.teaches(play.skill, local_date(play.started_at, ZoneInfo(self.person.zone))):
            return Why.OTHER_SKILL
        return self._sealed(kind, source_id, body, play)

    def _sealed(self, kind: str, source_id: int, body: Mapping[str, Any], play: _Play) -> Why | None:
        if kind == "review":
            return None if self._may_read(source_id, play) else self._until(play)
        if kind == "change":
            return self._until(play) if self.reader_id in self._sealed_from(play) else None
        if kind == "try":
            return self._of_carried(body)
        return None

    def _may_read(self, review_id: int, play: _Play) -> bool:
        review = next(one for one in play.reviews if one.id == review_id)
        beside = [*play.standing, *([] if review in play.standing else [review])]
        return review in unsealed(beside, self.reader_id, self.person.id)

    def _until(self, play: _Play) -> Why:
        if self.own:
            return Why.OWN_RATING
        mine = (one for one in play.standing if one.rater_id == self.reader_id and one.closed_at is None)
        return Why.OWN_REVIEW if next(mine, None) is not None else Why.REVIEW

    def _sealed_from(self, play: _Play) -> frozenset[int]:
        return sealed_from(play.standing, self.person.id)

    def _texts_of_sealed_changes(self) -> Iterator[str]:
        sealed = [play.id for play in self.plays.values() if self.reader_id in self._sealed_from(play)]
        if sealed:
            yield from session().scalars(select(Change.text).where(Change.try_id.in_(sealed)))

    def _of_carried(self, body: Mapping[str, Any]) -> Why | None:
        """The next try carries what was agreed after one that is sealed."""
        if body["carried_change"] and body["carried_change"] in self.carried:
            return Why.OWN_RATING if self.own else Why.OWN_REVIEW
        return None

    def _try_of(self, kind: str, source_id: int, body: Mapping[str, Any]) -> int:
        """The try that a row belongs to; 0 for a row of no try."""
        if kind == "try":
            return source_id
        if kind == "recording_removal":
            recording = self.bodies.get(("recording", source_id))
            return int(recording["try_id"]) if recording else 0
        return body.get("try_id") or 0

    def _teaches(self, skill: str, day: date) -> bool:
        """Whether the reader may see a try of this skill, by the relation of then or of now."""
        return allowed(self.reader_id, Action.SEE_TRY, Matter(self.person.id, day, skill), ZoneInfo(self.person.zone))


def _plays_of(person_id: int) -> dict[int, _Play]:
    """The person's tries, those that were corrected away among them."""
    reviews: dict[int, list[Review]] = defaultdict(list)
    standing: dict[int, list[Review]] = defaultdict(list)
    rows = session().execute(
        select(Review, records.stands("review", Review.id).label("stands"))
        .join(Try, Try.id == Review.try_id)
        .where(Try.person_id == person_id)
        .order_by(Review.id)
    )
    for row in rows:
        reviews[row.Review.try_id].append(row.Review)
        if row.stands:
            standing[row.Review.try_id].append(row.Review)
    tries = session().scalars(select(Try).where(Try.person_id == person_id))
    return {
        made.id: _Play(made.id, made.kind, made.skill, made.started_at, reviews[made.id], standing[made.id])
        for made in tries
    }
