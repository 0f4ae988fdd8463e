"""What the answers to an item say of it: hand-made cases, and how often a sound item is called broken."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes.analysis import FEW, Cell, FlagKind, ItemFigures, analyse
from lms.quizzes.parts import Part
from tests.quizzes.answered import LANGUAGES, PARTS, cell, drawn, logistic, sound

RESTS = st.one_of(st.none(), st.integers(0, 7).map(lambda n: n / 7))
ANSWERS = st.builds(cell, st.sampled_from([0.0, 0.5, 1.0]), RESTS, st.sampled_from("abcd"), st.sampled_from(LANGUAGES))


def figures(cells: list[Cell], parts: tuple[Part, ...] = PARTS) -> ItemFigures:
    return analyse(cells, parts, LANGUAGES)


def kinds(cells: list[Cell]) -> set[FlagKind]:
    return {flag.kind for flag in figures(cells).flags}


def test_an_item_that_nobody_answered_has_no_figures() -> None:
    found = figures([])
    assert (found.n, found.score, found.discrimination, found.seconds, found.flags) == (0, None, None, None, ())


def test_a_wrong_key_is_suspected_with_its_option_and_bound() -> None:
    """Those at the top take c, those at the bottom the key."""
    cells = [cell(0.0, 0.9, "c")] * 20 + [cell(1.0, 0.2, "a")] * 20
    found = figures([*cells, cell(0.0, 0.4, "c"), cell(1.0, 0.6, "a")])
    suspect, flat = found.flags
    assert (suspect.kind, suspect.pick, suspect.n) == (FlagKind.KEY_SUSPECT, ("chosen", "c"), 42)
    assert 0.8 < suspect.bound < suspect.figure
    assert flat.kind is FlagKind.NOT_DISCRIMINATING
    assert flat.figure < flat.bound < 0.1
    assert found.blocking == (suspect, flat)


def test_the_bound_of_a_suspect_is_shared_among_the_distractors() -> None:
    cells = drawn(60, random.Random(5), lambda ability, chance: "c" if ability > 0 else chance.choice("abd"))
    alone = figures(cells, tuple(part for part in PARTS if part.pick[1] in "ac")).flags[0]
    among = figures(cells).flags[0]
    assert alone.kind is among.kind is FlagKind.KEY_SUSPECT
    assert among.bound < alone.bound
    assert among.figure == alone.figure


def test_a_second_grade_that_can_be_argued_is_no_distractor() -> None:
    cells = [cell(0.5, 0.9, "c")] * 20 + [cell(1.0, 0.8, "a")] * 10 + [cell(0.0, 0.2, "b")] * 20
    argued = tuple(replace(part, half=part.pick[1] == "c") for part in PARTS)
    assert FlagKind.KEY_SUSPECT in kinds(cells)
    assert not figures(cells, argued).blocking


def test_a_distractor_that_a_handful_chose_is_no_suspect() -> None:
    cells = drawn(60, random.Random(2), sound) + [cell(0.0, 1.0, "d")] * 4
    assert all(flag.pick != ("chosen", "d") for flag in figures([c for c in cells if c.picks]).flags)


def test_an_item_to_which_all_answer_alike_has_no_correlation_and_no_blocker() -> None:
    found = figures([cell(1.0, rest / 7) for rest in range(8)] * 8)
    assert found.discrimination is None
    assert [flag.kind for flag in found.flags] == [FlagKind.TOO_EASY]


def test_a_hard_item_is_a_note_and_blocks_nothing() -> None:
    cells = [cell(0.0, n % 6 / 7, "bcd"[n % 3]) for n in range(54)] + [cell(1.0, 1.0)] * 6
    found = figures(cells)
    assert [flag.kind for flag in found.flags] == [FlagKind.TOO_HARD]
    assert found.blocking == ()


def test_a_distractor_that_nobody_takes_is_dead_once_there_are_enough_to_tell() -> None:
    def without_d(people: int) -> list[Cell]:
        return drawn(people, random.Random(7), lambda a, c: "a" if c.random() < logistic(1.2 * a) else c.choice("bc"))

    assert FlagKind.DEAD_DISTRACTOR not in kinds(without_d(40))  # up to 6 % may choose it
    (flag,) = figures(without_d(60)).flags
    assert (flag.kind, flag.pick, flag.figure) == (FlagKind.DEAD_DISTRACTOR, ("chosen", "d"), 0)


def test_languages_differ_when_people_alike_on_the_rest_do_not_do_alike() -> None:
    def in_language(ability: float, chance: random.Random) -> str:
        return "a" if chance.random() < logistic(ability + (1.4 if spoken[-1] == "en" else -0.6)) else "b"

    spoken: list[str] = []

    def speak(chance: random.Random) -> str:
        return spoken[-1]

    def answer(ability: float, chance: random.Random) -> str:
        spoken.append(chance.choice(LANGUAGES))
        return in_language(ability, chance)

    found = figures(drawn(240, random.Random(4), answer, speak))
    (flag,) = [flag for flag in found.flags if flag.kind is FlagKind.LANGUAGES_DIFFER]
    assert flag.figure < flag.bound < 0  # easier in the second
    assert found.by_language["en"].n + found.by_language["zh-Hans"].n == 240


def test_a_language_of_weaker_readers_is_no_difference_of_the_versions() -> None:
    """Who reads English does worse on everything, this item included."""
    chance = random.Random(11)
    cells = []
    for n in range(400):
        language = LANGUAGES[n % 2]
        ability = chance.gauss(-0.8 if language == "en" else 0.4, 1)
        rest = sum(chance.random() < logistic(1.2 * ability) for _ in range(7)) / 7
        cells.append(cell(float(chance.random() < logistic(1.2 * ability)), rest, language=language))
    found = figures(cells)
    right = {one: sums.right / sums.n for one, sums in found.by_language.items()}
    assert right["zh-Hans"] - right["en"] > 0.15
    assert FlagKind.LANGUAGES_DIFFER not in {flag.kind for flag in found.flags}


def test_a_language_with_few_answers_is_not_compared() -> None:
    cells = [cell(1.0, 0.5)] * 20 + [cell(0.0, 0.4)] * 20 + [cell(0.0, 0.5, language="en")] * (FEW - 1)
    assert figures(cells).difference is None


@given(st.lists(ANSWERS, max_size=FEW - 1))
def test_nothing_is_flagged_and_no_correlation_told_below_thirty_answers(cells: list[Cell]) -> None:
    found = figures(cells)
    assert found.flags == ()
    assert found.discrimination is None
    assert all(part.correlation is None for part in found.parts)


@given(st.lists(ANSWERS, min_size=FEW, max_size=80), st.randoms())
def test_the_order_of_answers_changes_nothing(cells: list[Cell], chance: random.Random) -> None:
    before = figures(cells)
    mixed = list(cells)
    chance.shuffle(mixed)
    assert figures(mixed) == before


@given(st.lists(ANSWERS, max_size=80))
def test_every_flag_says_by_which_bound(cells: list[Cell]) -> None:
    for flag in figures(cells).flags:
        assert flag.n >= FEW
        assert (flag.pick is not None) == (flag.kind in (FlagKind.KEY_SUSPECT, FlagKind.DEAD_DISTRACTOR))


def blocked(people: int, answer: Callable[[float, random.Random], str], items: int = 400) -> float:
    """The share of items like this that block a judgement."""
    chance = random.Random(people)
    return sum(bool(figures(drawn(people, chance, answer)).blocking) for _ in range(items)) / items


@pytest.mark.parametrize("people", [30, 60, 200])
def test_few_sound_items_are_called_broken(people: int) -> None:
    assert blocked(people, sound) <= 0.01


def test_items_with_a_wrong_key_are_found() -> None:
    def wrong_key(ability: float, chance: random.Random) -> str:
        return "c" if chance.random() < logistic(1.2 * (ability + 0.5)) else chance.choice("abd")

    assert blocked(60, wrong_key, 100) >= 0.85
