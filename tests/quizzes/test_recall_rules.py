"""When an item comes back: against the published figures of FSRS, made by hand, and as laws."""

from collections import Counter
from datetime import date, timedelta

import pytest
from fsrs import Rating
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quizzes import recall_rules as rules
from lms.quizzes.recall_rules import PER_DAY, Card, Given, Pause

MONDAY = date(2026, 11, 2)
ITEM = ("telephone-selling", "wait")


def day(number: int) -> date:
    return MONDAY + timedelta(number)


def answered(on: int, score: float = 1.0, *, unsure: bool = False, item: str = "wait") -> Given:
    return Given(("telephone-selling", item), "past-the-desk", day(on), score, unsure)


def card(item: str, due: int, last: int = -10, stability: float = 10.0) -> Card:
    return Card(("m", item), "o", day(last), day(due), stability, 5.0, Rating.Good, 1, 0)


answers = st.builds(
    answered,
    on=st.integers(0, 120),
    score=st.sampled_from([0.0, 0.5, 1.0]),
    unsure=st.booleans(),
    item=st.sampled_from("abcdefghij"),
)
histories = st.lists(answers, max_size=40).map(lambda all_: sorted(all_, key=lambda one: one.on))


def test_right_and_sure_is_good_right_and_unsure_hard_and_a_part_is_missed() -> None:
    assert rules.rating_of(1, False) is Rating.Good
    assert rules.rating_of(1, True) is Rating.Hard
    assert rules.rating_of(0.75, False) is rules.rating_of(0, True) is Rating.Again


def test_the_memory_is_that_of_the_published_example() -> None:
    """py-fsrs 6.3.2, tests/test_basic.py, test_memo_state: missed, then right after 0, 1, 3, 8 and 21 days."""
    days = [(0, 0.0), (0, 1.0), (1, 1.0), (4, 1.0), (12, 1.0), (33, 1.0)]
    last = rules.cards_of(answered(on, score) for on, score in days)[ITEM]
    assert last.stability == pytest.approx(53.62691, abs=1e-4)
    assert last.difficulty == pytest.approx(6.3574867, abs=1e-4)


@pytest.mark.parametrize(("given_", "days"), [(answered(0, 0.0), 1), (answered(0, unsure=True), 1), (answered(0), 2)])
def test_what_is_missed_comes_back_the_next_day_and_what_is_known_later(given_: Given, days: int) -> None:
    assert rules.cards_of([given_])[ITEM].due_on == day(days)


def test_what_stays_known_comes_back_ever_later_but_within_a_year() -> None:
    history, gaps = [answered(0)], []
    for _ in range(8):
        due = rules.cards_of(history)[ITEM].due_on
        gaps.append((due - history[-1].on).days)
        history.append(answered((due - MONDAY).days))
    assert gaps == [2, 11, 46, 163, 365, 365, 365, 365], "as in test_review_card there, which goes on to 498"


def test_a_lapse_is_missing_what_was_known() -> None:
    last = rules.cards_of([answered(0, 0.0), answered(1, 0.0), answered(2), answered(9, 0.0)])[ITEM]
    assert (last.reps, last.lapses, last.missed) == (4, 1, True)


@pytest.mark.parametrize(("interval", "days"), [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (10, (8, 12)), (50, (46, 54))])
def test_an_interval_moves_as_far_as_published(interval: int, days: tuple[int, int]) -> None:
    found = rules.reach(interval)
    assert (found[0], found[-1]) == days


@given(st.integers(1, rules.LONGEST), st.dictionaries(st.integers(0, 400), st.integers(0, 9)))
def test_spreading_stays_in_reach_and_no_day_is_fuller_for_it(interval: int, held: dict[int, int]) -> None:
    load = {day(number): count for number, count in held.items()}
    moved = rules.spread(interval, MONDAY, load)
    assert moved in rules.reach(interval)
    assert load.get(day(moved), 0) <= load.get(day(interval), 0)


def test_twenty_items_learned_on_one_day_spread_over_the_days_in_reach() -> None:
    history = [answered(on, item=f"i{n}") for on in (0, 2) for n in range(20)]
    due = Counter(one.due_on for one in rules.cards_of(history).values())
    assert len(due) == len(rules.reach(11))
    assert max(due.values()) == 4, "not twenty on one day"


