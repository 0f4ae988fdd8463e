"""Files with questions, made by code: so that no binary file lies in the repository."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from openpyxl import Workbook

from lms.quizzes import cli
from lms.quizzes.bringing.bring import READERS
from lms.quizzes.bringing.found import Item, Reading
from tests.curriculum.course import Course

HEADER = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度"]


def csv_of(*rows: Sequence[str], header: Sequence[str] = HEADER, encoding: str = "utf-8-sig") -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([header, *rows])
    return written.getvalue().encode(encoding)


def xlsx_of(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same zip with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return zip_of({**held, **parts})


def moodle_of(*questions: str) -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<quiz>{''.join(questions)}</quiz>".encode()


def read(style: str, data: bytes | str) -> Reading:
    return READERS[style](data.encode() if isinstance(data, str) else data, "a file")


def item(style: str, data: bytes | str) -> Item:
    """The only question of the file, which is an item."""
    (found,) = read(style, data).found
    assert found.item is not None, found.rejected or found.no_question
    return found.item


def why_rejected(style: str, data: bytes | str) -> str:
    """Why the only question of the file is none."""
    (found,) = read(style, data).found
    assert found.item is None, found.item
    return found.rejected


def run(course: Course, *arguments: str | Path) -> tuple[int, str]:
    """Exit code and all output of `quiz …`."""
    folders = ["--courses", str(course.courses), "--quizzes", str(course.quizzes)]
    told = [] if arguments[0] == "template" else folders
    result = CliRunner().invoke(cli.quiz, [*map(str, arguments), *told])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def report(course: Course, name: str, data: bytes | str, *options: str) -> dict[str, Any]:
    """The JSON of an import of this file."""
    path = course.path(name)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    code, output = run(course, "import", path, "--json", *options)
    answer: dict[str, Any] = json.loads(output)
    assert len(answer["accepted"]) + len(answer["skipped"]) + len(answer["rejected"]) == answer["found"]
    assert code == (2 if "error" in answer else 1 if answer["rejected"] else 0)
    return answer
