"""What a simulated company is drawn from: every parameter as data, in units that both generators understand."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Teaching(StrEnum):
    """How those learn who respond."""

    USUAL = "usual"
    SLOW = "slow but steady, the bar late"
    LATE = "nothing for some tries, then as usual"
    QUICK = "quick, then level above the bar"


class Odd(StrEnum):
    """What is odd about some of the raters."""

    NOTHING = "nothing"
    SEVERE = "hard on everybody"
    DRIFTS = "harder from week to week"
    SAME = "gives the same whoever it is"
    NOISY = "rates by the mood of the day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Shares are of 0 to 1; levels are the checklist's, 0 to 3; days are working days."""

    key: str
    size: int | None = None
    """People in each company; None: twenty companies of ten for every four of a hundred."""
    tries: tuple[int, int] = (14, 14)
    """Fewest and most tries of a skill, drawn for each person's skill."""

    not_responding: float = 0.10
    """People who do not respond, in one, two, four or all of eight skills in equal shares."""
    start_shift: float = 0.0
    """Levels by which everybody begins higher."""
    gain_shift: float = 0.0
    """Levels that everybody gains more in the first six tries."""
    noise: tuple[float, float] = (0.40, 0.40)
    """Standard deviation of a review's mean about the truth, in levels: drawn for each company between these."""

    learning: Teaching = Teaching.USUAL
    learning_share: float = 0.0
    """People who learn so; the others as usual."""

    odd: Odd = Odd.NOTHING
    odd_raters: float = 0.0
    """Raters who are odd, one at least where any are."""
    odd_levels: float = 0.0
    """By how much: levels harder, levels harder at the end, share of items rated blindly, levels of mood."""
    harsh_on: float = 0.0
    """People on whom their assigned rater is hard, and on them alone."""
    harsh_levels: float = 0.7
    """Levels by which that rater is harder on them."""

    under_taught: float = 0.0
    """People to whom shows are not given, or late."""
    bad_modules: int = 0
    bad_items: int = 0
    """Skills with one checklist item that has nothing to do with the skill."""

    away: float = 0.0
    """People away once for three to six weeks."""
    lost: float = 0.1
    """Share of what was gained that is gone on the day of return."""

    def with_few_tries(self) -> "Scenario":
        """The same company with four to ten tries of a skill, or as few as it had."""
        return replace(self, key=f"{self.key}, 4-10 tries", tries=(4, 10))
