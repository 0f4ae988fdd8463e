"""A try while it is played: begun, ended, called off, and the trainee's own rating."""

import re

import pytest
from sqlalchemy import select

from lms.db import session
from lms.i18n import Language
from lms.practice import selfrating, tries
from lms.practice.models import Change, Try
from lms.practice.reading import NOTHING, practice_of
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import SKILL, begin, clock_at, key, rate_all, review_of, reviewed, self_rated

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
    words = pages.get(f"/tries/{play.try_id}").words
    assert re.search("李文，.*：选错技能", words), "who called it off and why"
    assert "选错技能" in pages.get(f"/practice/{SKILL}").words
    pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/review", 302)


@pytest.mark.parametrize("who", ["trainer", "trainee"])
def test_a_try_begun_by_mistake_can_be_called_off_where_it_is_reviewed_or_played(
    cast: Cast, pages: Pages, who: str
) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.roles()[who])
    there = pages.get(f"/tries/{play.try_id}/review" if who == "trainer" else f"/tries/{play.try_id}")
    assert f'href="/tries/{play.try_id}/call-off"' in there.text


def test_a_trainee_whose_try_is_rated_already_is_not_offered_to_call_it_off(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    rate_all(cast, play)
    session().rollback()
    pages.sign_in(cast.trainee)
    assert "call-off" not in pages.get(f"/tries/{play.try_id}").text
    assert "call-off" in pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/review").text


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
    pages.sign_in(cast.trainee).post(f"/tries/{play.try_id}/self/skip", {"sure": "yes", "key": key()})
    assert "没有自评" in pages.get(f"/tries/{play.try_id}/back").words
    assert "没有自评" in pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back").words


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


def test_skipping_asks_first_and_keeps_on_the_page_what_was_filled_in(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    session().rollback()
    pages.sign_in(cast.trainee)
    skip = f"/tries/{play.try_id}/self/skip"
    form = {play.items[0]: "3", f"note-{play.items[1]}": "我当时慌了", "key": key()}
    page = pages.post(skip, form, 200)
    assert "要跳过自评吗" in page.words
    assert "我当时慌了" in page.text
    assert page.text.count(" checked") == 1
    assert practice_of([cast.trainee])[cast.trainee].tries[0].sealed, "nothing was skipped yet"
    session().rollback()
    assert pages.post(skip, {**form, "sure": "yes"}).location == f"/tries/{play.try_id}/back"


def test_who_skipped_before_the_review_is_told_so_and_sees_no_empty_rows(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    tries.end_try(cast.trainee, play.try_id, key())
    session().rollback()
    pages.sign_in(cast.trainee).post(f"/tries/{play.try_id}/self/skip", {"sure": "yes", "key": key()})
    page = pages.get(f"/tries/{play.try_id}/back")
    assert "你没有自评" in page.words
    assert "存好了" not in page.words
    assert page.text.count('<section class="card">') == 0


def test_a_try_ended_by_mistake_is_called_off_while_nothing_of_it_is_rated(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    tries.end_try(cast.trainee, play.try_id, key())
    session().rollback()
    off = f"/tries/{play.try_id}/call-off"
    assert f'href="{off}"' in pages.sign_in(cast.trainee).get(f"/tries/{play.try_id}/self").text
    pages.post(off, {"why": "点错了", "key": key()})
    assert practice_of([cast.trainee]).get(cast.trainee, NOTHING).tries == ()


def test_who_would_call_off_a_try_that_is_rated_meanwhile_is_told_why_they_cannot(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    session().rollback()
    off = f"/tries/{play.try_id}/call-off"
    pages.sign_in(cast.trainee)
    for ask in (lambda: pages.get(off, 302), lambda: pages.post(off, {"why": "点错了", "key": key()})):
        assert ask().location == f"/tries/{play.try_id}"
        assert "只有评阅的人还能作废它" in pages.get(f"/tries/{play.try_id}/self").words
    assert len(practice_of([cast.trainee])[cast.trainee].tries) == 1


@pytest.mark.parametrize("what", ["self", "self/skip"])
def test_a_self_rating_that_comes_too_late_keeps_all_that_was_typed(cast: Cast, pages: Pages, what: str) -> None:
    play = reviewed(cast)
    self_rated(cast, play)
    session().rollback()
    form = {**dict.fromkeys(play.items, "3"), f"note-{play.items[1]}": "我当时慌了", "sure": "yes", "key": key()}
    page = pages.sign_in(cast.trainee).post(f"/tries/{play.try_id}/{what}", form, 422)
    assert "你已经自评过" in page.words
    assert "我当时慌了" in page.text
    assert page.text.count(" checked") == len(play.items)


def test_a_form_sent_again_with_other_words_keeps_them_and_can_be_sent(cast: Cast, pages: Pages) -> None:
    play, one = reviewed(cast), key()
    selfrating.skip_self_rating(cast.trainee, play.try_id, one)
    session().rollback()
    form = {**dict.fromkeys(play.items, "3"), f"note-{play.items[1]}": "我当时慌了", "key": one}
    page = pages.sign_in(cast.trainee).post(f"/tries/{play.try_id}/self", form, 422)
    assert "请再发一次" in page.words
    assert "我当时慌了" in page.text
    assert one not in page.text, "the same key would be refused for ever"


def test_a_try_is_called_off_in_words_for_who_reads_them(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    address = f"/tries/{play.try_id}/call-off"
    own = pages.sign_in(cast.trainee).post(address, {"why": "", "key": key()}, 422)
    assert "学员" not in own.words
    assert "李文，" not in own.text, "nobody is called by name on their own page"
    assert "学员也会看到" in pages.sign_in(cast.trainer).post(address, {"why": "", "key": key()}, 422).words


def test_a_try_that_nobody_reviews_promises_no_trainer(cast: Cast, pages: Pages) -> None:
    with clock_at(0):
        made = tries.start_try(cast.trainee, cast.trainee, SKILL, key())
    session().rollback()
    pages.sign_in(cast.trainee)
    assert "教练怎么评" not in pages.get(f"/tries/{made}").words
    pages.post(f"/tries/{made}/end", {"key": key()})
    assert "教练的" not in pages.get(f"/tries/{made}/self").words


@pytest.mark.parametrize("person", ["²", "1" * 30, "-1"])
def test_a_person_who_cannot_be_one_is_no_fault_of_ours(cast: Cast, pages: Pages, person: str) -> None:
    pages.sign_in(cast.trainee)
    form = {"client_id": "abcdefgh", "person": person, "trainer": person, "key": key()}
    pages.post(f"/practice/{SKILL}/start", form, 302)
    assert [made.person_id for made in session().scalars(select(Try))] == [cast.trainee]
