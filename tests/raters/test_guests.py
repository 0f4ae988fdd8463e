"""A guest by a link: one browser, one try, nothing else; in no list, and with no way to sign in."""

import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.db import session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.people import accounts, directory
from lms.people.directory import Filter
from lms.people.models import Person
from lms.people.session import begin
from lms.practice import changes, corrections, reviews, tries
from lms.practice.models import Review
from lms.practice.reading import practice_of
from lms.raters import guests
from lms.raters.guests import GuestLinkOver
from lms.raters.rules import GuestStanding
from lms.records.notices import unread_of
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import OTHER_SKILL, SKILL, Play, clock_at, key, review_of, reviewed, self_rated, tap, verbs
from tests.practice.plays import begin as begin_play

NAME = "孟总"


def invited(cast: Cast, play: Play, minutes: float = 1, by: int | None = None) -> str:
    """The token of a link that the trainer made."""
    with clock_at(minutes):
        made = guests.invite(by or cast.trainer, play.try_id, NAME, key())
    return made.address.rpartition("/")[2]


def now_played(cast: Cast, skill: str = SKILL) -> Play:
    """A try that goes on as the pages are asked for."""
    try_id = tries.start_try(cast.trainer, cast.trainee, skill, key())
    return Play(try_id, review_of(try_id, cast.trainer))


def guest_at(play: Play) -> guests.Guest:
    return guests.guests_at(play.try_id)[0]


def rating(cast: Cast, play: Play) -> guests.Guest:
    """A guest who has begun."""
    token = invited(cast, play)
    with clock_at(2):
        guests.begin(token)
        return guest_at(play)


def test_what_a_guest_rates_counts_as_a_trainers_review_and_says_whose_it_is(app: Flask, cast: Cast) -> None:
    play = begin_play(cast)
    guest = rating(cast, play)
    assert guest.review_id is not None
    with clock_at(15):
        sent = [tap(seq, item, 2, seq) for seq, item in enumerate(play.items, start=1)]
        reviews.rate(guest.person_id, guest.review_id, sent)
        reviews.end_review(guest.person_id, guest.review_id, len(sent))
    (made,) = practice_of([cast.trainee])[cast.trainee].tries
    assert [(one.rater, one.kind) for one in made.trainer_reviews] == [(guest.person_id, "trainer")]
    assert "reviewed" in verbs(cast.trainee)
    assert [one.kind for one in unread_of(cast.trainer)] == ["guest_ended"]
    self_rated(cast, play)
    for who, path in (
        (cast.trainee, f"/tries/{play.try_id}/back"),
        (cast.manager, f"/practice/{SKILL}?person={cast.trainee}"),
    ):
        assert "孟总（客人）" in Pages(app).sign_in(who).get(path).text


@pytest.mark.parametrize("who", ["trainee", "other_trainer", "other_trainee", "admin"])
def test_who_does_not_teach_the_trainee_invites_nobody(cast: Cast, who: str) -> None:
    play = begin_play(cast)
    with pytest.raises(NotYours):
        invited(cast, play, by=getattr(cast, who))
    invited(cast, play)
    with pytest.raises(NotYours):
        guests.revoke(getattr(cast, who), guest_at(play).link_id)


def test_a_guest_is_invited_while_it_is_played_and_three_days_after(cast: Cast) -> None:
    play = reviewed(cast)
    invited(cast, play, 60 * 24 * 3)
    with pytest.raises(Conflict):
        invited(cast, play, 60 * 24 * 3 + 20)
    off = begin_play(cast, days=1)
    with clock_at(1, days=1):
        tries.call_off(cast.trainer, off.try_id, "按错了", key())
    with pytest.raises(Conflict):
        invited(cast, off, 60 * 24 + 2)
    unnamed = begin_play(cast, days=4)
    with clock_at(1, days=4), pytest.raises(Unusable):
        guests.invite(cast.trainer, unnamed.try_id, " ", key())


def test_the_link_is_dead_once_somebody_has_begun_and_opening_it_does_not_begin(app: Flask, cast: Cast) -> None:
    token = invited(cast, begin_play(cast))
    with clock_at(2):
        for _preview in range(3):
            assert guests.look(token, None).standing is GuestStanding.NOT_OPENED
        browser, _until = guests.begin(token)
        with pytest.raises(GuestLinkOver):
            guests.begin(token)
        with pytest.raises(GuestLinkOver):
            guests.look(token, None)
        assert guests.look(token, browser).name == NAME


