"""Who is being served: idle limits, suspension, and what a dead sign-in answers."""

from datetime import timedelta

import pytest
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.people.models import Person, SignIn
from tests.cast import PASSWORD, Cast
from tests.pages import Pages, queries


def test_a_page_without_sign_in_leads_to_sign_in_and_back(pages: Pages, cast: Cast) -> None:
    assert pages.get("/admin/people?q=li", 302).location == "/sign-in?next=/admin/people?q%3Dli"
    assert pages.get("/account", 302).location == "/sign-in?next=/account"


def test_a_script_without_sign_in_gets_401_and_never_a_redirect(pages: Pages, cast: Cast) -> None:
    response = _ask(pages)
    assert response.status_code == 401
    assert response.json["error"] == "signed_out"
    assert len(response.json["reference"]) == 8


def test_a_script_whose_token_died_with_its_session_gets_401_and_not_400(app: Flask, pages: Pages, cast: Cast) -> None:
    response = app.test_client().post("/theme", json={}, headers={"Accept": "application/json", "X-CSRFToken": "old"})
    assert response.status_code == 401


def test_a_signed_in_script_learns_who_it_is_and_gets_a_token(pages: Pages, cast: Cast) -> None:
    answer = _ask(pages.sign_in(cast.trainee)).json
    assert answer["person_id"] == cast.trainee
    pages.forget()
    headers = {"Accept": "application/json", "X-CSRFToken": answer["csrf_token"]}
    assert pages.client.post("/theme", data={"theme": "dark"}, headers=headers).status_code == 302


@pytest.mark.parametrize(("role", "hours"), [("trainee", 12), ("trainer", 8), ("manager", 8), ("admin", 8)])
def test_an_idle_browser_is_signed_out_sooner_for_staff(pages: Pages, cast: Cast, role: str, hours: int) -> None:
    pages.sign_in(cast.roles()[role])
    with clock.standing_at(clock.now() + timedelta(hours=hours) - timedelta(minutes=1)):
        pages.get("/account")
    with clock.standing_at(clock.now() + timedelta(hours=2 * hours)):
        pages.get("/account", 302)


