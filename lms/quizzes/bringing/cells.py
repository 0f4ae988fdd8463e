"""Options out of cells: all of them in one, or each with the letter of its column written once more."""

import re
import unicodedata
from collections.abc import Mapping

from lms.quizzes.bringing.columns import Column
from lms.quizzes.bringing.found import LONGEST_TEXT
from lms.quizzes.bringing.items import LETTERS
from lms.quizzes.bringing.lines import options_in
from lms.quizzes.bringing.written import forms_of

LETTER = re.compile(r"[（(]?([A-Za-zＡ-Ｚａ-ｚ])[.．、:：)）]\s*(?=\S)")


def with_options_apart(given: Mapping[Column, str]) -> dict[Column, str]:
    """The cells of a row, with options that stand together in a column 选项 each in a place of its own."""
    cells = dict(given)
    for english in (False, True):
        whole = cells.pop(Column("options", english=english), "")
        for number, text in enumerate(_in_one_cell(whole)):
            cells.setdefault(Column("option", number, english), text)
        options = {
            column: cell
            for column, cell in cells.items()
            if column.part == "option" and column.english == english and cell.strip()
        }
        marks = {column: LETTER.match(cell.strip()) for column, cell in options.items()}
        if len(marks) > 1 and all(_is_letter(mark, column.number) for column, mark in marks.items()):
            for column, mark in marks.items():
                cells[column] = options[column].strip()[mark.end() if mark else 0 :]
    return cells


def _is_letter(mark: re.Match[str] | None, number: int) -> bool:
    letter = unicodedata.normalize("NFKC", mark[1]).casefold() if mark else ""
    return number < len(LETTERS) and letter == LETTERS[number]


def _in_one_cell(text: str) -> list[str]:
    """“A.价格 B.用途”, or the options one a line or with | or ; between."""
    text = text.strip()[: 26 * LONGEST_TEXT]
    marks = list(options_in(text, 0, bare=False))
    if len(marks) < 2 or marks[0][0] > 0:
        return forms_of(text)
    ends = [begin for begin, _end in marks[1:]] + [len(text)]
    return [text[end:until].strip(" ;；|\n") for (_begin, end), until in zip(marks, ends, strict=True)]
