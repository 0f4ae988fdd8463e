"""Files as they really come, cut, mangled, in another encoding: reading never fails, and the site goes on serving."""

import codecs
import html.parser
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from lms.config import ROOT
from lms.curriculum.faults import Fault
from lms.curriculum.loading import read_snapshot
from lms.curriculum.source import Snapshot, snapshot
from lms.db import db
from lms.i18n import Language
from lms.ops.schema import upgrade
from tests.cast import make_cast
from tests.conftest import settings_in
from tests.pages import Pages

from .course import FILES, SVG, Course

pytestmark = pytest.mark.slow

ROOTS = {"courses": "courses", "quizzes": "quizzes"}
LONGEST = 6_000
"""Bytes of a real file that are read; parsing all of a pool would take a second."""
SIGNS = "{}[]:#-\"'&*!|>%@`\t\n ?,中⟦<"
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def real_files() -> dict[str, bytes]:
    """Every content file that is shipped, long ones cut at the end of a line."""
    files = snapshot(ROOT / "courses", ROOT / "quizzes").files
    return {
        name: data if len(data) <= LONGEST else data[: data.rfind(b"\n", 0, LONGEST) + 1]
        for name, data in files.items()
    }


def faults_in(name: str, data: bytes) -> tuple[Fault, ...]:
    """Of one file by itself. What it lacks beside it is at fault too, and is the same before and after."""
    result = read_snapshot(Snapshot({name: data}, ROOTS))
    assert not any("the checker itself failed" in fault.what for fault in result.faults), result.faults
    return result.faults


def in_gbk(data: bytes, _at: int) -> bytes:
    return data.decode().encode("gbk", "replace")


def in_utf_16(data: bytes, _at: int) -> bytes:
    return codecs.BOM_UTF16_LE + data.decode().encode("utf-16-le")


def with_a_nul(data: bytes, at: int) -> bytes:
    return data[:at] + b"\x00" + data[at:]


def with_no_utf_8(data: bytes, at: int) -> bytes:
    return data[:at] + b"\xff\xfe" + data[at:]


def with_a_key_twice(data: bytes, _at: int) -> bytes:
    first = re.search(rb"^(?:- )?([a-z_]+):", data, re.MULTILINE)
    assert first is not None
    return data + b"\n" + re.sub(rb"^- ", b"- a: 1\n  a: ", first[0]) + (b" 1\n" if first[0][:1] != b"-" else b"")


def with_tabs(data: bytes, _at: int) -> bytes:
    return re.sub(rb"^  ", b"\t", data, flags=re.MULTILINE)


def nested_deeply(data: bytes, _at: int) -> bytes:
    return data + b"\nx: " + b"[" * 400


OF_ANY: list[Callable[[bytes, int], bytes]] = [in_gbk, in_utf_16, with_a_nul, with_no_utf_8]
OF_YAML = [with_a_key_twice, with_tabs, nested_deeply]


@QUICK
@given(st.data())
def test_a_file_that_cannot_be_right_is_named(data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(sorted(n for n in real_files() if n.endswith((".yaml", ".md")) and "README" not in n))
    )
    before = real_files()[name]
    harms = OF_ANY + (OF_YAML if name.endswith(".yaml") and b"\n  " in before else [])
    harm = data.draw(st.sampled_from(harms))
    after = harm(before, data.draw(st.integers(0, len(before))))
    known = {(fault.file, fault.what) for fault in faults_in(name, before)}
    new = [fault for fault in faults_in(name, after) if (fault.file, fault.what) not in known]
    assert any(fault.file == name for fault in new), (harm.__name__, name)


@QUICK
@given(st.data())
def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(real_files())))
    text = real_files()[name]
    assert faults_in(name, codecs.BOM_UTF8 + text.replace(b"\n", b"\r\n")) == faults_in(name, text)