def test_a_link_ends_after_a_day_and_can_be_taken_back(cast: Cast) -> None:
    play = begin_play(cast)
    token = invited(cast, play, 0)
    with clock_at(0, days=1), pytest.raises(GuestLinkOver):
        guests.begin(token)
    other = begin_play(cast, days=2)
    token = invited(cast, other, 60 * 24 * 2)
    with clock_at(5, days=2):
        guests.begin(token)
        guest = guest_at(other)
        assert guest.review_id is not None
        reviews.rate(guest.person_id, guest.review_id, [tap(1, other.items[0], 2)])
        guests.revoke(cast.manager, guest.link_id)
        guests.revoke(cast.manager, guest.link_id)
        assert guest_at(other).standing is GuestStanding.REVOKED
        with pytest.raises(NotYours):
            reviews.rate(guest.person_id, guest.review_id, [tap(2, other.items[1], 2)])
        with pytest.raises(NotYours):
            reviews.end_review(guest.person_id, guest.review_id, 1)


def test_after_a_day_a_guest_rates_no_more(cast: Cast) -> None:
    play = begin_play(cast)
    guest = rating(cast, play)
    assert guest.review_id is not None
    with clock_at(1, days=1), pytest.raises(NotYours):
        reviews.rate(guest.person_id, guest.review_id, [tap(1, play.items[0], 2)])


def test_a_form_that_comes_twice_makes_one_link_and_shows_it_again(cast: Cast) -> None:
    play, twice = begin_play(cast), key()
    with clock_at(1):
        first = guests.invite(cast.trainer, play.try_id, NAME, twice)
        assert guests.invite(cast.trainer, play.try_id, NAME, twice) == first
    assert len(guests.guests_at(play.try_id)) == 1


def test_a_guest_is_in_no_list_of_people_and_cannot_sign_in(app: Flask, cast: Cast) -> None:
    play = begin_play(cast)
    before = directory.people(cast.admin, Filter()).total
    guest = rating(cast, play)
    assert directory.people(cast.admin, Filter()).total == before
    assert directory.people(cast.admin, Filter(words=NAME)).total == 0
    with pytest.raises(Unusable):
        accounts.find(NAME)
    admin = Pages(app).sign_in(cast.admin)
    for path in ("/admin/people", "/admin/coaching", f"/admin/teams/{cast.team}", "/admin/lines"):
        assert NAME not in admin.get(path).text, path
    for path in (f"/admin/people/{guest.person_id}", f"/people/{guest.person_id}/link", f"/people/{guest.person_id}"):
        admin.get(path, 404)
    admin.post(f"/admin/people/{guest.person_id}/suspend", {"key": key()}, 404)
    with app.test_request_context(), pytest.raises(NotYours), transaction():
        begin(session().get_one(Person, guest.person_id), stay=False, browser="tests")


def test_a_guests_review_can_be_corrected_by_who_may_and_the_guest_is_told_nothing(cast: Cast) -> None:
    play = begin_play(cast)
    guest = rating(cast, play)
    assert guest.review_id is not None
    with clock_at(15):
        sent = [tap(seq, item, 2, seq) for seq, item in enumerate(play.items, start=1)]
        reviews.rate(guest.person_id, guest.review_id, sent)
        reviews.end_review(guest.person_id, guest.review_id, len(sent))
        levels = {**dict.fromkeys(play.items, 2), play.items[0]: 3}
        corrections.correct_rating(cast.manager, guest.review_id, levels, "客人点错了一格", key())
        assert guest_at(play).standing is GuestStanding.ENDED


def asked_for(app: Flask, cast: Cast, play: Play) -> list[str]:
    """Every address that answers a GET, about the things that there are."""
    review = session().scalars(select(Review.id)).first()
    numbers = {"try_id": play.try_id, "review_id": review, "person_id": cast.trainee}
    words = {"skill": "telephone-selling", "module_id": "telephone-selling", "module": "telephone-selling"}
    paths = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or set()) and not rule.endpoint.startswith(
                ("guest.", "static", "web.styleguide")
            ):
                values = {name: {**numbers, **words}.get(name, 1) for name in rule.arguments}
                paths.append(url_for(rule.endpoint, **values))
    return paths


def the_same(response: TestResponse) -> tuple[int, str, str]:
    """An answer without what differs each time it is asked for."""
    text = re.sub(r'(content|value)="[\w.-]{20,}"|\b[0-9a-f]{8}\b', "", response.get_data(as_text=True))
    return response.status_code, response.headers.get("Location", ""), text


