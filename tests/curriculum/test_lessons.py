"""A lesson taken apart: form faults with their lines."""

import pytest

from .course import Course

EN = "courses/calling/en.md"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("### Where it broke {#what-broke}", "### Where it broke", "the heading has no anchor"),
        ("### Where it broke {#what-broke}", "### Where it broke {#What}", "the heading has no anchor"),
        ("### Where it broke {#what-broke}", "#### Where it broke {#what-broke}", "headings end at level 3"),
        (" minutes=12}", "}", "the section does not say its minutes"),
        (" minutes=12}", " minutes=0}", "the section does not say its minutes"),
        ("## Past", "# Past", "a heading of level 1 is the lesson's title"),
        ("!!! mistake", "!!! mistaek", "unknown callout 'mistaek'; did you mean 'mistake'?"),
        ('!!! mistake "The usual mistake"', "!!! mistake", "the callout has no title"),
        ("Chen takes", "<b>Chen</b> takes", "<b> would be shown as it stands"),
        ("Chen takes", "<!-- draft --> takes", "would be shown as it stands"),
        ("[check: wait-two-seconds]", "See [check: wait-two-seconds]", "give it a paragraph of its own"),
        ("```dialogue", "```dialog", "unknown kind of fenced block 'dialog'; did you mean 'dialogue'?"),
        ("{#first-call minutes=12}\n", "{#p-1 minutes=12}\n", "the heading has no anchor"),
    ],
)
def test_faults_of_form_stand_at_their_line(course: Course, old: str, new: str, words: str) -> None:
    line = course.line_of(EN, old.rstrip())
    course.change(EN, old, new)
    assert any(fault.line == line and words in str(fault) for fault in course.faults(EN)), course.faults()


def test_text_before_the_first_section_is_a_fault(course: Course) -> None:
    course.change(EN, "\n## Past", "\nHello.\n\n## Past")
    assert "stands before the first section" in course.the_fault(EN).what


def test_a_fence_that_is_not_closed_is_named_where_it_opens(course: Course) -> None:
    course.change(EN, "Not needed.\n```", "Not needed.\n")
    fence = [fault for fault in course.faults(EN) if fault.what == "the fenced block is not closed"]
    assert [fault.line for fault in fence] == [course.line_of(EN, "```dialogue")]


def test_a_lesson_without_front_matter_is_a_fault_at_its_first_line(course: Course) -> None:
    course.change(EN, "---\n", "")
    assert (course.faults(EN)[0].line, course.faults(EN)[0].what) == (1, "the front matter is missing")


def test_front_matter_knows_its_own_lines(course: Course) -> None:
    course.change(EN, "summary:", "sumary:")
    faults = course.faults(EN)
    assert any(fault.line == 4 and "did you mean 'summary'" in fault.mend for fault in faults)


def test_what_stands_in_code_or_in_a_fence_is_no_heading_link_or_markup(course: Course) -> None:
    addition = "Use `<b>` or `[x](#nowhere)` or `[check: nothing]`.\n\n```text\n## No heading\n<b>[y](#no)\n```\n\n"
    course.change(EN, "### Where", addition + "### Where")
    html = course.catalog().modules["calling"].lessons.values()  # type: ignore[index]
    assert "## No heading\n&lt;b&gt;[y](#no)" in list(html)[1].sections[0].html
