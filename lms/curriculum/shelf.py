"""The shelf that holds the edition being served: the same in all processes, never replaced by a broken one.

Light to import: parser, validator and renderer come in only when content has to be read anew.
"""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import cast

from flask import Flask

from lms.config import Settings
from lms.curriculum import cache, lasting, serving
from lms.curriculum.catalog import Catalog
from lms.curriculum.faults import Fault, Result
from lms.curriculum.source import Fingerprint, Snapshot, fingerprint, snapshot
from lms.questions.question import ContentHash

log = logging.getLogger(__name__)

EMPTY = Catalog(MappingProxyType({}), MappingProxyType({}), MappingProxyType({}), ContentHash(""))
"""What is served when there is no good edition at all."""


class Trouble(StrEnum):
    """What administration should know of the data folder, beside the faults of the content."""

    NOT_KEPT = "not_kept"
    """The edition that serves could not be kept: a restart with faulty content would have nothing to serve."""
    LOST = "lost"
    """What served last cannot be read any more; what serves in its place is an older one, or nothing."""
    BEHIND = "behind"
    """Another process serves an edition that this one cannot read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is served, since when, and what is wrong with the files on disk, as they were at `read_at`.

    read: the hash of the files that were looked at. seen: the mark of the file by which processes follow each other.
    troubles: each with what the system said of it.
    """

    catalog: Catalog
    since: datetime
    faults: tuple[Fault, ...]
    read: ContentHash
    read_at: datetime
    fingerprint: Fingerprint
    seen: serving.Mark | None
    troubles: tuple[tuple[Trouble, str], ...] = ()