def test_every_other_address_answers_a_guest_as_it_answers_a_stranger(app: Flask, cast: Cast) -> None:
    play = begin_play(cast)
    guest = rating(cast, play)
    stranger, known = app.test_client(), as_guest(app, cast, now_played(cast, OTHER_SKILL))
    for path in asked_for(app, cast, play):
        assert the_same(known.get(path)) == the_same(stranger.get(path)), path
    assert guest.review_id is not None
    for path in (f"/guest/reviews/{guest.review_id}/taps", f"/guest/reviews/{play.review_id}/end"):
        token = known.get("/guest/csrf").get_json()
        headers = {"Accept": "application/json", "X-CSRFToken": token["token"]}
        body = {"person": token["person"], "taps": [], "end_seq": 0, "second": 0}
        assert known.post(path, json=body, headers=headers).status_code == 404, path


def as_guest(app: Flask, cast: Cast, play: Play) -> FlaskClient:
    """A browser in which somebody has begun by a link."""
    made = guests.invite(cast.trainer, play.try_id, NAME, key())
    client = app.test_client()
    path = made.address.removeprefix("http://127.0.0.1:8000")
    page = client.get(path).get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    assert client.post(path, data={"csrf_token": token[1]}).status_code == 302
    return client


def test_the_guests_pages_say_who_asks_and_hold_only_the_live_review(app: Flask, cast: Cast) -> None:
    earlier = reviewed(cast, days=-1)
    self_rated(cast, earlier, days=-1)
    changes.agree_change(cast.trainer, earlier.try_id, "先问哪天搬完", key())
    changes.agree_change(cast.trainee, earlier.try_id, "先问哪天搬完", key(), seen="先问哪天搬完")
    play = now_played(cast)
    pages = Pages(app)
    made = guests.invite(cast.trainer, play.try_id, NAME, key())
    path = made.address.removeprefix("http://127.0.0.1:8000")
    opened = pages.get(path).text
    assert "陈静请你来看一场练习并评阅" in opened
    assert pages.post(path).location == "/guest/review"
    live = pages.get("/guest/review")
    assert "先问哪天搬完" not in live.text
    assert "示范" not in live.text.partition("<main")[2].partition("客户卡")[0]
    for href in re.findall(r'(?:href|action)="(/[^"]*)"', live.text.partition("<main")[2]):
        assert href.startswith("/guest") or href == "/language", href
    english = pages.post("/language", {"language": "en", "next": "/guest/review"})
    assert "End the review" in pages.get(english.location).text
    token = pages.client.get("/guest/csrf").get_json()
    guest = guest_at(play)
    assert token["person"] == guest.person_id
    items = play.items
    missing = pages.post(f"/guest/reviews/{guest.review_id}/end", dict.fromkeys(items[1:], "2"), 422)
    assert "Still without a level" in missing.text
    assert pages.post(f"/guest/reviews/{guest.review_id}/end", {items[0]: "3"}).location == "/guest/done"
    assert "Thank you" in pages.get("/guest/done").text
    assert pages.get("/guest/review", 302).location == "/guest/done"
    Pages(app).get(path, 410)


def test_who_is_signed_in_is_no_guest_in_that_browser(app: Flask, cast: Cast) -> None:
    play = now_played(cast)
    made = guests.invite(cast.trainer, play.try_id, NAME, key())
    path = made.address.removeprefix("http://127.0.0.1:8000")
    trainee = Pages(app).sign_in(cast.trainee)
    assert "这个浏览器里有人登录着" in trainee.get(path).text
    trainee.post(path, {}, 403)
    assert guest_at(play).standing is GuestStanding.NOT_OPENED


def test_the_trainer_sees_the_link_once_and_how_each_stands(app: Flask, cast: Cast) -> None:
    play = now_played(cast)
    trainer = Pages(app).sign_in(cast.trainer)
    path = f"/tries/{play.try_id}/guests"
    assert f'href="{path}"' in trainer.get(f"/tries/{play.try_id}/review").text
    assert "写上客人的名字" in trainer.post(path, {"name": " ", "key": key()}, 422).text
    assert "/guest/link/" in trainer.post(path, {"name": NAME, "key": key()}, 200).text
    again = trainer.get(path).text
    assert "/guest/link/" not in again
    assert "还没打开" in again
    trainer.post(f"/guests/{guest_at(play).link_id}/revoked", {"key": key()})
    assert "已收回" in trainer.get(path).text
