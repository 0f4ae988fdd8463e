"""A module's pool written out: as the spreadsheet that can be brought in again, or as GIFT."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.quizzes.bringing.found import Item, Loss, Unusable
from lms.quizzes.bringing.gift_text import gift_of
from lms.quizzes.bringing.layout import table_csv, table_xlsx, template_csv, template_xlsx
from lms.quizzes.bringing.rows import Unsayable, row_of
from lms.quizzes.bringing.shelves import open_shelf
from lms.quizzes.bringing.whole import write_whole

ENDINGS = (".csv", ".xlsx", ".gift")


@dataclass(frozen=True, slots=True)
class Sent:
    """How many items were written; left_out: those that the format has no way to say; lost: parts of the others."""

    written: int
    left_out: Sequence[Loss]
    lost: Sequence[Loss]


def send(pool: Path, module: str, file: Path, language: str = "zh") -> Sent:
    """Write the items of a pool. language: of a GIFT file, which has room for one. Raises Unusable."""
    if not pool.is_file():
        raise Unusable(f"the module '{module}' has no pool", pool.name, "check the spelling of the module")
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise Unusable(f"'{ending or file.name}' is no format for items", file.name, f"use {', '.join(ENDINGS)}")
    items = open_shelf(pool, pool.name).items
    left_out: list[Loss] = []
    lost: list[Loss] = []
    data = _gift(items, language, left_out, lost) if ending == ".gift" else _table(items, module, ending, left_out)
    _write(file, data)
    return Sent(len(items) - len(left_out), left_out, lost)


def write_template(file: Path) -> None:
    """Raises Unusable when the name says neither CSV nor XLSX."""
    makers = {".csv": template_csv, ".xlsx": template_xlsx}
    maker = makers.get(file.suffix.lower())
    if maker is None:
        raise Unusable(f"'{file.suffix or file.name}' is no format for a template", file.name, "use .xlsx or .csv")
    _write(file, maker())


def _write(file: Path, data: bytes) -> None:
    """Raises Unusable."""
    try:
        write_whole(file, data)
    except OSError as error:
        raise Unusable(f"the file cannot be written ({error.strerror})", str(file), "check folder and rights") from None


def _table(items: Sequence[Item], module: str, ending: str, left_out: list[Loss]) -> bytes:
    rows = []
    for item in items:
        try:
            rows.append(row_of(item, module))
        except Unsayable as why:
            left_out.append(Loss(str(item.get("id")), str(why)))
    return table_csv(rows) if ending == ".csv" else table_xlsx(rows)


def _gift(items: Sequence[Item], language: str, left_out: list[Loss], lost: list[Loss]) -> bytes:
    texts = []
    for item in items:
        try:
            text, missing = gift_of(item, language)
        except Unsayable as why:
            left_out.append(Loss(str(item.get("id")), str(why)))
        else:
            texts.append(text)
            lost += [Loss(str(item.get("id")), what) for what in missing]
    return "\n\n".join([*texts, ""]).encode()
