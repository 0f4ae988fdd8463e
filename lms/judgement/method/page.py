"""The method's own page: how a state is found, what is never looked at, and how often it errs, in plain words."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.db import session
from lms.i18n import _, day, level, ngettext, sentences, zone
from lms.judgement.basis import Basis, basis_in_force
from lms.judgement.evidence import State
from lms.judgement.method.measured import (
    Asking,
    Kind,
    Measured,
    Over,
    measured_of,
    over_generators,
    scenario_words,
)
from lms.judgement.models import JudgementSettings
from lms.judgement.proposal_words import percent
from lms.judgement.proposing import PLAIN_TRIES
from lms.judgement.rules import METHOD
from lms.judgement.thresholds import Thresholds, Tier
from lms.judgement.why.panel import version_of
from lms.people.directory import names
from lms.web.curve import Curve, Point, Usual

TELLS = 0.2  # log odds from which it is told that a flat stretch says more or less here


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """A kind of company: of a hundred people, so many were asked about wrongly; of those to be found, so many were.

    naive, people: shares in words, over all generators of companies; worst: of the worst of these; at_most: its upper
    bound; found: by 8, 10 and 14 tries. Empty where there is nothing to say.
    """

    words: str
    naive: str
    people: str
    worst: str
    at_most: str
    found: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class MethodPage:
    """states: in the order in which they are decided, each with its sentence; asked: all must hold before a manager is
    asked; forbids: what is ours and forbids the question; errors: as the product comes, empty while it was not
    measured, and so is errors_said; strictly: at the reference's settings; plainly: by counting alone; set_by: who set
    the figures in force, empty for the defaults.
    """

    states: tuple[tuple[State, str], ...]
    asked: tuple[str, ...]
    forbids: tuple[str, ...]
    never: tuple[str, ...]
    grows: Curve
    stays: Curve
    errors: tuple[ErrorRow, ...]
    strictly: tuple[ErrorRow, ...]
    plainly: tuple[ErrorRow, ...]
    errors_said: str
    method: str
    set_by: str
    estimated: str
    counts_plainly: bool


def method_page() -> MethodPage:
    basis, found = basis_in_force(), measured_of(METHOD)
    return MethodPage(
        states=tuple(_states()),
        asked=tuple(_asked(basis.thresholds)),
        forbids=tuple(_forbids(basis.thresholds)),
        never=(
            _("age, gender, origin, looks"), _("traits of character, and what somebody thinks of them"),
            _("sales results"), _("the time of day at which somebody learns"), _("voice and mood in recordings"),
            _("practice alone or with colleagues"),
        ),
        grows=_sample("grows", _("It grows"), (0.9, 1.2, 1.1, 1.5, 1.6, 1.5, 1.9, 1.8)),
        stays=_sample("stays", _("It stays"), (0.9, 1.1, 1.0, 1.2, 1.0, 1.1, 1.0, 1.1)),
        errors=tuple(_errors(found, Asking.PRODUCT, Asking.NAIVE_PRODUCT)),
        strictly=tuple(_errors(found, Asking.REFERENCE, Asking.NAIVE)),
        plainly=tuple(_errors(found, Asking.PLAIN_PRODUCT, Asking.NAIVE_PRODUCT)),
        errors_said=_errors_said(found) if found else "",
        method=version_of(METHOD),
        set_by=_set_by(basis),
        estimated=_estimated(basis),
        counts_plainly=basis.thresholds.tier is Tier.PLAIN,
    )  # fmt: skip


def _states() -> Iterator[tuple[State, str]]:
    yield State.UNKNOWN, _("Nothing of the skill is due yet, and nothing was reviewed.")
    yield (
        State.READY,
        _(
            "Two of the last three reviewed tries held, the last among them; where two trainers coach, not all"
            " seen by one; and the quizzes hold."
        ),
    )
    yield (
        State.UNTRAINED,
        _(
            "Something that was promised was not given by its day: a module, a show, a try, a review. The page says"
            " what, who owes it and since when. While that stands, nobody is asked whether training works."
        ),
    )
    yield (
        State.UNTRAINABLE,
        _(
            "Everything owed was given, nothing below forbids the question, and the person’s own tries say that more"
            " of the same will not do. A manager is asked to look."
        ),
    )
    yield State.ON_PLAN, _("All the rest.")


def _asked(asked: Thresholds) -> Iterator[str]:
    yield _("Nothing is owed to the person in this skill.")
    yield _(
        "At least %(tries)s tries count: they were shown before and reviewed in time; %(since)s of them since the last"
        " absence of %(days)s days or more.",
        tries=max(asked.tries, PLAIN_TRIES) if asked.tier is Tier.PLAIN else asked.tries,
        since=asked.since_break,
        days=asked.break_days,
    )
    yield _("At least %(raters)s trainers reviewed them.", raters=asked.raters)
    yield _("The skill never held before.")
    yield _("What was offered since the last try was come to, and the person is not away for long just now.")
    yield _(
        "The last five reviews that count lie at least %(below)s below the bar on average, and the last one below it.",
        below=level(asked.below),
    )
    yield _("It is proven that others gain more than %(gain)s in six tries.", gain=level(asked.others_gain))
    if asked.tier is Tier.PLAIN:
        yield _("The last five tries stand no higher than the first five.")
        return
    yield _(
        "“It stays” fits the tries at least %(times)s times as well as “it grows”, and still better with any one"
        " trainer or try left out.",
        times=f"{asked.ratio:g}",
    )
    yield _(
        "Together with the person’s other skills, it is at least %(flat)s likely that more of the same doesn’t help.",
        flat=percent(asked.flat),
    )
    yield _("The chance to reach the bar in six more tries is %(chance)s at most.", chance=percent(asked.chance))


def _forbids(asked: Thresholds) -> Iterator[str]:
    yield _(
        "The module: of %(people)s people or more, hardly anybody gains; or a question of its quiz is broken.",
        people=asked.module_people,
    )
    yield _("The checklist: items that nobody ever does, or that do not move with the rest, are left out.")
    yield _("A trainer who rates far from the others, or gives everything the same level.")
    words = _("Reviews that came too late: %(late)s of the last nine, until three in a row are prompt.")
    yield words % {"late": asked.late_of_nine}
    yield _("A long absence: the time is taken out, and the first try after it speaks against nobody.")


def _sample(key: str, skill: str, levels: Iterable[float]) -> Curve:
    """A made-up curve beside the usual pace, to show what the two stories look like."""
    made = tuple(levels)
    usual = (0.9, 1.27, 1.49, 1.65, 1.77, 1.87, 1.95, 2.02)
    return Curve(
        id=key,
        name=_("Sample"),
        skill=skill,
        bar=1.8,
        points=tuple(Point(n, "", mean) for n, mean in enumerate(made, start=1)),
        usual=tuple(Usual(mean - 0.4, mean, mean + 0.4) for mean in usual),
    )


def _errors(found: Measured | None, asking: Asking, naive: Asking) -> Iterator[ErrorRow]:
    for one in _over(found, asking, naive):
        yield ErrorRow(
            words=scenario_words(one.scenario),
            naive=_share(one.naive_people),
            people=_share(one.false_people),
            worst=_share(one.worst),
            at_most=_share(one.at_most),
            found=(_share(one.found_8), _share(one.found_10), _share(one.found_14)),
        )


def _over(found: Measured | None, asking: Asking, naive: Asking) -> tuple[Over, ...]:
    return over_generators(found.of(Kind.SCENARIOS), asking, naive) if found else ()


def _share(share: float | None) -> str:
    if share is None:
        return ""
    return f"{share * 100:.1f}%" if share < 0.1 else f"{share * 100:.0f}%"


def _errors_said(found: Measured) -> str:
    harsh = [one.harsh for one in _over(found, Asking.PRODUCT, Asking.NAIVE_PRODUCT) if one.harsh is not None]
    if not harsh:
        return ""
    return _(
        "Of those whom one trainer treats harder than everybody else, %(share)s are asked about wrongly: the average"
        " hides them.",
        share=_share(max(harsh)),
    )


def _set_by(basis: Basis) -> str:
    if not basis.settings_version:
        return ""
    row = session().scalars(select(JudgementSettings).where(JudgementSettings.id == basis.settings_version)).one()
    who = names([row.by_id])[row.by_id] if row.by_id else _("the command line")
    return _(
        "Settings %(number)s, set by %(name)s on %(day)s: %(why)s",
        number=basis.settings_version, name=who, day=_on(row.at), why=row.why,
    )  # fmt: skip


def _estimated(basis: Basis) -> str:
    """What the usual pace rests on."""
    cohort = basis.cohort
    if cohort.made_at is None:
        return _("No estimate of the usual pace yet, so nobody is asked about.")
    skills = len(cohort.by_skill)
    words = ngettext(
        "Estimate %(number)s of %(day)s, on %(num)s skill.",
        "Estimate %(number)s of %(day)s, on %(num)s skills.",
        skills,
    )
    told = words % {"number": cohort.version, "day": _on(cohort.made_at), "num": skills}
    return sentences([told, _flat_counts(cohort.surer)])


def _flat_counts(surer: float) -> str:
    """What a flat stretch says in this company; nothing where it says neither more nor less."""
    if abs(surer) < TELLS:
        return ""
    times = level(math.exp(surer))
    if surer > 0:
        return _(
            "People’s growth is smooth here, so a flat stretch says more: its odds count %(times)s times.", times=times
        )
    return _(
        "Growth comes in jumps here, or many are slow or late, so a flat stretch says less: its odds count %(times)s"
        " times.",
        times=times,
    )


def _on(moment: datetime) -> str:
    return day(moment.astimezone(zone()).date(), weekday=False)
