"""Headers on every answer, the origin of every write, and limits of what is taken in."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from lms.db import db
from lms.ops.schema import upgrade
from lms.people.models import Person
from lms.web.security import MAX_BODY
from tests.cast import PASSWORD, Cast, make_cast
from tests.conftest import settings_in
from tests.pages import Pages

LARGE = "长" * 400_000


def answers(site: Flask) -> dict[str, TestResponse]:
    """One answer of each kind that the site can give."""
    pages = Pages(site)
    client = site.test_client()
    form = {"csrf_token": pages.token(), "name": "a@b.cn", "password": "x"}
    foreign = {"Origin": "https://evil.example"}
    script = {"Accept": "application/json"}
    found = {
        "a page": client.get("/sign-in"),
        "a redirect": client.get("/account"),
        "not found": client.get("/no/such/page"),
        "wrong method": client.get("/sign-out"),
        "no token": client.post("/sign-in", data={"name": "x"}),
        "another site": client.post("/sign-in", data=form, headers=foreign),
        "too large": client.post("/sign-in", data={**form, "name": LARGE}),
        "form refused": pages.client.post("/sign-in", data={**form, "name": ""}),
        "not signed in": client.get("/signed-in", headers=script),
        "no such thing for a script": client.get("/no/such/page", headers=script),
        "a fault": client.get("/break/inside"),
        "the database away": client.get("/break/database"),
        "health": client.get("/healthz"),
        "an asset": client.get("/static/app.css"),
        "no such asset": client.get("/static/no.css"),
        "a link that is over": client.get("/enter/nothing"),
    }
    statuses = {name: response.status_code for name, response in found.items()}
    assert statuses == {
        "a page": 200, "a redirect": 302, "not found": 404, "wrong method": 405, "no token": 400, "another site": 403,
        "too large": 413, "form refused": 422, "not signed in": 401, "no such thing for a script": 404, "a fault": 500,
        "the database away": 503, "health": 200, "an asset": 200, "no such asset": 404, "a link that is over": 410,
    }  # fmt: skip
    return found


def test_every_answer_carries_the_headers(breaking: Flask) -> None:
    for name, response in answers(breaking).items():
        headers = response.headers
        policy = headers["Content-Security-Policy"]
        for part in (
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ):
            assert part in policy, name
        assert "unsafe" not in policy, name
        assert "http:" not in policy, name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "microphone=(self)" in headers["Permissions-Policy"], name
        assert headers["Cache-Control"] == ("no-cache" if name == "an asset" else "no-store"), name
        assert "Strict-Transport-Security" not in headers, name


def test_on_https_cookies_are_bound_to_the_host_and_the_browser_is_told_to_stay(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'lms.db'}"
    site = create_app(replace(settings_in(tmp_path, address), public_url="https://lms.example.com"))
    with site.app_context():
        upgrade()
        make_cast()
        client = site.test_client()
        page = client.get("/sign-in", base_url="https://lms.example.com")
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        token = page.get_data(as_text=True).split('name="csrf-token" content="')[1].split('"')[0]
        Pages(site).forget()
        form = {"csrf_token": token, "name": "trainee@example.com", "password": PASSWORD, "stay": "y"}
        headers = {"Origin": "https://lms.example.com", "Referer": "https://lms.example.com/sign-in"}
        response = client.post("/sign-in", data=form, base_url="https://lms.example.com", headers=headers)
        cookies = response.headers.getlist("Set-Cookie")
        assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-session", "__Host-stay", "__Host-known"}
        for cookie in cookies:
            assert "Secure" in cookie
            assert "HttpOnly" in cookie
            assert "Path=/" in cookie
            assert "SameSite=Lax" in cookie
            assert "Domain" not in cookie
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost.evil.example", "http://localhost:9999", "null", "https://"]
)
def test_a_write_from_another_site_is_refused_and_changes_nothing(pages: Pages, cast: Cast, origin: str) -> None:
    pages.sign_in(cast.trainee)
    page = pages.post("/language", {"language": "en", "next": "/"}, 403, headers={"Origin": origin})
    assert page.tree.get("lang") == "zh-Hans"
    assert db.session.get_one(Person, cast.trainee).language == "zh-Hans"


def test_a_write_from_our_own_page_is_taken(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    pages.post("/language", {"language": "en", "next": "/account"}, headers={"Origin": "http://localhost"})


@pytest.mark.parametrize("token", [None, "", "nonsense", "IjEi.x.y"])
def test_a_write_without_the_token_of_a_page_changes_nothing(pages: Pages, cast: Cast, token: str | None) -> None:
    pages.sign_in(cast.trainee)
    pages.forget()
    data = {"theme": "dark", **({} if token is None else {"csrf_token": token})}
    assert pages.client.post("/theme", data=data).status_code == 400
    assert db.session.get_one(Person, cast.trainee).theme == "auto"


def test_a_token_of_one_person_does_not_serve_another(app: Flask, cast: Cast) -> None:
    theirs = Pages(app).sign_in(cast.other_trainee).token()
    pages = Pages(app).sign_in(cast.trainee)
    pages.get("/account")
    pages.forget()
    assert pages.client.post("/theme", data={"theme": "dark", "csrf_token": theirs}).status_code == 400


def test_what_is_too_large_is_refused_in_both_shapes(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    page = pages.post("/account", {"name": LARGE}, 413)
    assert "参考" in page.words or "编号" in page.words
    body = b'{"a": "' + b"x" * MAX_BODY + b'"}'
    headers = {"Accept": "application/json", "X-CSRFToken": pages.token(), "Content-Type": "application/json"}
    pages.forget()
    response = pages.client.post("/admin/lines", data=body, headers=headers)
    assert response.status_code == 413
    assert response.json["error"] == "http"


def test_a_form_of_a_hundred_thousand_chinese_characters_still_arrives(pages: Pages, cast: Cast) -> None:
    text = "孙悦，13912345678，华东区新人，学员\n" * 3500
    assert len(text) < 100_000
    page = pages.sign_in(cast.admin).post("/admin/lines", {"lines": text, "from_on": "2026-11-24", "step": "look"}, 422)
    assert "3500" in page.words


def test_a_form_with_thousands_of_parts_is_refused(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    boundary = "b" * 20
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    pages.forget()
    response = pages.client.post("/account", data=(part * 1500 + f"--{boundary}--\r\n").encode(), headers=headers)
    assert response.status_code == 413
