"""How often the method asks about whom, in companies whose truth is known: looked at after each try.

The cohort is estimated anew at each look from what was known then, by the product's own estimating; curves are read by
the product's own model. The conditions stand here once more, over arrays, since millions of pairs are looked at;
`test_measuring.py` holds them to the rules that judge one person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lms.judgement.counting import LOOKED_AT, WORKED_OFF
from lms.judgement.proposing import PLAIN_MOVED, PLAIN_TRIES
from lms.judgement.statistics.curves import FEWEST_TRIES, HARD_ON_ONE_SD, MOST_RATERS, least_without_one
from lms.judgement.statistics.estimating import Estimated, Growth, Reviews, estimate
from lms.judgement.statistics.growth import Curves, Floats, outlook, pooled
from lms.judgement.thresholds import DEFAULTS, Thresholds, Tier
from tests.judgement.companies.company import BAR, LOOKS, NOT, Company

Bools = NDArray[np.bool_]
PROMPT = 3  # working days in which a review is promised
FIRST_LOOK = 6
NEVER = 99
DONE = 2


@dataclass(frozen=True)
class Ready:
    """What holds, and when somebody is ready: the reference's settings, and the product's own."""

    bar: float = BAR
    running: int = 3
    of_last: int = 3
    critical: bool = False


REFERENCE = Ready()
PRODUCT = Ready(bar=1.8, running=2, of_last=3, critical=True)


@dataclass(frozen=True)
class Way:
    """One way of asking: what holds, and what must be found before somebody is asked about."""

    ready: Ready = REFERENCE
    thresholds: Thresholds = DEFAULTS

    @property
    def but_for_the_curve(self) -> "Way":
        """The same for all ways that differ only in what they ask of the curve."""
        usual = replace(self.thresholds, tier=DEFAULTS.tier, flat=DEFAULTS.flat, ratio=DEFAULTS.ratio)
        return Way(self.ready, replace(usual, chance=DEFAULTS.chance))


@dataclass(frozen=True)
class Look:
    """Everything known after so many tries of each pair. Arrays [person, skill, try] unless said."""

    counts: Bools
    before: Floats
    back: Bools
    first_back: Bools
    raw: Floats
    late: Bools
    made: Bools


def look_at(company: Company, tries: int, leave: Floats) -> Look:
    """leave: [person, skill, try] long absences that ended before the try."""
    made = (np.arange(LOOKS) < np.minimum(company.tries, tries)[..., None]) & (company.day != NOT)
    late = made & (company.reviewed > PROMPT)
    counts = made & company.taught() & (company.shown > 0) & ~late
    before = np.cumsum(counts, axis=2) - counts
    rated = company.levels != NOT
    raw = np.where(rated, company.levels, 0).sum(axis=3) / np.maximum(rated.sum(axis=3), 1)
    last_counted = _last_of_counted(leave, counts)
    first_back = counts & (before > 0) & (leave > last_counted)
    return Look(counts, before.astype(float), leave > 0, first_back, raw, late, made)


def _last_of_counted(values: Floats, counts: Bools) -> Floats:
    """The value at the counted try before each try, 0 before the first."""
    found = np.zeros_like(values)
    running = np.zeros(values.shape[:2])
    for number in range(values.shape[2]):
        found[..., number] = running
        running = np.where(counts[..., number], values[..., number], running)
    return found


def leaves(company: Company) -> Floats:
    """[person, skill, try] long absences that lie before each try."""
    found = np.zeros(company.day.shape)
    for away in company.away:
        found[away.person] += company.day[away.person] > away.to_day
    return found


def reviews_of(company: Company, look: Look) -> tuple[Reviews, NDArray[np.int64]]:
    """The counted reviews of a look in the order in which they ended, and the places they come from."""
    person, skill, number = np.nonzero(look.counts)
    ended = company.day[person, skill, number] + company.reviewed[person, skill, number]
    order = np.lexsort((skill, person, ended))
    places = np.stack([person, skill, number])[:, order]
    person, skill, number = places
    levels = company.levels[person, skill, number].astype(float)
    people, skills = company.tries.shape
    return Reviews(
        pair=person * skills + skill,
        skill=skill,
        rater=company.rater[person, skill, number].astype(np.int64),
        before=look.before[person, skill, number],
        back=look.back[person, skill, number].astype(float),
        levels=np.where(levels == NOT, np.nan, levels),
        skills=skills,
        raters=company.raters,
        pairs=people * skills,
    ), places


@dataclass(frozen=True)
class Asked:
    """[person, skill]: proposed; module, suspected [skill]."""

    proposed: Bools
    module: Bools


def ask(company: Company, tries: int, ways: Sequence[Way], leave: Floats) -> list[Asked]:
    """Who is asked about after so many tries, way by way; what is estimated and read is the same in all of them."""
    look = look_at(company, tries, leave)
    reviews, places = reviews_of(company, look)
    people, skills = company.tries.shape
    if not len(reviews.pair):
        return [Asked(np.zeros((people, skills), bool), np.zeros(skills, bool)) for _ in ways]
    found = estimate(reviews)
    level = np.zeros(look.counts.shape)
    level[tuple(places)] = found.level - found.severity
    weight = np.zeros(look.counts.shape)
    weight[tuple(places)] = np.minimum(found.weight, 1.0)
    said = ~found.same_for_all[np.maximum(company.rater, 0)] & look.counts
    enough = {
        way: _enough(look, company, way.ready, way.thresholds, level, said, found, leave)
        & ~_suspected(found.growth, way.thresholds)
        & _others_grow(found.growth, way.thresholds)
        for way in {way.but_for_the_curve for way in ways}
    }
    all_else = [enough[way.but_for_the_curve] for way in ways]
    proposed = [so_far & _has_not_moved(level, said) for so_far in all_else]
    curved = [number for number, way in enumerate(ways) if way.thresholds.tier is Tier.CURVES]
    if any(all_else[number].any() for number in curved):
        curves = _curves(company, look, level, weight, said, found, leave)
        known = look.counts.sum(axis=2) >= FEWEST_TRIES
        spoken = _curves_speak(curves, known, found, [ways[n] for n in curved], [all_else[n] for n in curved])
    else:
        spoken = [all_else[number] for number in curved]
    for number, speaks in zip(curved, spoken, strict=True):
        proposed[number] = speaks
    return [Asked(one, _suspected(found.growth, way.thresholds)) for one, way in zip(proposed, ways, strict=True)]


def _suspected(of_skill: Growth, thresholds: Thresholds) -> Bools:
    """[skill] the module is at fault."""
    little = of_skill.growth + 1.3 * of_skill.growth_se < thresholds.module_gain
    return np.asarray((of_skill.people >= thresholds.module_people) & little)


def _others_grow(of_skill: Growth, thresholds: Thresholds) -> Bools:
    return np.asarray(of_skill.growth - of_skill.growth_se > thresholds.others_gain)


def _has_not_moved(level: Floats, said: Bools) -> Bools:
    """By counting alone: [person, skill]."""
    telling = said.sum(axis=2)
    before = np.cumsum(said, axis=2) - said
    first = np.where(said & (before < 5), level, 0.0).sum(axis=2) / 5
    last = np.where(said & (telling[..., None] - before <= 5), level, 0.0).sum(axis=2) / 5
    return np.asarray((telling >= PLAIN_TRIES) & (last - first < PLAIN_MOVED))


def _enough(
    look: Look, company: Company, ready: Ready, thresholds: Thresholds, level: Floats, said: Bools, found: Estimated,
    leave: Floats,
) -> Bools:  # fmt: skip
    counted = said.sum(axis=2)
    breaks = np.where(look.counts, leave, -1)
    since = (said & (breaks == breaks.max(axis=2, keepdims=True))).sum(axis=2)
    telling = np.cumsum(said, axis=2) - said
    raters = np.stack([(said & (company.rater == r)).any(axis=2) for r in range(company.raters)])
    far = (raters & found.far[:, None, None]).any(axis=0)
    five = np.where(said & (counted[..., None] - telling <= 5), level, 0.0).sum(axis=2)
    five /= np.minimum(np.maximum(counted, 1), 5)
    last = np.take_along_axis(look.raw, np.maximum(look.made.sum(axis=2) - 1, 0)[..., None], axis=2)[..., 0]
    owed = ~np.take_along_axis(company.taught(), np.maximum(look.made.sum(axis=2) - 1, 0)[..., None], axis=2)[..., 0]
    return (
        (counted >= thresholds.tries)
        & (since >= thresholds.since_break)
        & (raters.sum(axis=0) >= thresholds.raters)
        & _never_ready(company, look, ready)
        & ~far
        & ~owed
        & (_late(look) < thresholds.late_of_nine)
        & (five <= ready.bar - thresholds.below)
        & (last < ready.bar)
    )


def _never_ready(company: Company, look: Look, ready: Ready) -> Bools:
    held = look.made & (look.raw >= ready.bar)
    if ready.critical:
        done = (company.levels >= DONE) | ~company.critical[None, :, None, :] | (company.levels == NOT)
        held &= done.all(axis=3)
    ever = np.zeros(held.shape[:2], bool)
    for number in range(held.shape[2]):
        some = held[..., max(0, number - ready.of_last + 1) : number + 1].sum(axis=2)
        ever |= held[..., number] & (some >= ready.running)
    return ~ever


def _late(look: Look) -> NDArray[np.int64]:
    number = look.made.sum(axis=2)[..., None] - np.arange(look.made.shape[2])
    recent = look.late & (number >= 1)
    late = (recent & (number <= LOOKED_AT)).sum(axis=2)
    return np.where((recent & (number <= WORKED_OFF)).any(axis=2), late, 0)


def _curves(
    company: Company, look: Look, level: Floats, weight: Floats, said: Bools, found: Estimated, leave: Floats
) -> Curves:  # fmt: skip
    """Of all pairs, person by person; the bar is that of the reference."""
    people, skills = company.tries.shape
    pairs = people * skills
    seats = min(company.raters, MOST_RATERS)
    column = _seats(company.rater, look.counts, seats).reshape(pairs, -1)
    variance = np.full((pairs, seats), 0.01 + 0.0)
    rater = np.maximum(company.rater, 0).reshape(pairs, -1)
    counted = look.counts.reshape(pairs, -1)
    for seat in range(seats):
        mine = counted & (column == seat)
        last = mine.shape[1] - 1 - mine[:, ::-1].argmax(axis=1)
        known = found.rater_variance[np.take_along_axis(rater, last[:, None], axis=1)[:, 0]]
        variance[:, seat] = np.where(mine.any(axis=1), known + HARD_ON_ONE_SD**2, variance[:, seat])
    first = np.take_along_axis(leave.reshape(pairs, -1), counted.argmax(axis=1)[:, None], axis=1)
    prior = {
        name: np.tile(getattr(found.growth, name), people) for name in ("start", "start_sd", "gain", "gain_sd", "noise")
    }
    return Curves(
        level=level.reshape(pairs, -1),
        weight=np.where(said & ~look.first_back, weight, 0.0).reshape(pairs, -1),
        before=look.before.reshape(pairs, -1),
        back=(leave.reshape(pairs, -1) > first) * 1.0,
        rater=column,
        rater_var=variance,
        bar=np.full(pairs, BAR),
        **prior,
    )


def _curves_speak(
    curves: Curves, known: Bools, found: Estimated, ways: Sequence[Way], all_else: Sequence[Bools]
) -> list[Bools]:
    """Where the curve speaks for asking too, way by way: [person, skill].

    known: of the curve at least something; all_else: where all else that must hold does. What costs most is asked
    last, and only of those for whom the rest speaks.
    """
    read = outlook(curves, found.shapes)
    log_ratio = np.where(known, read.log_ratio.reshape(known.shape), 0.0)
    log_late = np.where(known, read.log_late.reshape(known.shape), 0.0)
    _before, flat, _late = pooled(log_ratio, log_late, found.flat, found.late)
    speaks = [
        one & (flat >= way.thresholds.flat) & (log_ratio >= np.log(way.thresholds.ratio))
        for one, way in zip(all_else, ways, strict=True)
    ]
    for bar in {way.ready.bar for way in ways}:
        mine = [number for number, way in enumerate(ways) if way.ready.bar == bar]
        chance = _chance(curves, found, flat, bar, np.any([speaks[n] for n in mine], axis=0))
        for n in mine:
            speaks[n] = speaks[n] & (chance <= ways[n].thresholds.chance)
    leans = _leans_without_one(curves, found, np.any(speaks, axis=0))
    return [one & leans for one in speaks]


def _chance(curves: Curves, found: Estimated, flat: Floats, bar: float, asked: Bools) -> Floats:
    """To reach this bar, of these; 1 of all others: [person, skill]."""
    rows = np.flatnonzero(asked)
    chance = np.ones(asked.size)
    if len(rows):
        some = replace(curves.only(rows), bar=np.full(len(rows), bar))
        chance[rows] = outlook(some, found.shapes).chance(flat.reshape(-1)[rows])
    return chance.reshape(asked.shape)


def _leans_without_one(curves: Curves, found: Estimated, asked: Bools) -> Bools:
    """Whether these lean to flat with any one rater or try left out; all others do not: [person, skill]."""
    rows = np.flatnonzero(asked)
    leans = np.zeros(asked.size, bool)
    if len(rows):
        some = curves.only(rows)
        leans[rows] = least_without_one(some, outlook(some, found.shapes), found.shapes) > 0
    return leans.reshape(asked.shape)


def _seats(rater: NDArray[np.int16], counts: Bools, seats: int) -> NDArray[np.int64]:
    """The column of each try's rater, in the order of their first counted tries of the pair."""
    found = np.zeros(rater.shape, dtype=np.int64)
    people, skills, tries = rater.shape
    taken = np.full((people, skills, int(rater.max()) + 1), -1)
    used = np.zeros((people, skills), dtype=np.int64)
    at = np.indices((people, skills))
    for number in range(tries):
        now = np.maximum(rater[..., number], 0)
        seat = taken[at[0], at[1], now]
        fresh = counts[..., number] & (seat < 0)
        seat = np.where(fresh, np.minimum(used, seats - 1), seat)
        taken[at[0], at[1], now] = np.where(counts[..., number], seat, taken[at[0], at[1], now])
        used += fresh
        found[..., number] = np.maximum(seat, 0)
    return found


@dataclass(frozen=True)
class FirstAsked:
    """The look at which each pair [person, skill] was first asked about, and each module [skill] first suspected; NEVER
    where it was not.
    """

    pair: NDArray[np.int64]
    module: NDArray[np.int64]


def first_asked(company: Company, ways: Sequence[Way] = (Way(),)) -> list[FirstAsked]:
    """Looked at after each try, way by way."""
    people, skills = company.tries.shape
    found = [FirstAsked(np.full((people, skills), NEVER), np.full(skills, NEVER)) for _ in ways]
    leave = leaves(company)
    for tries in range(4, LOOKS + 1):
        for first, asked in zip(found, ask(company, tries, ways, leave), strict=True):
            if tries >= FIRST_LOOK:
                first.pair[asked.proposed & (first.pair == NEVER)] = tries
            first.module[asked.module & (first.module == NEVER)] = tries
    return found
