"""What an attempt asks, and what answers say of an outcome."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.i18n import Text
from lms.questions.kinds.single import Single
from lms.questions.question import ContentHash, Option, Question
from lms.quizzes.rules import Answer, Standing, draw, ends_at, outcome_standing, still_to_get_right

WORDS = Text(zh="字", en="words")
OUTCOMES = ("past-the-desk", "opens", "books", "records")
SEEDS = st.integers(0, 2**32)


def question(name: str, outcome: str = "opens", difficulty: int = 1) -> Question:
    body = Single(tuple(Option(i, WORDS, WORDS) for i in "abcd"), "a")
    return Question(name, "single", outcome, "s", difficulty, None, (), WORDS, body, ContentHash(name))


@st.composite
def pools(draw_: st.DrawFn) -> tuple[Question, ...]:
    sizes = draw_(st.lists(st.integers(1, 7), min_size=1, max_size=4))
    return tuple(question(f"{o}-{n}", o) for o, size in zip(OUTCOMES, sizes, strict=False) for n in range(size))


def outcome_of(item: str) -> str:
    return item.rsplit("-", 1)[0]


@given(pools(), SEEDS, st.integers(0, 12), st.data())
def test_an_attempt_holds_as_many_items_as_are_wanted_and_none_twice(
    pool: tuple[Question, ...], seed: int, size: int, data: st.DataObject
) -> None:
    seen = data.draw(st.sets(st.sampled_from([q.id for q in pool])))
    found = draw(pool, seen, seed, size)
    assert len(found) == min(size, len(pool))
    assert len({d.question for d in found}) == len(found)


@given(pools(), SEEDS, st.data())
def test_items_spread_over_the_outcomes_as_evenly_as_the_pool_allows(
    pool: tuple[Question, ...], seed: int, data: st.DataObject
) -> None:
    seen = data.draw(st.sets(st.sampled_from([q.id for q in pool])))
    asked = Counter(outcome_of(d.question) for d in draw(pool, seen, seed))
    there = Counter(q.outcome for q in pool)
    assert asked.keys() == there.keys()
    unexhausted = [asked[o] for o in there if asked[o] < there[o]]
    assert all(most <= least + 1 for most in asked.values() for least in unexhausted)


@given(pools(), SEEDS, st.data())
def test_within_an_outcome_nothing_seen_is_asked_while_something_unseen_is_left(
    pool: tuple[Question, ...], seed: int, data: st.DataObject
) -> None:
    seen = data.draw(st.sets(st.sampled_from([q.id for q in pool])))
    asked = {d.question for d in draw(pool, seen, seed)}
    left = {q.outcome for q in pool if q.id not in seen and q.id not in asked}
    assert not [item for item in asked & seen if outcome_of(item) in left]


@given(SEEDS)
def test_a_place_left_over_goes_to_an_outcome_with_something_unseen(seed: int) -> None:
    pool = tuple(question(f"{o}-{n}", o) for o in OUTCOMES[:3] for n in range(4))
    seen = {f"{o}-{n}" for o in OUTCOMES[:2] for n in range(4)}
    asked = Counter(outcome_of(d.question) for d in draw(pool, seen, seed, size=7))
    assert asked[OUTCOMES[2]] == 3


@given(pools(), SEEDS, st.randoms(use_true_random=False))
def test_the_same_seed_asks_the_same_in_whatever_order_the_pool_comes(
    pool: tuple[Question, ...], seed: int, chance: object
) -> None:
    mixed = chance.sample(pool, len(pool))  # type: ignore[attr-defined]
    assert draw(mixed, {pool[0].id}, seed) == draw(pool, [pool[0].id], seed)


def test_another_seed_asks_something_else() -> None:
    pool = tuple(question(f"{o}-{n}", o) for o in OUTCOMES for n in range(5))
    assert len({draw(pool, (), seed) for seed in range(20)}) == 20


@given(SEEDS)
def test_an_attempt_mixes_the_difficulties_that_its_outcomes_have(seed: int) -> None:
    pool = tuple(question(f"{o}-{n}-{d}", o, d) for o in OUTCOMES for n in range(2) for d in (1, 2, 3))
    there = {q.id: q.difficulty for q in pool}
    asked = Counter(there[d.question] for d in draw(pool, (), seed))
    assert max(asked.values()) - min(asked.values()) <= 1


def test_an_empty_pool_asks_nothing() -> None:
    assert draw((), (), 1) == ()


def right(item: str) -> Answer:
    return Answer(item, right=True, first_in_attempt=True)


def wrong(item: str) -> Answer:
    return Answer(item, right=False, first_in_attempt=True)


def second_go(item: str, right: bool) -> Answer:
    return Answer(item, right, first_in_attempt=False)


@pytest.mark.parametrize(
    ("answers", "standing"),
    [
        ([], Standing.NOT_YET),
        ([right("a")], Standing.SHAKY),
        ([wrong("a")], Standing.NOT_YET),
        ([right("a"), right("b")], Standing.HOLDS),
        ([right("a"), wrong("b")], Standing.SHAKY),
        ([wrong("a"), right("b")], Standing.SHAKY),
        ([wrong("a"), wrong("b")], Standing.NOT_YET),
        ([right("a"), right("a"), right("a")], Standing.SHAKY),
        ([wrong("a"), right("a"), right("b")], Standing.HOLDS),
        ([right("a"), wrong("b"), right("b")], Standing.HOLDS),
        ([right("a"), right("b"), wrong("b")], Standing.SHAKY),
        ([right("a"), right("b"), wrong("c"), wrong("d")], Standing.NOT_YET),
        ([wrong("a"), wrong("b"), right("c"), right("d")], Standing.HOLDS),
        ([right("a"), wrong("b"), second_go("b", right=True)], Standing.SHAKY),
        ([right("a"), right("b"), second_go("b", right=False)], Standing.HOLDS),
    ],
)
def test_an_outcome_stands_by_the_last_first_answers_to_two_different_items(
    answers: list[Answer], standing: Standing
) -> None:
    assert outcome_standing(answers) is standing


ANSWERS = st.lists(st.builds(Answer, st.sampled_from("abcd"), st.booleans(), st.booleans()), max_size=20)


@given(ANSWERS)
def test_two_right_first_answers_to_different_items_make_any_outcome_hold(answers: list[Answer]) -> None:
    assert outcome_standing([*answers, right("x"), right("y")]) is Standing.HOLDS


@given(ANSWERS, st.sampled_from("abcd"), st.booleans())
def test_second_goes_change_nothing(answers: list[Answer], item: str, was_right: bool) -> None:
    assert outcome_standing([*answers, second_go(item, was_right)]) is outcome_standing(answers)


@pytest.mark.parametrize(
    ("answers", "lacks"),
    [([], 2), ([wrong("a")], 2), ([right("a")], 1), ([right("a"), wrong("b")], 2), ([wrong("a"), right("b")], 1),
     ([right("a"), right("b")], 0), ([right("a"), right("a")], 1)],
)  # fmt: skip
def test_what_still_lacks_makes_the_outcome_hold_and_less_does_not(answers: list[Answer], lacks: int) -> None:
    assert still_to_get_right(answers) == lacks
    assert (outcome_standing(answers) is Standing.HOLDS) == (lacks == 0)
    more = [right(f"new-{n}") for n in range(lacks)]
    assert outcome_standing([*answers, *more]) is Standing.HOLDS
    if more:
        assert outcome_standing([*answers, *more[1:]]) is not Standing.HOLDS


def test_a_limit_ends_at_the_servers_clock_and_extra_time_is_a_share_of_it() -> None:
    began = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert ends_at(began, None, 50) is None
    assert ends_at(began, 12, 0) == began + timedelta(minutes=12)
    assert ends_at(began, 12, 50) == began + timedelta(minutes=18)
