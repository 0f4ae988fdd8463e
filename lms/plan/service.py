"""Enrolment in a frozen path, the standard of day one, and who coaches whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import Half, Path, PathId
from lms.curriculum.frozen import freeze, hash_of, thaw_path
from lms.curriculum.models import ContentVersion
from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, day, zone
from lms.people import places
from lms.people.directory import hold, names
from lms.people.models import Person, Role
from lms.people.policy import Action, Matter, can, require
from lms.plan.absences import away_from, away_spelt
from lms.plan.added import added_from, added_spelt
from lms.plan.calendar import ChineseWorkingDays, WorkingDays
from lms.plan.coaches import Persons
from lms.plan.models import Acknowledgement, Enrolment, Obligation
from lms.plan.rules import Away, Promise, PromiseKind, after_leave, dispute_until, promises
from lms.plan.standard import standard_of
from lms.records import service as records
from lms.records.models import Verb
from lms.records.undone import Undone, replaced_by, undone_by

EARLIEST, LATEST = timedelta(days=60), timedelta(days=365)  # how far from the day of enrolment a first day may lie


@dataclass(frozen=True, slots=True)
class Plan:
    """A person's way through a frozen path. obligations: in the order of their due dates, those that decisions added
    among them.

    standard: what the person is shown on day one (skills with bars, checklists), acknowledged_at: when they said so.
    zone: where the person's days begin, whoever reads; away: absences that stand. unknown_years: those of its days
    whose holidays were not announced yet; Monday to Friday stands in for them.
    """

    enrolment_id: int
    person_id: int
    path: Path
    start_on: date
    obligations: tuple[Promise, ...]
    standard: dict[str, Any]
    acknowledged_at: datetime | None
    zone: ZoneInfo
    unknown_years: tuple[int, ...]
    away: tuple[Away, ...] = ()

    def owed_on(self, today: date) -> tuple[Promise, ...]:
        """What is promised, each by when it is due as of a date, with days away taken out of time."""
        if not self.away:
            return self.obligations
        return tuple(replace(one, due_on=self.after_leave(one.due_on, today)) for one in self.obligations)

    def after_leave(self, due_on: date, today: date, since: date | None = None) -> date:
        """A due date with the working days taken out that the person missed since their first day, or `since`."""
        return after_leave(due_on, self.away, today, working_days(), since or self.start_on)

    def open_until(self, told_on: date, today: date) -> date:
        """The last date on which the person may say that they did not see a show of which they were told."""
        return self.after_leave(dispute_until(told_on, working_days()), today, told_on + timedelta(days=1))

    def bar_of(self, skill: str) -> float | None:
        """The mean level, 0 to 3, at which a try of this person holds; None for a skill that isn't on their path."""
        return next((float(one["bar"]) for one in self.standard["skills"] if one["id"] == skill), None)


def working_days() -> WorkingDays:
    """The calendar by which things fall due."""
    return ChineseWorkingDays()


def enrol(actor_id: int, person_id: int, path_id: str, start_on: date, key: str) -> int:
    """Enrol a person in a path from a local date on; path and standard are frozen with it. Returns the enrolment.

    Raises NotYours; Unusable for a path that does not exist or a person who is enrolled already.
    """
    with transaction():
        _hold(actor_id, person_id)
        body = {"person": person_id, "path": path_id, "start": start_on.isoformat()}
        done = once(actor_id, key, body, lambda: {"id": _enrol(actor_id, person_id, path_id, start_on)})
        return int(done["id"])


def _hold(actor_id: int, person_id: int) -> None:
    """Let nobody else enrol this person meanwhile: a person has one enrolment that stands. Raises NotYours."""
    require(hold(person_id) is not None)
    require(can(actor_id, Action.ENROL, Matter(person_id, clock.today(zone()))))


def _enrol(actor_id: int, person_id: int, path_id: str, start_on: date) -> int:
    catalog = edition.catalog()
    path = catalog.paths.get(PathId(path_id))
    if path is None:
        raise Unusable(fields={"path": _("There is no such path. Choose one of the list.")})
    why_not = refusal(person_id, start_on)
    if why_not:
        raise Unusable(fields={"path": why_not})
    if _standing(person_id) is not None:
        raise Unusable(fields={"path": _("This person is enrolled already.")})
    _check_start(start_on, clock.today(zone()))
    standard = standard_of(catalog, path)
    versions.keep("path", path.id, path.hash, freeze(path))
    versions.keep("standard", path.id, hash_of(standard), standard)
    enrolment = Enrolment(
        person_id=person_id,
        path=path.id,
        path_hash=path.hash,
        standard_hash=hash_of(standard),
        start_on=start_on,
        enrolled_by=actor_id,
        enrolled_at=clock.now(),
    )
    return _close(actor_id, enrolment, path)


def refusal(person_id: int, start_on: date | None = None) -> str:
    """Why this person can't begin a path on this day, or ever; empty when they can.

    A path is for trainees who can sign in.
    """
    person = session().get_one(Person, person_id)
    if person.suspended_at is not None:
        return _("%(name)s is suspended. End that first.", name=person.name)
    on = max(start_on or date.min, clock.today(zone()))
    if not places.has_role(person_id, [Role.TRAINEE], on, or_later=start_on is None):
        return _("%(name)s is no trainee on %(day)s. Give them the role first, on their page.",
                 name=person.name, day=day(on))  # fmt: skip
    return ""


