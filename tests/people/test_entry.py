"""Signing in and out."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.people import brakes, entry, passwords
from lms.people.models import Person, SignIn
from tests.cast import PASSWORD, Cast
from tests.pages import Pages, queries

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"


def sign_in(pages: Pages, name: str, password: str = PASSWORD, status: int = 302, **more: object):  # type: ignore[no-untyped-def]
    return pages.post("/sign-in", {"name": name, "password": password, **more}, status)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_sign_in_page_is_there_in_both_languages(pages: Pages, cast: Cast, language: str) -> None:
    pages.client.set_cookie("language", language)
    page = pages.get("/sign-in")
    assert page.tree.get("lang") == language
    assert ("登录" if language == "zh-Hans" else "Sign in") in page.words


@pytest.mark.parametrize(
    "name", ["trainee@example.com", " Trainee＠EXAMPLE.com ", "139 1234 5678", "+86-139-1234-5678"]
)
def test_one_comes_in_by_e_mail_or_mobile_number_however_typed(pages: Pages, cast: Cast, name: str) -> None:
    with transaction():
        session().get_one(Person, cast.trainee).mobile = "13912345678"
    assert sign_in(pages, name).location == "/"
    assert "李文" in pages.get("/account").text


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("trainee@example.com", "wrong password"),
        ("nobody@example.com", PASSWORD),
        ("13900000000", PASSWORD),
        ("李文", PASSWORD),
    ],
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    pages: Pages, cast: Cast, name: str, password: str
) -> None:
    page = sign_in(pages, name, password, 422)
    assert "账号和密码对不上" in page.words
    assert name in page.text
    assert password not in page.text
    pages.get("/account", 302)


@pytest.mark.usefixtures("hashed_as_shipped")
def test_unknown_names_ask_the_database_as_much_and_hash_as_long_as_known_ones(app: Flask, cast: Cast) -> None:
    kept = passwords.hashed(PASSWORD)

    def spent(password_hash: str | None) -> float:
        taken = []
        for _time in range(4):
            began = time.process_time()
            passwords.holds(password_hash, "a wrong password")
            taken.append(time.process_time() - began)
        return min(taken)

    assert 0.4 < spent(None) / spent(kept) < 2.5
    counts = []
    with app.test_request_context():
        for name in ("trainee@example.com", "nobody@example.com"):
            with queries(99) as seen:
                assert entry.sign_in(name, "a wrong password", stay=False, address="10.0.0.8", browser="") is None
            counts.append(len(seen))
    assert counts[0] == counts[1]


def test_somebody_invited_who_has_no_password_yet_cannot_come_in_with_any(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.trainee).password_hash = None
    sign_in(pages, "trainee@example.com", "", 422)
    sign_in(pages, "trainee@example.com", "anything at all", 422)


def test_a_suspended_person_gets_the_answer_of_a_wrong_password(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.trainee).suspended_at = clock.now()
    assert "账号和密码对不上" in sign_in(pages, "trainee@example.com", status=422).words


def test_after_five_wrong_passwords_the_page_says_when_to_try_again(pages: Pages, cast: Cast) -> None:
    for _time in range(5):
        sign_in(pages, "trainee@example.com", "a wrong password", 422)
    page = sign_in(pages, "trainee@example.com", status=429)
    assert "秒再试" in page.words
    assert 1 <= int(page.response.headers["Retry-After"]) <= 5
    with clock.standing_at(clock.now() + timedelta(seconds=6)):
        sign_in(pages, "trainee@example.com")


def test_wrong_passwords_for_a_name_that_nobody_has_are_braked_alike(pages: Pages, cast: Cast) -> None:
    for _time in range(5):
        sign_in(pages, "nobody@example.com", "a wrong password", 422)
    sign_in(pages, "Nobody＠example.com", "a wrong password", 429)


def test_the_e_mail_and_the_number_of_one_person_share_their_tries(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.trainee).mobile = "13912345678"
    for _time in range(3):
        sign_in(pages, "trainee@example.com", "a wrong password", 422)
    for _time in range(2):
        sign_in(pages, "13912345678", "a wrong password", 422)
    sign_in(pages, "13912345678", "a wrong password", 429)


def test_a_weak_hash_is_made_anew_at_sign_in(pages: Pages, cast: Cast) -> None:
    sign_in(pages, "trainee@example.com")
    session().expire_all()
    kept = session().get_one(Person, cast.trainee).password_hash
    assert kept is not None
    assert not passwords.is_dated(kept)
    assert passwords.holds(kept, PASSWORD)


@pytest.mark.parametrize(
    ("asked", "gone"),
    [("/account", "/account"), ("/sign-in?next=/account", "/sign-in?next=/account"), ("https://evil.example/",
     "/"), ("//evil.example/", "/"),
     ("/\\evil.example", "/"), ("/\t/evil.example", "/"), ("javascript:alert(1)", "/"), ("account", "/"),
     ("/no/such/page", "/"), ("", "/"),
     ("/%0d%0aSet-Cookie:x=1", "/")],
)  # fmt: skip
def test_one_goes_on_to_pages_of_ours_only(pages: Pages, cast: Cast, asked: str, gone: str) -> None:
    assert sign_in(pages, "trainee@example.com", next=asked).location == gone


def test_who_is_signed_in_already_goes_on(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    assert pages.get("/sign-in?next=/account", 302).location == "/account"


def test_sign_in_needs_the_token_of_its_page(app: Flask, cast: Cast) -> None:
    response = app.test_client().post("/sign-in", data={"name": "trainee@example.com", "password": PASSWORD})
    assert response.status_code == 400


def test_sign_in_keeps_nothing_of_the_cookie_before(app: Flask, pages: Pages, cast: Cast) -> None:
    with pages.client.session_transaction() as planted:
        planted["planted"] = "by an attacker"
    token_before = pages.token()
    sign_in(pages, "trainee@example.com")
    with pages.client.session_transaction() as kept:
        assert "planted" not in kept
        first = kept["_user_id"]
    sign_in(pages, "trainee@example.com")
    with pages.client.session_transaction() as kept:
        assert kept["_user_id"] != first
    assert pages.token() != token_before
    assert session().query(SignIn).count() == 1  # the one before has ended with it


def test_an_old_cookie_that_stays_does_not_come_back_after_somebody_else_signed_in(pages: Pages, cast: Cast) -> None:
    sign_in(pages, "trainee@example.com", stay="y")
    staying = pages.client.get_cookie("stay")
    assert staying is not None
    sign_in(pages, "manager@example.com")
    assert pages.client.get_cookie("stay") is None
    pages.client.set_cookie("stay", staying.value)
    pages.client.delete_cookie("session")
    pages.get("/account", 302)


def test_staying_signed_in_lasts_thirty_days_without_the_session_cookie(pages: Pages, cast: Cast) -> None:
    sign_in(pages, "trainee@example.com", stay="y")
    pages.client.delete_cookie("session")
    with clock.standing_at(clock.now() + timedelta(days=29)):
        pages.get("/account")
    with clock.standing_at(clock.now() + timedelta(days=30, minutes=1)):
        pages.get("/account", 302)


def test_without_staying_the_session_ends_with_the_browser(pages: Pages, cast: Cast) -> None:
    sign_in(pages, "trainee@example.com")
    assert pages.client.get_cookie("stay") is None
    cookie = pages.client.get_cookie("session")
    assert cookie is not None
    assert cookie.expires is None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_out_kills_the_token_and_clears_the_cookies(pages: Pages, cast: Cast) -> None:
    sign_in(pages, "trainee@example.com", stay="y")
    held = {name: pages.client.get_cookie(name).value for name in ("session", "stay")}  # type: ignore[union-attr]
    assert pages.post("/sign-out").location == "/sign-in"
    assert pages.client.get_cookie("stay") is None
    for name, value in held.items():
        pages.client.set_cookie(name, value)
    pages.get("/account", 302)
    assert session().query(SignIn).count() == 0


def test_signing_out_twice_is_no_fault_and_needs_a_post(pages: Pages, cast: Cast) -> None:
    pages.get("/sign-out", 405)
    pages.post("/sign-out")
    pages.post("/sign-out")


def test_the_database_holds_no_token_and_no_password(app: Flask, pages: Pages, cast: Cast) -> None:
    sign_in(pages, "trainee@example.com", stay="y")
    with pages.client.session_transaction() as kept:
        token = kept["_user_id"]
    assert len(token) >= 43  # 256 bits
    for table in sa.inspect(session().get_bind()).get_table_names():
        dump = str(session().execute(sa.text(f'SELECT * FROM "{table}"')).all())
        assert token not in dump
        assert PASSWORD not in dump


def test_two_hundred_guesses_at_once_are_counted_one_by_one(app: Flask, cast: Cast) -> None:
    counted = brakes.counters(cast.trainee, "203.0.113.7")
    passed = 0
    with clock.standing_at(clock.now()):
        for _time in range(200):
            try:
                brakes.count(counted)
                passed += 1
            except brakes.TooManyTries:
                pass
    assert passed == brakes.FREE_HERE + 1


def test_sign_in_says_the_language_of_the_person_from_the_next_page_on(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.trainee).language = Language.EN.value
    sign_in(pages, "trainee@example.com")
    assert pages.get("/account").tree.get("lang") == "en"
