"""Content as plain JSON and back, so that an old attempt or review stays readable in the version it was made with.

A frozen body holds the hash of the thing itself; that hash covers all the rest of the body and nothing else.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from lms.curriculum.catalog import Calibration, Catalog, Checklist, CustomerScript, Path, RoleCard, ShowScript
from lms.i18n import Text
from lms.questions.kinds import KINDS
from lms.questions.kinds.multiple import Multiple
from lms.questions.kinds.single import Single
from lms.questions.question import ContentHash, Option, Question

T = TypeVar("T")
Freezable = Question | Checklist | Path | RoleCard | ShowScript | CustomerScript | Calibration
Body = dict[str, Any]

SIDES = {"true": Text(zh="对", en="True"), "false": Text(zh="不对", en="Not true")}
UNHASHED = ContentHash("")


def freeze(thing: Freezable) -> Body:
    """Everything that a question, checklist, path, card, customer, script or transcript holds, as JSON can hold it."""
    return cast(Body, plain(thing))


def thaw_question(body: Mapping[str, Any]) -> Question:
    """The question of a frozen body. Raises ValueError for a body that is none; so do the others below.

    A true-false item of before reasons were asked for is read as the single choice that it was.
    """
    if not isinstance(body, Mapping):
        raise ValueError(f"Question is frozen as a mapping, not as {body!r:.80}")  # noqa: TRY004  bad data
    if "body" not in body:
        return _thaw_first_shape(body)
    kind = KINDS.get(body.get("kind", ""))
    if kind is None:
        raise ValueError(f"a frozen question of the unknown kind {body.get('kind')!r}")
    return replace(_thaw(Question, {**body, "body": None}), body=_thaw(kind.shape, body["body"]))


def _thaw_first_shape(body: Mapping[str, Any]) -> Question:
    """Of before there were other kinds than choices: options and answer stood beside all the rest."""
    first = {**body, "kind": "multiple" if body.get("kind") == "multiple" else "single", "body": None}
    answer = tuple(body.get("answer", ()))
    options = tuple(
        Option(one["id"], _thaw(Text, one["text"]) if one["text"] else SIDES[one["id"]], _thaw(Text, one["feedback"]))
        for one in body.get("options", ())
    )
    in_order = bool(body.get("in_order")) or body.get("kind") == "true-false"
    asked = Multiple(options, answer, in_order) if first["kind"] == "multiple" else Single(options, answer[0], in_order)
    return replace(_thaw(Question, first), body=asked)


def thaw_checklist(body: Mapping[str, Any]) -> Checklist:
    return _thaw(Checklist, body)


def thaw_path(body: Mapping[str, Any]) -> Path:
    return _thaw(Path, body)


def thaw_card(body: Mapping[str, Any]) -> RoleCard:
    return _thaw(RoleCard, body)


def thaw_show(body: Mapping[str, Any]) -> ShowScript:
    return _thaw(ShowScript, body)


def thaw_customer(body: Mapping[str, Any]) -> CustomerScript:
    return _thaw(CustomerScript, body)


def thaw_calibration(body: Mapping[str, Any]) -> Calibration:
    return _thaw(Calibration, body)


def thaw_catalog(body: object) -> Catalog:
    """A whole catalog, as `plain` made it."""
    catalog = _thaw(Catalog, body)
    modules = {
        name: replace(
            module,
            lessons=MappingProxyType(module.lessons),
            checks=MappingProxyType(module.checks),
            places=MappingProxyType(module.places),
            checklist_places=MappingProxyType(module.checklist_places),
        )
        for name, module in catalog.modules.items()
    }
    return replace(
        catalog,
        modules=MappingProxyType(modules),
        skills=MappingProxyType(catalog.skills),
        paths=MappingProxyType(catalog.paths),
        world=replace(catalog.world, firms=MappingProxyType(catalog.world.firms)),
    )


def hash_of(body: object) -> ContentHash:
    """32 hexadecimal digits over canonical JSON; a mapping's own `hash` is left out."""
    if isinstance(body, Mapping):
        body = {key: value for key, value in body.items() if key != "hash"}
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return ContentHash(hashlib.sha256(canonical.encode()).hexdigest()[:32])


def plain(value: object) -> object:
    """A dataclass of the catalog as mappings, lists, texts, numbers; sets become sorted lists."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if isinstance(value, frozenset):
        return sorted(plain(entry) for entry in value)  # type: ignore[type-var]  # sets of ids
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    return str(value) if isinstance(value, StrEnum) else value


@cache
def _fields_of(shape: type) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(shape)
    return tuple((field, hints[field.name]) for field in fields(shape))


def _thaw(shape: type[T], body: object) -> T:
    """Build a dataclass. Keys that the class has lost are ignored; keys it has gained need a default."""
    if not isinstance(body, Mapping):
        raise ValueError(f"{shape.__name__} is frozen as a mapping, not as {body!r:.80}")  # noqa: TRY004  bad data
    values = {}
    for field, hint in _fields_of(cast(type, shape)):
        if field.name in body:
            values[field.name] = _value(hint, body[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"a frozen {shape.__name__} without {field.name!r}")
    return shape(**values)


def _value(hint: Any, given: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if given is None else _value(next(a for a in inside if a is not NoneType), given)
    if origin is tuple:
        kinds = [inside[0]] * len(given) if inside[-1] is Ellipsis else inside
        return tuple(_value(kind, entry) for kind, entry in zip(kinds, given, strict=True))
    if origin is frozenset:
        return frozenset(given)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_value(inside[0], key): _value(inside[1], entry) for key, entry in given.items()}
    if hint is Any:
        return given
    if hint is Question:
        return thaw_question(given)
    if isinstance(hint, type) and is_dataclass(hint):
        return _thaw(hint, given)
    return hint(given)
