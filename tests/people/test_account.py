"""One's own account, and the switches on every page."""

from datetime import timedelta

import pytest
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language, speaking
from lms.people import browsers, passwords
from lms.people.models import Person, SignIn
from tests.cast import PASSWORD, Cast
from tests.pages import Pages, queries

CHOSEN = "桥边红药，年年知为谁生"
OWN = {"name": "李文", "language": "zh-Hans", "zone": "Asia/Shanghai", "single_keys": "y"}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("role", ["trainee", "trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_everybody_has_an_account_page(pages: Pages, cast: Cast, role: str, language: Language) -> None:
    page = pages.sign_in(cast.roles()[role], language).get("/account")
    assert page.tree.get("lang") == language
    assert f"{role}@example.com" in page.words


def test_name_language_zone_and_keys_are_ones_own_to_change(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    pages.post("/account", {"name": "  李文 (Wendy) ", "language": "en", "zone": "Europe/Berlin", "key": "k"})
    session().expire_all()
    person = session().get_one(Person, cast.trainee)
    assert (person.name, person.language, person.zone, person.single_keys) == (
        "李文 (Wendy)",
        "en",
        "Europe/Berlin",
        False,
    )
    page = pages.get("/account")
    assert page.tree.get("lang") == "en"
    assert page.tree.get("data-keys") == "off"


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "\u200b \u200b"}, {"name": "文" * 81}, {"language": "fr"}, {"zone": "Mars/Olympus"}],
)
def test_a_refused_account_keeps_what_was_typed(pages: Pages, cast: Cast, wrong: dict[str, str]) -> None:
    page = pages.sign_in(cast.trainee).post("/account", {**OWN, "name": "王小明", **wrong}, 422)
    if "name" not in wrong:
        assert page.tree.find(".//input[@name='name']").get("value") == "王小明"  # type: ignore[union-attr]
    assert session().get_one(Person, cast.trainee).name == "李文"


def test_nobody_changes_more_of_an_account_than_the_form_has(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee).post(
        "/account", {**OWN, "is_admin": "y", "email": "x@y.cn", "suspended_at": "", "id": "1"}
    )
    session().expire_all()
    person = session().get_one(Person, cast.trainee)
    assert (person.is_admin, person.email) == (False, "trainee@example.com")


def test_changing_the_password_asks_for_the_old_one_and_signs_the_others_out(
    app: Flask, pages: Pages, cast: Cast
) -> None:
    elsewhere = Pages(app).sign_in(cast.trainee)
    pages.sign_in(cast.trainee)
    page = pages.post("/account/password", {"old_password": "not this", "password": CHOSEN}, 422)
    assert "当前密码不对" in page.words
    assert CHOSEN not in page.text
    elsewhere.get("/account")
    pages.post("/account/password", {"old_password": PASSWORD, "password": CHOSEN, "key": "k2"})
    elsewhere.get("/account", 302)
    pages.get("/account")
    session().expire_all()
    assert passwords.holds(session().get_one(Person, cast.trainee).password_hash, CHOSEN)


