"""Rules for scripted customers: each path ends, each fact can be had, nothing gives the best sentence away."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.reading import LANGUAGES, Entry
from lms.curriculum.schema import CustomerShape, SayingShape, ScriptNodeShape
from lms.curriculum.skill_rules import same_id

MOST_SAYINGS = 14
"""Of the longest path: what can be played through while one waits for somebody."""
LENGTH_TOLERANCE = 0.5
FREE_CHARACTERS = 6
LARGEST_SHARE = 0.4
"""Of the nodes, in which the best sentence may be the longest, or the shortest."""


def faults_of(module: ModuleDraft) -> Iterator[Fault]:
    for stem, customer in module.customers.items():
        yield from same_id(customer.value.id, stem, customer)
        script = _Script(customer)
        names = [*_repeated(script), *_unknown(script)]
        yield from names
        if not names:  # else what follows from the paths would be told of paths that are not meant
            yield from _paths(script)
        yield from _facts(script)
        yield from _best(script)


@dataclass(frozen=True)
class _Script:
    """A script as a graph. An edge is a node and one thing that may be said there, by their positions."""

    entry: Entry[CustomerShape]

    @cached_property
    def nodes(self) -> Mapping[str, ScriptNodeShape]:
        return {node.id: node for node in self.entry.value.nodes}

    @property
    def first(self) -> str:
        return self.entry.value.nodes[0].id

    @property
    def ends(self) -> Sequence[str]:
        return [end.id for end in self.entry.value.ends]

    @property
    def facts(self) -> Sequence[str]:
        return [fact.id for fact in self.entry.value.facts]

    @property
    def sayings(self) -> Iterator[tuple[str, SayingShape, tuple[str | int, ...]]]:
        """Each with the node that it is said at, and the steps to its place."""
        for at, node in enumerate(self.entry.value.nodes):
            for position, saying in enumerate(node.options):
                yield node.id, saying, ("nodes", at, "options", position)

    def at(self, *steps: str | int) -> Place:
        return self.entry.at(*steps)

    def reached(self, *start: str, without_closing: str = "") -> set[str]:
        """Nodes and ends that can be come to from these, which are among them; never by what closes this fact."""
        found, waiting = set(start), list(start)
        while waiting:
            for saying in self._options(waiting.pop()):
                if saying.leads not in found and (not without_closing or saying.closes != without_closing):
                    found.add(saying.leads)
                    waiting.append(saying.leads)
        return found

    def _options(self, name: str) -> Sequence[SayingShape]:
        return self.nodes[name].options if name in self.nodes else ()

    def longest(self) -> int:
        """How many things are said on the longest path; there must be no way round."""
        lengths: dict[str, int] = {}

        def length(name: str) -> int:
            if name not in lengths:
                lengths[name] = max((1 + length(saying.leads) for saying in self._options(name)), default=0)
            return lengths[name]

        return length(self.first)


def _repeated(script: _Script) -> Iterator[Fault]:
    entry = script.entry.value
    for name, ids in (("facts", script.facts), ("nodes", [n.id for n in entry.nodes]), ("ends", script.ends)):
        taken = list(script.nodes) if name == "ends" else []
        for position, one in enumerate(ids):
            if one in taken or one in ids[:position]:
                yield script.at(name, position, "id").fault(f"the id '{one}' stands here twice", "rename one")
    for at, node in enumerate(entry.nodes):
        said = [saying.id for saying in node.options]
        for position, one in enumerate(said):
            if one in said[:position]:
                place = script.at("nodes", at, "options", position, "id")
                yield place.fault(f"the id '{one}' stands here twice", "rename one")


def _unknown(script: _Script) -> Iterator[Fault]:
    for _node, saying, steps in script.sayings:
        if saying.leads not in script.nodes and saying.leads not in script.ends:
            yield unknown("node or end", saying.leads, [*script.nodes, *script.ends], script.at(*steps, "leads"))
        for key, fact in (("opens", saying.opens), ("closes", saying.closes)):
            if fact is not None and fact not in script.facts:
                yield unknown("fact", fact, script.facts, script.at(*steps, key))


def _paths(script: _Script) -> Iterator[Fault]:
    there = script.reached(script.first)
    for name, ids in (("nodes", list(script.nodes)), ("ends", script.ends)):
        for position, one in enumerate(ids):
            if one not in there:
                what = f"nothing that is said leads to '{one}'"
                yield script.at(name, position, "id").fault(what, "lead to it, or remove it")
    round_about = False
    for node, saying, steps in script.sayings:
        if node in script.reached(saying.leads):
            round_about = True
            what = f"'{saying.leads}' leads back to '{node}', so a play need not end"
            yield script.at(*steps, "leads").fault(what, "lead on to another node, or to an end")
    if round_about:
        return
    longest = script.longest()
    if longest > MOST_SAYINGS:
        place = script.at("nodes")
        yield place.fault(f"the longest path has {longest} sayings", f"shorten it to {MOST_SAYINGS} at most")
    for name, reached in (("reaches", True), ("misses", False)):
        if all(end.reached is not reached for end in script.entry.value.ends):
            yield script.at("ends").fault(f"no end {name} the goal", f"write one with reached: {str(reached).lower()}")


def _facts(script: _Script) -> Iterator[Fault]:
    closable = {saying.closes for _node, saying, _steps in script.sayings}
    for position, fact in enumerate(script.entry.value.facts):
        place = script.at("facts", position, "id")
        asked = [(node, saying, steps) for node, saying, steps in script.sayings if saying.opens == fact.id]
        open_to = script.reached(script.first, without_closing=fact.id)
        if not any(node in open_to and saying.closes != fact.id for node, saying, _steps in asked):
            yield place.fault(f"no path opens the fact '{fact.id}'", "have something that is said open it")
        for _node, saying, _steps in asked:
            for node, again, steps in asked:
                if again is not saying and node in script.reached(saying.leads):
                    what = f"the fact '{fact.id}' can be opened twice on one path"
                    yield script.at(*steps, "opens").fault(what, "open it once, and let others lead elsewhere")
        if fact.id in closable and fact.shut is None:
            yield place.fault(
                f"the fact '{fact.id}' can be closed and has no 'shut'", "write what is said in its place"
            )


def _best(script: _Script) -> Iterator[Fault]:
    """One best sentence a node, which neither its place nor its length gives away."""
    nodes, whole = script.entry.value.nodes, True
    for at, node in enumerate(nodes):
        count = sum(saying.best for saying in node.options)
        if count != 1:
            whole = False
            what = f"{count} of the options of '{node.id}' are best"
            yield script.at("nodes", at, "options").fault(what, "mark one with best: true")
    if not whole:
        return
    places = Counter([saying.best for saying in node.options].index(True) + 1 for node in nodes)
    position, most = places.most_common(1)[0]
    if most > len(nodes) / 2:
        what = f"the best sentence is option {position} in {most} of {len(nodes)} nodes"
        yield script.at("nodes").fault(what, "move it, so that no position holds more than half of them")
    for language in LANGUAGES:
        yield from _lengths(script, language)


def _lengths(script: _Script, language: str) -> Iterator[Fault]:
    nodes, counts = script.entry.value.nodes, Counter[str]()
    for at, node in enumerate(nodes):
        lengths = [len(getattr(saying.say, language)) for saying in node.options]
        mean = sum(lengths) / len(lengths)
        far = max(range(len(lengths)), key=lambda one: abs(lengths[one] - mean))
        if abs(lengths[far] - mean) > max(LENGTH_TOLERANCE * mean, FREE_CHARACTERS):
            what = f"in {language}, '{node.options[far].id}' has {lengths[far]} characters, the mean is {mean:.0f}"
            yield script.at("nodes", at, "options", far, "say").fault(what, "bring the options nearer to each other")
        best = next(length for length, saying in zip(lengths, node.options, strict=True) if saying.best)
        others = sorted(length for length, saying in zip(lengths, node.options, strict=True) if not saying.best)
        counts["longest"] += best > others[-1]
        counts["shortest"] += best < others[0]
    for name, count in counts.items():
        if count > 1 and count > LARGEST_SHARE * len(nodes):
            what = f"in {language}, the best sentence is the {name} in {count} of {len(nodes)} nodes"
            mend = f"lengthen or shorten some, until it is {LARGEST_SHARE:.0%} at most"
            yield script.at("nodes").fault(what, mend)
