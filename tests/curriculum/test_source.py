"""Reading the content folders: encodings, sizes, links out of the folder."""

import pytest

from .course import Course

EN = "courses/calling/en.md"
QUIZ = "quizzes/calling.yaml"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing_that_is_read(course: Course) -> None:
    before = course.catalog()
    for name in (EN, QUIZ):
        text = course.path(name).read_text()
        course.write(name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    after = course.catalog()
    assert after.modules == before.modules
    assert after.hash != before.hash


def test_a_byte_that_is_no_utf_8_is_named_with_its_place(course: Course) -> None:
    data = course.path(QUIZ).read_bytes().replace("他在算".encode(), b"\xcb\xfb", 1)
    course.write(QUIZ, data)
    fault = course.the_fault(QUIZ)
    assert f"byte {data.index(0xCB)} (0xcb) is not UTF-8" in fault.what
    assert fault.line == data[: data.index(0xCB)].count(b"\n") + 1


def test_a_file_over_one_megabyte_is_refused(course: Course) -> None:
    course.append(QUIZ, "#" * 1_000_001)
    assert any("bytes" in fault.what and "1,000,000" in fault.mend for fault in course.faults(QUIZ))


def test_a_link_out_of_the_folder_is_refused_and_a_link_within_it_is_followed(course: Course) -> None:
    secret = course.folder / "secret"
    secret.write_text("s")
    course.path("courses/calling/images/secret.svg").symlink_to(secret)
    assert "leads out of the content folder" in course.the_fault("courses/calling/images/secret.svg").what
    course.path("courses/calling/images/secret.svg").unlink()
    course.path("courses/calling/images/again.svg").symlink_to(course.path("courses/calling/images/tally.svg"))
    course.catalog()


def test_a_linked_folder_and_a_dangling_link_are_faults(course: Course) -> None:
    course.path("courses/elsewhere").symlink_to(course.path("courses/calling"))
    course.path("courses/calling/cards/gone.yaml").symlink_to("nowhere.yaml")
    what = [fault.what for fault in course.faults()]
    assert any("plain file" in text for text in what)
    assert any("cannot be read" in text for text in what)


def test_a_control_character_is_named_with_its_place(course: Course) -> None:
    course.change(EN, "Chen takes", "Chen\x07 takes")
    fault = course.the_fault(EN)
    assert (fault.line, fault.column) == (course.line_of(EN, "Chen\x07"), 5)
    assert "U+0007" in fault.what


def test_a_missing_folder_is_a_fault_that_names_the_setting(course: Course) -> None:
    course.quizzes.rename(course.folder / "moved")
    assert any("LMS_QUIZZES" in fault.mend for fault in course.faults("quizzes"))


def test_a_misspelled_file_name_gets_a_suggestion(course: Course) -> None:
    course.write("courses/calling/cheklist.yaml", "a: b\n")
    fault = course.the_fault("courses/calling/cheklist.yaml")
    assert fault.mend == "did you mean 'checklist.yaml'?"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("courses/skils.yaml", "unknown file 'skils.yaml'"),
        ("courses/paths/sales.yml", "unknown file 'sales.yml'"),
        ("quizzes/calling.yml", "unknown file 'calling.yml'"),
    ],
)
def test_a_file_that_nothing_would_read_is_a_fault(course: Course, name: str, what: str) -> None:
    course.write(name, "a: b\n")
    assert course.the_fault(name).what == what


def test_notes_and_leftovers_of_editors_are_no_content(course: Course) -> None:
    before = course.catalog().hash
    for name in (
        "courses/calling/README.md",
        "quizzes/README.md",
        "courses/calling/.en.md.swp",
        "quizzes/calling.yaml~",
    ):
        course.write(name, "x")
    assert course.catalog().hash == before
