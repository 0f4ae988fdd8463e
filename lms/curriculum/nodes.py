"""YAML with the place of every key and value, and refusals that an author understands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

import yaml  # type: ignore[import-untyped]  # its stubs are a package of their own, for one call
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError

from lms.curriculum.faults import Fault, Place
from lms.curriculum.source import UNPRINTABLE

DEEPEST = 12
DEEPEST_FOR_C = 64
"""libyaml's reader calls itself for each level in C, where no RecursionError stops it."""
TAB = re.compile(r"^[ ]*\t", re.MULTILINE)
BRACKET = re.compile(r"[\[\]{}]")
ONLY_IN_PYTHON = re.compile(r"(?:[-?][ ]){8}|(?:^|[\s\[{,])[&*!][^\s]|^[ ]*[%?]|^(?:---|\.\.\.)", re.MULTILINE)
"""What may nest deeply, name an anchor or a tag, or end the document: read by the parser that says what is wrong."""
WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
UNREADABLE = "check quotation marks, colons and indentation"
HINTS = (
    ("mapping values are not allowed", "a colon here begins a value", "put the whole text in double quotes"),
    ("unexpected end of stream", "a quoted text does not end", "close the quotation mark"),
    ("document separator", "a quoted text does not end", "close the quotation mark"),
    ("expected <block end>", "the line does not fit what is above it", "check its indentation and quotation marks"),
    ("could not find expected ':'", "the line has no colon", "write a colon and a space after the key, or indent it"),
    ("expected ',' or", "a bracket is not closed", "close it, or put the text before it in double quotes"),
    ("undefined alias", "a text begins with *", "put it in double quotes"),
    ("unknown escape character", "a backslash in double quotes", "write two of them, or use single quotes"),
    ("found another document", "a line --- begins a second document", "keep one document in a file"),
    ("that cannot start any token", "a text begins with a sign that YAML keeps for itself", "put it in double quotes"),
)


Raw = Any
"""A node of either parser: `id` says which kind, `value`, `tag`, `start_mark` and, of ruamel's, `anchor`."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a scalar, a tuple of nodes, or a mapping of nodes whose keys have places too.

    The mapping is a plain `dict`: whether it is one is asked a hundred thousand times a reading.
    """

    place: Place
    value: str | float | bool | tuple["Node", ...] | dict[str, "Node"] | None
    keys: Mapping[str, Place] = field(default_factory=dict)
    flow: bool = False

    def plain(self) -> Any:
        """The same value without places."""
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value

    def child(self, step: str | int) -> "Node | None":
        if isinstance(self.value, dict) and isinstance(step, str):
            return self.value.get(step)
        if isinstance(self.value, tuple) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def at(self, *steps: str | int) -> Place:
        """Where the value at the end of these steps stands, or the nearest one above it that exists."""
        node = self
        for step in steps:
            below = node.child(step)
            if below is None:
                return node.keys.get(str(step), node.place)
            node = below
        return node.place

    def entries(self) -> tuple["Node", ...]:
        """The entries of a list; none when it is something else."""
        return self.value if isinstance(self.value, tuple) else ()


def read_yaml(text: str, place: Place, faults: list[Fault]) -> Node | None:
    """The document in `text`, whose first line stands at `place.line`; None when it cannot be trusted at all."""
    node, found = _read(text, place)
    faults.extend(found)
    return node


@lru_cache(maxsize=1024)  # while an author writes, one file in a hundred changes
def _read(text: str, place: Place) -> tuple[Node | None, tuple[Fault, ...]]:
    tabs = [
        Place(place.file, place.line + text.count("\n", 0, tab.start()), tab.end() - tab.start())
        for tab in TAB.finditer(text)
    ]
    if tabs:
        return None, tuple(tab.fault("a tab indents the line", "use spaces") for tab in tabs)
    try:
        root = _composed(text)
        if root is None:
            return None, (place.fault("the file is empty", "write its content, or delete it"),)
        reader = _Reader(place)
        node = reader.node(root)
    except MarkedYAMLError as error:
        return None, (_fault_of(error, place),)
    except RecursionError:
        return None, (place.fault("the brackets are nested too deeply", "use the shape in the author's guide"),)
    except (YAMLError, ValueError, AttributeError, LookupError, NotImplementedError) as error:
        return None, (place.fault(f"this is no YAML ({error})", UNREADABLE),)
    return None if reader.untrusted else node, tuple(reader.faults)


