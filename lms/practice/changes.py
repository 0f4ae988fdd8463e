"""The one change agreed after a try: written by either, closed when both have said yes to the same words."""

from sqlalchemy import select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotAllowed, Unusable
from lms.i18n import _
from lms.people.policy import Action
from lms.practice import facts
from lms.practice.loading import standing_try_for
from lms.practice.models import Change, Review, Try
from lms.practice.rules import ReviewKind, self_rating_settled, unsealed
from lms.records import service as records

LONGEST_CHANGE = 300  # characters: it is one thing, and the first line of the next try


def agree_change(actor_id: int, try_id: int, text: str, key: str, seen: str = "") -> int:
    """The actor says yes to this change. Other words than those that stand are an edit: the other's yes is asked anew.

    seen: the words that stood on the actor's page. Closed, and a fact, when both have agreed. Returns the change.
    Raises NotYours; NotAllowed to who neither made nor reviewed the try, or has not ended their own rating; Conflict
    when the words were changed meanwhile; AlreadyClosed; Unusable for no or too many words.
    """
    words, known = " ".join(text.split()), " ".join(seen.split())
    with transaction():
        made = standing_try_for(actor_id, Action.AGREE_CHANGE, try_id).row
        _require_looked_back(made, actor_id)
        _check_words(words)
        done = once(actor_id, key, [try_id, words], lambda: {"id": _agree(made, actor_id, words, known)})
        return int(done["id"])


def replace_change(actor_id: int, try_id: int, text: str, why: str, key: str) -> int:
    """What both agreed on was written wrongly: other words take its place, to which both say yes anew.

    The actor has said it with this. Returns the new change. Raises as agree_change does; Conflict while nothing is
    agreed on.
    """
    words = " ".join(text.split())
    with transaction():
        made = standing_try_for(actor_id, Action.AGREE_CHANGE, try_id).row
        _require_looked_back(made, actor_id)
        _check_words(words)
        reason = records.checked_reason(why, own=made.person_id == actor_id)

        def replace() -> dict[str, int]:
            agreed = change_of(made.id)
            if agreed is None or agreed.closed_at is None:
                raise Conflict(_("Nothing is agreed on yet; the words can still be changed."))
            if agreed.text == words:
                raise Unusable(fields={"text": _("This is what was agreed. Write what it should be.")})
            fresh = _write(made, actor_id, words)
            facts.supersede("change", agreed.id, made, made.skill, facts.Mending(actor_id, reason, fresh.id))
            return {"id": fresh.id}

        return int(once(actor_id, key, ["replace", try_id, words, reason], replace)["id"])


def change_of(try_id: int) -> Change | None:
    """The change of a try that stands."""
    standing = (Change.try_id == try_id, records.stands("change", Change.id))
    return session().scalars(select(Change).where(*standing)).one_or_none()


def is_agreed(try_id: int) -> bool:
    """Whether both have said yes to the change of a try."""
    change = change_of(try_id)
    return change is not None and change.closed_at is not None


def may_agree(made: Try, reviews: list[Review], actor_id: int) -> bool:
    """Whether it is this person's turn to agree: they have rated, and a trainer's review has ended."""
    trainers = [review for review in reviews if review.kind == ReviewKind.TRAINER and review.closed_at is not None]
    if actor_id == made.person_id:
        return bool(trainers) and self_rating_settled(reviews)
    return any(review.rater_id == actor_id for review in unsealed(trainers, actor_id, made.person_id))


def _require_looked_back(made: Try, actor_id: int) -> None:
    standing = select(Review).where(Review.try_id == made.id, records.stands("review", Review.id))
    if not may_agree(made, list(session().scalars(standing)), actor_id):
        raise NotAllowed(_("First end your own rating; then you two agree on one change."))


def _check_words(words: str) -> None:
    if not words:
        raise Unusable(fields={"text": _("Write the one thing to change next time.")})
    if len(words) > LONGEST_CHANGE:
        raise Unusable(fields={"text": _("At most %(count)s characters.", count=LONGEST_CHANGE)})


def _agree(made: Try, actor_id: int, words: str, seen: str) -> int:
    change = change_of(made.id)
    if change is not None and change.closed_at is not None:
        raise AlreadyClosed(_("You have both agreed on this try’s change: %(words)s", words=change.text))
    if change is not None and change.text not in (words, seen):
        raise Conflict(_("It was changed meanwhile and now reads: %(words)s", words=change.text))
    if change is None:
        return _write(made, actor_id, words).id
    if change.text != words:
        change.text, change.written_by, change.written_at = words, actor_id, clock.now()
        change.trainee_agreed_at = change.trainer_agreed_at = None
    _say_yes(made, change, actor_id)
    _close_if_both(made, change, actor_id)
    return change.id


def _write(made: Try, actor_id: int, words: str) -> Change:
    """A new change, to which who wrote it has said yes."""
    change = Change(try_id=made.id, text=words, written_by=actor_id, written_at=clock.now())
    _say_yes(made, change, actor_id)
    session().add(change)
    session().flush()
    return change


def _say_yes(made: Try, change: Change, actor_id: int) -> None:
    if actor_id == made.person_id:
        change.trainee_agreed_at = change.trainee_agreed_at or clock.now()
    else:
        change.trainer_agreed_at = change.trainer_agreed_at or clock.now()


def _close_if_both(made: Try, change: Change, actor_id: int) -> None:
    agreed = change.trainee_agreed_at is not None and change.trainer_agreed_at is not None
    if agreed:
        change.closed_at = clock.now()
    session().flush()
    if agreed:
        records.add(facts.of_change(made, change, actor_id))