def anybody_enrolled() -> bool:
    """Whether there is an enrolment."""
    return session().scalar(select(Enrolment.id).limit(1)) is not None


def enrolled_now() -> list[int]:
    """Ids of all who are enrolled and can sign in."""
    standing = records.stands("enrolment", Enrolment.id)
    of_people = select(Enrolment.person_id).join(Person, Person.id == Enrolment.person_id)
    found = of_people.where(standing, Person.suspended_at.is_(None)).order_by(Enrolment.person_id).distinct()
    return list(session().scalars(found))


def _standing(person_id: int) -> Enrolment | None:
    """The enrolment of a person that stands."""
    query = select(Enrolment).where(Enrolment.person_id == person_id, records.stands("enrolment", Enrolment.id))
    return session().scalars(query).one_or_none()


def start_before(enrolment_id: int) -> tuple[date, Undone] | None:
    """The first day in whose place that of this enrolment stands, and by whom, when and why it was corrected."""
    correction = replaced_by("enrolment", enrolment_id)
    if correction is None:
        return None
    start_on = session().get_one(Enrolment, correction.source_id).start_on
    return start_on, undone_by(correction, names([correction.actor_id]))


def _check_start(start_on: date, enrolled_on: date) -> None:
    """A day of another year is a slip of the finger that would make everything overdue at once."""
    first, last = enrolled_on - EARLIEST, enrolled_on + LATEST
    if not first <= start_on <= last:
        raise Unusable(
            fields={"start_on": _("Choose a first day between %(first)s and %(last)s.", first=first, last=last)}
        )


def correct_start(actor_id: int, person_id: int, start_on: date, why: str, key: str) -> int:
    """The first day of an enrolment was wrong: the same frozen path from another day takes its place. Returns it.

    What was acknowledged, read and practised stays; what is owed falls due by the new days. Raises NotYours, also for
    who isn't enrolled; Unusable.
    """
    with transaction():
        _hold(actor_id, person_id)
        reason = records.checked_reason(why)
        body = ["start", person_id, start_on.isoformat(), reason]
        return int(
            once(actor_id, key, body, lambda: {"id": _correct_start(actor_id, person_id, start_on, reason)})["id"]
        )


def _correct_start(actor_id: int, person_id: int, start_on: date, why: str) -> int:
    wrong = _standing(person_id)
    if wrong is None:
        raise NotYours
    _check_start(start_on, wrong.enrolled_at.astimezone(zone()).date())
    if start_on == wrong.start_on:
        raise Unusable(fields={"start_on": _("This is the first day that stands. Choose another.")})
    _keep_frozen({wrong.path_hash, wrong.standard_hash})
    right = Enrolment(
        person_id=person_id,
        path=wrong.path,
        path_hash=wrong.path_hash,
        standard_hash=wrong.standard_hash,
        start_on=start_on,
        enrolled_by=wrong.enrolled_by,
        enrolled_at=wrong.enrolled_at,
    )
    enrolment_id = _close(actor_id, right, _paths[wrong.path_hash])
    records.correct(
        kind="enrolment", source_id=wrong.id, person_id=person_id, skill=None, actor_id=actor_id, why=why,
        replacement_id=enrolment_id,
    )  # fmt: skip
    return enrolment_id


def _close(actor_id: int, enrolment: Enrolment, path: Path) -> int:
    """The enrolment with all that its path promises from its first day on, as a fact. Returns it."""
    session().add(enrolment)
    session().flush()
    owed = [
        Obligation(
            enrolment_id=enrolment.id,
            kind=promise.kind.value,
            skill=promise.skill,
            module=promise.module,
            ordinal=promise.ordinal,
            half=str(promise.half),
            due_on=promise.due_on,
        )
        for promise in promises(path, enrolment.start_on, working_days())
    ]
    session().add_all(owed)
    session().flush()
    records.add(
        records.Fact(
            person_id=enrolment.person_id,
            verb=Verb.ENROLLED,
            kind="enrolment",
            source_id=enrolment.id,
            skill=None,
            actor_id=actor_id,
            happened_at=enrolment.enrolled_at,
            body=records.body_of(enrolment, obligations=owed),
        )
    )
    return enrolment.id


def acknowledge(actor_id: int, enrolment_id: int, key: str) -> int:
    """The trainee has seen the standard. Raises NotYours."""
    with transaction():
        enrolment = session().get(Enrolment, enrolment_id)
        if enrolment is None:
            raise NotYours
        require(can(actor_id, Action.ACKNOWLEDGE, Matter(enrolment.person_id, clock.today(zone()))))
        done = once(actor_id, key, {"enrolment": enrolment_id}, lambda: {"id": _acknowledge(actor_id, enrolment)})
        return int(done["id"])


