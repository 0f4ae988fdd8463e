"""The items of a module with what is known of each, for who writes and teaches them. Holds no person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from lms.asking.models import Asked
from lms.asking.places import Kind
from lms.asking.reading import unclear_counts
from lms.curriculum.catalog import Module
from lms.curriculum.models import ContentVersion
from lms.db import session
from lms.questions.question import Question
from lms.quizzes.analysis import FEW, Flag, ItemFigures
from lms.quizzes.analysis_reading import figures_of
from lms.quizzes.models import Attempt, Mark

KEPT_FROM = 2000
"""Ended attempts from which the figures are kept in memory until one more has ended: below, reading takes no time."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How many learners find an item unclear as it is worded, and how many asked about it."""

    unclear: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it is asked now. figures: None while nobody has answered it; place: file and line; number: from 1.

    earlier: answers to each earlier wording, by its hash.
    """

    question: Question
    number: int
    place: str
    figures: ItemFigures | None
    earlier: Mapping[str, int]
    heard: Heard

    @property
    def n(self) -> int:
        return self.figures.n if self.figures else 0

    @property
    def flags(self) -> tuple[Flag, ...]:
        return self.figures.flags if self.figures else ()

    @property
    def blocks(self) -> bool:
        return any(flag.kind.blocks for flag in self.flags)

    @property
    def unsaid(self) -> bool:
        """Whether there are too few answers for a figure."""
        return self.figures is None or self.figures.sums.paired < FEW


def items_of(modules: Collection[Module], heard: Mapping[str, Heard] | None = None) -> dict[str, list[Item]]:
    """By module, the items of its pool in the order written. heard: by item. Asks no right: it concerns nobody."""
    figures = analysed([str(module.id) for module in modules])
    known = _versions(figures)
    found = {}
    for module in modules:
        found[str(module.id)] = [
            Item(
                question, number, module.places.get(question.id, ""), figures.get(question.hash),
                {one: figures[one].n for one in known.get(question.id, ()) if one != question.hash},
                (heard or {}).get(question.id, Heard()),
            )
            for number, question in enumerate(module.pool.questions, 1)
        ]  # fmt: skip
    return found


def heard_of(module_id: str) -> dict[str, Heard]:
    """What learners said of the items of a module, by item; never who."""
    unclear = {spot: count for (section, spot), count in unclear_counts(module_id).items() if not section}
    rows = session().execute(
        select(Asked.spot, func.count(Asked.person_id.distinct()))
        .where(Asked.place == Kind.ITEM.value, Asked.module == module_id, Asked.withdrawn_at.is_(None))
        .group_by(Asked.spot)
    )
    asked = {row[0]: row[1] for row in rows}
    return {one: Heard(unclear.get(one, 0), asked.get(one, 0)) for one in {*unclear, *asked}}


def analysed(modules: Collection[str]) -> Mapping[str, ItemFigures]:
    """The figures of each version, by hash. Of many answers they are kept until another attempt ends or is marked."""
    state = _state()
    if state[0] < KEPT_FROM:
        return figures_of(modules)
    kept: dict[frozenset[str], tuple[Any, Mapping[str, ItemFigures]]]
    kept = current_app.extensions.setdefault("item_figures", {})
    name = frozenset(modules)
    if name not in kept or kept[name][0] != state:
        kept[name] = (state, figures_of(modules))
    return kept[name][1]


def _state() -> tuple[int, Any, int | None]:
    """What changes whenever a figure can."""
    ended, last = session().execute(select(func.count(Attempt.closed_at), func.max(Attempt.closed_at))).one()
    return ended, last, session().scalar(select(func.max(Mark.id)))


def _versions(hashes: Collection[str]) -> dict[str, list[str]]:
    """Of these hashes, those of each item, the newest first."""
    rows = session().execute(
        select(ContentVersion.content_id, ContentVersion.hash)
        .where(ContentVersion.kind == "question")
        .order_by(ContentVersion.created_at.desc(), ContentVersion.hash)
    )
    found: dict[str, list[str]] = {}
    for item, one in rows:
        if one in hashes:
            found.setdefault(item, []).append(one)
    return found
