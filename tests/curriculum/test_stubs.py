"""A module to begin with: whole in its form, and unfinished until every ⟦ ⟧ is gone."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.curriculum.cli import content

from .course import Course

FILES = ("courses/new-one/zh.md", "courses/new-one/en.md", "courses/new-one/checks.yaml", "courses/new-one/terms.yaml",
         "quizzes/new-one.yaml")  # fmt: skip


def new(course: Course, module: str, **folders: Path) -> Result:
    where = {"courses": course.courses, "quizzes": course.quizzes} | folders
    options = [option for name, folder in where.items() for option in (f"--{name}", str(folder))]
    return CliRunner().invoke(content, ["new", module, *options])


def test_a_stub_has_every_file_and_nothing_is_wrong_with_it_but_that_it_is_unfinished(course: Course) -> None:
    for module in ("new-one", "another"):
        assert new(course, module).exit_code == 0
    result = course.load()
    assert result.catalog is None
    assert {fault.file for fault in result.faults} >= set(FILES)
    assert not [fault for fault in result.faults if not fault.what.startswith("unfinished: ")]
    assert not result.advice
    lines = [line for path in course.folder.rglob("*.*") for line in path.read_text().splitlines()]
    assert len(result.faults) == sum("⟦" in line for line in lines)


def test_what_is_unfinished_is_told_at_its_place_with_what_is_to_be_written(course: Course) -> None:
    new(course, "new-one")
    faults = {(fault.file, fault.line): fault for fault in course.faults()}
    told = faults["courses/new-one/en.md", 4]
    assert (told.column, told.what) == (8, "unfinished: What this lesson is called")
    assert told.mend == "write it, and take the ⟦ ⟧ away"
    scene = faults["quizzes/new-one.yaml", course.line_of("quizzes/new-one.yaml", "  scene:")]
    assert scene.what == "unfinished: 谁、在哪儿、刚说了什么, who and where and what was just said"


def test_a_stub_whose_marks_are_gone_is_content(course: Course) -> None:
    new(course, "new-one")
    for number, name in enumerate(FILES):
        course.write(name, course.path(name).read_text().replace("⟦", "").replace("⟧", str(number)))
    assert not [fault for fault in course.faults() if fault.what.startswith("unfinished")]


def test_an_author_may_mark_what_is_missing_anywhere(course: Course) -> None:
    course.change("courses/calling/zh.md", "背公司介绍。", "背公司介绍。⟦价钱")
    course.change("courses/skills.yaml", "bar: 1.8", "bar: 1.8  # ⟦ask Teng⟧")
    assert [fault.what for fault in course.faults()] == ["unfinished: 价钱", "unfinished: ask Teng"]


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("calling", "is there already; choose another id"),
        ("Needs Analysis", "did you mean needs-analysis?"),
        ("需求", "lower-case words and digits joined by hyphens, as in past-the-desk"),
        ("x" * 65, f"did you mean {'x' * 64}?"),
        ("paths", "is the name of a folder with another meaning"),
    ],
)
def test_an_id_that_cannot_be_is_refused_with_what_to_do(course: Course, module: str, words: str) -> None:
    before = sorted(course.folder.rglob("*"))
    result = new(course, module)
    assert result.exit_code == 1
    assert words in result.output
    assert sorted(course.folder.rglob("*")) == before


@pytest.mark.parametrize(("name", "words"), [("quizzes", "cannot be written"), ("courses", "cannot be written")])
def test_a_folder_that_cannot_be_written_leaves_nothing_behind(course: Course, name: str, words: str) -> None:
    before = sorted(course.folder.rglob("*"))
    result = new(course, "new-one", **{name: Path("/proc")})
    assert result.exit_code == 1
    assert words in result.output
    assert sorted(course.folder.rglob("*")) == before


def test_a_folder_that_is_not_there_is_named_with_its_setting(course: Course) -> None:
    result = new(course, "new-one", quizzes=course.folder / "nowhere")
    assert "make it, or set LMS_QUIZZES" in result.output
