"""Pictures that come with questions: only SVG, PNG and JPEG, by what they hold, under names of our own."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from pathlib import Path

from lms.curriculum.faults import Fault, Place
from lms.curriculum.figures import read_figure
from lms.curriculum.source import LARGEST_FILE_BYTES
from lms.quizzes.bringing.found import Image
from lms.quizzes.bringing.whole import write_whole

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MOST_PIXELS = 40_000_000
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG that begin its size."""


class Unfit(Exception):
    """Why a picture cannot be kept."""


def picture_of(encoded: str) -> Image:
    """The picture in a base64 text. Raises Unfit."""
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unfit("it is not whole") from None
    if not data:
        raise Unfit("it is empty")
    if len(data) > LARGEST_FILE_BYTES:
        raise Unfit(f"it has {len(data):,} bytes; {LARGEST_FILE_BYTES:,} are the most")
    return Image(f"imported-{hashlib.sha256(data).hexdigest()[:12]}.{_ending(data)}", data)


def _ending(data: bytes) -> str:
    size = None
    if data.startswith(PNG):
        size, ending = _png_size(data), "png"
    elif data.startswith(JPEG):
        size, ending = _jpeg_size(data), "jpg"
    else:
        _check_svg(data)
        return "svg"
    if size is None:
        raise Unfit("it is damaged")
    if size[0] * size[1] > MOST_PIXELS:
        raise Unfit(f"it has {size[0]:,} × {size[1]:,} pixels; {MOST_PIXELS:,} are the most")
    return ending


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or len(data) < 33:
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in FRAMES:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + max(int.from_bytes(data[at + 2 : at + 4]), 2)
    return None


def _check_svg(data: bytes) -> None:
    if b"<svg" not in data[:4096]:
        raise Unfit("it is neither SVG nor PNG nor JPEG")
    faults: list[Fault] = []
    try:
        figure = read_figure(data.decode("utf-8-sig"), Place("the drawing"), faults)
    except UnicodeDecodeError:
        raise Unfit("the drawing is not in UTF-8") from None
    if figure is None:
        raise Unfit(f"{faults[0].what} ({faults[0].mend})" if faults else "the drawing cannot be read")


class Pictures:
    """The pictures of all accepted questions, until they are written."""

    def __init__(self, courses: Path) -> None:
        self.courses = courses
        self.kept: dict[Path, bytes] = {}
        self.used_by: dict[Path, set[tuple[str, str]]] = {}

    def keep(self, module: str, item: str, images: Sequence[Image]) -> None:
        """item: the id of the question that shows them."""
        for image in images:
            path = self.courses / module / "images" / image.name
            self.kept[path] = image.data
            self.used_by.setdefault(path, set()).add((module, item))

    def drop(self, module: str, item: str) -> None:
        """The question is accepted no longer; what no other one shows is not written."""
        for path, users in self.used_by.items():
            users.discard((module, item))
            if not users:
                self.kept.pop(path, None)

    def names(self) -> list[str]:
        return [f"{path.parent.parent.name}/images/{path.name}" for path in self.kept]

    def save(self) -> None:
        """Their names are hashes of what they hold, so one that is there already is the same."""
        for path, data in self.kept.items():
            if path.exists():
                continue
            path.parent.mkdir(exist_ok=True)
            write_whole(path, data)
