"""Catalogs on disk: whole or not at all, ours or not at all."""

import hashlib
from pathlib import Path
from types import MappingProxyType

import pytest

from lms.curriculum import cache
from lms.questions.question import ContentHash

from .course import Course


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "cache"


def test_a_catalog_comes_back_equal_and_cannot_be_changed(course: Course, folder: Path) -> None:
    catalog = course.catalog()
    cache.write(folder, catalog)
    again = cache.read(folder, catalog.hash)
    assert again == catalog
    assert again is not None
    assert isinstance(again.modules, MappingProxyType)
    assert cache.read(folder, ContentHash("0" * 32)) is None


def test_a_file_that_is_cut_or_changed_is_ignored(course: Course, folder: Path) -> None:
    catalog = course.catalog()
    cache.write(folder, catalog)
    (path,) = folder.glob("catalog-*")
    good = path.read_bytes()
    for bad in (b"", good[:40], good[:-1], good.replace(b"calling", b"falling"), b"x" * 500):
        path.write_bytes(bad)
        assert cache.read(folder, catalog.hash) is None


def test_a_pickle_with_anything_but_the_catalogs_classes_is_ignored(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    catalog = course.catalog()
    cache.write(folder, catalog)
    (path,) = folder.glob("catalog-*")
    evil = b"cposix\nsystem\n(S'touch " + str(tmp_path).encode() + b"/touched'\ntR."
    head = path.read_bytes().split(b"\n", 3)[:2]
    path.write_bytes(b"\n".join([*head, hashlib.sha256(evil).hexdigest().encode(), evil]))
    assert cache.read(folder, catalog.hash) is None
    assert not (tmp_path / "touched").exists()


def test_a_file_of_other_shapes_is_ignored(course: Course, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = course.catalog()
    cache.write(folder, catalog)
    assert cache.newest(folder) == catalog
    monkeypatch.setattr(cache, "shape", lambda: "another")
    assert cache.read(folder, catalog.hash) is None
    assert cache.newest(folder) is None


def test_other_code_makes_its_own_file_and_can_read_those_of_before(
    course: Course, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = course.catalog()
    cache.write(folder, catalog)
    monkeypatch.setattr(cache, "maker", lambda: "another")
    assert cache.read(folder, catalog.hash) is None
    assert cache.newest(folder) == catalog


def test_the_newest_that_can_be_read_is_taken(course: Course, folder: Path) -> None:
    cache.write(folder, course.catalog())
    course.append("courses/skills.yaml", "# later\n")
    later = course.catalog()
    cache.write(folder, later)
    assert cache.newest(folder) == later
    next(folder.glob(f"catalog-{later.hash}-*")).write_bytes(b"cut")
    assert cache.newest(folder) != later
    assert cache.newest(folder) is not None


def test_old_files_are_cleared_away_and_no_half_written_one_stays(course: Course, folder: Path) -> None:
    for n in range(7):
        course.change("courses/calling/en.md", "Chen takes", f"Chen {n} takes")
        course.change("courses/calling/en.md", f"Chen {n} takes", "Chen takes")
        course.append("courses/skills.yaml", f"# {n}\n")
        cache.write(folder, course.catalog())
    assert len(list(folder.iterdir())) == cache.KEPT_FILES
