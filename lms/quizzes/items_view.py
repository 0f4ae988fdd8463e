"""Items and their figures as the author's pages show them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

from flask import render_template
from markupsafe import Markup

from lms.curriculum.catalog import Module
from lms.i18n import Language, _, language, speaking, zone
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes.analysis import FEW, TOO_FEW_TO_SHOW, PartFigures
from lms.quizzes.flag_words import FlagWords, bounds, named, number, percent, percent_bounds, title_of, told
from lms.quizzes.items import Item
from lms.quizzes.parts import words_of_parts
from lms.quizzes.service import ItemView
from lms.quizzes.sums import share
from lms.web.spreadsheet import Cell, table

SORTS = ("worst", "order", "answers", "score", "discrimination")


@dataclass(frozen=True, slots=True)
class Line:
    """One item in the list. n, score, discrimination, seconds: in words; None where there is none.

    few: why there is no figure, in words. flags: kinds in words, each with whether it blocks.
    """

    item: str
    number: int
    title: str
    kind: str
    outcome: str
    difficulty: str
    place: str
    n: str
    score: str | None
    discrimination: str | None
    bounds: str
    seconds: str | None
    few: str
    unclear: int
    asked: int
    flags: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One thing that can be chosen. share: 0 to 100, for its bar; key: it is right; half: it can be argued."""

    label: str
    words: str
    key: bool
    half: bool
    count: int
    percent: str
    share: float
    correlation: str | None
    bounds: str


@dataclass(frozen=True, slots=True)
class LanguageLine:
    name: str
    n: int
    score: str
    bounds: str


