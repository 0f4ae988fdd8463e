"""Opening a register: what is taught by whom and when, and for whom it is planned."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from lms import clock
from lms.classes.loading import begins_with, open_register, places_of
from lms.classes.models import ClassPlace, ClassSession
from lms.classes.reading import NOTHING_LEARNT, learnt_by
from lms.classes.rules import Mark, Taught
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId, SkillId
from lms.db import once, session, transaction
from lms.errors import Unusable
from lms.i18n import _, zone
from lms.people.models import Person
from lms.people.policy import Action, require, visible
from lms.plan.rules import PromiseKind
from lms.plan.service import Plan, plans_of
from lms.practice.index_view import trainees_of
from lms.practice.reading import NOTHING, Practice, practice_of
from lms.practice.rules import ShowStanding
from lms.practice.shows import all_taught_by

AHEAD = timedelta(hours=12)  # a register may be opened on the morning of its class
WITHIN = timedelta(days=7)  # what is promised by then is planned for this class
LONGEST_PLACE = 80  # characters


def open_class(
    actor_id: int, taught: Taught, happened_at: datetime, place: str, key: str, by_id: int | None = None
) -> int:
    """Open a register with those for whom this is planned. Returns the class.

    by_id: who teaches it, the actor when left out. happened_at: now, before, or later today. Raises NotYours for who
    teaches nobody; Unusable.
    """
    by = actor_id if by_id is None else by_id
    with transaction():
        require(session().scalar(trainees_of(actor_id).limit(1)) is not None)
        _check(taught, happened_at, place)
        people = [one for one in planned_for(actor_id, taught, happened_at) if _teaches(by, one, taught, happened_at)]
        if by != actor_id and not _is_colleague(actor_id, by):
            raise Unusable(fields={"by": _("Choose one of the list.")})
        body = [taught.module, taught.skill, happened_at.isoformat(), place.strip(), by]
        done = once(actor_id, key, body, lambda: {"id": _open(actor_id, by, taught, happened_at, place, people)})
        return int(done["id"])


def _check(taught: Taught, happened_at: datetime, place: str) -> None:
    catalog, wrong = edition.catalog(), {}
    known = ModuleId(taught.module) in catalog.modules if taught.module else SkillId(taught.skill) in catalog.skills
    if not known or bool(taught.module) == bool(taught.skill):
        wrong["what"] = _("Choose one of the list.")
    if happened_at > clock.now() + AHEAD:
        wrong["happened"] = _("Open the register on the day of the class.")
    if len(place.strip()) > LONGEST_PLACE:
        wrong["place"] = _("At most %(count)s characters.", count=LONGEST_PLACE)
    if wrong:
        raise Unusable(fields=wrong)


def _is_colleague(actor_id: int, by: int) -> bool:
    """Whether somebody teaches one of those whom the actor teaches."""
    mine = select(trainees_of(actor_id).subquery().c.id)
    teaches = visible(by, Action.TEACH_CLASS, clock.today(zone()))
    return session().scalar(select(Person.id).where(Person.id.in_(mine), Person.id.in_(teaches)).limit(1)) is not None


def _teaches(by: int, person_id: int, taught: Taught, happened_at: datetime) -> bool:
    return all_taught_by(by, [person_id], taught.coached_skill, happened_at)


def _open(actor_id: int, by: int, taught: Taught, happened_at: datetime, place: str, people: Iterable[int]) -> int:
    row = ClassSession(
        by_id=by, opened_by=actor_id, module=taught.module, skill=taught.skill, place=place.strip(),
        happened_at=happened_at, opened_at=clock.now(), code="", code_ends_at=None, saved_at=None, show_id=None,
    )  # fmt: skip
    session().add(row)
    session().flush()
    session().add_all(ClassPlace(session_id=row.id, person_id=one, mark="", signed_in_at=None) for one in people)
    session().flush()
    return row.id


def planned_for(actor_id: int, taught: Taught, happened_at: datetime) -> list[int]:
    """Whom the actor teaches and to whom this was promised by a week from then, and not given yet."""
    ids = [row.id for row in session().execute(trainees_of(actor_id, taught.coached_skill))]
    plans, on = plans_of(ids), happened_at.astimezone(zone()).date()
    practice = practice_of(ids) if taught.skill else {}
    learnt = learnt_by(ids) if taught.module else {}
    return [
        person
        for person, plan in plans.items()
        if (
            _waits_for_show(plan, practice.get(person, NOTHING), taught.skill, on)
            if taught.skill
            else _waits_for_module(plan, learnt.get(person, NOTHING_LEARNT).done, taught.module, on)
        )
    ]


def _waits_for_show(plan: Plan, practice: Practice, skill: str, on: date) -> bool:
    given = sum(show.standing is not ShowStanding.NOT_SEEN for show in practice.shown(skill))
    promised = (one for one in plan.owed_on(on) if one.kind is PromiseKind.SHOW and one.skill == skill)
    return any(one.ordinal > given and one.due_on <= on + WITHIN for one in promised)


def _waits_for_module(plan: Plan, done: Mapping[str, object], module: str, on: date) -> bool:
    promised = (one for one in plan.owed_on(on) if one.module == module)
    return module not in done and any(one.due_on <= on + WITHIN for one in promised)


def set_list(actor_id: int, session_id: int, person_ids: Collection[int], marks: Mapping[int, Mark]) -> None:
    """Exactly these people are on the register; marks of who stays are kept. Raises NotYours; Unusable; AlreadyClosed.

    marks: as they stand on the page, for nothing that was chosen may get lost.
    """
    with transaction():
        row = open_register(actor_id, session_id)
        taught = Taught(row.module, row.skill)
        people = sorted({*person_ids})
        require(all_taught_by(actor_id, people, taught.coached_skill, row.happened_at))
        if not all_taught_by(row.by_id, people, taught.coached_skill, row.happened_at):
            raise Unusable(fields={"people": _("Who teaches this class doesn’t teach everybody chosen.")})
        _replace(row, people, marks)


def _replace(row: ClassSession, people: Collection[int], marks: Mapping[int, Mark]) -> None:
    there = {place.person_id: place for place in places_of(row.id)}
    gone = there.keys() - {*people}
    session().execute(delete(ClassPlace).where(ClassPlace.session_id == row.id, ClassPlace.person_id.in_(gone)))
    begins = begins_with(row, there.values())
    for person in people:
        if person not in there:
            session().add(ClassPlace(session_id=row.id, person_id=person, mark="", signed_in_at=None))
        elif person in marks and marks[person] is not begins[person]:
            there[person].mark = marks[person].value


def discard(actor_id: int, session_id: int) -> None:
    """A register that was opened by mistake goes, with nothing written. Raises NotYours; AlreadyClosed once saved."""
    with transaction():
        row = open_register(actor_id, session_id)
        session().execute(delete(ClassPlace).where(ClassPlace.session_id == row.id))
        session().delete(row)
