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
POINTER = "current"
KEPT_FILES = 4
ALLOWED_MODULES = frozenset(
    {"lms.curriculum.catalog", "lms.curriculum.world", "lms.i18n", "lms.questions.question"}
) | {kind.shape.__module__ for kind in KINDS.values()}
RENDERED_BY = ("markdown", "nh3", "pymdown-extensions")


def read(folder: Path, edition: ContentHash) -> Catalog | None:
    """The catalog of this edition, made by this very code; None when there is none, or none that can be trusted."""
    catalog = _read_file(folder / _name(edition))
    return catalog if catalog is not None and catalog.hash == edition else None


def last_good(folder: Path) -> Catalog | None:
    """The catalog that was served last, even if older code made it, as long as the shapes are the same."""
    try:
        name = (folder / POINTER).read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    if "/" in name or "\\" in name or not name.startswith("catalog-"):
        return None
    return _read_file(folder / name)


def write(folder: Path, catalog: Catalog) -> None:
    """Keep a catalog. A full or read-only disk costs a slower start next time, nothing else."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pickled = _pickled(catalog)
        head = b"\n".join((MAGIC, shape().encode(), hashlib.sha256(pickled).hexdigest().encode(), b""))
        _replace(folder / _name(catalog.hash), head + pickled)
        _prune(folder)


def point_to(folder: Path, edition: ContentHash) -> None:
    """Remember the edition that is served, for a start with broken content."""
    name = _name(edition)
    with contextlib.suppress(OSError, ValueError):
        pointer = folder / POINTER
        if (folder / name).exists() and (not pointer.exists() or pointer.read_text("ascii") != name):
            _replace(pointer, name.encode())


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


def _replace(path: Path, data: bytes) -> None:
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
    files = sorted(folder.glob("catalog-*.pickle"), key=lambda path: path.stat().st_mtime_ns)
    for path in files[:-KEPT_FILES]:
        path.unlink(missing_ok=True)


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
