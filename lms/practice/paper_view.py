"""What is printed of a checklist, and what is asked of one that comes back filled in."""

from dataclasses import dataclass
from datetime import date

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import RoleCard
from lms.errors import NotYours, Unusable
from lms.i18n import language, zone
from lms.people.directory import names
from lms.people.policy import Action, Matter, can, require
from lms.practice.handouts import may_read
from lms.practice.loading import practised_module, skill_named
from lms.practice.paper import card_for_paper
from lms.practice.tries import change_to_carry
from lms.practice.try_view import Row, rows_of, skill_name


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A behaviour with what is seen or heard at each of the four levels."""

    row: Row
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A sheet for one person. cards: ids and titles of all of the skill.

    card: drawn for today; None where there is none, or where the reader may not see what customers hide. version: the
    beginning of the checklist's hash, by which a sheet is told from one of another time.
    """

    person_id: int
    person: str
    rater: str
    skill: str
    skill_name: str
    today: date
    carried_change: str
    sheet: tuple[PaperRow, ...]
    checklist_hash: str
    card: RoleCard | None
    cards: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(one.row for one in self.sheet)

    @property
    def version(self) -> str:
        return self.checklist_hash[:6]


def paper_page(actor_id: int, person_id: int | None, skill_id: str) -> PaperPage:
    """For somebody whom the actor may rate in this skill today. Raises NotYours."""
    today = clock.today(zone())
    require(person_id is not None and can(actor_id, Action.RATE, Matter(person_id, today, skill_id)))
    assert person_id is not None
    try:
        skill = skill_named(skill_id)
    except Unusable as unknown:
        raise NotYours from unknown
    spoken, called = language(), names([actor_id, person_id])
    checklist = edition.catalog().checklist_of(skill.id)
    sheet = tuple(
        PaperRow(row, tuple(level.in_(spoken) for level in item.levels))
        for row, item in zip(rows_of(checklist, {}), checklist.items, strict=True)
    )
    return PaperPage(
        person_id=person_id,
        person=called[person_id],
        rater=called[actor_id],
        skill=skill_id,
        skill_name=skill_name(skill_id),
        today=today,
        carried_change=change_to_carry(person_id, skill_id),
        sheet=sheet,
        checklist_hash=checklist.hash,
        card=card_for_paper(person_id, skill, today) if may_read(actor_id, skill_id) else None,
        cards=tuple((card.id, card.title.in_(spoken)) for card in practised_module(skill).cards),
    )
