"""What the rules made of the evidence: put in the order of time, sifted and counted, before anything is concluded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from lms.judgement import conditions
from lms.judgement.cohort import Cohort
from lms.judgement.evidence import (
    Due,
    ModuleGiven,
    OfferDeclined,
    ReviewGiven,
    ShowGiven,
    SkillEvidence,
    SkillSettings,
    TryMade,
)
from lms.judgement.response import Response
from lms.judgement.thresholds import Thresholds
from lms.practice.rules import lead_of

in_end = attrgetter("closed_at", "record_id")
"""The order in which reviews ended."""


@dataclass(frozen=True, slots=True)
class TeachingRead:
    """What was promised and what was given of it, each in the order of time.

    first_due_on: when the first thing falls due, reviews included; unpaid: what of the dues was neither given nor
    offered, due or not; shows_given count, shows_waiting may still be disputed until the end of a date; shows_missed
    and declined were offered and not come to; tries_taught had a show that counts before them.
    """

    first_due_on: date
    dues: tuple[Due, ...]
    unpaid: tuple[Due, ...]
    modules: tuple[ModuleGiven, ...]
    shows_given: tuple[ShowGiven, ...]
    shows_waiting: tuple[tuple[ShowGiven, date], ...]
    shows_missed: tuple[ShowGiven, ...]
    shows_not_seen: tuple[ShowGiven, ...]
    tries: tuple[TryMade, ...]
    tries_taught: tuple[TryMade, ...]
    declined: tuple[OfferDeclined, ...]


@dataclass(frozen=True, slots=True)
class AbilityRead:
    """What the reviewed tries and the quiz show.

    leads: the lead review of each reviewed try, in the order of time; held: whether each of them does; held_of_three:
    those of the last three that hold; witnesses: the first review by each rater that holds, of the tries that hold
    among the last three; last_held: the latest ended of held_of_three; refresher_on: the local date by which the skill
    is to be practised again, None where nothing holds that could fade; assigned_raters: how many coach the person in
    the skill on the day.
    """

    leads: tuple[ReviewGiven, ...]
    held: tuple[bool, ...]
    held_of_three: tuple[ReviewGiven, ...]
    witnesses: tuple[ReviewGiven, ...]
    last_held: ReviewGiven | None
    refresher_on: date | None
    assigned_raters: int
    held_in_two: bool
    last_holds: bool
    raters_differ: bool
    quiz_mastered: bool
    refresher_due: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The evidence as read on one local date. not_begun: nothing reviewed, and nothing due."""

    evidence: SkillEvidence
    settings: SkillSettings
    today: date
    teaching: TeachingRead
    ability: AbilityRead
    not_begun: bool
    response: Response
    cohort: Cohort
    thresholds: Thresholds


def lead(reviews: Sequence[ReviewGiven]) -> ReviewGiven:
    """The review that stands for a try: the assigned trainer's, else the first ended. reviews: at least one."""
    if len(reviews) == 1:
        return reviews[0]
    leads = lead_of(sorted(reviews, key=in_end), conditions.rated_by_assigned_trainer)
    assert leads is not None
    return leads
