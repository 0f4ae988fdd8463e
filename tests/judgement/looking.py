"""What was known of simulated companies after so many tries of each pair, as the product would have it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lms.judgement.statistics.estimating import Reviews
from lms.judgement.statistics.growth import Floats
from tests.judgement.companies.company import LOOKS, NOT, Bools, Company

PROMPT = 3  # working days in which a review is promised


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
