"""All that was shown, tried and practised of a skill, latest first; what was corrected stays listed and says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms import clock
from lms.db import session
from lms.i18n import pgettext, zone
from lms.people.directory import names
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.plan.service import plan_of
from lms.practice.customer_view import CustomerLine, lines_of
from lms.practice.handouts import may_read
from lms.practice.index_view import GIVEN, SkillLine, bar_for, line_of
from lms.practice.joining import with_whom
from lms.practice.loading import practised_module, skill_named
from lms.practice.models import Attendance, AttendanceWord, Show, Try
from lms.practice.plays import Kept, plays_of
from lms.practice.reading import NOTHING, Practice, ShowView, TryView, practice_of, show_standing
from lms.practice.rules import Mark, ShowStanding, TryKind, mark
from lms.practice.seats import keep_unbiased
from lms.practice.try_view import skill_name
from lms.records import service as records
from lms.records.models import Correction
from lms.records.undone import Undone, undone_by


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. kind: show, try, solo or peer; source_id: attendance or try.

    by: who showed it, reviewed it, or practised with them; standing: of a show; mark: of a reviewed try, None while the
    reader may not know; undone: it was corrected and doesn't count; played: alone, with which scripted customer.
    """

    kind: str
    source_id: int
    at: datetime
    number: int = 0
    by: str = ""
    mode: str = ""
    standing: ShowStanding | None = None
    mark: Mark | None = None
    reviewed: bool = False
    change: str = ""
    change_agreed: bool = False
    undone: Undone | None = None
    played: Kept | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A person's practice of one skill. own: read by the person; teaches: the reader may begin a try with them.

    reads_script: the skill has a show script, and the reader teaches it or was shown it; reads_cards: the reader may
    see what customers hide. customers: with whom one can practise alone, told to the person only.
    """

    person_id: int
    person: str
    skill: str
    skill_name: str
    line: SkillLine
    entries: tuple[Entry, ...]
    own: bool
    teaches: bool
    reads_script: bool
    reads_cards: bool
    customers: tuple[CustomerLine, ...]


def history_page(actor_id: int, skill: str, person_id: int) -> HistoryPage:
    """The history of a skill. Raises NotYours; Unusable for a skill that the curriculum doesn't have; LookingAgain."""
    matter = Matter(person_id, clock.today(zone()), skill)
    require(can(actor_id, Action.SEE_STORY, matter))
    keep_unbiased(actor_id, person_id)
    found = skill_named(skill)
    practice = practice_of([person_id]).get(person_id, NOTHING)
    own = actor_id == person_id
    teaches = can(actor_id, Action.GIVE_SHOW, matter)
    plan = plan_of(person_id)
    bar = bar_for(plan, skill)
    line = line_of(practice, skill, plan, actor_id)
    module = practised_module(found)
    plays = plays_of([made.id for made in practice.solo(skill)])
    return HistoryPage(
        person_id=person_id,
        person=session().scalars(select(Person.name).where(Person.id == person_id)).one(),
        skill=skill,
        skill_name=skill_name(skill),
        line=line,
        entries=_entries(practice, person_id, skill, bar, actor_id, plays),
        own=own,
        teaches=teaches,
        reads_script=module.show is not None and (teaches or _was_shown(practice, skill)),
        reads_cards=teaches and bool(module.cards) and may_read(actor_id, skill),
        customers=lines_of(module, plays.values()) if own else (),
    )


def _was_shown(practice: Practice, skill: str) -> bool:
    return any(show.standing in GIVEN for show in practice.shown(skill))


def _entries(
    practice: Practice, person_id: int, skill: str, bar: float, reader_id: int, plays: Mapping[int, Kept]
) -> tuple[Entry, ...]:
    shows, live, solo, peers = practice.shown(skill), practice.live(skill), practice.solo(skill), practice.peer(skill)
    together = with_whom([made.id for made in peers]) if peers else {}
    leads = [made.lead for made in live if made.lead is not None]
    called = names([*(show.by for show in shows), *(lead.rater for lead in leads)])
    entries = [
        *(_of_show(show, called) for show in shows),
        *(_of_try(made, called, bar, sealed=reader_id in made.sealed_from) for made in live),
        *(_of_solo(made, plays.get(made.id)) for made in solo),
        *(_of_peer(made, together.get(made.id, [])) for made in peers),
        *_undone(person_id, skill),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _of_show(show: ShowView, called: Mapping[int, str]) -> Entry:
    return Entry("show", show.id, show.happened_at, by=called[show.by], mode=show.mode, standing=show.standing)


def _of_try(made: TryView, called: Mapping[int, str], bar: float, *, sealed: bool) -> Entry:
    lead = made.lead
    return Entry(
        "try",
        made.id,
        made.happened_at,
        number=made.number,
        by=called[lead.rater] if lead else "",
        mark=None if lead is None or sealed else mark(lead.mean_level, lead.critical_done, bar),
        reviewed=lead is not None,
        change="" if sealed else made.change,  # it tells what the other rater saw
        change_agreed=made.change_agreed,
    )


def _of_solo(made: TryView, played: Kept | None) -> Entry:
    return Entry("solo", made.id, made.happened_at, number=made.number, played=played)


def _of_peer(made: TryView, together: Sequence[str]) -> Entry:
    by = pgettext("between names", ", ").join(together)
    return Entry("peer", made.id, made.happened_at, number=made.number, by=by)


def _undone(person_id: int, skill: str) -> list[Entry]:
    """What was corrected away: shows and tries, with who, when and why."""
    shows = session().execute(
        select(Attendance, Show, Correction)
        .join(Show, Show.id == Attendance.show_id)
        .join(Correction, (Correction.kind == "attendance") & (Correction.source_id == Attendance.id))
        .where(Attendance.person_id == person_id, Show.skill == skill)
    ).all()  # fmt: skip
    tries = (
        session()
        .execute(
            select(Try, Correction)
            .join(Correction, (Correction.kind == "try") & (Correction.source_id == Try.id))
            .where(Try.person_id == person_id, Try.skill == skill)
        )
        .all()
    )
    words = _words_on([row.Attendance.id for row in shows])
    corrections = [*(row.Correction for row in shows), *(row.Correction for row in tries)]
    called = names([*(row.Show.by_id for row in shows), *(row.actor_id for row in corrections)])
    return [
        *(_undone_show(attendance, show, words.get(attendance.id), row, called) for attendance, show, row in shows),
        *(_undone_try(made, row, called) for made, row in tries),
    ]


def _words_on(attendance_ids: Sequence[int]) -> dict[int, bool]:
    """By show the trainee's word that stands: seen or not."""
    stands = records.stands("attendance_word", AttendanceWord.id)
    words = select(AttendanceWord).where(AttendanceWord.attendance_id.in_(attendance_ids), stands)
    return {word.attendance_id: word.seen for word in session().scalars(words)}


def _undone_show(
    attendance: Attendance, show: Show, seen: bool | None, row: Correction, called: Mapping[int, str]
) -> Entry:
    return Entry(
        "show",
        attendance.id,
        show.happened_at,
        by=called[show.by_id],
        mode=show.mode,
        standing=show_standing(attendance.absent, seen),
        undone=undone_by(row, called),
    )


def _undone_try(made: Try, row: Correction, called: Mapping[int, str]) -> Entry:
    kind = {TryKind.LIVE: "try"}.get(TryKind(made.kind), made.kind)
    return Entry(kind, made.id, made.started_at, number=made.number, undone=undone_by(row, called))
