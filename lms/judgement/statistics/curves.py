"""Reading the curves of many people at once: counted tries in, chances and gains out. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lms.judgement.cohort import Cohort
from lms.judgement.response import CountedTry, Response
from lms.judgement.statistics.growth import (
    KINDS,
    MOST_TRIES,
    Curves,
    Floats,
    Outlook,
    Rows,
    outlook,
    pooled,
    surer,
    usual,
)
from lms.judgement.thresholds import Thresholds, Tier

MOST_RATERS = 6  # of one curve that are told apart; the others of it count as one
HARD_ON_ONE_SD = 0.15  # levels by which a rater may be harder on one person than on others
FEWEST_TRIES = 2  # below that nothing is said
_NOTHING = 1e-9  # of a log ratio

Path = Mapping[str, Response]


def read_curves(
    people: Sequence[Path], bars: Sequence[Mapping[str, float]], cohort: Cohort, thresholds: Thresholds
) -> list[dict[str, Response]]:
    """What the curves of each person say, skill by skill, each beside the person's other skills.

    people: by skill the tries that count; bars: by skill the mean level, 0 to 3, that holds. By the plain tier nothing
    is said of chances, and the counted tries come back as they are.
    """
    if thresholds.tier is Tier.PLAIN:
        return [dict(path) for path in people]
    read = _read(people, bars, cohort)
    # Each choice of tries left out is read as a person of its own beside the same other skills.
    chosen = [
        (number, skill, one)
        for number, path in enumerate(read)
        for skill, response in path.items()
        if _leans(response)
        for one in response.without_held
    ]
    told: dict[tuple[int, str], list[Response]] = defaultdict(list)
    again = _read(
        [{**people[n], skill: one} for n, skill, one in chosen], [bars[n] for n, _skill, _one in chosen], cohort
    )
    for (number, skill, _one), path in zip(chosen, again, strict=True):
        told[number, skill].append(path[skill])
    for (number, skill), ones in told.items():
        read[number][skill] = replace(read[number][skill], without_held=tuple(ones))
    return read


def _leans(response: Response) -> bool:
    """Whether anything may hang on what is read with tries left out: nobody is asked about who leans to growth."""
    return response.ratio_without is not None and response.ratio_without > 1


def _read(people: Sequence[Path], bars: Sequence[Mapping[str, float]], cohort: Cohort) -> list[dict[str, Response]]:
    named = [(number, skill) for number, path in enumerate(people) for skill in path if _says(path[skill])]
    if not named:
        return [dict(path) for path in people]
    curves = gather([people[n][skill] for n, skill in named], [bars[n][skill] for n, skill in named], cohort)
    found = outlook(curves, cohort.shapes)
    before, flat = _beside_others(people, named, found, cohort)
    flat = surer(flat, cohort.surer)
    chance, without = found.chance(flat), least_without_one(curves, found, cohort.shapes)
    grown = usual(np.array([float(len(people[n][skill].tries) - 1) for n, skill in named]))
    read = [dict(path) for path in people]
    for row, (number, skill) in enumerate(named):
        read[number][skill] = replace(
            people[number][skill],
            flat=float(flat[row]),
            ratio=float(np.exp(found.log_ratio[row])),
            ratio_without=float(np.exp(without[row])),
            odds_before=float(before[row]),
            gained=float(flat[row] * found.stays.gained[row] + (1 - flat[row]) * found.grows.gained[row]),
            usual=float(curves.gain[row] * grown[row]),
            chance=float(chance[row]),
        )
    return read


def gather(responses: Sequence[Response], bars: Sequence[float], cohort: Cohort) -> Curves:
    """Rows of arrays from counted tries. responses: with at least one try each."""
    read = [response.tries[-MOST_TRIES:] for response in responses]
    shape = (len(read), max(len(tries) for tries in read))
    level, weight, before, back = (np.zeros(shape) for _ in range(4))
    columns = np.zeros(shape, dtype=np.int64)
    seats = [_seats(tries) for tries in read]
    variances = np.full((len(read), max(max(seat.values()) + 1 for seat in seats)), 0.01)
    for row, (tries, seat) in enumerate(zip(read, seats, strict=True)):
        for number, one in enumerate(tries):
            level[row, number] = one.level
            # The first try after a long absence is shown and does not speak against anybody.
            weight[row, number] = one.weight if one.said and not one.first_back else 0.0
            before[row, number] = one.before
            back[row, number] = one.breaks > tries[0].breaks
            columns[row, number] = seat[one.rater]
        for rater, column in seat.items():
            variances[row, column] = cohort.rater(rater).variance + HARD_ON_ONE_SD**2
    skills = [response.cohort for response in responses]

    def prior(name: str) -> Floats:
        return np.array([getattr(one, name) for one in skills], dtype=float)

    return Curves(
        level, weight, before, back, columns, variances,
        prior("start"), prior("start_sd"), prior("gain"), prior("gain_sd"), prior("noise"), np.array(bars),
        np.zeros(len(read)),
    )  # fmt: skip


def _says(response: Response) -> bool:
    return len(response.tries) >= FEWEST_TRIES


def _seats(tries: Sequence[CountedTry]) -> Mapping[int, int]:
    """A column for each rater of a curve, in the order of their first tries."""
    seats: dict[int, int] = {}
    for one in tries:
        seats.setdefault(one.rater, min(len(seats), MOST_RATERS - 1))
    return seats


def _beside_others(
    people: Sequence[Path], named: Sequence[tuple[int, str]], found: Outlook, cohort: Cohort
) -> tuple[Floats, Floats]:
    """Chance of flat beforehand and in all, by named pair, from all skills of the person."""
    skills = sorted({skill for _number, skill in named})
    column = {skill: number for number, skill in enumerate(skills)}
    table = np.zeros((len(people), len(skills)))
    rows = np.array([number for number, _skill in named])
    columns = np.array([column[skill] for _number, skill in named])
    kinds = np.zeros((*table.shape, len(KINDS)))
    table[rows, columns], kinds[rows, columns] = found.log_ratio, found.log_kinds
    before, flat, _of_kind = pooled(table, kinds, cohort.flat, cohort.kinds)
    return before[rows, columns], flat[rows, columns]


def least_without_one(curves: Curves, found: Outlook, shapes: Sequence[float]) -> Floats:
    """The least log ratio with any one rater or any one try left out; asked only where the whole curve leans to flat.

    One lucky try at the beginning makes a climb look flat, and one trainer's eye makes a curve: neither is enough.
    """
    least = found.log_ratio.copy()
    leans = np.flatnonzero(least > 0)
    for rows, rater in _in_turn(curves, leans):
        some = curves.only(rows).without(rater)
        least[rows] = np.minimum(least[rows], outlook(some, shapes).log_ratio)
    for number in range(curves.weight.shape[1]):
        rows = leans[curves.weight[leans, number] > 0]
        if len(rows):
            some = curves.only(rows).without_try(number)
            least[rows] = np.minimum(least[rows], outlook(some, shapes).log_ratio)
    # Where a single try is all that remains it says nothing: what rounding leaves of that is no leaning either way.
    return np.where(np.abs(least) < _NOTHING, 0.0, least)


def _in_turn(curves: Curves, leans: Rows) -> Iterator[tuple[Rows, int]]:
    """Each rater by column, with those of these curves in which they rated something that weighs."""
    for rater in range(curves.rater_var.shape[1]):
        rated = ((curves.rater == rater) & (curves.weight > 0)).any(axis=1)
        rows = leans[rated[leans]]
        if len(rows):
            yield rows, rater
