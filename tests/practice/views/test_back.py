"""Looking back together, and the one change."""

import re

import pytest
from sqlalchemy import select

from lms.db import session
from lms.i18n import Language
from lms.practice import changes, corrections, reviews
from lms.practice.models import Change
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import (
    SKILL,
    Play,
    begin,
    both_rated,
    key,
    rate_all,
    reviewed,
    self_rated,
    tap,
    verbs,
)


def test_rows_that_differ_come_first_and_the_rest_is_one_counted_line(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    page = pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back")
    assert "先看不一样的 2 条" in page.words or "先看不一样的2条" in page.words
    assert "一样的7条：做到7" in page.words
    assert page.text.index("people") < page.text.index("fold")
    english = pages.sign_in(cast.trainee, Language.EN).get(f"/tries/{play.try_id}/back").words
    assert "First the 2 rows that differ" in english
    assert "The same on 7: Done 7" in english


def test_the_two_agree_on_one_change_and_it_is_the_first_line_of_the_next_try(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    back = f"/tries/{play.try_id}/back"
    assert pages.sign_in(cast.trainee).post(back, {"text": "", "seen": "", "key": key()}, 422)
    pages.post(back, {"text": "先听十分钟", "seen": "", "key": key()})
    page = pages.sign_in(cast.trainer).get(back)
    assert "先听十分钟" in page.text
    assert "李文同意" in page.words
    pages.post(back, {"text": "问到一个数", "seen": "先听十分钟", "key": key()})
    assert session().scalars(select(Change.trainee_agreed_at)).one() is None
    session().rollback()
    refused = pages.sign_in(cast.trainee).post(back, {"text": "先听十分钟", "seen": "先听十分钟", "key": key()}, 422)
    assert "问到一个数" in refused.words
    pages.post(back, {"text": "问到一个数", "seen": "问到一个数", "key": key()})
    assert verbs(cast.trainee)[-1] == "agreed"
    session().rollback()
    pages.get(back)
    running = begin(cast, days=1)
    session().rollback()
    assert "问到一个数" in pages.get(f"/tries/{running.try_id}").words
    assert "问到一个数" in pages.sign_in(cast.trainer).get(f"/tries/{running.try_id}/review").words


def test_a_stamp_changes_when_the_other_has_done_something_and_tells_nothing(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainee)

    def stamp() -> str:
        answer = pages.client.get(f"/tries/{play.try_id}/stamp").get_json()
        assert set(answer) == {"stamp"}
        return str(answer["stamp"])

    first = stamp()
    reviews.rate(cast.trainer, play.review_id, [tap(1, play.items[0], 3)])
    session().rollback()
    assert stamp() == first, "a tap is nobody else's business"
    rate_all(cast, play)
    reviews.end_review(cast.trainer, play.review_id, 9)
    session().rollback()
    assert stamp() != first


def test_a_change_that_was_agreed_meanwhile_keeps_what_was_typed(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    for who in (cast.trainee, cast.trainer):
        changes.agree_change(who, play.try_id, "先听十分钟", key())
    session().rollback()
    back = f"/tries/{play.try_id}/back"
    page = pages.sign_in(cast.trainee).post(back, {"text": "问到一个数", "seen": "", "key": key()}, 422)
    assert "两人已经说好" in page.words
    assert "问到一个数" in page.words


def test_a_trainee_rates_themself_anew_with_a_reason_until_the_change_is_agreed(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    back, again = f"/tries/{play.try_id}/back", f"/tries/{play.try_id}/self/again"
    assert again not in pages.sign_in(cast.trainer).get(back).text
    assert again in pages.sign_in(cast.trainee).get(back).text
    pages.get(again)
    assert "error-summary" in pages.post(again, {"why": "", "key": key()}, 422).text
    assert pages.post(again, {"why": "整页点错了", "key": key()}).location == f"/tries/{play.try_id}/self"
    pages.post(f"/tries/{play.try_id}/self", {**dict.fromkeys(play.items, "1"), "key": key()})
    for who in (cast.trainer, cast.trainee):
        page = pages.sign_in(who).get(back)
        assert "整页点错了" in page.words
        before = re.search(r'href="(/reviews/\d+)"[^>]*>原来的版本', page.text)
        assert before
        version = pages.get(before.group(1))
        assert "整页点错了" in version.words
        assert "现在的版本" in version.words
    for one in (cast.trainee, cast.trainer):
        changes.agree_change(one, play.try_id, "先听十分钟", key())
    session().rollback()
    assert again not in pages.sign_in(cast.trainee).get(back).text


def test_what_was_agreed_on_is_corrected_and_both_agree_anew(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    for one in (cast.trainee, cast.trainer):
        changes.agree_change(one, play.try_id, "先听十分钟", key())
    session().rollback()
    back, address = f"/tries/{play.try_id}/back", f"/tries/{play.try_id}/change"
    assert address in pages.sign_in(cast.trainer).get(back).text
    assert "先听十分钟" in pages.get(address).text
    kept = pages.post(address, {"text": "先问再听", "why": "", "key": key()}, 422)
    assert "先问再听" in kept.text, "what was typed is kept"
    pages.post(address, {"text": "先问再听", "why": "写反了", "key": key()})
    page = pages.sign_in(cast.trainee).get(back)
    assert "写反了" in page.words
    assert "先听十分钟" in page.words
    assert "你还没同意" in page.words
    pages.post(back, {"text": "先问再听", "seen": "先问再听", "key": key()})
    assert "先问再听" in pages.get(back).words


def agree(cast: Cast, play: Play, words: str) -> None:
    for one in (cast.trainee, cast.trainer):
        changes.agree_change(one, play.try_id, words, key())


def test_a_struck_review_says_who_struck_it_and_why_and_keeps_what_was_agreed(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    agree(cast, play, "先听十分钟")
    corrections.strike_review(cast.trainer, play.review_id, "评错了人", key())
    session().rollback()
    page = pages.sign_in(cast.trainee).get(f"/tries/{play.try_id}/back")
    assert "还没评完" not in page.words
    assert "评错了人" in page.words
    assert f'href="/reviews/{play.review_id}"' in page.text
    assert "先听十分钟" in page.words
    assert "你同意" in page.words
    assert "评错了人" in pages.get(f"/reviews/{play.review_id}").words


def test_a_struck_review_is_sealed_until_the_trainee_has_rated_themself(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    corrections.strike_review(cast.trainer, play.review_id, "评错了人", key())
    session().rollback()
    pages.sign_in(cast.trainee).get(f"/tries/{play.try_id}/back", 302)
    self_rated(cast, play)
    session().rollback()
    pages.get(f"/reviews/{play.review_id}")
    assert f'href="/reviews/{play.review_id}"' in pages.get(f"/tries/{play.try_id}/back").text


def test_after_another_review_the_struck_one_is_still_found(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    corrections.strike_review(cast.trainer, play.review_id, "评错了人", key())
    anew = Play(play.try_id, reviews.open_review(cast.trainer, play.try_id))
    reviews.end_review(cast.trainer, anew.review_id, rate_all(cast, anew))
    session().rollback()
    for who in (cast.trainee, cast.trainer):
        page = pages.sign_in(who).get(f"/tries/{play.try_id}/back")
        assert "评错了人" in page.words
        assert f'href="/reviews/{play.review_id}"' in page.text


@pytest.mark.parametrize("who", ["trainer", "trainee", "manager"])
def test_looking_back_says_on_every_width_which_try_it_is_and_leads_to_the_skill(
    cast: Cast, pages: Pages, who: str
) -> None:
    play = both_rated(cast)
    page = pages.sign_in(cast.roles()[who]).get(f"/tries/{play.try_id}/back")
    found = re.search(r'<h1>.*?</h1><p class="meta">(.*?)</p>', page.text.split('<div class="page', 1)[1], re.DOTALL)
    assert found
    assert "电话销售第1次" in found.group(1)
    assert ("李文" in found.group(1)) == (who != "trainee")
    assert f'href="/practice/{SKILL}?person={cast.trainee}"' in found.group(1)


def test_who_has_agreed_is_told_for_whom_it_waits_and_may_still_change_the_sentence(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    back = f"/tries/{play.try_id}/back"
    pages.sign_in(cast.trainer).post(back, {"text": "先听十分钟", "seen": "", "key": key()})
    page = pages.get(back)
    assert "等李文同意" in page.words
    assert "我同意" not in page.words.replace("请李文同意", "")
    assert "改成这一句，请李文同意" in page.words
    pages.sign_in(cast.trainee).post(back, {"text": "问到一个数", "seen": "先听十分钟", "key": key()})
    page = pages.sign_in(cast.trainer).get(back)
    assert "这一句是李文写的" in page.words
    assert "我也同意" in page.words
