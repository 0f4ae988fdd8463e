"""A judgement and all that it was made from, line by line, for whoever reads a terminal."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.i18n import _, day, moment
from lms.judgement.evidence import DebtKind, State
from lms.judgement.response import Response
from lms.judgement.service import PersonJudgement
from lms.judgement.states import Debt, Judgement, Reason, Rule
from lms.judgement.wording import module_title, reason_lines, skill_name, thing

OF_PROPOSAL = tuple(Rule)[tuple(Rule).index(Rule.TRIES_THAT_COUNT) :]
"""The rules that must all hold before a manager is asked to look."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What is told. skill: its id; names: of everybody mentioned; corrected: how many facts were since the moment."""

    judged: PersonJudgement
    skill: str
    name: str
    names: Mapping[int, str]
    corrected: int = 0

    @property
    def judgement(self) -> Judgement:
        return self.judged.by_skill[self.skill]


def lines(told: Explained) -> Iterator[str]:
    """Everything, in the language that is spoken."""
    judgement, basis = told.judgement, told.judged.basis
    yield f"{told.name} ({told.judged.person_id}), {skill_name(told.skill)} ({told.skill})"
    yield _("state: %(state)s", state=f"{judgement.state} – {state_words(judgement.state)}")
    yield _("as of: %(moment)s", moment=moment(judgement.as_of, year=True))
    yield _stands(judgement.next_change_at)
    yield _("method %(method)s, estimate %(estimate)s, settings %(settings)s",
            method=judgement.method, estimate=basis.cohort.version, settings=basis.settings_version)  # fmt: skip
    if told.corrected:
        yield _("%(count)s facts were corrected since then; they count as they stand today.", count=told.corrected)
    yield ""
    yield from _debts(told)
    yield ""
    yield _("Figures")
    yield from (f"  {line}" for line in _figures(told.judged.responses[told.skill]))
    if basis.cohort.surer:
        yield "  " + _("odds of flat in this company: times %(times)s", times=_number(math.exp(basis.cohort.surer)))
    reasons = judgement.reasons
    yield ""
    yield _("What was taught, and what holds")
    yield from _reasons(one for one in reasons if one.rule not in OF_PROPOSAL)
    yield ""
    yield _("What must hold, every one of it and without a debt, before a manager is asked to look")
    yield from _reasons(one for one in reasons if one.rule in OF_PROPOSAL)


def state_words(state: State) -> str:
    return {
        State.UNKNOWN: _("Not started"),
        State.READY: _("Holds"),
        State.UNTRAINED: _("Teaching owed"),
        State.UNTRAINABLE: _("Not responding? – needs review"),
        State.ON_PLAN: _("On plan"),
    }[state]


def _stands(until: datetime | None) -> str:
    if until is None:
        return _("stands until something new is recorded")
    return _("stands until %(moment)s unless something new is recorded", moment=moment(until, year=True))


def _debts(told: Explained) -> Iterator[str]:
    debts = told.judgement.debts
    yield _("Debts: %(count)s", count=len(debts))
    yield from (f"  {_debt(debt, told)}" for debt in debts)


def _debt(debt: Debt, told: Explained) -> str:
    name = module_title(debt.subject) if debt.kind is DebtKind.MODULE else skill_name(told.skill)
    who = _("the manager") if debt.owed_by is None else told.names.get(debt.owed_by, str(debt.owed_by))
    what = thing(debt.kind, name, debt.ordinal)
    words = _("%(thing)s: owed by %(who)s since %(day)s", thing=what, who=who, day=day(debt.since, year=True))
    return words + _lines_of(debt.records)


def _figures(response: Response) -> Iterator[str]:
    yield _(
        "tries that count: %(count)s, reviewed by %(raters)s", count=len(response.tries), raters=len(response.raters)
    )
    if response.last_five is not None:
        yield _("mean level of the last five: %(level)s", level=_number(response.last_five))
    if response.gained is not None and response.usual is not None:
        yield _("gained: %(gained)s levels; others usually %(usual)s",
                gained=_number(response.gained), usual=_number(response.usual))  # fmt: skip
    if response.flat is not None and response.odds_before is not None:
        yield _("chance that more of the same does not help: %(chance)s; beforehand, by the other skills: %(before)s",
                chance=_percent(response.flat), before=_percent(response.odds_before))  # fmt: skip
    if response.ratio is not None and response.ratio_without is not None:
        yield _("“it does not help” explains the tries %(ratio)s times as well; without any one rater %(without)s",
                ratio=_number(response.ratio), without=_number(response.ratio_without))  # fmt: skip
    if response.chance is not None:
        yield _("chance to reach the bar in six more tries: %(chance)s", chance=_percent(response.chance))
    if response.flat is None:
        yield _("of the curve nothing is said: too few tries count, or it is read by counting alone")
    others = response.cohort
    if others.people:
        yield _("others: %(people)s people gain %(growth)s ± %(error)s levels in six tries",
                people=others.people, growth=_number(others.growth), error=_number(others.growth_se))  # fmt: skip


def _reasons(reasons: Iterable[Reason]) -> Iterator[str]:
    for one in reasons:
        asks = "".join(f" ({line.asks})" for line in reason_lines([one]))
        sign = "+" if one.holds else "-"
        yield f"  {sign} {one.rule}{asks}: " + _(
            "found %(found)s, asked %(asked)s", found=_value(one.found), asked=_asked(one)
        ) + _lines_of(one.records)  # fmt: skip


def _asked(reason: Reason) -> str:
    if reason.due is None:
        return _value(reason.asked)
    return _("%(due)s so far, %(count)s in all", due=reason.due, count=reason.asked)


def _lines_of(records: tuple[int, ...]) -> str:
    return "" if not records else " [" + ", ".join(f"#{one}" for one in records) + "]"


def _value(value: float | str) -> str:
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return f"{value:.4g}"


def _percent(chance: float) -> str:
    return f"{100 * chance:.3g}%"
