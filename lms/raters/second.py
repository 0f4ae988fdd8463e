"""A second look: the trainee asks it at one review, another rater looks without knowing the first, and both stay."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import _
from lms.people.directory import names
from lms.people.models import Person
from lms.people.policy import Action, Matter, PersonIds, can, open_to, require
from lms.plan.coaches import coaches_of
from lms.practice.evidence import kept_of
from lms.practice.loading import Loaded, load_try, still_standing
from lms.practice.models import Review, Seat, Try
from lms.practice.reviews import ENDED, open_row
from lms.practice.rules import ReviewKind, unsealed
from lms.practice.seats import Part, give, leave, second_lookers, take_away
from lms.practice.try_view import standing_reviews
from lms.raters.models import SecondLook
from lms.raters.rules import again_until
from lms.records import notices
from lms.records import service as records

LOOKED, HANDED_BACK = "second_look", "second_handed_back"  # kinds of notices
LONGEST_WHY = 500  # characters


def ask(actor_id: int, review_id: int, why: str, key: str) -> int:
    """The trainee asks that somebody else look at a review's try again. Returns the second look.

    Raises NotYours for what is no review of theirs, or one that they cannot read yet; Conflict when it was asked
    before, too long ago, or when nobody could do it; Unusable for no sentence.
    """
    with transaction():
        review, loaded = review_to_ask_at(actor_id, review_id, lock=True)
        said = _checked(why, _("Write a sentence on what you see otherwise."))

        def make() -> dict[str, int]:
            problem = why_not(review, loaded)
            if problem:
                raise Conflict(problem)
            row = SecondLook(
                review_id=review_id, try_id=loaded.row.id, asked_by=actor_id, why=said, asked_at=clock.now()
            )
            session().add(row)
            session().flush()
            return {"id": row.id}

        return int(once(actor_id, key, ["second", review_id, said], make)["id"])


def review_to_ask_at(actor_id: int, review_id: int, *, lock: bool = False) -> tuple[Review, Loaded]:
    """A closed trainer's review of the actor's own try that they can read. Raises NotYours; Conflict."""
    review = session().get(Review, review_id)
    if review is None or review.kind != ReviewKind.TRAINER or review.closed_at is None:
        raise NotYours
    loaded = load_try(review.try_id, lock=lock)
    require(can(actor_id, Action.ASK_AGAIN, loaded.matter))
    standing = standing_reviews(review.try_id)
    require(review in unsealed(standing, actor_id, loaded.row.person_id))
    return review, still_standing(loaded)


def why_not(review: Review, loaded: Loaded) -> str:
    """Why no second look can be asked for at a review; empty when it can. Nobody to do it is told apart."""
    assert review.closed_at is not None
    if look_at(review.id) is not None:
        return _("A second look at this review was asked for before; one is enough.")
    if review.rater_id in second_lookers(loaded.row.id):
        return _("This is a second look already. Both reviews stand side by side.")
    if clock.now() >= again_until(review.closed_at):
        return _("A second look can be asked for within two weeks of a review. This one is older.")
    return (
        ""
        if able_to_look(loaded)
        else _("Nobody else could judge this try now: nobody saw it, and nothing was recorded.")
    )


def look_at(review_id: int) -> SecondLook | None:
    """What was asked at a review, also at the version before it was corrected."""
    review = session().get_one(Review, review_id)
    versions = [review_id, *([review.copy_of] if review.copy_of is not None else [])]
    return session().scalars(select(SecondLook).where(SecondLook.review_id.in_(versions))).one_or_none()


def able_to_look(loaded: Loaded) -> Sequence[int]:
    """Ids of those who could look at a try a second time: coaches of the skill, where there is none the managers.

    They may rate the skill today, have not rated this try or handed it back, and can judge it: by something that is
    there of it, or because they sat in it.
    """
    made = loaded.row
    today = clock.today(loaded.zone)
    rated = select(Review.rater_id).where(Review.try_id == made.id)
    free = session().scalars(
        select(Person.id)
        .where(
            Person.id.in_(open_to(Action.RATE, Matter(made.person_id, today, made.skill))),
            Person.suspended_at.is_(None), Person.id.not_in(rated),
        )
        .order_by(Person.id)
    ).all()  # fmt: skip
    there = set(session().scalars(select(Seat.person_id).where(Seat.try_id == made.id)))
    able = [one for one in free if one in there or kept_of(one, loaded)]
    coaches = {
        coach.trainer_id
        for coach in coaches_of([made.person_id], today).get(made.person_id, ())
        if coach.skill in (None, made.skill)
    }
    return [one for one in able if one in coaches] or able


def take(actor_id: int, look_id: int, key: str) -> int:
    """The actor looks: from here on nothing of the first review is told to them. Returns the try.

    Taking it again is the same. Raises NotYours for who may not; Conflict when somebody else was first, or it was
    withdrawn.
    """
    with transaction():
        row, loaded = _load(look_id)
        if row.taken_by == actor_id and row.answer_review_id is None:
            return row.try_id
        require(can(actor_id, Action.RATE, Matter(loaded.row.person_id, clock.today(loaded.zone), loaded.row.skill)))
        if row.withdrawn_at is not None:
            raise Conflict(_("The trainee has withdrawn this; nobody needs to look any more."))
        if row.taken_by is not None:
            raise Conflict(_("%(name)s looks at it already.", name=names([row.taken_by])[row.taken_by]))
        require(actor_id in able_to_look(still_standing(loaded)))

        def begin() -> dict[str, int]:
            row.taken_by, row.taken_at = actor_id, clock.now()
            give(row.try_id, actor_id, Part.SECOND, row.asked_by)
            open_row(row.try_id, actor_id, ReviewKind.TRAINER)
            return {"id": row.try_id}

        return int(once(actor_id, key, ["take second", look_id], begin)["id"])


def hand_back(actor_id: int, look_id: int, why: str, key: str) -> None:
    """Who looks cannot judge it: what they tapped counts for nothing, and others may take it.

    Raises NotYours for who doesn't look; Unusable for no reason.
    """
    with transaction():
        row, loaded = _load(look_id)

        def back() -> dict[str, int]:
            require(row.taken_by == actor_id and row.answer_review_id is None)
            said = _checked(why, _("Write why it can’t be judged."))
            review = session().get_one(Review, open_row(row.try_id, actor_id, ReviewKind.TRAINER))
            review.skipped_at = clock.now()
            take_away(row.try_id, actor_id, Part.SECOND)
            row.taken_by, row.taken_at = None, None
            row.declined_why, row.declined_at = said, clock.now()
            told = {"look": row.id, "skill": loaded.row.skill, "why": said}
            notices.tell(row.asked_by, HANDED_BACK, told, f"second back {row.id} {row.declined_at.isoformat()}")
            return {"id": row.id}

        once(actor_id, key, ["second back", look_id, why], back)


def withdraw(actor_id: int, look_id: int) -> None:
    """The trainee asks no more. Doing it twice changes nothing more. Raises NotYours; Conflict once somebody looks."""
    with transaction():
        row, loaded = _load(look_id)
        require(can(actor_id, Action.ASK_AGAIN, loaded.matter))
        if row.taken_by is not None:
            raise Conflict(_("Somebody looks at it already; what they see will stand beside the first review."))
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()


def _ended(made: Try, review: Review) -> None:
    """Within the end of a review: if it was a second look, both stand now, and who is concerned is told."""
    row = session().scalars(
        select(SecondLook).where(
            SecondLook.try_id == made.id, SecondLook.taken_by == review.rater_id, SecondLook.answer_review_id.is_(None)
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        return
    row.answer_review_id = review.id
    leave(made.id, review.rater_id, Part.SECOND)
    first = session().get_one(Review, row.review_id)
    called = names([review.rater_id, made.person_id])
    told = {
        "look": row.id, "by": called[review.rater_id], "person": called[made.person_id], "skill": made.skill,
        "number": made.number,
    }  # fmt: skip
    for person_id in {first.rater_id, made.person_id}:
        notices.tell(person_id, LOOKED, {**told, "own": person_id == made.person_id}, f"second {row.id}")


ENDED.append(_ended)


def waiting_of(person_ids: PersonIds) -> list[tuple[SecondLook, Loaded]]:
    """The second looks that wait for somebody or are under way, of these persons, the longest wait first."""
    rows = session().scalars(
        select(SecondLook)
        .join(Try, Try.id == SecondLook.try_id)
        .where(
            Try.person_id.in_(person_ids), SecondLook.answer_review_id.is_(None), SecondLook.withdrawn_at.is_(None),
            records.stands("try", Try.id),
        )
        .order_by(SecondLook.asked_at, SecondLook.id)
    ).all()  # fmt: skip
    return [(row, load_try(row.try_id)) for row in rows]


def looks_at(try_id: int) -> Sequence[SecondLook]:
    """All second looks that were asked for at a try and not withdrawn, the first asked first."""
    asked = select(SecondLook).where(SecondLook.try_id == try_id, SecondLook.withdrawn_at.is_(None))
    return session().scalars(asked.order_by(SecondLook.id)).all()


def under_way(try_id: int, actor_id: int) -> SecondLook | None:
    """The second look at a try that this person does just now."""
    mine = (row for row in looks_at(try_id) if row.taken_by == actor_id and row.answer_review_id is None)
    return next(mine, None)


def until(review: Review) -> datetime:
    """Until when a second look at a closed review can be asked for."""
    assert review.closed_at is not None
    return again_until(review.closed_at)


def _load(look_id: int) -> tuple[SecondLook, Loaded]:
    row = session().get(SecondLook, look_id, with_for_update=True)
    if row is None:
        raise NotYours
    return row, load_try(row.try_id, lock=True)


def _checked(text: str, lacks: str) -> str:
    said = text.strip()
    if not said:
        raise Unusable(fields={"why": lacks})
    if len(said) > LONGEST_WHY:
        raise Unusable(fields={"why": _("At most %(count)s characters.", count=LONGEST_WHY)})
    return said
