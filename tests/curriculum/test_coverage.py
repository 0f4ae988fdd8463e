"""The table of what is taught where: a point without a section, or a section that is gone, is a fault."""

import pytest

from lms.config import ROOT
from lms.curriculum.coverage import read_coverage
from lms.curriculum.faults import Place

from .course import Course

README = "courses/README.md"
TABLE = """\
# Notes

| Not | read | here |
| --- | --- | --- |
| a | b | c |

## Coverage
| Point | Slide | Taught in |
| --- | --- | --- |
| One | 1 | `calling#first-call` `basics#what-broke` |
| Two | 2 | `calling#takeaway` |

### Waiting for their module
| Point | Slide | Module |
| --- | --- | --- |
| Three | 3 | `to-come` |

## More
| Not | read |
| --- | --- |
| a | b |
"""


@pytest.fixture
def covered(course: Course) -> Course:
    course.write(README, TABLE)
    return course


def test_a_table_whose_sections_are_there_is_no_fault(covered: Course) -> None:
    result = covered.load()
    assert not result.faults
    assert not result.advice


@pytest.mark.parametrize(
    ("old", "new", "words", "column"),
    [
        ("`calling#takeaway`", "", "the point 'Two' has no section; write `module#section`", 1),
        ("`calling#takeaway`", "`calling`", "'calling' is no section; write `module#section`", 14),
        ("`calling#takeaway`", "`caling#takeaway`", "unknown module 'caling'; did you mean 'calling'?", 14),
        ("basics#what-broke", "basics#what-brok", "unknown section 'what-brok'; did you mean 'what-broke'?", 35),
        ("`to-come`", "soon", "the point 'Three' has no module", 1),
    ],
)
def test_a_row_that_leads_nowhere_is_a_fault_at_its_place(
    course: Course, old: str, new: str, words: str, column: int
) -> None:
    course.write(README, TABLE.replace(old, new))
    fault = course.the_fault(README)
    assert words in str(fault)
    assert (fault.line, fault.column) == (course.line_of(README, new or "| Two"), column)


def test_a_section_that_is_renamed_is_missed_in_the_table(covered: Course) -> None:
    for name in ("zh", "en"):
        covered.change(f"courses/basics/{name}.md", "{#what-broke}", "{#where}")
        covered.change(f"courses/calling/{name}.md", f"../basics/{name}.md#what-broke", f"../basics/{name}.md")
    covered.change("quizzes/basics.yaml", "section: what-broke", "section: where", count=9)
    assert covered.the_fault(README).what == "unknown section 'what-broke'"


def test_a_point_whose_module_is_written_is_told_to_move_up(course: Course) -> None:
    course.write(README, TABLE.replace("`to-come`", "`basics`"))
    (advice,) = course.load().advice
    assert advice.what == "the point 'Three' waits for 'basics', which is written"


def test_a_course_needs_no_table(course: Course) -> None:
    course.write(README, "# Notes\n\n| a |\n| --- |\n| b |\n")
    assert not course.faults()


def test_the_products_own_table_covers_the_three_days_and_the_four_steps() -> None:
    rows = list(read_coverage((ROOT / README).read_text(), Place(README)))
    assert len(rows) >= 50
    assert sum(row.point.startswith("Topic of day") for row in rows) == 17
    assert len({row.point for row in rows}) == len(rows)