def _acknowledge(actor_id: int, enrolment: Enrolment) -> int:
    there = session().scalar(
        select(Acknowledgement.id).where(
            Acknowledgement.person_id == enrolment.person_id,
            Acknowledgement.standard_hash == enrolment.standard_hash,
        )
    )
    if there is not None:
        return there
    word = Acknowledgement(
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        standard_hash=enrolment.standard_hash,
        at=clock.now(),
    )
    session().add(word)
    session().flush()
    records.add(
        records.Fact(
            person_id=enrolment.person_id,
            verb=Verb.ACKNOWLEDGED,
            kind="acknowledgement",
            source_id=word.id,
            skill=None,
            actor_id=actor_id,
            happened_at=word.at,
            body=records.body_of(word),
        )
    )
    return word.id


def plan_of(person_id: int) -> Plan | None:
    """The plan of one person; None when they are not enrolled."""
    return plans_of([person_id]).get(person_id)


def plans_of(person_ids: Persons) -> dict[int, Plan]:
    """The plans of many, by person: one query, and one more for a path or standard that this process has not met."""
    away, added = away_spelt(person_ids), added_spelt(person_ids)
    rows = session().execute(
        select(
            Enrolment.id, Enrolment.person_id, Enrolment.path_hash, Enrolment.standard_hash, Enrolment.start_on,
            Acknowledgement.at, Obligation.kind, Obligation.ordinal, Obligation.due_on, Obligation.skill,
            Obligation.module, Obligation.half, Person.zone, away.c.spelt.label("away"),
            added.c.spelt.label("added"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Acknowledgement,
            (Acknowledgement.person_id == Enrolment.person_id)
            & (Acknowledgement.standard_hash == Enrolment.standard_hash),
        )
        .outerjoin(Obligation, Obligation.enrolment_id == Enrolment.id)
        .outerjoin(away, away.c.person_id == Enrolment.person_id)
        .outerjoin(added, added.c.person_id == Enrolment.person_id)
        .where(Enrolment.person_id.in_(person_ids), records.stands("enrolment", Enrolment.id))
        .order_by(Enrolment.id, Obligation.due_on, Obligation.id)
    ).all()  # fmt: skip
    _keep_frozen({one for row in rows for one in (row.path_hash, row.standard_hash)})
    same: dict[tuple[object, ...], Promise] = {}
    plans = {}
    for (enrolment_id, person_id, path_hash, standard_hash, start_on, at), group in groupby(
        rows, key=lambda row: row[:6]
    ):
        of_one = list(group)
        owed = tuple(_promised(row[6:12], same) for row in of_one if row.kind is not None)
        plans[person_id] = Plan(
            enrolment_id=enrolment_id,
            person_id=person_id,
            path=_paths[path_hash],
            start_on=start_on,
            obligations=_in_time(owed, added_from(of_one[0].added)),
            standard=_standards[standard_hash],
            acknowledged_at=at,
            zone=ZoneInfo(of_one[0].zone),
            unknown_years=_unknown_years(one.due_on for one in owed),
            away=away_from(of_one[0].away),
        )
    return plans


def _in_time(promised: tuple[Promise, ...], added: tuple[Promise, ...]) -> tuple[Promise, ...]:
    return tuple(sorted((*promised, *added), key=lambda one: one.due_on)) if added else promised


def _promised(owed: Sequence[Any], same: dict[tuple[object, ...], Promise]) -> Promise:
    """An obligation as the path promised it; people who began on the same day share theirs."""
    key = tuple(owed)
    found = same.get(key)
    if found is None:
        kind, ordinal, due_on, skill, module, half = owed
        found = Promise(PromiseKind(kind), ordinal, due_on, skill, module, Half(half) if half else "")
        same[key] = found
    return found


# What stands under a hash never changes, so each is read once a process.
_paths: dict[str, Path] = {}
_standards: dict[str, dict[str, Any]] = {}


def _keep_frozen(hashes: set[str]) -> None:
    unknown = hashes - _paths.keys() - _standards.keys()
    if not unknown:
        return
    bodies = session().execute(
        select(ContentVersion.hash, ContentVersion.kind, ContentVersion.body).where(ContentVersion.hash.in_(unknown))
    )
    for row in bodies:
        if row.kind == "path":
            _paths[row.hash] = thaw_path(row.body)
        else:
            _standards[row.hash] = row.body


def _unknown_years(dates: Iterable[date]) -> tuple[int, ...]:
    days = working_days()
    return tuple(year for year in sorted({day.year for day in dates}) if not days.known(year))


def body_of_enrolment(enrolment_id: int) -> dict[str, Any] | None:
    enrolment = session().get(Enrolment, enrolment_id)
    if enrolment is None:
        return None
    owed = session().scalars(select(Obligation).where(Obligation.enrolment_id == enrolment_id)).all()
    return records.body_of(enrolment, obligations=owed)


def body_of_acknowledgement(word_id: int) -> dict[str, Any] | None:
    word = session().get(Acknowledgement, word_id)
    return None if word is None else records.body_of(word)


records.BODIES["enrolment"] = body_of_enrolment
records.BODIES["acknowledgement"] = body_of_acknowledgement
