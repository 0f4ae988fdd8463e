"""The shapes of quiz items, made from what each kind declares, and the way back from a checked shape to its value.

A kind's dataclass is the only place that says what its items hold: a text in two languages is `Text` there, an id is a
field named `id`, a list is a tuple.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, create_model

from lms.curriculum.faults import Fault
from lms.curriculum.frozen import UNHASHED, hash_of, plain
from lms.curriculum.nodes import Node
from lms.curriculum.reading import Entry, read_shape
from lms.curriculum.schema import AskShape, KindShape, QuestionShape, Shape, Slug, TextShape, Words
from lms.curriculum.wording import polish
from lms.i18n import Language, Text
from lms.questions.kinds import KINDS
from lms.questions.question import Question

PLAIN: Mapping[Any, Any] = {str: Words, Text: TextShape}


def read_question(node: Node, faults: list[Fault]) -> Entry[QuestionShape] | None:
    """An item of a pool as the shape of its kind, or None with its faults."""
    name = _kind_named(node)
    if name not in KINDS:
        read_shape(KindShape, node, faults)
        return None
    return cast("Entry[QuestionShape] | None", read_shape(question_shape(name), node, faults))


def _kind_named(node: Node) -> str:
    """The kind that an item says it has, also under a mistyped key."""
    keys = list(node.value) if isinstance(node.value, Mapping) else []
    key = next(iter(get_close_matches("kind", keys, n=1)), "kind")
    found = node.child(key)
    return found.value if found is not None and isinstance(found.value, str) else ""


def read_questions(node: Node | None, faults: list[Fault]) -> list[Entry[QuestionShape]]:
    """Each item of a list; those that are at fault are left out."""
    read = (read_question(entry, faults) for entry in (node.entries() if node is not None else ()))
    return [entry for entry in read if entry is not None]


@cache
def question_shape(kind: str) -> type[QuestionShape]:
    """What every item has, and what the kind adds."""
    adds = _declared(KINDS[kind].shape)
    return cast(type[QuestionShape], create_model(f"{kind}-item", __base__=QuestionShape, **adds))


@cache
def check_shape() -> type[AskShape]:
    """A small check: a single choice that is tied to nothing."""
    adds = _declared(KINDS["single"].shape) | {"kind": (Literal["single"], "single")}
    return cast(type[AskShape], create_model("check", __base__=AskShape, **adds))


@cache
def _shape_of(declared: type) -> type[BaseModel]:
    return create_model(declared.__name__, __base__=Shape, **_declared(declared))


def _declared(declared: type) -> dict[str, Any]:
    """Name, type and default of each field; what may be None may be left out."""
    hints = get_type_hints(declared)
    return {
        one.name: (Slug if one.name == "id" else _annotation(hints[one.name]), _default(one, hints[one.name]))
        for one in fields(declared)
    }


def _default(one: Field[Any], hint: Any) -> Any:
    if one.default is not MISSING:
        return one.default
    return None if NoneType in get_args(hint) else ...


def _annotation(hint: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if origin in (Union, UnionType):
        return _annotation(next(a for a in inside if a is not NoneType)) | None
    if origin is tuple:
        return list[_annotation(inside[0])]  # type: ignore[misc]  # made at run time
    if origin is not None and issubclass(origin, Mapping):
        return dict[inside[0], _annotation(inside[1])]  # type: ignore[misc,valid-type]  # made at run time
    return _shape_of(hint) if isinstance(hint, type) and is_dataclass(hint) else hint


def question_of(shape: AskShape) -> Question:
    """The item of a checked shape; a small check is a single choice."""
    tied = shape if isinstance(shape, QuestionShape) else None
    kind = tied.kind if tied else "single"
    question = Question(
        id=shape.id,
        kind=kind,
        outcome=tied.outcome if tied else "",
        section=tied.section if tied else "",
        difficulty=tied.difficulty if tied else 1,
        scene=printed(shape.scene) if shape.scene is not None else None,
        dialogue=tuple(printed(line) for line in shape.dialogue),
        ask=printed(shape.ask),
        body=value_of(KINDS[kind].shape, shape),
        hash=UNHASHED,
    )
    return replace(question, hash=hash_of(plain(question)))


def value_of(declared: type, shape: BaseModel) -> Any:
    """The kind's dataclass from a checked shape, every text as it is printed."""
    return declared(**{name: _value(hint, getattr(shape, name)) for name, hint in _hints(declared).items()})


@cache
def _hints(declared: type) -> Mapping[str, Any]:
    hints = get_type_hints(declared)
    return {one.name: hints[one.name] for one in fields(declared)}


def printed(shape: TextShape) -> Text:
    return Text(zh=polish(shape.zh, Language.ZH), en=polish(shape.en, Language.EN))


def _value(hint: Any, given: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if given is None:
        return None
    if isinstance(given, TextShape):
        return printed(given)
    if origin in (Union, UnionType):
        return _value(next(a for a in inside if a is not NoneType), given)
    if origin is tuple:
        return tuple(_value(inside[0], one) for one in given)
    if isinstance(given, dict):
        return {key: _value(inside[1], one) for key, one in given.items()}
    return value_of(hint, given) if is_dataclass(hint) and isinstance(hint, type) else given
