"""Enrolment in a frozen path, the standard of day one, and who coaches whom."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import Catalog, Half, Path, PathId
from lms.curriculum.frozen import freeze, hash_of, thaw_path
from lms.curriculum.models import ContentVersion
from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, zone
from lms.people.models import Coaching, Person
from lms.people.policy import Action, Matter, can, require
from lms.plan.calendar import ChineseWorkingDays, WorkingDays
from lms.plan.models import Acknowledgement, Enrolment, Obligation
from lms.plan.rules import Promise, PromiseKind, promises
from lms.records import service as records
from lms.records.models import Verb

Persons = Select[Any] | Sequence[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """A person's way through a frozen path. obligations: in the order of their due dates.

    standard: what the person is shown on day one (skills with bars, checklists), acknowledged_at: when they said so.
    zone: where the person's days begin, whoever reads. calendar_known: whether the holidays of all its years are known;
    else Monday to Friday stands in for them.
    """

    enrolment_id: int
    person_id: int
    path: Path
    start_on: date
    obligations: tuple[Promise, ...]
    standard: dict[str, Any]
    acknowledged_at: datetime | None
    zone: ZoneInfo
    calendar_known: bool

    def bar_of(self, skill: str) -> float | None:
        """The mean level, 0 to 3, at which a try of this person holds; None for a skill that isn't on their path."""
        return next((float(one["bar"]) for one in self.standard["skills"] if one["id"] == skill), None)


@dataclass(frozen=True, slots=True)
class Coach:
    """Somebody who teaches a trainee: one skill, or all when `skill` is None, on these local dates, both included.

    suspended: their account is shut, so that nothing can be asked of them.
    """

    trainer_id: int
    skill: str | None
    from_on: date
    to_on: date | None
    name: str = ""
    suspended: bool = False

    def on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


def working_days() -> WorkingDays:
    """The calendar by which things fall due."""
    return ChineseWorkingDays()


def enrol(actor_id: int, person_id: int, path_id: str, start_on: date, key: str) -> int:
    """Enrol a person in a path from a local date on; path and standard are frozen with it. Returns the enrolment.

    Raises NotYours; Unusable for a path that does not exist or a person who is enrolled already.
    """
    with transaction():
        require(session().get(Person, person_id) is not None)
        require(can(actor_id, Action.ENROL, Matter(person_id, clock.today(zone()))))
        body = {"person": person_id, "path": path_id, "start": start_on.isoformat()}
        done = once(actor_id, key, body, lambda: {"id": _enrol(actor_id, person_id, path_id, start_on)})
        return int(done["id"])


def _enrol(actor_id: int, person_id: int, path_id: str, start_on: date) -> int:
    catalog = edition.catalog()
    path = catalog.paths.get(PathId(path_id))
    if path is None:
        raise Unusable(fields={"path": _("There is no such path. Choose one of the list.")})
    if session().scalar(select(Enrolment.id).where(Enrolment.person_id == person_id)) is not None:
        raise Unusable(fields={"path": _("This person is enrolled already.")})
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
        for promise in promises(path, start_on, working_days())
    ]
    session().add_all(owed)
    session().flush()
    records.add(
        records.Fact(
            person_id=person_id,
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


def standard_of(catalog: Catalog, path: Path) -> dict[str, Any]:
    """What somebody on this path will be judged by: each skill with its bar, its checklist whole, and its quizzes.

    taught_by: the modules that teach the skill, each with the outcomes that its quiz asks.
    """
    return {
        "skills": [
            {
                "id": item.skill,
                "name": {"zh": catalog.skills[item.skill].name.zh, "en": catalog.skills[item.skill].name.en},
                "bar": catalog.skills[item.skill].bar,
                "refresher_after_days": catalog.skills[item.skill].refresher_after_days,
                "checklist": freeze(catalog.checklist_of(item.skill)),
                "taught_by": [
                    {"module": module, "outcomes": [outcome.id for outcome in catalog.modules[module].outcomes]}
                    for module in catalog.skills[item.skill].taught_by
                ],
            }
            for item in path.skills
        ]
    }


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
    there = session().scalar(select(Acknowledgement.id).where(Acknowledgement.enrolment_id == enrolment.id))
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
    rows = session().execute(
        select(
            Enrolment.id, Enrolment.person_id, Enrolment.path_hash, Enrolment.standard_hash, Enrolment.start_on,
            Acknowledgement.at, Obligation.kind, Obligation.ordinal, Obligation.due_on, Obligation.skill,
            Obligation.module, Obligation.half, Person.zone,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Acknowledgement, Acknowledgement.enrolment_id == Enrolment.id)
        .outerjoin(Obligation, Obligation.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(person_ids))
        .order_by(Enrolment.id, Obligation.due_on, Obligation.id)
    ).all()  # fmt: skip
    _keep_frozen({one for row in rows for one in (row.path_hash, row.standard_hash)})
    same: dict[tuple[object, ...], Promise] = {}
    plans = {}
    for (enrolment_id, person_id, path_hash, standard_hash, start_on, at), group in groupby(
        rows, key=lambda row: row[:6]
    ):
        of_one = list(group)
        owed = tuple(_promised(row[6:-1], same) for row in of_one if row.kind is not None)
        plans[person_id] = Plan(
            enrolment_id=enrolment_id,
            person_id=person_id,
            path=_paths[path_hash],
            start_on=start_on,
            obligations=owed,
            standard=_standards[standard_hash],
            acknowledged_at=at,
            zone=ZoneInfo(of_one[0].zone),
            calendar_known=_known([one.due_on for one in owed]),
        )
    return plans


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


def _known(dates: Sequence[date]) -> bool:
    return all(working_days().known(year) for year in {day.year for day in dates})


def coaches_of(person_ids: Persons, on: date) -> dict[int, list[Coach]]:
    """Who coaches each of these trainees on a local date, those for one skill first; nobody whose account is shut."""
    every = coachings_of(person_ids).items()
    of_the_day = {person: [one for one in coaches if one.on(on) and not one.suspended] for person, coaches in every}
    return {person: coaches for person, coaches in of_the_day.items() if coaches}


def coachings_of(person_ids: Persons) -> dict[int, list[Coach]]:
    """Who coaches each of these trainees, has coached them or will, in the order in which they answer for a skill."""
    found: dict[int, list[Coach]] = defaultdict(list)
    rows = session().execute(
        select(
            Coaching.trainee_id, Coaching.trainer_id, Coaching.skill, Coaching.from_on, Coaching.to_on, Person.name,
            Person.suspended_at,
        )
        .join(Person, Person.id == Coaching.trainer_id)
        .where(Coaching.trainee_id.in_(person_ids))
        .order_by(Coaching.skill.is_(None), Coaching.from_on, Coaching.trainer_id)
    )  # fmt: skip
    for row in rows:
        suspended = row.suspended_at is not None
        found[row.trainee_id].append(Coach(row.trainer_id, row.skill, row.from_on, row.to_on, row.name, suspended))
    return dict(found)


def suspended_among(person_ids: Collection[int]) -> frozenset[int]:
    """Those of these persons whose account is shut."""
    if not person_ids:
        return frozenset()
    return frozenset(
        session().scalars(select(Person.id).where(Person.id.in_(person_ids), Person.suspended_at.is_not(None)))
    )


def coach_for(coaches: Sequence[Coach], skill: str | None) -> int | None:
    """Who answers for a skill: the coach of that skill, else the one for all; None when nobody does."""
    for coach in coaches:
        if coach.skill == skill:
            return coach.trainer_id
    return next((coach.trainer_id for coach in coaches if coach.skill is None), None)


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
