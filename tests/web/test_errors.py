"""A refusal and a fault tell what happened and what is safe, with a number that finds the line in the log."""

import logging
import re

import pytest
from flask import Flask

from lms.people import links
from tests.cast import Cast
from tests.pages import Pages

REFERENCE = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize(
    ("how", "status"),
    [("inside", 500), ("database", 503), ("404", 404), ("403", 403), ("409", 409), ("413", 413), ("429", 429)],
)
def test_each_error_page_is_a_whole_page_in_both_languages_and_finds_its_line(
    breaking: Flask,
    caplog: pytest.LogCaptureFixture,
    language: str,
    how: str,
    status: int,
) -> None:
    pages = Pages(breaking)
    pages.client.set_cookie("language", language)
    with caplog.at_level(logging.INFO):
        page = pages.get(f"/break/{how}", status)
    assert page.tree.get("lang") == language
    (reference,) = REFERENCE.findall(page.words)
    lines = [record for record in caplog.records if reference in record.getMessage()]
    assert len(lines) == 1
    assert f"status={status}" in lines[0].getMessage()
    assert "Traceback" not in page.text
    assert "secret of the inside" not in page.text
    assert ("secret of the inside" in caplog.text) == (how == "inside")


@pytest.mark.parametrize(("how", "status"), [("inside", 500), ("database", 503), ("404", 404)])
def test_a_script_gets_the_same_as_json(
    breaking: Flask, caplog: pytest.LogCaptureFixture, how: str, status: int
) -> None:
    with caplog.at_level(logging.INFO):
        response = breaking.test_client().get(f"/break/{how}", headers={"Accept": "application/json"})
    assert response.status_code == status
    assert set(response.json) == {"error", "detail", "fields", "reference"}
    assert response.json["reference"] in caplog.text
    assert "secret of the inside" not in response.get_data(as_text=True)


def test_a_database_that_is_away_says_when_to_come_again(breaking: Flask) -> None:
    response = breaking.test_client().get("/break/database")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize("role", ["trainee", "trainer", "manager", "admin"])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_an_error_page_for_somebody_signed_in_keeps_their_way_on(
    breaking: Flask, cast: Cast, role: str, language: str
) -> None:
    pages = Pages(breaking).sign_in(cast.roles()[role])
    pages.post("/language", {"language": language, "next": "/account"})
    page = pages.get("/break/inside", 500)
    assert page.tree.get("lang") == language
    assert any(node.get("href") == "/account" for node in page.tree.iter("a"))


def test_a_line_of_the_log_cannot_be_forged_by_an_address(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        app.test_client().get("/no/such%0areference=00000000 status=200")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "lms"]
    assert "\n" not in line


def test_the_log_never_holds_a_link_that_opens_an_account(
    pages: Pages, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    address = links.make(cast.manager, cast.trainee, "k").address
    token = address.rsplit("/", 1)[1]
    with caplog.at_level(logging.DEBUG):
        pages.client.post(f"/enter/{token}", data={"password": "x"})
        pages.client.put(f"/enter/{token}")
    assert "status=400" in caplog.text
    assert token not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("lms"))


def test_no_password_is_logged(pages: Pages, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        pages.post("/sign-in", {"name": "trainee@example.com", "password": "mein-Geheimnis"}, 422)
    assert "sign_in=refused" in caplog.text
    assert "mein-Geheimnis" not in caplog.text


def test_health_is_told_without_cookie_language_or_database(app: Flask, pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    response = pages.client.get("/healthz")
    assert response.json == {"status": "ok"}
    assert "Set-Cookie" not in response.headers
