"""How far somebody has read, and the fact that a module was read to its end."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, func, literal, select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import Module, ModuleId
from lms.db import insert_into, is_sqlite, session, transaction
from lms.errors import NotYours
from lms.i18n import language, zone
from lms.people.policy import Action, Matter, can, require
from lms.plan.models import ModuleRead, Reading
from lms.records import service as records
from lms.records.models import Verb


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section was read. paragraph: the last one that was on screen, from 1."""

    paragraph: int
    seen_at: datetime
    finished_at: datetime | None


# Built once: every lesson page runs it.
_READ_OF_MODULE = select(Reading.section, Reading.paragraph, Reading.seen_at, Reading.finished_at).where(
    Reading.person_id == bindparam("person"), Reading.module == bindparam("module")
)


def section_progress(person_id: int, module_id: str) -> dict[str, Progress]:
    """By section anchor, what this person has read of a module."""
    rows = session().execute(_READ_OF_MODULE, {"person": person_id, "module": module_id})
    return {row.section: Progress(row.paragraph, row.seen_at, row.finished_at) for row in rows}


def all_progress(person_id: int) -> dict[str, dict[str, Progress]]:
    """By module and section anchor, what this person has read."""
    found: dict[str, dict[str, Progress]] = defaultdict(dict)
    for row in session().scalars(select(Reading).where(Reading.person_id == person_id)):
        found[row.module][row.section] = Progress(row.paragraph, row.seen_at, row.finished_at)
    return found


def note_paragraph(actor_id: int, module_id: str, section: str, paragraph: int) -> None:
    """Keep how far the actor has read, so that they resume there. Raises NotYours for a section that does not exist."""
    with transaction():
        require(can(actor_id, Action.LEARN, Matter(actor_id, clock.today(zone()))))
        _module_with(module_id, section)
        _keep(actor_id, module_id, section, paragraph=max(1, min(paragraph, 10_000)))


def finish_section(actor_id: int, module_id: str, section: str) -> bool:
    """The actor has finished a section. True when the module is now read to its end, which is a fact.

    Saying it again changes nothing. Raises NotYours for a section that does not exist.
    """
    with transaction():
        require(can(actor_id, Action.LEARN, Matter(actor_id, clock.today(zone()))))
        module = _module_with(module_id, section)
        _keep(actor_id, module_id, section, finished_at=clock.now())
        anchors = {s.anchor for s in module.lessons[language()].sections}
        finished = session().scalars(
            select(Reading.section).where(
                Reading.person_id == actor_id, Reading.module == module_id, Reading.finished_at.is_not(None)
            )
        )
        if not anchors <= set(finished):
            return False
        _read_to_end(actor_id, module)
        return True


def _keep(
    person_id: int, module_id: str, section: str, *, paragraph: int | None = None, finished_at: datetime | None = None
) -> None:
    row = {
        "person_id": person_id, "module": module_id, "section": section,
        "paragraph": paragraph or 1, "seen_at": clock.now(), "finished_at": finished_at,
    }  # fmt: skip
    moves, finishes = paragraph is not None, finished_at is not None
    session().connection().execute(_upsert(on_sqlite=is_sqlite(), moves=moves, finishes=finishes), row)


@cache
def _upsert(*, on_sqlite: bool, moves: bool, finishes: bool) -> Insert:
    """Keep a section's row. moves: the paragraph is the new one; finishes: it is finished now, unless it was before."""
    row = insert_into(Reading, on_sqlite=on_sqlite)
    changes: dict[str, Any] = {"seen_at": row.excluded.seen_at}
    if moves:
        changes["paragraph"] = row.excluded.paragraph
    if finishes:
        changes["finished_at"] = func.coalesce(Reading.finished_at, row.excluded.finished_at)
    return row.on_conflict_do_update(index_elements=["person_id", "module", "section"], set_=changes)


def _read_to_end(person_id: int, module: Module) -> None:
    there = select(literal(1)).where(ModuleRead.person_id == person_id, ModuleRead.module == module.id)
    if session().scalar(there) is not None:
        return
    row = ModuleRead(person_id=person_id, module=module.id, module_hash=module.hash, at=clock.now())
    session().add(row)
    session().flush()
    records.add(
        records.Fact(person_id, Verb.READ, "module_read", row.id, None, person_id, row.at, records.body_of(row))
    )


def _module_with(module_id: str, section: str) -> Module:
    module = edition.catalog().modules.get(ModuleId(module_id))
    if module is None or module.lessons[language()].section(section) is None:
        raise NotYours
    return module


def body_of_module_read(row_id: int) -> dict[str, Any] | None:
    row = session().get(ModuleRead, row_id)
    return None if row is None else records.body_of(row)


records.BODIES["module_read"] = body_of_module_read
