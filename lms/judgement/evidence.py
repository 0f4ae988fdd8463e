"""What the rules of judgement may know: plain values, and deliberately no age, gender, origin, look or trait."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lms.plan.rules import Away


class State(StrEnum):
    """The state of a person in a skill. A proposal with its evidence, never a verdict."""

    UNKNOWN = "unknown"
    READY = "ready"
    UNTRAINED = "untrained"
    UNTRAINABLE = "untrainable"
    ON_PLAN = "on_plan"


class DebtKind(StrEnum):
    """What can be owed to a trainee."""

    MODULE = "module"
    SHOW = "show"
    TRY = "try"
    REVIEW = "review"
    REFRESHER = "refresher"


class ShowStanding(StrEnum):
    """What the trainee said about a show that was entered for them."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    NOT_SEEN = "not_seen"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing promised by the frozen path: the n-th show or try of the skill, or a module that teaches it.

    ordinal: 1 for the first; subject: the module's id for kind MODULE, else empty; owed_by: the person id who has taken
    it over and owes it whoever coaches; None: who coaches the skill on the day of the judgement, or else the manager.
    """

    kind: DebtKind
    ordinal: int
    subject: str
    due_on: date
    owed_by: int | None


@dataclass(frozen=True, slots=True)
class Coached:
    """A time in which somebody coaches the person in this skill: local dates, both included; to_on None: no end.

    for_all: they coach the person in every skill; who coaches this one alone answers for it first.
    """

    by: int
    from_on: date
    to_on: date | None = None
    for_all: bool = True

    def on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class ShowGiven:
    """A show entered for this person. told_at: when they were told of it, and could dispute it from then on."""

    record_id: int
    by: int
    happened_at: datetime
    recorded_at: datetime
    told_at: datetime
    standing: ShowStanding


@dataclass(frozen=True, slots=True)
class ModuleGiven:
    """A module that the person has read to its end."""

    record_id: int
    module: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewGiven:
    """An ended review by a trainer.

    mean_level: 0 to 3, raw mean of its items; critical_done: every critical item at 2 or more; by_assigned_trainer: by
    the try's own trainer, else by who coached the skill on the day of the try; levels: item and its level, 0 to 3.
    """

    record_id: int
    rater: int
    closed_at: datetime
    mean_level: float
    critical_done: bool
    by_assigned_trainer: bool
    levels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TryMade:
    """A supervised try that has ended, with its reviews (possibly none). Practice without a trainer is not among them.

    review_owed_by: its own trainer or who took the review over; None as for what is due.
    """

    record_id: int
    happened_at: datetime
    review_due_on: date
    review_owed_by: int | None
    reviews: tuple[ReviewGiven, ...]


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    """Something that was offered for a set time and to which the trainee did not come.

    subject: the module's id for kind MODULE, else empty; ordinal: which show or try it was. An offer without them
    stands for the thing due first.
    """

    record_id: int
    kind: DebtKind
    happened_at: datetime
    subject: str = ""
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class SkillSettings:
    """Figures of the frozen path and the skill. bar: mean level 0 to 3; refresher_after_days: calendar days."""

    skill: str
    bar: float
    refresher_after_days: int


@dataclass(frozen=True, slots=True)
class SkillEvidence:
    """All that is known about one person in one skill, in any order; the rules sort for themselves.

    outcomes_holding: quiz outcomes of the skill's modules that hold; outcomes_total: how many there are. begins_on: the
    local date on which the first thing of this skill falls due. coaches: who coaches the person in this skill, has or
    will, without those of whom nothing can be asked. outcome_records: for each outcome that holds the index line of the
    attempt that made it hold; a line may stand twice. refresher_owed_by: who took it over; None as for what is due.
    away: absences since the path began; the rules take them out of time: `dues` and `begins_on` are as promised.
    """

    dues: tuple[Due, ...]
    modules: tuple[ModuleGiven, ...]
    shows: tuple[ShowGiven, ...]
    tries: tuple[TryMade, ...]
    declined: tuple[OfferDeclined, ...]
    outcomes_holding: int
    outcomes_total: int
    begins_on: date
    coaches: tuple[Coached, ...]
    outcome_records: tuple[int, ...] = ()
    refresher_owed_by: int | None = None
    away: tuple[Away, ...] = ()
