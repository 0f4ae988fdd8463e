"""What stands of people's practice, many people in a constant number of queries: for judgement, desk and our pages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Subquery, cast, func, literal, select
from sqlalchemy import String as SqlString
from sqlalchemy.orm import InstrumentedAttribute

from lms.curriculum.models import ContentVersion
from lms.db import session
from lms.people.models import Person
from lms.plan.coaches import Coach, coachings_of
from lms.practice.loading import checklist_of, critical_items, keep_checklists, local_date
from lms.practice.models import Attendance, AttendanceWord, Change, Rating, Review, Seat, Show, Try
from lms.practice.rules import (
    ReviewKind,
    ShowStanding,
    TryKind,
    Written,
    assigned_to,
    carried_change,
    critical_done,
    lead_of,
    mean_level,
    sealed_from,
    self_rating_settled,
)
from lms.practice.seats import Part
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
    """A closed review. mean_level: 0 to 3, raw; critical_done: every critical item at 2 or more; levels: by item.

    again: a second look; it stands beside the first and never leads.
    """

    id: int
    record_id: int
    rater: int
    kind: ReviewKind
    closed_at: datetime
    mean_level: float
    critical_done: bool
    levels: Mapping[str, int]
    again: bool = False


@dataclass(frozen=True, slots=True)
class TryView:
    """A try that has ended. card: id of its role card, empty for practice alone; change: what was written after it.

    sealed: the trainee has neither rated themself nor skipped it, so no page shows them the trainers' levels yet;
    sealed_from: who may know no level of it yet, so nor what follows from it: the trainee while it is sealed, and each
    rater whose own review of it is open; assigned: whose review leads.
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
    assigned: frozenset[int] = frozenset()
    sealed_from: frozenset[int] = frozenset()

    @property
    def trainer_reviews(self) -> tuple[ReviewView, ...]:
        return tuple(review for review in self.reviews if review.kind == ReviewKind.TRAINER)

    @property
    def lead(self) -> ReviewView | None:
        """The review that counts for this try, None while there is none."""
        return lead_of(self.trainer_reviews, lambda review: review.rater in self.assigned)


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
    """All of a person's practice that stands, each in the order of time. under_way: supervised tries."""

    shows: tuple[ShowView, ...] = ()
    tries: tuple[TryView, ...] = ()
    under_way: tuple[OpenTry, ...] = ()
    peers_under_way: tuple[OpenTry, ...] = ()
    changes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By skill: the change that stands at the top of the next try."""

    def live(self, skill: str) -> tuple[TryView, ...]:
        """The supervised tries of a skill."""
        return tuple(made for made in self.tries if made.skill == skill and made.kind == TryKind.LIVE)

    def solo(self, skill: str) -> tuple[TryView, ...]:
        return tuple(made for made in self.tries if made.skill == skill and made.kind == TryKind.SOLO)

    def peer(self, skill: str) -> tuple[TryView, ...]:
        """Practice with a colleague."""
        return tuple(made for made in self.tries if made.skill == skill and made.kind == TryKind.PEER)

    def shown(self, skill: str) -> tuple[ShowView, ...]:
        return tuple(show for show in self.shows if show.skill == skill)


NOTHING = Practice()


def practice_of(person_ids: Persons) -> dict[int, Practice]:
    """The practice of many, by person; who has none is left out.

    Two queries, one more for unmet checklists, and one more where a try that was reviewed had no trainer of its own.
    Only what stands is in it: what was corrected is gone, its replacement is here.
    """
    shows = _shows(person_ids)
    made = _made(person_ids)
    _keep(made)
    coached = _coached(made)
    return {
        person: Practice(
            shows=tuple(shows.get(person, ())),
            tries=tuple(
                _try_view(one, coached.get(person, ())) for one in made[person] if one.row.closed_at is not None
            ),
            under_way=_under_way(made[person], TryKind.LIVE),
            peers_under_way=_under_way(made[person], TryKind.PEER),
            changes=_changes_to_carry(made[person]),
        )
        for person in sorted({*shows, *made})
    }


def people_rated_by(raters: Collection[int]) -> set[int]:
    """Of whose tries one of these ended a review, whatever became of it since."""
    ended = select(Try.person_id).join(Review, Review.try_id == Try.id).where(
        Review.rater_id.in_(raters), Review.closed_at.is_not(None)
    )  # fmt: skip
    return set(session().scalars(ended.distinct()))


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
        .outerjoin(AttendanceWord, standing_word(Attendance.id))
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


def standing_word(attendance_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """SQL: the trainee's word on this show that stands."""
    return (AttendanceWord.attendance_id == attendance_id) & records.stands("attendance_word", AttendanceWord.id)


