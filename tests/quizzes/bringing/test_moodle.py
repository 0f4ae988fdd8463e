"""Moodle XML by its documentation."""

import base64
import struct
from collections.abc import Sequence

import pytest

from .papers import item, moodle_of, read, why_rejected

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 2, 2, 8, 2, 0, 0, 0) + bytes(16)
HUGE_PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 50_000, 50_000, 8, 2, 0, 0, 0) + bytes(16)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path class="line" d="M0 0L9 9"/></svg>'


def question(kind: str, stem: str, *parts: str) -> str:
    text = f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>'
    return f'<question type="{kind}"><name><text>n</text></name>{text}{"".join(parts)}</question>'


def answer(text: str, fraction: float, feedback: str = "", more: str = "") -> str:
    said = f"<feedback><text>{feedback}</text></feedback>" if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{said}{more}</answer>'


def test_a_single_choice_keeps_words_and_tells_what_else_there_was() -> None:
    parts = [
        *("<single>true</single>", "<penalty>0.5</penalty>", "<hint><text>think</text></hint>"),
        "<generalfeedback><text>先问用途</text></generalfeedback>",
        *(answer("<p>用途&nbsp;先</p>", 100, "对"), answer("价格", 0, "早"), answer("<b>预算</b>", 50)),
    ]
    reading = read("moodle", moodle_of(question("multichoice", "<p>先问<br>哪句？</p>", *parts)))
    made = reading.found[0].item
    assert made is not None
    assert made["ask"] == {"zh": "先问\n哪句？"}
    assert [o["text"]["zh"] for o in made["options"]] == ["用途 先", "价格", "预算"]
    told = " / ".join(loss.what for loss in reading.losses)
    for what in ("penalty of 0.5", "hints", "general feedback", "bold type", "part marks (50%)"):
        assert what in told


def test_the_other_kinds() -> None:
    third = [answer("甲", 33.33333), answer("乙", 33.33333), answer("丙", 33.33333), answer("丁", -33.33333)]
    assert item("moodle", moodle_of(question("multichoice", "哪些", "<single>false</single>", *third)))["answer"] == [
        *"abc"
    ]
    made = item("moodle", moodle_of(question("truefalse", "先报价", answer("true", 0, "早"), answer("false", 100))))
    assert (made["answer"], made["options"][0]["feedback"]) == ("false", {"zh": "早"})
    numbers = [answer("12600", 100, more="<tolerance>5</tolerance>"), answer("126", 0, "少了")]
    made = item("moodle", moodle_of(question("numerical", "多少", *numbers)))
    assert (made["answer"], made["tolerance"]) == (12600, 5)
    assert made["mistakes"] == [{"value": 126, "feedback": {"zh": "少了"}}]
    made = item("moodle", moodle_of(question("shortanswer", "谁", answer("谭经理", 100), answer("*", 0))))
    assert made["accept"] == {"zh": ["谭经理"]}
    rows = [
        f"<subquestion><text>{a}</text><answer><text>{b}</text></answer></subquestion>" for a, b in ("猫鱼", "狗骨")
    ]
    assert len(item("moodle", moodle_of(question("matching", "连", *rows)))["choices"]) == 2
    made = item("moodle", moodle_of(question("ordering", "排", answer("二", 2), answer("一", 1), answer("三", 3))))
    assert [next(s["text"]["zh"] for s in made["steps"] if s["id"] == i) for i in made["answer"]] == ["一", "二", "三"]
    assert [s["id"] for s in made["steps"]] != made["answer"]
    assert item("moodle", moodle_of(question("essay", "怎么接？")))["kind"] == "open"


@pytest.mark.parametrize(
    ("kind", "parts", "why"),
    [
        ("cloze", [], "the kind “cloze” cannot be said"),
        ("calculated", [], "the kind “calculated” cannot be said"),
        ("multichoice", [answer("甲", 100)], "only one option"),
        ("multichoice", [answer("甲", 0), answer("乙", 0)], "no answer earns full marks"),
        ("truefalse", [answer("true", 0), answer("false", 0)], "which of true and false"),
        ("numerical", [answer("many", 100)], "is no number"),
        ("shortanswer", [answer("x*", 100)], "no answer"),
    ],
)
def test_what_an_item_cannot_say_is_rejected(kind: str, parts: Sequence[str], why: str) -> None:
    assert why in why_rejected("moodle", moodle_of(question(kind, "问", *parts)))


def test_categories_and_descriptions_are_no_questions() -> None:
    category = '<question type="category"><category><text>$course$/x</text></category></question>'
    found = read("moodle", moodle_of(category, question("description", "看图"))).found
    assert [(f.where, bool(f.no_question)) for f in found] == [("question 1", True), ("question 2", True)]


@pytest.mark.parametrize(
    ("data", "ending"), [(PNG, "png"), (SVG, "svg"), (b"\xff\xd8\xff\xc0\0\x11\x08\0\2\0\2\3\1", "jpg")]
)
def test_a_picture_is_kept_under_a_name_of_ours(data: bytes, ending: str) -> None:
    file = f'<file name="../a b.png" encoding="base64">{base64.b64encode(data).decode()}</file>'
    stem = '<p>看图</p><img src="@@PLUGINFILE@@/../a%20b.png" alt="[报价]单">'
    xml = question("essay", stem).replace("</questiontext>", f"{file}</questiontext>")
    (found,) = read("moodle", moodle_of(xml)).found
    (image,) = found.images
    assert image.data == data
    assert image.name.startswith("imported-")
    assert image.name.endswith(f".{ending}")
    assert found.item is not None
    assert f"![报价 单](images/{image.name})" in found.item["ask"]["zh"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GIF89a" + bytes(40), "neither SVG nor PNG nor JPEG"),
        (HUGE_PNG, "50,000 × 50,000 pixels"),
        (PNG[:20], "damaged"),
        (SVG.replace(b"<path", b"<script/><path"), "<script> is not allowed"),
        (SVG.replace(b"<svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg'), "document type"),
        (SVG.replace(b'd="', b'onload="'), "the attribute onload is not allowed"),
        (PNG + bytes(1_000_000), "1,000,000 are the most"),
    ],
)
def test_a_picture_that_is_not_safe_is_told_and_left_out(data: bytes, why: str) -> None:
    stem = f'看图<img src="data:image/png;base64,{base64.b64encode(data).decode()}" alt="图">'
    reading = read("moodle", moodle_of(question("essay", stem)))
    assert reading.found[0].images == []
    assert any(why in loss.what for loss in reading.losses), reading.losses


def test_scripts_and_links_leave_no_trace() -> None:
    made = item(
        "moodle", moodle_of(question("essay", "<script>alert(1)</script><a href='http://x.example'>看</a> &lt;b>"))
    )
    assert made["ask"] == {"zh": "看 <b>"}


@pytest.mark.parametrize(
    "stem",
    [
        '<span lang="zh_cn" class="multilang"><b>问</b>谁</span><span lang="en" class="multilang">Whom</span>？',
        '<span class="multilang" lang="zh">问谁</span><span class="multilang" lang="en">Whom</span>？',
        "{mlang zh}问谁{mlang}{mlang en}Whom{mlang}？",
    ],
)
def test_texts_in_two_languages_are_told_apart(stem: str) -> None:
    assert item("moodle", moodle_of(question("essay", stem)))["ask"] == {"zh": "问谁？", "en": "Whom？"}


def test_a_declared_chinese_encoding_is_read() -> None:
    data = moodle_of(question("essay", "怎么接？")).decode().replace("UTF-8", "gb2312").encode("gb18030")
    assert item("moodle", data)["ask"] == {"zh": "怎么接？"}
