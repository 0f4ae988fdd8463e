"""How often the method asks about whom, in companies whose truth is known: looked at after each try.

The cohort is estimated anew at each look from what was known then, by the product's own estimating; curves are read by
the product's own model. The conditions stand here once more, over arrays, since millions of pairs are looked at;
`test_measuring.py` holds them to the rules that judge one person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lms.judgement.counting import LOOKED_AT, WORKED_OFF
from lms.judgement.proposing import DOUBT, PLAIN_MOVED, PLAIN_TRIES
from lms.judgement.rules import MOST_HELD
from lms.judgement.statistics.curves import FEWEST_TRIES, HARD_ON_ONE_SD, MOST_RATERS, least_without_one
from lms.judgement.statistics.estimating import Estimated, Growth, estimate
from lms.judgement.statistics.growth import Curves, Floats, outlook, pooled, surer
from lms.judgement.thresholds import DEFAULTS, Thresholds, Tier
from tests.judgement.companies.company import BAR, LOOKS, NOT, Bools, Company
from tests.judgement.looking import Look, leaves, look_at, reviews_of

FIRST_LOOK = 6
NEVER = 99
NOTHING = 1e-9  # of a log ratio: what rounding leaves where one try is all that remains, which says nothing
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

    @cached_property
    def but_for_the_curve(self) -> "Way":
        """The same for all ways that differ only in what they ask of the curve."""
        usual = replace(self.thresholds, tier=DEFAULTS.tier, flat=DEFAULTS.flat, ratio=DEFAULTS.ratio)
        return Way(self.ready, replace(usual, chance=DEFAULTS.chance))


@dataclass(frozen=True)
class Asked:
    """[person, skill]: proposed; module, suspected [skill]."""

    proposed: Bools
    module: Bools


def ask(
    company: Company, tries: int, ways: Sequence[Way], leave: Floats, about: Sequence[Bools] | None = None
) -> list[Asked]:
    """Who is asked about after so many tries, way by way; what is estimated and read is the same in all of them.

    about: way by way the pairs [person, skill] that are of interest; all when left out.
    """
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
    known = Known(company.rater, level, weight, said, found)
    held = {ready: _held(company, look, ready) for ready in {way.ready for way in ways}}
    never = {ready: _never_ready(holding, ready) for ready, holding in held.items()}
    modules = [_suspected(found.growth, way.thresholds) for way in ways]
    may_be = [
        never[way.ready] & ~module & _others_grow(found.growth, way.thresholds)
        for way, module in zip(ways, modules, strict=True)
    ]
    if about is not None:
        may_be = [one & among for one, among in zip(may_be, about, strict=True)]
    proposed = _stand(known, look, ways, may_be)
    for ready, holding in held.items():
        mine = [number for number, way in enumerate(ways) if way.ready == ready]
        stand = _stand_without(known, look, [ways[n] for n in mine], [proposed[n] for n in mine], holding)
        for number, one in zip(mine, stand, strict=True):
            proposed[number] = one
    return [Asked(one, module) for one, module in zip(proposed, modules, strict=True)]


def _suspected(of_skill: Growth, thresholds: Thresholds) -> Bools:
    """[skill] the module is at fault."""
    little = of_skill.growth + DOUBT * of_skill.growth_se < thresholds.module_gain
    return np.asarray((of_skill.people >= thresholds.module_people) & little)


def _others_grow(of_skill: Growth, thresholds: Thresholds) -> Bools:
    return np.asarray(of_skill.growth - of_skill.growth_se > thresholds.others_gain)


@dataclass(frozen=True)
class Known:
    """What was estimated from the reviews: [person, skill, try] but `found`."""

    rater: NDArray[np.int16]
    level: Floats
    weight: Floats
    said: Bools
    found: Estimated

    def of(self, who: NDArray[np.int64]) -> "Known":
        return Known(self.rater[who], self.level[who], self.weight[who], self.said[who], self.found)


def _stand(known: Known, look: Look, ways: Sequence[Way], may_be: Sequence[Bools]) -> list[Bools]:
    """Way by way, which of these pairs meet every condition that asks about their own tries."""
    enough = {way: _enough(known, look, way.ready, way.thresholds) for way in {way.but_for_the_curve for way in ways}}
    stand = [one & enough[way.but_for_the_curve] for way, one in zip(ways, may_be, strict=True)]
    curved = [number for number, way in enumerate(ways) if way.thresholds.tier is Tier.CURVES]
    spoken = _curves_speak(known, look, [ways[number] for number in curved], [stand[number] for number in curved])
    still = _has_not_moved(known, look)
    told = [one & still for one in stand]
    for number, one in zip(curved, spoken, strict=True):
        told[number] = one
    return told


def _stand_without(
    known: Known, look: Look, ways: Sequence[Way], asked: Sequence[Bools], held: Bools
) -> list[Bools]:  # fmt: skip
    """Of the pairs that are asked about, those that still were with any of the tries that hold taken as not made.

    held: the same in all these ways.
    """
    few = held.sum(axis=2) <= MOST_HELD
    stand = [one & few for one in asked]
    who, skills, masks = [], [], []
    for person, skill in np.argwhere(np.any(stand, axis=0)):
        holding = np.flatnonzero(held[person, skill])
        for size in range(1, len(holding) + 1):
            for some in combinations(holding, size):
                mask = np.zeros(held.shape[1:], bool)
                mask[skill, list(some)] = True
                who.append(person)
                skills.append(skill)
                masks.append(mask)
    if who:
        people, of_skill = np.array(who), np.array(skills)
        mine = np.arange(len(people)), of_skill
        may_be = [np.zeros((len(people), held.shape[1]), bool) for _ in ways]
        for one, stands in zip(may_be, stand, strict=True):
            one[mine] = stands[people, of_skill]
        told = _stand(known.of(people), look.without(people, np.array(masks)), ways, may_be)
        for one, before, stands in zip(told, may_be, stand, strict=True):
            fell = before[mine] & ~one[mine]
            stands[people[fell], of_skill[fell]] = False
    return stand


def _has_not_moved(known: Known, look: Look) -> Bools:
    """By counting alone: [person, skill]."""
    said = known.said & look.counts
    telling = said.sum(axis=2)
    before = np.cumsum(said, axis=2) - said
    first = np.where(said & (before < 5), known.level, 0.0).sum(axis=2) / 5
    last = np.where(said & (telling[..., None] - before <= 5), known.level, 0.0).sum(axis=2) / 5
    return np.asarray((telling >= PLAIN_TRIES) & (last - first < PLAIN_MOVED))


def _enough(known: Known, look: Look, ready: Ready, thresholds: Thresholds) -> Bools:
    said, level = known.said & look.counts, known.level
    counted = said.sum(axis=2)
    at_last = np.maximum(look.made.sum(axis=2) - 1, 0)[..., None]
    since = (said & (look.leave >= np.take_along_axis(look.leave, at_last, axis=2))).sum(axis=2)
    telling = np.cumsum(said, axis=2) - said
    far_ones = known.found.far
    raters = np.stack([(said & (known.rater == r)).any(axis=2) for r in range(len(far_ones))])
    far = (raters & far_ones[:, None, None]).any(axis=0)
    five = np.where(said & (counted[..., None] - telling <= 5), level, 0.0).sum(axis=2)
    five /= np.minimum(np.maximum(counted, 1), 5)
    last = np.take_along_axis(look.raw, at_last, axis=2)[..., 0]
    owed = ~np.take_along_axis(look.taught, at_last, axis=2)[..., 0]
    return (
        (counted >= thresholds.tries)
        & (since >= thresholds.since_break)
        & (raters.sum(axis=0) >= thresholds.raters)
        & ~far
        & ~owed
        & (_late(look) < thresholds.late_of_nine)
        & (five <= ready.bar - thresholds.below)
        & (last < ready.bar)
    )


def _held(company: Company, look: Look, ready: Ready) -> Bools:
    held = look.made & (look.raw >= ready.bar)
    if ready.critical:
        done = (company.levels >= DONE) | ~company.critical[None, :, None, :] | (company.levels == NOT)
        held &= done.all(axis=3)
    return held


def _never_ready(held: Bools, ready: Ready) -> Bools:
    ever = np.zeros(held.shape[:2], bool)
    for number in range(held.shape[2]):
        some = held[..., max(0, number - ready.of_last + 1) : number + 1].sum(axis=2)
        ever |= held[..., number] & (some >= ready.running)
    return ~ever


def _late(look: Look) -> NDArray[np.int64]:
    number = np.cumsum(look.reviewed[..., ::-1], axis=2)[..., ::-1]  # counted from the last reviewed try
    recent = look.late & look.reviewed
    late = (recent & (number <= LOOKED_AT)).sum(axis=2)
    return np.where((recent & (number <= WORKED_OFF)).any(axis=2), late, 0)


def _curves(known: Known, look: Look) -> Curves:
    """Of all pairs, person by person; the bar is that of the reference."""
    people, skills = look.counts.shape[:2]
    pairs = people * skills
    found = known.found
    said, of_skill = known.said & look.counts, found.growth
    seats = min(len(found.far), MOST_RATERS)
    column = _seats(known.rater, look.counts, seats).reshape(pairs, -1)
    variance = np.full((pairs, seats), 0.01 + 0.0)
    rater = np.maximum(known.rater, 0).reshape(pairs, -1)
    counted = look.counts.reshape(pairs, -1)
    for seat in range(seats):
        mine = counted & (column == seat)
        last = mine.shape[1] - 1 - mine[:, ::-1].argmax(axis=1)
        unknown = found.rater_variance[np.take_along_axis(rater, last[:, None], axis=1)[:, 0]]
        variance[:, seat] = np.where(mine.any(axis=1), unknown + HARD_ON_ONE_SD**2, variance[:, seat])
    first = np.take_along_axis(look.leave.reshape(pairs, -1), counted.argmax(axis=1)[:, None], axis=1)
    prior = {
        name: np.tile(getattr(of_skill, name), people) for name in ("start", "start_sd", "gain", "gain_sd", "noise")
    }
    return Curves(
        level=known.level.reshape(pairs, -1),
        weight=np.where(said & ~look.first_back, known.weight, 0.0).reshape(pairs, -1),
        before=look.before.reshape(pairs, -1),
        back=(look.leave.reshape(pairs, -1) > first) * 1.0,
        rater=column,
        rater_var=variance,
        bar=np.full(pairs, BAR),
        jump=np.zeros(pairs),
        **prior,
    )


def _curves_speak(known: Known, look: Look, ways: Sequence[Way], may_be: Sequence[Bools]) -> list[Bools]:
    """Way by way, for which of these pairs the curve speaks for asking too: [person, skill].

    What costs most is asked last, and only of those for whom the rest speaks.
    """
    if not any(one.any() for one in may_be):
        return list(may_be)
    curves, found = _curves(known, look), known.found
    read = outlook(curves, found.shapes)
    says = look.counts.sum(axis=2) >= FEWEST_TRIES
    log_ratio = np.where(says, read.log_ratio.reshape(says.shape), 0.0)
    kinds = np.where(says[..., None], read.log_kinds.reshape(*says.shape, -1), 0.0)
    _before, flat, _of_kind = pooled(log_ratio, kinds, found.flat, found.kinds)
    flat = surer(flat, found.surer)
    speaks = [
        one & (flat >= way.thresholds.flat) & (log_ratio >= np.log(way.thresholds.ratio))
        for one, way in zip(may_be, ways, strict=True)
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
        leans[rows] = least_without_one(some, outlook(some, found.shapes), found.shapes) > NOTHING
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
        not_yet = [(first.pair == NEVER) & (tries >= FIRST_LOOK) for first in found]
        for first, asked in zip(found, ask(company, tries, ways, leave, not_yet), strict=True):
            first.pair[asked.proposed] = tries
            first.module[asked.module & (first.module == NEVER)] = tries
    return found
