"""The edition that serves, kept in a form that outlives the code: should an upgrade's check find faults, it serves on.

A pickle can be read by the classes that made it only. Here the catalog stands as plain JSON, read as frozen content is:
what a class has lost is left out, and what it has gained takes its default.
"""

import gzip
import json
import zlib
from pathlib import Path

from lms.curriculum.cache import replace_file
from lms.curriculum.catalog import Catalog
from lms.curriculum.frozen import plain, thaw_catalog
from lms.questions.question import ContentHash

FILE = "last-good.json.gz"
LARGEST_BYTES = 200_000_000


def write(folder: Path, catalog: Catalog) -> None:
    """Keep the catalog in the place of the one before. Raises OSError."""
    said = json.dumps({"edition": catalog.hash, "catalog": plain(catalog)}, ensure_ascii=False, separators=(",", ":"))
    replace_file(folder / FILE, gzip.compress(said.encode(), compresslevel=1, mtime=0))


def holds(folder: Path, edition: ContentHash) -> bool:
    """Whether it is this edition, without reading all of it."""
    try:
        with gzip.open(folder / FILE) as file:
            return file.read(len(edition) + 16).startswith(f'{{"edition":"{edition}"'.encode())
    except (OSError, EOFError, zlib.error):
        return False


def read(folder: Path) -> Catalog | None:
    """None when there is none, or none that this code can make anything of."""
    try:
        with gzip.open(folder / FILE) as file:
            data = file.read(LARGEST_BYTES)
        return thaw_catalog(json.loads(data)["catalog"])
    except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
