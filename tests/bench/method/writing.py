"""What was measured as the product reads it: the shares of every row and the curve, in `measured.json`."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from lms.judgement.method.measured import Shares
from lms.judgement.rules import METHOD
from tests.bench.method.rows import Measurement, Row
from tests.judgement.errors import Errors

UPPER = "_upper"
DIGITS = 4
NAMES = tuple(one.name for one in fields(Shares))


def body_of(found: Mapping[Row, Measurement], made: date) -> dict[str, Any]:
    """found: of one seed and one number of people."""
    first = next(iter(found))
    return {
        "method": METHOD,
        "made": made.isoformat(),
        "seed": first.seed,
        "people": first.people,
        "shares": NAMES,
        "rows": [
            {
                "kind": row.kind,
                "scenario": row.scenario.key,
                "generator": row.generator,
                "asked": {
                    asking: [_share(Errors(counts), name) for name in NAMES]
                    for asking, counts in measured.asked.items()
                },
            }
            for row, measured in found.items()
        ],
        "points": [
            [row.generator, what, at, *(_share(Errors(counts), name) for name in POINT)]
            for row, measured in found.items()
            for (what, at), counts in measured.points.items()
        ],
    }


POINT = ("false_people", "false_people_upper", "found_8", "found_10")
"""In the order of `Point`."""


def _share(errors: Errors, name: str) -> float | None:
    share = errors.upper(name.removesuffix(UPPER)) if name.endswith(UPPER) else errors.share(name)
    return None if share is None else round(share, DIGITS)


def write(body: Mapping[str, Any], file: Path) -> None:
    """A row a line, so that a difference between two measurings can be read."""
    head = ",\n".join(f"{json.dumps(name)}: {json.dumps(body[name])}" for name in body if name not in LISTS)
    lists = ",\n".join(f"{json.dumps(name)}: [\n{_lines(body[name])}\n]" for name in LISTS)
    file.write_text(f"{{\n{head},\n{lists}\n}}\n", encoding="utf-8")


LISTS = ("rows", "points")


def _lines(rows: list[Any]) -> str:
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
