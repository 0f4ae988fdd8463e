"""Who is ready, who is owed teaching, who is on plan: pure rules from evidence and *now* to a judgement.

Three readings of the specification run through all of it.
- Due *by* a date means by the end of that local date: it has come when the date begins and is overdue at the next
  midnight.
- A debt is discharged by the act, however late. What the trainee did not come to is not owed again, and never is
  "given".
- A fact counts from when it is in the evidence, even one dated later than *now*: a clock set back unmakes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from operator import attrgetter

from lms.judgement.evidence import (
    DebtKind,
    Due,
    ModuleGiven,
    OfferDeclined,
    ReviewGiven,
    ShowGiven,
    ShowStanding,
    SkillEvidence,
    SkillSettings,
    State,
    TryMade,
)
from lms.judgement.reading import AbilityRead, Reading, TeachingRead
from lms.judgement.reasons import reasons_of
from lms.judgement.states import Debt, Judgement
from lms.plan.calendar import WorkingDays
from lms.plan.rules import dispute_until

_in_time = attrgetter("happened_at", "record_id")
_in_end = attrgetter("closed_at", "record_id")

METHOD = "plain-1"

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


def judge(
    evidence: SkillEvidence,
    settings: SkillSettings,
    now: datetime,
    calendar: WorkingDays,
    zone: tzinfo,
    sealed: Collection[int] = (),
) -> Judgement:
    """The state of a person in a skill, with every debt and every reason.

    now: an aware instant; calendar: working days where the person works; zone: where the person's days begin; sealed:
    index lines of tries that were made and reviewed, but whose reviews whoever asks may not know: they say nothing of
    ability.
    """
    reading = _read(evidence, settings, _local_date(now, zone), calendar, zone, sealed)
    debts = tuple(sorted(_debts(reading), key=_in_order_of_debts))
    return Judgement(
        state=_state(reading, debts),
        debts=debts,
        reasons=reasons_of(reading, debts),
        as_of=now,
        next_change_at=_next_change_at(reading, zone),
        method=METHOD,
    )


def teaching_of(evidence: SkillEvidence, now: datetime, calendar: WorkingDays, zone: tzinfo) -> TeachingRead:
    """What was promised and given, and what is still to be given, due or not: what a list of duties is made of."""
    tries = tuple(sorted(evidence.tries, key=_in_time))
    return _read_teaching(evidence, tries, _local_date(now, zone), calendar, zone)


def judge_person(by_skill: Mapping[str, Judgement], path: Iterable[str] | None = None) -> State:
    """The state of a person: the most urgent of the skills that are due, ready only when every skill of the path is.

    path: the skills that count, all of `by_skill` when left out; one without a judgement has not begun. Where some
    skills are ready and the others not due yet, the person is on plan: something has begun, and not everything is
    ready.
    """
    skills = by_skill if path is None else path
    states = [by_skill[skill].state if skill in by_skill else State.UNKNOWN for skill in skills]
    if State.UNTRAINED in states:
        return State.UNTRAINED
    if all(state is State.UNKNOWN for state in states):
        return State.UNKNOWN
    return State.READY if all(state is State.READY for state in states) else State.ON_PLAN


def person_stands_until(by_skill: Mapping[str, Judgement]) -> datetime | None:
    """The instant (UTC) at which time alone changes the first of a person's judgements; None when none of them does."""
    changes = (judgement.next_change_at for judgement in by_skill.values())
    return min((change for change in changes if change is not None), default=None)


# The conditions.


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
    """The n-th show or try needs no more: it was given, or offered, n times."""
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


# What the rules lean on.


def _state(reading: Reading, debts: Sequence[Debt]) -> State:
    # Ready stands before untrained on purpose: an old show never given does not undo what two reviews have seen.
    ability = reading.ability
    if reading.not_begun:
        return State.UNKNOWN
    holds = ability.held_in_two and ability.last_holds and ability.raters_differ and ability.quiz_mastered
    if holds and not ability.refresher_due:
        return State.READY
    return State.UNTRAINED if debts else State.ON_PLAN


def _debts(reading: Reading) -> Iterator[Debt]:
    for due in reading.teaching.unpaid:
        if is_overdue(due.due_on, reading.today):
            yield Debt(due.kind, due.ordinal, due.subject, due.owed_by, due.due_on)
    yield from _review_debts(reading)
    yield from _refresher_debts(reading)


def _review_debts(reading: Reading) -> Iterator[Debt]:
    for number, made in enumerate(reading.teaching.tries, start=1):
        if review_is_missing(made) and is_overdue(made.review_due_on, reading.today):
            yield Debt(DebtKind.REVIEW, number, "", made.review_owed_by, made.review_due_on, (made.record_id,))


def _refresher_debts(reading: Reading) -> Iterator[Debt]:
    """At most one: practising again, unless the trainee did not come to it since the last review that held."""
    ability, last_held = reading.ability, reading.ability.last_held
    if last_held is None or ability.refresher_on is None or not ability.refresher_due:
        return
    offers = (offer for offer in reading.teaching.declined if offer.happened_at > last_held.closed_at)
    if not any(was_declined(offer, DebtKind.REFRESHER) for offer in offers):
        owed_by = reading.evidence.refresher_owed_by
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
) -> Reading:
    tries = tuple(sorted(evidence.tries, key=_in_time))
    teaching = _read_teaching(evidence, tries, today, calendar, zone)
    ability = _read_ability(evidence, [made for made in tries if made.record_id not in sealed], settings, today, zone)
    not_begun = nothing_due_yet(teaching.first_due_on, today) and not has_reviewed_try(ability.leads)
    return Reading(evidence, settings, today, teaching, ability, not_begun)