@dataclass(frozen=True, slots=True)
class Preview:
    """An item as learners see it in one language: asked, and after the answer."""

    language: Language
    asked: Markup
    answered: Markup


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything on one item. figures: label, value and what it means; earlier: hash and answers, shown if enough."""

    line: Line
    item: Item
    previews: Sequence[Preview]
    flags: Sequence[FlagWords]
    figures: Sequence[tuple[str, str, str]]
    parts: Sequence[PartLine]
    languages: Sequence[LanguageLine]
    languages_few: str
    earlier: Sequence[tuple[str, str]]
    section: str

    @property
    def parts_by_label(self) -> Sequence[tuple[str, Sequence[PartLine]]]:
        return [(label, list(lines)) for label, lines in groupby(self.parts, key=lambda one: one.label)]


def sorted_items(items: Sequence[Item], by: str) -> list[Item]:
    """In the order asked for; items without the figure come last."""
    if by == "order":
        return list(items)
    if by == "answers":
        return sorted(items, key=lambda one: -one.n)
    if by == "score":
        return sorted(items, key=lambda one: one.figures.score.value if one.figures and one.figures.score else 2.0)
    return sorted(items, key=_weakness if by == "discrimination" else lambda one: (*_badness(one), _weakness(one)))


def _badness(item: Item) -> tuple[int, int]:
    return -sum(flag.kind.blocks for flag in item.flags), -len(item.flags)


def _weakness(item: Item) -> float:
    found = item.figures.discrimination if item.figures else None
    return 2.0 if found is None else found.value


def line_of(module: Module, item: Item) -> Line:
    asked, figures = item.question, item.figures
    outcome = module.outcome(asked.outcome)
    shown = figures is not None and figures.n >= TOO_FEW_TO_SHOW
    score = figures.score if figures is not None and shown else None
    discrimination = figures.discrimination if figures is not None and shown else None
    seconds = figures.seconds if figures is not None and shown else None
    return Line(
        item=asked.id,
        number=item.number,
        title=_short(asked),
        kind=_kind(asked.kind),
        outcome=outcome.text.in_(language()) if outcome else "",
        difficulty=_difficulty(asked.difficulty),
        place=item.place,
        n=_count(item.n),
        score=percent(score.value) if score else None,
        discrimination=number(discrimination.value) if discrimination else None,
        bounds=bounds(discrimination) if discrimination else "",
        seconds=_seconds(seconds),
        few=_few(item),
        unclear=item.heard.unclear,
        asked=item.heard.asked,
        flags=[(title_of(kind), kind.blocks) for kind in dict.fromkeys(flag.kind for flag in item.flags)],
    )


def _few(item: Item) -> str:
    """Why there is no correlation, in words; empty where there is one."""
    if item.figures is None:
        return _("No answers yet")
    if item.figures.n < TOO_FEW_TO_SHOW:
        return _("Too few to show")
    if item.figures.discrimination is not None:
        return ""
    if item.figures.sums.paired < FEW:
        return _("From %(few)s answers", few=FEW)
    return _("All answered alike")


def _count(n: int) -> str:
    return str(n) if n == 0 or n >= TOO_FEW_TO_SHOW else _("under %(few)s", few=TOO_FEW_TO_SHOW)


def _seconds(value: float | None) -> str | None:
    return None if value is None else _("%(count)s s", count=round(value))


def page_of(module: Module, item: Item) -> ItemPage:
    asked = item.question
    section = module.lessons[language()].section(asked.section)
    shown = item.figures is not None and item.n >= TOO_FEW_TO_SHOW
    words = words_of_parts(asked)
    languages, few = _languages(item) if shown else ([], "")
    return ItemPage(
        line=line_of(module, item),
        item=item,
        previews=[_preview(module, asked, spoken) for spoken in Language],
        flags=[told(flag, words) for flag in item.flags],
        figures=_figures(item) if shown else [],
        parts=_parts(item) if shown else [],
        languages=languages,
        languages_few=few,
        earlier=[(one[:8], _count(n)) for one, n in item.earlier.items()],
        section=section.title if section else "",
    )


def _preview(module: Module, asked: Question, spoken: Language) -> Preview:
    """position: names the fields, which stand twice on the page."""
    kind = kind_of(asked)
    position = list(Language).index(spoken) + 1
    order = kind.order(asked.body, Random(asked.id))
    with speaking(spoken, zone().key):
        key = {name: list(values) for name, values in kind.key(asked.body).items()}
        score = None if kind.by_trainer else 1.0
        views = (
            ItemView(position, str(module.id), asked, order, {}, 0, "", False, False, None),
            ItemView(position, str(module.id), asked, order, key, 1, "", False, True, score),
        )
        asked_html, answered_html = (Markup(render_template("quizzes/_preview.html", item=one)) for one in views)  # noqa: S704  our own template
    return Preview(spoken, asked_html, answered_html)


def _figures(item: Item) -> list[tuple[str, str, str]]:
    found = item.figures
    assert found is not None
    assert found.score is not None
    lines = [
        (_("Answers"), str(found.n), _("the first of each person to this wording")),
        (_("Mean score"), percent(found.score.value), percent_bounds(found.score)),
    ]
    in_part = found.n - found.sums.right - found.sums.none
    if in_part:
        rest = _("%(part)s in part, %(none)s not", part=in_part, none=found.sums.none)
        lines.append((_("Wholly right"), str(found.sums.right), rest))
    if found.discrimination is not None:
        fits = _("%(bounds)s; with the mean of the other questions of the attempt", bounds=bounds(found.discrimination))
        lines.append((_("Correlation with the rest"), number(found.discrimination.value), fits))
    else:
        lines.append((_("Correlation with the rest"), "—", _few(item)))
    if found.seconds is not None:
        lines.append((_("Time"), str(_seconds(found.seconds)), _("mean; more than 5 minutes counts as 5")))
    if found.difference is not None:
        odds = [f"{math.exp(one):.1f}" for one in (found.difference.low, found.difference.high)]
        fits = _(
            "%(low)s to %(high)s; odds of a right answer, among people alike on the rest", low=odds[0], high=odds[1]
        )
        lines.append((_("Chinese against English"), f"× {math.exp(found.difference.value):.1f}", fits))
    if found.sums.unsure:
        lines.append((_("Marked as not sure"), percent(found.sums.unsure / found.n), ""))
    return lines


def _parts(item: Item) -> list[PartLine]:
    """By control. Of the many pairs of a matching item those that somebody made, and those that are right."""
    assert item.figures is not None
    words = words_of_parts(item.question)
    figures: Sequence[PartFigures] = item.figures.parts
    if item.question.kind == "matching":
        rows = list(dict.fromkeys(one.part.pick[0] for one in figures))
        made = [one for one in figures if one.count or one.part.key]
        figures = sorted(made, key=lambda one: (rows.index(one.part.pick[0]), -one.count))
    return [
        PartLine(
            label=words[one.part.pick].label,
            words=named((one.part.pick[0], one.part.pick[1]), {one.part.pick: words[one.part.pick]._replace(label="")}),
            key=one.part.key,
            half=one.part.half,
            count=one.count,
            percent=percent(one.share),
            share=round(100 * one.share, 1),
            correlation=number(one.correlation.value) if one.correlation else None,
            bounds=bounds(one.correlation) if one.correlation else "",
        )
        for one in figures
    ]


def _languages(item: Item) -> tuple[list[LanguageLine], str]:
    """Figures by language, or why not: of a language in which few answered, both are left out, else one tells both."""
    assert item.figures is not None
    names = {Language.ZH.value: _("Chinese"), Language.EN.value: _("English")}
    there = {one: sums for one, sums in item.figures.by_language.items() if one in names}
    if any(sums.n < TOO_FEW_TO_SHOW for sums in there.values()):
        return [], _("Fewer than %(few)s answered in one of the languages: too few to show.", few=TOO_FEW_TO_SHOW)
    lines = []
    for one, sums in sorted(there.items(), reverse=True):
        found = share(sums.score, sums.n)
        assert found is not None
        lines.append(LanguageLine(names[one], sums.n, percent(found.value), percent_bounds(found)))
    return lines, ""


def items_table(module: Module, items: Sequence[Item]) -> bytes:
    """The list as a file: one row an item, with the figures as numbers."""
    head = [
        _("Question"), "ID", _("Kind"), _("Outcome"), _("Author’s guess"), _("Answers"), _("Mean score"),
        _("Correlation with the rest"), _("Lower bound"), _("Upper bound"), _("Seconds"), _("Flags"), _("Place"),
    ]  # fmt: skip
    return table([head, *(_cells(line_of(module, item), item) for item in items)])


def _cells(line: Line, item: Item) -> list[Cell]:
    figures = item.figures if item.n >= TOO_FEW_TO_SHOW else None
    found = figures.discrimination if figures else None
    return [
        line.title, line.item, line.kind, line.outcome, line.difficulty, line.n,
        round(figures.score.value, 3) if figures and figures.score else "",
        *((round(one, 3) for one in (found.value, found.low, found.high)) if found else ("",) * 3),
        round(figures.seconds) if figures and figures.seconds is not None else "",
        _(", ").join(words for words, _blocks in line.flags), line.place,
    ]  # fmt: skip


def _short(asked: Question) -> str:
    """How it begins, for a list: the scene tells items apart, where many ask the same."""
    text = next((one for one in (asked.scene, *asked.dialogue) if one is not None), asked.ask).in_(language())
    most = 30 if language() is Language.ZH else 60
    if len(text) <= most:
        return text
    cut = text[:most] if language() is Language.ZH else text[:most].rpartition(" ")[0]
    return cut.rstrip(" “‘，。；：、,;:.") + "…"


def _difficulty(guess: int) -> str:
    return {1: _("easy"), 2: _("middling"), 3: _("hard")}[guess]


def _kind(name: str) -> str:
    words: Mapping[str, str] = {
        "single": _("one of several"),
        "multiple": _("several of several"),
        "true-false": _("true or not"),
        "ordering": _("put in order"),
        "matching": _("match"),
        "numeric": _("a number"),
        "short-text": _("a few words"),
        "hotspot": _("find the line"),
        "vignette": _("grade a customer"),
        "open": _("in one’s own words"),
    }
    return words.get(name, name)
