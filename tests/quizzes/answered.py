"""People of drawn ability and the answers they give, for the tests of item analysis."""

import math
import random
from collections.abc import Callable, Sequence

from lms.quizzes.analysis import BANDS, Cell
from lms.quizzes.parts import Part
from lms.quizzes.sums import Sums

PARTS = tuple(Part(("chosen", one), key=one == "a", replaceable=one != "a") for one in "abcd")
LANGUAGES = ("zh-Hans", "en")


def cell(score: float, rest: float | None, option: str = "", language: str = "zh-Hans") -> Cell:
    """One answer. option: by default the key for a full score, else b."""
    option = option or ("a" if score == 1 else "b")
    right, none = int(score == 1), int(score == 0)
    if rest is None:
        return Cell(language, None, frozenset({("chosen", option)}), Sums(1, right, none, score))
    sums = Sums(1, right, none, score, 0, 0, 0.0, 1, right, score, score**2, rest, rest**2, score * rest)
    return Cell(language, min(int(rest * BANDS), BANDS - 1), frozenset({("chosen", option)}), sums)


def cells_of(pairs: Sequence[tuple[float, float]]) -> list[Cell]:
    """Answers by score and rest score."""
    return [cell(score, rest) for score, rest in pairs]


def logistic(ability: float) -> float:
    return 1 / (1 + math.exp(-ability))


def drawn(
    people: int,
    chance: random.Random,
    answer: Callable[[float, random.Random], str],
    language: Callable[[random.Random], str] = lambda _chance: "zh-Hans",
) -> list[Cell]:
    """An item among seven others, answered by people of drawn ability. answer: the option that one of them takes."""
    cells = []
    for _ in range(people):
        ability = chance.gauss(0, 1)
        rest = sum(chance.random() < logistic(1.2 * (ability + 0.5)) for _ in range(7)) / 7
        option = answer(ability, chance)
        cells.append(cell(float(option == "a"), rest, option, language(chance)))
    return cells


def sound(ability: float, chance: random.Random) -> str:
    """As a sound item is answered: right by ability, else one of the others, all alike."""
    return "a" if chance.random() < logistic(1.2 * (ability + 0.5)) else chance.choice("bcd")
