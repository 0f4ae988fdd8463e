"""Looking back together: what differs first, the rest counted, the notes at their moments, and the one change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lms.db import session
from lms.people.directory import names
from lms.people.policy import Action
from lms.plan.coaches import coachings_of
from lms.practice import facts
from lms.practice.changes import change_of, is_agreed, may_agree
from lms.practice.loading import Loaded, allowed
from lms.practice.models import Change, Note, Rating, Review
from lms.practice.rules import (
    ReviewKind,
    TryKind,
    assigned_to,
    lead_of,
    levels_at,
    notes_standing,
    self_rating_settled,
    unsealed,
)
from lms.practice.seats import keep_unbiased, second_lookers
from lms.practice.try_view import Head, Row, frozen_checklist, head_of, rows_of, standing_reviews
from lms.practice.uncovering import Outcome, outcome_of
from lms.records.models import Correction
from lms.records.undone import correction_of


@dataclass(frozen=True, slots=True)
class Said:
    """A note as it is replayed. trainees: written by the trainee, who notes no moment."""

    initial: str
    name: str
    second: int
    text: str
    trainees: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One behaviour on the two people's line; a level is None where one of the two is not there to be seen."""

    row: Row
    trainer: int | None
    trainee: int | None
    said: tuple[Said, ...]

    @property
    def differs(self) -> bool:
        return self.trainer is not None and self.trainee is not None and self.trainer != self.trainee


@dataclass(frozen=True, slots=True)
class Mended:
    """That a review was corrected: by whom, when and why, and the version before."""

    name: str
    at: datetime
    why: str
    was_id: int


@dataclass(frozen=True, slots=True)
class Struck:
    """A trainer's review that was struck, nothing standing in its place: whose it was, by whom, when and why."""

    review_id: int
    rater: str
    name: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """What was agreed on before, and by whom, when and why other words took its place."""

    text: str
    name: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Consent:
    """One of the two, and when they said yes."""

    name: str
    own: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Looker:
    """One of several whose review can be laid beside the trainee's. peer: a colleague's view, not a review."""

    review_id: int
    name: str
    chosen: bool
    peer: bool


@dataclass(frozen=True, slots=True)
class BackPage:
    """Everything of it may be seen by the viewer.

    review: the review laid beside, None while none may be seen; peer: it is a colleague's; facts: what the customer
    hid, and what became of it; self_rating: own, skipped, sealed (it waits for the viewer's own end) or none; agrees:
    the viewer is one of the two and it is their turn; corrects: may mend; may_rate: has no review of their own and
    may still make one; own_mended: the trainee's rating took another's place; rates_anew: the viewer may take their
    own rating back; agreed_before: other words that were agreed on first; struck: reviews that may be read and stand
    no more.
    """

    head: Head
    review: Review | None
    trainer: str
    lookers: tuple[Looker, ...]
    self_rating: str
    pairs: tuple[Pair, ...]
    whole: tuple[Said, ...]
    late: int
    mended: Mended | None
    change: Change | None
    consents: tuple[Consent, ...]
    agrees: bool
    corrects: bool
    may_rate: bool
    own_mended: Mended | None
    rates_anew: bool
    agreed_before: tuple[ChangedWords, ...]
    struck: tuple[Struck, ...]
    peer: bool
    facts: tuple[Outcome, ...]

    @property
    def differing(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.differs]

    @property
    def same(self) -> list[Pair]:
        return [pair for pair in self.pairs if not pair.differs]

    @property
    def same_by_level(self) -> list[tuple[int, int]]:
        """How many rows stand at each level where the two agree: (level, count), lowest first."""
        return sorted(Counter(pair.trainer for pair in self.same if pair.trainer is not None).items())


def may_look_back(reviews: Sequence[Review], actor_id: int, trainee_id: int) -> bool:
    """The trainee once they have rated themself or skipped it, a rater once they have ended, others once one has."""
    if actor_id == trainee_id:
        return self_rating_settled(reviews)
    trainers = [review for review in reviews if review.kind == ReviewKind.TRAINER]
    own = [review for review in reviews if review.rater_id == actor_id]
    return any(review.closed_at is not None for review in own or trainers)


