"""What decides about a case, each condition under a name: pure questions about plain values."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.judgement.cases.evidence import Evidence
from lms.judgement.cohort import SkillCohort
from lms.judgement.evidence import State
from lms.judgement.states import Debt, Judgement, Rule
from lms.judgement.thresholds import Thresholds

PROPOSAL = frozenset(list(Rule)[list(Rule).index(Rule.TRIES_THAT_COUNT) :])
"""The rules that must all hold before a review is proposed."""
OWED = frozenset({Rule.MODULES_READ, Rule.SHOWS_GIVEN, Rule.TRIES_MADE, Rule.REVIEWS_OVERDUE, Rule.REFRESHER_NOT_DUE})
"""Those that hold while nothing of their kind is owed."""


class Piece(StrEnum):
    """What the evidence is made of; whoever decides has opened each."""

    CURVE = "curve"
    WHY = "why"
    SHOWS = "shows"


class Change(StrEnum):
    """What may be other than when the evidence was frozen, in the order in which a page says it."""

    OFF_PATH = "off_path"
    STANDARD = "standard"
    STATE = "state"
    DEBTS = "debts"
    CORRECTED = "corrected"
    SHOWS = "shows"
    TRIES = "tries"
    TEAM = "team"
    RATERS = "raters"
    ESTIMATE = "estimate"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Now:
    """What is known of the person in the skill today.

    state: None where the skill is not on their path any more; levels: by the index line of each reviewed try the level
    that stands; shows: index lines of those that count; gone: raters whose account is shut; estimate_tells: with the
    estimate of the evidence, today's facts would be judged otherwise.
    """

    state: State | None
    standard: str
    debts: int
    levels: Mapping[int, float]
    shows: frozenset[int]
    team: int | None
    gone: frozenset[int]
    settings_version: int
    estimate_tells: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is other now. count: of tries, shows or debts; people: raters who left."""

    what: Change
    count: int = 0
    people: tuple[int, ...] = ()


class Waits(StrEnum):
    """What a review may wait for once the rules ask for it, in the order in which a page says it."""

    NEW = "new"
    TAUGHT = "taught"
    UNSEALED = "unsealed"


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a review of a skill can open.

    is_open: there is one; reviewed: tries reviewed since the last was decided, None where there was none; promised:
    shows and tries that a decision promised for it, neither given nor due yet; sealed: reviewed tries that it would
    rest on, of which the trainee or who is to decide may know no level yet.
    """

    is_open: bool
    reviewed: int | None
    promised: int
    sealed: int


def something_is_new(before: Before, thresholds: Thresholds) -> bool:
    """What was decided is asked again only after so many more reviewed tries."""
    return before.reviewed is None or before.reviewed >= thresholds.new_evidence


def promised_teaching_is_over(before: Before, _thresholds: Thresholds) -> bool:
    """What was decided to help comes first: nobody is asked about twice before it was given, or is a debt."""
    return before.promised == 0


def both_may_read_it(before: Before, _thresholds: Thresholds) -> bool:
    """The same evidence for both at the same moment. What is sealed is waited for and not left out: it may hold."""
    return before.sealed == 0


OPENS = {
    Waits.NEW: something_is_new,
    Waits.TAUGHT: promised_teaching_is_over,
    Waits.UNSEALED: both_may_read_it,
}
"""Each condition of opening a review that the rules ask for, with what is waited for where it does not hold."""


def waits_for(before: Before, thresholds: Thresholds) -> tuple[Waits, ...]:
    """All that a review waits for, whoever would open it."""
    return tuple(waits for waits, holds in OPENS.items() if not holds(before, thresholds))


def should_open(judgement: Judgement, before: Before, thresholds: Thresholds) -> bool:
    """A review is proposed, none is open, and there is nothing to wait for."""
    return judgement.state is State.UNTRAINABLE and not before.is_open and not waits_for(before, thresholds)


def against_by_hand(judgement: Judgement, cohort: SkillCohort, thresholds: Thresholds) -> list[Rule]:
    """What forbids that a manager opens a case where the rules cannot ask, since the company is too small to compare.

    The same guards as for a proposal, but for the one that needs others to compare with.
    """
    small = cohort.people < thresholds.module_people
    asked = (PROPOSAL | OWED) - ({Rule.OTHERS_GROW} if small else set())
    return [one.rule for one in judgement.reasons if one.rule in asked and not one.holds]


def changes_since(evidence: Evidence, now: Now) -> tuple[Changed, ...]:
    """All that is other now than when the evidence was frozen."""
    return tuple(_changes(evidence, now))


def _changes(evidence: Evidence, now: Now) -> Iterator[Changed]:
    if now.state is None:
        yield Changed(Change.OFF_PATH)
    else:
        if now.standard != evidence.standard:
            yield Changed(Change.STANDARD)
        if now.state is not evidence.state:
            yield Changed(Change.STATE)
        if now.debts:
            yield Changed(Change.DEBTS, now.debts)
        frozen = {one.record: one.level for one in evidence.tries}
        if mended := sum(now.levels.get(record) != level for record, level in frozen.items()):
            yield Changed(Change.CORRECTED, mended)
        if unshown := sum(one.record not in now.shows for one in evidence.shows):
            yield Changed(Change.SHOWS, unshown)
        if fresh := len(now.levels.keys() - frozen.keys()):
            yield Changed(Change.TRIES, fresh)
    if now.team != evidence.team:
        yield Changed(Change.TEAM)
    if gone := tuple(one for one in evidence.raters if one in now.gone):
        yield Changed(Change.RATERS, len(gone), gone)
    if now.estimate_tells:
        yield Changed(Change.ESTIMATE)
    if now.settings_version != evidence.settings_version:
        yield Changed(Change.SETTINGS)


def judges_otherwise(before: Judgement, after: Judgement) -> bool:
    """Another state, or a condition of the proposal that holds in one of them only."""
    return before.state is not after.state or _proposal(before) != _proposal(after)


def _proposal(judgement: Judgement) -> dict[Rule, bool]:
    return {one.rule: one.holds for one in judgement.reasons if one.rule in PROPOSAL}


def unopened(opened: Collection[str]) -> tuple[Piece, ...]:
    """The pieces of the evidence that somebody has not opened yet."""
    return tuple(piece for piece in Piece if piece not in opened)


def was_only_rater(person: int, raters: Collection[int]) -> bool:
    """All that the evidence says of ability was seen by this person alone."""
    return set(raters) == {person}


def owes_in_it(person: int, debts: Sequence[Debt]) -> bool:
    """The person owes something in this skill; what nobody coaches is owed by whoever decides."""
    return any(debt.owed_by in (None, person) for debt in debts)


def decides_not_alone(person: int, raters: Collection[int], debts: Sequence[Debt]) -> bool:
    """Somebody else must agree, since the question is also about what this person did."""
    return was_only_rater(person, raters) or owes_in_it(person, debts)


def is_second(person: int, decider: int, subject: int) -> bool:
    """Another than who decided, and than whom it is about."""
    return person not in (decider, subject)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A reviewed try of the skill. made_at: when it was made; at: when its review ended; told: they may read it."""

    made_at: datetime
    at: datetime
    told: bool


