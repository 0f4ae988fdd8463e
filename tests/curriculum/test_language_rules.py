"""No passage is left in the other language, and a Latin word in a Chinese text has its reason."""

import pytest

from .course import SVG, Course

EN, ZH = "courses/calling/en.md", "courses/calling/zh.md"
QUIZ, CARD = "quizzes/calling.yaml", "courses/calling/cards/card-2.yaml"
LATIN = "courses/latin.txt"


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (ZH, "一天接七", "Chen takes seventy calls 一天接七", "“Chen takes seventy calls” is not in Chinese"),
        (ZH, "title: 怎么打", "title: How to call them", "“How to call them” is not in Chinese"),
        (ZH, "1. 小周：您好，请问是石桁吗？", "1. 小周：Hello, is that Shiheng?", "“Hello, is that Shiheng” is not"),
        (ZH, "![一天60个电话里约成2个]", "![Two of sixty calls]", "“Two of sixty calls” is not in Chinese"),
        (QUIZ, "zh: 第一句话", "zh: say the first line", "“say the first line” is not in Chinese"),
        (EN, "Chen takes", "小陈 takes", "“小陈” is not in English"),
        (EN, "    text: Waits two seconds", "    text: 等两秒", "“等两秒” is not in English"),
        (CARD, "en: You call Shiheng", "en: You call 石桁", "“石桁” is not in English"),
        (EN, "images/tally.svg", "images/tally.zh.svg", "the drawing is the one of the other language"),
    ],
)
def test_what_is_left_in_the_other_language_is_a_fault_at_its_line(
    course: Course, name: str, old: str, new: str, words: str
) -> None:
    course.write("courses/calling/images/tally.zh.svg", SVG)
    line = course.line_of(name, old)
    course.change(name, old, new)
    assert [fault.line for fault in course.faults(name) if words in fault.what] == [line], course.faults()


def test_the_column_is_that_of_the_first_word(course: Course) -> None:
    course.change(EN, "Chen takes 70 calls", "Chen takes 70 个 calls")
    assert course.the_fault(EN).column == 15


def test_chinese_that_is_spoken_of_and_codes_and_names_stay(course: Course) -> None:
    course.change(EN, "Chen takes", 'Chen (小陈) says "不需要" and “不用” and `第一句` and takes')
    course.change(ZH, "一天接七", "在`lms content check`、SAP、A级、ISO9001、图号ZT0417-B里一天接七")
    course.catalog()


@pytest.mark.parametrize(
    ("name", "words", "what"),
    [
        ("tally.svg", "Call", "the drawing says “Call” to readers of both languages"),
        ("tally.svg", "拨号", "the drawing says “拨号” to readers of both languages"),
        ("tally.en.svg", "拨号", "the drawing says “拨号”"),
        ("tally.zh.svg", "sixty calls in all", "the drawing says “sixty calls in all”"),
    ],
)
def test_the_words_of_a_drawing_are_in_the_language_of_its_name(
    course: Course, name: str, words: str, what: str
) -> None:
    course.write(f"courses/calling/images/{name}", SVG.replace(">60<", f">{words}<"))
    assert course.the_fault(f"courses/calling/images/{name}").what == what


def test_a_latin_word_without_a_reason_is_advice_once_a_file(course: Course) -> None:
    course.change(ZH, "按**Excel**\n排的表", "按**Excel**排的表，`code`不算，Excel")
    assert not course.load().advice  # a course that keeps no list is asked for no reasons
    course.write(LATIN, "# words\nERP  said so by everybody\n")
    advice = [one for one in course.load().advice if one.file == ZH]
    assert [one.what for one in advice] == ["'Excel' stands in a Chinese text"]
    assert (advice[0].line, advice[0].column) == (course.line_of(ZH, "Excel"), 16)
    course.write(LATIN, "Excel  the name of a program\n")
    assert not course.load().advice


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("ERP", "'ERP' has no reason"),
        ("企业 a reason", "'企业' is no Latin word"),
        ("Excel once more", "'Excel' stands here twice"),
    ],
)
def test_the_list_of_latin_words_has_its_form(course: Course, line: str, what: str) -> None:
    course.write(LATIN, f"Excel a program\n{line}\n")
    fault = course.the_fault(LATIN)
    assert (fault.what, fault.line) == (what, 2)
