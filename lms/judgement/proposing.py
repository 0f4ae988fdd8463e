"""The conditions under which the rules ask a manager to look, each under a name: pure questions about plain values.

All of them must hold, and no debt may stand. What is ours to mend (a module, a quiz, a rater, late reviews) forbids the
question and changes no state.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from lms.judgement.cohort import Cohort, SkillCohort
from lms.judgement.conditions import held_in_two_of_last_three, last_one_held
from lms.judgement.counting import long_absences
from lms.judgement.evidence import DebtKind
from lms.judgement.reading import TeachingRead
from lms.judgement.response import CountedTry, Response
from lms.judgement.thresholds import Thresholds, Tier
from lms.plan.rules import Away

CONDITIONS = (
    "enough_tries_count",
    "enough_since_break",
    "nothing_was_missed",
    "enough_raters",
    "never_ready",
    "module_teaches",
    "quiz_is_sound",
    "others_grow",
    "raters_in_line",
    "reviews_came_in_time",
    "leans_to_flat_without_any_one",
    "last_five_are_below",
    "last_is_below_bar",
    "flat_is_likely",
    "tries_speak_for_flat",
    "bar_is_out_of_reach",
    "has_not_moved",
    "stands_without_what_held",
)
"""Every condition of a proposal; the rules look them up here, so a test can strike out any one."""

DOUBT = 0.5  # standard errors: a bad module is found by the sixth try, and a sound one is hardly ever suspected
PLAIN_TRIES = 10  # counted tries that plain counting needs
PLAIN_MOVED = 0.15  # levels between the first and the last five, below which nothing moved


def enough_tries_count(response: Response, thresholds: Thresholds) -> bool:
    """So many tries were shown before, made, and reviewed in time."""
    return len(response.telling) >= thresholds.tries


def tries_since_break(
    response: Response, away: Iterable[Away], today: date, thresholds: Thresholds
) -> tuple[CountedTry, ...]:
    """Telling tries since the last long absence that is over, all of them where there was none."""
    over = sum(one.to_on is not None and one.to_on < today for one in long_absences(away, thresholds))
    return tuple(one for one in response.telling if one.breaks >= over)


def enough_since_break(response: Response, away: Iterable[Away], today: date, thresholds: Thresholds) -> bool:
    """Who is back from a long absence has had time to find back, and nobody is asked about who is away for long."""
    absent = any(one.covers(today) for one in long_absences(away, thresholds))
    return not absent and len(tries_since_break(response, away, today, thresholds)) >= thresholds.since_break


def was_given_since(moment: datetime, kind: DebtKind, subject: str, teaching: TeachingRead) -> bool:
    """What was offered in vain at that moment stood again, and was come to: a later show, or the module itself."""
    if kind is DebtKind.SHOW:
        return any(show.happened_at > moment for show in teaching.shows_given)
    named = (one for one in teaching.modules if subject in {"", one.module})
    return kind is DebtKind.MODULE and any(one.happened_at > moment for one in named)


def nothing_was_missed(response: Response, declined: Iterable[datetime]) -> bool:
    """What was offered last was come to: an offer in vain must stand again before anything is concluded.

    declined: when something of this skill was offered in vain and not given since, a show missed or a try not come to.
    """
    last = response.tries[-1].happened_at if response.tries else None
    return not any(last is None or moment > last for moment in declined)


def enough_raters(response: Response, thresholds: Thresholds) -> bool:
    """Not one trainer's view alone."""
    return len(response.raters) >= thresholds.raters


def never_ready(held: Sequence[bool]) -> bool:
    """At no time did two of three reviewed tries hold, the last among them. held: in the order of time."""
    until = (held[: number + 1] for number in range(len(held)))
    return not any(held_in_two_of_last_three(some) and last_one_held(some) for some in until)


def module_teaches(cohort: SkillCohort, thresholds: Thresholds) -> bool:
    """The others gain something from the module; where hardly anybody does, the teaching is at fault."""
    few = cohort.people < thresholds.module_people
    return few or growth_at_best(cohort) >= thresholds.module_gain


def growth_at_best(cohort: SkillCohort) -> float:
    """Levels that the others may gain, with some benefit of the doubt: half a standard error above their mean."""
    return cohort.growth + DOUBT * cohort.growth_se


def quiz_is_sound(cohort: SkillCohort) -> bool:
    """No quiz item of the modules is known to be broken."""
    return not cohort.broken_quizzes


def others_grow(cohort: SkillCohort, thresholds: Thresholds) -> bool:
    """It is proven that people grow on this skill, so that somebody can be slower than they are."""
    return cohort.growth - cohort.growth_se > thresholds.others_gain


def raters_in_line(response: Response, cohort: Cohort) -> bool:
    """No trainer of these tries stands far from the others."""
    return not any(cohort.rater(rater).far for rater in response.raters)


def reviews_came_in_time(response: Response, thresholds: Thresholds) -> bool:
    """Reviews came in time, or three prompt ones have made it good."""
    return response.late_of_nine < thresholds.late_of_nine


def leans_to_flat_without_any_one(response: Response) -> bool:
    """Whichever rater is left out, or whichever single try, what remains still leans to flat."""
    return response.ratio_without is not None and response.ratio_without > 1


def last_five_are_below(response: Response, bar: float, thresholds: Thresholds) -> bool:
    """The last five counted tries stand clearly below the bar."""
    last = response.last_five
    return len(response.telling) >= 5 and last is not None and last <= bar - thresholds.below


def last_is_below_bar(response: Response, last_reviewed: float | None, bar: float) -> bool:
    """The latest reviewed try, as its rater saw it, is below the bar. last_reviewed: its raw mean level."""
    return bool(response.tries) and last_reviewed is not None and last_reviewed < bar


def flat_is_likely(response: Response, thresholds: Thresholds) -> bool:
    """It is likely that more of the same does not help, with what the other skills say."""
    return response.flat is not None and response.flat >= thresholds.flat


def tries_speak_for_flat(response: Response, thresholds: Thresholds) -> bool:
    """The tries of this skill say so themselves."""
    return response.ratio is not None and response.ratio >= thresholds.ratio


def bar_is_out_of_reach(response: Response, thresholds: Thresholds) -> bool:
    """Six more tries of the same would hardly reach the bar."""
    return response.chance is not None and response.chance <= thresholds.chance


def has_not_moved(response: Response) -> bool:
    """By counting alone: of ten tries or more the last five stand no higher than the first five."""
    levels = [one.level for one in response.telling]
    return len(levels) >= PLAIN_TRIES and sum(levels[-5:]) / 5 - sum(levels[:5]) / 5 < PLAIN_MOVED


def stands_without_what_held(held: int, without: Iterable[bool]) -> bool:
    """Tries that hold speak for nobody's being flat: whichever of them are left out, the question would be the same.

    held: how many tries hold; without: for every choice of them left out, whether all the other conditions hold.
    """
    told = tuple(without)
    return all(told) and (not held or bool(told))


def asks_statistics(thresholds: Thresholds) -> bool:
    return thresholds.tier is Tier.CURVES
