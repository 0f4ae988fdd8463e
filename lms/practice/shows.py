"""Giving a show to one or several people, the trainee's word on it, and mending one that was entered wrongly."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import literal, select

from lms import clock
from lms.curriculum import versions
from lms.curriculum.catalog import Skill
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _, pgettext, zone
from lms.people.directory import names
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require, visible
from lms.practice import facts
from lms.practice.loading import attendance_for, local_date, practised_module, skill_named
from lms.practice.models import Attendance, AttendanceWord, Show
from lms.practice.rules import ShowMode
from lms.records import service as records

CLOCKS_DIFFER = timedelta(minutes=5)  # what is entered on a phone whose clock runs ahead is still the present
LONGEST_WORDS = 500  # characters of a comment


@dataclass(frozen=True, slots=True)
class Instead:
    """What stands in the place of a show that was entered wrongly: the parts that differ."""

    person_id: int | None = None
    happened_at: datetime | None = None


def give_show(
    actor_id: int,
    skill: str,
    person_ids: Sequence[int],
    mode: str,
    happened_at: datetime,
    key: str,
    absent_ids: Sequence[int] = (),
    by_id: int | None = None,
) -> int:
    """A skill was shown to people in one go; who was invited and absent is kept as an offer. Returns the show.

    by_id: who showed it, the actor when left out. happened_at may lie before now, never after. Raises NotYours when the
    actor doesn't teach one of them; Unusable, also when who showed it doesn't.
    """
    people = sorted({*person_ids, *absent_ids})
    with transaction():
        shown = skill_named(skill)
        _check_show(people, mode, happened_at)
        require(all_taught_by(actor_id, people, skill, happened_at))
        _check_absent(person_ids, absent_ids)
        by = actor_id if by_id is None else by_id
        if not all_taught_by(by, people, skill, happened_at):
            wrong = _("This person doesn’t teach everybody chosen. Choose another, or enter it apart.")
            raise Unusable(fields={"by": wrong})
        body = [skill, people, sorted(absent_ids), mode, happened_at.isoformat(), by]
        absent = set(absent_ids)
        done = once(actor_id, key, body, lambda: {"id": _give(actor_id, shown, people, absent, mode, happened_at, by)})
        return int(done["id"])


def _check_show(people: Sequence[int], mode: str, happened_at: datetime) -> None:
    wrong = {}
    if not people:
        wrong["people"] = _("Choose at least one person.")
    if mode not in set(ShowMode):
        wrong["mode"] = _("Say whether it was live or a clip.")
    if happened_at > clock.now() + CLOCKS_DIFFER:
        wrong["happened"] = _("That moment is still to come. Enter a show once it was given.")
    if wrong:
        raise Unusable(fields=wrong)


def _check_absent(person_ids: Collection[int], absent_ids: Collection[int]) -> None:
    both = {*person_ids} & {*absent_ids}
    if both:
        called = names_of(both)
        raise Unusable(
            fields={"absent": _("%(names)s: chosen as having seen it and as absent. Keep one.", names=called)}
        )


def names_of(person_ids: Collection[int]) -> str:
    """The names of these people, one after the other."""
    return pgettext("between names", ", ").join(sorted(names([*person_ids]).values()))


def all_taught_by(teacher_id: int, people: Sequence[int], skill: str | None, happened_at: datetime) -> bool:
    """Whether somebody may teach all of these people, by the relation of then or of now. skill: None for any."""
    taught = set(people)
    for day in {local_date(happened_at, zone()), clock.today(zone())}:
        teaches = visible(teacher_id, Action.GIVE_SHOW, day, skill)
        taught -= set(session().scalars(select(Person.id).where(Person.id.in_(people), Person.id.in_(teaches))))
    return not taught


def _give(
    actor_id: int, skill: Skill, people: Sequence[int], absent: Collection[int], mode: str, at: datetime, by: int
) -> int:
    script = practised_module(skill).show
    if script is not None:
        versions.keep("show", script.id, script.hash, versions.freeze(script))
    now = clock.now()
    show = Show(
        skill=skill.id,
        by_id=by,
        entered_by=actor_id,
        mode=mode,
        script_hash=script.hash if script else None,
        happened_at=min(at, now),
        recorded_at=now,
    )
    session().add(show)
    session().flush()
    rows = [Attendance(show_id=show.id, person_id=person, absent=person in absent, told_at=now) for person in people]
    session().add_all(rows)
    session().flush()
    records.add_all(facts.of_attendance(show, row) for row in rows)
    return show.id


def answer_show(actor_id: int, attendance_id: int, seen: bool, comment: str, key: str) -> int:
    """The trainee's word on a show: seen, or not; of one to which they were marked absent only that they were there.

    Returns the id of the word. Raises NotYours; AlreadyClosed when they have said it before; Conflict for a show that
    no longer stands.
    """
    comment = checked_comment(comment)
    with transaction():
        attendance, show, stands = attendance_for(actor_id, Action.ANSWER_SHOW, attendance_id, lock=True)

        def answer() -> dict[str, int]:
            if not stands:
                raise Conflict(_("This show was corrected; there is nothing to confirm."))
            if attendance.absent and not seen:
                raise Conflict(_("You were marked as absent. If you were there, say so."))
            if word_on(attendance_id) is not None:
                raise AlreadyClosed(_("You have answered this before."))
            return {"id": write_word(attendance, show, seen, comment)}

        return int(once(actor_id, key, [attendance_id, seen, comment], answer)["id"])


def checked_comment(comment: str) -> str:
    """What the trainee says beside their word, trimmed. Raises Unusable for too long a one."""
    comment = comment.strip()
    if len(comment) > LONGEST_WORDS:
        raise Unusable(fields={"comment": _("At most %(count)s characters.", count=LONGEST_WORDS)})
    return comment


def word_on(attendance_id: int) -> AttendanceWord | None:
    """The trainee's word on a show that stands."""
    mine = (AttendanceWord.attendance_id == attendance_id, records.stands("attendance_word", AttendanceWord.id))
    return session().scalars(select(AttendanceWord).where(*mine)).one_or_none()


