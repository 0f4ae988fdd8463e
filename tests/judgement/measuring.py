"""How often the method asks about whom, in companies whose truth is known: looked at after each try.

The cohort is estimated anew at each look from what was known then, by the product's own estimating; curves are read by
the product's own model. The conditions stand here once more, over arrays, since millions of pairs are looked at;
`test_measuring.py` holds them to the rules that judge one person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lms.judgement.counting import LOOKED_AT, WORKED_OFF
from lms.judgement.rules import MOST_HELD
from lms.judgement.statistics.curves import HARD_ON_ONE_SD, MOST_RATERS, least_without_one
from lms.judgement.statistics.estimating import Estimated, Reviews, estimate
from lms.judgement.statistics.growth import Curves, Floats, outlook, pooled
from lms.judgement.thresholds import DEFAULTS, Thresholds
from tests.judgement.companies.company import BAR, LOOKS, NOT, Company

Bools = NDArray[np.bool_]
PROMPT = 3  # working days in which a review is promised
FIRST_LOOK = 6
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
class Look:
    """Everything known after so many tries of each pair. Arrays [person, skill, try].

    reviewed: made, and not taken as not made.
    """

    counts: Bools
    before: Floats
    first_back: Bools
    back: Bools
    raw: Floats
    late: Bools
    made: Bools
    reviewed: Bools
    taught: Bools
    leave: Floats

    def without(self, who: NDArray[np.int64], left_out: Bools) -> "Look":
        """These people, each without some of their tries. left_out: [one of `who`, skill, try]."""
        counts = self.counts[who] & ~left_out
        leave = self.leave[who]
        return Look(
            counts, *_clock(counts, leave), self.back[who], self.raw[who], self.late[who] & ~left_out, self.made[who],
            self.reviewed[who] & ~left_out, self.taught[who], leave,
        )  # fmt: skip


def look_at(company: Company, tries: int, leave: Floats) -> Look:
    """leave: [person, skill, try] long absences that ended before the try."""
    made = (np.arange(LOOKS) < np.minimum(company.tries, tries)[..., None]) & (company.day != NOT)
    late = made & (company.reviewed > PROMPT)
    taught = company.taught()
    counts = made & taught & (company.shown > 0) & ~late
    rated = company.levels != NOT
    raw = np.where(rated, company.levels, 0).sum(axis=3) / np.maximum(rated.sum(axis=3), 1)
    return Look(counts, *_clock(counts, leave), leave > 0, raw, late, made, made, taught, leave)


def _clock(counts: Bools, leave: Floats) -> tuple[Floats, Bools]:
    """Counted tries before each try, and which counted ones are the first after a long absence."""
    before = np.cumsum(counts, axis=2) - counts
    return before.astype(float), counts & (before > 0) & (leave > _last_of_counted(leave, counts))


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


def ask(company: Company, tries: int, ready: Ready, thresholds: Thresholds, leave: Floats) -> Asked:
    look = look_at(company, tries, leave)
    reviews, places = reviews_of(company, look)
    people, skills = company.tries.shape
    if not len(reviews.pair):
        return Asked(np.zeros((people, skills), bool), np.zeros(skills, bool))
    found = estimate(reviews)
    of_skill = found.growth
    module = (of_skill.people >= thresholds.module_people) & (
        of_skill.growth + 1.3 * of_skill.growth_se < thresholds.module_gain
    )
    grows = of_skill.growth - of_skill.growth_se > thresholds.others_gain
    level = np.zeros(look.counts.shape)
    level[tuple(places)] = found.level - found.severity
    weight = np.zeros(look.counts.shape)
    weight[tuple(places)] = np.minimum(found.weight, 1.0)
    said = ~found.same_for_all[np.maximum(company.rater, 0)] & look.counts
    known = Known(company.rater, level, weight, said, found)
    held = _held(company, look, ready)
    proposed = _stand(known, look, ready, thresholds) & _never_ready(held, ready) & ~module & grows
    return Asked(proposed & _stands_without(known, look, ready, thresholds, proposed, held), module)


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


def _stand(known: Known, look: Look, ready: Ready, thresholds: Thresholds) -> Bools:
    """Which pairs meet every condition that asks about their own tries."""
    flat, ratio, without, chance = _curves(known, look, ready)
    speaks = (flat >= thresholds.flat) & (ratio >= np.log(thresholds.ratio)) & (chance <= thresholds.chance)
    return _enough(known, look, ready, thresholds) & speaks & (without > 0)


def _stands_without(
    known: Known, look: Look, ready: Ready, thresholds: Thresholds, asked: Bools, held: Bools
) -> Bools:  # fmt: skip
    """Of the pairs that are asked about, those that still were with any of the tries that hold taken as not made."""
    stands = held.sum(axis=2) <= MOST_HELD
    who, skills, masks = [], [], []
    for person, skill in np.argwhere(asked & stands):
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
        left = look.without(people, np.array(masks))
        told = _stand(known.of(people), left, ready, thresholds)[np.arange(len(people)), of_skill]
        stands[people[~told], of_skill[~told]] = False
    return stands


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


def _curves(known: Known, look: Look, ready: Ready) -> tuple[Floats, Floats, Floats, Floats]:
    """Chance of flat, log ratio, least log ratio without a rater, chance to reach the bar: [person, skill]."""
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
    curves = Curves(
        level=known.level.reshape(pairs, -1),
        weight=np.where(said & ~look.first_back, known.weight, 0.0).reshape(pairs, -1),
        before=look.before.reshape(pairs, -1),
        back=(look.leave.reshape(pairs, -1) > first) * 1.0,
        rater=column,
        rater_var=variance,
        bar=np.full(pairs, ready.bar),
        **prior,
    )
    read = outlook(curves, found.shapes)
    log_ratio = np.where(counted.sum(axis=1) >= 2, read.log_ratio, 0.0)
    late = np.where(counted.sum(axis=1) >= 2, read.log_late, 0.0).reshape(people, skills)
    _before, flat, _late_chance = pooled(log_ratio.reshape(people, skills), late, found.flat, found.late)
    chance = read.chance(flat.reshape(-1))
    without = np.where(log_ratio == read.log_ratio, least_without_one(curves, read, found.shapes), log_ratio)
    shape = (people, skills)
    return flat, log_ratio.reshape(shape), without.reshape(shape), chance.reshape(shape)


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
class Figures:
    """Over companies: shares of 0 to 1; by company for the bootstrap: false pairs, pairs, false people, people."""

    false: NDArray[np.int64]
    found: dict[int, float]
    found_of: dict[int, int]
    deep: float
    harsh: float
    module_false: float
    module_found: float

    @property
    def false_pairs(self) -> float:
        return float(self.false[:, 0].sum() / max(1, self.false[:, 1].sum()))

    @property
    def false_people(self) -> float:
        return float(self.false[:, 2].sum() / max(1, self.false[:, 3].sum()))

    def upper(self, column: int, seed: int = 1, rounds: int = 2000) -> float:
        """Upper end of the 95 % interval by drawing companies anew (Efron 1979). column: 0 pairs, 2 people."""
        rng = np.random.default_rng(seed)
        drawn = rng.integers(0, len(self.false), (rounds, len(self.false)))
        sums = self.false[drawn].sum(axis=1)
        return float(np.quantile(sums[:, column] / np.maximum(sums[:, column + 1], 1), 0.975))


def first_asked(
    company: Company, ready: Ready = REFERENCE, thresholds: Thresholds = DEFAULTS
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The look at which each pair was first asked about, and each module first suspected; 99 where it never was."""
    people, skills = company.tries.shape
    pair, module = np.full((people, skills), 99), np.full(skills, 99)
    leave = leaves(company)
    for tries in range(4, LOOKS + 1):
        asked = ask(company, tries, ready, thresholds, leave)
        if tries >= FIRST_LOOK:
            pair = np.where(asked.proposed & (pair == 99), tries, pair)
        module = np.where(asked.module & (module == 99), tries, module)
    return pair, module


