"""The demo company is entered by a press, and open only to machines nearby."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.i18n import Language
from lms.people import links
from tests.cast import PASSWORD, Cast, make_cast
from tests.conftest import settings_in
from tests.pages import Pages


@pytest.fixture
def settings(folder: Path, sqlite_template: Path) -> Settings:
    """Of a site that serves the demo company: SQLite, and no company of its own yet."""
    found = settings_in(folder, "")
    assert found.serves_demo
    shutil.copy(sqlite_template, found.demo_database)
    return found


@pytest.fixture
def demo_app(settings: Settings) -> Iterator[Flask]:
    site = create_app(settings)
    with site.app_context():
        yield site
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(demo_app: Flask) -> Cast:
    return make_cast()


@pytest.mark.parametrize("language", list(Language))
def test_the_sign_in_page_lists_a_few_of_each_role(demo_app: Flask, people: Cast, language: Language) -> None:
    pages = Pages(demo_app)
    pages.client.set_cookie("language", language.value)
    page = pages.get("/sign-in")
    for name in ("李文", "陈静", "王强", "何平"):
        assert name in page.words


@pytest.mark.parametrize(
    "near", ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.20", "172.16.0.9", "fd00::1", "::ffff:192.168.1.20"]
)
def test_a_press_signs_in_from_nearby(demo_app: Flask, people: Cast, near: str) -> None:
    pages = Pages(demo_app)
    assert pages.post("/sign-in/demo", {"person": people.trainee}, environ_base={"REMOTE_ADDR": near}).location == "/"
    assert "李文" in pages.get("/account").words


@pytest.mark.parametrize("far", ["203.0.113.5", "8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8", "", "nonsense"])
def test_from_far_away_nobody_comes_in_and_no_names_are_shown(demo_app: Flask, people: Cast, far: str) -> None:
    pages = Pages(demo_app)
    where = {"REMOTE_ADDR": far}
    page = pages.post("/sign-in/demo", {"person": people.trainee}, 403, environ_base=where)
    assert "只能在它所在的内网里打开" in page.words
    pages.post("/sign-in", {"name": "trainee@example.com", "password": PASSWORD}, 403, environ_base=where)
    assert "李文" not in pages.get("/sign-in", 403, environ_base=where).words
    pages.get("/account", 302)


def test_from_far_away_an_old_cookie_and_a_link_open_nothing(demo_app: Flask, people: Cast) -> None:
    far = {"REMOTE_ADDR": "203.0.113.5"}
    link = links.make(people.admin, people.trainee, "k").address
    pages = Pages(demo_app).sign_in(people.manager)
    pages.get("/account")
    for path in ("/", "/account", "/people/1/link", "/signed-in", "/there-is-no-such-page", urlsplit(link).path):
        page = pages.get(path, 403, environ_base=far)
        assert "只能在它所在的内网里打开" in page.words
        assert "王强" not in page.text
        assert "李文" not in page.text
    pages.post("/account", {"name": "Mallory", "language": "en", "zone": "UTC"}, 403, environ_base=far)
    pages.post("/language", {"language": "en"}, 403, environ_base=far)
    pages.get("/healthz", environ_base=far)
    assert pages.client.get("/static/mark.svg", environ_base=far).status_code != 403
    assert "王强" in pages.get("/account").text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_behind_a_proxy_that_nobody_told_of_everybody_is_far(demo_app: Flask, people: Cast, header: str) -> None:
    Pages(demo_app).post("/sign-in/demo", {"person": people.trainee}, 403, headers={header: "127.0.0.1"})


def test_behind_a_known_proxy_the_address_is_the_one_that_it_tells(settings: Settings) -> None:
    site = create_app(replace(settings, proxies=1))
    with site.app_context():
        cast = make_cast()
        pages = Pages(site)
        pages.post("/sign-in/demo", {"person": cast.trainee}, 403, headers={"X-Forwarded-For": "203.0.113.5"})
        pages.post("/sign-in/demo", {"person": cast.trainee}, 302, headers={"X-Forwarded-For": "192.168.1.9"})
        db.session.remove()
        db.engine.dispose()


def test_demo_people_can_be_entered_by_password_too(demo_app: Flask, people: Cast) -> None:
    Pages(demo_app).post("/sign-in", {"name": "trainee@example.com", "password": PASSWORD})


@pytest.mark.parametrize("person", ["99999", "", "x"])
def test_nobody_is_entered_who_is_not_there(demo_app: Flask, people: Cast, person: str) -> None:
    Pages(demo_app).post("/sign-in/demo", {"person": person}, 404)


def test_in_a_real_company_there_is_no_such_door(pages: Pages, cast: Cast) -> None:
    pages.post("/sign-in/demo", {"person": cast.trainee}, 404)
    assert "李文" not in pages.get("/sign-in").words
    far = {"REMOTE_ADDR": "203.0.113.5"}
    pages.post("/sign-in", {"name": "trainee@example.com", "password": PASSWORD}, environ_base=far)
