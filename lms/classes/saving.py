"""Saving a register: one save writes what everybody was taught, as facts in each person's file; and mending one."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import literal, select

from lms import clock
from lms.classes.loading import class_for, open_register, places_of
from lms.classes.models import ClassSession, ModuleTaught
from lms.classes.rules import PRESENT, Mark, Standing, standing_of
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _, zone
from lms.people.directory import names
from lms.people.policy import Action, Matter, require
from lms.practice.loading import allowed
from lms.practice.rules import ShowMode
from lms.practice.shows import CLOCKS_DIFFER, all_taught_by, give_show
from lms.records import notices
from lms.records import service as records
from lms.records.models import Verb

TAUGHT = "module_taught"  # kind of a fact, and of the notice that tells of it


def save(actor_id: int, session_id: int, marks: Mapping[int, Mark], key: str) -> None:
    """Record the class for everybody on the register at once.

    A show is given by practice, as every show is; a module that was taught pays what is owed of it. marks: one for
    each person on the register. Raises NotYours; Unusable; Conflict when the list has changed meanwhile; AlreadyClosed.
    """
    with transaction():
        class_for(actor_id, session_id)
        body = [session_id, sorted((person, str(mark)) for person, mark in marks.items())]
        once(actor_id, key, body, lambda: _save(actor_id, session_id, marks))


def _save(actor_id: int, session_id: int, marks: Mapping[int, Mark]) -> dict[str, int]:
    row = open_register(actor_id, session_id)
    places = places_of(session_id)
    _check(row, {place.person_id for place in places}, marks)
    for place in places:
        place.mark = marks[place.person_id].value
    present = sorted(person for person, mark in marks.items() if mark in PRESENT)
    not_come = sorted(person for person, mark in marks.items() if mark is Mark.OFFERED)
    if row.skill and (present or not_come):
        live = ShowMode.LIVE.value
        row.show_id = give_show(
            actor_id, row.skill, present, live, row.happened_at, f"class {row.id}", not_come, row.by_id
        )
    elif row.module:
        people = [*present, *not_come]
        require(all_taught_by(actor_id, people, None, row.happened_at))
        require(all_taught_by(row.by_id, people, None, row.happened_at))
        records.add_all([*_teach_module(row, marks, actor_id)])
    row.code, row.code_ends_at, row.saved_at = "", None, clock.now()
    return {"id": row.id}


def _check(row: ClassSession, people: set[int], marks: Mapping[int, Mark]) -> None:
    if not people:
        raise Unusable(fields={"people": _("Nobody is on the register. Add who was there.")})
    if people - marks.keys():
        called = names([*people - marks.keys()])
        raise Conflict(
            _("Meanwhile on the register: %(names)s. Look at it again, then save.", names=_together(called.values()))
        )
    if marks.keys() - people:
        raise Conflict(_("The list has changed meanwhile. Look at it again, then save."))
    if row.happened_at > clock.now() + CLOCKS_DIFFER:
        raise Unusable(fields={"people": _("This class is still to come. Save it once it has begun.")})


def _together(called: Any) -> str:
    return _(", ").join(sorted(called))


def _teach_module(row: ClassSession, marks: Mapping[int, Mark], actor_id: int) -> Iterator[records.Fact]:
    for person, mark in sorted(marks.items()):
        standing = standing_of(mark)
        if standing is not None:
            yield _fact(_taught(row, person, standing, actor_id))


def _taught(row: ClassSession, person_id: int, standing: Standing, actor_id: int) -> ModuleTaught:
    """A row of its own, of which the person is told."""
    now, module = clock.now(), edition.catalog().modules.get(ModuleId(row.module))
    taught = ModuleTaught(
        person_id=person_id, module=row.module, module_hash=module.hash if module else "", session_id=row.id,
        by_id=row.by_id, entered_by=actor_id, standing=standing.value, happened_at=min(row.happened_at, now),
        recorded_at=now,
    )  # fmt: skip
    session().add(taught)
    session().flush()
    body = {"taught": taught.id, "module": row.module, "standing": standing.value, "at": row.happened_at.isoformat()}
    notices.tell(person_id, TAUGHT, body, f"taught {taught.id}")
    return taught


def _fact(row: ModuleTaught) -> records.Fact:
    return records.Fact(
        person_id=row.person_id,
        verb=Verb.TAUGHT if row.standing == Standing.ATTENDED else Verb.OFFERED,
        kind=TAUGHT,
        source_id=row.id,
        skill=None,
        actor_id=row.entered_by,
        happened_at=row.happened_at,
        body=records.body_of(row),
    )


def taught_for(actor_id: int, action: Action, taught_id: int, *, lock: bool = False) -> ModuleTaught:
    """What was recorded of one person, if the actor may do this to it. Raises NotYours."""
    row = session().get(ModuleTaught, taught_id, with_for_update={"key_share": True} if lock else None)
    if row is None:
        raise NotYours
    happened_on = row.happened_at.astimezone(zone()).date()
    require(allowed(actor_id, action, Matter(row.person_id, happened_on), zone()))
    return row


def correct_taught(actor_id: int, taught_id: int, instead: Standing | None, why: str, key: str) -> int:
    """What was recorded of one person was wrong: `instead` stands in its place, or nothing. Returns the correction.

    Raises NotYours; Unusable; AlreadyClosed.
    """
    with transaction():
        row = taught_for(actor_id, Action.CORRECT_FACT, taught_id, lock=True)
        reason = records.checked_reason(why)
        if instead is not None and instead == row.standing:
            raise Unusable(fields={"what": _("This is what stands. Choose what was.")})
        body = [taught_id, str(instead), reason]
        return int(once(actor_id, key, body, lambda: {"id": _correct(actor_id, row, instead, reason)})["id"])


def _correct(actor_id: int, row: ModuleTaught, instead: Standing | None, why: str) -> int:
    if session().scalar(select(records.stands(TAUGHT, literal(row.id)))) is not True:
        raise AlreadyClosed(_("This was corrected before. Correct what stands in its place."))
    mended = None
    if instead is not None:
        mended = _taught(session().get_one(ClassSession, row.session_id), row.person_id, instead, actor_id)
        records.add(_fact(mended))
    return records.correct(
        kind=TAUGHT, source_id=row.id, person_id=row.person_id, skill=None, actor_id=actor_id, why=why,
        replacement_id=None if mended is None else mended.id,
    )  # fmt: skip


def body_of_taught(taught_id: int) -> dict[str, Any] | None:
    row = session().get(ModuleTaught, taught_id)
    return None if row is None else records.body_of(row)


records.BODIES[TAUGHT] = body_of_taught