def show_standing(absent: bool, seen: bool | None) -> ShowStanding:
    """How a show stands. seen: the trainee's word, None while there is none.

    A show counts once the trainee confirms it, and so does one to which they were marked absent and say that they were
    there.
    """
    if absent and not seen:
        return ShowStanding.ABSENT
    if seen is None:
        return ShowStanding.OFFERED
    return ShowStanding.CONFIRMED if seen else ShowStanding.NOT_SEEN


@dataclass(frozen=True, slots=True)
class _Made:
    """A try as it was read, with its reviews in the order in which they ended."""

    row: Any
    reviews: list["_Reviewed"]


@dataclass(frozen=True, slots=True)
class _Reviewed:
    """A review as it was read; spelt: its levels as one text, None while it is open; again: a second look."""

    id: int
    record_id: int | None
    rater_id: int
    kind: str
    closed_at: datetime | None
    skipped_at: datetime | None
    spelt: str | None
    again: bool


def _made(person_ids: Persons) -> dict[int, list[_Made]]:
    """By person the tries that stand, in the order of time; the database adds each review's levels up to one text."""
    review = _reviews(person_ids)
    rows = session().execute(
        select(
            Try.id, Try.person_id, Try.skill, Try.kind, Try.number, Try.checklist_hash, Try.carried_change,
            Try.trainer_id, Try.started_at, Try.ended_at, Try.closed_at,
            Record.id.label("record_id"), ContentVersion.content_id.label("card"),
            Change.text.label("change"), Change.closed_at.label("agreed_at"), Change.trainee_agreed_at,
            Change.trainer_agreed_at, records.replaces("change", Change.id).label("change_replaces"), Person.zone,
            review.c.id.label("review"), review.c.line, review.c.rater_id, review.c.review_kind,
            review.c.review_closed_at, review.c.skipped_at, review.c.spelt, review.c.again,
        )
        .join(Person, Person.id == Try.person_id)
        .outerjoin(Record, (Record.kind == "try") & (Record.source_id == Try.id))
        .outerjoin(ContentVersion, ContentVersion.hash == Try.card_hash)
        .outerjoin(Change, (Change.try_id == Try.id) & records.stands("change", Change.id))
        .outerjoin(review, review.c.try_id == Try.id)
        .where(Try.person_id.in_(person_ids), records.stands("try", Try.id))
        .order_by(Try.started_at, Try.id, review.c.review_closed_at, review.c.id)
    )  # fmt: skip
    found: dict[int, list[_Made]] = defaultdict(list)
    for _id, group in groupby(rows, key=lambda row: row.id):
        of_try: list[Any] = list(group)
        reviews = [_Reviewed(*row[-8:]) for row in of_try if row.review is not None]
        found[of_try[0].person_id].append(_Made(of_try[0], reviews))
    return found


def _reviews(person_ids: Persons) -> Subquery:
    """SQL: the reviews that stand of these people's tries, each with the last level of each item in one text."""
    mine = select(Try.id).where(Try.person_id.in_(person_ids))
    last = (
        select(Rating.review_id, func.max(Rating.seq).label("seq"))
        .join(Review, Review.id == Rating.review_id)
        .where(Review.closed_at.is_not(None), Rating.seq <= Review.end_seq, Review.try_id.in_(mine))
        .group_by(Rating.review_id, Rating.item)
        .subquery()
    )
    spelt = func.aggregate_strings(Rating.item + ":" + cast(Rating.level, SqlString), " ")
    levels = (
        select(Rating.review_id, spelt.label("spelt"))
        .join(last, (last.c.review_id == Rating.review_id) & (last.c.seq == Rating.seq))
        .where(Rating.level.is_not(None))
        .group_by(Rating.review_id)
        .subquery()
    )
    again = select(literal(1)).where(
        Seat.try_id == Review.try_id, Seat.person_id == Review.rater_id, Seat.part == Part.SECOND
    )
    return (
        select(
            Review.id, Review.try_id, Record.id.label("line"), Review.rater_id, Review.kind.label("review_kind"),
            Review.closed_at.label("review_closed_at"), Review.skipped_at, levels.c.spelt,
            again.exists().label("again"),
        )
        .outerjoin(Record, (Record.kind == "review") & (Record.source_id == Review.id))
        .outerjoin(levels, levels.c.review_id == Review.id)
        .where(Review.try_id.in_(mine), records.stands("review", Review.id))
        .subquery()
    )  # fmt: skip