def write_word(attendance: Attendance, show: Show, seen: bool, comment: str) -> int:
    word = AttendanceWord(
        attendance_id=attendance.id, person_id=attendance.person_id, seen=seen, comment=comment, at=clock.now()
    )
    session().add(word)
    session().flush()
    records.add(facts.of_word(show, word))
    return word.id


def correct_show(actor_id: int, attendance_id: int, why: str, key: str, instead: Instead | None = None) -> int:
    """A show that was entered for somebody does not stand: it never was, or `instead` tells what was.

    Returns the correction. Raises NotYours, also for a person in its place whom the actor doesn't teach; Unusable;
    AlreadyClosed.
    """
    with transaction():
        attendance, show, _stands = attendance_for(actor_id, Action.CORRECT_FACT, attendance_id, lock=True)
        reason = records.checked_reason(why)
        if instead is not None:
            _check_instead(actor_id, attendance, show, instead)
        body = [attendance_id, reason, instead and [instead.person_id, instead.happened_at]]
        done = once(actor_id, key, body, lambda: {"id": _correct(actor_id, attendance, show, reason, instead)})
        return int(done["id"])


def _check_instead(actor_id: int, attendance: Attendance, show: Show, instead: Instead) -> None:
    happened_at = instead.happened_at or show.happened_at
    if happened_at > clock.now() + CLOCKS_DIFFER:
        raise Unusable(fields={"happened": _("That moment is still to come. Enter a show once it was given.")})
    person = instead.person_id or attendance.person_id
    if (person, happened_at) == (attendance.person_id, show.happened_at):
        if instead.person_id is None:
            raise Unusable(fields={"happened": _("This is the time that was entered. Write when it was.")})
        raise Unusable(fields={"person": _("This is who was entered. Choose who it was.")})
    if not can(actor_id, Action.GIVE_SHOW, Matter(person, local_date(happened_at, zone()), show.skill)):
        raise NotYours
    if person != attendance.person_id and _is_entered(show, person):
        words = _("This show is entered for %(name)s already.", name=names([person])[person])
        raise Unusable(fields={"person": words})


def _is_entered(show: Show, person_id: int) -> bool:
    same = (Attendance.show_id == show.id, Attendance.person_id == person_id)
    stands = records.stands("attendance", Attendance.id)
    return session().scalar(select(literal(1)).where(*same, stands).limit(1)) is not None


def _correct(actor_id: int, attendance: Attendance, show: Show, why: str, instead: Instead | None) -> int:
    mended = None if instead is None else _give_instead(actor_id, attendance, show, instead)
    told = [] if mended is None else [mended]
    # Lines enter files in the order of persons, so that two corrections cannot wait for each other.
    first = [fact for fact in told if fact.person_id < attendance.person_id]
    records.add_all(first)
    mending = facts.Mending(actor_id, why, None if mended is None else mended.source_id)
    correction = facts.supersede("attendance", attendance.id, attendance, show.skill, mending)
    records.add_all(fact for fact in told if fact not in first)
    return correction


def _give_instead(actor_id: int, attendance: Attendance, show: Show, instead: Instead) -> records.Fact:
    now = clock.now()
    same_person = instead.person_id in (None, attendance.person_id)
    mended = Show(
        skill=show.skill,
        by_id=show.by_id,
        entered_by=actor_id,
        mode=show.mode,
        script_hash=show.script_hash,
        happened_at=instead.happened_at or show.happened_at,
        # In the file of who was there all along it was entered when it was; in another's it is entered now.
        recorded_at=show.recorded_at if same_person else now,
    )
    session().add(mended)
    session().flush()
    row = Attendance(
        show_id=mended.id, person_id=instead.person_id or attendance.person_id, absent=attendance.absent, told_at=now
    )
    session().add(row)
    session().flush()
    return facts.of_attendance(mended, row)