class Shelf:
    """Holds the edition that is served; safe to share between threads, and the same in all processes of a data folder.

    Content is read at the first need. From then on the edition changes when another process has read content without
    fault, or somebody asks to look again. With `watch`, the files' times and sizes are looked at each time the catalog
    is asked for, and a change is loaded. Content at fault leaves the edition as it was and fills `faults`.
    """

    def __init__(self, courses: Path, quizzes: Path, folder: Path, *, watch: bool = False) -> None:
        self._courses, self._quizzes, self._folder, self._watch = courses, quizzes, folder, watch
        self._lock = Lock()
        self._standing: Standing | None = None

    def catalog(self) -> Catalog:
        return self.standing().catalog

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the content on disk, when an older edition is served in its place."""
        return self.standing().faults

    def standing(self) -> Standing:
        standing = self._standing
        if standing is not None and not self._is_stale(standing):
            return standing
        with self._lock:
            standing = self._standing
            if standing is None or self._has_changed(standing):
                self._standing = self._stand(standing)
            elif self._is_stale(standing):
                self._standing = self._follow(standing)
            return cast(Standing, self._standing)

    def look_again(self) -> Standing:
        """Read the files anew, whether or not they seem to have changed; the other processes follow."""
        with self._lock:
            self._standing = self._stand(self._standing)
            return self._standing

    def _is_stale(self, standing: Standing) -> bool:
        return serving.mark(self._folder) != standing.seen or self._has_changed(standing)

    def _has_changed(self, standing: Standing) -> bool:
        return self._watch and fingerprint(self._courses, self._quizzes) != standing.fingerprint

    def _stand(self, before: Standing | None) -> Standing:
        """Read the content, and say what serves from now on."""
        with serving.alone(self._folder):
            files = snapshot(self._courses, self._quizzes)
            said = serving.read(self._folder)
            result, read_anew = self._result(files, before)
            troubles: list[tuple[Trouble, str]] = []
            catalog = result.catalog
            if catalog is None:
                log.warning("the content has %s faults; the edition before it stays", len(result.faults))
                catalog = self._last_good(said, before, troubles)
            now = datetime.now(UTC)  # also while the demo company is made, which stops the clock of the house
            since = said.since if said is not None and said.edition == catalog.hash else now
            to_say = serving.Serving(catalog.hash, since, files.hash, now, result.faults)
            if before is None and said is not None and replace(to_say, read_at=said.read_at) == said:
                to_say = said  # a process that starts finds all as it was said
            try:
                self._keep(catalog, made_anew=read_anew and result.catalog is not None)
                if to_say is not said:
                    serving.write(self._folder, to_say)
            except OSError as error:
                log.warning("the edition that serves could not be kept: %s", error)
                troubles.append((Trouble.NOT_KEPT, str(error)))
            mark = serving.mark(self._folder)
            return Standing(
                catalog, since, result.faults, files.hash, to_say.read_at, files.fingerprint, mark, tuple(troubles)
            )

    def _result(self, files: Snapshot, before: Standing | None) -> tuple[Result, bool]:
        """What the files come to, and whether they had to be read for it."""
        if files.faults:
            return read(files), True
        if before is not None and before.read == files.hash:
            if before.faults:
                return Result(None, before.faults), False
            if before.catalog.hash == files.hash:
                return Result(before.catalog, ()), False
        kept = cache.read(self._folder, files.hash)
        return (Result(kept, ()), False) if kept is not None else (read(files), True)

    def _last_good(
        self, said: serving.Serving | None, before: Standing | None, troubles: list[tuple[Trouble, str]]
    ) -> Catalog:
        """What all processes go on with while the content is at fault: what served, in whatever form it can be had."""
        wanted = said.edition if said is not None else before.catalog.hash if before is not None else None
        if before is not None and before.catalog.hash == wanted:
            return before.catalog
        found = cache.read(self._folder, wanted) if wanted else None
        if found is None:
            found = lasting.read(self._folder) or cache.newest(self._folder) or (before and before.catalog) or EMPTY
        if wanted and found.hash != wanted:
            troubles.append((Trouble.LOST, wanted))
        return found

    def _keep(self, catalog: Catalog, *, made_anew: bool) -> None:
        """Leave the edition for later starts. Raises OSError."""
        if not catalog.hash:
            return
        if made_anew:
            cache.write(self._folder, catalog)
        if not lasting.holds(self._folder, catalog.hash):
            lasting.write(self._folder, catalog)

    def _follow(self, standing: Standing) -> Standing:
        """Take over what another process has said, from the form in which it was kept."""
        seen, said = serving.mark(self._folder), serving.read(self._folder)
        if said is None:
            return replace(standing, seen=seen)
        if not said.edition and standing.catalog.hash:
            return self._hand_over(standing, said)
        as_said = replace(
            standing, seen=seen, since=said.since, faults=said.faults, read=said.read, read_at=said.read_at, troubles=()
        )
        if said.edition == standing.catalog.hash:
            return as_said
        catalog = cache.read(self._folder, said.edition) or lasting.read(self._folder)
        if catalog is None or catalog.hash != said.edition:
            log.warning("another process serves the edition %s, which cannot be read here", said.edition)
            return replace(standing, seen=seen, troubles=((Trouble.BEHIND, said.edition),))
        return replace(as_said, catalog=catalog)

    def _hand_over(self, standing: Standing, said: serving.Serving) -> Standing:
        """A process that started had nothing left to serve; it gets what this one still holds."""
        troubles: tuple[tuple[Trouble, str], ...] = ()
        try:
            self._keep(standing.catalog, made_anew=False)
            serving.write(self._folder, replace(said, edition=standing.catalog.hash, since=standing.since))
        except OSError as error:
            troubles = ((Trouble.NOT_KEPT, str(error)),)
        return replace(
            standing,
            faults=said.faults,
            read=said.read,
            read_at=said.read_at,
            seen=serving.mark(self._folder),
            troubles=troubles,
        )


def init_app(app: Flask, settings: Settings) -> Shelf:
    """Give the app its shelf; content is read at the first request that needs it."""
    shelf = Shelf(settings.courses, settings.quizzes, settings.data / "cache", watch=settings.development)
    app.extensions["curriculum"] = shelf
    return shelf


def read(files: Snapshot) -> Result:
    """Parse and check a snapshot, whatever the cache holds."""
    from lms.curriculum.loading import read_snapshot  # noqa: PLC0415  pydantic, ruamel and markdown take half a second

    return read_snapshot(files)
