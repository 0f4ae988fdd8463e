"""The shape of a judgement: a state with its debts, its reasons and the moment until which it stands."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lms.judgement.evidence import DebtKind, State


class Rule(StrEnum):
    """What a judgement gives account of, in the order in which its reasons are listed."""

    NOT_BEGUN = "not_begun"
    HAS_REVIEWED_TRY = "has_reviewed_try"
    HELD_IN_TWO_OF_LAST_THREE = "held_in_two_of_last_three"
    LAST_ONE_HELD = "last_one_held"
    CRITICAL_ITEMS_DONE = "critical_items_done"
    RATERS_DIFFER = "raters_differ_where_two_coach"
    OUTCOMES_MASTERED = "outcomes_mastered"
    REFRESHER_NOT_DUE = "refresher_not_due"
    MODULES_READ = "modules_read"
    SHOWS_GIVEN = "shows_given"
    SHOWS_WAITING = "shows_waiting"
    SHOWS_NOT_SEEN = "shows_not_seen"
    TRIES_MADE = "tries_made"
    REVIEWS_OVERDUE = "reviews_overdue"
    TAUGHT_BEFORE_TRIED = "taught_before_tried"
    MODULES_NOT_COME_TO = "modules_not_come_to"
    SHOWS_NOT_COME_TO = "shows_not_come_to"
    TRIES_NOT_COME_TO = "tries_not_come_to"
    REFRESHERS_NOT_COME_TO = "refreshers_not_come_to"
    TRIES_THAT_COUNT = "tries_that_count"
    TRIES_SINCE_BREAK = "tries_since_break"
    LAST_OFFER_COME_TO = "last_offer_come_to"
    RATERS_OF_CURVE = "raters_of_curve"
    NEVER_READY = "never_ready"
    MODULE_TEACHES = "module_teaches"
    QUIZ_IS_SOUND = "quiz_is_sound"
    OTHERS_GROW = "others_grow"
    RATERS_IN_LINE = "raters_in_line"
    REVIEWS_CAME_IN_TIME = "reviews_came_in_time"
    ANY_RATER_LEFT_OUT = "any_rater_left_out"
    LAST_FIVE_BELOW = "last_five_below"
    LAST_BELOW_BAR = "last_below_bar"
    ODDS_OF_FLAT = "odds_of_flat"
    EVIDENCE_FOR_FLAT = "evidence_for_flat"
    CHANCE_TO_REACH_BAR = "chance_to_reach_bar"
    WITHOUT_WHAT_HELD = "without_what_held"


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed to the trainee by a named person since a date, and what discharges it.

    ordinal: which show, try or module it is, for a review which try, 1 for a refresher; subject: module id for kind
    MODULE, else empty; owed_by: person id, None means the manager; since: the local date by whose end it was due;
    records: index lines that prove it (the try that waits for its review, the last review that held before a
    refresher).
    """

    kind: DebtKind
    ordinal: int
    subject: str
    owed_by: int | None
    since: date
    records: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of the rules with what was found, what was asked and the index lines that prove it.

    found and asked: a count, a mean level of 0 to 3, a date as ISO text, or one of the words none, all, some, later.
    Where `found` is a count, `records` holds just as many lines. Of what the path promised, `asked` is all of it, `due`
    how much of it had to be given before today, and the condition holds while nothing of it is overdue.
    """

    rule: Rule
    found: float | int | str
    asked: float | int | str
    holds: bool
    records: tuple[int, ...] = ()
    # Moves with the calendar also where all was given in time, which changes nothing that a judgement promises to keep.
    due: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """State of a person in a skill at `as_of`; nothing changes before `next_change_at` (UTC) without a fact."""

    state: State
    debts: tuple[Debt, ...]
    reasons: tuple[Reason, ...]
    as_of: datetime
    next_change_at: datetime | None
    method: str
