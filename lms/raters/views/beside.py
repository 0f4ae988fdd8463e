"""What this room offers on pages of practice: to be watched, to let a guest rate, to look a second time."""

from collections.abc import Iterator

from flask import url_for

from lms import clock
from lms.i18n import _
from lms.people.directory import names
from lms.practice.evidence import Link
from lms.practice.loading import Loaded
from lms.practice.offers import BESIDE_SKILL, BESIDE_TRY
from lms.practice.rules import ReviewKind, unsealed
from lms.practice.seats import second_lookers
from lms.practice.try_view import standing_reviews
from lms.raters import guests, second, watching
from lms.raters.rules import takes_guest


def _of_skill(actor_id: int, person_id: int, skill: str) -> list[Link]:
    """A trainee can ask to be watched now, or sees that they have."""
    if actor_id != person_id:
        return []
    asked = watching.open_of(person_id, skill)
    if asked is None:
        return [Link(_("Watch me now"), url_for("raters.ask_to_watch", skill=skill), _("asks all who may review you"))]
    return [Link(_("You have asked to be watched now"), url_for("raters.watch", request_id=asked.id))]


def _of_try(actor_id: int, loaded: Loaded) -> list[Link]:
    if actor_id == loaded.row.person_id:
        return list(_of_own(actor_id, loaded))
    looks = second.looks_at(loaded.row.id)
    mine = next((one for one in looks if one.taken_by == actor_id and one.answer_review_id is None), None)
    if mine is not None:
        return [Link(_("Can’t be judged? Hand it back"), url_for("raters.second_look", look_id=mine.id))]
    found = [_look_link(one.id, done=one.answer_review_id is not None) for one in looks]
    if guests.may_invite(actor_id, loaded):
        open_to_guests = loaded.stands and takes_guest(loaded.row.started_at, loaded.row.ended_at, clock.now())
        if open_to_guests or guests.guests_at(loaded.row.id):
            words = _("Let a guest rate this try") if open_to_guests else _("Guests of this try")
            found.append(Link(words, url_for("raters.guest_links", try_id=loaded.row.id)))
    return found


def _of_own(actor_id: int, loaded: Loaded) -> Iterator[Link]:
    """To the trainee: at each review that they can read, that a second look can be asked for, or what came of it."""
    standing = standing_reviews(loaded.row.id)
    seen = [one for one in unsealed(standing, actor_id, actor_id) if one.kind == ReviewKind.TRAINER]
    if not seen:
        return
    again, called = second_lookers(loaded.row.id), names([one.rater_id for one in seen])
    for review in seen:
        look = second.look_at(review.id)
        if look is not None:
            yield _look_link(look.id, done=look.answer_review_id is not None)
        elif review.rater_id not in again and clock.now() < second.until(review):
            words = _("Ask for a second look at the review by %(name)s", name=called[review.rater_id])
            yield Link(words, url_for("raters.ask_again", review_id=review.id))


def _look_link(look_id: int, *, done: bool) -> Link:
    words = _("Both reviews side by side") if done else _("A second look is asked for")
    return Link(words, url_for("raters.second_look", look_id=look_id))


BESIDE_SKILL.append(_of_skill)
BESIDE_TRY.append(_of_try)