def _composed(text: str) -> Any:
    """The document's nodes, as libyaml gives them; ruamel's own parser, sixteen times slower, where it refuses.

    Both give the same nodes for what both take. The refusals of the second are the ones that HINTS explains.
    """
    deepest = max(accumulate((1 if b[0] in "[{" else -1 for b in BRACKET.finditer(text)), initial=0))
    if deepest <= DEEPEST_FOR_C and not ONLY_IN_PYTHON.search(text):
        try:
            return yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            pass
    return YAML(typ="safe", pure=True).compose(text)


class _Reader:
    """Turns the nodes of either parser into ours, gathering faults as it goes."""

    def __init__(self, place: Place) -> None:
        self.file, self.first_line = place.file, place.line
        self.faults: list[Fault] = []
        self.untrusted = False
        self.anchored: set[int] = set()

    def place(self, mark: StringMark) -> Place:
        return Place(self.file, self.first_line + mark.line, mark.column + 1)

    def node(self, raw: Raw, depth: int = 0, above: Place | None = None) -> Node:
        """above: where the key or the list stands, which is where a value that nobody wrote is told to be missing."""
        nothing = raw.id == "scalar" and raw.value == "" and not raw.style
        place = above if above is not None and nothing else self.place(raw.start_mark)
        anchor = getattr(raw, "anchor", None)
        if anchor is not None or depth > DEEPEST:
            return self._refused(raw, place, anchor)
        if raw.id == "sequence":
            return Node(
                place, tuple(self.node(entry, depth + 1, place) for entry in raw.value), flow=bool(raw.flow_style)
            )
        if raw.id == "mapping":
            return self._mapping(raw, place, depth)
        return Node(place, self._scalar(raw, place))

    def _refused(self, raw: Raw, place: Place, anchor: str | None) -> Node:
        self.untrusted = True
        if id(raw) not in self.anchored:
            self.anchored.add(id(raw))
            if anchor is not None:
                what, mend = f"the anchor &{anchor} is not used here", "write the value out at each place"
            else:
                what, mend = "the values are nested too deeply", "use the shape in the author's guide"
            self.faults.append(place.fault(what, mend))
        return Node(place, None)

    def _mapping(self, raw: Raw, place: Place, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for raw_key, raw_value in raw.value:
            at = self.place(raw_key.start_mark)
            if raw_key.id != "scalar":
                self.faults.append(at.fault("a key must be one word", "put a text that holds brackets in quotes"))
                continue
            key = str(raw_key.value)
            if key in values:
                mend = "remove one of the two, or give it its own name"
                self.faults.append(at.fault(f"the key '{key}' stands here twice", mend))
                continue
            values[key], keys[key] = self.node(raw_value, depth + 1, at), at
        return Node(place, values, keys, flow=bool(raw.flow_style))

    def _scalar(self, raw: Raw, place: Place) -> str | float | bool | None:
        kind, text = str(raw.tag).rpartition(":")[2], str(raw.value)
        if str(raw.tag).startswith("!"):
            self.faults.append(place.fault(f"the tag {raw.tag} is not used here", "put the text in double quotes"))
        unprintable = UNPRINTABLE.search(text)
        if unprintable is not None:
            what = f"the escaped character U+{ord(unprintable[0]):04X} cannot be printed"
            self.faults.append(place.fault(what, "remove it"))
            return UNPRINTABLE.sub("", text)
        if kind == "null":
            return None
        if kind == "bool" and text in ("true", "false"):
            return text == "true"
        if kind == "int" and WHOLE.fullmatch(text):
            return int(text)
        if kind == "float" and DECIMAL.fullmatch(text):
            return float(text)
        return text


def empty_values(node: Node, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Fault]]:
    """Every key without a value, with the steps that lead to it.

    In {…} a comma inside an unquoted text makes a key of what follows; that is said as such.
    """
    if isinstance(node.value, dict):
        for key, below in node.value.items():
            if below.value is not None:
                yield from empty_values(below, (*steps, key))
            elif node.flow:
                what, mend = f"a comma ends the text before '{key}'", "put the whole text in double quotes"
                yield (*steps, key), node.keys[key].fault(what, mend)
            else:
                what, mend = f"the key '{key}' has no value", "write one, or remove the key"
                yield (*steps, key), node.keys[key].fault(what, mend)
    for number, below in enumerate(node.entries()):
        yield from empty_values(below, (*steps, number))


def _fault_of(error: MarkedYAMLError, place: Place) -> Fault:
    problem = str(error.problem or error.context or "this is no YAML").split("\n")[0]
    mark = error.problem_mark or error.context_mark
    if "quoted scalar" in str(error.context) and error.context_mark is not None:
        mark = error.context_mark
    what, mend = next((hint[1:] for hint in HINTS if hint[0] in problem), (problem, UNREADABLE))
    at = place if mark is None else Place(place.file, place.line + mark.line, mark.column + 1)
    return at.fault(what, mend)