@settings(QUICK, max_examples=300)
@given(st.data())
def test_reading_never_fails_whatever_becomes_of_a_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(real_files())))
    harmed = bytearray(real_files()[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(harmed)))
        harm = data.draw(st.sampled_from(("cut", "drop", "flip", "insert", "double")))
        if harm == "cut":
            del harmed[at:]
        elif harm == "drop":
            del harmed[at : at + data.draw(st.integers(1, 60))]
        elif harm == "flip" and at < len(harmed):
            harmed[at] ^= data.draw(st.integers(1, 255))
        elif harm == "insert":
            harmed[at:at] = data.draw(st.binary(max_size=8) | st.text(alphabet=SIGNS, max_size=8).map(str.encode))
        else:
            harmed += harmed[at // 2 : at]
    faults_in(name, bytes(harmed))


VECTORS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert`1`)", "![x](javascript:alert(1))", "<a href='data:text/html,x'>x</a>",
    "&lt;script&gt;alert(1)",
    "[x](# \"onmouseover=alert(1)\")", "`<script>`{onclick=alert(1)}", "x{onclick=alert(1)}", "{: onclick=alert(1) }",
    "<details open ontoggle=alert(1)>", "]]><script>alert(1)</script>", "[x](https://a.example/\" onclick=\"alert(1))",
)  # fmt: skip
PLACES = (
    ("courses/calling/en.md", "Chen takes"), ("courses/calling/en.md", "2 of 60 calls"),
    ("courses/calling/en.md", "dialled"),
    ("courses/calling/en.md", "The usual mistake"), ("courses/calling/en.md", "Who's calling?"),
    ("courses/calling/en.md", "Where it broke"), ("courses/calling/en.md", "From Tuesday's tally"),
    ("courses/calling/zh.md", "写下第一句"), ("courses/calling/images/tally.svg", "60</text>"),
)  # fmt: skip


class Runs(html.parser.HTMLParser):
    """Everything in a page that a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "iframe", "object", "embed", "base", "form", "meta", "link", "foreignobject"):
            self.found.append(tag)
        for name, value in attrs:
            said = re.sub(r"\s", "", value or "").lower()
            if name.startswith("on") or said.startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")


@settings(QUICK, max_examples=40)
@given(st.sampled_from(VECTORS), st.sampled_from(PLACES), st.booleans())
def test_nothing_of_a_script_survives(vector: str, place: tuple[str, str], before: bool) -> None:
    name, words = place
    text = FILES[name]
    assert words in text
    put = text.replace(words, f"{vector} {words}" if before else f"{words} {vector}", 1)
    files = {other: (put if other == name else said).encode() for other, said in FILES.items()}
    result = read_snapshot(Snapshot(files, ROOTS))
    if result.catalog is None:
        assert any(fault.file == name for fault in result.faults)
        return
    runs = Runs()
    for module in result.catalog.modules.values():
        for lesson in module.lessons.values():
            for section in lesson.sections:
                runs.feed(section.html)
    assert runs.found == []


@pytest.fixture
def site(course: Course, tmp_path: Path) -> Iterator[Flask]:
    """A site that serves the sample course and looks at its files at each request."""
    chosen = settings_in(tmp_path / "data", f"sqlite:///{tmp_path / 'lms.db'}")
    app = create_app(replace(chosen, courses=course.courses, quizzes=course.quizzes, development=True))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_site_goes_on_with_the_last_good_edition_whatever_lies_in_the_folder(course: Course, site: Flask) -> None:
    pages = Pages(site).sign_in(make_cast().admin, Language.EN)
    address, lesson, pool = "/courses/calling/first-call", "courses/calling/en.md", "quizzes/calling.yaml"
    good = pages.get(address).words
    assert "Chen takes 70 calls" in good
    (course.folder / "outside.yaml").write_text("id: outside\n")
    text, items = FILES[lesson].replace("Chen takes 70 calls", "Nobody takes a call"), FILES[pool]
    broken: list[tuple[str, bytes | Path]] = [
        (lesson, text.encode("utf-16")),
        (lesson, (text + "小陈").encode("gbk")),
        (lesson, text.replace("Nobody", "<script>alert(1)</script>Nobody").encode()),
        (lesson, text.encode()[:700]),
        (lesson, b""),
        (pool, items.replace("  outcome", "\toutcome").encode()),
        (pool, items.replace("  kind: single", "  kind: single\n  kind: single", 1).encode()),
        (pool, b"items: " + b"[" * 5_000),
        (pool, items.encode() + b"#" * 1_000_001),
        (pool, items.encode().replace(b"which", b"wh\x00ch", 1)),
        ("courses/calling/cards/outside.yaml", course.folder / "outside.yaml"),
        ("courses/calling/images/tally.svg", SVG.replace("<text", "<script>alert(1)</script><text").encode()),
    ]
    for name, harm in broken:
        before = course.path(name).read_bytes() if course.path(name).exists() else None
        if isinstance(harm, Path):
            course.path(name).symlink_to(harm)
        else:
            course.write(name, harm)
        assert pages.get(address).words == good, name
        listed = pages.get("/admin/content")
        assert f"{name}:" in listed.text
        assert "<script>alert" not in listed.text
        course.path(name).unlink()
        if before is not None:
            course.write(name, before)
    assert "The content has no faults" in pages.get("/admin/content").words