def back_page(actor_id: int, loaded: Loaded, chosen: int | None = None) -> BackPage:
    """What the viewer may look back on. chosen: the review to lay beside, by default the assigned trainer's.

    Raises LookingAgain.
    """
    made = loaded.row
    keep_unbiased(actor_id, made.person_id)
    reviews = standing_reviews(made.id)
    seen = unsealed(reviews, actor_id, made.person_id)
    trainers = [review for review in seen if review.kind == ReviewKind.TRAINER]
    colleagues = [review for review in seen if review.kind == ReviewKind.PEER]
    lead = _lead(trainers, chosen, loaded, actor_id)
    beside = _beside(lead, colleagues, chosen, loaded)
    own = next((review for review in seen if review.kind == ReviewKind.SELF), None)
    struck = _struck(made.id, reviews, actor_id, made.person_id)
    raters = [*(review.rater_id for review in reviews), *(review.rater_id for review, _by in struck)]
    called = names([made.person_id, *raters, *([made.trainer_id] if made.trainer_id else [])])
    # What was agreed after a review outlives it, so the page shows it after a struck one too.
    rater_id = lead.rater_id if lead is not None else struck[-1][0].rater_id if struck else None
    change = change_of(made.id) if rater_id is not None else None
    return BackPage(
        head=head_of(loaded, actor_id),
        review=beside,
        trainer=called[beside.rater_id] if beside else called.get(made.trainer_id or 0, ""),
        lookers=tuple(
            Looker(r.id, called[r.rater_id], r is beside, r.kind == ReviewKind.PEER) for r in (*trainers, *colleagues)
        ),
        self_rating=_self_rating(reviews, own),
        pairs=_pairs(loaded, beside, own, called),
        whole=_whole(beside, called),
        late=_late(beside) if beside is not None and beside.rater_id == actor_id else 0,
        mended=mended_from(beside) if beside is not None else None,
        change=change,
        consents=_consents(change, made.person_id, rater_id, called, actor_id) if rater_id is not None else (),
        agrees=loaded.stands and may_agree(made, reviews, actor_id),
        corrects=loaded.stands and allowed(actor_id, Action.CORRECT_FACT, loaded.matter, loaded.zone),
        own_mended=mended_from(own) if own is not None else None,
        rates_anew=loaded.stands and actor_id == made.person_id and own is not None and not is_agreed(made.id),
        agreed_before=_agreed_before(made.id) if rater_id is not None else (),
        struck=_told(struck, called),
        may_rate=loaded.stands and not _has_own(reviews, actor_id) and _rates(actor_id, loaded),
        peer=beside is not None and beside.kind == ReviewKind.PEER,
        facts=outcome_of(actor_id, loaded),
    )


def _struck(try_id: int, standing: Sequence[Review], actor_id: int, trainee_id: int) -> list[tuple[Review, Correction]]:
    """Trainers' reviews that were struck and that the viewer may read, each with its correction."""
    rows = session().execute(
        select(Review, Correction)
        .join(Correction, (Correction.kind == "review") & (Correction.source_id == Review.id))
        .where(
            Review.try_id == try_id, Review.kind == ReviewKind.TRAINER, Correction.replacement_id.is_(None)
        )
        .order_by(Review.id)
    ).all()  # fmt: skip
    return [
        (row.Review, row.Correction)
        for row in rows
        if row.Review in unsealed([*standing, row.Review], actor_id, trainee_id)
    ]


def _told(struck: Sequence[tuple[Review, Correction]], called: Mapping[int, str]) -> tuple[Struck, ...]:
    by_whom = names([by.actor_id for _review, by in struck])
    return tuple(Struck(one.id, called[one.rater_id], by_whom[by.actor_id], by.at, by.why) for one, by in struck)


