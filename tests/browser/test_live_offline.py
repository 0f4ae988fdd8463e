"""A live review with network cut, server killed and sign-in ended: as many ratings as taps, each once, in order."""

import random
import time

from playwright.sync_api import expect
from sqlalchemy import text

from lms.db import session
from lms.practice import facts
from lms.practice.rules import notes_standing
from tests.browser.live import SEED, Opener, hand, live_server, opened, sign_in, wait_until

__all__ = ["hand", "live_server", "opened"]  # fixtures

KILLS = 20


def test_killed_at_twenty_moments_between_tap_and_echo_the_server_has_each_tap_once(opened: Opener) -> None:
    live, chance, kills = opened(), random.Random(SEED), 0
    for _moment in range(10 * KILLS):
        for _tap in range(chance.randrange(1, 4)):
            live.act(chance)
        time.sleep(chance.uniform(0, 0.012))  # the moment itself: before the commit, within it, or after it
        live.site.served.kill()
        kills += live.waiting > 0  # else the echo was faster, and this kill doesn't count
        if chance.random() < 0.5:
            live.act(chance)  # while nobody is there
        live.site.restart()
        if kills == KILLS:
            break
    assert kills == KILLS
    live.wait_until_sent()
    live.check()
    live.rate_the_rest()
    live.wait_until_sent()
    live.check()
    live.end()
    live.check_end()


def test_an_acknowledged_tap_is_on_disk(opened: Opener) -> None:
    live = opened()
    session().rollback()
    assert session().scalar(text("PRAGMA synchronous")) == 2, "FULL"
    assert session().scalar(text("PRAGMA journal_mode")) == "wal"
    chance = random.Random(SEED)
    for _tap in range(5):
        live.act(chance)
        live.wait_until_sent()
        live.site.served.kill()
        live.check()
        live.site.restart()


def test_without_network_the_page_works_until_the_end_and_sends_all_of_it_afterwards(opened: Opener) -> None:
    live, chance = opened(), random.Random(SEED)
    live.act(chance)
    live.wait_until_sent()
    live.page.context.set_offline(True)
    for _tap in range(12):
        live.act(chance)
    wait_until(
        lambda: live.state() == f"没有网络，{len(live.done) - 1}条存在这台手机上", "the page says where the taps are"
    )
    assert len(live.kept()) == 1
    live.rate_the_rest()
    live.page.locator("[data-note='']").click()
    live.page.keyboard.type("声音稳")
    live.page.keyboard.press("Enter")
    live.end()
    expect(live.page.locator("[data-end] small")).to_have_text("已结束，等着发出去")
    assert live.waiting == len(live.done) - 1 + 2, "taps, note and end"
    assert live.review().closed_at is None
    live.page.context.set_offline(False)
    live.check_end()
    assert [(item, level) for _seq, item, level in live.kept()] == live.done
    notes = notes_standing(facts.notes_of(live.review_id, live.review().end_seq))
    assert [note.text for note in notes] == ["声音稳"]


def test_what_waited_when_the_page_was_loaded_again_is_shown_and_sent(opened: Opener) -> None:
    live, chance = opened(), random.Random(SEED)
    live.site.served.kill()
    for _tap in range(6):
        live.act(chance)
    held = live.waiting
    assert held == len(live.done)
    live.site.restart()
    live.page.reload()
    live.wait_until_sent()
    live.check()


def test_after_the_session_has_ended_the_taps_wait_for_the_same_person(opened: Opener) -> None:
    live, chance = opened(), random.Random(SEED)
    live.act(chance)
    live.wait_until_sent()
    live.sign_out()
    for _tap in range(4):
        live.act(chance)
    wait_until(lambda: live.state() == "存在这台手机上。重新登录就会发出去。", "the page asks to sign in")
    sent = len(live.kept())
    assert sent == 1
    live.page.click("[data-sign-in]")
    sign_in(live.page, live.site.served.address, "trainer")
    live.page.wait_for_url(f"**/tries/{live.try_id}/review")
    live.wait_until_sent()
    live.check()


def test_taps_are_never_sent_under_anothers_sign_in(opened: Opener) -> None:
    live, chance = opened(), random.Random(SEED)
    live.sign_out()
    for _tap in range(3):
        live.act(chance)
    wait_until(lambda: "重新登录" in live.state(), "the page asks to sign in")
    asked: list[str] = []
    other = live.page.context.new_page()
    live.page.on("request", lambda request: asked.append(request.url))
    sign_in(other, live.site.served.address, "manager")
    live.page.evaluate("dispatchEvent(new Event('focus'))")
    wait_until(lambda: live.state() == "这里登录的是别人。给你留着，等你登录。", "the page sees somebody else")
    assert not [url for url in asked if url.endswith("/taps")]
    assert live.kept() == []
    other.context.clear_cookies()
    sign_in(other, live.site.served.address, "trainer")
    live.page.evaluate("dispatchEvent(new Event('focus'))")
    live.wait_until_sent()
    live.check()
