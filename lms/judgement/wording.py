"""What judgements and decisions say, in both languages. Of things and records; never a label on a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId, SkillId
from lms.i18n import Language, Text, _, day, language, level, ngettext, pgettext
from lms.judgement import proposal_words
from lms.judgement.decisions.service import Kind
from lms.judgement.evidence import DebtKind
from lms.judgement.states import Reason, Rule


class Question(StrEnum):
    """The plain questions under which the reasons of a judgement stand."""

    TAUGHT = "taught"
    HOLDS = "holds"
    ELSE = "else"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason as a page shows it.

    holds: None where it only tells; unmet: what is said where it does not hold; owed: that somebody has to do something
    about it; records: words for the link to what proves it, empty for none.
    """

    rule: Rule
    question: Question
    asks: str
    here: str
    needed: str
    holds: bool | None
    records: str
    unmet: str = ""
    owed: bool = False


def skill_name(skill: str, standard: Mapping[str, Any] | None = None) -> str:
    """A skill's name: as the person's frozen standard has it, else as the courses have it today."""
    for one in standard["skills"] if standard else ():
        if one["id"] == skill:
            return Text(**one["name"]).in_(language())
    found = edition.catalog().skills.get(SkillId(skill))
    return found.name.in_(language()) if found else skill


def module_title(module: str) -> str:
    found = edition.catalog().modules.get(ModuleId(module))
    return found.title.in_(language()) if found else module


def thing(kind: DebtKind, name: str, ordinal: int) -> str:
    """What is owed or due, as a noun. name: of the skill, for a module its title; ordinal: for a review, of its try."""
    named = {"name": name, "number": ordinal}
    match kind:
        case DebtKind.MODULE:
            return _("reading “%(name)s” together", **named)
        case DebtKind.SHOW:
            return _("%(name)s, show %(number)s", **named)
        case DebtKind.TRY:
            return _("%(name)s, try %(number)s", **named)
        case DebtKind.REVIEW:
            return _("%(name)s, review of try %(number)s", **named)
        case DebtKind.REFRESHER:
            return _("%(name)s, a refresher", **named)


def owed_count(kind: DebtKind, count: int) -> str:
    """So many owed of a kind, said first: 欠评阅1次."""
    counted = {
        DebtKind.MODULE: ngettext("%(num)s module not read", "%(num)s modules not read", count),
        DebtKind.SHOW: ngettext("%(num)s show owed", "%(num)s shows owed", count),
        DebtKind.TRY: ngettext("%(num)s try owed", "%(num)s tries owed", count),
        DebtKind.REVIEW: ngettext("%(num)s review owed", "%(num)s reviews owed", count),
        DebtKind.REFRESHER: ngettext("%(num)s refresher owed", "%(num)s refreshers owed", count),
    }
    return counted[kind] % {"num": count}


def count_of(kind: DebtKind, count: int) -> str:
    """So many of a kind, after what is owed has been said: 示范2次."""
    counted = {
        DebtKind.MODULE: ngettext("%(num)s course module", "%(num)s course modules", count),
        DebtKind.SHOW: ngettext("%(num)s show", "%(num)s shows", count),
        DebtKind.TRY: ngettext("%(num)s try", "%(num)s tries", count),
        DebtKind.REVIEW: ngettext("%(num)s review", "%(num)s reviews", count),
        DebtKind.REFRESHER: ngettext("%(num)s refresher", "%(num)s refreshers", count),
    }
    return counted[kind] % {"num": count}


def owed_together(counts: Mapping[DebtKind, int]) -> str:
    """How many of each kind are owed, in one breath: 欠示范3次、评阅1次."""
    return _("owed: %(things)s", things=listed(count_of(kind, counts[kind]) for kind in DebtKind if counts.get(kind)))


