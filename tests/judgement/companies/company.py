"""A simulated company: what its records would hold, and beside it the truth that no record holds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Levels = NDArray[np.int8]
Raters = NDArray[np.int16]
Days = NDArray[np.int32]
Counts = NDArray[np.int_]

BAR = 2.0
"""Mean level from which a try shows the skill, in the reference settings."""
LOOKS = 14
"""Tries of a skill that are ever observed; the judgement is looked at after each."""
TRIES = 20
"""Tries of a skill within which everybody who responds to training reaches the bar in truth."""
TOP = 3
"""The best level of an item."""
NOT = -1
"""What was not made, or is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A person away from the first of these working days to the last, both included."""

    person: int
    from_day: int
    to_day: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Company:
    """Axes: person, skill, try (the LOOKS first), item; their order is that of the indices.

    Days count working days from the first day of the path, 0. What was not made or is not there is NOT.
    A person's tries stand in the order of (day, skill): each skill's are spread over the weeks, all interleave.
    """

    levels: Levels
    """[person, skill, try, item] 0 not done, 1 with prompts, 2 done, 3 done well; NOT where no try or no such item."""
    critical: Bools
    """[skill, item] two or three a skill."""
    rater: Raters
    """[person, skill, try] by whom the lead review is."""
    raters: int
    """How many raters the company has: 0 to raters - 1."""
    day: Days
    """[person, skill, try] working day of the try, strictly rising within a person's skill."""
    reviewed: Days
    """[person, skill, try] working days from the try to the end of its review."""
    tries: Counts
    """[person, skill] tries made and reviewed, LOOKS at most."""
    shown: Levels
    """[person, skill, try] shows given up to this try, those of its own day before it among them."""
    promised_shows: Days
    """[skill, ordinal] working day by whose end this show is due, the same for all; leave is taken out of time."""
    promised_tries: Days
    """[skill, ordinal] the same for supervised tries."""
    away: tuple[Away, ...]
    """Leave, in order of person."""

    responds: Bools
    """Truth [person, skill]: whether teaching moves this person here. It stays true where the module is at fault."""
    module_bad: Bools
    """Truth [skill]: teaching moves nobody, because of what is taught."""
    item_bad: Bools
    """Truth [skill, item]: what is rated here has nothing to do with the skill."""
    harsh_on: Bools
    """Truth [person]: their assigned rater is hard on them alone."""
    truth_level: Floats
    """Truth [person, skill, TRIES]: mean level, 0 to 3, to expect of each try from a rater who is neither hard nor
    mild, over the sound items; beyond the tries made, what would have come."""

    def working_day(self) -> Days:
        """The day of each try with the person's leave before it taken out, to be compared with what was promised."""
        return without_leave(self.day, self.away)

    def taught(self) -> Bools:
        """[person, skill, try] whether every show due before the day of this try had been given; False where no try."""
        due = shows_due(self.working_day(), self.promised_shows)
        return np.asarray((self.day != NOT) & (self.shown >= due))


def without_leave(day: Days, away: tuple[Away, ...]) -> Days:
    """The days [person, skill, try] less the leave that lies before each of them; NOT stays."""
    present = day.copy()
    for leave in away:
        mine = day[leave.person]
        present[leave.person] -= np.where(mine > leave.to_day, leave.to_day - leave.from_day + 1, 0)
    return present


def shows_due(present: Days, promised_shows: Days) -> Counts:
    """[person, skill, try] promised shows whose day was over before the day of each try."""
    due: Counts = (promised_shows[None, :, None, :] < present[..., None]).sum(axis=-1)
    return due
