"""What was written into a form outlives a reload, a way out and back, and a sending that found no network."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lms.db import session
from lms.practice import changes, reviews, tries
from tests.browser.live import Site, hand, live_server, sign_in
from tests.practice.plays import SKILL, Play, key, rate_all, review_of

__all__ = ["hand", "live_server"]  # fixtures


@pytest.fixture
def play(live_server: Site) -> Play:
    """A try that has ended and is reviewed; the trainee has not rated themself."""
    cast = live_server.cast
    made = Play(tries.start_try(cast.trainer, cast.trainee, SKILL, key()), 0)
    made = Play(made.try_id, review_of(made.try_id, cast.trainer))
    rate_all(cast, made, 2)
    reviews.end_review(cast.trainer, made.review_id, len(made.items))
    session().rollback()
    return made


def open_as(who: str, live_server: Site, hand: BrowserContext, path: str) -> Page:
    page = hand.new_page()
    sign_in(page, live_server.served.address, who)
    page.goto(f"{live_server.served.address}{path}")
    return page


def test_a_self_rating_half_filled_in_is_there_after_a_reload_and_gone_once_saved(
    live_server: Site, hand: BrowserContext, play: Play
) -> None:
    page = open_as("trainee", live_server, hand, f"/tries/{play.try_id}/self")
    first = page.locator(f"input[name='{play.items[0]}'][value='2']")
    page.locator(f"label:has(input[name='{play.items[0]}'][value='2'])").tap()
    page.reload()
    expect(first).to_be_checked()
    for item in play.items:
        page.locator(f"label:has(input[name='{item}'][value='1'])").tap()
    page.locator("button.primary[form=self]").click()
    page.wait_for_url("**/back")
    assert page.evaluate("Object.keys(sessionStorage).filter(one => one.startsWith('draft:'))") == []


def test_a_sentence_typed_without_a_network_is_still_there_when_it_is_back(
    live_server: Site, hand: BrowserContext, play: Play
) -> None:
    page = open_as("trainer", live_server, hand, f"/tries/{play.try_id}/back")
    box, button = page.locator("#agree textarea"), page.locator("[data-agree]")
    button.click()
    expect(box).to_be_focused()
    page.keyboard.type("先听十分钟")
    hand.set_offline(True)
    button.click()
    page.wait_for_url("chrome-error://**")
    hand.set_offline(False)
    page.goto(f"{live_server.served.address}/tries/{play.try_id}/back")
    expect(box).to_have_value("先听十分钟")
    button.click()
    expect(page.locator("main")).to_contain_text("你同意")


def test_the_button_says_that_other_words_ask_the_other_anew(
    live_server: Site, hand: BrowserContext, play: Play
) -> None:
    changes.agree_change(live_server.cast.trainer, play.try_id, "先听十分钟", key())
    session().rollback()
    page = open_as("trainee", live_server, hand, f"/tries/{play.try_id}/self")
    for item in play.items:
        page.locator(f"label:has(input[name='{item}'][value='1'])").tap()
    page.locator("button.primary[form=self]").click()
    button, box = page.locator("[data-agree]"), page.locator("#agree textarea")
    expect(button).to_have_text("我也同意，完成")
    box.fill("先听十二分钟")
    expect(button).to_have_text("改成这一句，请陈静同意")
    expect(page.locator("[data-stands]")).to_have_text("现在这一句是：“先听十分钟”")
    box.fill("先听十分钟")
    expect(button).to_have_text("我也同意，完成")
