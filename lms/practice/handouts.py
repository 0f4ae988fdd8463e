"""What trainers take into the room: the role cards of a skill and its show script, to print or on the phone.

A card tells what the customer hides, so it is for those who teach the skill to somebody and learn nothing themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import RoleCard, ShowScript, Skill
from lms.db import session
from lms.errors import NotYours, Unusable
from lms.i18n import language, zone
from lms.people import places
from lms.people.models import Role
from lms.practice.index_view import trainees_of
from lms.practice.loading import practised_module, skill_named


class Side(StrEnum):
    """Whose half of a card: one alone can be handed over or shown."""

    BOTH = ""
    CUSTOMER = "customer"
    TRAINEE = "trainee"


@dataclass(frozen=True, slots=True)
class Handouts:
    """What there is for one skill, in the order of difficulty."""

    skill: str
    name: str
    cards: tuple[RoleCard, ...]
    script: ShowScript | None


@dataclass(frozen=True, slots=True)
class CardsPage:
    """Cards of a skill as they are printed, a sheet each. card: the only one, None for all."""

    handouts: Handouts
    cards: Sequence[RoleCard]
    card: RoleCard | None
    side: Side


def may_read(actor_id: int, skill_id: str) -> bool:
    """Whether somebody may read the cards of a skill; a trainee never, whoever they coach besides."""
    learns = places.has_role(actor_id, [Role.TRAINEE], clock.today(zone()))
    return not learns and session().execute(trainees_of(actor_id, skill_id).limit(1)).first() is not None


def all_handouts(actor_id: int) -> tuple[Handouts, ...]:
    """Of every skill that the actor teaches. Raises NotYours where there is none."""
    found = tuple(_of(skill) for skill in edition.catalog().skills.values() if may_read(actor_id, skill.id))
    if not found:
        raise NotYours
    return found


def cards_page(actor_id: int, skill_id: str, card_id: str, side: str) -> CardsPage:
    """card_id: of one card, empty for all; side: whose half, anything else for both. Raises NotYours."""
    try:
        skill = skill_named(skill_id)
    except Unusable as unknown:
        raise NotYours from unknown
    if not may_read(actor_id, skill_id):
        raise NotYours
    handouts = _of(skill)
    card = next((one for one in handouts.cards if one.id == card_id), None)
    if card is None and (card_id or not handouts.cards):
        raise NotYours
    shown = Side(side) if side in set(Side) else Side.BOTH
    return CardsPage(handouts, (card,) if card else handouts.cards, card, shown)


def _of(skill: Skill) -> Handouts:
    module = practised_module(skill)
    return Handouts(skill.id, skill.name.in_(language()), module.cards, module.show)
