"""One person in one class on a module, as it was recorded: what a link of evidence opens."""

from dataclasses import dataclass
from datetime import datetime

from lms.classes.models import ModuleTaught
from lms.classes.rules import Standing
from lms.classes.saving import TAUGHT, taught_for
from lms.classes.wording import module_title
from lms.errors import NotYours
from lms.people.directory import names
from lms.people.policy import Action
from lms.records.undone import Undone, correction_of, undone_by


@dataclass(frozen=True, slots=True)
class TaughtPage:
    """undone: it was corrected, `instead` took its place if anything did; own: read by the person themself."""

    id: int
    session_id: int
    person_id: int
    person: str
    module: str
    title: str
    by: str
    entered_by: str
    standing: Standing
    happened_at: datetime
    recorded_at: datetime
    undone: Undone | None
    instead: int | None
    own: bool
    corrects: bool


def taught_page(actor_id: int, taught_id: int) -> TaughtPage:
    """Raises NotYours."""
    row = taught_for(actor_id, Action.SEE_STORY, taught_id)
    correction = correction_of(TAUGHT, taught_id)
    called = names([row.person_id, row.by_id, row.entered_by, *([correction.actor_id] if correction else [])])
    return TaughtPage(
        id=row.id,
        session_id=row.session_id,
        person_id=row.person_id,
        person=called[row.person_id],
        module=row.module,
        title=module_title(row.module),
        by=called[row.by_id],
        entered_by=called[row.entered_by],
        standing=Standing(row.standing),
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        undone=undone_by(correction, called) if correction else None,
        instead=correction.replacement_id if correction else None,
        own=row.person_id == actor_id,
        corrects=correction is None and _corrects(actor_id, row),
    )


def _corrects(actor_id: int, row: ModuleTaught) -> bool:
    try:
        taught_for(actor_id, Action.CORRECT_FACT, row.id)
    except NotYours:
        return False
    return True