@dataclass(frozen=True, slots=True)
class GapTaught:
    """What an earlier decision promised to teach for this very gap, and what was given of it since.

    shown_at: when the last show that it promised was given; when it was decided, where it promised none or they were
    not all given.
    """

    decided_at: datetime
    shown_at: datetime
    shows: int
    tries: int
    shows_given: int
    tries_made: int


@dataclass(frozen=True, slots=True)
class Course:
    """What the records say of how a gap was told, taught and looked at again.

    acknowledged_at: when the person acknowledged the standard that they are judged by; taught: what the latest earlier
    case that ended in teaching promised; enough: reviewed tries that make a second assessment; debts: that stand,
    in any skill of their path; holds: the latest tries reach the bar by now.
    """

    acknowledged_at: datetime | None
    assessed: tuple[Assessed, ...]
    taught: GapTaught | None
    enough: int
    debts: int
    holds: bool = False


class Lacking(StrEnum):
    """What may be missing before it can be agreed that somebody is not suited."""

    STANDARD = "standard"
    FIRST = "first"
    FIRST_TOLD = "first_told"
    TEACHING = "teaching"
    SECOND = "second"
    SECOND_TOLD = "second_told"
    FAILED = "failed"
    DEBTS = "debts"


def standard_was_acknowledged(course: Course) -> bool:
    """The person knew by what they would be judged before they first tried: from day one, and not after the fact.

    Before the try and not its review: who learns after the play what would be looked at could not aim for it.
    """
    first = min((one.made_at for one in course.assessed), default=None)
    return course.acknowledged_at is not None and (first is None or course.acknowledged_at <= first)


def first_assessment_was_made(course: Course) -> bool:
    """They were reviewed against it; where teaching for the gap was decided, before that."""
    return bool(_first(course))


def first_assessment_was_told(course: Course) -> bool:
    """They could read it. Of one that was not made nothing had to be told."""
    return all(one.told for one in _first(course))


def gap_was_taught(course: Course) -> bool:
    """An earlier case ended in teaching for this gap, and all that it promised was given since."""
    taught = course.taught
    return taught is not None and taught.shows_given >= taught.shows and taught.tries_made >= taught.tries


def second_assessment_was_made(course: Course) -> bool:
    """After that teaching they tried often enough, and were reviewed."""
    return gap_was_taught(course) and len(_second(course)) >= course.enough


def second_assessment_was_told(course: Course) -> bool:
    """As for the first."""
    return all(one.told for one in _second(course))


def it_came_to_nothing(course: Course) -> bool:
    """The second assessment does not say that they can do it: nobody is unsuited for what they hold."""
    return not course.holds


def no_debt_stands(course: Course) -> bool:
    """Of no skill: while something is owed to somebody, it is not said of them that they are not suited."""
    return course.debts == 0


GUARDS = {
    Lacking.STANDARD: standard_was_acknowledged,
    Lacking.FIRST: first_assessment_was_made,
    Lacking.FIRST_TOLD: first_assessment_was_told,
    Lacking.TEACHING: gap_was_taught,
    Lacking.SECOND: second_assessment_was_made,
    Lacking.SECOND_TOLD: second_assessment_was_told,
    Lacking.FAILED: it_came_to_nothing,
    Lacking.DEBTS: no_debt_stands,
}
"""Each condition of "agreed not suited" with what is missing where it does not hold."""


def lacking(course: Course) -> tuple[Lacking, ...]:
    """What is missing before it can be agreed that somebody is not suited. That a second person agrees comes after."""
    return tuple(missing for missing, holds in GUARDS.items() if not holds(course))


def _first(course: Course) -> list[Assessed]:
    until = course.taught.decided_at if course.taught else None
    return [one for one in course.assessed if until is None or one.at < until]


def _second(course: Course) -> list[Assessed]:
    """The reviewed tries made after what was to be shown for the gap, those that the decision promised among them.

    When they were made, not reviewed: a try from before it says nothing of what it taught, however late its review.
    """
    taught = course.taught
    return [one for one in course.assessed if taught is not None and one.made_at > taught.shown_at]
