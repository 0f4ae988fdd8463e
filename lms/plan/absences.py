"""Days on which somebody is away: entered by who teaches or manages them, read by them, and mended when wrong."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Subquery, cast, func, select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, NotYours, Unusable
from lms.i18n import _, zone
from lms.people.directory import hold, names
from lms.people.policy import Action, Matter, can, require
from lms.plan.coaches import Persons
from lms.plan.models import Absence
from lms.plan.rules import Away
from lms.records import notices
from lms.records import service as records
from lms.records.models import Correction, Verb
from lms.records.undone import Undone, correction_of, undone_by

WITHIN = timedelta(days=366)  # how far from today its first day, and from that its last one may lie
LONGEST_WORDS = 500  # characters
ENTERED, WRONG = "absence", "absence_wrong"  # kinds of notices


class Kind(StrEnum):
    """Why somebody is away, as far as anybody has to know."""

    LEAVE = "leave"
    SICK = "sick"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Days:
    """What is entered: a kind, local dates, both included, and a reason that may be left out."""

    kind: str
    from_on: date
    to_on: date | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence as a page shows it. undone: it stands no more; instead: what stands in its place."""

    id: int
    person_id: int
    days: Days
    entered_by: str
    entered_at: datetime
    undone: Undone | None
    instead: int | None
    corrects: bool


def note_absence(actor_id: int, person_id: int, days: Days, key: str) -> int:
    """Somebody is away on these days. Returns the absence. Raises NotYours; Unusable."""
    with transaction():
        require(hold(person_id) is not None)
        require(can(actor_id, Action.NOTE_ABSENCE, Matter(person_id, clock.today(zone()))))
        days = _checked(days)
        return int(once(actor_id, key, _body(person_id, days), lambda: {"id": _note(actor_id, person_id, days)})["id"])


def correct_absence(actor_id: int, absence_id: int, instead: Days | None, why: str, key: str) -> int:
    """An absence was entered wrongly: `instead` stands in its place, or nothing. Returns the correction.

    For who entered it and who manages the person. Raises NotYours; Unusable; AlreadyClosed.
    """
    with transaction():
        row = session().get(Absence, absence_id)
        require(row is not None and hold(row.person_id) is not None and _may_correct(actor_id, row))
        assert row is not None
        reason = records.checked_reason(why)
        days = None if instead is None else _checked(instead)
        if days is not None and (days.kind, days.from_on, days.to_on) == (row.kind, row.from_on, row.to_on):
            raise Unusable(fields={"from_on": _("These are the days that stand. Change them, or strike them out.")})

        def correct() -> dict[str, int]:
            if correction_of("absence", absence_id) is not None:
                raise AlreadyClosed(_("This was corrected before. Correct what stands in its place."))
            mended = None if days is None else _note(actor_id, row.person_id, days)
            correction = records.correct(
                kind="absence", source_id=row.id, person_id=row.person_id, skill=None, actor_id=actor_id, why=reason,
                replacement_id=mended,
            )  # fmt: skip
            return {"id": correction}

        body = [absence_id, reason, days and _body(row.person_id, days)]
        return int(once(actor_id, key, body, correct)["id"])


def dispute(actor_id: int, absence_id: int, words: str, key: str) -> None:
    """The person says that an absence is wrong: who entered it is told. Raises NotYours; Unusable; AlreadyClosed."""
    with transaction():
        row = session().get(Absence, absence_id)
        require(row is not None and can(actor_id, Action.DISPUTE_ABSENCE, Matter(row.person_id, row.from_on)))
        assert row is not None
        said = words.strip()
        if not said:
            raise Unusable(fields={"words": _("Say what is wrong, in a few words.")})
        if len(said) > LONGEST_WORDS:
            raise Unusable(fields={"words": _("At most %(count)s characters.", count=LONGEST_WORDS)})
        if correction_of("absence", absence_id) is not None:
            raise AlreadyClosed(_("This was corrected since. Here is what stands."))
        once(actor_id, key, [absence_id, said], lambda: _tell_wrong(row, said, key))


def _tell_wrong(row: Absence, said: str, key: str) -> dict[str, int]:
    name = names([row.person_id])[row.person_id]
    body = {"absence": row.id, "name": name, "words": said}
    notices.tell(row.entered_by, WRONG, body, f"absence wrong {row.id} {key}"[:80])
    return {"id": row.id}


def _checked(days: Days) -> Days:
    today = clock.today(zone())
    wrong = {}
    if days.kind not in set(Kind):
        wrong["kind"] = _("Choose one of the list.")
    if abs(days.from_on - today) > WITHIN:
        wrong["from_on"] = _("Choose a day within a year of today.")
    if days.to_on is not None and days.to_on < days.from_on:
        wrong["to_on"] = _("Choose a last day that is not before the first.")
    elif days.to_on is not None and days.to_on - days.from_on > WITHIN:
        wrong["to_on"] = _("At most a year at a time. Leave it empty while nobody knows.")
    if len(days.why.strip()) > LONGEST_WORDS:
        wrong["reason"] = _("At most %(count)s characters.", count=LONGEST_WORDS)
    if wrong:
        raise Unusable(fields=wrong)
    return Days(days.kind, days.from_on, days.to_on, days.why.strip())


