"""The shapes of all content files as JSON Schema, by which an editor completes keys and marks mistakes while one types.

Made from the very shapes that the check uses, so they cannot fall behind it. They are wider than the check in one way:
what must hold between files is the check's alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, cast

from pydantic import BaseModel, Field, TypeAdapter, create_model

from lms.curriculum import schema
from lms.curriculum.item_shapes import check_shape, question_shape
from lms.curriculum.world_shapes import FirmShape
from lms.questions.kinds import KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file. files: where such files lie, as editors write it; held: the type of what they hold."""

    title: str
    files: str
    held: Any


def file_kinds() -> Mapping[str, FileKind]:
    """Every kind of file by the name of its schema."""
    return {
        "skills": FileKind("Skills", "courses/skills.yaml", list[schema.SkillShape]),
        "path": FileKind(
            "A path",
            "courses/paths/*.yaml",
            _with(schema.PathShape, modules=schema.PathModuleShape, skills=schema.PathSkillShape),
        ),
        "lesson": FileKind(
            "Front matter of a lesson", "courses/*/*.md", _with(schema.FrontMatter, outcomes=schema.OutcomeShape)
        ),
        "checks": FileKind("Small checks", "courses/*/checks.yaml", list[check_shape()]),  # type: ignore[misc]  # made at run time
        "terms": FileKind("Terms of a lesson", "courses/*/terms.yaml", list[schema.TermShape]),
        "firm": FileKind("A firm of the invented world", "courses/world/*.yaml", FirmShape),
        "checklist": FileKind(
            "A checklist", "courses/*/checklist.yaml", _with(schema.ChecklistShape, items=schema.ChecklistItemShape)
        ),
        "show": FileKind("A show script", "courses/*/show.yaml", schema.ShowShape),
        "card": FileKind("A role card", "courses/*/cards/*.yaml", schema.CardShape),
        "customer": FileKind("A scripted customer", "courses/*/customers/*.yaml", schema.CustomerShape),
        "calibration": FileKind("A transcript to rate", "courses/*/calibration/*.yaml", schema.CalibrationShape),
        "pool": FileKind("A pool of quiz items", "quizzes/*.yaml", _with(schema.PoolShape, items=_items())),
    }


def schema_of(kind: FileKind) -> dict[str, Any]:
    """The JSON Schema of a kind of file."""
    return {"$schema": DIALECT, **_as_checked(TypeAdapter(kind.held).json_schema()), "title": kind.title}


def _as_checked(part: Any) -> Any:
    """Without what the check does not take, a key with no value; and without titles that only repeat the keys."""
    if isinstance(part, list):
        return [_as_checked(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    choices = [choice for choice in part.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        return _as_checked(choices[0])
    return {
        key: _as_checked(value)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }


def _with(shape: type[BaseModel], **entries: Any) -> type[BaseModel]:
    """The shape with its lists told entry by entry; the check reads those one by one, so that one hides no other."""
    fields: dict[str, Any] = {name: (list[entry], ...) for name, entry in entries.items()}  # type: ignore[valid-type]  # made at run time
    return cast(type[BaseModel], create_model(shape.__name__, __base__=shape, __doc__=shape.__doc__, **fields))


def _items() -> Any:
    """An item of any kind; its `kind` says which keys it has."""

    def told_apart(name: str) -> type[BaseModel]:
        kind: Any = (Literal[name], ...)
        shape = create_model(f"{name}-item", __base__=question_shape(name), __doc__=KINDS[name].__doc__, kind=kind)
        return cast(type[BaseModel], shape)

    shapes = tuple(told_apart(name) for name in sorted(KINDS))
    return Annotated[Union[shapes], Field(discriminator="kind")]  # noqa: UP007  made at run time