def test_use_keeps_a_browser_signed_in_but_not_beyond_thirty_days(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    began = clock.now()
    for half_day in range(1, 60):
        with clock.standing_at(began + timedelta(hours=11.9 * half_day)):
            pages.get("/account")
    with clock.standing_at(began + timedelta(days=30, minutes=5)):
        pages.get("/account", 302)


def test_being_seen_is_written_every_ten_minutes_and_not_with_each_page(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    began = clock.now()
    with clock.standing_at(began + timedelta(minutes=5)):
        pages.get("/account")
        assert session().query(SignIn).one().seen_at < began + timedelta(minutes=1)
    with clock.standing_at(began + timedelta(minutes=11)):
        pages.get("/account")
    session().expire_all()
    assert session().query(SignIn).one().seen_at > began + timedelta(minutes=10)


def test_suspension_ends_a_page_and_a_script_at_once(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    pages.get("/account")
    with transaction():
        session().get_one(Person, cast.trainee).suspended_at = clock.now()
    pages.get("/account", 302)
    assert _ask(pages).status_code == 401


def test_the_person_and_their_roles_are_found_in_one_query(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.manager)
    with queries(1):
        assert _ask(pages).status_code == 200


def test_a_broken_cookie_is_nobody(pages: Pages, cast: Cast) -> None:
    pages.client.set_cookie("session", "nonsense")
    pages.client.set_cookie("stay", "nonsense|abc")
    pages.get("/account", 302)


def test_a_form_of_an_ended_sign_in_is_kept_and_sent_after_signing_in_again(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    token = pages.token()
    _end_all()
    typed = {"name": "李文（周三改名，写了很久的一段话）", "language": "zh-Hans", "zone": "Asia/Shanghai", "key": "k1"}
    page = _send(pages, "/account", {**typed, "csrf_token": token}, 401)
    assert "你写的还在" in page.words
    kept = page.tree.find(".//input[@name='kept']").get("value")  # type: ignore[union-attr]
    again = pages.post("/sign-in", {"name": "trainee@example.com", "password": PASSWORD, "kept": kept}, 200)
    assert typed["name"] in again.words
    form = next(one for one in again.tree.iter("form") if one.get("action") == "/account")
    values = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert {name: values[name] for name in typed} == typed
    _send(pages, "/account", values, 302)
    session().expire_all()
    assert session().get_one(Person, cast.trainee).name == typed["name"]


def test_what_somebody_else_typed_is_not_sent_under_another_sign_in(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    token = pages.token()
    with transaction():  # idled out: the row is still there, so it is known whose it was
        session().query(SignIn).update({"expires_at": clock.now() - timedelta(days=1)})
    page = _send(pages, "/account", {"name": "一段写了很久很久的话", "csrf_token": token}, 401)
    kept = page.tree.find(".//input[@name='kept']").get("value")  # type: ignore[union-attr]
    again = pages.post("/sign-in", {"name": "manager@example.com", "password": PASSWORD, "kept": kept}, 200)
    assert "一段写了很久很久的话" not in again.text
    assert "没有发送" in again.words


def test_a_wrong_password_in_between_keeps_what_was_written(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    token = pages.token()
    _end_all()
    page = _send(pages, "/account", {"name": "一段写了很久很久的话", "csrf_token": token}, 401)
    kept = page.tree.find(".//input[@name='kept']").get("value")  # type: ignore[union-attr]
    page = pages.post("/sign-in", {"name": "trainee@example.com", "password": "wrong", "kept": kept}, 422)
    assert page.tree.find(".//input[@name='kept']").get("value") == kept  # type: ignore[union-attr]


def test_passwords_are_never_kept(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    token = pages.token()
    _end_all()
    page = _send(
        pages, "/account/password", {"old_password": "geheim-1", "password": "geheim-2", "csrf_token": token}, 401
    )
    kept = page.tree.find(".//input[@name='kept']").get("value")  # type: ignore[union-attr]
    again = pages.post("/sign-in", {"name": "trainee@example.com", "password": PASSWORD, "kept": kept}, 200)
    assert "geheim" not in again.text


def test_only_what_came_from_our_own_page_is_kept(pages: Pages, cast: Cast) -> None:
    page = pages.client.post("/account", data={"name": "von woanders"})
    assert page.status_code == 302
    page = pages.client.post("/account", data={"name": "von woanders"}, headers={"Origin": "https://evil.example"})
    assert page.status_code == 403


def test_a_forged_keeping_is_ignored(pages: Pages, cast: Cast) -> None:
    page = pages.post("/sign-in", {"name": "trainee@example.com", "password": PASSWORD, "kept": "WyIvYWRtaW4iXQ.x.y"})
    assert page.location == "/"


def test_a_page_opened_before_signing_in_asks_before_it_sends(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    page = _send(pages, "/account", {"name": "一段写了很久很久的话", "csrf_token": "of an earlier sign-in"}, 400)
    assert "一段写了很久很久的话" in page.words
    assert session().get_one(Person, cast.trainee).name == "李文"


def _ask(pages: Pages):  # type: ignore[no-untyped-def]
    """As a script of ours asks who is signed in."""
    pages.forget()
    return pages.client.get("/signed-in", headers={"Accept": "application/json"})


def _end_all() -> None:
    with transaction():
        session().query(SignIn).delete()


def _send(pages: Pages, path: str, data: dict[str, object], status: int):  # type: ignore[no-untyped-def]
    """As a browser sends a form: with the Origin of its page, and no token but what the form holds."""
    pages.forget()
    response = pages.client.post(path, data=data, headers={"Origin": "http://localhost"})
    return pages._page(response, path, status)
