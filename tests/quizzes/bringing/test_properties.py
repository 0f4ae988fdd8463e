"""What holds for every file: each question has one fate, and what is written can be read again."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.curriculum.faults import Fault, Place
from lms.curriculum.lacking import lacks, tally
from lms.curriculum.nodes import read_yaml
from lms.quizzes.bringing.bring import READERS, bring
from lms.quizzes.bringing.found import Folders, Rejected, Unusable
from lms.quizzes.bringing.gift_text import gift_of
from lms.quizzes.bringing.numbers import read_number, written
from lms.quizzes.bringing.wording import clean
from lms.quizzes.bringing.yaml_text import yaml_of
from lms.web.spreadsheet import guarded, unguarded

from .papers import csv_of, read

WORDS = "先问用途价格客户说再看哪句的是不了在有人这中大为上个国我以要他时来们生到作地于出就分对成会可主发年动"
COMMON = st.text(st.sampled_from(f"{WORDS}，。？ abcXYZ 0123"), min_size=1, max_size=30).filter(lambda t: t.strip())
ANY = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)
SIGNS = st.text(st.sampled_from("ABCab12.、:：（）()【】{}=~#%>-\\答案解析参考单选题√× \n/$\"',<>&;&amp;"), max_size=60)
CELL = st.one_of(
    ANY, COMMON, SIGNS, st.sampled_from(["", "A", "AB", "√", "对", "单选题", "判断", "12", "排序题", "填空题"])
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4)),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(max_size=3), below, max_size=3)),
    max_leaves=4,
)
KEYS = (
    *("kind", "ask", "options", "reasons", "steps", "rows", "choices", "answer", "accept", "feedback", "mistakes"),
    *("criteria", "unit", "scene", "dialogue"),
)
KINDS = st.sampled_from(["single", "multiple", "true-false", "ordering", "matching", "numeric", "short-text", "open"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=9, max_size=9), min_size=1, max_size=6))
def test_each_row_has_exactly_one_fate_and_a_second_time_nothing_is_accepted(rows: list[list[str]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "courses" / "calling").mkdir(parents=True)
        (folder / "courses" / "calling" / "zh.md").touch()
        (folder / "quizzes").mkdir()
        file = folder / "calling.csv"
        file.write_bytes(csv_of(*rows))
        folders = Folders(folder / "courses", folder / "quizzes")
        try:
            first = bring(file, folders)
            again = bring(file, folders)
        except Unusable:
            return
        reading = READERS["sheet"](file.read_bytes(), "")
        assert first.found == again.found == len(reading.found)
        told = sorted(fate.where for fates in (first.accepted, first.skipped, first.rejected) for fate in fates)
        assert told == sorted(found.where for found in reading.found)
        assert again.accepted == []
        assert len(again.rejected) == len(first.rejected)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["text", "gift"]), st.lists(st.one_of(SIGNS, ANY, COMMON), max_size=8))
@example("text", ["1.", "A.", "答案：", "参考答案：1-3 AB"])
@example("gift", ["{", "}", "{#}", "{=}", "{~}", "::::{}", "{T#}", "a{=->}"])
def test_any_text_is_read_or_refused_and_never_breaks(style: str, pieces: list[str]) -> None:
    for joint in ("\n", "\n\n", "\n1. "):
        try:
            reading = read(style, joint.join(["1. q", *pieces]))
        except Unusable:
            continue
        assert all(bool(f.item) + bool(f.rejected) + bool(f.no_question) == 1 for f in reading.found)
        for found in reading.found:
            if found.item:
                assert yaml_again(found.item) == found.item


@settings(max_examples=60, deadline=None)
@given(SIGNS, SIGNS)
def test_any_html_in_moodle_is_read_and_never_breaks(stem: str, option: str) -> None:
    text = f"<text><![CDATA[x{stem.replace(']]>', '')}]]></text>"
    answer = f'<answer fraction="100"><text><![CDATA[{option.replace("]]>", "")}]]></text></answer>'
    whole = f'<questiontext format="html">{text}</questiontext>{answer}{answer}'
    xml = f'<quiz><question type="multichoice">{whole}</question></quiz>'
    (found,) = read("moodle", xml).found
    assert bool(found.item) != bool(found.rejected)


@settings(max_examples=60)
@given(COMMON, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_office_encodings_come_back_the_same(text: str, encoding: str) -> None:
    stem = f"中{text}"
    (found,) = read("sheet", csv_of(["判断题", stem, "", "", "", "", "√"], encoding=encoding)).found
    assert found.item is not None
    assert found.item["ask"]["zh"] == clean(stem)


@given(ANY)
def test_the_guard_comes_off_every_text(text: str) -> None:
    assert unguarded(guarded(text)) == text


@settings(max_examples=150)
@given(st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=40))
@example("true")
@example("1e5")
@example("a: b # c")
@example("- a")
@example("甲\n乙")
def test_every_text_is_written_so_that_yaml_gives_it_back(text: str) -> None:
    text = clean(text)
    item = {"id": "a", "ask": {"zh": text}, "units": [text, text], "rows": [{"id": text, "text": {"en": text}}]}
    if text:
        assert yaml_again(item) == item


@settings(max_examples=150)
@given(
    st.lists(st.text(st.sampled_from("ab甲乙 ~=#{}:\\%50->/[]\n"), min_size=1, max_size=12), min_size=3, max_size=3),
    st.text(st.sampled_from("ab甲 ~=#{}:\\%/"), max_size=12),
    st.sampled_from(["a", ["a", "b"]]),
)
def test_signs_of_gift_come_back_from_gift(texts: list[str], feedback: str, answer: Any) -> None:
    cleaned = [clean(f"{text}{n}乙") for n, text in enumerate(texts)]
    said = {"zh": clean(f"甲{feedback}")}
    item = {
        **{"id": "an-item", "kind": "single" if answer == "a" else "multiple", "ask": {"zh": clean(f"问{texts[0]}")}},
        "options": [
            {"id": letter, "text": {"zh": text}, "feedback": said} for letter, text in zip("abc", cleaned, strict=True)
        ],
        "answer": answer,
    }
    try:
        (found,) = read("gift", gift_of(item, "zh")[0]).found
    except Rejected:
        pytest.fail("it cannot be read")
    assert found.item is not None, found.rejected
    assert {"id": "an-item", **found.item} == item


@given(st.floats(-1e14, 1e14, allow_nan=False).map(lambda number: round(number, 6)))
def test_numbers_come_back_as_they_are_written(number: float) -> None:
    found = read_number(written(number))
    assert found is not None
    assert found[0] == pytest.approx(number)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(KEYS), JSON), KINDS)
def test_whatever_stands_in_a_draft_what_it_lacks_can_be_told(item: dict[str, Any], kind: str) -> None:
    assert lacks({**item, "kind": kind})
    assert tally([item, {**item, "kind": kind}])


def yaml_again(item: dict[str, Any]) -> Any:
    faults: list[Fault] = []
    node = read_yaml("\n".join(yaml_of(item, "a comment")), Place("a file"), faults)
    assert faults == []
    assert node is not None
    return node.plain()[0]
