"""Marks: taken out so that nothing else sees them, and each held against the world."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.amounts import amounts
from lms.curriculum.faults import Place
from lms.curriculum.marks import Columns, take_out
from lms.curriculum.sums import BadSum, evaluate

from .course import Course

ZH, EN, POOL = "courses/calling/zh.md", "courses/calling/en.md", "quizzes/calling.yaml"
FIRM = "courses/world/shiheng.yaml"
RIGHT_ZH = (
    "180人{=shiheng.people}", "**180**人{=shiheng.people}", "180 人{=shiheng.people}", "一百八十人{=shiheng.people}",
    "6200万元{=shiheng.revenue}", "0.62亿{=shiheng.revenue}", "6,200万{=shiheng.revenue}",
    "六千二百万{=shiheng.revenue}",
    "七八回{=shiheng.rush-orders}", "7到8回{=shiheng.rush-orders}", "7–8回{=shiheng.rush-orders}",
    "一年84到96回，头一个数84{=12*shiheng.rush-orders.low}", "96回{=12*shiheng.rush-orders.high}",
    "15%{=qiaojing.maintenance}", "15 %的维护费{=qiaojing.maintenance}",
    "33.4万{=20*qiaojing.user+75*qiaojing.person-day+20*qiaojing.user*qiaojing.maintenance}",
    "两千块{=qiaojing.person-day}", "4个{=ceil(shiheng.people/50)}", "5.6万{=round(7*qiaojing.user, -3)}",
    "孟经理{=shiheng.meng}", "“老孟”{=shiheng.meng}", "孙建{=shiheng.sun}", "石桁{=shiheng}",
    "去**石桁精密**{=shiheng}",
)  # fmt: skip
RIGHT_EN = (
    "180 people{=shiheng.people}", "62 million yuan{=shiheng.revenue}", "Meng’s{=shiheng.meng} desk",
    "Zhou\nNing{=qiaojing.zhou}", "Shiheng\nPrecision{=shiheng}", "7 to 8 a month{=shiheng.rush-orders}",
    "Seven or eight{=shiheng.rush-orders}", "eight{=shiheng.rush-orders.high}", "15 per cent{=qiaojing.maintenance}",
    "ninety days{=shiheng.people / 2}", "1.4 million{=shiheng.people*qiaojing.user}",
)  # fmt: skip


def paragraph(course: Course, name: str, words: str) -> None:
    course.change(name, "\n### ", f"\n{words}。\n\n### ")


@pytest.mark.parametrize("language", [ZH, EN])
def test_what_the_world_bears_out_is_no_fault(course: Course, language: str) -> None:
    paragraph(course, language, "\n\n".join(RIGHT_ZH if language == ZH else RIGHT_EN))
    assert not course.faults()


@pytest.mark.parametrize(
    ("words", "what", "mend"),
    [
        ("175人{=shiheng.people}", "the text says 175, the world has 180", None),
        ("33.5万{=20*qiaojing.user+75*qiaojing.person-day+24000}", "the text says 33.5万, the world has 334,000", None),
        ("七九回{=shiheng.rush-orders}", "no number stands before the mark, the world has 7–8", None),
        ("6到8回{=shiheng.rush-orders}", "the text says 8, the world has 7–8", None),
        ("14 %{=qiaojing.maintenance}", "the text says 14 %, the world has 0.15", None),
        ("人很多{=shiheng.people}", "no number stands before the mark, the world has 180", None),
        ("180人，第3天{=shiheng.people}", "the text says 3, the world has 180", None),
        ("180人{=shiheng.peple}", "unknown figure or person 'shiheng.peple'", "did you mean 'shiheng.people'?"),
        ("180人{=shihang.people}", "unknown firm 'shihang'", "did you mean 'shiheng'?"),
        ("小孟{=shiheng.meng}", "'小孟' is not how shiheng.meng is written", None),
        ("Meng{=shiheng.meng}", "'Meng' is not how shiheng.meng is written", None),
        ("7{=shiheng.rush-orders*1}", "'shiheng.rush-orders' is a range", None),
        ("7{=shiheng.meng+1}", "'shiheng.meng' is a person and no number", None),
        ("7{=shiheng*1}", "'shiheng' is a firm and no number", None),
        ("7{=qiaojing.user-qiaojing.person-day}", "'qiaojing.user-qiaojing.person-day' is no figure", None),
        ("7{=}", "the mark is empty", None),
        ("7{=(1+2}", "a bracket is not closed", None),
        ("7{=1+}", "the sum ends too early", None),
        ("7{=7 7}", "'7' is not expected here", None),
        ("7{=sqrt(49)}", "'sqrt(' is no function", None),
        ("7{=7/0}", "the sum divides by nothing", None),
        ("7{=7^1}", "'^' has no place in a mark", None),
        ("7{=" + "(" * 30 + "7}", "the brackets are nested too deeply", None),
        ("7{=7", "the mark {= does not end", None),
    ],
)  # fmt: skip
def test_what_it_does_not_bear_out_is_told_where_it_stands(
    course: Course, words: str, what: str, mend: str | None
) -> None:
    paragraph(course, ZH, words)
    fault = course.the_fault(ZH)
    assert fault.what == what
    assert mend in (None, fault.mend)
    assert (fault.line, fault.column) == (course.line_of(ZH, words), words.index("{=") + 1)


def test_a_changed_figure_is_a_fault_in_every_text_that_tells_it(course: Course) -> None:
    paragraph(course, EN, "It has 180 people{=shiheng.people}")
    course.change(POOL, "第一句话", "180人{=shiheng.people}")
    course.change(POOL, "the first line", "for 180 people{=shiheng.people}")
    course.change("courses/calling/cards/card-1.yaml", "你是小陈", "你是小陈{=shiheng.chen}")
    assert not course.faults()
    course.change(FIRM, "value: 180", "value: 190")
    assert [fault.file for fault in course.faults()] == [EN, POOL, POOL]


def test_a_firm_whose_file_is_broken_makes_no_faults_elsewhere(course: Course) -> None:
    paragraph(course, ZH, "180人{=shiheng.people}")
    course.change(FIRM, "kind: prospect", "kind: prospekt")
    course.the_fault(FIRM)


def test_nothing_else_sees_a_mark(course: Course) -> None:
    before = course.catalog()
    course.change(ZH, "小陈在前台", "小陈{=shiheng.chen}在前台")
    course.change(ZH, "1. 小周：", "1. 小周{=qiaojing.zhou}：")
    course.change(POOL, "孙总：", "孙总{=shiheng.sun}：")
    course.change("courses/calling/customers/meng.yaml", "{zh: 找孟经理,", "{zh: 找孟经理{=shiheng.meng},")
    after = course.catalog()
    assert after.modules == before.modules
    assert after.hash != before.hash


def test_other_faults_of_a_line_keep_their_columns(course: Course) -> None:
    paragraph(course, ZH, "小陈{=shiheng.chen}和[去处](#nowhere){=x")
    link, mark = course.faults(ZH)
    line = course.path(ZH).read_text().split("\n")[link.line - 1]
    assert link.column == line.index("[去处]") + 1
    assert mark.column == line.index("{=x") + 1


PROSE = st.text(st.sampled_from("孟经理180人 ab{}=\n.，"), max_size=40).filter(lambda text: "{=" not in text)
MARKS = st.lists(st.text(st.sampled_from("ab.-+ 1("), max_size=8).map("{{={}}}".format), max_size=4)


@given(PROSE, MARKS, st.randoms())
def test_a_text_without_its_marks_is_what_was_there(text: str, marks: list[str], random: object) -> None:
    places = sorted(random.randint(0, len(text)) for _ in marks)  # type: ignore[attr-defined]
    written = text
    for place, mark in reversed(list(zip(places, marks, strict=True))):
        written = written[:place] + mark + written[place:]
    marked = take_out(written, Place("x.md"))
    assert marked.text == text
    assert [mark.start for mark in marked.marks] == places
    columns = Columns({"x.md": marked})
    lines = written.split("\n")
    for number, line in enumerate(text.split("\n"), 1):
        for at, character in enumerate(line, 1):
            told = columns.as_written(Place("x.md", number, at).fault("", ""))
            assert lines[number - 1][told.column - 1] == character


NUMBER = st.integers(0, 99).map(str)
SUMS = st.recursive(
    NUMBER,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-({})".format),
        st.tuples(inner, inner).map(lambda two: f"max({two[0]}, {two[1]})"),
    ),
    max_leaves=8,
)


@given(SUMS)
def test_a_sum_is_what_arithmetic_makes_of_it(text: str) -> None:
    assert evaluate(text, lambda _name: Fraction(0)) == eval(text, {"max": max})


@given(st.text(max_size=30))
def test_any_text_is_a_sum_or_a_sentence(text: str) -> None:
    with suppress(BadSum):
        evaluate(text, lambda _name: Fraction(1))


@given(st.integers(1, 99_999_999))
def test_a_number_is_read_back_as_people_write_it(number: int) -> None:
    (plain,) = amounts(f"约{number}个")
    (grouped,) = amounts(f"{number:,} of them")
    (in_wan,) = amounts(f"{number / 10_000:.4f}万")
    assert plain.value == grouped.value == in_wan.value == number
