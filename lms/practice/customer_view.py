"""What the pages of a scripted customer show: a play as far as it has come, and all that it needs to go on alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.curriculum.catalog import CustomerScript, Module, Saying
from lms.errors import NotYours, Unusable
from lms.i18n import Text, _, language
from lms.people.directory import names
from lms.people.policy import Action
from lms.practice.customers import ScriptedCustomer, replayed, uncovered
from lms.practice.loading import practised_module, skill_named, try_for
from lms.practice.plays import Kept, plays_of
from lms.practice.rules import TryKind
from lms.practice.try_view import skill_name
from lms.records.undone import Undone, undone_of


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A scripted customer to choose. played: how often; most: facts found in the best of these plays."""

    id: str
    title: str
    minutes: int
    difficulty: int
    total: int
    played: int
    most: int


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing that was said. told: it is a fact that was opened."""

    who: str
    words: str
    own: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """Something to say next. said: all that is said then."""

    id: str
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One's own sentence once the play is over, and what is to be said of it."""

    words: str
    feedback: str
    best: bool


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact once the play is over. asked: what opens it; spoilt: what closed it before, empty where nothing did."""

    words: str
    matters: str
    opened: bool
    asked: str
    spoilt: str


@dataclass(frozen=True, slots=True)
class EndLine:
    words: str
    reached: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A play as far as it has come. said: ids joined by dots; back: the same without the last one, None at the start.

    steps and facts are told once it has ended; script: all of it in the reader's language.
    """

    id: str
    title: str
    name: str
    setting: str
    goal: str
    minutes: int
    hash: str
    total: int
    said: str
    back: str | None
    talk: tuple[Bubble, ...]
    choices: tuple[ChoiceLine, ...]
    found: int
    end: EndLine | None
    steps: tuple[StepLine, ...]
    facts: tuple[FactLine, ...]
    script: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlayedPage:
    """A play that was logged. play: as it was, from the script of then; undone: it was taken back."""

    try_id: int
    person_id: int
    person: str
    skill: str
    skill_name: str
    at: datetime
    own: bool
    play: CustomerPage
    undone: Undone | None


def joined(said: Iterable[str]) -> str:
    return ".".join(said)


def parted(said: str) -> tuple[str, ...]:
    return tuple(said.split(".")) if said else ()


def module_of(skill: str) -> Module:
    """The module with whose customers a skill is practised. Raises NotYours for a skill that there is not."""
    try:
        return practised_module(skill_named(skill))
    except Unusable as unknown:
        raise NotYours from unknown


def lines_of(module: Module, plays: Iterable[Kept]) -> tuple[CustomerLine, ...]:
    """The customers of a module, with what one has played of each, in whatever version."""
    played: dict[str, list[int]] = {}
    for kept in plays:
        played.setdefault(kept.play.script.id, []).append(kept.found)
    return tuple(
        CustomerLine(
            one.id, _said(one.title), one.minutes, one.difficulty, len(one.facts), len(found), max(found, default=0)
        )
        for one in module.customers
        for found in [played.get(one.id, [])]
    )


def customer_page(script: CustomerScript, said: Sequence[str]) -> CustomerPage:
    """A play in the reader's language. Raises ValueError for what could not be said."""
    customer = ScriptedCustomer(script)
    turns, told = replayed(customer, said), customer.told(said)
    last = turns[-1]
    ended = last.end is not None
    return CustomerPage(
        id=script.id,
        title=_said(script.title),
        name=_said(script.name),
        setting=_said(script.setting),
        goal=_said(script.goal),
        minutes=script.minutes,
        hash=script.hash,
        total=len(script.facts),
        said=joined(said),
        back=joined(said[:-1]) if said else None,
        talk=tuple(_talk(customer, said)),
        choices=tuple(ChoiceLine(one.id, _said(one.words), joined([*said, one.id])) for one in last.choices),
        found=sum(turn.opened is not None for turn in turns),
        end=EndLine(_said(last.end.text), last.end.reached) if last.end else None,
        steps=tuple(_step(one.saying) for one in told) if ended else (),
        facts=tuple(_facts(customer, said)) if ended else (),
        script=_script(script),
    )


def played_page(actor_id: int, try_id: int) -> PlayedPage:
    """A play that was logged. Raises NotYours, also for practice alone that was logged without a script."""
    made = try_for(actor_id, Action.SEE_TRY, try_id).row
    kept = plays_of([try_id]).get(try_id) if made.kind == TryKind.SOLO else None
    if kept is None:
        raise NotYours
    return PlayedPage(
        try_id=try_id,
        person_id=made.person_id,
        person=names([made.person_id])[made.person_id],
        skill=made.skill,
        skill_name=skill_name(made.skill),
        at=made.started_at,
        own=made.person_id == actor_id,
        play=customer_page(kept.play.script, kept.play.said),
        undone=undone_of("try", try_id),
    )


def _talk(customer: ScriptedCustomer, said: Sequence[str]) -> Iterable[Bubble]:
    told = customer.told(said)
    for position, turn in enumerate(replayed(customer, said)):
        if position:
            yield Bubble(_("You"), _said(told[position - 1].saying.say), own=True)
        fact = next((one.fact for one in customer.script.facts if one.id == turn.opened), None)
        for line in turn.lines:
            yield Bubble(_said(line.who), _said(line.words), told=line.words == fact)


def _step(saying: Saying) -> StepLine:
    return StepLine(_said(saying.say), _said(saying.feedback), saying.best)


def _facts(customer: ScriptedCustomer, said: Sequence[str]) -> Iterable[FactLine]:
    for one in uncovered(customer, said):
        spoilt = _said(one.spoilt) if one.spoilt is not None else ""
        yield FactLine(_said(one.fact.fact), _said(one.fact.matters), one.opened, _said(one.asked), spoilt)


def _script(script: CustomerScript) -> Mapping[str, Any]:
    """The whole script in the reader's language, for a page that goes on without network."""
    return {
        "you": _("You"),
        "facts": [
            {"id": one.id, "fact": _said(one.fact), "matters": _said(one.matters), "shut": _said(one.shut)}
            for one in script.facts
        ],
        "nodes": [
            {
                "id": node.id,
                "who": _said(node.who or script.name),
                "says": _said(node.says),
                "options": [_option(saying) for saying in node.options],
            }
            for node in script.nodes
        ],
        "ends": [{"id": end.id, "text": _said(end.text), "reached": end.reached} for end in script.ends],
    }


def _option(saying: Saying) -> Mapping[str, Any]:
    return {
        "id": saying.id,
        "say": _said(saying.say),
        "reply": _said(saying.reply),
        "leads": saying.leads,
        "opens": saying.opens,
        "closes": saying.closes,
        "feedback": _said(saying.feedback),
        "best": saying.best,
    }


def _said(text: Text | None) -> str:
    return "" if text is None else text.in_(language())
