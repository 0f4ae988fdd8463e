"""The conditions that decide a state or a debt, each under a name: pure questions about plain values."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from operator import attrgetter

from lms.judgement.evidence import (
    Coached,
    DebtKind,
    Due,
    ModuleGiven,
    OfferDeclined,
    ReviewGiven,
    ShowGiven,
    ShowStanding,
    SkillEvidence,
    TryMade,
)

CONDITIONS = (
    "nothing_due_yet",
    "has_reviewed_try",
    "critical_items_done",
    "reaches_bar",
    "rated_by_assigned_trainer",
    "held_in_two_of_last_three",
    "last_one_held",
    "raters_differ_where_two_coach",
    "outcomes_mastered",
    "refresher_is_due",
    "is_overdue",
    "is_covered",
    "module_was_read",
    "show_counts",
    "show_was_missed",
    "review_is_missing",
    "was_declined",
)
"""Every condition that decides a state or a debt; the rules look them up here, so a test can strike out any one."""


def nothing_due_yet(first_due_on: date, today: date) -> bool:
    """Nothing of this skill has fallen due: no show, no try, no module, no review."""
    return today < first_due_on


def has_reviewed_try(leads: Sequence[ReviewGiven]) -> bool:
    """Somebody has looked at a try and ended the review."""
    return len(leads) > 0


def critical_items_done(review: ReviewGiven) -> bool:
    """Every critical item stands at "done" or better."""
    return review.critical_done


def reaches_bar(review: ReviewGiven, bar: float) -> bool:
    """The mean level, 0 to 3, is at the bar or above it."""
    return review.mean_level >= bar


def rated_by_assigned_trainer(review: ReviewGiven) -> bool:
    """The review that leads, whatever the others say, is the one by who coaches the trainee in this skill."""
    return review.by_assigned_trainer


def held_in_two_of_last_three(held: Sequence[bool]) -> bool:
    """At least two of the last three reviewed tries hold; of two tries, both. held: in the order of time."""
    return sum(held[-3:]) >= 2


def last_one_held(held: Sequence[bool]) -> bool:
    """The latest reviewed try holds. held: in the order of time."""
    return len(held) > 0 and held[-1]


def raters_differ_where_two_coach(raters: Collection[int], assigned_raters: int) -> bool:
    """Where two or more coach the person, what holds was not seen by one rater only.

    raters: who gave a review that holds to a try that holds, among the last three; a second rater of the same try who
    agrees is a second witness.
    """
    return assigned_raters < 2 or len(set(raters)) >= 2


def outcomes_mastered(evidence: SkillEvidence) -> bool:
    """Every quiz outcome of the skill's modules holds; a skill without any has nothing to master."""
    return evidence.outcomes_holding >= evidence.outcomes_total


def refresher_is_due(refresher_on: date | None, today: date) -> bool:
    """The time after which a skill that holds must be practised again is over."""
    return refresher_on is not None and refresher_on < today


def is_overdue(due_on: date, today: date) -> bool:
    """The local date by whose end something was due is over."""
    return due_on < today


def is_covered(due: Due, times: int) -> bool:
    """The n-th show or try needs no more: of those up to it n were given, or offered in vain."""
    return due.ordinal <= times


def module_was_read(due: Due, modules: Sequence[ModuleGiven]) -> bool:
    """The module was read to its end, in time or late."""
    return any(given.module == due.subject for given in modules)


def show_counts(show: ShowGiven, open_until: date, today: date) -> bool:
    """The trainee confirmed the show, or let the days pass in which they could dispute it, open_until the last."""
    silent = show.standing is ShowStanding.OFFERED and open_until < today
    return show.standing is ShowStanding.CONFIRMED or silent


def show_waits(show: ShowGiven, open_until: date, today: date) -> bool:
    """The trainee was told of the show, has said nothing, and still may.

    Until they speak or the days are over the show does not count, so its debt stands; the page says that it waits.
    """
    return show.standing is ShowStanding.OFFERED and open_until >= today


def show_was_missed(show: ShowGiven) -> bool:
    """The show took place and the trainee was not there."""
    return show.standing is ShowStanding.ABSENT


def review_is_missing(made: TryMade) -> bool:
    """Nobody has ended a review of the try."""
    return not made.reviews


def was_declined(offer: OfferDeclined, kind: DebtKind) -> bool:
    """Something of this kind was offered and not come to."""
    return offer.kind is kind


def show_precedes(show: ShowGiven, made: TryMade) -> bool:
    """The show was given, and entered, no later than the try began.

    A show entered after the try does not count for that try. None of the four states asks this, since a show pays its
    debt whenever it is entered: it decides whether a try was taught beforehand, which is told among the reasons and
    says which tries count where curves are read. A show entered in the same second is not entered after it.
    """
    return max(show.happened_at, show.recorded_at) <= made.happened_at


def coach_on(coaches: Iterable[Coached], day: date) -> int | None:
    """Who answers for the skill on a date: who coaches this one, else all, of two who came first; None for nobody."""
    there = [one for one in coaches if one.on(day)]
    return min(there, key=attrgetter("for_all", "from_on", "by")).by if there else None


def raters_on(coaches: Iterable[Coached], day: date) -> int:
    """How many different trainers coach the person in the skill on a date."""
    return len({one.by for one in coaches if one.on(day)})
