"""What a review waits for once the rules ask for it, and how to mend that."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from lms.db import session
from lms.i18n import _, day, ngettext
from lms.judgement.cases.models import ReviewCase
from lms.judgement.cases.rules import Before, Waits, waits_for
from lms.judgement.conditions import is_overdue
from lms.judgement.decisions.service import open_case_on
from lms.judgement.evidence import DebtKind, Due
from lms.judgement.models import Decision
from lms.judgement.service import PersonJudgement
from lms.judgement.wording import count_of, listed, skill_name, thing
from lms.people.directory import names
from lms.plan.models import AddedObligation
from lms.practice.reading import TryView
from lms.records import service as records


@dataclass(frozen=True, slots=True)
class Waiting:
    """Before a review of a skill, with what it is waited for. decider: who is to decide, None for nobody."""

    judged: PersonJudgement
    decider: int | None
    before: Before
    promised: tuple[Due, ...]
    sealed: tuple[TryView, ...]

    @property
    def waits(self) -> tuple[Waits, ...]:
        return waits_for(self.before, self.judged.basis.thresholds)


def waiting_of(judged: PersonJudgement, skill: str, decider: int | None) -> Waiting:
    """decider: who is told of the review together with the trainee."""
    promised, sealed = tuple(_promised(judged, skill)), tuple(_sealed(judged, {judged.person_id, decider}))
    is_open = open_case_on(judged.person_id, skill) is not None
    before = Before(is_open, _reviewed_since_last(judged, skill), len(promised), len(sealed))
    return Waiting(judged, decider, before, promised, sealed)


def waiting_words(waiting: Waiting) -> list[str]:
    """What is waited for, where it is and who mends it, a sentence or two each."""
    words = {Waits.NEW: _new, Waits.TAUGHT: _taught, Waits.UNSEALED: _unsealed}
    return [said for waits in waiting.waits for said in words[waits](waiting)]


def _promised(judged: PersonJudgement, skill: str) -> Iterator[Due]:
    """What decisions promised for the gap, in whichever skill, or in this skill for another, and is still to come.

    By when it is due as of today: leave moves it.
    """
    today = judged.by_skill[skill].as_of.astimezone(judged.known.plan.zone).date()
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


def _sealed(judged: PersonJudgement, told: set[int | None]) -> Iterator[TryView]:
    """Of every skill, since what the figures of one say rests on the tries of the others too."""
    for made in judged.known.practice.tries:
        if made.trainer_reviews and made.skill in judged.by_skill and not made.sealed_from.isdisjoint(told):
            yield made


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
    lacks = waiting.judged.basis.thresholds.new_evidence - (waiting.before.reviewed or 0)
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
    if own := [made for made in waiting.sealed if person in made.sealed_from]:
        yield _(
            "%(name)s has not rated themself yet: %(tries)s. A review can open once they have, or have skipped it, so "
            "that both sides read the same.",
            name=called[person], tries=_named(own),
        )  # fmt: skip
    if theirs := [made for made in waiting.sealed if decider in made.sealed_from]:
        yield _(
            "%(name)s, who is to decide, is still reviewing: %(tries)s. A review can open once that has ended.",
            name=called[decider or 0], tries=_named(theirs),
        )  # fmt: skip


def _named(tries: list[TryView]) -> str:
    return listed(thing(DebtKind.TRY, skill_name(made.skill), made.number) for made in tries)
