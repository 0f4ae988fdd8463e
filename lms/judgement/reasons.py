"""The account that a judgement gives of itself: each rule with what was found, what was asked and what proves it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from lms.judgement import conditions, proposing
from lms.judgement.evidence import DebtKind, Due, ModuleGiven, OfferDeclined, ShowGiven
from lms.judgement.reading import AbilityRead, Reading, TeachingRead
from lms.judgement.response import Response
from lms.judgement.states import Debt, Reason, Rule


class _Recorded(Protocol):
    @property
    def record_id(self) -> int: ...


def reasons_of(reading: Reading, debts: Sequence[Debt]) -> tuple[Reason, ...]:
    """Every rule once, in the order of `Rule`. debts: what the rules found owed, of any kind."""
    told = (*_beginning(reading), *_ability(reading), *_teaching(reading, debts), *_not_come_to(reading))
    return (*told, *proposal_of(reading))


def proposal_of(reading: Reading) -> tuple[Reason, ...]:
    """What must hold, every one of it and without a debt, before a manager is asked to look."""
    asked = _asked(reading)
    return (*asked, _without_what_held(reading, asked))


def _asked(reading: Reading) -> tuple[Reason, ...]:
    return (*_enough(reading), *_ours(reading), *_of_the_curve(reading))


def _beginning(reading: Reading) -> Iterator[Reason]:
    yield Reason(Rule.NOT_BEGUN, reading.teaching.first_due_on.isoformat(), "later", reading.not_begun)


def _ability(reading: Reading) -> Iterator[Reason]:
    ability, bar = reading.ability, reading.settings.bar
    yield _at_least(Rule.HAS_REVIEWED_TRY, ability.leads, 1)
    held = len(ability.held_of_three)
    yield Reason(Rule.HELD_IN_TWO_OF_LAST_THREE, held, 2, ability.held_in_two, _records(ability.held_of_three))
    yield from _last_try(ability, bar)
    raters, asked = ability.witnesses, 2 if ability.assigned_raters >= 2 else 0
    yield Reason(Rule.RATERS_DIFFER, len(raters), asked, ability.raters_differ, _records(raters))
    yield _outcomes(reading)
    yield _refresher(ability)


def _last_try(ability: AbilityRead, bar: float) -> Iterator[Reason]:
    if not ability.leads:
        yield Reason(Rule.LAST_ONE_HELD, "none", bar, ability.last_holds)
        yield Reason(Rule.CRITICAL_ITEMS_DONE, "none", "all", holds=False)
        return
    last = ability.leads[-1]
    critical = "all" if last.critical_done else "some"
    yield Reason(Rule.LAST_ONE_HELD, last.mean_level, bar, ability.last_holds, (last.record_id,))
    yield Reason(Rule.CRITICAL_ITEMS_DONE, critical, "all", last.critical_done, (last.record_id,))


def _outcomes(reading: Reading) -> Reason:
    evidence = reading.evidence
    found, asked, records = evidence.outcomes_holding, evidence.outcomes_total, evidence.outcome_records
    return Reason(Rule.OUTCOMES_MASTERED, found, asked, reading.ability.quiz_mastered, tuple(sorted(records)))


def _refresher(ability: AbilityRead) -> Reason:
    if ability.refresher_on is None or ability.last_held is None:
        return Reason(Rule.REFRESHER_NOT_DUE, "none", "later", not ability.refresher_due)
    due_on, proof = ability.refresher_on.isoformat(), (ability.last_held.record_id,)
    return Reason(Rule.REFRESHER_NOT_DUE, due_on, "later", not ability.refresher_due, proof)


def _teaching(reading: Reading, debts: Sequence[Debt]) -> Iterator[Reason]:
    teaching = reading.teaching
    owed = {debt.kind for debt in debts}
    waiting = sorted(record for debt in debts if debt.kind is DebtKind.REVIEW for record in debt.records)
    yield _given(reading, Rule.MODULES_READ, DebtKind.MODULE, _promised_modules_read(reading), owed)
    yield _given(reading, Rule.SHOWS_GIVEN, DebtKind.SHOW, teaching.shows_given, owed)
    yield _none(Rule.SHOWS_WAITING, [show for show, _ in teaching.shows_waiting])
    yield _none(Rule.SHOWS_NOT_SEEN, teaching.shows_not_seen)
    yield _given(reading, Rule.TRIES_MADE, DebtKind.TRY, teaching.tries, owed)
    yield Reason(Rule.REVIEWS_OVERDUE, len(waiting), 0, DebtKind.REVIEW not in owed, tuple(waiting))
    yield _at_least(Rule.TAUGHT_BEFORE_TRIED, teaching.tries_taught, len(teaching.tries))


def _not_come_to(reading: Reading) -> Iterator[Reason]:
    """ "Offered 4, came to 0" is told by what was not come to beside what was given or made."""
    for rule, kind in (
        (Rule.MODULES_NOT_COME_TO, DebtKind.MODULE),
        (Rule.SHOWS_NOT_COME_TO, DebtKind.SHOW),
        (Rule.TRIES_NOT_COME_TO, DebtKind.TRY),
        (Rule.REFRESHERS_NOT_COME_TO, DebtKind.REFRESHER),
    ):
        declined = [offer for offer in reading.teaching.declined if offer.kind is kind]
        missed = reading.teaching.shows_missed if kind is DebtKind.SHOW else ()
        yield _none(rule, [*declined, *missed])


def _enough(reading: Reading) -> Iterator[Reason]:
    response, asked = reading.response, reading.thresholds
    counted = tuple(one.record_id for one in response.telling)
    since = tuple(
        one.record_id for one in proposing.tries_since_break(response, reading.evidence.away, reading.today, asked)
    )
    yield Reason(
        Rule.TRIES_THAT_COUNT, len(counted), asked.tries, proposing.enough_tries_count(response, asked), counted
    )
    back = proposing.enough_since_break(response, reading.evidence.away, reading.today, asked)
    yield Reason(Rule.TRIES_SINCE_BREAK, len(since), asked.since_break, back, since)
    missed = list(_missed(reading.teaching))
    came = proposing.nothing_was_missed(response, [one.happened_at for one in missed])
    latest = () if came else _records(one for one in missed if _is_later(one.happened_at, response))
    yield Reason(Rule.LAST_OFFER_COME_TO, len(latest), 0, came, latest)
    by_rater = {one.rater: one.review_id for one in response.telling}
    yield Reason(
        Rule.RATERS_OF_CURVE, len(response.raters), asked.raters, proposing.enough_raters(response, asked),
        tuple(by_rater.values()),
    )  # fmt: skip
    never = proposing.never_ready(reading.ability.held)
    yield Reason(Rule.NEVER_READY, "none" if never else "some", "none", never)


def _missed(teaching: TeachingRead) -> Iterator[OfferDeclined | ShowGiven]:
    """What was offered in vain and was not given since."""
    for offer in teaching.declined:
        if not proposing.was_given_since(offer.happened_at, offer.kind, offer.subject, teaching):
            yield offer
    for show in teaching.shows_missed:
        if not proposing.was_given_since(show.happened_at, DebtKind.SHOW, "", teaching):
            yield show


def _is_later(moment: datetime, response: Response) -> bool:
    return not response.tries or moment > response.tries[-1].happened_at


def _ours(reading: Reading) -> Iterator[Reason]:
    """What would be ours to mend first, and forbids the question."""
    response, cohort, asked = reading.response, reading.response.cohort, reading.thresholds
    if cohort.people < asked.module_people:
        yield Reason(Rule.MODULE_TEACHES, "none", asked.module_gain, proposing.module_teaches(cohort, asked))
    else:
        at_best = proposing.growth_at_best(cohort)
        yield Reason(Rule.MODULE_TEACHES, at_best, asked.module_gain, proposing.module_teaches(cohort, asked))
    broken = len(cohort.broken_quizzes)
    yield Reason(Rule.QUIZ_IS_SOUND, str(broken), "none", proposing.quiz_is_sound(cohort))
    proven = cohort.growth - cohort.growth_se
    yield Reason(Rule.OTHERS_GROW, proven, asked.others_gain, proposing.others_grow(cohort, asked))
    far = [one.review_id for one in response.tries if reading.cohort.rater(one.rater).far]
    yield Reason(Rule.RATERS_IN_LINE, len(far), 0, proposing.raters_in_line(response, reading.cohort), tuple(far))
    late = proposing.reviews_came_in_time(response, asked)
    yield Reason(Rule.REVIEWS_CAME_IN_TIME, response.late_of_nine, asked.late_of_nine, late, response.late_records)


def _of_the_curve(reading: Reading) -> Iterator[Reason]:
    response, asked, bar = reading.response, reading.thresholds, reading.settings.bar
    five = tuple(one.review_id for one in response.telling[-5:])
    statistics = proposing.asks_statistics(asked)
    yield _figure(
        Rule.ANY_RATER_LEFT_OUT, response.ratio_without, 1.0,
        not statistics or proposing.leans_to_flat_without_any_one(response),
    )  # fmt: skip
    below = proposing.last_five_are_below(response, bar, asked)
    yield _figure(Rule.LAST_FIVE_BELOW, response.last_five, bar - asked.below, below, five)
    last = reading.ability.leads[-1] if reading.ability.leads else None
    level = last.mean_level if last else None
    below = proposing.last_is_below_bar(response, level, bar)
    yield _figure(Rule.LAST_BELOW_BAR, level, bar, below, (last.record_id,) if last else ())
    likely = proposing.flat_is_likely(response, asked) if statistics else proposing.has_not_moved(response)
    yield _figure(Rule.ODDS_OF_FLAT, response.flat, asked.flat, likely)
    speak = not statistics or proposing.tries_speak_for_flat(response, asked)
    yield _figure(Rule.EVIDENCE_FOR_FLAT, response.ratio, asked.ratio, speak)
    out = not statistics or proposing.bar_is_out_of_reach(response, asked)
    yield _figure(Rule.CHANCE_TO_REACH_BAR, response.chance, asked.chance, out)


def _without_what_held(reading: Reading, asked: Sequence[Reason]) -> Reason:
    """Asked only where everything else holds, as before that it could forbid nothing."""
    response = reading.response
    if not all(reason.holds for reason in asked):
        return Reason(Rule.WITHOUT_WHAT_HELD, "later" if response.held else "none", "all", holds=True)
    told = [all(reason.holds for reason in _asked(replace(reading, response=one))) for one in response.without_held]
    stands = proposing.stands_without_what_held(response.held, told)
    return Reason(Rule.WITHOUT_WHAT_HELD, ("all" if stands else "some") if response.held else "none", "all", stands)


def _figure(rule: Rule, found: float | None, asked: float, holds: bool, records: tuple[int, ...] = ()) -> Reason:
    return Reason(rule, "none" if found is None else found, asked, holds, records)


def _given(
    reading: Reading, rule: Rule, kind: DebtKind, given: Sequence[_Recorded], owed: Collection[DebtKind]
) -> Reason:
    """How many were given beside how many the path promises, due or not; it holds while no debt of the kind stands."""
    promised = [due for due in reading.teaching.dues if due.kind is kind]
    past = [due for due in promised if conditions.is_overdue(due.due_on, reading.today)]
    asked, by_now = _number_of(promised), _number_of(past)
    return Reason(rule, len(given), asked, kind not in owed, _records(given), due=by_now)


def _number_of(dues: Sequence[Due]) -> int:
    """How many must have been given for these to be paid: what a decision added counts on from what was given then."""
    if any(due.kind is DebtKind.MODULE for due in dues):
        return len(dues)
    return max((due.ordinal for due in dues), default=0)


def _promised_modules_read(reading: Reading) -> list[ModuleGiven]:
    """The first reading of each module that was promised."""
    promised = {due.subject for due in reading.teaching.dues if due.kind is DebtKind.MODULE}
    first = {given.module: given for given in reversed(reading.teaching.modules) if given.module in promised}
    return list(first.values())


def _at_least(rule: Rule, found: Sequence[_Recorded], asked: int) -> Reason:
    return Reason(rule, len(found), asked, len(found) >= asked, _records(found))


def _none(rule: Rule, found: Sequence[_Recorded]) -> Reason:
    return Reason(rule, len(found), 0, not found, _records(found))


def _records(facts: Iterable[_Recorded]) -> tuple[int, ...]:
    return tuple(sorted(fact.record_id for fact in facts))
