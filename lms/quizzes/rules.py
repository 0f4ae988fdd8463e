"""Which items an attempt asks, which answers are right, and what the answers say of an outcome."""

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from lms.curriculum.catalog import Question, QuestionKind

ITEMS_PER_ATTEMPT = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item as one attempt asks it. options: the ids of its options in the order shown."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to an item of an outcome. first_in_attempt: not a second go at the same item within its attempt."""

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
    allows, so each outcome is asked when `size` allows it. Within an outcome what was not seen comes first, and so it
    is with the places that the even spread leaves over.
    """
    chance = random.Random(seed)
    piles = _piles(questions, seen, chance)
    chosen = _deal(piles, seen, size)
    chance.shuffle(chosen)
    return tuple(Drawn(question.id, _option_order(question, chance)) for question in chosen)


def is_right(question: Question, chosen: frozenset[str]) -> bool:
    """Whether exactly the right options were chosen; a part of them is not right, nor is nothing."""
    return chosen == question.answer


def not_complete(question: Question, chosen: int) -> int:
    """How many options are missing from an answer, less than 0: how many are too many; 0 when it can be confirmed.

    Where the question says no number, one is enough.
    """
    said = question.says_how_many
    return said - chosen if said is not None else max(1 - chosen, 0)


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
    latest: dict[str, Answer] = {}
    for answer in reversed(answers):
        if answer.first_in_attempt:
            latest.setdefault(answer.item, answer)
    return tuple(latest.values())[:2]


def _piles(questions: Iterable[Question], seen: Collection[str], chance: random.Random) -> list[list[Question]]:
    """One shuffled pile an outcome, unseen items first, the piles themselves shuffled."""
    by_outcome: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda q: (q.outcome, q.id)):
        by_outcome.setdefault(question.outcome, []).append(question)
    piles = list(by_outcome.values())
    chance.shuffle(piles)
    for pile in piles:
        chance.shuffle(pile)
        pile.sort(key=lambda q: q.id in seen)
    return piles


def _deal(piles: list[list[Question]], seen: Collection[str], size: int) -> list[Question]:
    """Take an item from each pile in turn until `size` are taken; in each round the piles with unseen items first."""
    dealt = (question for in_turn in _rounds(piles) for question in sorted(in_turn, key=lambda q: q.id in seen))
    return list(islice(dealt, size))


def _rounds(piles: list[list[Question]]) -> Iterator[list[Question]]:
    for turn in range(max(map(len, piles), default=0)):
        yield [pile[turn] for pile in piles if turn < len(pile)]


def _option_order(question: Question, chance: random.Random) -> tuple[str, ...]:
    options = [option.id for option in question.options]
    if not question.in_order and question.kind is not QuestionKind.TRUE_FALSE:
        chance.shuffle(options)
    return tuple(options)
