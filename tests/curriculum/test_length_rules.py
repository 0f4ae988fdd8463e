"""How long a lesson is, and whether its minutes can be right: all of it advice."""

import re

import pytest

from lms.curriculum.prose import count
from lms.i18n import Language

from .course import Course
from .more import ANCHORS

EN, ZH, PATH = "courses/calling/en.md", "courses/calling/zh.md", "courses/paths/sales.yaml"
PAGE = re.compile(r"(?<=minutes=10}\n\n).+(?=\n)")


def advice(course: Course) -> list[str]:
    result = course.load()
    assert not result.faults, result.faults
    return [one.what for one in result.advice]


def test_a_lesson_that_is_too_short_or_too_long_is_told_with_its_length(course: Course) -> None:
    for name, words in ((ZH, "小周拨了六十个电话。"), (EN, "Zhou dialled sixty numbers today. " * 210)):
        course.write(name, PAGE.sub(words, course.path(name).read_text()))
    said = [what for what in advice(course) if what.startswith("the lesson has")]
    assert [what.rpartition(" ")[2] for what in said] == ["words", "characters"]
    assert "the lesson has 3," in said[0]


@pytest.mark.parametrize("pages", [3, 7])
def test_a_lesson_has_four_to_six_pages_beside_the_last(course: Course, pages: int) -> None:
    for name in (ZH, EN):
        text = course.path(name).read_text()
        if pages == 3:
            text = re.sub(rf"## .*{ANCHORS[1]} minutes=10}}", f"### x {{#{ANCHORS[1]}}}", text)
        else:
            page = re.search(rf"## .*{ANCHORS[0]} minutes=10}}\n\n.+\n", text)
            assert page is not None
            more = "\n".join(page[0].replace(ANCHORS[0], f"page-{n}") for n in range(3))
            text = text.replace(page[0], f"{more}\n{page[0]}")
        course.write(name, text)
    assert f"there are {pages} sections beside the page to take away" in advice(course)


@pytest.mark.parametrize(
    ("minutes", "what"),
    [
        (1, "reading 'second-call' once takes 2 minutes, and it says 1"),
        (90, "'second-call' says 90 minutes and is read in 2"),
    ],
)
def test_minutes_that_cannot_be_right_are_told(course: Course, minutes: int, what: str) -> None:
    for name in (EN, ZH):
        course.change(name, "{#second-call minutes=10}", f"{{#second-call minutes={minutes}}}")
        course.change(name, "minutes: 45", f"minutes: {35 + minutes}")
    assert what in advice(course)


def test_a_half_day_holds_four_hours(course: Course) -> None:
    for file in (f"courses/{module}/{name}.md" for module in ("calling", "basics") for name in ("zh", "en")):
        course.change(file, "minutes: 45", "minutes: 132")
    course.change(PATH, "half: pm", "half: am")
    (told,) = [one for one in course.load().advice if one.file == PATH]
    assert told.what == "day 1 am holds 264 minutes"
    assert told.line == course.line_of(PATH, "module: calling")


def test_what_is_read_is_counted() -> None:
    assert count("拨号60，接通24，用Excel排", Language.ZH) == 9
    assert count("60 dialled, 24 answered: it's 40 %", Language.EN) == 6
