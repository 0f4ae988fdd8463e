"""Admins see what is wrong with the content while the edition before it is served."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask

from app import create_app
from lms.db import db
from lms.i18n import Language, speaking
from lms.ops.schema import upgrade
from lms.people import coaching
from tests.cast import Cast, make_cast
from tests.conftest import settings_in
from tests.pages import Pages


def site_in(tmp_path: Path, *, development: bool) -> Iterator[Flask]:
    """A site whose content can be written to."""
    courses, quizzes = tmp_path / "courses", tmp_path / "quizzes"
    settings = settings_in(tmp_path / "data", f"sqlite:///{tmp_path / 'lms.db'}")
    copytree(settings.courses, courses)
    copytree(settings.quizzes, quizzes)
    site = create_app(replace(settings, courses=courses, quizzes=quizzes, development=development))
    with site.app_context():
        upgrade()
        yield site
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Flask]:
    """A site in development: it looks at the files again at each request."""
    yield from site_in(tmp_path, development=True)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Flask]:
    yield from site_in(tmp_path, development=False)


@pytest.mark.parametrize("language", list(Language))
def test_a_broken_file_is_listed_and_the_edition_before_it_stays(writing: Flask, language: Language) -> None:
    cast = make_cast()
    pages = Pages(writing).sign_in(cast.admin, language)
    page = pages.get("/admin/content")
    assert page.tree.find(".//table") is None
    skills: Path = writing.extensions["settings"].courses / "skills.yaml"
    skills.write_text(skills.read_text(encoding="utf-8").replace("bar:", "barr:", 1), encoding="utf-8")
    page = pages.get("/admin/content")
    assert "skills.yaml:" in page.text
    assert "barr" in page.words
    assert ("上一版" if language is Language.ZH else "edition before") in page.words
    assert ("1处错误" if language is Language.ZH else "have 1 fault,") in page.words
    tab = next(node for node in page.tree.iter("a") if node.get("href") == "/admin/content")
    assert tab.findtext("small") is not None
    pages.get("/courses")


def test_an_admin_publishes_what_is_on_disk_without_a_restart(serving: Flask) -> None:
    pages = Pages(serving).sign_in(make_cast().admin, Language.EN)
    skills: Path = serving.extensions["settings"].courses / "skills.yaml"
    pages.get("/admin/content")
    good = skills.read_text(encoding="utf-8")
    for text, said, button in (
        (good, "Nothing has changed.", "is what everybody sees"),
        (good.replace("bar:", "barr:", 1), "The files have faults", "The edition before this one is served"),
        (good.replace("bar: 1.8", "bar: 1.9", 1), "What is on disk is served from now on.", "is what everybody sees"),
    ):
        skills.write_text(text, encoding="utf-8")
        pages.post("/admin/content", {})
        page = pages.get("/admin/content")
        assert said in page.words
        assert button in page.words


def test_a_full_disk_is_told_in_words(writing: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    pages = Pages(writing).sign_in(make_cast().admin, Language.EN)
    pages.get("/admin/content")
    monkeypatch.setattr("lms.curriculum.serving.replace_file", full)
    skills: Path = writing.extensions["settings"].courses / "skills.yaml"
    skills.write_text(skills.read_text(encoding="utf-8").replace("bar:", "barr:", 1), encoding="utf-8")
    page = pages.get("/admin/content")
    assert "The edition that is served could not be kept" in page.words
    assert "No space left on device" in page.text
    pages.get("/courses")


@pytest.mark.parametrize("role", ["trainee", "trainer", "manager", "other_trainer"])
def test_nobody_else_sees_the_faults(pages: Pages, cast: Cast, role: str) -> None:
    pages.sign_in(cast.roles()[role]).get("/admin/content", 404)
    pages.post("/admin/content", {}, 404)


def test_administration_knows_the_skills_in_the_readers_language(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        with speaking(Language.ZH):
            chinese = dict(coaching.skills())
        with speaking(Language.EN):
            english = dict(coaching.skills())
    assert set(chinese) == set(english) == {"telephone-selling", "first-visit"}
    assert chinese["first-visit"] == "初访"
    assert english["first-visit"] != "初访"


def test_a_coaching_for_one_skill_is_offered_and_kept(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin)
    pair = {
        "trainer": "周涛",
        "trainee": "李文",
        "skill": "first-visit",
        "from_on": "2026-11-24",
        "to_on": "",
        "key": "k",
    }
    pages.post("/admin/coaching", pair)
    assert "初访" in pages.get("/admin/coaching").words
    pages.get(f"/admin/people/{cast.trainee}")
    pages.get("/admin/audit")
