"""Whether a try may be recorded: asked each time, answered by everybody who is heard, and taken back at any time."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Conflict, Unusable
from lms.i18n import _, pgettext
from lms.people.directory import names
from lms.people.policy import require
from lms.practice.loading import Loaded, still_standing
from lms.practice.models import Seat
from lms.practice.seats import Part
from lms.recordings import facts, rights
from lms.recordings.models import Consent, ConsentAsked
from lms.recordings.removing import TakenAway, delete_files, remove_of
from lms.recordings.rules import Medium, allowed_medium
from lms.records import notices
from lms.records import service as records

ASKED = "consent_asked"  # the kind of notice by which a trainee is asked


@dataclass(frozen=True, slots=True)
class Standing:
    """What was answered so far.

    given: what everybody who is heard has agreed to, None while somebody has not; answers: by person, None for no;
    missing: ids of those without a yes; asked_by: who asked last, None for nobody.
    """

    given: Medium | None
    answers: Mapping[int, Medium | None]
    missing: tuple[int, ...]
    asked_by: int | None
    asked_medium: Medium | None


def standing(loaded: Loaded) -> Standing:
    """Who is heard in a try, and what they said; three queries."""
    made = loaded.row
    answers: dict[int, Medium | None] = {}
    for row in session().scalars(select(Consent).where(Consent.try_id == made.id).order_by(Consent.id)):
        answers[row.person_id] = Medium(row.medium) if row.given else None
    customers = session().scalars(select(Seat.person_id).where(Seat.try_id == made.id, Seat.part == Part.CUSTOMER))
    heard = [made.person_id, *sorted(set(customers) - {made.person_id})]
    asked = session().scalars(
        select(ConsentAsked).where(ConsentAsked.try_id == made.id).order_by(ConsentAsked.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    return Standing(
        given=allowed_medium([answers.get(person) for person in heard]),
        answers=answers,
        missing=tuple(person for person in heard if answers.get(person) is None),
        asked_by=asked.by_id if asked else None,
        asked_medium=Medium(asked.medium) if asked else None,
    )


def require_consent(loaded: Loaded, medium: Medium) -> None:
    """Raises Conflict that says whose yes is missing."""
    now = standing(loaded)
    if now.missing:
        called = names(now.missing)
        who = pgettext("between names", ", ").join(called[one] for one in now.missing)
        raise Conflict(_("%(names)s: not yet agreed to being recorded. Nothing was sent.", names=who))
    if medium is Medium.VIDEO and now.given is not Medium.VIDEO:
        raise Conflict(_("Only sound was agreed to. Send a recording without picture, or ask again."))


def answer(actor_id: int, try_id: int, medium: str, given: bool, key: str) -> None:
    """What the trainee, or who plays the customer, says to being recorded. A no takes an earlier yes back.

    What is no longer agreed to is deleted at once, for everybody. Raises NotYours; Unusable for no such medium.
    """
    with transaction():
        loaded = rights.played_try(try_id, lock=True)
        require(actor_id == loaded.row.person_id or rights.was_customer(actor_id, try_id))
        if medium not in set(Medium):
            raise Unusable(fields={"medium": _("Say whether it is sound alone or with picture.")})
        if given:
            still_standing(loaded)
        done = once(
            actor_id, key, ["consent", try_id, medium, given],
            lambda: _answer(actor_id, loaded, Medium(medium), given).kept(),
        )  # fmt: skip
    delete_files(done)


def _answer(actor_id: int, loaded: Loaded, medium: Medium, given: bool) -> TakenAway:
    before = standing(loaded)
    said = medium if given else None
    if actor_id in before.answers and before.answers[actor_id] is said:
        return TakenAway()
    row = Consent(try_id=loaded.row.id, person_id=actor_id, medium=medium, given=given, at=clock.now())
    session().add(row)
    session().flush()
    after = standing(loaded)
    lost = {Medium.AUDIO, Medium.VIDEO} if after.given is None else {Medium.VIDEO} - {after.given}
    gone = remove_of(loaded.row, lost, actor_id, _("Consent was taken back"))
    records.add_all([facts.of_consent(loaded.row, row), *gone.told])
    notices.settle(loaded.row.person_id, ASKED, _key(loaded.row.id))
    return gone


def ask(actor_id: int, try_id: int, medium: str, key: str) -> None:
    """Somebody who may record asks the trainee, who finds the question on their own phone. Raises NotYours."""
    with transaction():
        loaded = rights.try_to_record(actor_id, try_id)
        if medium not in set(Medium):
            raise Unusable(fields={"medium": _("Say whether it is sound alone or with picture.")})
        once(actor_id, key, ["ask", try_id, medium], lambda: _ask(actor_id, loaded, Medium(medium)))


def _ask(actor_id: int, loaded: Loaded, medium: Medium) -> dict[str, int]:
    row = ConsentAsked(try_id=loaded.row.id, by_id=actor_id, medium=medium, at=clock.now())
    session().add(row)
    session().flush()
    if actor_id != loaded.row.person_id:
        body = {"try": loaded.row.id, "by": names([actor_id])[actor_id], "medium": medium}
        notices.settle(loaded.row.person_id, ASKED, _key(loaded.row.id))
        notices.tell(loaded.row.person_id, ASKED, body, f"{_key(loaded.row.id)}{row.id}")
    return {"id": row.id}


def _key(try_id: int) -> str:
    return f"consent:{try_id}:"
