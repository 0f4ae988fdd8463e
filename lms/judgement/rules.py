"""Who is ready, who is owed teaching, who is on plan: pure rules from evidence and *now* to a judgement.

Four readings of the specification run through all of it.
- Due *by* a date means by the end of that local date: it has come when the date begins and is overdue at the next
  midnight.
- A debt is discharged by the act, however late. What the trainee did not come to is not owed again, and never is
  "given".
- Leave is taken out of time: what falls due in or after an absence moves by the working days missed, and so do the
  days in which a show can be disputed. Reviews do not move: they are the trainer's, who needs nobody for them.
- A fact counts from when it is in the evidence, even one dated later than *now*: a clock set back unmakes nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain, combinations
from operator import attrgetter

from lms.judgement import conditions, proposing
from lms.judgement.cohort import NO_COHORT, Cohort
from lms.judgement.counting import counted_in
from lms.judgement.evidence import (
    Coached,
    DebtKind,
    Due,
    ReviewGiven,
    ShowStanding,
    SkillEvidence,
    SkillSettings,
    State,
    TryMade,
)
from lms.judgement.reading import AbilityRead, Reading, TeachingRead, in_end, lead
from lms.judgement.reasons import proposal_of, reasons_of
from lms.judgement.response import NOTHING_READ, Response
from lms.judgement.states import Debt, Judgement, Reason
from lms.judgement.thresholds import DEFAULTS, Thresholds
from lms.plan.calendar import WorkingDays, nth_working_day
from lms.plan.rules import Away, after_leave, dispute_until

_in_time = attrgetter("happened_at", "record_id")
_as_promised = attrgetter("due_on", "kind", "ordinal", "subject")

DAY = timedelta(days=1)
METHOD = "curves-3"
MOST_HELD = 4  # tries that hold of whoever is asked about; every choice of them is left out in turn


def judge(
    evidence: SkillEvidence,
    settings: SkillSettings,
    now: datetime,
    calendar: WorkingDays,
    zone: tzinfo,
    sealed: Collection[int] = (),
    response: Response = NOTHING_READ,
    cohort: Cohort = NO_COHORT,
    thresholds: Thresholds = DEFAULTS,
    teaching: TeachingRead | None = None,
) -> Judgement:
    """The state of a person in a skill, with every debt and every reason.

    now: an aware instant; calendar: working days where the person works; zone: where the person's days begin; sealed:
    index lines of tries that were made and reviewed, but whose reviews whoever asks may not know: they say nothing of
    ability. response: what the curve of the tries says, read beside the person's other skills (`counted`, and then
    `statistics.curves.read_curves`); left out, no review is proposed. cohort: what it was read against. teaching: what
    `teaching_of` read of the same evidence at the same moment, so that it is not read twice.
    """

    def read_on(day: date, taught: TeachingRead | None = None) -> Reading:
        taught = taught or _read_teaching(evidence, day, calendar, zone)
        return _read(evidence, settings, day, calendar, zone, sealed, taught, response, cohort, thresholds)

    reading = read_on(_local_date(now, zone), teaching)
    found = state, debts, reasons = _conclude(reading)
    until = _next_change_on(reading, found, read_on, calendar)
    return Judgement(
        state=state,
        debts=debts,
        reasons=reasons,
        as_of=now,
        next_change_at=datetime.combine(until, time.min, zone).astimezone(UTC) if until else None,
        method=METHOD,
    )


def counted(
    evidence: SkillEvidence,
    settings: SkillSettings,
    now: datetime,
    calendar: WorkingDays,
    zone: tzinfo,
    cohort: Cohort = NO_COHORT,
    thresholds: Thresholds = DEFAULTS,
    sealed: Collection[int] = (),
    teaching: TeachingRead | None = None,
) -> Response:
    """The tries of a skill that say something of how the person responds to training; their curve is not read yet.

    Beside them the same without the tries that hold, so that none of these can speak against the person: a good try
    early on must not make a climb look flat. teaching: as for `judge`.
    """
    read = teaching or teaching_of(evidence, now, calendar, zone)

    def without(left_out: Collection[int]) -> Response:
        left_out = {*sealed, *left_out}
        return counted_in(read, evidence, settings.skill, cohort, thresholds, zone, left_out)

    known = [made for made in read.tries if made.reviews and made.record_id not in sealed]
    holding = [_holds(lead(made.reviews), settings.bar) for made in known]
    records = [made.record_id for made, holds in zip(known, holding, strict=True) if holds]
    choices: Iterable[Collection[int]] = ()
    if len(records) <= MOST_HELD and proposing.never_ready(holding):
        choices = chain.from_iterable(combinations(records, size) for size in range(1, len(records) + 1))
    return replace(without(()), held=len(records), without_held=tuple(without(some) for some in choices))


def teaching_of(evidence: SkillEvidence, now: datetime, calendar: WorkingDays, zone: tzinfo) -> TeachingRead:
    """What was promised and given, and what is still to be given, due or not: what a list of duties is made of."""
    return _read_teaching(evidence, _local_date(now, zone), calendar, zone)


def judge_person(by_skill: Mapping[str, Judgement], path: Iterable[str] | None = None) -> State:
    """The state of a person: the most urgent of the skills that are due, ready only when every skill of the path is.

    path: the skills that count, all of `by_skill` when left out; one without a judgement has not begun. Where some
    skills are ready and the others not due yet, the person is on plan: something has begun, and not everything is
    ready.
    """
    skills = by_skill if path is None else path
    states = [by_skill[skill].state if skill in by_skill else State.UNKNOWN for skill in skills]
    for urgent in (State.UNTRAINABLE, State.UNTRAINED):
        if urgent in states:
            return urgent
    if all(state is State.UNKNOWN for state in states):
        return State.UNKNOWN
    return State.READY if all(state is State.READY for state in states) else State.ON_PLAN


def person_stands_until(by_skill: Mapping[str, Judgement]) -> datetime | None:
    """The instant (UTC) at which time alone changes the first of a person's judgements; None when none of them does."""
    changes = (judgement.next_change_at for judgement in by_skill.values())
    return min((change for change in changes if change is not None), default=None)


