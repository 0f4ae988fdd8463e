"""A try while it is played: begun, ended, called off, and the trainee's own rating."""

import re

import pytest
from sqlalchemy import select

from lms.db import session
from lms.i18n import Language
from lms.practice import tries
from lms.practice.models import Change, Try
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import (
    SKILL,
    begin,
    key,
    review_of,
    reviewed,
    self_rated,
)

LANGUAGES = list(Language)


def client_id(text_of_page: str) -> str:
    found = re.search(r'name="client_id"[^>]*value="([^"]+)"', text_of_page)
    assert found
    return found.group(1)


def test_a_trainee_starts_and_ends_a_try(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    page = pages.get(f"/practice/{SKILL}")
    form = {"client_id": client_id(page.text), "person": cast.trainee, "trainer": cast.trainer, "key": key()}
    there = pages.post(f"/practice/{SKILL}/start", form).location
    assert pages.post(f"/practice/{SKILL}/start", form).location == there, "a double click starts one try"
    pages.get(there)
    assert review_of(int(there.split("/")[-1]), cast.trainer)
    pages.post(f"{there}/end", {"key": key()})
    assert pages.get(there, 302).location == f"{there}/self"
    pages.get("/practice")


def test_a_trainer_starts_a_try_and_is_in_its_review(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainer)
    page = pages.get(f"/practice/{SKILL}?person={cast.trainee}")
    form = {"client_id": client_id(page.text), "person": cast.trainee, "key": key()}
    there = pages.post(f"/practice/{SKILL}/start", form).location
    assert pages.get(there, 302).location == f"{there}/review"
    pages.get(f"{there}/review")


def test_a_start_that_is_refused_says_why(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    form = {"client_id": "abcdefgh", "person": cast.trainee, "trainer": cast.other_trainer, "key": key()}
    assert "error-summary" in pages.post(f"/practice/{SKILL}/start", form, 422).text
    assert session().scalars(select(Try)).all() == []


def test_a_try_is_called_off_with_a_reason(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainee)
    assert "error-summary" in pages.post(f"/tries/{play.try_id}/call-off", {"why": " ", "key": key()}, 422).text
    pages.post(f"/tries/{play.try_id}/call-off", {"why": "选错技能", "key": key()})
    pages.get(f"/tries/{play.try_id}")
    assert "选错技能" in pages.get(f"/practice/{SKILL}").words
    pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/review", 302)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_self_rating_that_misses_rows_keeps_everything(cast: Cast, pages: Pages, language: Language) -> None:
    play = reviewed(cast)
    session().rollback()
    pages.sign_in(cast.trainee, language)
    form = {**dict.fromkeys(play.items[:4], "3"), f"note-{play.items[1]}": "我当时慌了", "key": key()}
    page = pages.post(f"/tries/{play.try_id}/self", form, 422)
    assert page.text.count(" checked") == 4
    assert "我当时慌了" in page.text
    assert page.text.count(f'href="#item-{play.items[5]}"') == 1
    full = {**dict.fromkeys(play.items, "3"), f"note-{play.items[1]}": "我当时慌了", "key": key()}
    assert pages.post(f"/tries/{play.try_id}/self", full).location == f"/tries/{play.try_id}/back"
    assert "我当时慌了" in pages.get(f"/tries/{play.try_id}/back").words


def test_a_trainee_skips_rating_themself(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    session().rollback()
    pages.sign_in(cast.trainee).post(f"/tries/{play.try_id}/self/skip", {"key": key()})
    assert "跳过" in pages.get(f"/tries/{play.try_id}/back").words
    assert "跳过" in pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back").words


def test_without_a_self_rating_the_page_says_so_and_goes_on(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    session().rollback()
    page = pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back")
    assert "还没自评" in page.words
    pages.post(f"/tries/{play.try_id}/back", {"text": "先听", "seen": "", "key": key()})
    assert session().scalars(select(Change.text)).one() == "先听"


def test_a_trainee_who_has_rated_waits_for_the_trainer(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    tries.end_try(cast.trainee, play.try_id, key())
    self_rated(cast, play)
    session().rollback()
    assert "还没评完" in pages.sign_in(cast.trainee).get(f"/tries/{play.try_id}/back").words
