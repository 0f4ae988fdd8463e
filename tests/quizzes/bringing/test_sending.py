"""Pools written out, and brought in again."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from lms.curriculum.lacking import lacks
from lms.quizzes.bringing.layout import COLUMNS, EXAMPLE_ROWS, table_xlsx, template_csv, template_xlsx
from lms.quizzes.bringing.yaml_text import yaml_of
from lms.web.spreadsheet import guarded, unguarded
from tests.curriculum.course import Course

from .papers import read, run


def said(text: str) -> dict[str, str]:
    return {"zh": f"中{text}", "en": f"en {text}"}


def option(id_: str, text: str = "") -> dict[str, Any]:
    return {"id": id_, "text": said(text or id_), "feedback": said(f"因为{id_}")}


TIES = {"outcome": "waits", "section": "what-broke", "difficulty": 2}
SIX = [option(letter) for letter in "abcdef"]
REASONS = {"reasons": [option(letter, f"reason {letter}") for letter in "abc"], "reason": "b"}
ITEMS: list[dict[str, Any]] = [
    {
        "id": "one",
        "kind": "single",
        **TIES,
        "scene": said("scene"),
        "ask": said("= one"),
        "options": SIX[:3],
        "answer": "b",
    },
    {
        "id": "in-order",
        "kind": "single",
        **TIES,
        "ask": said("-two"),
        "options": SIX[:3],
        "answer": "c",
        "in_order": True,
    },
    {
        **{"id": "many", "kind": "multiple", **TIES, "dialogue": [said("line 1"), said("line 2")]},
        **{"ask": {"zh": "选两项", "en": "Choose two"}, "options": SIX[:4], "answer": ["b", "d"]},
    },
    {
        **{"id": "so", "kind": "true-false", **TIES, "ask": said("three"), **REASONS, "answer": "false"},
        "options": [{"id": "true", "feedback": said("no")}, {"id": "false", "feedback": said("yes")}],
    },
    {
        **{"id": "how-much", "kind": "numeric", **TIES, "ask": said("four"), "answer": -12600.5, "tolerance": 0.5},
        **{"unit": {"zh": "元", "en": "yuan"}, "units": ["RMB", "¥"], "feedback": said("sum")},
        "mistakes": [{"value": 126, "feedback": said("less")}],
    },
    {
        **{"id": "who", "kind": "short-text", **TIES, "ask": said("five"), "feedback": said("him")},
        **{"accept": {"zh": ["谭", "谭经理"], "en": ["Tan"]}},
        "mistakes": [{"forms": {"zh": ["孙"], "en": ["Sun"]}, "feedback": said("other")}],
    },
    {"id": "steps", "kind": "ordering", **TIES, "ask": said("six"), "steps": SIX[:4], "answer": ["c", "a", "d", "b"]},
    {
        **{"id": "pairs", "kind": "matching", **TIES, "ask": said("seven"), "rows": SIX[:3]},
        "choices": [{"id": f"c{n}", "text": said(f"choice {n}")} for n in range(4)],
        "answer": {"a": "c2", "b": "c0", "c": "c3"},
    },
]
TOO_RICH = {"id": "open", "kind": "open", **TIES, "ask": said("eight"), "criteria": [option("a"), option("b")]}


def pool_of(items: list[dict[str, Any]]) -> str:
    return "\n".join(["items:", *(line for item in items for line in yaml_of(item)), ""])


def sent(course: Course, name: str, items: list[dict[str, Any]]) -> tuple[Path, str]:
    course.write("quizzes/calling.yaml", pool_of(items))
    code, output = run(course, "export", "calling", course.path(name))
    assert code == 0, output
    return course.path(name), output


def bare(value: Any, names: dict[str, str]) -> Any:
    """The item with what its ids stand for in place of them, and its lists in one order."""
    if isinstance(value, dict):
        return {bare(key, names): bare(below, names) for key, below in value.items() if key != "id"}
    if isinstance(value, list):
        return [bare(entry, names) for entry in value]
    return names.get(value, value) if isinstance(value, str) else value


def sense(item: dict[str, Any]) -> dict[str, Any]:
    lists = [entry for key in ("options", "reasons", "steps", "rows", "choices") for entry in item.get(key, [])]
    names = {entry["id"]: entry["text"]["zh"] for entry in lists if "text" in entry}
    plain: dict[str, Any] = bare({key: value for key, value in item.items() if key != "kind"}, names)
    for key in ("steps", "choices", "reasons"):
        if key in plain:
            plain[key] = sorted(plain[key], key=str)
    return plain


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_pool_comes_back_from_its_spreadsheet_as_it_was(course: Course, ending: str) -> None:
    file, output = sent(course, f"pool.{ending}", [*ITEMS, TOO_RICH])
    assert "open: left out: the kind open does not fit into one row\n8 items written" in output
    found = read("sheet", file.read_bytes()).found
    assert [f.rejected for f in found if f.item is None] == []
    assert [f.id for f in found] == [item["id"] for item in ITEMS]
    for back, item in zip(found, ITEMS, strict=True):
        assert back.item is not None
        assert sense(back.item) == sense(item)
    code, output = run(course, "import", file, "--dry-run")
    assert (code, "0 accepted, 8 skipped, 0 rejected" in output) == (0, True)
    assert [lacks({"id": back.id, **back.item}) for back in found if back.item] == [[]] * 8


def test_a_csv_opens_in_excel_and_runs_no_formula(course: Course) -> None:
    file, _output = sent(course, "pool.csv", [{**ITEMS[0], "ask": {"zh": '=HYPERLINK("x")', "en": "＠x"}}])
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    cells = next(list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))[0:1].__iter__())
    assert (cells["题干"], cells["题干(英文)"]) == ('\'=HYPERLINK("x")', "'＠x")


def test_in_a_workbook_a_text_is_never_a_formula() -> None:
    book = load_workbook(io.BytesIO(table_xlsx([{"题干": "=1+1", "答案": "'=2"}])))
    cells = {cell.value: cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row if cell.value}
    assert cells == {"=1+1": "s", "''=2": "s"}


@pytest.mark.parametrize("text", ["=a", "'=a", "''+a", "-甲", "－甲", "\t=", "a=", "'a", "", "\n=", "-5", "-5.5"])
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "－", "\t"))


def test_a_pool_comes_back_from_gift(course: Course) -> None:
    file, output = sent(course, "pool.gift", ITEMS)
    assert "steps: left out: GIFT has no kind like ordering" in output
    assert "so: without the reasons" in output
    code, output = run(course, "import", file, "--module", "calling", "--dry-run")
    assert (code, "0 accepted, 7 skipped, 0 rejected" in output) == (0, True), output
    made = {f.id: f.item for f in read("gift", file.read_bytes()).found if f.item}
    assert made["how-much"]["mistakes"] == [{"value": 126, "feedback": {"zh": "中less"}}]
    assert made["how-much"]["answer"] == -12600.5


def test_the_template_has_every_column_and_its_examples_are_right_but_not_read(course: Course) -> None:
    assert template_csv().decode("utf-8-sig").strip().split(",") == list(COLUMNS)
    assert read("sheet", template_xlsx()).found == []
    assert all(found.item for found in read("sheet", table_xlsx(EXAMPLE_ROWS)).found)
    for name in ("t.xlsx", "t.csv"):
        assert run(course, "template", course.path(name))[0] == 0
        code, output = run(course, "import", course.path(name), "--module", "calling")
        assert (code, "no question was found" in output) == (2, True)
    assert run(course, "template", course.path("t.pdf"))[0] == 2


def test_an_unknown_module_or_ending_is_refused(course: Course) -> None:
    assert run(course, "export", "caling", course.path("a.csv"))[0] == 2
    assert run(course, "export", "calling", course.path("a.doc"))[0] == 2