@settings(max_examples=40)
@given(histories)
def test_the_state_is_the_same_however_far_it_was_derived_before(history: list[Given]) -> None:
    whole = rules.cards_of(history)
    for item, one in whole.items():
        assert one.due_on > one.last_on, "what was just answered is never due the same day"
        assert one.item == item
    assert rules.cards_of(history) == whole


@settings(max_examples=40)
@given(histories, st.integers(0, 60), st.booleans())
def test_a_right_answer_never_brings_an_item_back_sooner_than_a_missed_one(
    history: list[Given], gap: int, unsure: bool
) -> None:
    last = (history[-1].on - MONDAY).days if history else 0
    right = rules.cards_of([*history, answered(last + gap, unsure=unsure, item="a")])
    missed = rules.cards_of([*history, answered(last + gap, 0.0, item="a")])
    a = ("telephone-selling", "a")
    assert right[a].due_on >= missed[a].due_on


@settings(max_examples=60)
@given(
    st.lists(st.builds(card, item=st.text("abc", min_size=1), due=st.integers(-20, 20), last=st.integers(-60, -21))),
    st.integers(0, 12),
)
def test_a_day_asks_at_most_its_portion_the_least_likely_first_and_nothing_is_lost(
    cards: list[Card], done: int
) -> None:
    found = rules.today_of(cards, MONDAY, done)
    chances = [rules.chance(one, MONDAY) for one in found.due]
    assert len(found.due) <= max(0, PER_DAY - done)
    assert chances == sorted(chances)
    assert len(found.due) + found.waiting == sum(one.due_on <= MONDAY for one in cards)
    coming = list(rules.ahead(cards, MONDAY, len(found.due)))
    assert len(found.due) + sum(count for _day, count in coming) == len(cards)
    assert all(count <= PER_DAY for _day, count in coming)


def test_what_is_over_waits_and_comes_the_next_days() -> None:
    cards = [card(f"i{n}", due=-1) for n in range(21)]
    found = rules.today_of(cards, MONDAY)
    assert (len(found.due), found.waiting, found.next_on, found.next_count) == (8, 13, day(1), 8)
    assert list(rules.ahead(cards, MONDAY, 8)) == [(day(1), 8), (day(2), 5)]
    assert rules.today_of(cards, MONDAY, done=8).due == ()


def test_what_falls_due_on_a_day_off_is_announced_for_the_next_day_of_work() -> None:
    cards = [card("a", due=5), card("b", due=7), card("c", due=8)]
    works = lambda on: on.weekday() < 5  # noqa: E731
    assert list(rules.ahead(cards, day(4), 0, works=works)) == [(day(7), 2), (day(8), 1)]
    assert len(rules.today_of(cards, day(5), works=works).due) == 1, "and can be done on the day itself"


def test_a_pause_asks_nothing_and_what_is_due_in_it_comes_afterwards() -> None:
    cards = [card("a", due=0), card("b", due=3), card("c", due=9)]
    away = Pause(day(0), day(4))
    during = rules.today_of(cards, day(1), pause=away)
    assert (during.due, during.waiting, during.next_on, during.next_count) == ((), 0, day(5), 2)
    assert during.pause == away
    back = rules.today_of(cards, day(5), pause=away)
    assert [one.item[1] for one in back.due] == ["a", "b"]
    assert back.pause is None


def test_two_items_of_one_name_are_not_asked_in_one_attempt() -> None:
    twice = [card("a", due=0), Card(("n", "a"), "o", day(-5), day(0), 9.0, 5.0, Rating.Good, 1, 0)]
    found = rules.today_of(twice, MONDAY)
    assert (len(found.due), found.waiting) == (1, 1)


def test_the_chance_to_recall_falls_to_nine_of_ten_by_the_day_of_its_stability() -> None:
    assert round(rules.chance(card("a", due=0, last=-10, stability=10.0), MONDAY), 6) == 0.9
    assert rules.chance(card("a", due=0, last=0), MONDAY) == 1