def _body(person_id: int, days: Days) -> list[Any]:
    return [person_id, days.kind, str(days.from_on), str(days.to_on), days.why]


def _note(actor_id: int, person_id: int, days: Days) -> int:
    row = Absence(
        person_id=person_id, kind=days.kind, from_on=days.from_on, to_on=days.to_on, why=days.why,
        entered_by=actor_id, entered_at=clock.now(),
    )  # fmt: skip
    session().add(row)
    session().flush()
    body = {"absence": row.id, "from": str(row.from_on), "to": str(row.to_on) if row.to_on else ""}
    notices.tell(person_id, ENTERED, body, f"absence {row.id}")
    records.add(
        records.Fact(
            person_id, Verb.AWAY, "absence", row.id, None, actor_id, row.entered_at, records.body_of(row)
        )
    )  # fmt: skip
    return row.id


def _may_correct(actor_id: int, row: Absence) -> bool:
    """Who entered it, while they may enter such things, and who manages the person."""
    matter = Matter(row.person_id, clock.today(zone()))
    if row.entered_by == actor_id and can(actor_id, Action.NOTE_ABSENCE, matter):
        return True
    return can(actor_id, Action.SEE_TEAM, matter)


def absences_of(actor_id: int, person_id: int) -> list[AbsenceLine]:
    """All absences of a person, the latest first, with those that were corrected. Raises NotYours."""
    require(can(actor_id, Action.SEE_ABSENCES, Matter(person_id, clock.today(zone()))))
    rows = session().scalars(
        select(Absence).where(Absence.person_id == person_id).order_by(Absence.from_on.desc(), Absence.id.desc())
    ).all()  # fmt: skip
    found = select(Correction).where(Correction.kind == "absence", Correction.person_id == person_id)
    mended = {one.source_id: one for one in session().scalars(found)}
    return _lines(actor_id, rows, mended)


def absence_line(actor_id: int, absence_id: int) -> AbsenceLine:
    """Raises NotYours."""
    row = session().get(Absence, absence_id)
    if row is None:
        raise NotYours
    require(can(actor_id, Action.SEE_ABSENCES, Matter(row.person_id, clock.today(zone()))))
    correction = correction_of("absence", absence_id)
    return _lines(actor_id, [row], {absence_id: correction} if correction else {})[0]


def _lines(actor_id: int, rows: Collection[Absence], mended: dict[int, Correction]) -> list[AbsenceLine]:
    called = names([*(row.entered_by for row in rows), *(one.actor_id for one in mended.values())])
    return [
        AbsenceLine(
            id=row.id,
            person_id=row.person_id,
            days=Days(row.kind, row.from_on, row.to_on, row.why),
            entered_by=called[row.entered_by],
            entered_at=row.entered_at,
            undone=undone_by(mended[row.id], called) if row.id in mended else None,
            instead=mended[row.id].replacement_id if row.id in mended else None,
            corrects=row.id not in mended and _may_correct(actor_id, row),
        )
        for row in rows
    ]


def away_of(person_ids: Persons) -> dict[int, tuple[Away, ...]]:
    """By person, the absences that stand, in the order of their days; who has none is left out."""
    found: dict[int, list[Away]] = defaultdict(list)
    rows = session().execute(
        select(Absence.person_id, Absence.from_on, Absence.to_on)
        .where(Absence.person_id.in_(person_ids), records.stands("absence", Absence.id))
        .order_by(Absence.from_on, Absence.id)
    )
    for row in rows:
        found[row.person_id].append(Away(row.from_on, row.to_on))
    return {person: tuple(spans) for person, spans in found.items()}


def away_spelt(person_ids: Persons) -> Subquery:
    """SQL: by person the absences that stand in one text, so that plans are read with them in one query."""
    spelt = cast(Absence.from_on, String) + ":" + func.coalesce(cast(Absence.to_on, String), "")
    return (
        select(Absence.person_id, func.aggregate_strings(spelt, " ").label("spelt"))
        .where(Absence.person_id.in_(person_ids), records.stands("absence", Absence.id))
        .group_by(Absence.person_id)
        .subquery()
    )


def away_from(spelt: str | None) -> tuple[Away, ...]:
    """What `away_spelt` has spelt, in the order of its days."""
    found = []
    for one in (spelt or "").split():
        first, _colon, last = one.partition(":")
        found.append(Away(date.fromisoformat(first), date.fromisoformat(last) if last else None))
    return tuple(sorted(found, key=_in_order))


def _in_order(one: Away) -> tuple[date, bool, date]:
    return one.from_on, one.to_on is None, one.to_on or one.from_on


def until(away: Sequence[Away], day: date) -> date | None:
    """The last of the days away that follow each other without a gap from `day` on; None for no end known.

    day: a day on which the person is away.
    """
    last = day
    while covering := [one for one in away if one.covers(last)]:
        if any(one.to_on is None for one in covering):
            return None
        furthest = max(one.to_on for one in covering if one.to_on is not None)
        last = furthest + timedelta(days=1)
    return last - timedelta(days=1)


def body_of_absence(absence_id: int) -> dict[str, Any] | None:
    row = session().get(Absence, absence_id)
    return None if row is None else records.body_of(row)


records.BODIES["absence"] = body_of_absence
