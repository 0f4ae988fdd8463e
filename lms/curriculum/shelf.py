"""The shelf that holds the edition being served: loaded once, kept on disk, never replaced by a broken one.

Light to import: parser, validator and renderer come in only when content has to be read anew.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from flask import Flask

from lms.config import Settings
from lms.curriculum import cache
from lms.curriculum.catalog import Catalog
from lms.curriculum.faults import Fault, Result
from lms.curriculum.source import Fingerprint, Snapshot, fingerprint, snapshot
from lms.questions.question import ContentHash

log = logging.getLogger(__name__)

EMPTY = Catalog(MappingProxyType({}), MappingProxyType({}), MappingProxyType({}), ContentHash(""))
"""What is served when there is no good edition at all."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is served, and for which state of the files. `read`: the hash of the files that were looked at."""

    catalog: Catalog
    faults: tuple[Fault, ...]
    read: ContentHash
    fingerprint: Fingerprint


class Shelf:
    """Holds the edition that is served; safe to share between threads.

    Content is read at the first need. With `watch`, the files' times and sizes are looked at each time the catalog is
    asked for, and a change is loaded; content at fault leaves the edition as it was and fills `faults()`.
    """

    def __init__(self, courses: Path, quizzes: Path, folder: Path, *, watch: bool = False) -> None:
        self._courses, self._quizzes, self._folder, self._watch = courses, quizzes, folder, watch
        self._lock = Lock()
        self._standing: _Standing | None = None

    def catalog(self) -> Catalog:
        return self._now().catalog

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the content on disk, when an older edition is served in its place."""
        return self._now().faults

    def look_again(self) -> Catalog:
        """Read the files anew, whether or not they seem to have changed."""
        with self._lock:
            self._standing = self._stand(self._standing)
            return self._standing.catalog

    def _now(self) -> _Standing:
        standing = self._standing
        if standing is not None and not self._changed_since(standing):
            return standing
        with self._lock:
            if self._standing is None or self._changed_since(self._standing):
                self._standing = self._stand(self._standing)
            return self._standing

    def _changed_since(self, standing: _Standing) -> bool:
        return self._watch and fingerprint(self._courses, self._quizzes) != standing.fingerprint

    def _stand(self, before: _Standing | None) -> _Standing:
        seen = fingerprint(self._courses, self._quizzes)  # taken first: a file written meanwhile is noticed next time
        files = snapshot(self._courses, self._quizzes)
        edition = files.hash
        if before is not None and before.read == edition and not files.faults:
            return _Standing(before.catalog, before.faults, edition, seen)
        kept = cache.read(self._folder, edition) if not files.faults else None
        result = Result(kept, ()) if kept is not None else read(files)
        if result.catalog is None:
            log.warning("the content has %s faults; the edition before it stays", len(result.faults))
            serving = before.catalog if before is not None else cache.last_good(self._folder) or EMPTY
            return _Standing(serving, result.faults, edition, seen)
        if kept is None:
            cache.write(self._folder, result.catalog)
        cache.point_to(self._folder, edition)
        return _Standing(result.catalog, (), edition, seen)


def init_app(app: Flask, settings: Settings) -> Shelf:
    """Give the app its shelf; content is read at the first request that needs it."""
    shelf = Shelf(settings.courses, settings.quizzes, settings.data / "cache", watch=settings.development)
    app.extensions["curriculum"] = shelf
    return shelf


def read(files: Snapshot) -> Result:
    """Parse and check a snapshot, whatever the cache holds."""
    from lms.curriculum.loading import read_snapshot  # noqa: PLC0415  pydantic, ruamel and markdown take half a second

    return read_snapshot(files)
