"""Lists as files that open in a spreadsheet in Chinese, with nothing in them that could act as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet knows UTF-8
_ACTS = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,12})?")

Cell = str | int | float
Given = TypeVar("Given", bound=Cell)


def guarded(cell: Given) -> Given | str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers.

    What begins so already gets one more, so that `unguarded` gives back every text.
    """
    if isinstance(cell, str) and _ACTS.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def unguarded(cell: str) -> str:
    """The text as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and _ACTS.match(cell) else cell


def table(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as UTF-8 text with comma, quotes and CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