_Conclusion = tuple[State, tuple[Debt, ...], tuple[Reason, ...]]


def _conclude(reading: Reading) -> _Conclusion:
    debts, proposal = tuple(sorted(_debts(reading), key=_in_order_of_debts)), proposal_of(reading)
    return _state(reading, debts, proposal), debts, (*reasons_of(reading, debts), *proposal)


def _state(reading: Reading, debts: Sequence[Debt], proposal: Sequence[Reason]) -> State:
    # Ready stands before untrained on purpose: an old show never given does not undo what two reviews have seen.
    ability = reading.ability
    if reading.not_begun:
        return State.UNKNOWN
    holds = ability.held_in_two and ability.last_holds and ability.raters_differ and ability.quiz_mastered
    if holds and not ability.refresher_due:
        return State.READY
    if debts:
        return State.UNTRAINED
    return State.UNTRAINABLE if all(reason.holds for reason in proposal) else State.ON_PLAN


def _debts(reading: Reading) -> Iterator[Debt]:
    for due in reading.teaching.unpaid:
        if conditions.is_overdue(due.due_on, reading.today):
            yield Debt(due.kind, due.ordinal, due.subject, due.owed_by, due.due_on)
    yield from _review_debts(reading)
    yield from _refresher_debts(reading)


def _review_debts(reading: Reading) -> Iterator[Debt]:
    for number, made in enumerate(reading.teaching.tries, start=1):
        if conditions.review_is_missing(made) and conditions.is_overdue(made.review_due_on, reading.today):
            yield Debt(DebtKind.REVIEW, number, "", made.review_owed_by, made.review_due_on, (made.record_id,))


def _refresher_debts(reading: Reading) -> Iterator[Debt]:
    """At most one: practising again, unless the trainee did not come to it since the last review that held."""
    ability, last_held = reading.ability, reading.ability.last_held
    if last_held is None or ability.refresher_on is None or not ability.refresher_due:
        return
    offers = (offer for offer in reading.teaching.declined if offer.happened_at > last_held.closed_at)
    if not any(conditions.was_declined(offer, DebtKind.REFRESHER) for offer in offers):
        owed_by = reading.evidence.refresher_owed_by
        if owed_by is None:
            owed_by = conditions.coach_on(reading.evidence.coaches, reading.today)
        yield Debt(DebtKind.REFRESHER, 1, "", owed_by, ability.refresher_on, (last_held.record_id,))


def _in_order_of_debts(debt: Debt) -> tuple[date, int, int, str, tuple[int, ...], int]:
    owed_by = 0 if debt.owed_by is None else debt.owed_by
    return debt.since, list(DebtKind).index(debt.kind), debt.ordinal, debt.subject, debt.records, owed_by


def _read(
    evidence: SkillEvidence,
    settings: SkillSettings,
    today: date,
    calendar: WorkingDays,
    zone: tzinfo,
    sealed: Collection[int],
    teaching: TeachingRead,
    response: Response,
    cohort: Cohort,
    thresholds: Thresholds,
) -> Reading:
    known = [made for made in teaching.tries if made.record_id not in sealed]
    ability = _read_ability(evidence, known, settings, today, calendar, zone)
    none_due = conditions.nothing_due_yet(teaching.first_due_on, today)
    not_begun = none_due and not conditions.has_reviewed_try(ability.leads)
    return Reading(evidence, settings, today, teaching, ability, not_begun, response, cohort, thresholds)


