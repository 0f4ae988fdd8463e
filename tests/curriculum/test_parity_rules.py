"""Both languages of a lesson have the same form."""

import pytest

from .course import Course

EN, ZH = "courses/calling/en.md", "courses/calling/zh.md"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  - id: waits", "  - id: waits-long", "the outcome 'waits-long' is not in zh.md"),
        ("{#first-call minutes=12}", "{#other-call minutes=12}", "the section 'other-call' is not in zh.md"),
        ("{#first-call minutes=12}", "{#first-call minutes=11}", "takes 11 minutes here and 12 in zh.md"),
        ("### Where it broke {#what-broke}", "### Where it broke {#where}", "the heading 'where' is not in zh.md"),
        ("id=bad-call", "id=worse-call", "the dialogue 'worse-call' is not in zh.md"),
        ("minutes: 45", "minutes: 46", "the lesson takes 46 minutes here and 45 in zh.md"),
    ],
)
def test_what_only_one_language_has_is_a_fault_there(course: Course, old: str, new: str, words: str) -> None:
    line = course.line_of(EN, old)
    course.change(EN, old, new)
    faults = course.faults()
    assert any(f.file.endswith(EN) and f.line == line and words in f.what for f in faults), faults


def test_what_is_missing_in_the_other_language_is_named_where_it_stands(course: Course) -> None:
    course.change(EN, "[check: wait-two-seconds]\n", "")
    fault = course.the_fault(ZH)
    assert fault.what == "the check 'wait-two-seconds' is not in en.md"
    assert fault.line == course.line_of(ZH, "[check:")


def test_dialogues_have_the_same_line_numbers(course: Course) -> None:
    course.change(EN, "3. Chen:", "4. Chen:")
    fault = course.the_fault(EN)
    assert fault.what == "the dialogue 'bad-call' has the lines 1, 2, 4 here and 1 to 3 in zh.md"
    assert fault.line == course.line_of(EN, "```dialogue")


def test_the_same_side_speaks_each_line(course: Course) -> None:
    course.change(EN, "2. Chen:", "2. Zhou:")
    assert course.the_fault(EN).what == "line 2 is spoken by the other side than in zh.md"


def test_things_stand_in_the_same_order_and_the_same_section(course: Course) -> None:
    course.change(EN, "  - id: waits\n    text: Waits two seconds\n  - id: books\n    text: Books a visit\n",
                  "  - id: books\n    text: Books a visit\n  - id: waits\n    text: Waits two seconds\n")  # fmt: skip
    course.change(EN, "[check: wait-two-seconds]\n", "")
    course.append(EN, "\n[check: wait-two-seconds]\n")
    what = [fault.what for fault in course.faults(EN)]
    assert "the outcome 'books' stands where zh.md has 'waits'" in what
    assert "the check 'wait-two-seconds' stands in another section than in zh.md" in what


def test_a_missing_language_is_one_fault_and_no_flood(course: Course) -> None:
    course.path(EN).unlink()
    whats = [fault.what for fault in course.faults()]
    assert whats == ["the module 'calling' has no en.md"]
