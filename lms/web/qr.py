"""An address as a QR code that a page draws itself: one path, no picture from anywhere."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of empty ground on each side, by which a camera finds it


@dataclass(frozen=True, slots=True)
class Qr:
    """A square of `size` by `size` units; `path` draws the dark modules."""

    size: int
    path: str


def qr(text: str) -> Qr:
    """The code of a text, readable with a thumb on a corner of it."""
    rows = segno.make(text, error="m", micro=False).matrix
    return Qr(len(rows) + 2 * QUIET, "".join(_drawn(y, bytes(row)) for y, row in enumerate(rows, start=QUIET)))


def _drawn(y: int, row: bytes) -> str:
    """The dark runs of one row, each as a rectangle of one unit's height."""
    found, x = "", QUIET
    for dark, run in groupby(row):
        length = len(list(run))
        found += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
        x += length
    return found
