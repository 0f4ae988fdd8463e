"""Catalogs kept in the data folder, so that a warm start neither parses nor validates.

A file is named after the edition it holds and the code that made it. It is a pickle, read only from our own data
folder, only when its digest is right, and only with the classes of the catalog in it.
"""

import contextlib
import hashlib
import io
import os
import pickle
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lms.curriculum.catalog import Catalog
from lms.questions.kinds import KINDS
from lms.questions.question import ContentHash

MAGIC = b"shifu catalog"
KEPT_FILES = 4
ALLOWED_MODULES = frozenset(
    {"lms.curriculum.catalog", "lms.curriculum.world", "lms.i18n", "lms.questions.question"}
) | {kind.shape.__module__ for kind in KINDS.values()}
RENDERED_BY = ("markdown", "nh3", "pymdown-extensions")


def read(folder: Path, edition: ContentHash) -> Catalog | None:
    """The catalog of this edition, made by this very code; None when there is none, or none that can be trusted."""
    catalog = _read_file(folder / _name(edition))
    return catalog if catalog is not None and catalog.hash == edition else None


def newest(folder: Path) -> Catalog | None:
    """The catalog that was kept last and can be read, whatever code made it, as long as the shapes are the same."""
    for path in reversed(_by_age(folder)):
        catalog = _read_file(path)
        if catalog is not None:
            return catalog
    return None


def write(folder: Path, catalog: Catalog) -> None:
    """Keep a catalog and clear the oldest away. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pickled = _pickled(catalog)
    head = b"\n".join((MAGIC, shape().encode(), hashlib.sha256(pickled).hexdigest().encode(), b""))
    replace_file(folder / _name(catalog.hash), head + pickled)
    _prune(folder)


@cache
def shape() -> str:
    """Stands for the classes in a pickle; another one makes the file foreign."""
    digest = hashlib.sha256()
    for module in sorted(ALLOWED_MODULES):
        digest.update(Path(str(sys.modules[module].__file__)).read_bytes())
    return digest.hexdigest()[:16]


@cache
def maker() -> str:
    """Stands for all code that turns files into a catalog, and for the libraries that render and sanitize."""
    digest = hashlib.sha256()
    rooms = Path(__file__).parent, Path(__file__).parent.with_name("questions")
    for path in sorted(found for room in rooms for found in room.rglob("*.py")):
        digest.update(path.read_bytes())
    for library in RENDERED_BY:
        digest.update(version(library).encode())
    return digest.hexdigest()[:16]


def _name(edition: ContentHash) -> str:
    return f"catalog-{edition}-{maker()}.pickle"


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _prune(folder: Path) -> None:
    for path in _by_age(folder)[:-KEPT_FILES]:
        path.unlink(missing_ok=True)


def _by_age(folder: Path) -> list[Path]:
    """The kept files, the oldest first."""
    ages: list[tuple[int, Path]] = []
    for path in folder.glob("catalog-*.pickle"):
        with contextlib.suppress(FileNotFoundError):  # another process clears away too
            ages.append((path.stat().st_mtime_ns, path))
    return [path for _age, path in sorted(ages)]


def _read_file(path: Path) -> Catalog | None:
    try:
        magic, made_as, digest, pickled = path.read_bytes().split(b"\n", 3)
        if (magic, made_as) != (MAGIC, shape().encode()) or hashlib.sha256(pickled).hexdigest().encode() != digest:
            return None
        catalog = _Reader(io.BytesIO(pickled)).load()
    except (OSError, ValueError, TypeError, LookupError, AttributeError, EOFError, pickle.UnpicklingError):
        return None
    return catalog if isinstance(catalog, Catalog) else None


def _read_only(mapping: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(mapping)


class _Writer(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        if isinstance(value, MappingProxyType):
            return _read_only, (dict(value),)
        return NotImplemented


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == __name__ and name == _read_only.__name__:
            return _read_only
        if module in ALLOWED_MODULES and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a catalog")


def _pickled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    _Writer(buffer, protocol=5).dump(catalog)
    return buffer.getvalue()
