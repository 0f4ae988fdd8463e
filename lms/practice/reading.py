"""What stands of people's practice, many people in a constant number of queries: for judgement, desk and our pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Select, cast, func, select
from sqlalchemy import String as SqlString

from lms.curriculum.models import ContentVersion
from lms.db import session
from lms.practice.loading import critical_items, keep_checklists
from lms.practice.models import Attendance, AttendanceWord, Change, Rating, Review, Show, Try
from lms.practice.rules import (
    ReviewKind,
    ShowStanding,
    TryKind,
    Written,
    carried_change,
    critical_done,
    mean_level,
    self_rating_settled,
)
from lms.records import service as records
from lms.records.models import Record

Persons = Select[tuple[int]] | Sequence[int]


@dataclass(frozen=True, slots=True)
class ShowView:
    """A show entered for a person. id: of the attendance; by: who showed it; comment: the trainee's word on it."""

    id: int
    record_id: int
    skill: str
    by: int
    mode: str
    happened_at: datetime
    recorded_at: datetime
    told_at: datetime
    standing: ShowStanding
    comment: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A closed review. mean_level: 0 to 3, raw; critical_done: every critical item at 2 or more; levels: by item."""

    id: int
    record_id: int
    rater: int
    kind: ReviewKind
    closed_at: datetime
    mean_level: float
    critical_done: bool
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TryView:
    """A try that has ended. card: id of its role card, empty for practice alone; change: what was written after it.

    sealed: the trainee has neither rated themself nor skipped it, so no page shows them the trainers' levels yet.
    """

    id: int
    record_id: int
    skill: str
    number: int
    kind: TryKind
    happened_at: datetime
    ended_at: datetime
    card: str
    checklist_hash: str
    carried_change: str
    trainer_id: int | None
    reviews: tuple[ReviewView, ...]
    change: str
    change_agreed: bool
    sealed: bool
    trainee_agreed: bool = False
    trainer_agreed: bool = False

    @property
    def trainer_reviews(self) -> tuple[ReviewView, ...]:
        return tuple(review for review in self.reviews if review.kind == ReviewKind.TRAINER)


@dataclass(frozen=True, slots=True)
class OpenTry:
    """A try that is being played. reviewers: the trainers who have opened a review of it."""

    id: int
    skill: str
    number: int
    happened_at: datetime
    trainer_id: int | None
    reviewers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """All of a person's practice that stands, each in the order of time."""

    shows: tuple[ShowView, ...] = ()
    tries: tuple[TryView, ...] = ()
    under_way: tuple[OpenTry, ...] = ()
    changes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By skill: the change that stands at the top of the next try."""

    def live(self, skill: str) -> tuple[TryView, ...]:
        """The supervised tries of a skill."""
        return tuple(made for made in self.tries if made.skill == skill and made.kind == TryKind.LIVE)

    def solo(self, skill: str) -> tuple[TryView, ...]:
        return tuple(made for made in self.tries if made.skill == skill and made.kind == TryKind.SOLO)

    def shown(self, skill: str) -> tuple[ShowView, ...]:
        return tuple(show for show in self.shows if show.skill == skill)


NOTHING = Practice()


def practice_of(person_ids: Persons) -> dict[int, Practice]:
    """The practice of many, by person; who has none is left out. At most eight queries.

    Only what stands is in it: what was corrected is gone, its replacement is here.
    """
    shows = _shows(person_ids)
    rows = session().scalars(
        select(Try)
        .where(Try.person_id.in_(person_ids), records.stands("try", Try.id))
        .order_by(Try.started_at, Try.id)
    ).all()  # fmt: skip
    parts = _Parts.load(person_ids, rows)
    made: dict[int, list[Try]] = defaultdict(list)
    for row in rows:
        made[row.person_id].append(row)
    return {
        person: Practice(
            shows=tuple(shows.get(person, ())),
            tries=tuple(parts.try_view(row) for row in made[person] if row.closed_at is not None),
            under_way=tuple(parts.open_try(row) for row in made[person] if row.closed_at is None),
            changes=parts.changes_to_carry(made[person]),
        )
        for person in sorted({*shows, *made})
    }


def _shows(person_ids: Persons) -> dict[int, list[ShowView]]:
    found: dict[int, list[ShowView]] = defaultdict(list)
    rows = session().execute(
        select(
            Attendance.id, Attendance.person_id, Attendance.absent, Attendance.told_at, Record.id.label("record_id"),
            Show.skill, Show.by_id, Show.mode, Show.happened_at, Show.recorded_at,
            AttendanceWord.seen, AttendanceWord.comment,
        )
        .join(Show, Show.id == Attendance.show_id)
        .join(Record, (Record.kind == "attendance") & (Record.source_id == Attendance.id))
        .outerjoin(AttendanceWord, AttendanceWord.attendance_id == Attendance.id)
        .where(Attendance.person_id.in_(person_ids), records.stands("attendance", Attendance.id))
        .order_by(Show.happened_at, Attendance.id)
    )  # fmt: skip
    for row in rows:
        found[row.person_id].append(
            ShowView(
                id=row.id,
                record_id=row.record_id,
                skill=row.skill,
                by=row.by_id,
                mode=row.mode,
                happened_at=row.happened_at,
                recorded_at=row.recorded_at,
                told_at=row.told_at,
                standing=show_standing(row.absent, row.seen),
                comment=row.comment or "",
            )
        )
    return found


def show_standing(absent: bool, seen: bool | None) -> ShowStanding:
    """How a show stands. seen: the trainee's word, None while there is none."""
    if absent:
        return ShowStanding.ABSENT
    if seen is None:
        return ShowStanding.OFFERED
    return ShowStanding.CONFIRMED if seen else ShowStanding.NOT_SEEN


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to the tries that are read, by try."""

    records: Mapping[int, int]
    cards: Mapping[str, str]
    reviews: Mapping[int, list[Review]]
    views: Mapping[int, ReviewView]
    changes: Mapping[int, Change]

    @classmethod
    def load(cls, person_ids: Persons, tries: Iterable[Try]) -> "_Parts":
        made = {row.id: row for row in tries}
        mine = select(Try.id).where(Try.person_id.in_(person_ids))
        lines = session().execute(
            select(Record.source_id, Record.id).where(Record.kind == "try", Record.source_id.in_(mine))
        )
        changes = session().scalars(select(Change).where(Change.try_id.in_(mine)))
        reviews: dict[int, list[Review]] = defaultdict(list)
        standing = select(Review).where(Review.try_id.in_(mine), records.stands("review", Review.id))
        for review in session().scalars(standing.order_by(Review.closed_at, Review.id)):
            if review.try_id in made:
                reviews[review.try_id].append(review)
        return cls(
            records={line.source_id: line.id for line in lines},
            cards=_card_ids(row.card_hash for row in made.values()),
            reviews=reviews,
            views=_review_views(mine, made, reviews),
            changes={change.try_id: change for change in changes},
        )

    def try_view(self, row: Try) -> TryView:
        reviews = self.reviews.get(row.id, [])
        change = self.changes.get(row.id)
        return TryView(
            id=row.id,
            record_id=self.records[row.id],
            skill=row.skill,
            number=row.number,
            kind=TryKind(row.kind),
            happened_at=row.started_at,
            ended_at=row.ended_at or row.started_at,
            card=self.cards.get(row.card_hash or "", ""),
            checklist_hash=row.checklist_hash or "",
            carried_change=row.carried_change,
            trainer_id=row.trainer_id,
            reviews=tuple(self.views[review.id] for review in reviews if review.id in self.views),
            change=change.text if change else "",
            change_agreed=change is not None and change.closed_at is not None,
            sealed=not self_rating_settled(reviews),
            trainee_agreed=change is not None and change.trainee_agreed_at is not None,
            trainer_agreed=change is not None and change.trainer_agreed_at is not None,
        )

    def open_try(self, row: Try) -> OpenTry:
        reviewers = (r.rater_id for r in self.reviews.get(row.id, []) if r.kind == ReviewKind.TRAINER)
        return OpenTry(row.id, row.skill, row.number, row.started_at, row.trainer_id, tuple(reviewers))

    def changes_to_carry(self, rows: Iterable[Try]) -> Mapping[str, str]:
        written: dict[str, list[Written]] = defaultdict(list)
        for row in rows:
            if (change := self.changes.get(row.id)) is not None:
                written[row.skill].append(Written(change.text, change.closed_at is not None))
        return {skill: carried_change(changes) for skill, changes in written.items()}


def _card_ids(hashes: Iterable[str | None]) -> dict[str, str]:
    found = session().execute(
        select(ContentVersion.hash, ContentVersion.content_id).where(ContentVersion.hash.in_({*hashes} - {None}))
    )
    return {row.hash: row.content_id for row in found}


def _review_views(
    mine: Select[int], made: Mapping[int, Try], reviews: Mapping[int, Sequence[Review]]
) -> dict[int, ReviewView]:
    """The closed reviews with what their taps came to; the database adds each review's levels up to one text."""
    last = (
        select(Rating.review_id, func.max(Rating.seq).label("seq"))
        .join(Review, Review.id == Rating.review_id)
        .where(Review.closed_at.is_not(None), Rating.seq <= Review.end_seq, Review.try_id.in_(mine))
        .group_by(Rating.review_id, Rating.item)
        .subquery()
    )
    spelt = func.aggregate_strings(Rating.item + ":" + cast(Rating.level, SqlString), " ")
    found = session().execute(
        select(Rating.review_id, spelt.label("levels"), Record.id.label("record_id"))
        .join(last, (last.c.review_id == Rating.review_id) & (last.c.seq == Rating.seq))
        .join(Record, (Record.kind == "review") & (Record.source_id == Rating.review_id))
        .where(Rating.level.is_not(None))
        .group_by(Rating.review_id, Record.id)
    )
    levels = {row.review_id: (row.record_id, _levels(row.levels)) for row in found}
    checklists = keep_checklists({row.checklist_hash for row in made.values() if row.checklist_hash})
    critical = {content_hash: critical_items(checklist) for content_hash, checklist in checklists.items()}
    return {
        review.id: _review_view(review, *levels[review.id], critical[made[review.try_id].checklist_hash or ""])
        for of_try in reviews.values()
        for review in of_try
        if review.id in levels
    }


def _levels(spelt: str) -> dict[str, int]:
    return {item: int(level) for item, _colon, level in (one.rpartition(":") for one in spelt.split(" "))}


def _review_view(review: Review, record_id: int, levels: Mapping[str, int], critical: frozenset[str]) -> ReviewView:
    assert review.closed_at is not None
    return ReviewView(
        id=review.id,
        record_id=record_id,
        rater=review.rater_id,
        kind=ReviewKind(review.kind),
        closed_at=review.closed_at,
        mean_level=mean_level(levels),
        critical_done=critical_done(levels, critical),
        levels=MappingProxyType(dict(levels)),
    )
