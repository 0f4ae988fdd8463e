"""What each threshold means, in plain words, with its unit: for the page that sets them and for what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.i18n import _, lazy
from lms.judgement.settings.checking import Wrong
from lms.judgement.thresholds import DEFAULTS, LIMITS, Thresholds, Tier


class Unit(StrEnum):
    """In what a figure is told."""

    TRIES = "tries"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    PEOPLE = "people"
    REVIEWS = "reviews"
    LEVELS = "levels"
    TIMES = "times"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Figure:
    """A threshold as people read it. label and meaning are said in the reader's language when they are printed."""

    name: str
    unit: Unit
    label: str
    meaning: str

    def said(self, value: float) -> str:
        """The figure with its unit: 6 tries, 70%, 0.4 levels."""
        return _said(self.unit, value)

    @property
    def limits(self) -> str:
        low, high = LIMITS[self.name]
        return f"{_plain(in_unit(self.unit, low))}–{self.said(high)}"

    @property
    def usual(self) -> str:
        return self.said(getattr(DEFAULTS, self.name))

    def typed(self, value: float) -> str:
        """As it stands in a field whose unit stands beside it."""
        return _plain(in_unit(self.unit, value))

    def wrong(self, what: Wrong) -> str:
        """What is wrong with what was typed, and how to mend it."""
        match what:
            case Wrong.NOT_WHOLE:
                return _("Write a whole number.")
            case Wrong.OUTSIDE:
                return _("This figure may lie within %(limits)s.", limits=self.limits)
            case _:
                return _("Write a number.")


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that answer one question."""

    title: str
    figures: tuple[Figure, ...]


GROUPS: Sequence[Group] = (
    Group(
        lazy("Is there enough to go by?"),
        (
            Figure("tries", Unit.TRIES, lazy("Tries that count, at least"),
                   lazy("Only those count that had their show before and their review in time.")),
            Figure("since_break", Unit.TRIES, lazy("Of them since the last long absence, at least"),
                   lazy("Whoever comes back is given time to find their feet.")),
            Figure("break_days", Unit.DAYS, lazy("An absence is long from"),
                   lazy("Calendar days, from the first to the last.")),
            Figure("raters", Unit.PEOPLE, lazy("Different trainers who reviewed, at least"),
                   lazy("No question rests on what one trainer sees.")),
        ),
    ),
    Group(
        lazy("Could it be our teaching?"),
        (
            Figure("others_gain", Unit.LEVELS, lazy("What others are proven to gain in six tries, at least"),
                   lazy("Nobody is slower than others of whom it isn’t known that they get better.")),
            Figure("module_gain", Unit.LEVELS, lazy("A module is suspected when others gain less than"),
                   lazy("Then the module is looked at first, and nobody is asked about.")),
            Figure("module_people", Unit.PEOPLE, lazy("A module can be suspected from"),
                   lazy("With fewer people their gain says too little about the module.")),
            Figure("late_of_nine", Unit.REVIEWS, lazy("Late reviews of the last nine that forbid the question"),
                   lazy("Three prompt ones make it good.")),
        ),
    ),
    Group(
        lazy("How sure must it be?"),
        (
            Figure("flat", Unit.PERCENT, lazy("Chance that more of the same does not help, at least"),
                   lazy("With what the person’s other skills say.")),
            Figure("ratio", Unit.TIMES, lazy("How much better “it does not help” explains the tries, at least"),
                   lazy("From the tries of this skill alone.")),
            Figure("chance", Unit.PERCENT, lazy("Chance to reach the bar in six more tries, at most"),
                   lazy("If teaching goes on as before.")),
            Figure("below", Unit.LEVELS, lazy("The last five reviews lie below the bar by at least"),
                   lazy("Whoever is just below it needs practice, not a question.")),
        ),
    ),
    Group(
        lazy("What follows?"),
        (
            Figure("slower", Unit.TIMES, lazy("Trainers read “teach it differently now” from"),
                   lazy("A note to the trainers alone, long before anybody is asked about.")),
            Figure("new_evidence", Unit.TRIES, lazy("Reviewed tries after a case until another is opened"),
                   lazy("Nobody is asked about twice on the same evidence.")),
            Figure("case_days", Unit.WORKING_DAYS, lazy("Working days in which a case is to be decided"),
                   lazy("It never closes by itself.")),
        ),
    ),
)  # fmt: skip
BY_NAME = {one.name: one for group in GROUPS for one in group.figures}


def tier_words(tier: Tier) -> str:
    return {
        Tier.CURVES: _("Against how others get better"),
        Tier.PLAIN: _("By counting alone"),
    }[tier]


def tier_meaning(tier: Tier) -> str:
    return {
        Tier.CURVES: _("It asks what the tries look more like: somebody who gets better, or somebody who doesn’t."),
        Tier.PLAIN: _(
            "By counting alone it asks for ten tries or more, of which the last five stand no higher than the first "
            "five. Anybody can check that by hand. It errs more often, and the three figures on chances then ask "
            "nothing."
        ),
    }[tier]


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that is another one since."""

    label: str
    before: str
    after: str


def changes(before: Thresholds, after: Thresholds) -> list[Changed]:
    """What differs between two settings, in words."""
    found = []
    if before.tier is not after.tier:
        found.append(Changed(_("How a curve is read"), tier_words(before.tier), tier_words(after.tier)))
    for name, figure in BY_NAME.items():
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            found.append(Changed(str(figure.label), figure.said(one), figure.said(other)))
    return found


def in_unit(unit: Unit, value: float) -> float:
    """A chance in percent; every other figure as it is."""
    return round(value * 100, 2) if unit is Unit.PERCENT else value


def out_of_unit(unit: Unit, typed: Any) -> Any:
    """What was typed in a unit as the rules know it; what is no number stays as it was typed."""
    if unit is not Unit.PERCENT:
        return typed
    try:
        return float(typed) / 100
    except (ValueError, TypeError):
        return typed


def unit_words(unit: Unit) -> str:
    """The unit behind a field."""
    return {
        Unit.TRIES: _("tries"),
        Unit.DAYS: _("days"),
        Unit.WORKING_DAYS: _("working days"),
        Unit.PEOPLE: _("people"),
        Unit.REVIEWS: _("reviews"),
        Unit.LEVELS: _("levels, of 3"),
        Unit.TIMES: _("times"),
        Unit.PERCENT: "%",
    }[unit]


def _said(unit: Unit, value: float) -> str:
    number = _plain(in_unit(unit, value))
    return {  # no figure may be as low as one
        Unit.TRIES: _("%(number)s tries", number=number),
        Unit.DAYS: _("%(number)s days", number=number),
        Unit.WORKING_DAYS: _("%(number)s working days", number=number),
        Unit.PEOPLE: _("%(number)s people", number=number),
        Unit.REVIEWS: _("%(number)s reviews", number=number),
        Unit.LEVELS: _("%(number)s levels", number=number),
        Unit.TIMES: _("%(number)s times", number=number),
        Unit.PERCENT: f"{number}%",
    }[unit]


def _plain(value: float) -> str:
    return f"{value:g}"