def figures(
    companies: Iterable[Company], ready: Ready = REFERENCE, thresholds: Thresholds = DEFAULTS,
    looks: Sequence[int] = (8, 10, 14),
) -> Figures:  # fmt: skip
    false, sure = [], {look: [0, 0] for look in looks}
    deep, harsh, wrong, right = [0, 0], [0, 0], [0, 0], [0, 0]
    for company in companies:
        pair, module = first_asked(company, ready, thresholds)
        sound = company.responds & ~company.module_bad
        asked = pair < 99
        on_sound = asked & sound
        false.append((on_sound.sum(), sound.sum(), on_sound.any(axis=1).sum(), len(pair)))
        fails = ~company.responds & ~company.module_bad
        for look in looks:
            had = fails & (company.tries >= look)
            sure[look][0] += int((had & (pair <= look)).sum())
            sure[look][1] += int(had.sum())
        half = (fails.sum(axis=1) >= company.tries.shape[1] / 2)[:, None] & fails & (company.tries >= 8)
        deep = [deep[0] + int((half & (pair <= 8)).sum()), deep[1] + int(half.sum())]
        hard = company.harsh_on
        harsh = [harsh[0] + int(on_sound[hard].any(axis=1).sum()), harsh[1] + int(hard.sum())]
        bad, good = company.module_bad, ~company.module_bad
        right = [right[0] + int((module[bad] <= FIRST_LOOK).sum()), right[1] + int(bad.sum())]
        wrong = [wrong[0] + int((module[good] < 99).sum()), wrong[1] + int(good.sum())]

    def share(parts: Sequence[int]) -> float:
        return parts[0] / parts[1] if parts[1] else float("nan")

    return Figures(
        false=np.array(false),
        found={look: share(parts) for look, parts in sure.items()},
        found_of={look: parts[1] for look, parts in sure.items()},
        deep=share(deep),
        harsh=share(harsh),
        module_false=share(wrong),
        module_found=share(right),
    )