def test_sending_the_change_twice_is_one_change(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    for _time in range(2):
        pages.post("/account/password", {"old_password": PASSWORD, "password": CHOSEN, "key": "k"})


@pytest.mark.parametrize("password", ["", "short", "password123", "李文2026", "trainee@example.com"])
def test_a_weak_password_is_refused(pages: Pages, cast: Cast, password: str) -> None:
    pages.sign_in(cast.trainee).post("/account/password", {"old_password": PASSWORD, "password": password}, 422)
    assert passwords.holds(session().get_one(Person, cast.trainee).password_hash, PASSWORD)


def test_guessing_the_old_password_is_braked(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    for _time in range(5):
        pages.post("/account/password", {"old_password": "not this", "password": CHOSEN}, 422)
    pages.post("/account/password", {"old_password": PASSWORD, "password": CHOSEN}, 429)


def test_the_page_lists_the_browsers_and_ends_one_or_all_others(app: Flask, pages: Pages, cast: Cast) -> None:
    phone = Pages(app).sign_in(cast.trainee)
    desk = Pages(app).sign_in(cast.trainee)
    pages.sign_in(cast.trainee)
    page = pages.get("/account")
    handles = [node.get("value") for node in page.tree.findall(".//input[@name='browser']")]
    assert len(handles) == 2
    pages.post("/account/browsers/end", {"browser": handles[0]})
    assert session().query(SignIn).count() == 2
    pages.post("/account/browsers/end-others")
    pages.get("/account")
    phone.get("/account", 302)
    desk.get("/account", 302)


@pytest.mark.parametrize(("role", "hours"), [("trainee", 12), ("manager", 8)])
def test_a_browser_that_has_idled_out_is_not_listed(
    app: Flask, pages: Pages, cast: Cast, role: str, hours: int
) -> None:
    began = clock.now()
    with clock.standing_at(began):
        Pages(app).sign_in(cast.roles()[role])
    with clock.standing_at(began + timedelta(hours=hours, minutes=-1)):
        assert "退出此处登录" in pages.sign_in(cast.roles()[role]).get("/account").words
    with clock.standing_at(began + timedelta(hours=hours, minutes=1)):
        assert "退出此处登录" not in pages.get("/account").words


def test_nobody_ends_the_browser_of_somebody_else(app: Flask, pages: Pages, cast: Cast) -> None:
    other = Pages(app).sign_in(cast.other_trainee)
    handle = session().query(SignIn.token_hash).scalar()
    pages.sign_in(cast.trainee).post("/account/browsers/end", {"browser": handle})
    pages.post("/account/browsers/end-others")
    other.get("/account")


def test_a_page_with_one_browser_takes_as_many_queries_as_with_thirty(app: Flask, pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee).get("/account")
    with queries(99) as few:
        pages.get("/account")
    for _time in range(30):
        Pages(app).sign_in(cast.trainee)
    with queries(len(few)):
        pages.get("/account")


def test_the_language_switch_works_for_strangers_by_cookie_and_for_people_for_good(pages: Pages, cast: Cast) -> None:
    pages.post("/language", {"language": "en", "next": "/sign-in?next=/account"})
    assert pages.get("/sign-in").tree.get("lang") == "en"
    pages.sign_in(cast.trainee)
    assert pages.get("/account").tree.get("lang") == "zh-Hans"
    assert pages.post("/language", {"language": "en", "next": "/account"}).location == "/account"
    assert pages.get("/account").tree.get("lang") == "en"
    session().expire_all()
    assert session().get_one(Person, cast.trainee).language == "en"
    pages.post("/sign-out")
    assert pages.get("/sign-in").tree.get("lang") == "en"


def test_a_stranger_without_a_choice_reads_what_the_browser_asks_for(pages: Pages, cast: Cast) -> None:
    for asked, read in (("en-US,en;q=0.9", "en"), ("zh-TW", "zh-Hans"), ("de", "zh-Hans"), ("", "zh-Hans")):
        assert pages.get("/sign-in", headers={"Accept-Language": asked}).tree.get("lang") == read


def test_the_theme_is_kept_with_the_person(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    assert pages.post("/theme", {"theme": "dark", "next": "/account"}).location == "/account"
    assert pages.get("/account").tree.get("data-theme") == "dark"


@pytest.mark.parametrize(("switch", "value"), [("language", "fr"), ("language", ""), ("theme", "neon")])
def test_an_unknown_switch_changes_nothing(pages: Pages, cast: Cast, switch: str, value: str) -> None:
    pages.sign_in(cast.trainee).post(f"/{switch}", {switch: value, "next": "/account"}, 422)


def test_a_switch_on_the_answer_to_a_form_leads_to_the_page_above(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin)
    path = f"/admin/people/{cast.trainee}"
    assert pages.post("/language", {"language": "en", "next": f"{path}/places"}).location == path
    assert pages.post("/language", {"language": "en", "next": "https://evil.example/x"}).location == "/"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36", "Windows电脑上的Chrome"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "iPhone上的Safari"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36 MicroMessenger/8.0.50",
            "安卓手机上的微信",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 wxwork/4.1 MicroMessenger/7.0", "安卓手机上的企业微信"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/131.0 Safari/537.36 Edg/131.0", "苹果电脑上的Edge"),
        ("curl/8.0", "一个浏览器"),
        ("", "一个浏览器"),
    ],
)
def test_a_browser_is_told_in_two_words(agent: str, words: str) -> None:

    with speaking(Language.ZH):
        assert browsers.words(browsers.kind(agent)) == words


def test_a_zone_set_elsewhere_stays_when_the_form_is_saved(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.trainee).zone = "Australia/Lord_Howe"
    pages.sign_in(cast.trainee).post("/account", {**OWN, "zone": "Australia/Lord_Howe"})
    session().expire_all()
    assert session().get_one(Person, cast.trainee).zone == "Australia/Lord_Howe"


@pytest.mark.parametrize(
    ("language", "zones"),
    [
        (Language.ZH, {"上海（UTC+8）", "圣保罗（UTC-3）", "UTC"}),
        (Language.EN, {"Shanghai (UTC+8)", "Sao Paulo (UTC-3)"}),
    ],
)
def test_time_zones_are_told_by_their_city(pages: Pages, cast: Cast, language: Language, zones: set[str]) -> None:
    page = pages.sign_in(cast.trainee, language).get("/account")
    assert zones <= {option.text for option in page.tree.iter("option")}