def _read_teaching(
    evidence: SkillEvidence, tries: tuple[TryMade, ...], today: date, calendar: WorkingDays, zone: tzinfo
) -> TeachingRead:
    dues = tuple(sorted(evidence.dues, key=attrgetter("due_on", "kind", "ordinal", "subject")))
    shows = sorted(evidence.shows, key=_in_time)
    given, waiting = [], []
    for show in shows:
        open_until = dispute_until(_local_date(show.told_at, zone), calendar)
        if show_counts(show, open_until, today):
            given.append(show)
        elif show_waits(show, open_until, today):
            waiting.append((show, open_until))
    missed = tuple(show for show in shows if show_was_missed(show))
    reviews_due = (made.review_due_on for made in tries if review_is_missing(made))
    return TeachingRead(
        first_due_on=min((evidence.begins_on, *(due.due_on for due in dues), *reviews_due)),
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
        tries_taught=tuple(made for made in tries if any(show_precedes(show, made) for show in given)),
        declined=tuple(sorted(evidence.declined, key=_in_time)),
    )


def _unread(dues: Sequence[Due], evidence: SkillEvidence) -> list[Due]:
    """Modules neither read nor offered in vain; an offer that names no module stands for the one due first."""
    declined = [offer.subject for offer in evidence.declined if was_declined(offer, DebtKind.MODULE)]
    asked = (due for due in dues if due.kind is DebtKind.MODULE and due.subject not in declined)
    unread = [due for due in asked if not module_was_read(due, evidence.modules)]
    return unread[declined.count("") :]


def _uncovered(dues: Sequence[Due], kind: DebtKind, times: int, evidence: SkillEvidence) -> Iterator[Due]:
    """Shows or tries beyond those given `times` times or offered in vain."""
    times += sum(was_declined(offer, kind) for offer in evidence.declined)
    return (due for due in dues if due.kind is kind and not is_covered(due, times))


def _read_ability(
    evidence: SkillEvidence, tries: Sequence[TryMade], settings: SkillSettings, today: date, zone: tzinfo
) -> AbilityRead:
    reviewed = [(made, _lead(made.reviews)) for made in tries if made.reviews]
    held = [_holds(lead, settings.bar) for _, lead in reviewed]
    held_in_two, last_holds = held_in_two_of_last_three(held), last_one_held(held)
    of_three = [pair for pair, holds in zip(reviewed[-3:], held[-3:], strict=True) if holds]
    last_held = max((lead for _, lead in of_three), key=_in_end, default=None)
    refresher_on = None
    if last_held is not None and held_in_two and last_holds:
        refresher_on = _local_date(last_held.closed_at, zone) + timedelta(days=settings.refresher_after_days)
    witnesses = _witnesses((made for made, _ in of_three), settings.bar)
    return AbilityRead(
        leads=tuple(lead for _, lead in reviewed),
        held_of_three=tuple(lead for _, lead in of_three),
        witnesses=witnesses,
        last_held=last_held,
        refresher_on=refresher_on,
        held_in_two=held_in_two,
        last_holds=last_holds,
        raters_differ=raters_differ_where_two_coach([w.rater for w in witnesses], evidence.assigned_raters),
        quiz_mastered=outcomes_mastered(evidence),
        refresher_due=refresher_is_due(refresher_on, today),
    )


def _witnesses(tries: Iterable[TryMade], bar: float) -> tuple[ReviewGiven, ...]:
    """The first review by each rater that holds. tries: such as hold by their lead review."""
    reviews = sorted((review for made in tries for review in made.reviews if _holds(review, bar)), key=_in_end)
    return tuple({review.rater: review for review in reversed(reviews)}.values())


def _lead(reviews: Sequence[ReviewGiven]) -> ReviewGiven:
    """The assigned trainer's review, else the first ended; the first ended, too, of two who are assigned."""
    return min(reviews, key=lambda r: (not rated_by_assigned_trainer(r), r.closed_at, r.record_id))


def _holds(review: ReviewGiven, bar: float) -> bool:
    return critical_items_done(review) and reaches_bar(review, bar)


def _next_change_at(reading: Reading, zone: tzinfo) -> datetime | None:
    """The next local midnight, in UTC, at which time alone changes the state, a debt or a reason; None if none does."""
    ahead = [day for day in _turning_dates(reading) if day > reading.today]
    return datetime.combine(min(ahead), time.min, zone).astimezone(UTC) if ahead else None


def _turning_dates(reading: Reading) -> Iterator[date]:
    """Local dates with whose beginning something falls due, is overdue, settles or fades."""
    teaching = reading.teaching
    ends = [due.due_on for due in teaching.unpaid]
    ends += [made.review_due_on for made in teaching.tries if review_is_missing(made)]
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
