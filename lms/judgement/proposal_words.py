"""What the conditions of a proposal say, in both languages: what is asked, what was found, what is needed."""

import math

from lms.i18n import _, level, pgettext
from lms.judgement.states import Reason, Rule

PROPOSAL = frozenset(list(Rule)[list(Rule).index(Rule.TRIES_THAT_COUNT) :])
"""The rules that are asked before a manager is."""

TAUGHT = frozenset({Rule.TRIES_THAT_COUNT, Rule.RATERS_OF_CURVE})
MORE = frozenset(
    {
        Rule.NEVER_READY, Rule.LAST_FIVE_BELOW, Rule.LAST_BELOW_BAR, Rule.ODDS_OF_FLAT, Rule.EVIDENCE_FOR_FLAT,
        Rule.CHANCE_TO_REACH_BAR,
    }
)  # fmt: skip
"""What asks whether more of the same would help; all the others of the proposal ask what else explains it."""

WORKED_OUT = frozenset(
    {
        Rule.ODDS_OF_FLAT,
        Rule.EVIDENCE_FOR_FLAT,
        Rule.CHANCE_TO_REACH_BAR,
        Rule.ANY_RATER_LEFT_OUT,
        Rule.WITHOUT_WHAT_HELD,
    }
)
"""What no record says by itself: the method's page says how it is worked out."""

OF_OTHERS = frozenset({Rule.MODULE_TEACHES, Rule.OTHERS_GROW})
"""What rests on other people: how many, and never who."""

_MOST_TIMES, _WITH_DECIMAL = 100.0, 10.0
_LEVELS = frozenset({Rule.LAST_FIVE_BELOW, Rule.LAST_BELOW_BAR})
_CHANCES = frozenset({Rule.ODDS_OF_FLAT, Rule.CHANCE_TO_REACH_BAR})


def asks(rule: Rule) -> str:
    return {
        Rule.TRIES_THAT_COUNT: _("Tries that count: shown before, reviewed in time"),
        Rule.TRIES_SINCE_BREAK: _("Of them, since the last long absence"),
        Rule.RATERS_OF_CURVE: _("Trainers who reviewed them"),
        Rule.LAST_OFFER_COME_TO: _("Offered since the last try, and not come to"),
        Rule.NEVER_READY: _("Held before, in two of three"),
        Rule.MODULE_TEACHES: _("The module: levels others gain in six tries, at best"),
        Rule.QUIZ_IS_SOUND: _("The module: its quizzes with a broken question"),
        Rule.OTHERS_GROW: _("Proven: levels others gain in six tries, at least"),
        Rule.RATERS_IN_LINE: _("Reviews by a trainer who rates far from the others"),
        Rule.REVIEWS_CAME_IN_TIME: _("Late reviews of the last nine tries"),
        Rule.ANY_RATER_LEFT_OUT: _("With any one trainer or try left out, the tries fit"),
        Rule.LAST_FIVE_BELOW: _("Last five reviews that count, mean level"),
        Rule.LAST_BELOW_BAR: _("Last review, mean level"),
        Rule.ODDS_OF_FLAT: _("How likely it is that more of the same doesn’t help"),
        Rule.EVIDENCE_FOR_FLAT: _("How much better “it stays” fits these tries than “it grows”"),
        Rule.CHANCE_TO_REACH_BAR: _("Chance to reach the bar within six more tries"),
        Rule.WITHOUT_WHAT_HELD: _("With the tries that held left out, all this would be the same"),
    }[rule]


def found(reason: Reason) -> str:
    """What was found, as a page says it. Of too few tries or people nothing is said in figures."""
    rule, value = reason.rule, reason.found
    if rule is Rule.NEVER_READY:
        return pgettext("condition", "never") if reason.holds else pgettext("condition", "yes, before")
    if rule is Rule.WITHOUT_WHAT_HELD:
        return _left_out(str(value))
    if rule is Rule.QUIZ_IS_SOUND:
        return pgettext("condition", "none") if reason.holds else str(value)
    if value == "none" or (rule is Rule.OTHERS_GROW and float(value) <= 0):
        return _("too few people to say") if rule in OF_OTHERS else _("too little to say")
    if rule is Rule.ANY_RATER_LEFT_OUT:
        return _("“it stays”") if reason.holds else _("“it grows”")
    if rule is Rule.EVIDENCE_FOR_FLAT:
        return _times(float(value))
    if rule in OF_OTHERS | _LEVELS:
        return _apart_from(float(value), float(reason.asked))
    if rule in _CHANCES:
        return percent(float(value))
    return pgettext("condition", "none") if value == 0 else str(value)


def _left_out(found: str) -> str:
    return {
        "none": _("no try held"),
        "later": _("not asked while something above does not hold"),
        "all": pgettext("condition", "yes"),
        "some": pgettext("condition", "no"),
    }[found]


def needed(reason: Reason) -> str:
    rule, value = reason.rule, reason.asked
    match rule:
        case Rule.NEVER_READY:
            return pgettext("condition", "never")
        case Rule.QUIZ_IS_SOUND | Rule.RATERS_IN_LINE | Rule.LAST_OFFER_COME_TO:
            return pgettext("condition", "none")
        case Rule.ANY_RATER_LEFT_OUT:
            return _("“it stays”")
        case Rule.WITHOUT_WHAT_HELD:
            return pgettext("condition", "yes")
        case Rule.REVIEWS_CAME_IN_TIME:
            return _("fewer than %(count)s", count=value)
        case Rule.OTHERS_GROW:
            return _("over %(level)s", level=level(float(value)))
        case Rule.LAST_BELOW_BAR:
            return _("below %(level)s", level=level(float(value)))
        case Rule.LAST_FIVE_BELOW:
            return _("%(level)s or less", level=level(float(value)))
        case Rule.MODULE_TEACHES:
            return _("%(level)s or more", level=level(float(value)))
        case Rule.ODDS_OF_FLAT:
            return _("%(level)s or more", level=percent(float(value)))
        case Rule.CHANCE_TO_REACH_BAR:
            return _("%(level)s or less", level=percent(float(value)))
        case Rule.EVIDENCE_FOR_FLAT:
            return _("%(level)s or more", level=_times(float(value)))
        case _:
            return _("%(count)s or more", count=value)


def _apart_from(mean: float, asked: float) -> str:
    """A level; with a second decimal where it would else read the same as what was asked, and isn’t."""
    told = level(mean)
    return f"{math.floor(mean * 100 + 1e-9) / 100:.2f}" if told == level(asked) and mean != asked else told


def percent(chance: float) -> str:
    """A chance between 0 and 1 in whole percent; never one that reads as certain."""
    if chance < 0.01:
        return _("under %(percent)s", percent="1%")
    if chance > 0.99:
        return _("over %(percent)s", percent="99%")
    return f"{round(chance * 100)}%"


def _times(ratio: float) -> str:
    if ratio > _MOST_TIMES:
        return _("over %(num)s times", num=int(_MOST_TIMES))
    return _("%(num)s times", num=f"{ratio:.1f}".removesuffix(".0") if ratio < _WITH_DECIMAL else round(ratio))
