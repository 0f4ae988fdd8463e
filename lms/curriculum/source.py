"""The content folders as they lie on disk: which files count, what they hold, and when they have changed."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lms.curriculum.faults import Fault, Place
from lms.questions.question import ContentHash

LARGEST_FILE_BYTES = 1_000_000
NOT_CONTENT = re.compile(r"(^|/)(\.|#)|(^|/)README\.md$|~$|\.(bak|orig|rej|swp|tmp)$")
COVERED_IN = "courses/README.md"
"""The one README that is read: it tells which section teaches which point of the source."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
WAITING = "quizzes/drafts/"
BOM = b"\xef\xbb\xbf"

Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Snapshot:
    """The bytes of every content file by its name, which begins with `courses/` or `quizzes/`.

    `roots` holds how each of the two folders is shown to people; `faults` is what could not be read. fingerprint: of
    the moment before they were read, so that what is written meanwhile is noticed later.
    """

    files: Mapping[str, bytes]
    roots: Mapping[str, str]
    faults: tuple[Fault, ...] = field(default=())
    fingerprint: Fingerprint = ()

    @property
    def changed_at(self) -> int:
        """When the last of them was changed, in seconds since 1970."""
        times = (changed for name, changed, _size in self.fingerprint if not name.startswith(WAITING))
        return max(times, default=0) // 10**9

    def shown(self, name: str) -> str:
        """The file's address as an author would type it."""
        root, _, rest = name.partition("/")
        return f"{self.roots[root]}/{rest}" if rest else self.roots[root]

    def place(self, name: str) -> Place:
        return Place(self.shown(name))

    @property
    def hash(self) -> ContentHash:
        """The edition's hash: over every name and all bytes, in order; not over items that wait, which are no part."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            if name.startswith(WAITING):
                continue
            digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
            digest.update(data)
        return ContentHash(digest.hexdigest()[:32])


def snapshot(courses: Path, quizzes: Path) -> Snapshot:
    """Read both folders. Never raises: what cannot be read becomes a fault."""
    roots = {"courses": _as_typed(courses), "quizzes": _as_typed(quizzes)}
    seen = fingerprint(courses, quizzes)
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for root, folder in (("courses", courses), ("quizzes", quizzes)):
        if not folder.is_dir():
            faults.append(
                Place(roots[root]).fault(
                    f"the folder {roots[root]} does not exist", f"make it, or set LMS_{root.upper()} to where it is"
                )
            )
            continue
        for name, path in _walk(root, folder):
            read = _read(path, folder, Place(f"{roots[root]}/{name.partition('/')[2]}"))
            if isinstance(read, Fault):
                faults.append(read)
            else:
                files[name] = read
    return Snapshot(files, roots, tuple(faults), seen)


def fingerprint(courses: Path, quizzes: Path) -> Fingerprint:
    """Name, time of change and size of every content file: cheap, and different as soon as one is written."""
    marks = []
    for root, folder in (("courses", courses), ("quizzes", quizzes)):
        for name, path in _walk(root, folder):
            try:
                about = path.stat()
            except OSError:
                marks.append((name, 0, 0))
            else:
                marks.append((name, about.st_mtime_ns, about.st_size))
    return tuple(marks)


def decode(data: bytes, place: Place, faults: list[Fault]) -> str | None:
    """The text of a file with plain line ends, or None with a fault that says which byte is no UTF-8."""
    data = data.removeprefix(BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        faults.append(
            Place(place.file, line, column).fault(
                f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8", "save the file in the encoding UTF-8"
            )
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = UNPRINTABLE.search(text)
    if found is not None:
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        faults.append(
            Place(place.file, line, column).fault(
                f"the character U+{ord(found[0]):04X} cannot be printed", "delete it; it often comes with a paste"
            )
        )
        return None
    return text


def _as_typed(folder: Path) -> str:
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return folder.as_posix()


def _walk(root: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Every content file below a folder, and every link to a folder, in a fixed order."""
    for here, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(links))
        for file_name in sorted([*names, *links]):
            path = Path(here) / file_name
            inside = path.relative_to(folder).as_posix()
            if f"{root}/{inside}" == COVERED_IN or not NOT_CONTENT.search(inside):
                yield f"{root}/{inside}", path


def _read(path: Path, folder: Path, place: Place) -> bytes | Fault:
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(folder.resolve()):
            return place.fault("the symbolic link leads out of the content folder", "put the file itself here")
        if not path.is_file():
            return place.fault("this is no plain file", "put the file itself here, not a link or a device")
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            return place.fault(f"the file has {size:,} bytes", f"keep it under {LARGEST_FILE_BYTES:,}")
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        return place.fault(f"the file cannot be read ({error})", "check its rights, or remove it")
