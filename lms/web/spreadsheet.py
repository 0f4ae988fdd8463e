"""Lists as files that open in a spreadsheet in Chinese, with nothing in them that could act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet knows UTF-8
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def guarded(cell: str | int) -> str | int:
    """Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_ACTS) else cell


def table(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Rows as UTF-8 text with comma, quotes and CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
