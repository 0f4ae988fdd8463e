"""Every kind of item, by its name. A file of this folder with a KIND is a kind; nothing else has to be told of it."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any

from lms.questions.kind import Kind
from lms.questions.question import Question


def _found() -> dict[str, Kind[Any]]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    kinds: list[Kind[Any]] = [module.KIND for module in modules]
    return {kind.name: kind for kind in kinds}


KINDS: Mapping[str, Kind[Any]] = MappingProxyType(_found())


def kind_of(question: Question) -> Kind[Any]:
    return KINDS[question.kind]
