"""What is still to be given to a trainee: owed, due, booked, or waiting for their word. Read by many pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from lms.judgement.evidence import DebtKind, Due, ShowGiven, TryMade
from lms.judgement.reading import TeachingRead
from lms.judgement.service import Known, PersonJudgement
from lms.plan.arrangements import Arranged, Owed
from lms.plan.models import Arrangement


class Group(StrEnum):
    """By our promise: past it, due today, arranged, still in time; and what can't be given, as whoever owes it said.

    coming: of a list that ends some days ahead, what a decision promised for a later one.
    """

    PAST = "past"
    TODAY = "today"
    ARRANGED = "arranged"
    LATER = "later"
    CANNOT = "cannot"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to give to a trainee.

    owed: as arrangements name it; skill: for which it is taught, also of a module; owed_by: None for whoever manages;
    due_on: the local date by whose end it is promised; waits_since: when the try that waits for a review ended;
    word_until: for a show that was given, the last date on which the trainee may say that they did not see it;
    not_seen: a show that the trainee said they did not see, for which this one is to be given.
    """

    person_id: int
    owed: Owed
    kind: DebtKind
    skill: str
    owed_by: int | None
    due_on: date
    arrangement: Arrangement | None
    waits_since: datetime | None = None
    word_until: date | None = None
    not_seen: ShowGiven | None = None

    @property
    def ordinal(self) -> int:
        """Which show or try it is; for a review, of which try."""
        return self.owed.ordinal

    def is_overdue(self, today: date) -> bool:
        return self.due_on < today

    def booked_at(self, now: datetime, zone: tzinfo) -> datetime | None:
        """The time for which it is booked, as long as that day is not over."""
        row = self.arrangement
        if row is None or row.standing != Arranged.BOOKED or row.booked_for is None:
            return None
        over = row.booked_for.astimezone(zone).date() < now.astimezone(zone).date()
        return None if over else row.booked_for

    def booking_past(self, now: datetime) -> datetime | None:
        """The time for which it was booked, once that has come and nothing was said about it since."""
        row = self.arrangement
        if row is None or row.standing != Arranged.BOOKED or row.booked_for is None or row.booked_for > now:
            return None
        return row.booked_for

    def reason_against(self) -> str:
        """Why whoever owes it said that they can't; empty when they didn't."""
        row = self.arrangement
        return row.reason if row is not None and row.standing == Arranged.CANNOT else ""

    def group(self, now: datetime, zone: tzinfo) -> Group:
        """Where it stands by our promise. What is booked counts as arranged until its day, then it waits again."""
        today = now.astimezone(zone).date()
        booked = self.booked_at(now, zone)
        if self.word_until is not None or (booked is not None and booked.astimezone(zone).date() > today):
            return Group.ARRANGED
        if self.reason_against():
            return Group.CANNOT
        if self.due_on < today:
            return Group.PAST
        return Group.TODAY if self.due_on == today else Group.LATER


def duties_of(judged: PersonJudgement) -> list[Duty]:
    """All that is to be given to one person as of their judgement, due or not, the longest promised first. A module
    stands in it once.
    """
    found: dict[Owed, Duty] = {}
    for skill in judged.evidence:
        for duty in duties_in(judged, skill):
            found.setdefault(duty.owed, duty)
    return _longest_first(judged, found.values())


def decided_of(judged: PersonJudgement) -> frozenset[Owed]:
    """What decisions promised beyond the path, by whoever they named."""
    by_name = (one for one in judged.known.plan.obligations if one.owed_by is not None)
    return frozenset(Owed(one.kind.value, one.skill, "", one.ordinal) for one in by_name)


def duties_in(judged: PersonJudgement, skill: str) -> list[Duty]:
    """What is to be given in one skill, a module that teaches it among it."""
    teaching = judged.teaching[skill]
    found = [*_promised(judged, skill, teaching), *_reviews(judged, skill, teaching), *_refreshers(judged, skill)]
    return _longest_first(judged, found)


def _longest_first(judged: PersonJudgement, duties: Iterable[Duty]) -> list[Duty]:
    """By the day of the promise, reviews of it by how long they wait, the rest by its place in the path."""
    placed: dict[str, tuple[int, str]] = {one.module: (one.day, one.half) for one in judged.known.plan.path.modules}
    begins = {
        skill: min((placed[due.subject] for due in evidence.dues if due.subject in placed), default=(0, ""))
        for skill, evidence in judged.evidence.items()
    }

    def order(duty: Duty) -> tuple[date, bool, float, tuple[int, str], int]:
        waits = duty.waits_since
        place = placed.get(duty.owed.module, begins[duty.skill])
        return duty.due_on, waits is None, waits.timestamp() if waits else 0, place, duty.ordinal

    return sorted(duties, key=order)


def _promised(judged: PersonJudgement, skill: str, teaching: TeachingRead) -> Iterator[Duty]:
    told = iter(teaching.shows_waiting)
    unseen = iter(_unseen(teaching))
    for due in sorted(teaching.unpaid, key=lambda due: (due.due_on, due.kind, due.ordinal)):
        duty = _duty(judged, skill, due)
        if due.kind is DebtKind.SHOW:
            waiting = next(told, None)
            duty = replace(duty, word_until=waiting[1]) if waiting else replace(duty, not_seen=next(unseen, None))
        yield duty


def _duty(judged: PersonJudgement, skill: str, due: Due) -> Duty:
    is_module = due.kind is DebtKind.MODULE
    owed = Owed(due.kind.value, "" if is_module else skill, due.subject, due.ordinal)
    return Duty(
        person_id=judged.person_id,
        owed=owed,
        kind=due.kind,
        skill=skill,
        owed_by=due.owed_by,
        due_on=due.due_on,
        arrangement=_arrangement(judged.known, owed),
    )


def _unseen(teaching: TeachingRead) -> Sequence[ShowGiven]:
    """Shows that were not seen and after which none was entered."""
    later = [show.recorded_at for show in (*teaching.shows_given, *(show for show, _ in teaching.shows_waiting))]
    return [show for show in teaching.shows_not_seen if all(show.recorded_at > moment for moment in later)]


def _reviews(judged: PersonJudgement, skill: str, teaching: TeachingRead) -> Iterator[Duty]:
    by_record = {made.record_id: made for made in judged.known.practice.tries}
    for made in teaching.tries:
        if not made.reviews:
            view = by_record[made.record_id]
            owed = Owed(DebtKind.REVIEW.value, skill, "", view.number, view.id)
            yield _review(judged, skill, made, owed, view.ended_at)


def _review(judged: PersonJudgement, skill: str, made: TryMade, owed: Owed, ended_at: datetime) -> Duty:
    return Duty(
        person_id=judged.person_id,
        owed=owed,
        kind=DebtKind.REVIEW,
        skill=skill,
        owed_by=made.review_owed_by,
        due_on=made.review_due_on,
        arrangement=_arrangement(judged.known, owed),
        waits_since=ended_at,
    )


def _refreshers(judged: PersonJudgement, skill: str) -> Iterator[Duty]:
    for debt in judged.by_skill[skill].debts:
        if debt.kind is DebtKind.REFRESHER:
            owed = Owed(DebtKind.REFRESHER.value, skill, "", 1)
            yield Duty(
                judged.person_id, owed, debt.kind, skill, debt.owed_by, debt.since, _arrangement(judged.known, owed)
            )  # fmt: skip


def _arrangement(known: Known, owed: Owed) -> Arrangement | None:
    return known.arrangements.latest.get(owed)
