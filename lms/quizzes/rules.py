"""Which items an attempt asks, how long it may take, and what the answers say of an outcome."""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.questions.kinds import kind_of
from lms.questions.question import Question

ITEMS_PER_ATTEMPT = 8
GRACE = timedelta(seconds=10)
"""An answer given in time may be on its way for so long."""


class Mode(StrEnum):
    """How an attempt goes: why after each answer, why at the end, or what is due over all modules."""

    PRACTICE = "practice"
    CHECK = "check"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item as one attempt asks it. order: the ids of its options, rows or steps in the order shown."""

    question: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to an item of an outcome. right: worth all of it, a part is not enough.

    first_in_attempt: not a second go at the same item within its attempt.
    """

    item: str
    right: bool
    first_in_attempt: bool


class Standing(StrEnum):
    """How an outcome stands for a person."""

    HOLDS = "holds"
    SHAKY = "shaky"
    NOT_YET = "not_yet"


def draw(
    questions: Iterable[Question], seen: Collection[str], seed: int, size: int = ITEMS_PER_ATTEMPT
) -> tuple[Drawn, ...]:
    """The items of one attempt, in the order asked; the same arguments always give the same.

    questions: a module's pool, in any order; seen: ids of items that the person answered in earlier attempts; size: how
    many items are wanted, fewer come when the pool is smaller. The items spread over the outcomes as evenly as the pool
    allows, so each outcome is asked when `size` allows it. Within an outcome what was not seen comes first, then the
    difficulty of which the attempt has least; and so it is with the places that the even spread leaves over.
    """
    chance = random.Random(seed)
    chosen = _deal(_piles(questions, chance), seen, size)
    chance.shuffle(chosen)
    return tuple(Drawn(question.id, tuple(kind_of(question).order(question.body, chance))) for question in chosen)


def ends_at(started_at: datetime, minutes: int | None, extra_percent: int) -> datetime | None:
    """When the time of a check is over; None without a limit. extra_percent: of the limit, on top of it."""
    return None if minutes is None else started_at + timedelta(minutes=minutes) * (100 + extra_percent) / 100


def outcome_standing(answers: Sequence[Answer]) -> Standing:
    """How an outcome stands by the answers to its items, given in the order of time.

    Judged by the last answers to the two different items answered last, second goes within an attempt left out. Both
    right: holds. One of two right: shaky, and so it is when a single item was answered, rightly, because one right
    answer may be luck. Else not yet. The same item answered rightly ten times is one item.
    """
    rights = sum(answer.right for answer in _last_two_items(answers))
    return (Standing.NOT_YET, Standing.SHAKY, Standing.HOLDS)[rights]


def still_to_get_right(answers: Sequence[Answer]) -> int:
    """How many right answers to further items make the outcome hold, 0 when it does. Given in the order of time."""
    last = _last_two_items(answers)
    if not last or not last[0].right:
        return 2
    return 0 if len(last) == 2 and last[1].right else 1


def _last_two_items(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    last: Answer | None = None
    for answer in reversed(answers):
        if not answer.first_in_attempt or (last is not None and answer.item == last.item):
            continue
        if last is not None:
            return last, answer
        last = answer
    return () if last is None else (last,)


def _piles(questions: Iterable[Question], chance: random.Random) -> list[list[Question]]:
    """One shuffled pile an outcome, the piles themselves shuffled."""
    by_outcome: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda q: (q.outcome, q.id)):
        by_outcome.setdefault(question.outcome, []).append(question)
    piles = list(by_outcome.values())
    chance.shuffle(piles)
    for pile in piles:
        chance.shuffle(pile)
    return piles


def _deal(piles: list[list[Question]], seen: Collection[str], size: int) -> list[Question]:
    """Take an item from each pile in turn until `size` are taken; in each round the piles with unseen items first."""
    dealt: list[Question] = []
    drawn: Counter[int] = Counter()
    left = [pile.copy() for pile in piles]
    while len(dealt) < size and any(left):
        tops = [min(pile, key=lambda q: (q.id in seen, drawn[q.difficulty])) for pile in left if pile]
        for top in sorted(tops, key=lambda q: q.id in seen)[: size - len(dealt)]:
            pile = next(pile for pile in left if top in pile)
            one = min(pile, key=lambda q: (q.id in seen, drawn[q.difficulty]))
            pile.remove(one)
            drawn[one.difficulty] += 1
            dealt.append(one)
    return dealt