def _lead(trainers: Sequence[Review], chosen: int | None, loaded: Loaded, actor_id: int) -> Review | None:
    """The chosen review, else the viewer's own, else the one that counts for the try."""
    for wanted in (
        [review for review in trainers if review.id == chosen],
        [review for review in trainers if review.rater_id == actor_id],
    ):
        if wanted:
            return wanted[0]
    made = loaded.row
    coaches = () if made.trainer_id is not None else coachings_of([made.person_id]).get(made.person_id, ())
    assigned = assigned_to(made.trainer_id, made.skill, loaded.matter.happened_on, coaches) - second_lookers(made.id)
    return lead_of(trainers, lambda review: review.rater_id in assigned)


def _beside(lead: Review | None, colleagues: Sequence[Review], chosen: int | None, loaded: Loaded) -> Review | None:
    """What is laid beside the trainee's own: a colleague's where it was chosen, or in practice with one."""
    picked = next((review for review in colleagues if review.id == chosen), None)
    if picked is not None or loaded.row.kind != TryKind.PEER:
        return picked or lead
    return colleagues[0] if colleagues else None


def _self_rating(reviews: Sequence[Review], own: Review | None) -> str:
    if own is not None:
        return "own"
    if any(review.skipped_at is not None for review in reviews):
        return "skipped"
    return "sealed" if self_rating_settled(reviews) else "none"


def _pairs(loaded: Loaded, lead: Review | None, own: Review | None, called: Mapping[int, str]) -> tuple[Pair, ...]:
    trainer, trainee = _levels(lead), _levels(own)
    said = [(note.item, _said(review, note, called)) for review in (lead, own) if review for note in _notes(review)]
    return tuple(
        Pair(row, trainer.get(row.id), trainee.get(row.id), tuple(one for item, one in said if item == row.id))
        for row in rows_of(frozen_checklist(loaded.row), {})
    )


def _levels(review: Review | None) -> dict[str, int]:
    return {} if review is None else levels_at(facts.taps_of(review.id, review.end_seq))


def _notes(review: Review) -> list[Note]:
    return notes_standing(facts.notes_of(review.id, review.end_seq))


def _said(review: Review, note: Note, called: Mapping[int, str]) -> Said:
    name = called[review.rater_id]
    return Said(name[:1], name, note.second, note.text, review.kind == ReviewKind.SELF)


def _whole(lead: Review | None, called: Mapping[int, str]) -> tuple[Said, ...]:
    return tuple(_said(lead, note, called) for note in _notes(lead) if not note.item) if lead else ()


def _late(review: Review) -> int:
    """Taps that came after the end: kept and not counted."""
    count = select(func.count()).select_from(Rating)
    return session().scalar(count.where(Rating.review_id == review.id, Rating.seq > review.end_seq)) or 0


def mended_from(review: Review) -> Mended | None:
    """What the review took the place of, if it corrects another."""
    if review.copy_of is None:
        return None
    row = correction_of("review", review.copy_of)
    assert row is not None
    return Mended(names([row.actor_id])[row.actor_id], row.at, row.why, review.copy_of)


def _agreed_before(try_id: int) -> tuple[ChangedWords, ...]:
    rows = session().execute(
        select(Change.text, Correction)
        .join(Correction, (Correction.kind == "change") & (Correction.source_id == Change.id))
        .where(Change.try_id == try_id)
        .order_by(Change.id)
    ).all()  # fmt: skip
    called = names([row.Correction.actor_id for row in rows])
    return tuple(ChangedWords(text, called[by.actor_id], by.at, by.why) for text, by in rows)


def _consents(
    change: Change | None, trainee_id: int, trainer_id: int, called: Mapping[int, str], actor_id: int
) -> tuple[Consent, ...]:
    return (
        Consent(called[trainee_id], trainee_id == actor_id, change.trainee_agreed_at if change else None),
        Consent(called[trainer_id], trainer_id == actor_id, change.trainer_agreed_at if change else None),
    )


def _has_own(reviews: Sequence[Review], actor_id: int) -> bool:
    return any(review.rater_id == actor_id for review in reviews)


def _rates(actor_id: int, loaded: Loaded) -> bool:
    return allowed(actor_id, Action.RATE, loaded.matter, loaded.zone)
