"""Tables of text out of CSV and XLSX files."""

import csv
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import load_workbook

from lms.quizzes.bringing.archives import ZIP, parts_of, refuse_old_office
from lms.quizzes.bringing.decoding import decode_text
from lms.quizzes.bringing.found import Unusable
from lms.quizzes.bringing.numbers import written
from lms.web.spreadsheet import unguarded

MOST_ROWS = 20_000
MOST_COLUMNS = 200
EXAMPLES = "示例"
"""The sheet of our own template that shows how to fill it in; it is not read."""
CLOSE_QUOTES = "close the quotation mark that begins there, or shorten the cell"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. Row n of the sheet is entry n - 1 of `rows`; `name` is empty for a CSV. Hidden ones are not read."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[str]]


def tables_of(data: bytes, where: str) -> tuple[list[Table], str]:
    """The sheets of the file and its encoding. Raises Unusable."""
    refuse_old_office(data, where)
    if data.startswith(ZIP):
        return _workbook(data, where), ""
    text, encoding = decode_text(data, where)
    return [Table("", False, _csv(text, where))], encoding


def _csv(text: str, where: str) -> list[list[str]]:
    delimiter = max(",\t;", key=lambda sign: max((line.count(sign) for line in text.split("\n")[:10]), default=0))
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if len(rows) == MOST_ROWS:
                raise Unusable(f"the table has more than {MOST_ROWS:,} rows", where, "split it into several files")
            rows.append([unguarded(cell) for cell in row])
    except csv.Error:  # the only one that a lenient reader raises
        raise Unusable("a cell is far too long", f"{where}, row {len(rows) + 1}", CLOSE_QUOTES) from None
    if _quotation_never_closes(text, delimiter):
        raise Unusable("a quotation mark is never closed", f"{where}, row {len(rows)}", CLOSE_QUOTES)
    return rows


def _quotation_never_closes(text: str, delimiter: str) -> bool:
    """Whether the last cell begins with a quotation mark and runs to the end of the file."""
    try:
        for _row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _workbook(data: bytes, where: str) -> list[Table]:
    parts = parts_of(data, where)
    if "xl/workbook.xml" not in parts:
        what = "this is a zip, but no workbook of Excel"
        raise Unusable(what, where, "save it as .xlsx, or give the single files")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that openpyxl leaves out
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return [_sheet(sheet, where) for sheet in book.worksheets if sheet.title != EXAMPLES]
            finally:
                book.close()
    except Unusable:
        raise
    except Exception as error:  # whatever a damaged workbook makes of the library
        what = f"the workbook cannot be read ({type(error).__name__})"
        raise Unusable(what, where, "open it in Excel and save it again as .xlsx") from None


def _sheet(sheet, where: str) -> Table:  # type: ignore[no-untyped-def]  # openpyxl has no types
    sheet.reset_dimensions()  # a sheet may say that it has a million columns
    rows: list[list[str]] = []
    limits = {"max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS}
    for row in sheet.iter_rows(values_only=True, **limits):
        filled = any(value is not None for value in row)
        rows.append([unguarded(_as_text(value)) for value in row] if filled else [])
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        what = f"the sheet {sheet.title} has more than {MOST_ROWS:,} rows"
        raise Unusable(what, where, "split it into several files")
    return Table(str(sheet.title), sheet.sheet_state != "visible", rows)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return written(int(value) if value.is_integer() else value) if abs(value) < 1e300 else str(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return str(value)
