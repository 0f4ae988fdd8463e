"""The edition that is served."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask

from lms.config import ROOT, Settings
from lms.curriculum import edition, shelf
from lms.curriculum.catalog import Catalog, ModuleId
from lms.curriculum.shelf import EMPTY, Shelf

from .course import Course

EN = "courses/calling/en.md"
NOT_AT_A_WARM_START = ("pydantic", "ruamel.yaml", "markdown", "pymdownx", "nh3")


def shelf_of(course: Course, *, watch: bool = False) -> Shelf:
    return Shelf(course.courses, course.quizzes, course.folder / "data" / "cache", watch=watch)


def break_it(course: Course) -> None:
    course.change(EN, "minutes: 45", "minuts: 45")


def english(catalog: Catalog) -> str:
    return list(catalog.modules[ModuleId("calling")].lessons.values())[1].sections[0].html


def test_a_warm_start_imports_neither_validator_nor_parser_nor_renderer(course: Course) -> None:
    cold = shelf_of(course).catalog()
    program = (
        "import sys; from pathlib import Path; from lms.curriculum.shelf import Shelf; import lms.curriculum.edition\n"
        f"catalog = Shelf(Path({str(course.courses)!r}), Path({str(course.quizzes)!r}),"
        f" Path({str(course.folder / 'data' / 'cache')!r})).catalog()\n"
        f"print(catalog.hash, [name for name in {NOT_AT_A_WARM_START} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.split(" ", 1) == [cold.hash, "[]\n"]


def test_without_development_content_is_looked_at_once(course: Course) -> None:
    serving = shelf_of(course)
    before = serving.catalog()
    course.change(EN, "Chen takes 70", "Chen takes 80")
    assert serving.catalog() is before
    assert "80" in english(serving.look_again().catalog)


def test_in_development_a_changed_file_is_served_at_the_next_request(course: Course) -> None:
    serving = shelf_of(course, watch=True)
    before = serving.catalog()
    assert serving.catalog() is before
    course.change(EN, "Chen takes 70", "Chen takes 1,080")
    assert "1,080" in english(serving.catalog())


def test_a_touched_file_with_the_same_bytes_is_no_change(course: Course) -> None:
    serving = shelf_of(course, watch=True)
    before = serving.catalog()
    os.utime(course.path(EN), (1, 1))
    assert serving.catalog() is before


def test_broken_content_leaves_the_last_good_edition_and_lists_its_faults(course: Course) -> None:
    serving = shelf_of(course, watch=True)
    before = serving.catalog()
    assert serving.faults() == ()
    break_it(course)
    assert serving.catalog() is before
    assert any("did you mean 'minutes'" in fault.mend for fault in serving.faults())
    course.change(EN, "minuts", "minutes")
    assert serving.catalog() is before or serving.catalog() == before
    assert serving.faults() == ()


def test_a_start_with_broken_content_serves_the_last_good_edition(course: Course) -> None:
    before = shelf_of(course).catalog()
    break_it(course)
    serving = shelf_of(course)
    assert serving.catalog() == before
    assert serving.faults()


def test_with_no_good_edition_at_all_the_site_still_stands(course: Course) -> None:
    break_it(course)
    serving = shelf_of(course)
    assert serving.catalog() == EMPTY
    assert serving.faults()


def test_no_content_at_all_is_an_empty_catalog_with_faults(tmp_path: Path) -> None:
    serving = Shelf(tmp_path / "a", tmp_path / "b", tmp_path / "cache")
    assert serving.catalog() == EMPTY
    assert len(serving.faults()) == 2


def test_a_data_folder_that_cannot_be_written_costs_speed_only(course: Course) -> None:
    course.write("data", "a file where the folder should be")
    assert shelf_of(course).catalog().modules


def test_many_threads_get_one_catalog(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    real = shelf.read
    monkeypatch.setattr(shelf, "read", lambda files: reads.append(1) or real(files))  # type: ignore[func-returns-value]
    serving, got = shelf_of(course, watch=True), []
    threads = [threading.Thread(target=lambda: got.append(serving.catalog())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(catalog) for catalog in got}) == 1
    assert len(reads) == 1


def test_a_request_sees_one_catalog_from_beginning_to_end(course: Course) -> None:
    app = Flask("test")
    settings = Settings.from_environment(
        {
            "LMS_DATA": str(course.folder / "data"),
            "LMS_COURSES": str(course.courses),
            "LMS_QUIZZES": str(course.quizzes),
            "LMS_DEVELOPMENT": "1",
        }
    )
    shelf.init_app(app, settings)
    with app.app_context():
        before = edition.catalog()
        course.change(EN, "Chen takes 70", "Chen takes 1,080")
        assert edition.catalog() is before
    with app.app_context():
        assert "1,080" in english(edition.catalog())
        assert edition.faults() == ()
