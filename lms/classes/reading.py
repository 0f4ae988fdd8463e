"""Which modules people have met: read to their end, taught in class, or offered there and not come to."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import literal, select, union_all

from lms.classes.models import ModuleTaught
from lms.classes.rules import Standing
from lms.db import session
from lms.plan.coaches import Persons
from lms.plan.models import ModuleRead
from lms.records import service as records
from lms.records.models import Record

READ = "read"


@dataclass(frozen=True, slots=True)
class ModuleDone:
    """A module read to its end or taught, and the line of the person's file that says so."""

    record_id: int
    at: datetime
    in_class: bool = False


@dataclass(frozen=True, slots=True)
class NotCome:
    """A class on a module to which a person was invited and did not come."""

    record_id: int
    module: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Learnt:
    """done: by module the first time that it was read to its end or taught; not_come: classes offered in vain."""

    done: Mapping[str, ModuleDone] = field(default_factory=dict)
    not_come: tuple[NotCome, ...] = ()


NOTHING_LEARNT = Learnt()


def learnt_by(person_ids: Persons) -> dict[int, Learnt]:
    """By person, in one query; who has met no module is left out. Only what stands is in it."""
    read = (
        select(ModuleRead.person_id, ModuleRead.module, ModuleRead.at.label("at"), Record.id.label("record_id"),
               literal(READ).label("how"))
        .join(Record, (Record.kind == "module_read") & (Record.source_id == ModuleRead.id))
        .where(ModuleRead.person_id.in_(person_ids))
    )  # fmt: skip
    taught = (
        select(ModuleTaught.person_id, ModuleTaught.module, ModuleTaught.happened_at.label("at"),
               Record.id.label("record_id"), ModuleTaught.standing.label("how"))
        .join(Record, (Record.kind == "module_taught") & (Record.source_id == ModuleTaught.id))
        .where(ModuleTaught.person_id.in_(person_ids), records.stands("module_taught", ModuleTaught.id))
    )  # fmt: skip
    done: dict[int, dict[str, ModuleDone]] = defaultdict(dict)
    not_come: dict[int, list[NotCome]] = defaultdict(list)
    for row in sorted(session().execute(union_all(read, taught)), key=lambda row: (row.at, row.record_id)):
        if row.how == Standing.OFFERED:
            not_come[row.person_id].append(NotCome(row.record_id, row.module, row.at))
        else:
            met = ModuleDone(row.record_id, row.at, in_class=row.how != READ)
            done[row.person_id].setdefault(row.module, met)
    people = {*done, *not_come}
    return {one: Learnt(done.get(one, {}), tuple(not_come.get(one, ()))) for one in people}
