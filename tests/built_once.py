"""What all sites of a run have in common is built once a worker, and passwords are hashed in no time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from werkzeug.routing import Rule

from lms.curriculum import cache
from lms.curriculum.catalog import Catalog
from lms.people import passwords

AS_SHIPPED = {name: getattr(passwords, name) for name in ("_hasher", "_NOBODY")}


def build_once(patch: pytest.MonkeyPatch) -> None:
    """Compile each URL rule and unpickle each kept edition once, however many sites have it."""
    patch.setattr(Rule, "_compile_builder", _compiled_once(Rule._compile_builder))
    patch.setattr(cache, "_read_file", _unpickled_once(cache._read_file))


def hash_at_once(patch: pytest.MonkeyPatch) -> None:
    """Hash passwords, and whatever stands in for that of nobody, with next to no work.

    The standing cast's hash is weaker still, so that it is one to make anew at sign-in.
    """
    quick = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    patch.setattr(passwords, "_hasher", quick)
    patch.setattr(passwords, "_NOBODY", quick.hash("nobody"))


def _compiled_once(compiling: Callable[[Rule, bool], Any]) -> Callable[[Rule, bool], Any]:
    """Compiling some hundred rules is most of what making a site takes."""
    compiled: dict[tuple[object, ...], Any] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compiling(rule, append_unknown)
        return compiled[key]

    return builder


def _unpickled_once(reading: Callable[[Path], Catalog | None]) -> Callable[[Path], Catalog | None]:
    """Nobody can change a catalog, so sites may share one. A file that was written anew is read anew."""
    editions: dict[tuple[object, ...], Catalog | None] = {}

    def read(path: Path) -> Catalog | None:
        try:
            there = path.stat()
        except OSError:
            return reading(path)
        key = (cache.shape(), there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns)
        if key not in editions:
            editions[key] = reading(path)
        return editions[key]

    return read
