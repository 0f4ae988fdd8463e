"""From nodes to checked shapes, and from the validator's errors to sentences that an author can act on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.nodes import Node, empty_values
from lms.i18n import Language

M = TypeVar("M", bound=BaseModel)

KINDS: Mapping[type, str] = {str: "text", bool: "yes-or-no value", int: "number", float: "number"}
LANGUAGES = {language.key: language.in_english for language in Language}


@dataclass(frozen=True, slots=True)
class Entry(Generic[M]):
    """A checked shape together with the node it came from, which knows the places."""

    value: M
    node: Node

    def at(self, *steps: str | int) -> Place:
        return self.node.at(*steps)


def read_shape(shape: type[M], node: Node, faults: list[Fault]) -> Entry[M] | None:
    """The node as this shape, or None with a fault for each thing that is not as it should be.

    A mistyped key is a fault and is read as the one that was meant, so that it hides nothing of what it holds.
    """
    node = _with_keys_mended(node, shape, faults)
    empty = dict(empty_values(node))
    faults.extend(empty.values())
    try:
        value = shape.model_validate(node.plain())
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            if tuple(detail["loc"]) not in empty:
                faults.append(_fault_of(detail, node, shape))
        return None
    return None if empty else Entry(value, node)


def read_shapes(shape: type[M], node: Node | None, faults: list[Fault]) -> list[Entry[M]]:
    """Each entry of a list as this shape; those that are not are left out, with their faults."""
    if node is None:
        return []
    if not isinstance(node.value, tuple):
        faults.append(node.place.fault("a list is expected here", "begin each entry with '- '"))
        return []
    read = (read_shape(shape, entry, faults) for entry in node.value)
    return [entry for entry in read if entry is not None]


def repeated(entries: list[Entry[M]], kind: str, key: str = "id") -> Iterator[Fault]:
    """A fault for every entry whose id another entry before it has."""
    first: dict[str, Place] = {}
    for entry in entries:
        name = str(getattr(entry.value, key))
        if name in first:
            mend = f"give it another one; it is taken in line {first[name].line}"
            yield entry.at(key).fault(f"the {kind} '{name}' stands here twice", mend)
        else:
            first[name] = entry.at(key)


def _with_keys_mended(node: Node, shape: type[BaseModel], faults: list[Fault]) -> Node:
    """The node with each mistyped key under the name of the key that it comes near to and that is not there."""
    if not isinstance(node.value, dict):
        return node
    fields = shape.model_fields
    values, keys = dict(node.value), dict(node.keys)
    for key in [key for key in values if key not in fields and values[key].value is not None]:
        meant = get_close_matches(key, [name for name in fields if name not in values], n=1)
        if meant:
            faults.append(unknown("key", key, meant, keys[key]))
            values[meant[0]], keys[meant[0]] = values.pop(key), keys.pop(key)
    for name, inner in _shapes_in(shape).items():
        if name in values:
            values[name] = _each_mended(values[name], inner, faults)
    return replace(node, value=values, keys=keys)


def _each_mended(node: Node, shape: type[BaseModel], faults: list[Fault]) -> Node:
    """A shape's node, or a list of them, with mistyped keys mended."""
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(_with_keys_mended(entry, shape, faults) for entry in node.value))
    return _with_keys_mended(node, shape, faults)


def _fault_of(detail: ErrorDetails, node: Node, shape: type[BaseModel]) -> Fault:
    steps, kind = detail["loc"], detail["type"]
    place = node.at(*steps)
    key = str(steps[-1]) if steps else ""
    if kind == "extra_forbidden":
        parent = node.at(*steps[:-1]) if len(steps) > 1 else node.place
        at = _key_place(node, steps) or parent
        fault = unknown("key", key, _known_keys(shape, steps[:-1]), at)
        return at.fault(fault.what, fault.mend)
    if kind == "missing":
        if key in LANGUAGES:
            return place.fault(
                f"the {LANGUAGES[key]} is missing", f"add the key '{key}' with the text in that language"
            )
        return place.fault(f"the key '{key}' is missing", f"add '{key}:' here")
    what, mend = _said(detail, key)
    return place.fault(what, mend)


def _said(detail: ErrorDetails, key: str) -> tuple[str, str]:
    kind, limits, given = detail["type"], detail.get("ctx", {}), detail["input"]
    name = f"'{key}'" if not key.isdecimal() else f"entry {int(key) + 1}"
    if kind == "string_type":
        said = f" ({str(given).lower()})" if isinstance(given, bool | int | float) else ""
        return f"{name} must be a text, not a {_kind(given)}{said}", "put it in double quotes, or write one text"
    if kind == "string_pattern_mismatch":
        if limits.get("pattern") == r"\S":
            return f"{name} is empty", "write the text"
        if key == "pinyin":
            return f"'pinyin' is '{given}'", "write it in small letters without tones or spaces, as in chongpai"
        if key == "at":
            return f"{name} is '{given}'", 'write minutes and seconds in quotes, as in "01:20"'
        return f"'{given}' is no id", "use lower-case words and digits joined by hyphens, as in past-the-desk"
    if kind == "string_too_long":
        return f"{name} is longer than {limits['max_length']} characters", "shorten it"
    if kind in ("int_type", "float_type", "int_from_float"):
        return f"{name} must be a number, not a {_kind(given)}", "write it in digits, without quotes"
    if kind == "bool_type":
        return f"{name} must be true or false, not a {_kind(given)}", "write true or false, without quotes"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {limits['ge']}" if "ge" in limits else f"at most {limits['le']}"
        return f"{name} is {given}", f"it must be {bound}"
    if kind == "literal_error":
        return f"{name} is '{given}'", f"use {limits['expected']}"
    if kind in ("too_short", "too_long"):
        bound = f"at least {limits['min_length']}" if kind == "too_short" else f"at most {limits['max_length']}"
        return f"{name} has {limits['actual_length']} entries", f"it must have {bound}"
    if kind == "list_type":
        return f"{name} must be a list, not a {_kind(given)}", "begin each entry with '- ', or write [one, two]"
    if kind in ("model_type", "dict_type"):
        here = name if key else "this"
        return f"{here} must be a mapping, not a {_kind(given)}", "write keys with values, such as {zh: …, en: …}"
    return f"{name}: {detail['msg']}", "use the shape in the author's guide"


def _kind(given: object) -> str:
    if isinstance(given, dict):
        return "mapping"
    return "list" if isinstance(given, list) else KINDS.get(type(given), "value")


def _key_place(node: Node, steps: tuple[str | int, ...]) -> Place | None:
    here: Node | None = node
    for step in steps[:-1]:
        here = here.child(step) if here is not None else None
    return here.keys.get(str(steps[-1])) if here is not None else None


def _known_keys(shape: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand at the end of these steps."""
    here = shape
    for step in steps:
        if isinstance(step, str):
            here = _shapes_in(here).get(step, here)  # a key of an author's own, as a grade, leads to the shape it is of
    return list(here.model_fields)


@cache
def _shapes_in(shape: type[BaseModel]) -> Mapping[str, type[BaseModel]]:
    """The shapes that a shape holds, by key."""
    inner = {name: _shape_within(described.annotation) for name, described in shape.model_fields.items()}
    return {name: found for name, found in inner.items() if found is not None}


def _shape_within(annotation: Any) -> type[BaseModel] | None:
    """The model inside `list[Model]` or `Model | None`; None for what holds no model."""
    inside = getattr(annotation, "__args__", ())
    return next((a for a in (annotation, *inside) if isinstance(a, type) and issubclass(a, BaseModel)), None)
