"""What the page of a second look shows to whom: its asker, who looks, who could, and both reviews once it has ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.db import session
from lms.errors import NotYours
from lms.people.directory import names
from lms.people.policy import Action, require
from lms.practice import facts
from lms.practice.evidence import Link, kept_of
from lms.practice.loading import Loaded, allowed, load_try
from lms.practice.models import Review
from lms.practice.reviews import own_review
from lms.practice.rules import ReviewKind, levels_at, notes_standing, unsealed
from lms.practice.seats import keep_unbiased
from lms.practice.try_view import Head, NoteLine, Row, frozen_checklist, head_of, lines_of, rows_of, standing_reviews
from lms.raters.models import SecondLook
from lms.raters.second import able_to_look


class LookStanding(StrEnum):
    """How a second look stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Both:
    """One behaviour as two raters saw it; never averaged."""

    row: Row
    first: int
    second: int
    first_notes: tuple[NoteLine, ...]
    second_notes: tuple[NoteLine, ...]

    @property
    def differs(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class SecondPage:
    """Everything of it may be seen by the reader.

    why: the trainee's sentence, empty for who may yet look: it could tell the first rating; able: who is asked, by
    name; both: the two reviews row by row, empty until the second has ended; looks: the reader looks just now.
    """

    id: int
    head: Head
    first: str
    looker: str
    standing: LookStanding
    asked_at: datetime
    ended_at: datetime | None
    why: str
    declined_why: str
    able: tuple[str, ...]
    evidence: tuple[Link, ...]
    both: tuple[Both, ...]
    may_take: bool
    looks: bool

    @property
    def differing(self) -> list[Both]:
        return [one for one in self.both if one.differs]

    @property
    def same(self) -> list[Both]:
        return [one for one in self.both if not one.differs]


def second_page(actor_id: int, look_id: int) -> SecondPage:
    """Raises NotYours; LookingAgain for who looks at another try of this person."""
    row = session().get(SecondLook, look_id)
    if row is None:
        raise NotYours
    loaded = load_try(row.try_id)
    require(allowed(actor_id, Action.SEE_TRY, loaded.matter, loaded.zone))
    standing, looks = standing_of(row), row.taken_by == actor_id and row.answer_review_id is None
    if not looks:
        keep_unbiased(actor_id, loaded.row.person_id)
    first = _standing_version(session().get_one(Review, row.review_id))
    answer = _standing_version(session().get_one(Review, row.answer_review_id)) if row.answer_review_id else None
    able = able_to_look(loaded) if standing is LookStanding.WAITING else ()
    called = names([first.rater_id, *able, *([row.taken_by] if row.taken_by else [])])
    knows = actor_id in (loaded.row.person_id, first.rater_id) or standing is LookStanding.DONE
    return SecondPage(
        id=row.id,
        head=head_of(loaded, actor_id),
        first=called[first.rater_id],
        looker=called[row.taken_by] if row.taken_by else "",
        standing=standing,
        asked_at=row.asked_at,
        ended_at=answer.closed_at if answer else None,
        why=row.why if knows else "",
        declined_why=row.declined_why if knows and standing is LookStanding.WAITING else "",
        able=tuple(called[one] for one in able),
        evidence=tuple(kept_of(actor_id, loaded)),
        both=_both(actor_id, loaded, first, answer) if answer else (),
        may_take=actor_id in able,
        looks=looks,
    )


def standing_of(row: SecondLook) -> LookStanding:
    if row.answer_review_id is not None:
        return LookStanding.DONE
    if row.taken_by is not None:
        return LookStanding.TAKEN
    return LookStanding.WAITING if row.withdrawn_at is None else LookStanding.WITHDRAWN


def _standing_version(review: Review) -> Review:
    """A review as it stands, where it was corrected meanwhile."""
    return own_review(review.try_id, review.rater_id, ReviewKind.TRAINER) or review


def _both(actor_id: int, loaded: Loaded, first: Review, second: Review) -> tuple[Both, ...]:
    seen = unsealed(standing_reviews(loaded.row.id), actor_id, loaded.row.person_id)
    if first not in seen or second not in seen:
        return ()
    levels = [levels_at(facts.taps_of(one.id, one.end_seq)) for one in (first, second)]
    notes = [notes_standing(facts.notes_of(one.id, one.end_seq)) for one in (first, second)]
    return tuple(
        Both(
            row, levels[0][row.id], levels[1][row.id],
            *(lines_of(note for note in of_review if note.item == row.id) for of_review in notes),
        )
        for row in rows_of(frozen_checklist(loaded.row), {})
    )  # fmt: skip
