"""What all processes serve: a small file in the data folder, which each of them follows.

Whoever reads the content files, as every process does when it starts, leaves here which edition serves from now on and
what is wrong with the files; the others notice that this has changed. So all serve the same one, whenever they began.
"""

import contextlib
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from lms.curriculum.cache import replace_file
from lms.curriculum.faults import Fault
from lms.questions.question import ContentHash

try:
    import fcntl
except ImportError:  # Windows, where one process serves
    fcntl = None  # type: ignore[assignment]  # a module elsewhere

FILE = "serving.json"
LOCK = "lock"
LONGEST_WAIT_SECONDS = 30.0

Mark = tuple[int, int, int]
"""Changes whenever the file is written."""


@dataclass(frozen=True, slots=True)
class Serving:
    """edition: the one that serves, since when; read: the hash of the files that were looked at last, when, and what is
    wrong with them."""

    edition: ContentHash
    since: datetime
    read: ContentHash
    read_at: datetime
    faults: tuple[Fault, ...] = ()


def mark(folder: Path) -> Mark | None:
    """Cheap enough to be asked at every request; None when there is no file."""
    try:
        about = os.stat(folder / FILE)  # noqa: PTH116  half the time of Path.stat
    except OSError:
        return None
    return about.st_mtime_ns, about.st_ino, about.st_size


def read(folder: Path) -> Serving | None:
    """What serves; None when nobody has said so yet, or nobody can read it."""
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
        if not re.fullmatch("[0-9a-f]{32}|", found["edition"]):
            return None
        return Serving(
            edition=ContentHash(str(found["edition"])),
            since=datetime.fromisoformat(found["since"]),
            read=ContentHash(str(found["read"])),
            read_at=datetime.fromisoformat(found["read_at"]),
            faults=tuple(Fault(**fault) for fault in found["faults"]),
        )
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def write(folder: Path, serving: Serving) -> None:
    """Let all processes serve this edition. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    said = asdict(serving) | {"since": serving.since.isoformat(), "read_at": serving.read_at.isoformat()}
    replace_file(folder / FILE, json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogateescape"))


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time reads the content, so that the last one to look has the last word.

    Where that cannot be had, on a disk that is full or cannot be written, it goes on all the same.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _take(stack.enter_context((folder / LOCK).open("w")).fileno())
        yield


def _take(handle: int) -> None:
    """Wait for the others; the lock goes with the file that is closed, or with the process."""
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while fcntl is not None and time.monotonic() < end:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return
