"""Hostile and broken files: refused before anything of them is used."""

import re
from collections.abc import Callable

import pytest

from lms.quizzes.bringing.bring import format_of
from lms.quizzes.bringing.found import Unusable

from .papers import HEADER, csv_of, moodle_of, read, with_parts, xlsx_of, zip_of

GOOD = xlsx_of({"题库": [HEADER, ["判断题", "先报价", "", "", "", "", "√"]]})
BOMB = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def false_size(data: bytes) -> bytes:
    """A zip whose figures say that a part is small."""
    return re.sub(rb"(PK\x01\x02.{20}).{4}", lambda found: found[1] + b"\x10\0\0\0", data, flags=re.DOTALL)


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "xml bomb": ("moodle", BOMB.encode, "declares a document type or entities"),
    "external entity": ("moodle", OUTSIDE.encode, "declares a document type or entities"),
    "external entity in UTF-16": ("moodle", lambda: OUTSIDE.encode("utf-16"), "declares a document type or entities"),
    "broken entity": ("moodle", lambda: moodle_of("<question>a&nbsp;b</question>"), "no whole XML"),
    "cut off": ("moodle", lambda: moodle_of("<question>")[:-9], "no whole XML"),
    "other XML": ("moodle", lambda: b"<html></html>", "not <quiz>"),
    "macros": ("sheet", lambda: with_parts(GOOD, {"xl/vbaProject.bin": b"x"}), "macros"),
    "macro types": (
        "sheet",
        lambda: with_parts(GOOD, {"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"}),
        "macros",
    ),
    "entity in a workbook": (
        "sheet",
        lambda: with_parts(GOOD, {"xl/worksheets/sheet1.xml": BOMB.encode()}),
        "declares entities",
    ),
    "entity in a workbook, UTF-16": (
        "sheet",
        lambda: with_parts(GOOD, {"xl/sharedStrings.xml": BOMB.encode("utf-16")}),
        "declares entities",
    ),
    "zip bomb": ("sheet", lambda: with_parts(GOOD, {"xl/media/a.bin": bytes(20_000_001)}), "unpacks to more than"),
    "zip bomb with false figures": (
        "sheet",
        lambda: false_size(with_parts(GOOD, {"xl/media/a.bin": bytes(20_000_001)})),
        "unpacks to more than|damaged",
    ),
    "many parts": ("sheet", lambda: with_parts(GOOD, {f"x/{n}": b"" for n in range(200)}), "parts inside"),
    "truncated zip": ("sheet", lambda: GOOD[: len(GOOD) // 2], "damaged or cut off"),
    "damaged sheet": ("sheet", lambda: with_parts(GOOD, {"xl/worksheets/sheet1.xml": b"<a"}), "cannot be read"),
    "damaged workbook": ("sheet", lambda: with_parts(GOOD, {"xl/workbook.xml": b"<a/>"}), "cannot be read|no header"),
    "no workbook": ("sheet", lambda: zip_of({"a.txt": b"x"}), "no workbook"),
    "old xls": ("sheet", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office file"),
    "bomb in a document": ("text", lambda: zip_of({"word/document.xml": BOMB.encode()}), "declares entities"),
    "broken document": ("text", lambda: zip_of({"word/document.xml": b"<a"}), "cannot be read"),
    "no encoding at all": ("text", lambda: b"1. \xff\xff\xff\n", "neither UTF-8"),
    "null characters": ("text", lambda: b"1. a\0b\n", "null characters"),
    "cut off in UTF-8": ("sheet", lambda: csv_of(["判断题", "先报价还是先问用途" * 9])[3:-4], "makes no sense|neither"),
    "a huge line": ("text", lambda: b"1. " + b"a" * 20_001, "20,004 characters"),
    "too many rows": ("sheet", lambda: csv_of(*[["", "q"]] * 20_001), "20,000 rows"),
    "too many questions": ("text", lambda: b"1. q\n" * 5_001, "more than 5,000"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_what_to_do(name: str) -> None:
    style, make, why = REFUSED[name]
    with pytest.raises(Unusable, match=why) as refused:
        read(style, make())
    assert refused.value.mend
    assert "passwd" not in str(refused.value)


@pytest.mark.parametrize("text", ["先问用途，再报价。客户说再看看，你问他看什么", "这笔账每月要对几天", "客户没说话"])
def test_utf8_with_one_bad_byte_is_not_read_as_gb18030(text: str) -> None:
    with pytest.raises(Unusable):
        read("text", f"1. {text}？\n".encode() + b"\xff\n")


def test_a_sheet_that_says_it_has_a_million_columns_is_read_all_the_same() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>题干</t></is></c><c r="B1" t="inlineStr"><is><t>答案</t>'
        '</is></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        "</worksheet>"
    )
    assert read("sheet", with_parts(GOOD, {"xl/worksheets/sheet1.xml": sheet.encode()})).found == []


@pytest.mark.parametrize(
    ("name", "data", "style"),
    [
        ("a.xlsx", GOOD, "sheet"),
        ("a.txt", GOOD, "sheet"),
        ("a.csv", b"x", "sheet"),
        ("a.docx", zip_of({"word/document.xml": b"<a/>"}), "text"),
        ("a.bin", b"\xef\xbb\xbf<?xml version='1.0'?><quiz/>", "moodle"),
        ("a.txt", b"::Q1:: 1+1 {=2}", "gift"),
        ("a.txt", "1. 先报价（×）".encode(), "text"),
    ],
)
def test_the_format_is_told_by_what_the_file_holds(name: str, data: bytes, style: str) -> None:
    assert format_of(data, name) == style
