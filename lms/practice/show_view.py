"""One show to one person, and one version of a review: what a link of evidence opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.curriculum import edition
from lms.curriculum.catalog import ShowScript, SkillId
from lms.db import session
from lms.errors import NotYours
from lms.people.directory import names
from lms.people.policy import Action, require
from lms.practice import facts
from lms.practice.back_view import Mended, mended_from
from lms.practice.index_view import GIVEN, trainees_of
from lms.practice.loading import allowed, attendance_for, load_try, practised_module
from lms.practice.models import AttendanceWord, Review
from lms.practice.reading import NOTHING, practice_of, show_standing
from lms.practice.rules import ReviewKind, ShowStanding, levels_at, notes_standing, unsealed
from lms.practice.seats import keep_unbiased
from lms.practice.shows import word_on
from lms.practice.try_view import (
    Head,
    NoteLine,
    Row,
    frozen_checklist,
    head_of,
    lines_of,
    live_try,
    rows_of,
    skill_name,
    standing_reviews,
)
from lms.records.models import Correction
from lms.records.undone import Undone, correction_of, undone_by


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """A word of the trainee's that no longer stands."""

    seen: bool
    comment: str
    undone: Undone


@dataclass(frozen=True, slots=True)
class ShowPage:
    """A show as it was entered for one person. undone: it was corrected, `instead` took its place if anything did.

    absent: as entered, whatever the trainee says; before: what they said first.
    """

    id: int
    person_id: int
    person: str
    skill: str
    skill_name: str
    by: str
    entered_by: str
    mode: str
    happened_at: datetime
    recorded_at: datetime
    standing: ShowStanding
    comment: str
    answered_at: datetime | None
    absent: bool
    before: tuple[SaidBefore, ...]
    undone: Undone | None
    instead: int | None
    own: bool
    corrects: bool


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version of a review that was closed.

    mended: what it took the place of; undone: it no longer stands, `instead` is what does (None: struck).
    """

    head: Head
    id: int
    rater: str
    kind: str
    closed_at: datetime
    rows: tuple[Row, ...]
    whole: tuple[NoteLine, ...]
    mended: Mended | None
    undone: Undone | None
    instead: int | None
    corrects: bool


def show_page(actor_id: int, attendance_id: int) -> ShowPage:
    """Raises NotYours."""
    attendance, show, _stands = attendance_for(actor_id, Action.SEE_STORY, attendance_id)
    word = word_on(attendance_id)
    correction = correction_of("attendance", attendance_id)
    people = [attendance.person_id, show.by_id, show.entered_by, *([correction.actor_id] if correction else [])]
    called = names(people)
    return ShowPage(
        id=attendance_id,
        person_id=attendance.person_id,
        person=called[attendance.person_id],
        skill=show.skill,
        skill_name=skill_name(show.skill),
        by=called[show.by_id],
        entered_by=called[show.entered_by],
        mode=show.mode,
        happened_at=show.happened_at,
        recorded_at=show.recorded_at,
        standing=show_standing(attendance.absent, word.seen if word else None),
        comment=word.comment if word else "",
        answered_at=word.at if word else None,
        absent=attendance.absent,
        before=_said_before(attendance_id),
        undone=undone_by(correction, called) if correction else None,
        instead=correction.replacement_id if correction and _may_see(actor_id, correction.replacement_id) else None,
        own=actor_id == attendance.person_id,
        corrects=correction is None and _corrects_show(actor_id, attendance_id),
    )


def _said_before(attendance_id: int) -> tuple[SaidBefore, ...]:
    rows = session().execute(
        select(AttendanceWord, Correction)
        .join(Correction, (Correction.kind == "attendance_word") & (Correction.source_id == AttendanceWord.id))
        .where(AttendanceWord.attendance_id == attendance_id)
        .order_by(AttendanceWord.id)
    ).all()  # fmt: skip
    called = names([row.Correction.actor_id for row in rows])
    return tuple(SaidBefore(word.seen, word.comment, undone_by(mended, called)) for word, mended in rows)


def _may_see(actor_id: int, attendance_id: int | None) -> bool:
    return attendance_id is not None and _may(actor_id, Action.SEE_STORY, attendance_id)


def _corrects_show(actor_id: int, attendance_id: int) -> bool:
    return _may(actor_id, Action.CORRECT_FACT, attendance_id)


def _may(actor_id: int, action: Action, attendance_id: int) -> bool:
    try:
        attendance_for(actor_id, action, attendance_id)
    except NotYours:
        return False
    return True


def version_page(actor_id: int, review_id: int) -> VersionPage:
    """A closed version of a review, also one that was corrected.

    Raises NotYours, also while it is sealed; LookingAgain.
    """
    review = session().get(Review, review_id)
    if review is None or review.closed_at is None:
        raise NotYours
    own = review.rater_id == actor_id and review.kind == ReviewKind.PEER
    loaded = load_try(review.try_id) if own else live_try(actor_id, Action.SEE_TRY, review.try_id)
    keep_unbiased(actor_id, loaded.row.person_id)
    standing = standing_reviews(review.try_id)
    others = [one for one in standing if one.id != review_id]
    require(review in unsealed([*others, review], actor_id, loaded.row.person_id))
    correction = correction_of("review", review_id)
    called = names([review.rater_id, *([correction.actor_id] if correction else [])])
    levels = levels_at(facts.taps_of(review_id, review.end_seq))
    notes = notes_standing(facts.notes_of(review_id, review.end_seq))
    corrects = correction is None and review.kind == ReviewKind.TRAINER and loaded.stands
    return VersionPage(
        head=head_of(loaded, actor_id),
        id=review_id,
        rater=called[review.rater_id],
        kind=review.kind,
        closed_at=review.closed_at,
        rows=rows_of(frozen_checklist(loaded.row), levels, notes),
        whole=lines_of(note for note in notes if not note.item),
        mended=mended_from(review),
        undone=undone_by(correction, called) if correction else None,
        instead=_instead(review, correction) if correction else None,
        corrects=corrects and allowed(actor_id, Action.CORRECT_FACT, loaded.matter, loaded.zone),
    )


def _instead(review: Review, correction: Correction) -> int | None:
    """The review in its place: the mended copy, or the trainee's rating that came after the one they took back."""
    anew = select(Review.id).where(Review.copy_of == review.id, Review.closed_at.is_not(None))
    return correction.replacement_id or session().scalar(anew)


def script_of(actor_id: int, skill_id: str) -> ShowScript:
    """The show script of a skill: for who teaches anybody, and for who was shown it, to read it again.

    Raises NotYours, also where the skill has no script.
    """
    skill = edition.catalog().skills.get(SkillId(skill_id))
    script = practised_module(skill).show if skill else None
    if script is None:
        raise NotYours
    teaches = session().execute(trainees_of(actor_id).limit(1)).first() is not None
    require(teaches or _was_shown(actor_id, skill_id))
    return script


def _was_shown(person_id: int, skill_id: str) -> bool:
    practice = practice_of([person_id]).get(person_id, NOTHING)
    return any(show.standing in GIVEN for show in practice.shown(skill_id))
