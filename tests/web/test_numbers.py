"""Numbers from outside that no id can be, and bodies that no script of ours sends: refused, and never a fault."""

import pytest
from flask import Flask

from lms.curriculum import edition
from lms.i18n import Language
from lms.web.forms import LARGEST, number
from tests.cast import Cast
from tests.pages import Pages

TOO_LARGE = [str(LARGEST + 1), "9" * 20, "9" * 5000]
NO_NUMBERS = [*TOO_LARGE, "²", "-1", "1.0", " 1", "x", ""]
MODULE = "telephone-selling"
LESSON = f"/courses/{MODULE}/why"


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_no_column_holds_is_no_number(text: str) -> None:
    assert number(text) is None


def test_the_largest_number_is_one(app: Flask) -> None:
    assert (number("0"), number(str(LARGEST)), number(None)) == (0, LARGEST, None)
    assert app.test_client().get(f"/tries/{LARGEST}").status_code != 404, "an id that may be is asked to sign in"


@pytest.mark.parametrize("text", [*TOO_LARGE, "²", "١"])
def test_an_address_with_a_number_that_is_no_id_leads_nowhere(app: Flask, cast: Cast, pages: Pages, text: str) -> None:
    pages.sign_in(cast.admin)
    asked = 0
    for rule in app.url_map.iter_rules():
        if "<int:" in rule.rule:
            parts = [text if part.startswith("<int:") else part.strip("<>") for part in rule.rule.split("/")]
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                response = pages.client.open("/".join(parts), method=method, data={"csrf_token": pages.token()})
                # 405 where another method has the same address: the router looks at it before it converts the number
                assert response.status_code in (404, 405), (method, rule.rule)
                asked += 1
    assert asked > 30


@pytest.mark.parametrize("text", [*TOO_LARGE, "²", "-1"])
def test_a_number_asked_for_that_is_none_is_no_fault(cast: Cast, pages: Pages, text: str) -> None:
    for person, addresses in {
        cast.admin: ("/admin/people?after=", "/admin/people?before=", "/admin/people?team=", "/admin/audit?before=",
                     "/admin/audit?person=", "/admin/coaching?before=", "/admin/coaching?person="),
        cast.trainer: ("/practice?page=", f"/practice/{MODULE}?person=", "/shows/new?person=", "/todo?owed_by="),
        cast.trainee: (f"/people/{cast.trainee}?show=all&page=",),
    }.items():  # fmt: skip
        pages.sign_in(person)
        for address in addresses:
            assert pages.client.get(address + text).status_code in (200, 404), address


@pytest.mark.parametrize("text", [*TOO_LARGE, "²"])
def test_a_number_in_a_form_that_is_none_is_no_fault(cast: Cast, pages: Pages, text: str) -> None:
    pages.sign_in(cast.trainer)
    forms = {
        f"/practice/{MODULE}/start": {"client_id": "some-phone-1", "person": text, "trainer": text},
        "/shows/new": {"skill": MODULE, "people": text, "absent": text, "mode": "live", "happened": "2026-11-20T09:30"},
        f"/people/{cast.trainee}/arrangements/handed": {"kind": "try", "skill": MODULE, "ordinal": text, "to": text},
        "/admin/teams": {"name": "华东", "parent": text},
        f"/admin/people/{cast.trainee}/places": {"team": text, "role": "trainee", "from_on": "2026-11-20"},
        "/admin/lines": {"lines": "李文", "step": text, "team": text, "from_on": "2026-11-20"},
        f"/enrol/{cast.other_trainee}": {"path": text, "start_on": "2026-11-20"},
    }
    for address, sent in forms.items():
        pages.sign_in(cast.admin if "admin" in address or "enrol" in address else cast.trainer)
        response = pages.client.post(address, data={"csrf_token": pages.token(), "key": "k", **sent})
        assert response.status_code in (200, 302, 404, 422), (address, response.status_code)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"[]", "object"),
        (b"7", "object"),
        (b"null", "object"),
        (b"", "object"),
        (b"{", "object"),
        (b"\xff", "object"),
        (b"[" * 100_000, "object"),
        (b'{"paragraph": %d}' % 2**31, "paragraph is too large"),
        (b'{"paragraph": -%d}' % 2**40, "paragraph is too large"),
        (b'{"paragraph": ' + b"9" * 5000 + b"}", "object"),
        (b'{"paragraph": 1e999}', "paragraph is too large"),
        (b'{"paragraph": NaN}', "paragraph is too large"),
        (b'{"a": [{"b_at": %d}]}' % 2**43, "b_at is too large"),
        (b'{"a": {"b": "\\u0000"}}', "b holds a character"),
        (b'{"a": ["\\ud800"]}', "a holds a character"),
        (b'{"\\ud800": 1}', "a name holds a character"),
        (b'{"paragraph": true}', "paragraph must be a number"),
        (b"{}", "paragraph must be a number"),
        (b'{"a":' * 800 + b"1" + b"}" * 800, "paragraph must be a number"),
    ],
)
def test_a_body_that_cannot_be_kept_is_told_what_is_wrong(cast: Cast, pages: Pages, body: bytes, wrong: str) -> None:
    pages.sign_in(cast.trainee)
    response = pages.client.post(
        f"{LESSON}/paragraph",
        data=body,
        headers={"Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": pages.token()},
    )
    assert response.status_code == 422
    assert wrong in response.json["detail"]


def test_a_moment_in_milliseconds_is_no_number_too_large(cast: Cast, pages: Pages) -> None:
    body = {"seen_at": 1_795_000_000_000, "paragraph": "7"}
    answer = pages.sign_in(cast.trainee).send(f"{LESSON}/paragraph", body, 422)
    assert "paragraph must be a number" in answer.json["detail"]


def test_an_address_with_a_character_that_no_database_keeps_is_refused(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.admin)
    assert pages.client.get("/admin/people", query_string={"q": "李\0"}).status_code == 400
    assert pages.client.get("/courses/%00").status_code == 400


def test_a_form_goes_on_without_a_character_that_no_database_keeps(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.admin).post("/admin/teams", {"name": "华\0南二部", "parent": str(cast.team), "key": "k"})
    assert "华南二部" in pages.get("/admin/teams").words


@pytest.mark.parametrize("came_from", ["1.²", f"{2**31}.1", "9" * 30 + ".1", "1", "."])
def test_a_lesson_that_came_from_no_question_is_the_plain_lesson(cast: Cast, pages: Pages, came_from: str) -> None:
    anchor = edition.catalog().modules["telephone-selling"].lessons[Language.ZH].sections[0].anchor  # type: ignore[index]
    page = pages.sign_in(cast.trainee).get(f"/courses/telephone-selling/{anchor}?from={came_from}")
    assert "/attempts/" not in page.text


def test_no_number_too_large_signs_in_as_one_of_the_demo_company(demo_site: Flask) -> None:
    pages = Pages(demo_site)
    response = pages.client.post("/sign-in/demo", data={"csrf_token": pages.token(), "person": "9" * 20})
    assert response.status_code == 404
