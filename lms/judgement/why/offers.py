"""One offer to which a trainee did not come, as a page shows it."""

from dataclasses import dataclass
from datetime import datetime

from lms import clock
from lms.i18n import zone
from lms.judgement.evidence import DebtKind
from lms.judgement.wording import module_title, skill_name, thing
from lms.people.directory import names
from lms.people.policy import Action, Matter, can, require
from lms.plan.arrangements import may_take_back, missed_offer
from lms.plan.models import Arrangement
from lms.records.undone import Undone, correction_of, undone_by


@dataclass(frozen=True, slots=True)
class OfferPage:
    """What was offered to whom and when, and who said that they did not come.

    own: read by the trainee; undone: it was taken back; corrects: the reader may take it back.
    """

    id: int
    person_id: int
    person: str
    what: str
    booked_for: datetime | None
    place: str
    said_by: str
    said_at: datetime
    reason: str
    undone: Undone | None
    own: bool
    corrects: bool


def offer_page(actor_id: int, arrangement_id: int) -> OfferPage:
    """Raises NotYours."""
    row = missed_offer(arrangement_id)
    require(row is not None and can(actor_id, Action.SEE_STORY, Matter(row.person_id, clock.today(zone()))))
    assert row is not None
    correction = correction_of("arrangement", arrangement_id)
    called = names([row.person_id, row.by_id, *([correction.actor_id] if correction else [])])
    return OfferPage(
        id=row.id,
        person_id=row.person_id,
        person=called[row.person_id],
        what=_what(row),
        booked_for=row.booked_for,
        place=row.place,
        said_by=called[row.by_id],
        said_at=row.at,
        reason=row.reason,
        undone=undone_by(correction, called) if correction else None,
        own=row.person_id == actor_id,
        corrects=correction is None and may_take_back(actor_id, row),
    )


def _what(row: Arrangement) -> str:
    kind = DebtKind(row.kind)
    return thing(kind, module_title(row.module) if kind is DebtKind.MODULE else skill_name(row.skill), row.ordinal)
