"""What is asked of the method's figures, and which rows reach it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lms.judgement.method.measured import Asking, Kind, Measured, Row, Shares

PUBLISHED_FOUND = {
    "clean": (0.41, 0.68),
    "one severe rater": (0.44, 0.67),
    "rater drifts": (0.44, 0.70),
    "rates all the same": (0.31, 0.47),
    "hard on some": (0.45, 0.64),
    "half under-taught": (0.22, 0.28),
    "module at fault": (0.52, 0.72),
    "broken checklist item": (0.57, 0.76),
    "noisy raters": (0.18, 0.38),
    "slow but steady": (0.22, 0.47),
    "late starters": (0.36, 0.69),
    "absence": (0.36, 0.54),
    "regression after absence": (0.14, 0.31),
    "quick, then level": (0.51, 0.72),
    "30 % do not respond": (0.38, 0.62),
}
"""Found by eight and by ten tries, by scenario, in the table of the design: a floor. Sparse companies have no pair with
eight tries, and where nobody fails there is nobody to find."""


@dataclass(frozen=True)
class Goal:
    """words: what is asked; of: the rows of which it is; missed: those that do not reach it, each with its figure."""

    words: str
    of: int
    missed: tuple[str, ...]

    @property
    def reached(self) -> int:
        return self.of - len(self.missed)


def goals(found: Measured) -> list[Goal]:
    """The limits of the reference settings, in every row; then what is to be found."""
    scenarios, few = found.of(Kind.SCENARIOS), found.of(Kind.FEW_TRIES)
    clean = [row for row in scenarios if row.scenario == "clean"]
    return [
        _goal("false pairs ≤ 0.5 %", _at_most(scenarios, "false_pairs", 0.005)),
        _goal("their upper bound ≤ 0.8 %", _at_most(scenarios, "false_pairs_upper", 0.008)),
        _goal("false people ≤ 3 %", _at_most(scenarios, "false_people", 0.03)),
        _goal("their upper bound ≤ 4 %", _at_most(scenarios, "false_people_upper", 0.04)),
        _goal("with 4–10 tries: false pairs ≤ 0.5 %", _at_most(few, "false_pairs", 0.005)),
        _goal("with 4–10 tries: false people ≤ 3 %", _at_most(few, "false_people", 0.03)),
        _goal("found by 8 as in the design’s table", _as_published(scenarios, 0)),
        _goal("found by 10 as in the design’s table", _as_published(scenarios, 1)),
        _goal("clean: found by 8 ≥ 55 %", _at_least(clean, "found_8", 0.55)),
        _goal("clean: found by 10 ≥ 75 %", _at_least(clean, "found_10", 0.75)),
        _goal("clean: half of the skills or more, found by 8 ≥ 80 %", _at_least(clean, "deep", 0.80)),
        _goal("one trainer hard: false people ≤ 5 %", _at_most(scenarios, "harsh", 0.05)),
        _goal("clean: modules falsely suspected ≤ 5 %", _at_most(clean, "module_false", 0.05)),
        _goal("bad modules found by the sixth try ≥ 80 %", _at_least(scenarios, "module_found", 0.80)),
    ]


_Told = tuple[Row, float, bool]


def _goal(words: str, told: Iterable[_Told]) -> Goal:
    rows = list(told)
    missed = tuple(f"{row.generator} · {row.scenario} {share * 100:.2g}" for row, share, reached in rows if not reached)
    return Goal(words, len(rows), missed)


def _at_most(rows: Iterable[Row], name: str, most: float) -> Iterator[_Told]:
    return _compared(rows, name, lambda share: share <= most)


def _at_least(rows: Iterable[Row], name: str, least: float) -> Iterator[_Told]:
    return _compared(rows, name, lambda share: share >= least)


def _as_published(rows: Iterable[Row], number: int) -> Iterator[_Told]:
    for row in rows:
        if row.scenario in PUBLISHED_FOUND:
            least = PUBLISHED_FOUND[row.scenario][number]
            yield from _at_least([row], ("found_8", "found_10")[number], least)


def _compared(rows: Iterable[Row], name: str, reached: Callable[[float], bool]) -> Iterator[_Told]:
    for row in rows:
        share = _of(row.by(Asking.REFERENCE), name)
        if share is not None:
            yield row, share, reached(share)


def _of(shares: Shares, name: str) -> float | None:
    share: float | None = getattr(shares, name)
    return share
