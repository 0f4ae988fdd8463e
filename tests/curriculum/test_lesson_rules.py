"""What lessons name exists: figures, links, checks, footnotes."""

import pytest

from .course import Course

EN, ZH = "courses/calling/en.md", "courses/calling/zh.md"
CHECKS = "courses/calling/checks.yaml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("images/tally.svg", "images/taly.svg", "unknown figure 'images/taly.svg'; did you mean 'images/tally.svg'?"),
        ("![2 of 60 calls end in an appointment]", "![]", "the figure has no alternative text"),
        ("(#takeaway)", "(#takeway)", "unknown anchor 'takeway'; did you mean 'takeaway'?"),
        ("en.md#what-broke", "en.md#what", "unknown anchor 'what'"),
        ("../basics/en.md", "../basic/en.md", "unknown module 'basic'; did you mean 'basics'?"),
        ("../basics/en.md", "../basics/zh.md", "the link leads to the other language"),
        ("https://example.com/", "ftp://example.com/", "leads nowhere"),
        ("https://example.com/", "javascript:alert`1`", "leads nowhere"),
        ("https://example.com/", "/courses", "leads nowhere"),
        ("Note[^1]", "Note[^2]", "the footnote '2' has no text"),
        ("[check: wait-two-seconds]", "[check: wait-two-second]", "did you mean 'wait-two-seconds'?"),
        ("id: calling", "id: caling", "is not the folder's name"),
        ("  - id: books", "  - id: waits", "the outcome 'waits' stands here twice"),
        ("{#what-broke}", "{#first-call}", "the anchor 'first-call' stands here twice"),
        ("id=bad-call", "id=what-broke", "the anchor 'what-broke' stands here twice"),
        ("{#takeaway minutes=3}", "{#take minutes=3}", "the last section is 'take'"),
        ("{#first-call minutes=12}", "{#print minutes=12}", "a section can't have the anchor 'print'"),
    ],
)
def test_a_name_that_nothing_answers_to_is_a_fault_at_its_line(course: Course, old: str, new: str, words: str) -> None:
    line = course.line_of(EN, old)
    course.change(EN, old, new)
    assert any(fault.line == line and words in str(fault) for fault in course.faults(EN)), course.faults()


def test_a_check_is_asked_once_in_a_lesson(course: Course) -> None:
    course.change(EN, "[check: wait-two-seconds]\n", "[check: wait-two-seconds]\n\n[check: wait-two-seconds]\n")
    assert any(fault.what == "the check 'wait-two-seconds' stands here twice" for fault in course.faults(EN))


def test_a_lesson_has_sections_and_each_its_title(course: Course) -> None:
    course.change(EN, '## Past the "desk" {#', "## {#")
    assert [fault.what for fault in course.faults(EN)] == ["the section has no title"]
    course.write(EN, course.path(EN).read_text().partition("## ")[0])
    assert "the lesson has no sections" in [fault.what for fault in course.faults(EN)]


def test_a_check_that_no_lesson_asks_is_a_fault(course: Course) -> None:
    course.change(CHECKS, "id: wait-two-seconds", "id: unasked")
    assert "no lesson asks the check 'unasked'" in course.faults(CHECKS)[0].what
    assert any("unknown check" in fault.what for fault in course.faults(EN))


def test_a_check_that_is_at_fault_itself_is_not_called_unknown_too(course: Course) -> None:
    course.change(CHECKS, "answer: wait", "anwser: wait")
    assert {fault.file.rpartition("/")[2] for fault in course.faults()} == {"checks.yaml"}


def test_too_few_outcomes_and_an_empty_section_are_faults(course: Course) -> None:
    course.change(EN, "  - id: books\n    text: Books a visit\n", "")
    course.change(EN, "- [ ] Write the first sentence\n- [x] Count it\n", "")
    what = [fault.what for fault in course.faults(EN)]
    assert "there are 2 outcomes" in what
    assert "the section 'takeaway' is empty" in what


def test_minutes_that_do_not_add_up_are_advice_only(course: Course) -> None:
    for name in (EN, ZH):
        course.change(name, "minutes: 45", "minutes: 50")
    result = course.load()
    assert not result.faults
    assert [advice.what for advice in result.advice] == ["the sections take 45 minutes together"] * 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("(https://example.com/)", "(<a(b)c>)", "would be shown as it stands"),
        ("(https://example.com/)", "(a\\(b)", "the section leads to 'a(b', which is not understood"),
        ("Chen takes", "Chen &#1; takes", "the section cannot be rendered"),
    ],
)
def test_what_only_the_renderer_finds_is_still_a_fault(course: Course, old: str, new: str, words: str) -> None:
    course.change(EN, old, new)
    assert words in course.the_fault(EN).what
