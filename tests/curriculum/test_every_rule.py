"""Each rule fires: no place in the code that makes a fault goes without a test that shows it a broken sample."""

import ast
import inspect
import sys
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest

from lms.config import ROOT
from lms.curriculum import nodes
from lms.curriculum.faults import Fault, Place
from lms.questions.kind import Problem

from .course import Course

pytestmark = pytest.mark.slow

ROOMS = (ROOT / "lms" / "curriculum", ROOT / "lms" / "questions")
MAKERS = frozenset({"fault", "unknown", "unknown_key", "Problem", "_refuse"})
TESTS = (*Path(__file__).parent.glob("test_*.py"), ROOT / "tests" / "questions" / "test_kinds.py")
NOT_RUN = frozenset(
    f"test_{name}"
    for name in (
        *("every_rule", "build", "cache", "cli", "content", "frozen", "fuzz"),
        *("json_schema", "mutations", "serving", "shelf", "two_parsers"),
    )
)
"""They break no content, or so much of it that it would take minutes."""


@dataclass(frozen=True)
class Site:
    """A call in the code that makes a fault."""

    file: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{Path(self.file).relative_to(ROOT)}:{self.first}"


def sites() -> Iterator[Site]:
    """Every call by which a rule tells that something is wrong."""
    for path in sorted(found for room in ROOMS for found in room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if name in MAKERS and path.name != "faults.py":
                    yield Site(str(path), node.lineno, node.end_lineno or node.lineno)


class Watch:
    """Remembers from where in the code faults were made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: set[tuple[str, int]] = set()
        fault, problem = Place.fault, Problem.__init__

        def told(place: Place, what: str, mend: str) -> Fault:
            self._remember(sys._getframe(1))
            return fault(place, what, mend)

        def found(self_: Problem, steps: tuple[str | int, ...], what: str, mend: str) -> None:
            self._remember(sys._getframe(1))
            problem(self_, steps, what, mend)

        monkeypatch.setattr(Place, "fault", told)
        monkeypatch.setattr(Problem, "__init__", found)

    def _remember(self, frame: FrameType | None) -> None:
        for _ in range(8):
            if frame is None:
                return
            self.lines.add((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back

    def saw(self, site: Site) -> bool:
        return any((site.file, line) in self.lines for line in range(site.first, site.last + 1))


def runs() -> Iterator[tuple[FunctionType, dict[str, Any]]]:
    """Every test of a rule with each of its samples: those that need little more than the course."""
    for path in sorted(TESTS):
        if path.stem in NOT_RUN:
            continue
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, test in vars(module).items():
            if not (name.startswith("test_") and isinstance(test, FunctionType) and test.__module__ == module.__name__):
                continue
            needed = set(inspect.signature(test).parameters) - {"course", "monkeypatch"}
            for parts in product(*_parametrized(test)):
                sample = dict(ChainMap(*parts))
                if needed == set(sample):
                    yield test, sample


def _parametrized(test: FunctionType) -> list[list[dict[str, Any]]]:
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    found = []
    for mark in marks:
        names = [name.strip() for name in mark.args[0].split(",")] if isinstance(mark.args[0], str) else mark.args[0]
        values = [value if len(names) > 1 else (value,) for value in mark.args[1]]
        found.append([dict(zip(names, value, strict=True)) for value in values])
    return found


def test_each_place_that_makes_a_fault_is_shown_to_fire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes._read.cache_clear()  # what was parsed before would make no fault again
    watch = Watch(monkeypatch)
    for number, (test, sample) in enumerate(runs()):
        needed, folder = inspect.signature(test).parameters, tmp_path / str(number)
        with monkeypatch.context() as inside:
            if "monkeypatch" in needed:
                sample["monkeypatch"] = inside
            if "course" in needed:
                folder.mkdir()
                inside.chdir(folder)
                sample["course"] = Course.in_(folder)
            test(**sample)
    silent = [str(site) for site in sites() if not watch.saw(site)]
    assert not silent, f"no test shows these to fire: {', '.join(silent)}"
