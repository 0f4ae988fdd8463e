"""A person's file told line by line: what each fact was, when, by whom, and whether it still stands."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Executable, case, func, or_, select

from lms.classes.models import ModuleTaught
from lms.db import session
from lms.desk.closed import OF_REVIEWS, closed_to
from lms.desk.fact_words import Telling, corrected, is_closed, on_day, tell
from lms.desk.names import names_of
from lms.i18n import _, moment
from lms.judgement.cases.models import CaseEnd, CaseWord, ReviewCase
from lms.judgement.models import Decision, Reply
from lms.judgement.service import PersonJudgement
from lms.plan.models import Absence, Arrangement, Enrolment, ModuleRead
from lms.practice.models import Attendance, AttendanceWord, Change, Review, Show, Try
from lms.quizzes.marks import counted_score
from lms.quizzes.models import Attempt, AttemptItem, Mark, Response
from lms.raters.models import CalibrationAnswer
from lms.recordings.models import Consent, Recording, RecordingRemoval
from lms.records.models import Correction, Record, Verb

PAGE = 30
OF_EVERY_SKILL = ("enrolment", "acknowledgement", "absence", "correction")  # told with each skill, whose days they move
Source = tuple[str, int]  # kind and id of a row


class Kept(StrEnum):
    """By what the facts can be filtered."""

    SHOWS = "shows"
    TRIES = "tries"
    REVIEWS = "reviews"
    LEARNING = "learning"
    DECISIONS = "decisions"
    SOLO = "solo"


_VERBS: dict[Kept, tuple[Verb, ...]] = {
    Kept.SHOWS: (Verb.SHOWN, Verb.CONFIRMED, Verb.NOT_SEEN),
    Kept.TRIES: (Verb.TRIED,),
    Kept.REVIEWS: (Verb.REVIEWED, Verb.SELF_RATED, Verb.AGREED),
    Kept.LEARNING: (Verb.READ, Verb.TAUGHT, Verb.ANSWERED, Verb.MARKED, Verb.REGRADED),
    Kept.DECISIONS: (Verb.PROPOSED, Verb.DECIDED, Verb.REPLIED, Verb.CLOSED),
    Kept.SOLO: (Verb.PRACTISED, Verb.PEER_RATED),
}
_SIGNS: dict[str, str] = {
    Verb.SHOWN: "show", Verb.CONFIRMED: "show", Verb.NOT_SEEN: "show", Verb.TRIED: "try", Verb.PRACTISED: "try",
    Verb.REVIEWED: "review", Verb.PEER_RATED: "review", Verb.SELF_RATED: "review", Verb.AGREED: "note",
    Verb.OFFERED: "away",
    Verb.PROPOSED: "decision", Verb.DECIDED: "decision", Verb.REPLIED: "decision", Verb.READ: "learn",
    Verb.ANSWERED: "learn", Verb.CLOSED: "decision",
    Verb.TAUGHT: "learn", Verb.AWAY: "away", Verb.MARKED: "learn", Verb.REGRADED: "mend", Verb.CALIBRATED: "review",
    Verb.CORRECTED: "mend",
    Verb.CONSENTED: "note", Verb.REFUSED: "note", Verb.RECORDED: "note", Verb.REMOVED: "mend",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file as a page shows it. on: its day alone; corrected: by whom and why it stands no more."""

    id: int
    number: int
    kind: str
    at: str
    when: str
    on: str
    title: str
    text: str
    href: str | None
    corrected: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A page of entries, the newest first. total: of all pages."""

    entries: list[Entry]
    total: int
    page: int
    pages: int


def facts_of(
    judged: PersonJudgement | None, person_id: int, reader_id: int, *, skill: str = "", kept: str = "",
    only: Collection[int] | None = None, page: int = 1, size: int = PAGE,
) -> Facts:  # fmt: skip
    """A page of a person's file. only: exactly these index lines, all on one page; else by skill and kind."""
    conditions: list[ColumnElement[bool]] = [Record.person_id == person_id]
    if only is not None:
        conditions.append(Record.id.in_(only))
        page, size = 1, max(len(only), 1)
    else:
        if skill:
            conditions.append(or_(Record.skill == skill, Record.skill.is_(None) & Record.kind.in_(OF_EVERY_SKILL)))
        if kept in set(Kept):
            conditions.append(Record.verb.in_(_VERBS[Kept(kept)]))
    total = session().scalar(select(func.count()).select_from(Record).where(*conditions)) or 0
    pages = max(-(-total // size), 1)
    page = min(page, pages)
    lines = session().scalars(
        select(Record)
        .where(*conditions)
        .order_by(Record.happened_at.desc(), Record.number.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()  # fmt: skip
    loaded = _Loaded(lines)
    tries = {made.id: made for made in judged.known.practice.tries} if judged else {}
    closed = closed_to(reader_id, person_id, loaded.decided_skills())
    told = Telling(person_id, reader_id, names_of([person_id, *loaded.mentioned()]), tries, closed)
    return Facts([loaded.entry(line, told) for line in lines], total, page, pages)


class _Loaded:
    """Some lines of a file with their sources and corrections, loaded kind by kind."""

    def __init__(self, lines: Sequence[Record]) -> None:
        self.lines = lines
        self.sources: dict[Source, Any] = {}
        for kind, query in _QUERIES.items():
            ids = [line.source_id for line in lines if line.kind == kind]
            if ids:
                self.sources.update({(kind, row[0]): row for row in session().execute(query(ids))})
        self.corrections = _corrections(lines)

    def mentioned(self) -> Iterator[int | None]:
        """Everybody whom the words name."""
        yield from (line.actor_id for line in self.lines)
        yield from (row.actor_id for row in self.corrections.values())
        for source in self.sources.values():
            yield from (getattr(source, column, None) for column in ("by_id", "trainer_id", "rater_id"))

    def decided_skills(self) -> Iterator[str]:
        """Of which these lines tell a review or a decision, or that one was corrected."""
        for line in self.lines:
            kind = self.sources[line.kind, line.source_id].corrected if line.kind == "correction" else line.kind
            if kind in OF_REVIEWS and line.skill:
                yield line.skill

    def entry(self, line: Record, told: Telling) -> Entry:
        source = self.sources[line.kind, line.source_id]
        title, text, href = tell(told, line, source)
        mended = self.corrections.get((line.kind, line.source_id))
        return Entry(
            id=line.id,
            number=line.number,
            kind=_SIGNS.get(line.verb, "note"),
            at=line.happened_at.isoformat(),
            when=moment(line.happened_at),
            on=on_day(line.happened_at),
            title=title,
            text=text,
            href=href,
            corrected=corrected(told, mended, closed=is_closed(told, line, source)) if mended else "",
        )


def _corrections(lines: Sequence[Record]) -> dict[Source, Correction]:
    kinds: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        kinds[line.kind].append(line.source_id)
    each = [(Correction.kind == kind) & Correction.source_id.in_(ids) for kind, ids in kinds.items()]
    if not each:
        return {}
    return {(row.kind, row.source_id): row for row in session().scalars(select(Correction).where(or_(*each)))}


def _attempts(ids: Collection[int]) -> Executable:
    """Attempts with how many were asked and how many answers were right."""
    right = func.sum(case((counted_score() == 1, 1), else_=0))
    given = (
        select(Response.attempt_id, func.count().label("asked"), right.label("right"))
        .where(Response.attempt_id.in_(ids))
        .group_by(Response.attempt_id)
        .subquery()
    )
    return (
        select(Attempt.id, Attempt.module, Attempt.number, given.c.asked, given.c.right)
        .join(given, given.c.attempt_id == Attempt.id)
        .where(Attempt.id.in_(ids))
    )


_QUERIES: dict[str, Callable[[Collection[int]], Executable]] = {
    "attendance": lambda ids: (
        select(Attendance.id, Attendance.absent, Show.skill, Show.by_id, Show.mode)
        .join(Show, Show.id == Attendance.show_id)
        .where(Attendance.id.in_(ids))
    ),
    "attendance_word": lambda ids: (
        select(
            AttendanceWord.id, AttendanceWord.attendance_id, AttendanceWord.seen, AttendanceWord.comment, Show.skill,
            Show.happened_at,
        )
        .join(Attendance, Attendance.id == AttendanceWord.attendance_id)
        .join(Show, Show.id == Attendance.show_id)
        .where(AttendanceWord.id.in_(ids))
    ),
    "try": lambda ids: (
        select(Try.id, Try.kind, Try.skill, Try.number, Try.trainer_id, Try.started_at, Try.ended_at).where(
            Try.id.in_(ids)
        )
    ),
    "review": lambda ids: (
        select(
            Review.id, Review.kind, Review.rater_id, Review.try_id, Try.skill, Try.number, Try.kind.label("try_kind"),
        )
        .join(Try, Try.id == Review.try_id)
        .where(Review.id.in_(ids))
    ),
    "change": lambda ids: (
        select(Change.id, Change.text, Change.try_id, Try.skill, Try.number)
        .join(Try, Try.id == Change.try_id)
        .where(Change.id.in_(ids))
    ),
    "attempt": _attempts,
    "mark": lambda ids: (
        select(
            Mark.id, Mark.attempt_id, Mark.position, Mark.kind, Mark.score, Mark.comment, AttemptItem.module,
        )
        .join(AttemptItem, (AttemptItem.attempt_id == Mark.attempt_id) & (AttemptItem.position == Mark.position))
        .where(Mark.id.in_(ids))
    ),
    "module_read": lambda ids: select(ModuleRead.id, ModuleRead.module).where(ModuleRead.id.in_(ids)),
    "module_taught": lambda ids: select(
        ModuleTaught.id, ModuleTaught.module, ModuleTaught.by_id, ModuleTaught.standing
    ).where(ModuleTaught.id.in_(ids)),
    "absence": lambda ids: select(Absence.id, Absence.from_on, Absence.to_on, Absence.kind, Absence.why).where(
        Absence.id.in_(ids)
    ),
    "enrolment": lambda ids: select(Enrolment.id, Enrolment.start_on).where(Enrolment.id.in_(ids)),
    "acknowledgement": lambda ids: select(Record.source_id).where(
        Record.kind == "acknowledgement", Record.source_id.in_(ids)
    ),
    "arrangement": lambda ids: select(
        Arrangement.id, Arrangement.kind, Arrangement.skill, Arrangement.module, Arrangement.ordinal
    ).where(Arrangement.id.in_(ids)),
    "decision": lambda ids: select(Decision.id, Decision.skill, Decision.kind, Decision.said, Decision.until_on).where(
        Decision.id.in_(ids)
    ),
    "review_case": lambda ids: select(ReviewCase.id, ReviewCase.skill, ReviewCase.opened_by).where(
        ReviewCase.id.in_(ids)
    ),
    "case_word": lambda ids: select(CaseWord.id, CaseWord.text, CaseWord.case_id).where(CaseWord.id.in_(ids)),
    "case_end": lambda ids: select(CaseEnd.id, CaseEnd.text, CaseEnd.case_id, ReviewCase.skill)
    .join(ReviewCase, ReviewCase.id == CaseEnd.case_id)
    .where(CaseEnd.id.in_(ids)),
    "calibration_answer": lambda ids: select(CalibrationAnswer.id, CalibrationAnswer.skill).where(
        CalibrationAnswer.id.in_(ids)
    ),
    "reply": lambda ids: select(Reply.id, Reply.text).where(Reply.id.in_(ids)),
    "consent": lambda ids: (
        select(Consent.id, Consent.medium, Consent.given, Consent.try_id, Try.skill, Try.number)
        .join(Try, Try.id == Consent.try_id)
        .where(Consent.id.in_(ids))
    ),
    "recording": lambda ids: (
        select(Recording.id, Recording.seconds, Recording.kept_until, Recording.try_id, Try.skill, Try.number)
        .join(Try, Try.id == Recording.try_id)
        .where(Recording.id.in_(ids))
    ),
    "recording_removal": lambda ids: (
        select(
            RecordingRemoval.recording_id, RecordingRemoval.by_id, RecordingRemoval.why, Recording.try_id, Try.skill,
            Try.number,
        )
        .join(Recording, Recording.id == RecordingRemoval.recording_id)
        .join(Try, Try.id == Recording.try_id)
        .where(RecordingRemoval.recording_id.in_(ids))
    ),
    "correction": lambda ids: select(
        Correction.id, Correction.kind.label("corrected"), Correction.why
    ).where(Correction.id.in_(ids)),
}  # fmt: skip


def kept_word(kept: Kept) -> str:
    return {
        Kept.SHOWS: _("Shows"),
        Kept.TRIES: _("Tries"),
        Kept.REVIEWS: _("Reviews and agreed changes"),
        Kept.LEARNING: _("Reading and quizzes"),
        Kept.DECISIONS: _("Decisions and replies"),
        Kept.SOLO: _("Practice without a trainer"),
    }[kept]
