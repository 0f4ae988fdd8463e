"""Item analysis: what the answers to an item say of the item. Pure rules over sums, about items and never about people.

A figure that needs FEW answers is left out below that, and bounds rather than figures raise a flag. Two flags forbid a
judgement of people (see lms.quizzes.flags); the others are notes to the author.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.quizzes.parts import Part, Pick
from lms.quizzes.sums import (
    CONFIDENCE,
    Estimate,
    Sums,
    added,
    correlation,
    correlation_of_choice,
    fisher_bounds,
    log_odds,
    share,
)

FEW = 30
"""Answers below which no correlation is told and no flag raised: r < 0.1 at 20 would flag a fifth of sound items."""
TOO_FEW_TO_SHOW = 5
"""Answers below which nothing is shown, since those who gave them may be known."""
REST_ITEMS = 4
"""Items that an attempt needs for the mean of the others to say something."""
WEAK = 0.1
"""An item is said not to discriminate when the upper bound of its correlation is below this."""
CHOSEN_AT_LEAST = 5
"""Choices below which a distractor is no suspect: with fewer the bounds of a lopsided correlation mean nothing."""
DEAD = 0.05
"""A distractor that fewer than this choose does nothing (Haladyna & Downing 1993, Educ. Psychol. Meas. 53)."""
EASY, HARD = 0.95, 0.25
"""Mean scores above and below which an item tells hardly anybody from another."""
DELTA = -2.35
"""Of the log odds ratio, to the scale of the Educational Testing Service."""
DIFFERS, SURELY = 1.5, 1.0
"""On that scale: class C of Zwick & Ercikan (1989), J. Educ. Meas. 26, is 1.5 or more and significantly above 1."""
BANDS = 5
"""Strata of the rest score, each a fifth of its range, within which languages are compared."""


class FlagKind(StrEnum):
    """What may be wrong with an item, or worth a look."""

    KEY_SUSPECT = "key_suspect"
    NOT_DISCRIMINATING = "not_discriminating"
    LANGUAGES_DIFFER = "languages_differ"
    DEAD_DISTRACTOR = "dead_distractor"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"

    @property
    def blocks(self) -> bool:
        """Whether judgement must not hold the item's module against anybody before it is mended."""
        return self in (FlagKind.KEY_SUSPECT, FlagKind.NOT_DISCRIMINATING)


@dataclass(frozen=True, slots=True)
class Flag:
    """Why an item is flagged: the figure, the bound that decided, how many answers say so. pick: of a distractor."""

    kind: FlagKind
    figure: float
    bound: float
    n: int
    pick: Pick | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers alike: in one language, by people of one band of rest scores (None without one), who chose the same."""

    language: str
    band: int | None
    picks: frozenset[Pick]
    sums: Sums


@dataclass(frozen=True, slots=True)
class PartFigures:
    """How one thing that can be chosen fared. correlation: of having chosen it with the rest score."""

    part: Part
    count: int
    share: float
    correlation: Estimate | None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What is known of one version of an item.

    score: the mean, 0 to 1, which is how easy it was; discrimination: None from too few answers, or where all are
    alike; by_language: their sums; difference: log odds of a right answer, first language against second, among people
    alike; seconds: mean, each answer capped; None when no time is known.
    """

    sums: Sums
    score: Estimate | None
    discrimination: Estimate | None
    parts: tuple[PartFigures, ...]
    by_language: Mapping[str, Sums]
    difference: Estimate | None
    flags: tuple[Flag, ...]

    @property
    def n(self) -> int:
        return self.sums.n

    @property
    def seconds(self) -> float | None:
        return self.sums.seconds / self.sums.timed if self.sums.timed else None

    @property
    def blocking(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if flag.kind.blocks)


