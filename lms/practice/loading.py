"""Loading what a right is asked on, and asking it by the relation of the day on which it happened, or of today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms import clock
from lms.curriculum import edition, versions
from lms.curriculum.catalog import Checklist, Module, RoleCard, Skill, SkillId
from lms.curriculum.models import ContentVersion
from lms.db import session
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.practice.models import Attendance, Show, Try
from lms.practice.rules import TryKind
from lms.questions.question import ContentHash
from lms.records import service as records


@dataclass(frozen=True, slots=True)
class Loaded:
    """A try with what its right is asked on. stands: it was not corrected away."""

    row: Try
    zone: ZoneInfo
    stands: bool

    @property
    def matter(self) -> Matter:
        return Matter(self.row.person_id, local_date(self.row.started_at, self.zone), self.row.skill)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def allowed(actor_id: int, action: Action, thing: Matter, zone: ZoneInfo) -> bool:
    """Whether the actor may, by the relation of then or of now.

    A former trainer answers for what they did, a present one sees what came before them.
    """
    if can(actor_id, action, thing):
        return True
    today = clock.today(zone)
    return thing.happened_on != today and can(actor_id, action, Matter(thing.subject_id, today, thing.skill))


def try_for(actor_id: int, action: Action, try_id: int, *, lock: bool = False) -> Loaded:
    """The try, if the actor may do this to it. lock: nobody else writes about it until the transaction ends.

    Raises NotYours.
    """
    loaded = load_try(try_id, lock=lock)
    require(allowed(actor_id, action, loaded.matter, loaded.zone))
    return loaded


def is_open_to(actor_id: int, made: Try) -> bool:
    """Practice with a colleague is between the two; who teaches knows of it and reads nothing of it."""
    return made.kind != TryKind.PEER or made.person_id == actor_id


def load_try(try_id: int, *, lock: bool = False) -> Loaded:
    """The try, for a caller who asks the right themself. Raises NotYours where there is none."""
    query = (
        select(Try, Person.zone, records.stands("try", Try.id).label("stands"))
        .join(Person, Person.id == Try.person_id)
        .where(Try.id == try_id)
    )
    row = session().execute(query.with_for_update(of=Try, key_share=True) if lock else query).one_or_none()
    if row is None:
        raise NotYours
    return Loaded(row.Try, ZoneInfo(row.zone), row.stands)


def standing_try_for(actor_id: int, action: Action, try_id: int) -> Loaded:
    """The try to write about, locked. Raises NotYours; Conflict for one that was corrected away."""
    return still_standing(try_for(actor_id, action, try_id, lock=True))


def still_standing(loaded: Loaded) -> Loaded:
    """Raises Conflict for a try that was corrected away."""
    if not loaded.stands:
        raise Conflict(_("This try was called off; nothing more can be written about it."))
    return loaded


def attendance_for(
    actor_id: int, action: Action, attendance_id: int, *, lock: bool = False
) -> tuple[Attendance, Show, bool]:
    """A show to one person, and whether it stands, if the actor may do this to it. Raises NotYours."""
    query = (
        select(Attendance, Show, Person.zone, records.stands("attendance", Attendance.id).label("stands"))
        .join(Show, Show.id == Attendance.show_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.id == attendance_id)
    )
    row = session().execute(query.with_for_update(of=Attendance, key_share=True) if lock else query).one_or_none()
    if row is None:
        raise NotYours
    zone = ZoneInfo(row.zone)
    thing = Matter(row.Attendance.person_id, local_date(row.Show.happened_at, zone), row.Show.skill)
    require(allowed(actor_id, action, thing, zone))
    return row.Attendance, row.Show, row.stands


def skill_named(skill_id: str) -> Skill:
    """A skill of today's catalog. Raises Unusable for an unknown one."""
    skill = edition.catalog().skills.get(SkillId(skill_id))
    if skill is None:
        raise Unusable(fields={"skill": _("There is no such skill. Choose one of the list.")})
    return skill


def practised_module(skill: Skill) -> Module:
    """The module whose checklist, cards and show script belong to the skill."""
    return edition.catalog().modules[skill.checklist]


_checklists: dict[str, Checklist] = {}


def checklist_of(content_hash: str) -> Checklist:
    """A frozen checklist; what stands under a hash never changes, so each is read once a process."""
    return keep_checklists({content_hash})[content_hash]


def keep_checklists(hashes: Collection[str]) -> Mapping[str, Checklist]:
    """Frozen checklists by hash, in at most one query. Raises LookupError for a hash that nobody has met."""
    unknown = [content_hash for content_hash in hashes if content_hash not in _checklists]
    if unknown:
        for row in session().execute(
            select(ContentVersion.hash, ContentVersion.body).where(ContentVersion.hash.in_(unknown))
        ):
            _checklists[row.hash] = versions.thaw_checklist(row.body)
    return {content_hash: _checklists[content_hash] for content_hash in hashes}


def card_of(made: Try) -> RoleCard | None:
    """The frozen role card of a try, all of it; None where the skill had none."""
    if made.card_hash is None:
        return None
    return versions.thaw_card(versions.body_of(ContentHash(made.card_hash)))


def critical_items(checklist: Checklist) -> frozenset[str]:
    return frozenset(item.id for item in checklist.items if item.critical)
