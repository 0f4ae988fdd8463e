"""What pages and scripts show of the recordings of a try, to whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms import clock
from lms.config import Recording as Limits
from lms.db import session
from lms.people.directory import names
from lms.people.policy import require
from lms.practice.back_view import may_look_back
from lms.practice.loading import Loaded
from lms.practice.rules import TryKind
from lms.practice.try_view import standing_reviews
from lms.recordings import rights
from lms.recordings.consents import standing
from lms.recordings.limits import limits
from lms.recordings.models import Caption, Recording, RecordingComment, RecordingRemoval
from lms.recordings.removing import present
from lms.recordings.rules import ENDINGS, Medium, medium_of


@dataclass(frozen=True, slots=True)
class CommentView:
    """A sentence at a moment. by: the name of who wrote it; trainee: it is the trainee's; mine: the reader's own."""

    id: int
    at_ms: int
    text: str
    by: str
    trainee: bool
    mine: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A recording that can be played. seconds: None where nobody knows; captions: their languages."""

    id: int
    media_type: str
    medium: Medium
    seconds: float | None
    size: int
    name: str
    by: str
    at: datetime
    kept_until: datetime
    comments: tuple[CommentView, ...]
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemovedView:
    """That there was a recording. by: the name of who removed it, empty where its time was over."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class ConsentView:
    """asked_by: the name of who asked last, empty for nobody; asked: what for; given: what all have agreed to;

    mine: what the reader said; answered: they said something; missing: names of those without a yes.
    refused: the trainee said no.
    """

    asked: Medium | None
    asked_by: str
    given: Medium | None
    mine: Medium | None
    answered: bool
    answers: bool
    missing: tuple[str, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class RecordingsPage:
    """All of it.

    sealed: what others wrote is kept from a trainee who has not rated themself, and from a rater who has not ended.
    """

    recordings: tuple[RecordingView, ...]
    removed: tuple[RemovedView, ...]
    consent: ConsentView
    limits: Limits
    types: tuple[str, ...]
    records: bool
    comments: bool
    removes: bool
    own: bool
    sealed: bool


def page_of(actor_id: int, try_id: int) -> RecordingsPage:
    """The recordings of a try as the reader may know them. Raises NotYours.

    Who plays the customer sees nothing but whether it is recorded, and answers for themself.
    """
    loaded = rights.played_try(try_id)
    sees, records = rights.may_see(actor_id, loaded), rights.may_record(actor_id, loaded)
    answers = actor_id == loaded.row.person_id or rights.was_customer(actor_id, try_id)
    require(sees or records or answers)
    reads = rights.sees_comments(actor_id, loaded)
    own = actor_id == loaded.row.person_id
    live = loaded.row.kind == TryKind.LIVE
    sealed = live and not may_look_back(standing_reviews(try_id), actor_id, loaded.row.person_id)
    return RecordingsPage(
        recordings=_recordings(actor_id, loaded, reads=reads, sealed=sealed) if sees else (),
        removed=_removed(try_id) if sees else (),
        consent=_consent(actor_id, loaded, answers=answers),
        limits=limits(),
        types=tuple(ENDINGS),
        records=records and loaded.stands,
        comments=reads and loaded.stands,
        removes=rights.may_remove(actor_id, loaded),
        own=own,
        sealed=sealed and sees,
    )


def there(try_id: int) -> Sequence[Recording]:
    """The recordings of a try that can be played, for a caller who has asked the right."""
    return session().scalars(present(Recording.try_id == try_id, Recording.kept_until > clock.now())).all()


def _recordings(actor_id: int, loaded: Loaded, *, reads: bool, sealed: bool) -> tuple[RecordingView, ...]:
    rows = there(loaded.row.id)
    ids = [row.id for row in rows]
    comments: dict[int, list[RecordingComment]] = defaultdict(list)
    captions: dict[int, list[str]] = defaultdict(list)
    if ids and reads:
        for said in session().scalars(
            select(RecordingComment)
            .where(RecordingComment.recording_id.in_(ids), RecordingComment.taken_back_at.is_(None))
            .order_by(RecordingComment.at_ms, RecordingComment.id)
        ):
            if not sealed or said.by_id == actor_id:
                comments[said.recording_id].append(said)
    if ids:
        for row in session().execute(
            select(Caption.recording_id, Caption.language)
            .where(Caption.recording_id.in_(ids))
            .order_by(Caption.language.desc())
        ):
            captions[row.recording_id].append(row.language)
    written_by = {said.by_id for each in comments.values() for said in each}
    called = names([*{row.by_id for row in rows}, *written_by]) if rows else {}
    return tuple(
        RecordingView(
            id=row.id, media_type=row.media_type, medium=medium_of(row.media_type), seconds=row.seconds, size=row.size,
            name=row.file_name, by=called[row.by_id], at=row.recorded_at, kept_until=row.kept_until,
            comments=tuple(
                CommentView(
                    said.id, said.at_ms, said.text, called[said.by_id], said.by_id == loaded.row.person_id,
                    said.by_id == actor_id, said.written_at,
                )
                for said in comments[row.id]
            ),
            captions=tuple(captions[row.id]),
        )
        for row in rows
    )  # fmt: skip


def _removed(try_id: int) -> tuple[RemovedView, ...]:
    rows = session().scalars(
        select(RecordingRemoval)
        .join(Recording, Recording.id == RecordingRemoval.recording_id)
        .where(Recording.try_id == try_id)
        .order_by(RecordingRemoval.at)
    ).all()  # fmt: skip
    called = names([row.by_id for row in rows if row.by_id]) if rows else {}
    return tuple(RemovedView(row.at, called.get(row.by_id or 0, ""), row.why) for row in rows)


def _consent(actor_id: int, loaded: Loaded, *, answers: bool) -> ConsentView:
    now = standing(loaded)
    called = names([*now.missing, *([now.asked_by] if now.asked_by else [])])
    return ConsentView(
        asked=now.asked_medium,
        asked_by=called.get(now.asked_by or 0, ""),
        given=now.given,
        mine=now.answers.get(actor_id),
        answered=actor_id in now.answers,
        answers=answers,
        missing=tuple(called[one] for one in now.missing),
        refused=now.answers.get(loaded.row.person_id, Medium.AUDIO) is None,
    )
