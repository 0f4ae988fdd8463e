"""Stylesheet and scripts: joined, compressed, kept for a year under an address that changes with them."""

import gzip
import re

import pytest
from flask import Flask

from lms.web.assets import collect
from tests.cast import Cast
from tests.pages import Pages


def test_the_address_in_a_page_is_kept_for_a_year(app: Flask, pages: Pages, cast: Cast) -> None:
    page = pages.get("/sign-in")
    addresses = re.findall(r'"(/static/[^"]+)"', page.text)
    assert len(addresses) >= 3
    for address in addresses:
        response = app.test_client().get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_what_a_script_imports_is_of_the_build_of_its_page(app: Flask, pages: Pages, cast: Cast) -> None:
    """Imports are relative to the script's own address, and the scripts of another build are not there."""
    address = re.findall(r'"(/static/b[^"]+/js/)forms.js"', pages.get("/sign-in").text)[0]
    client = app.test_client()
    imported = client.get(f"{address}toast.js")
    assert imported.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert imported.get_data() == client.get("/static/js/toast.js").get_data()
    assert client.get("/static/b000000000000/js/toast.js").status_code == 404


@pytest.mark.parametrize("query", ["", "?v=old", "?v="])
def test_without_its_version_an_asset_is_asked_about_again(app: Flask, query: str) -> None:
    client = app.test_client()
    response = client.get(f"/static/app.css{query}")
    assert response.headers["Cache-Control"] == "no-cache"
    again = client.get(f"/static/app.css{query}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.get_data() == b""


def test_assets_are_sent_compressed_to_those_who_take_it(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/static/app.css")
    packed = client.get("/static/app.css", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) < len(plain.get_data()) / 3
    assert plain.headers["ETag"]


def test_pages_are_compressed_too_and_kept_apart_by_cookie(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    pages.forget()
    response = pages.client.get("/account", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= set(re.split(r",\s*", response.headers["Vary"]))
    assert b"<!doctype html>" in gzip.decompress(response.get_data())


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "css/tokens.css", "no.css", "", "js/"])
def test_nothing_but_assets_is_served(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/{name}").status_code == 404


def test_one_stylesheet_holds_tokens_first_and_print_last() -> None:
    css = collect()["app.css"].body.decode()
    assert (
        css.index("--bg")
        < css.index(".button")
        < css.rindex("@media print" if "@media print" in css else "@layer print")
    )


def test_an_asset_sets_no_cookie_for_anybody(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    response = pages.client.get("/static/app.css")
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_types_are_those_that_browsers_insist_on(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/static/app.css").mimetype == "text/css"
    assert client.get("/static/js/forms.js").mimetype in ("text/javascript", "application/javascript")
    assert client.get("/static/mark.svg").mimetype == "image/svg+xml"


def test_the_first_load_of_the_sign_in_page_stays_within_its_budget(app: Flask, pages: Pages, cast: Cast) -> None:
    page = pages.get("/sign-in")
    addresses = set(re.findall(r'"(/static/[^"]+)"', page.text))
    client = app.test_client()
    sizes = [len(client.get(one, headers={"Accept-Encoding": "gzip"}).get_data()) for one in addresses]
    assert sum(sizes) + len(gzip.compress(page.text.encode())) <= 60_000