def _read_teaching(evidence: SkillEvidence, today: date, calendar: WorkingDays, zone: tzinfo) -> TeachingRead:
    def moved(due_on: date, since: date = date.min) -> date:
        return due_on if not evidence.away else after_leave(due_on, evidence.away, today, calendar, since)

    coach = conditions.coach_on(evidence.coaches, today)
    dues = tuple(_owed(due, moved(due.due_on), coach) for due in sorted(evidence.dues, key=_as_promised))
    tries = tuple(
        made if made.review_owed_by is not None or coach is None else replace(made, review_owed_by=coach)
        for made in sorted(evidence.tries, key=_in_time)
    )
    shows = sorted(evidence.shows, key=_in_time)
    given, waiting = [], []
    for show in shows:
        told_on = _local_date(show.told_at, zone)
        open_until = moved(dispute_until(told_on, calendar), told_on + timedelta(days=1))
        if conditions.show_counts(show, open_until, today):
            given.append(show)
        elif conditions.show_waits(show, open_until, today):
            waiting.append((show, open_until))
    missed = tuple(show for show in shows if conditions.show_was_missed(show))
    reviews_due = (made.review_due_on for made in tries if conditions.review_is_missing(made))
    return TeachingRead(
        first_due_on=min((moved(evidence.begins_on), *(due.due_on for due in dues), *reviews_due)),
        dues=dues,
        unpaid=(
            *_unread(dues, evidence),
            *_uncovered(dues, DebtKind.SHOW, len(given) + len(missed), evidence),
            *_uncovered(dues, DebtKind.TRY, len(tries), evidence),
        ),
        modules=tuple(sorted(evidence.modules, key=_in_time)),
        shows_given=tuple(given),
        shows_waiting=tuple(waiting),
        shows_missed=missed,
        shows_not_seen=tuple(show for show in shows if show.standing is ShowStanding.NOT_SEEN),
        tries=tries,
        tries_taught=tuple(made for made in tries if any(conditions.show_precedes(show, made) for show in given)),
        declined=tuple(sorted(evidence.declined, key=_in_time)),
    )


def _owed(due: Due, due_on: date, coach: int | None) -> Due:
    """What is due as it stands on a day: moved by leave, and owed by who coaches unless somebody has taken it over."""
    owed_by = coach if due.owed_by is None else due.owed_by
    if due_on == due.due_on and owed_by == due.owed_by:
        return due
    return Due(due.kind, due.ordinal, due.subject, due_on, owed_by)


def _unread(dues: Sequence[Due], evidence: SkillEvidence) -> list[Due]:
    """Modules neither read nor offered in vain; an offer that names no module stands for the one due first."""
    declined = [offer.subject for offer in evidence.declined if conditions.was_declined(offer, DebtKind.MODULE)]
    asked = (due for due in dues if due.kind is DebtKind.MODULE and due.subject not in declined)
    unread = [due for due in asked if not conditions.module_was_read(due, evidence.modules)]
    return unread[declined.count("") :]


def _uncovered(dues: Sequence[Due], kind: DebtKind, times: int, evidence: SkillEvidence) -> Iterator[Due]:
    """Shows or tries beyond those given `times` times; an offer in vain pays for the very one that was offered."""
    offers = [offer for offer in evidence.declined if conditions.was_declined(offer, kind)]
    declined = {offer.ordinal for offer in offers if offer.ordinal}
    times += sum(not offer.ordinal for offer in offers)
    for due in dues:
        if due.kind is kind and due.ordinal not in declined:
            passed = sum(ordinal < due.ordinal for ordinal in declined)
            if not conditions.is_covered(due, times + passed):
                yield due


