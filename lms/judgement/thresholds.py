"""What is asked before a review is proposed: the figures that a company may set, with their defaults and limits."""

from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType


class Tier(StrEnum):
    """How a curve is read. CURVES: against what the cohort teaches; PLAIN: by counting alone, without statistics."""

    CURVES = "curves"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Levels lie between 0 and 3, chances between 0 and 1.

    tries: counted tries at least; since_break: of them since the last break; break_days: calendar days away that are a
    break; raters: different ones at least; flat: posterior chance that the curve is flat; ratio: how much likelier the
    tries are when it is flat; chance: to reach the bar within six more tries, at most; below: how far the mean of the
    last five lies under the bar at least; others_gain: what the others must be proven to gain in six tries;
    module_people, module_gain: at so many people with too little gain the module is suspected; late_of_nine: so many
    late reviews of the last nine tries forbid a proposal; slower: the ratio from which trainers read "teach it
    differently now"; new_evidence: reviewed tries after a case until another is opened; case_days: working days in
    which a case is to be decided.
    """

    tier: Tier = Tier.CURVES
    tries: int = 6
    since_break: int = 4
    break_days: int = 14
    raters: int = 2
    flat: float = 0.70
    ratio: float = 1.5
    chance: float = 0.30
    below: float = 0.4
    others_gain: float = 0.40
    module_people: int = 8
    module_gain: float = 0.5
    late_of_nine: int = 3
    slower: float = 3.0
    new_evidence: int = 3
    case_days: int = 5

    def __post_init__(self) -> None:
        """Raises ValueError that names every figure outside its limits."""
        wrong = [
            f"{one.name} is {getattr(self, one.name)}, and lies between {low} and {high}"
            for one in fields(self)
            if one.name in LIMITS
            for low, high in [LIMITS[one.name]]
            if not low <= getattr(self, one.name) <= high
        ]
        if wrong:
            raise ValueError("; ".join(wrong))


# No setting can make a proposal of less than what a fair look needs: the lower limits are not a company's to give away.
LIMITS = MappingProxyType(
    {
        "tries": (6, 20),
        "since_break": (3, 20),
        "break_days": (7, 60),
        "raters": (2, 5),
        "flat": (0.5, 0.99),
        "ratio": (1.2, 100.0),
        "chance": (0.01, 0.4),
        "below": (0.2, 1.5),
        "others_gain": (0.3, 1.5),
        "module_people": (6, 30),
        "module_gain": (0.3, 1.0),
        "late_of_nine": (2, 4),
        "slower": (1.5, 100.0),
        "new_evidence": (2, 10),
        "case_days": (2, 15),
    }
)
DEFAULTS = Thresholds()
