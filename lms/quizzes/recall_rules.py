"""When an item comes back, and how much of it on one day. Pure: answers and dates in, cards and counts out.

The method is FSRS-6 (Ye, Su and Cao, KDD 2022, “A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition
Scheduling”, as published by open-spaced-repetition) with its default weights, by whole days where the person lives.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler, State
from fsrs.scheduler import FUZZ_RANGES

EDITION = 1
"""To be raised whenever the same answers would give other cards, so that those that are kept are derived anew."""
RETENTION = 0.9  # an item comes back when nine of ten such items would still be known
PER_DAY = 8
LONGEST = 365  # days; everything is asked again within a year
LONGEST_PAUSE = 60  # days
SECONDS_PER_ITEM = 30
SMALLEST_SPREAD = 2.5  # days; a shorter interval is left as it is, as FSRS does

Item = tuple[str, str]
"""A module and the id of one of its items: a new wording of an item keeps both."""

# No steps within a day: this is for a few minutes a day, so what was missed comes back on the next one. No chance
# either: the due load is spread by `spread`, which gives the same for the same answers.
_FSRS = Scheduler(
    desired_retention=RETENTION, learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False
)


@dataclass(frozen=True, slots=True)
class Given:
    """A scored answer. on: the day where the person lives; score: 0 to 1; in_review: asked because it was due."""

    item: Item
    outcome: str
    on: date
    score: float
    unsure: bool = False
    in_review: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of an item for a person. stability: days until the chance to recall has fallen to RETENTION.

    difficulty: 1 to 10; rating: of the last answer; reps: answers; lapses: how often it was missed after it was known.
    """

    item: Item
    outcome: str
    last_on: date
    due_on: date
    stability: float
    difficulty: float
    rating: Rating
    reps: int
    lapses: int

    @property
    def module(self) -> str:
        return self.item[0]

    @property
    def missed(self) -> bool:
        return self.rating is Rating.Again


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nothing is due, both ends among them."""

    from_on: date
    to_on: date

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on


@dataclass(frozen=True, slots=True)
class Today:
    """What a day asks. due: for now, the least likely to be recalled first; waiting: due too, but for another day.

    done: how many were reviewed today already; next_on, next_count: the next day with anything, and how much; pause:
    the one that covers today.
    """

    due: tuple[Card, ...]
    waiting: int
    done: int
    next_on: date | None
    next_count: int
    pause: Pause | None = None


def rating_of(score: float, unsure: bool) -> Rating:
    """Right and sure is good, right but marked as “not sure” is hard; a part is not enough."""
    if score < 1:
        return Rating.Again
    return Rating.Hard if unsure else Rating.Good


def cards_of(answers: Iterable[Given]) -> dict[Item, Card]:
    """The cards of a person from all of their answers, in the order of time."""
    cards: dict[Item, Card] = {}
    load: Counter[date] = Counter()
    for given in answers:
        before = cards.get(given.item)
        if before is not None:
            load[before.due_on] -= 1
        card = after(before, given, load)
        cards[given.item] = card
        load[card.due_on] += 1
    return cards


def after(before: Card | None, given: Given, load: Mapping[date, int]) -> Card:
    """The card of an item after one more answer. load: how many other items are due, by day.

    A missed item comes back on the very day that FSRS gives; the others may move within their range.
    """
    rating = rating_of(given.score, given.unsure)
    new, _log = _FSRS.review_card(_of_fsrs(before), rating, _midnight(given.on))
    assert new.stability is not None
    assert new.difficulty is not None
    interval = (new.due.date() - given.on).days
    known = before is not None and not before.missed
    return Card(
        item=given.item,
        outcome=given.outcome,
        last_on=given.on,
        due_on=given.on + timedelta(interval if rating is Rating.Again else spread(interval, given.on, load)),
        stability=new.stability,
        difficulty=new.difficulty,
        rating=rating,
        reps=(before.reps if before else 0) + 1,
        lapses=(before.lapses if before else 0) + (known and rating is Rating.Again),
    )


def spread(interval: int, on: date, load: Mapping[date, int]) -> int:
    """Days until an item comes back: of those in its range the one with the least load, of equals the closest."""
    return min(reach(interval), key=lambda days: (load.get(on + timedelta(days), 0), abs(days - interval), days))


def reach(interval: int) -> range:
    """The days within which FSRS moves an interval (its published fuzz ranges)."""
    if interval < SMALLEST_SPREAD:
        return range(interval, interval + 1)
    delta = 1.0 + sum(one["factor"] * max(min(float(interval), one["end"]) - one["start"], 0.0) for one in FUZZ_RANGES)
    first, last = max(2, round(interval - delta)), min(round(interval + delta), LONGEST)
    return range(min(first, last), last + 1)


def chance(card: Card, on: date) -> float:
    """How likely the item is recalled on a day, 0 to 1: of ten like it, so many tenths would be."""
    return _FSRS.get_card_retrievability(_of_fsrs(card), _midnight(on))


def today_of(
    cards: Iterable[Card],
    today: date,
    done: int = 0,
    pause: Pause | None = None,
    under_way: Collection[Item] = (),
    works: Callable[[date], bool] = lambda _day: True,
) -> Today:
    """What today asks of a person. done: reviewed today already; pause: the one that stands, now or to come.

    under_way: what a review that was begun has still to ask; it goes on before anything else comes. works: whether a
    day is one on which people work; what falls due on another one can be done then, and is announced for the next.
    """
    cards = tuple(cards)
    paused = pause is not None and pause.covers(today)
    overdue = sorted(
        (card for card in cards if card.due_on <= today or card.item in under_way),
        key=lambda card: (chance(card, today), card.due_on, card.item),
    )
    if under_way:
        due = tuple(card for card in overdue if card.item in under_way)
    else:
        due = tuple(_different(overdue))[: max(0, PER_DAY - done)]
    due = () if paused else due
    next_on, next_count = next(ahead(cards, today, len(due), pause, works), (None, 0))
    waiting = 0 if paused else len(overdue) - len(due)
    return Today(due, waiting, done, next_on, next_count, pause if paused else None)


def ahead(
    cards: Iterable[Card],
    today: date,
    asked: int,
    pause: Pause | None = None,
    works: Callable[[date], bool] = lambda _day: True,
) -> Iterator[tuple[date, int]]:
    """The days of work after today with how much each asks, as things stand. asked: of what is due, for today."""
    by_day = Counter(max(card.due_on, today) for card in cards)
    held = by_day.pop(today, 0) - asked
    last = max((*by_day, pause.to_on if pause else today, today))
    day = today
    while held or day < last:
        day += timedelta(1)
        held += by_day[day]
        if held and works(day) and not (pause and pause.covers(day)):
            yield day, min(held, PER_DAY)
            held -= min(held, PER_DAY)


def minutes(items: int) -> int:
    """About how long so many items take."""
    return ceil(items * SECONDS_PER_ITEM / 60)


def _different(cards: Sequence[Card]) -> Iterator[Card]:
    """An attempt names its items by their id alone: of two modules with one id, one has to wait."""
    seen: set[str] = set()
    for card in cards:
        if card.item[1] not in seen:
            seen.add(card.item[1])
            yield card


def _of_fsrs(card: Card | None) -> FsrsCard:
    if card is None:
        return FsrsCard(card_id=0)
    return FsrsCard(
        card_id=0, state=State.Review, stability=card.stability, difficulty=card.difficulty,
        due=_midnight(card.due_on), last_review=_midnight(card.last_on),
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    """A local day as the library takes it, which asks for UTC and counts whole days between."""
    return datetime.combine(day, time.min, UTC)
