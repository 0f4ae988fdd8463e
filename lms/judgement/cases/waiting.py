"""What a review waits for once the rules ask for it, and how to mend that."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from lms.db import session
from lms.i18n import _, day, ngettext
from lms.judgement.cases.models import ReviewCase
from lms.judgement.cases.rules import Before, Waits, waits_for
from lms.judgement.conditions import is_overdue
from lms.judgement.decisions.service import open_case_on
from lms.judgement.evidence import DebtKind, Due, State
from lms.judgement.models import Decision
from lms.judgement.service import PersonJudgement
from lms.judgement.wording import count_of, listed, skill_name, thing
from lms.people.above import nearest_manager
from lms.people.directory import names
from lms.plan.models import AddedObligation
from lms.plan.service import working_days
from lms.practice.reading import TryView
from lms.practice.rules import own_rating_until
from lms.records import service as records


@dataclass(frozen=True, slots=True)
class Waiting:
    """Before a review of a skill, with what it is waited for. decider: who is to decide, None for nobody.

    own: tries that wait for the trainee's own rating; theirs: for the review of who is to decide; let_go: whose own
    rating was waited for long enough. Opening the review opens these to both sides.
    """

    judged: PersonJudgement
    decider: int | None
    before: Before
    promised: tuple[Due, ...]
    own: tuple[TryView, ...]
    theirs: tuple[TryView, ...]
    let_go: tuple[TryView, ...]

    @property
    def waits(self) -> tuple[Waits, ...]:
        return waits_for(self.before, self.judged.basis.thresholds)


def waiting_of(judged: PersonJudgement, skill: str, decider: int | None) -> Waiting:
    """decider: who is told of the review together with the trainee."""
    promised, today = tuple(_promised(judged, skill)), _today(judged, skill)
    unrated = list(_sealed_from(judged, judged.person_id))
    own = tuple(made for made in unrated if today <= _awaited_until(judged, made, today))
    let_go = tuple(made for made in unrated if made not in own)
    theirs = () if decider is None else tuple(_sealed_from(judged, decider))
    is_open = open_case_on(judged.person_id, skill) is not None
    sealed = {made.id for made in (*own, *theirs)}
    before = Before(is_open, _reviewed_since_last(judged, skill), len(promised), len(sealed))
    return Waiting(judged, decider, before, promised, own, theirs, let_go)


def review_awaited(judged: PersonJudgement, skill: str) -> Waiting | None:
    """Why no review is open yet although the rules ask for one; None where they do not, or where nothing is in its way.

    As the rules would open it: told to whoever manages the person most closely.
    """
    if judged.by_skill[skill].state is not State.UNTRAINABLE:
        return None
    found = waiting_of(judged, skill, nearest_manager(judged.person_id, _today(judged, skill)))
    return None if found.before.is_open or not found.waits else found


def in_short(waiting: Waiting) -> list[str]:
    """What is waited for and until when, for a line of a list; who reads on finds the tries and how it is mended."""
    short = {Waits.NEW: _new_in_short, Waits.TAUGHT: _taught_in_short, Waits.UNSEALED: _unsealed_in_short}
    return [_("no review yet"), *(said for waits in waiting.waits for said in short[waits](waiting))]


def waiting_words(waiting: Waiting) -> list[str]:
    """What is waited for, where it is and who mends it, a sentence or two each."""
    words = {Waits.NEW: _new, Waits.TAUGHT: _taught, Waits.UNSEALED: _unsealed}
    return [said for waits in waiting.waits for said in words[waits](waiting)]


def _promised(judged: PersonJudgement, skill: str) -> Iterator[Due]:
    """What decisions promised for the gap, in whichever skill, or in this skill for another, and is still to come.

    By when it is due as of today: leave moves it.
    """
    today = _today(judged, skill)
    still = {(name, due.kind, due.ordinal): due for name, read in judged.teaching.items() for due in read.unpaid}
    for one in _added(judged.person_id, skill):
        due = still.get((one.skill, DebtKind(one.kind), one.ordinal))
        if due is not None and not is_overdue(due.due_on, today):
            yield due


def _added(person_id: int, skill: str) -> Iterator[AddedObligation]:
    """Shows and tries that standing decisions added, by a decision on this skill or in this skill."""
    added = select(AddedObligation).join(Decision, Decision.id == AddedObligation.decision_id)
    yield from session().scalars(
        added.where(
            AddedObligation.person_id == person_id, or_(Decision.skill == skill, AddedObligation.skill == skill),
            records.stands("decision", Decision.id),
        )
    )  # fmt: skip


def _sealed_from(judged: PersonJudgement, somebody: int) -> Iterator[TryView]:
    """Of every skill, since what the figures of one say rests on the tries of the others too."""
    for made in judged.known.practice.tries:
        if made.trainer_reviews and made.skill in judged.by_skill and somebody in made.sealed_from:
            yield made


def _awaited_until(judged: PersonJudgement, made: TryView, today: date) -> date:
    """Until when the trainee's own rating is waited for: nobody puts a review off for ever by keeping silent.

    From the first review that could be read, and leave is taken out of time.
    """
    plan = judged.known.plan
    reviewed_on = min(review.closed_at for review in made.trainer_reviews).astimezone(plan.zone).date()
    until = own_rating_until(reviewed_on, working_days())
    return plan.after_leave(until, today, reviewed_on + timedelta(days=1))


def _today(judged: PersonJudgement, skill: str) -> date:
    return judged.by_skill[skill].as_of.astimezone(judged.known.plan.zone).date()


def _reviewed_since_last(judged: PersonJudgement, skill: str) -> int | None:
    """Tries that were reviewed since the last case on the skill was decided; None where there was none."""
    last = session().scalar(
        select(func.max(ReviewCase.closed_at)).where(
            ReviewCase.person_id == judged.person_id, ReviewCase.skill == skill
        )
    )
    if last is None:
        return None
    return sum(any(one.closed_at > last for one in made.reviews) for made in judged.evidence[skill].tries)


def _new(waiting: Waiting) -> Iterator[str]:
    lacks = _lacks(waiting)
    words = ngettext(
        "This was decided, and a review asks again only after something new: %(num)s more reviewed try.",
        "This was decided, and a review asks again only after something new: %(num)s more reviewed tries.", lacks,
    )  # fmt: skip
    yield words % {"num": lacks}


def _taught(waiting: Waiting) -> Iterator[str]:
    counts = Counter(due.kind for due in waiting.promised)
    yield _(
        "What was decided is still being taught: %(things)s, by %(day)s. A review asks again once that is given, or "
        "its day is over.",
        things=listed(count_of(kind, counts[kind]) for kind in DebtKind if counts[kind]),
        day=day(max(due.due_on for due in waiting.promised)),
    )  # fmt: skip


def _unsealed(waiting: Waiting) -> Iterator[str]:
    """By whom it is waited for; neither sentence says how a try went."""
    person, decider = waiting.judged.person_id, waiting.decider
    called = names([person, *([decider] if decider is not None else [])])
    if waiting.own:
        yield _(
            "%(name)s has not rated themself yet: %(tries)s. A review can open once they have, or have skipped it, so "
            "that both sides read the same; that is waited for until %(day)s.",
            name=called[person], tries=_named(waiting.own),
            day=day(_last_awaited(waiting)),
        )  # fmt: skip
    if waiting.theirs:
        yield _(
            "%(name)s, who is to decide, is still reviewing: %(tries)s. A review can open once that has ended.",
            name=called[decider or 0], tries=_named(waiting.theirs),
        )  # fmt: skip


def _new_in_short(waiting: Waiting) -> Iterator[str]:
    lacks = _lacks(waiting)
    words = ngettext("it waits for %(num)s more reviewed try", "it waits for %(num)s more reviewed tries", lacks)
    yield words % {"num": lacks}


def _taught_in_short(waiting: Waiting) -> Iterator[str]:
    until = max(due.due_on for due in waiting.promised)
    yield _("it waits for what was decided to be taught, by %(day)s", day=day(until))


def _unsealed_in_short(waiting: Waiting) -> Iterator[str]:
    if waiting.own:
        yield _("it waits for their own rating, until %(day)s", day=day(_last_awaited(waiting)))
    if waiting.theirs:
        called = names([waiting.decider or 0])
        yield _("it waits for %(name)s to end a review of their own", name=called[waiting.decider or 0])


def _lacks(waiting: Waiting) -> int:
    return waiting.judged.basis.thresholds.new_evidence - (waiting.before.reviewed or 0)


def _last_awaited(waiting: Waiting) -> date:
    """Until when one of the own ratings is waited for."""
    today = _today(waiting.judged, waiting.own[0].skill)
    return max(_awaited_until(waiting.judged, made, today) for made in waiting.own)


def _named(tries: Iterable[TryView]) -> str:
    return listed(thing(DebtKind.TRY, skill_name(made.skill), made.number) for made in tries)
