"""Links to set a password: who may make them, what they open, and for how long."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.errors import NotAllowed, NotYours, Unusable
from lms.people import accounts, links, passwords
from lms.people.models import Audit, Coaching, EntryLink, Membership, Person, Role, SignIn
from tests.cast import DAY_ONE, PASSWORD, Cast
from tests.pages import Pages

CHOSEN = "桥边红药，年年知为谁生"


def path_of(link: links.Link) -> str:
    return re.sub(r"^https?://[^/]+", "", link.address)


@pytest.mark.parametrize("maker", ["manager", "admin"])
def test_a_manager_and_an_admin_make_a_link_that_is_shown_once(pages: Pages, cast: Cast, maker: str) -> None:
    pages.sign_in(cast.roles()[maker])
    before = pages.get(f"/people/{cast.trainee}/link")
    assert "/enter/" not in before.text
    page = pages.post(f"/people/{cast.trainee}/link", {"key": "k1"}, 200)
    shown = re.search(r"http://127\.0\.0\.1:8000/enter/([\w-]{43})", page.text)
    assert shown
    assert "手机打不开这个链接" in page.words
    assert "LMS_PUBLIC_URL" in page.words
    assert "/enter/" not in pages.get(f"/people/{cast.trainee}/link").text
    assert shown[1] not in str(session().execute(sa.select(EntryLink.__table__)).all())


@pytest.mark.parametrize("stranger", ["trainee", "trainer", "other_trainer", "other_trainee"])
def test_nobody_else_makes_one_and_nothing_changes(pages: Pages, cast: Cast, stranger: str) -> None:
    pages.sign_in(cast.roles()[stranger])
    pages.get(f"/people/{cast.trainee}/link", 404)
    pages.post(f"/people/{cast.trainee}/link", {"key": "k1"}, 404)
    assert session().query(EntryLink).count() == 0


def test_a_manager_of_other_people_is_a_stranger(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.manager)
    pages.get(f"/people/{cast.other_trainee}/link", 404)
    pages.get("/people/99999/link", 404)


def test_nobody_makes_one_for_themself(app: Flask, cast: Cast) -> None:
    for who in (cast.manager, cast.admin):
        with pytest.raises(NotYours):
            links.make(who, who, "k")


def test_a_manager_cannot_come_in_as_an_admin_of_their_team(app: Flask, cast: Cast) -> None:
    with transaction():
        session().add(Membership(person_id=cast.admin, team_id=cast.team, role=Role.TRAINEE, from_on=DAY_ONE))
    with pytest.raises(NotAllowed):
        links.make(cast.manager, cast.admin, "k")


def test_a_manager_cannot_come_in_as_one_who_sees_people_elsewhere(app: Flask, cast: Cast) -> None:
    links.make(cast.manager, cast.trainer, "k1")
    with transaction():
        session().add(Coaching(trainer_id=cast.trainer, trainee_id=cast.other_trainee, from_on=DAY_ONE))
    with pytest.raises(NotAllowed):
        links.make(cast.manager, cast.trainer, "k2")
    links.make(cast.admin, cast.trainer, "k3")


def test_two_managers_of_one_team_cannot_come_in_as_each_other(app: Flask, cast: Cast) -> None:
    north = session().scalars(sa.select(Membership.team_id).where(Membership.person_id == cast.manager)).one()
    second = accounts.create_person(accounts.Details("吴敏", email="wu@example.com"))
    with transaction():
        session().add(Membership(person_id=second, team_id=north, role=Role.MANAGER, from_on=DAY_ONE))
    with pytest.raises(NotAllowed):
        links.make(cast.manager, second, "k")


def test_a_link_sets_the_password_ends_all_sessions_and_signs_in(app: Flask, pages: Pages, cast: Cast) -> None:
    elsewhere = Pages(app).sign_in(cast.trainee)
    made = links.make(cast.manager, cast.trainer, "k1")
    assert made.purpose is links.Purpose.RESET
    made = links.make(cast.manager, cast.trainee, "k2")
    page = pages.get(path_of(made))
    assert "李文" in page.words
    assert pages.post(path_of(made), {"password": CHOSEN}).location == "/"
    assert "李文" in pages.get("/account").words
    elsewhere.get("/account", 302)
    session().expire_all()
    kept = session().get_one(Person, cast.trainee).password_hash
    assert passwords.holds(kept, CHOSEN)
    assert not passwords.holds(kept, PASSWORD)


def test_opening_a_link_does_not_use_it_up_since_chats_open_links(pages: Pages, cast: Cast) -> None:
    made = links.make(cast.manager, cast.trainee, "k")
    for _time in range(3):
        pages.get(path_of(made))
        pages.client.head(path_of(made))
    pages.post(path_of(made), {"password": CHOSEN})


def test_a_link_works_once(pages: Pages, cast: Cast) -> None:
    made = links.make(cast.manager, cast.trainee, "k")
    pages.post(path_of(made), {"password": CHOSEN})
    pages.get(path_of(made), 410)
    page = pages.post(path_of(made), {"password": CHOSEN + "1"}, 410)
    assert "这个链接已失效" in page.words
    assert not passwords.holds(session().get_one(Person, cast.trainee).password_hash, CHOSEN + "1")


@pytest.mark.parametrize(("invited", "days"), [(True, 7), (False, 1)])
def test_an_invitation_lasts_a_week_and_a_reset_a_day(pages: Pages, cast: Cast, invited: bool, days: int) -> None:
    with transaction():
        if invited:
            session().get_one(Person, cast.trainee).password_hash = None
    made = links.make(cast.manager, cast.trainee, "k")
    assert made.purpose == ("invite" if invited else "reset")
    with clock.standing_at(clock.now() + timedelta(days=days, minutes=-1)):
        pages.get(path_of(made))
    with clock.standing_at(clock.now() + timedelta(days=days, minutes=1)):
        pages.get(path_of(made), 410)
        pages.post(path_of(made), {"password": CHOSEN}, 410)


def test_a_later_link_ends_the_earlier_ones(pages: Pages, cast: Cast) -> None:
    first = links.make(cast.manager, cast.trainee, "k1")
    second = links.make(cast.admin, cast.trainee, "k2")
    pages.get(path_of(first), 410)
    pages.get(path_of(second))


def test_a_double_click_shows_the_same_link_and_makes_one(app: Flask, cast: Cast) -> None:
    assert links.make(cast.manager, cast.trainee, "k") == links.make(cast.manager, cast.trainee, "k")
    assert session().query(EntryLink).count() == 1
    assert links.make(cast.manager, cast.trainee, "k2") != links.make(cast.admin, cast.trainee, "k2")


def test_an_unknown_link_looks_like_one_that_is_over(pages: Pages, cast: Cast) -> None:
    pages.get("/enter/" + "x" * 43, 410)
    pages.get("/enter/x", 410)


def test_a_suspended_person_can_use_no_link_and_gets_none(pages: Pages, cast: Cast) -> None:
    made = links.make(cast.manager, cast.trainee, "k")
    accounts.suspend(cast.admin, cast.trainee)
    pages.get(path_of(made), 410)
    pages.post(path_of(made), {"password": CHOSEN}, 410)
    with pytest.raises(Unusable):
        links.make(cast.manager, cast.trainee, "k2")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_refused_password_is_told_and_leaves_the_link_alive(pages: Pages, cast: Cast, language: str) -> None:
    made = links.make(cast.manager, cast.trainee, "k")
    pages.client.set_cookie("language", language)
    for password in ("", "short", "12345678", "trainee2026", "李文李文李文"):
        page = pages.post(path_of(made), {"password": password}, 422)
        assert page.tree.find(".//input[@aria-invalid='true']") is not None
    pages.post(path_of(made), {"password": CHOSEN})


def test_the_host_of_a_link_is_the_setting_and_not_the_request(app: Flask, cast: Cast) -> None:
    with app.test_request_context(base_url="http://evil.example"):
        assert links.make(cast.manager, cast.trainee, "k").address.startswith("http://127.0.0.1:8000/enter/")


def test_a_waiting_account_comes_in_by_link_and_its_waits_are_over(pages: Pages, cast: Cast) -> None:
    for _time in range(5):
        pages.post("/sign-in", {"name": "trainee@example.com", "password": "a wrong password"}, 422)
    pages.post("/sign-in", {"name": "trainee@example.com", "password": PASSWORD}, 429)
    pages.post(path_of(links.make(cast.manager, cast.trainee, "k")), {"password": CHOSEN})
    pages.post("/sign-in", {"name": "trainee@example.com", "password": CHOSEN})


def test_a_person_sees_on_their_account_that_a_link_was_made(pages: Pages, cast: Cast) -> None:
    links.make(cast.manager, cast.trainee, "k")
    words = pages.sign_in(cast.trainee).get("/account").words
    assert "王强" in words
    assert "还没用" in words


def test_making_and_using_are_written_down(pages: Pages, cast: Cast) -> None:
    pages.post(path_of(links.make(cast.manager, cast.trainee, "k")), {"password": CHOSEN})
    rows = session().query(Audit.actor_id, Audit.action, Audit.subject_id).order_by(Audit.id).all()
    assert [tuple(row) for row in rows] == [
        (cast.manager, "link_made", cast.trainee),
        (cast.trainee, "link_used", cast.trainee),
    ]


def test_coming_in_by_link_takes_over_no_cookie(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.other_trainee)
    pages.post(path_of(links.make(cast.manager, cast.trainee, "k")), {"password": CHOSEN})
    assert session().query(SignIn.person_id).all() == [(cast.trainee,)]


def test_rights_to_make_one_end_with_the_role(app: Flask, cast: Cast) -> None:
    with transaction():
        row = session().scalars(sa.select(Membership).where(Membership.person_id == cast.manager)).one()
        row.to_on = date(2026, 11, 3)
    with clock.standing_at(clock.now().replace(year=2027)), pytest.raises(NotYours):
        links.make(cast.manager, cast.trainee, "k")


def test_a_manager_comes_from_the_story_to_the_link_and_back(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.manager)
    story = f"/people/{cast.trainee}"
    assert f"{story}/link" in {node.get("href") for node in pages.get(story).tree.iter("a")}
    assert story in {node.get("href") for node in pages.get(f"{story}/link").tree.iter("a")}


def test_the_language_chosen_on_the_page_of_the_link_is_kept_and_no_other(app: Flask, pages: Pages, cast: Cast) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    path = path_of(links.make(cast.manager, cast.trainee, "k1"))
    pages.post(path, {"password": CHOSEN}, headers=english)  # nobody pressed anything: the account's language stays
    assert pages.get("/account").tree.get("lang") == "zh-Hans"
    stranger = Pages(app)
    path = path_of(links.make(cast.manager, cast.trainee, "k2"))
    stranger.post("/language", {"language": "en", "next": path})
    assert "Welcome" in stranger.get(path).words or "Set your password" in stranger.get(path).words
    stranger.post(path, {"password": CHOSEN})
    assert stranger.get("/account").tree.get("lang") == "en"
    session().expire_all()
    assert session().get_one(Person, cast.trainee).language == "en"