def days(count: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", count) % {"num": count}


def kind_of_decision(kind: str) -> str:
    return {
        Kind.TEACH_DIFFERENTLY: _("Teach it differently"),
        Kind.ACCOMPANY: _("Go along in the field"),
        Kind.ANOTHER_TRAINER: _("Another trainer"),
        Kind.OBSERVE: _("Keep observing until a day"),
        Kind.OTHER_POST: _("Another post"),
        Kind.NOT_SUITED: _("Agreed: not suited to this"),
    }[Kind(kind)]


def decided_words(kind: str, until_on: date | None) -> str:
    """What was decided, with the day until which is observed."""
    return kind_of_decision(kind) if until_on is None else _("Keep observing until %(day)s", day=day(until_on))


def question(named: Question) -> str:
    return {
        Question.TAUGHT: _("Was it taught?"),
        Question.HOLDS: _("Does it hold?"),
        Question.ELSE: _("Could something else explain it?"),
        Question.MORE: _("Would more of the same help?"),
    }[named]


def reason_lines(reasons: Iterable[Reason]) -> list[ReasonLine]:
    """The reasons of a judgement in their order, without those that have nothing to tell."""
    return [_line(reason) for reason in reasons if _tells(reason)]


_ONLY_TELLS = frozenset(
    {
        Rule.SHOWS_WAITING, Rule.SHOWS_NOT_SEEN, Rule.MODULES_NOT_COME_TO, Rule.SHOWS_NOT_COME_TO,
        Rule.TRIES_NOT_COME_TO, Rule.REFRESHERS_NOT_COME_TO,
    }
)  # fmt: skip
_ONLY_WHEN_FOUND = _ONLY_TELLS | {Rule.REVIEWS_OVERDUE}
_OF_ABILITY = frozenset(
    {
        Rule.HAS_REVIEWED_TRY, Rule.HELD_IN_TWO_OF_LAST_THREE, Rule.LAST_ONE_HELD, Rule.CRITICAL_ITEMS_DONE,
        Rule.RATERS_DIFFER, Rule.OUTCOMES_MASTERED, Rule.REFRESHER_NOT_DUE,
    }
)  # fmt: skip
_NOT_TOLD_IN_NUMBERS = frozenset({Rule.LAST_ONE_HELD, Rule.CRITICAL_ITEMS_DONE})


def _tells(reason: Reason) -> bool:
    if reason.rule in _ONLY_WHEN_FOUND:
        return bool(reason.records)
    if reason.rule is Rule.NOT_BEGUN:
        return reason.holds
    if reason.rule is Rule.RATERS_DIFFER:
        return bool(reason.asked)
    if reason.rule in (Rule.REFRESHER_NOT_DUE, *_NOT_TOLD_IN_NUMBERS):
        return bool(reason.records)
    return True


def _line(reason: Reason) -> ReasonLine:
    of_proposal = reason.rule in proposal_words.PROPOSAL
    return ReasonLine(
        rule=reason.rule,
        question=_question(reason.rule),
        asks=proposal_words.asks(reason.rule) if of_proposal else _asks(reason.rule),
        here=proposal_words.found(reason) if of_proposal else _found(reason),
        needed=proposal_words.needed(reason) if of_proposal else _asked(reason),
        holds=None if reason.rule in _ONLY_TELLS else reason.holds,
        records=_records(reason.rule, len(set(reason.records))),
        unmet=pgettext("condition", "no") if of_proposal else _("not yet"),
        owed=not of_proposal,
    )


def _question(rule: Rule) -> Question:
    if rule in _OF_ABILITY:
        return Question.HOLDS
    if rule not in proposal_words.PROPOSAL or rule in proposal_words.TAUGHT:
        return Question.TAUGHT
    return Question.MORE if rule in proposal_words.MORE else Question.ELSE


def _asks(rule: Rule) -> str:
    return {
        Rule.NOT_BEGUN: _("First thing due"),
        Rule.HAS_REVIEWED_TRY: _("Tries that were reviewed"),
        Rule.HELD_IN_TWO_OF_LAST_THREE: _("Held, of the last three reviewed tries"),
        Rule.LAST_ONE_HELD: _("Mean level of the last reviewed try"),
        Rule.CRITICAL_ITEMS_DONE: _("Every “must” done in the last reviewed try"),
        Rule.RATERS_DIFFER: _("Trainers who saw it hold"),
        Rule.OUTCOMES_MASTERED: _("Quiz outcomes that hold"),
        Rule.REFRESHER_NOT_DUE: _("Practise it again by"),
        Rule.MODULES_READ: _("Modules read to their end or taught"),
        Rule.SHOWS_GIVEN: _("Shows given and not disputed"),
        Rule.SHOWS_WAITING: _("Shows that wait for the trainee’s word"),
        Rule.SHOWS_NOT_SEEN: _("Shows that the trainee did not see"),
        Rule.TRIES_MADE: _("Tries with a trainer"),
        Rule.REVIEWS_OVERDUE: _("Tries whose review is overdue"),
        Rule.TAUGHT_BEFORE_TRIED: _("Tries that had a show before them"),
        Rule.MODULES_NOT_COME_TO: _("Modules offered and not come to"),
        Rule.SHOWS_NOT_COME_TO: _("Shows offered and not come to"),
        Rule.TRIES_NOT_COME_TO: _("Tries offered and not come to"),
        Rule.REFRESHERS_NOT_COME_TO: _("Refreshers offered and not come to"),
    }[rule]


def _found(reason: Reason) -> str:
    if reason.rule is Rule.LAST_ONE_HELD:
        return level(float(reason.found))
    if reason.rule in (Rule.NOT_BEGUN, Rule.REFRESHER_NOT_DUE):
        return day(date.fromisoformat(str(reason.found)))
    return _in_words(reason.found)


def _asked(reason: Reason) -> str:
    match reason.rule:
        case Rule.LAST_ONE_HELD:
            return _("%(level)s or more", level=level(float(reason.asked)))
        case Rule.HAS_REVIEWED_TRY | Rule.HELD_IN_TWO_OF_LAST_THREE | Rule.RATERS_DIFFER:
            return _("%(count)s or more", count=reason.asked)
        case Rule.MODULES_READ | Rule.SHOWS_GIVEN | Rule.TRIES_MADE:
            return _("%(due)s so far, %(count)s in all", due=reason.due, count=reason.asked)
        case _:
            return "" if reason.rule in _ONLY_TELLS else _in_words(reason.asked)


def _in_words(value: float | str) -> str:
    """A count as digits; 0 that is asked for, and the words of the rules, as a reader says them."""
    words = {
        "none": pgettext("condition", "none"),
        "0": pgettext("condition", "none"),
        "all": pgettext("condition", "all"),
        "some": pgettext("condition", "not all"),
        "later": pgettext("condition", "a later day"),
    }
    return words.get(str(value), str(value))


def _records(rule: Rule, count: int) -> str:
    if not count:
        return ""
    match rule:
        case Rule.MODULES_READ:
            return count_of(DebtKind.MODULE, count)
        case Rule.SHOWS_GIVEN | Rule.SHOWS_WAITING | Rule.SHOWS_NOT_SEEN:
            return count_of(DebtKind.SHOW, count)
        case (
            Rule.TRIES_MADE
            | Rule.REVIEWS_OVERDUE
            | Rule.TAUGHT_BEFORE_TRIED
            | Rule.TRIES_THAT_COUNT
            | Rule.TRIES_SINCE_BREAK
            | Rule.REVIEWS_CAME_IN_TIME
        ):
            return count_of(DebtKind.TRY, count)
        case Rule.OUTCOMES_MASTERED:
            return ngettext("%(num)s attempt", "%(num)s attempts", count) % {"num": count}
        case (
            Rule.MODULES_NOT_COME_TO
            | Rule.SHOWS_NOT_COME_TO
            | Rule.TRIES_NOT_COME_TO
            | Rule.REFRESHERS_NOT_COME_TO
            | Rule.LAST_OFFER_COME_TO
        ):
            return ngettext("%(num)s offer", "%(num)s offers", count) % {"num": count}
        case _:
            return count_of(DebtKind.REVIEW, count)


def named_together(names: Sequence[str], most: int = 3) -> str:
    """Chen, Zhou and Wu; 陈、周、吴. More than `most` are named as others."""
    if len(names) > most:
        return _("%(names)s and others", names=listed(names[:most]))
    if language() is Language.EN and len(names) > 1:
        return f"{listed(names[:-1])} and {names[-1]}"
    return listed(names)


def listed(words: Iterable[str]) -> str:
    """A, B, C; 甲、乙、丙."""
    return ("、" if language() is Language.ZH else ", ").join(words)
