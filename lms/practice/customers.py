"""Who plays the customer when somebody practises alone: one small interface, and the scripted one. Pure.

`docs/decisions/0007-who-plays-the-customer.md` says how somebody else would fit in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lms.curriculum.catalog import CustomerScript, Saying, ScriptEnd, ScriptFact, ScriptNode
from lms.i18n import Text


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is said by somebody on the customer's side."""

    who: Text
    words: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be said next. id: how it is told to `answer`."""

    id: str
    words: Text


@dataclass(frozen=True, slots=True)
class Turn:
    """What the customer does next. opened: a fact that was just told; choices: what may be said, none for free words.

    end: how it ended, None while it goes on.
    """

    lines: tuple[Line, ...]
    opened: str | None = None
    choices: tuple[Choice, ...] = ()
    end: ScriptEnd | None = None


class Customer(Protocol):
    """Somebody to practise with. It is told all that was said each time and keeps nothing: a play can be replayed."""

    def open(self) -> Turn:
        """The first turn, before anything was said."""

    def answer(self, said: Sequence[str]) -> Turn:
        """The turn after all this was said, in order. Raises ValueError for what cannot be said there."""


@dataclass(frozen=True, slots=True)
class Told:
    """A saying of a play with where it was said."""

    node: ScriptNode
    saying: Saying


@dataclass(frozen=True, slots=True)
class ScriptedCustomer:
    """A customer whose lines are written. What was said is told by the ids of options."""

    script: CustomerScript

    def open(self) -> Turn:
        return self._at(self.script.nodes[0].id, (), None)

    def answer(self, said: Sequence[str]) -> Turn:
        if not said:
            return self.open()
        *before, last = self.told(said)
        fact = self.asked_for(last.saying)
        shut = fact is not None and fact.id in {one.saying.closes for one in before}
        who = last.node.who or self.script.name
        heard = [last.saying.reply, None if fact is None else fact.shut if shut else fact.fact]
        lines = tuple(Line(who, words) for words in heard if words is not None)
        return self._at(last.saying.leads, lines, None if fact is None or shut else fact.id)

    def told(self, said: Sequence[str]) -> list[Told]:
        """What was said, with where. Raises ValueError for what cannot be said there."""
        nodes = {node.id: node for node in self.script.nodes}
        found: list[Told] = []
        here = self.script.nodes[0].id
        for one in said:
            node = nodes.get(here)
            saying = next((saying for saying in node.options if saying.id == one), None) if node else None
            if node is None or saying is None:
                raise ValueError(f"{one!r} cannot be said at {here!r}")
            found.append(Told(node, saying))
            here = saying.leads
        return found

    def asked_for(self, saying: Saying) -> ScriptFact | None:
        """The fact that this opens."""
        return next((fact for fact in self.script.facts if fact.id == saying.opens), None)

    def _at(self, name: str, heard: tuple[Line, ...], opened: str | None) -> Turn:
        node = next((node for node in self.script.nodes if node.id == name), None)
        if node is None:
            return Turn(heard, opened, end=next(end for end in self.script.ends if end.id == name))
        choices = tuple(Choice(saying.id, saying.say) for saying in node.options)
        return Turn((*heard, Line(node.who or self.script.name, node.says)), opened, choices)


def replayed(customer: Customer, said: Sequence[str]) -> list[Turn]:
    """Every turn of a play, the first one with it. Raises ValueError for what could not be said."""
    return [customer.open(), *(customer.answer(said[:count]) for count in range(1, len(said) + 1))]


def found_in(customer: Customer, said: Sequence[str]) -> set[str]:
    """The facts that were opened in a play."""
    return {turn.opened for turn in replayed(customer, said) if turn.opened is not None}


@dataclass(frozen=True, slots=True)
class Uncovering:
    """What became of a fact in a play. asked: what opens it; spoilt: what closed it before, None where nothing did."""

    fact: ScriptFact
    opened: bool
    asked: Text
    spoilt: Text | None


def uncovered(customer: ScriptedCustomer, said: Sequence[str]) -> list[Uncovering]:
    """Of each fact whether it was found and what opens it: if it can be, a saying that stood to choose."""
    told, found = customer.told(said), found_in(customer, said)
    met = {one.node.id for one in told}
    asking = [(node.id not in met, saying) for node in customer.script.nodes for saying in node.options if saying.opens]
    return [
        Uncovering(
            fact=fact,
            opened=fact.id in found,
            asked=min((one for one in asking if one[1].opens == fact.id), key=lambda one: one[0])[1].say,
            spoilt=next((one.saying.say for one in told if one.saying.closes == fact.id), None),
        )
        for fact in customer.script.facts
    ]