def analyse(cells: Sequence[Cell], parts: Sequence[Part], languages: tuple[str, str]) -> ItemFigures:
    """The figures of one version of an item. parts: what can be chosen in it; languages: the two that are compared."""
    everybody = added(cell.sums for cell in cells)
    told = everybody.paired >= FEW
    figures = tuple(_of_part(part, cells, everybody) for part in parts)
    difference = _difference(cells, languages)
    score = share(everybody.score, everybody.n)
    discrimination = correlation(everybody) if told else None
    flags = [
        *_suspects(figures),
        *_not_discriminating(discrimination),
        *_language_flag(difference),
        *_difficulty(score),
    ]
    if not any(flag.kind is FlagKind.TOO_EASY for flag in flags):  # of an easy item all distractors are dead
        flags += _dead(figures, everybody.n)
    return ItemFigures(
        everybody, score, discrimination, figures, _by_language(cells), difference,
        tuple(sorted(flags, key=lambda flag: list(FlagKind).index(flag.kind))),
    )  # fmt: skip


def _of_part(part: Part, cells: Sequence[Cell], everybody: Sums) -> PartFigures:
    chosen = added(cell.sums for cell in cells if part.pick in cell.picks)
    told = everybody.paired >= FEW and chosen.paired >= CHOSEN_AT_LEAST
    return PartFigures(
        part,
        chosen.n,
        chosen.n / everybody.n if everybody.n else 0.0,
        correlation_of_choice(chosen, everybody) if told else None,
    )


def _suspects(figures: Iterable[PartFigures]) -> list[Flag]:
    """Distractors that those choose who do better on everything else: the key may be wrong, or a second one right.

    With several distractors one of them is above 0 by chance more often than with one, so the chance of a false alarm
    that CONFIDENCE allows is shared out among those of the item (Bonferroni).
    """
    tried = [(one.part, one.correlation) for one in figures if one.part.distractor and one.correlation is not None]
    flags = []
    for part, found in tried:
        low, _high = fisher_bounds(found.value, found.n, 1 - (1 - CONFIDENCE) / len(tried))
        if low > 0:
            flags.append(Flag(FlagKind.KEY_SUSPECT, found.value, low, found.n, part.pick))
    return flags


def _not_discriminating(found: Estimate | None) -> list[Flag]:
    if found is None or found.high >= WEAK:
        return []
    return [Flag(FlagKind.NOT_DISCRIMINATING, found.value, found.high, found.n)]


def _language_flag(found: Estimate | None) -> list[Flag]:
    if found is None:
        return []
    nearest = min(abs(found.low), abs(found.high)) if found.low * found.high > 0 else 0.0
    if abs(found.value * DELTA) < DIFFERS or nearest * abs(DELTA) <= SURELY:
        return []
    return [Flag(FlagKind.LANGUAGES_DIFFER, found.value, math.copysign(nearest, found.value), found.n)]


def _difficulty(found: Estimate | None) -> list[Flag]:
    if found is None or found.n < FEW:
        return []
    if found.low > EASY:
        return [Flag(FlagKind.TOO_EASY, found.value, found.low, found.n)]
    if found.high < HARD:
        return [Flag(FlagKind.TOO_HARD, found.value, found.high, found.n)]
    return []


def _dead(figures: Iterable[PartFigures], n: int) -> list[Flag]:
    flags = []
    for one in figures:
        found = share(one.count, n) if n >= FEW and one.part.replaceable and one.part.distractor else None
        if found is not None and found.high < DEAD:
            flags.append(Flag(FlagKind.DEAD_DISTRACTOR, found.value, found.high, n, one.part.pick))
    return flags


def _by_language(cells: Sequence[Cell]) -> dict[str, Sums]:
    found: dict[str, list[Sums]] = defaultdict(list)
    for cell in cells:
        found[cell.language].append(cell.sums)
    return {language: added(sums) for language, sums in sorted(found.items())}


def _difference(cells: Sequence[Cell], languages: tuple[str, str]) -> Estimate | None:
    """The item's odds in one language against the other among people who do equally well on the rest."""
    counts: dict[int, dict[str, list[int]]] = defaultdict(lambda: {language: [0, 0] for language in languages})
    for cell in cells:
        if cell.band is not None and cell.language in languages:
            of_band = counts[cell.band][cell.language]
            of_band[0] += cell.sums.paired_right
            of_band[1] += cell.sums.paired - cell.sums.paired_right
    first, second = languages
    if any(sum(sum(band[one]) for band in counts.values()) < FEW for one in languages):
        return None
    return log_odds(
        (band[first][0], band[first][1], band[second][0], band[second][1]) for _, band in sorted(counts.items())
    )