def _read_ability(
    evidence: SkillEvidence, tries: Sequence[TryMade], settings: SkillSettings, today: date, calendar: WorkingDays,
    zone: tzinfo,
) -> AbilityRead:  # fmt: skip
    reviewed = [(made, lead(made.reviews)) for made in tries if made.reviews]
    held = [_holds(review, settings.bar) for _, review in reviewed]
    held_in_two, last_holds = conditions.held_in_two_of_last_three(held), conditions.last_one_held(held)
    of_three = [pair for pair, holds in zip(reviewed[-3:], held[-3:], strict=True) if holds]
    last_held = max((review for _, review in of_three), key=in_end, default=None)
    refresher_on = None
    if last_held is not None and held_in_two and last_holds:
        fades_on = _local_date(last_held.closed_at, zone) + timedelta(days=settings.refresher_after_days)
        # What has faded while somebody was away has faded: it only never falls due on a day away.
        refresher_on = after_leave(fades_on, evidence.away, today, calendar, since=fades_on)
    assigned_raters = conditions.raters_on(evidence.coaches, today)
    witnesses = _witnesses((made for made, _ in of_three), settings.bar)
    return AbilityRead(
        leads=tuple(review for _, review in reviewed),
        held=tuple(held),
        held_of_three=tuple(review for _, review in of_three),
        witnesses=witnesses,
        last_held=last_held,
        refresher_on=refresher_on,
        assigned_raters=assigned_raters,
        held_in_two=held_in_two,
        last_holds=last_holds,
        raters_differ=conditions.raters_differ_where_two_coach([w.rater for w in witnesses], assigned_raters),
        quiz_mastered=conditions.outcomes_mastered(evidence),
        refresher_due=conditions.refresher_is_due(refresher_on, today),
    )


def _witnesses(tries: Iterable[TryMade], bar: float) -> tuple[ReviewGiven, ...]:
    """The first review by each rater that holds. tries: such as hold by their lead review."""
    reviews = sorted((review for made in tries for review in made.reviews if _holds(review, bar)), key=in_end)
    return tuple({review.rater: review for review in reversed(reviews)}.values())


def _holds(review: ReviewGiven, bar: float) -> bool:
    return conditions.critical_items_done(review) and conditions.reaches_bar(review, bar)


def _next_change_on(
    reading: Reading, found: _Conclusion, read_on: Callable[[date], Reading], calendar: WorkingDays
) -> date | None:
    """The next local date with whose beginning time alone changes the state, a debt or a reason; None if none does.

    found: what was concluded from the reading.

    Who coaches when is known beforehand too; whether it changes anything is asked of the rules themselves. So is, while
    an absence has no end, everything: from day to day it moves what would have fallen due.
    """
    turning = {day for day in _turning_dates(reading) if day > reading.today}
    asked = {day for one in reading.evidence.away for day in _turns(one) if day > reading.today}
    shifts = _shifts(reading, calendar)
    coaches = reading.evidence.coaches
    turns = {day for one in coaches for day in _turns(one) if day > reading.today}
    asked |= turns if shifts else {day for day in turns if _coached_by(coaches, day) != _coached_by(coaches, day - DAY)}
    until: date | None = None if shifts else min(turning, default=None)
    days: set[date] = asked | shifts | (turning if shifts else set())
    for day in sorted(days):
        if until is not None and day >= until:
            break
        if _conclude(read_on(day)) != found:
            return day
    return until


def _shifts(reading: Reading, calendar: WorkingDays) -> set[date]:
    """The days on which an absence without an end may move what is due; none where every absence has one."""
    begins = min((one.from_on for one in reading.evidence.away if one.to_on is None), default=None)
    if begins is None:
        return set()
    first = max(begins, reading.today + timedelta(days=1))
    known = [one for one in reading.evidence.away if one.to_on is not None]
    while any(one.covers(first) or one.covers(nth_working_day(first, 1, calendar)) for one in known):
        first += timedelta(days=1)
    reached = {day - timedelta(days=1) for day in _turning_dates(reading)} | {reading.teaching.first_due_on}
    return {first, nth_working_day(first, 1, calendar), *(day for day in reached if day > reading.today)}


def _coached_by(coaches: Collection[Coached], day: date) -> tuple[int | None, int]:
    """All that a judgement asks of who coaches on a day; where it stays the same, the day needs no reading."""
    return conditions.coach_on(coaches, day), conditions.raters_on(coaches, day)


def _turns(time: Coached | Away) -> Iterator[date]:
    """The dates with whose beginning a coaching or an absence begins or is over."""
    yield time.from_on
    if time.to_on is not None:
        yield time.to_on + timedelta(days=1)


def _turning_dates(reading: Reading) -> Iterator[date]:
    """Local dates with whose beginning something falls due, is overdue, settles or fades."""
    teaching = reading.teaching
    ends = [due.due_on for due in teaching.unpaid]
    ends += [made.review_due_on for made in teaching.tries if conditions.review_is_missing(made)]
    ends += [open_until for _, open_until in teaching.shows_waiting]
    if reading.ability.refresher_on is not None:
        ends.append(reading.ability.refresher_on)
    if reading.not_begun:
        yield teaching.first_due_on
    yield from (end + timedelta(days=1) for end in ends)


def _local_date(moment: datetime, zone: tzinfo) -> date:
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone could be any of two dates")
    return moment.astimezone(zone).date()
