"""An item as the lines of YAML that an author would write, so that a draft can be finished by hand."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lms.quizzes.bringing.found import Item
from lms.quizzes.bringing.numbers import written

PLAIN = re.compile(r"[A-Za-z\u3400-\u9fff“（《‘][^\x00-\x1f\x7f-\x9f\u2028\u2029]*")
NOT_PLAIN = re.compile(r": |:$| #|[\n\t]| $")
IN_FLOW = re.compile(r"[,\[\]{}\"']|: ")
RESERVED = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
FIRST = ("id", "kind", "outcome", "section", "difficulty", "scene", "dialogue", "ask")


def yaml_of(item: Item, comment: str = "") -> list[str]:
    """The lines of one entry of a list that begins in column 0, each without its line end."""
    lines: list[str] = []
    keys = [*(key for key in FIRST if key in item), *(key for key in item if key not in FIRST)]
    for key in keys:
        lines += _pair(key, item[key])
    entry = [("- " if number == 0 else "  ") + line for number, line in enumerate(lines)]
    return [*([f"# {comment}"] if comment else []), *entry]


def _pair(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield f"{key}:"
        for inner, below in value.items():
            yield from (f"  {line}" for line in _pair(_scalar(inner), below))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"{key}:"
        for entry in value:
            lines = [line for inner, below in entry.items() for line in _pair(_scalar(inner), below)]
            yield from (("  - " if number == 0 else "    ") + line for number, line in enumerate(lines))
    elif isinstance(value, list):
        yield f"{key}: [{', '.join(_scalar(entry, in_flow=True) for entry in value)}]"
    else:
        yield f"{key}: {_scalar(value)}"


def _scalar(value: object, *, in_flow: bool = False) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return written(value)
    if not isinstance(value, str):
        return str(value)
    plain = PLAIN.fullmatch(value) and not NOT_PLAIN.search(value) and value.lower() not in RESERVED
    if plain and not (in_flow and IN_FLOW.search(value)):
        return value
    # JSON's quoted texts are YAML's; what cannot be printed was taken out when the text was read
    return json.dumps(value, ensure_ascii=False)