def _keep(made: Mapping[int, Sequence[_Made]]) -> None:
    keep_checklists({one.row.checklist_hash for of_person in made.values() for one in of_person} - {None})


def _coached(made: Mapping[int, Sequence[_Made]]) -> Mapping[int, Sequence[Coach]]:
    """Who coached those of whose tries one was reviewed though it had no trainer of its own."""
    people = [person for person, of_person in made.items() if any(_lacks_trainer(one) for one in of_person)]
    return coachings_of(people) if people else {}


def _lacks_trainer(made: _Made) -> bool:
    return made.row.trainer_id is None and any(review.kind == ReviewKind.TRAINER for review in made.reviews)


def _try_view(made: _Made, coached: Sequence[Coach]) -> TryView:
    row = made.row
    return TryView(
        id=row.id,
        record_id=row.record_id,
        skill=row.skill,
        number=row.number,
        kind=TryKind(row.kind),
        happened_at=row.started_at,
        ended_at=row.ended_at or row.started_at,
        card=row.card or "",
        checklist_hash=row.checklist_hash or "",
        carried_change=row.carried_change,
        trainer_id=row.trainer_id,
        reviews=tuple(_review_view(review, row.checklist_hash) for review in made.reviews if review.spelt is not None),
        change=row.change or "",
        change_agreed=row.agreed_at is not None,
        sealed=not self_rating_settled(made.reviews),
        trainee_agreed=row.trainee_agreed_at is not None,
        trainer_agreed=row.trainer_agreed_at is not None,
        assigned=assigned_to(row.trainer_id, row.skill, local_date(row.started_at, ZoneInfo(row.zone)), coached)
        - {review.rater_id for review in made.reviews if review.again},
        sealed_from=sealed_from(made.reviews, row.person_id),
    )


def _under_way(made: Iterable[_Made], kind: TryKind) -> tuple[OpenTry, ...]:
    return tuple(_open_try(one) for one in made if one.row.closed_at is None and one.row.kind == kind)


def _open_try(made: _Made) -> OpenTry:
    row = made.row
    reviewers = tuple(review.rater_id for review in made.reviews if review.kind == ReviewKind.TRAINER)
    return OpenTry(row.id, row.skill, row.number, row.started_at, row.trainer_id, reviewers)


def _changes_to_carry(made: Iterable[_Made]) -> Mapping[str, str]:
    written: dict[str, list[Written]] = defaultdict(list)
    for one in made:
        if one.row.change is not None:
            written[one.row.skill].append(
                Written(one.row.change, one.row.change_replaces or one.row.agreed_at is not None)
            )
    return {skill: carried_change(changes) for skill, changes in written.items()}


def _levels(spelt: str) -> dict[str, int]:
    return {item: int(level) for item, _colon, level in (one.rpartition(":") for one in spelt.split(" "))}


def _review_view(review: _Reviewed, checklist_hash: str) -> ReviewView:
    assert review.closed_at is not None
    assert review.record_id is not None
    assert review.spelt is not None
    levels = _levels(review.spelt)
    return ReviewView(
        id=review.id,
        record_id=review.record_id,
        rater=review.rater_id,
        kind=ReviewKind(review.kind),
        closed_at=review.closed_at,
        mean_level=mean_level(levels),
        critical_done=critical_done(levels, _critical_of(checklist_hash)),
        levels=MappingProxyType(levels),
        again=review.again,
    )


@cache  # what stands under a hash never changes
def _critical_of(checklist_hash: str) -> frozenset[str]:
    return critical_items(checklist_of(checklist_hash))
