"""The live page on phones of all kinds: opened again without network, on two devices, in browsers that refuse."""

import random
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from lms.db import session, transaction
from lms.i18n import Language
from lms.people.models import Person
from lms.practice import selfrating
from lms.practice.rules import ReviewKind
from lms.practice.try_view import standing_reviews
from lms.records.service import first_bad_line
from tests.browser.live import PHONE, SEED, Live, Opener, hand, live_server, opened, sign_in, wait_until, whole_hand
from tests.practice.plays import key

__all__ = ["hand", "live_server", "opened", "whole_hand"]  # fixtures

LIMITS = "[data-limits]"
REOPENS = "没有网络时，这一页在这台手机上也能重新打开。"
REFUSES = """
  Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } });
  for (const name of ["setItem", "getItem"]) Storage.prototype[name] = () => { throw new DOMException("no"); };
"""
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0.50"
SHOWN = (
    "Object.fromEntries([...document.querySelectorAll('[data-live] input:checked')].map(one => [one.name, +one.value]))"
)


def test_a_session_on_two_phones_with_network_cut_page_loaded_again_and_server_killed(
    opened: Opener, whole_hand: BrowserContext, hand: BrowserContext
) -> None:
    live, chance = opened(whole_hand), random.Random(SEED)
    expect(live.page.locator(LIMITS)).to_have_text(REOPENS)
    trainee = hand.new_page()
    sign_in(trainee, live.site.served.address, "trainee")
    trainee.goto(f"{live.site.served.address}/tries/{live.try_id}")
    for _tap in range(4):
        live.act(chance)
    live.wait_until_sent()
    whole_hand.set_offline(True)
    live.write("", "声音稳")
    live.page.keyboard.press("Enter")
    for _tap in range(5):
        live.act(chance)
    live.page.reload()
    expect(live.page.locator("#item-whole .notes")).to_contain_text("声音稳")
    shown = {item: level for item, level in live.levels.items() if level is not None}
    assert live.page.evaluate(SHOWN) == shown, "what was sent and what waits"
    waits = live.waiting
    assert waits == 5 + 1
    live.undo()
    whole_hand.set_offline(False)
    live.site.served.kill()
    live.act(chance)
    live.page.close()  # the phone puts the page away, and a fresh one is opened while nobody is there
    live.page = whole_hand.new_page()
    live.page.goto(f"{live.site.served.address}/tries/{live.try_id}/review")
    expect(live.page.locator("[data-note='']")).to_be_visible()
    live.site.restart()
    live.rate_the_rest()
    live.wait_until_sent()
    assert [(item, level) for _seq, item, level in live.kept()] == live.done
    assert live.notes() == ["声音稳"]
    trainee.reload()
    trainee.get_by_role("button", name="结束练习").click()
    live.end()
    live.check_end()
    selfrating.self_rate(live.site.cast.trainee, live.try_id, dict.fromkeys(live.items, 2), {}, key())
    trainee.goto(f"{live.site.served.address}/tries/{live.try_id}/back")
    expect(trainee.locator("main")).to_contain_text("声音稳")
    assert first_bad_line(live.site.cast.trainee) is None
    whole_hand.set_offline(True)
    live.page.goto(f"{live.site.served.address}/tries/{live.try_id}/review")
    expect(live.page.get_by_role("heading", level=1)).to_have_text("没有网络")


def test_a_page_that_lies_on_the_phone_is_its_readers_and_goes_when_they_sign_out(
    opened: Opener, whole_hand: BrowserContext
) -> None:
    live = opened(whole_hand)
    expect(live.page.locator(LIMITS)).to_have_text(REOPENS)
    names = "caches.keys().then((names) => names.filter((name) => name.startsWith('pages-')))"
    assert live.page.evaluate(names) == [f"pages-1:{live.site.cast.trainer}"]
    live.page.goto(f"{live.site.served.address}/account")
    live.page.locator("form[action$='/sign-out'] button").first.evaluate("button => button.click()")
    live.page.wait_for_url("**/sign-in*")
    wait_until(lambda: live.page.evaluate(names) == [], "nothing of it lies there")
    sign_in(live.page, live.site.served.address, "manager")
    live.site.served.kill()
    with pytest.raises(Exception, match="ERR_"):
        live.page.goto(f"{live.site.served.address}/tries/{live.try_id}/review")


def test_what_waits_is_told_on_every_page_of_practice_and_leads_back(opened: Opener) -> None:
    live = opened()
    live.page.route("**/taps", lambda route: route.abort())
    for item in live.items[:3]:
        live.tap(item, 2)
    live.page.goto(f"{live.site.served.address}/practice")
    line = live.page.locator("[data-unsent]")
    expect(line).to_contain_text("还有3条没发出去")
    live.page.unroute("**/taps")
    line.get_by_role("link").click()
    live.page.wait_for_url(f"**/tries/{live.try_id}/review")
    live.wait_until_sent()
    live.check()
    other = live.page.context.new_page()
    other.goto(f"{live.site.served.address}/practice")
    expect(other.locator("[data-unsent]")).to_be_hidden()


@pytest.mark.parametrize("kind", ["no service worker", "refuses storage", "WeChat"])
def test_a_browser_that_lacks_something_rates_and_says_what_it_cannot(
    opened: Opener, chromium: Browser, kind: str
) -> None:
    agent = WECHAT if kind == "WeChat" else None
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", user_agent=agent, service_workers="block")
    if kind != "refuses storage":
        context.add_init_script("delete Navigator.prototype.serviceWorker")
    else:
        context.add_init_script(REFUSES)
    live = opened(context)
    words = {"WeChat": "微信里断网后打不开这一页"}.get(kind, "这个浏览器断网后打不开这一页")
    expect(live.page.locator(LIMITS)).to_contain_text(words)
    live.site.served.kill()
    live.tap(live.items[0], 1)
    live.tap(live.items[0], 3)
    if kind == "refuses storage":
        wait_until(lambda: live.state() == "这台手机存不下，先别离开这一页", "the page says so")
    live.site.restart()
    live.rate_the_rest()
    wait_until(lambda: len(live.kept()) == len(live.done), "all is sent")
    live.check()
    live.end()
    live.check_end()
    context.close()


def test_where_two_devices_differ_both_levels_are_shown_and_a_person_chooses(
    opened: Opener, chromium: Browser, hand: BrowserContext
) -> None:
    live = opened()
    laptop = chromium.new_context(locale="zh-CN", service_workers="block").new_page()
    sign_in(laptop, live.site.served.address, "trainer")
    laptop.goto(live.page.url)
    expect(laptop.locator("[data-note='']")).to_be_visible()
    item, row = live.items[0], live.page.locator(f"#item-{live.items[0]}")
    live.rate_the_rest()
    live.wait_until_sent()
    laptop.locator(f"label:has(input[name='{item}'][value='1'])").click()
    wait_until(lambda: any(level == 1 for _seq, _item, level in live.kept()), "the laptop's level is there too")
    live.end()
    expect(row).to_contain_text("两台设备评得不一样，选一个")
    expect(row.locator("label:has(input[value='2'])")).to_have_attribute("data-mark", _mark("本机"))
    expect(row.locator("label:has(input[value='1'])")).to_have_attribute("data-mark", _mark("另一台"))
    expect(live.page.locator("[data-end] small")).to_have_text("还差第1条")
    assert live.review().closed_at is None
    row.locator("label:has(input[value='3'])").tap()
    live.levels[item] = 3
    live.wait_until_sent()
    expect(row).not_to_contain_text("两台设备")
    live.end()
    live.check_end()
    assert [review.kind for review in standing_reviews(live.try_id)] == [ReviewKind.TRAINER]
    laptop.context.close()


def _mark(words: str) -> re.Pattern[str]:
    return re.compile(rf"{words}\d\d:\d\d")


@pytest.mark.parametrize(("language", "width"), [(Language.ZH, 390), (Language.EN, 320)])
def test_nothing_moves_under_the_thumb(opened: Opener, language: Language, width: int) -> None:
    live = opened()
    with transaction():
        session().get_one(Person, live.site.cast.trainer).language = language.value
    live.page.set_viewport_size({"width": width, "height": 700})
    live.page.reload()
    expect(live.page.locator(LIMITS)).not_to_be_empty()
    before = _boxes(live)
    live.tap(live.items[1], 1)
    live.wait_until_sent()
    assert _boxes(live) == before, "saved"
    live.site.served.kill()
    for item in live.items[2:5]:
        live.tap(item, 3)
    wait_until(lambda: "3" in live.state() and ":" not in live.state(), "three wait")
    assert _boxes(live) == before, "three not sent"
    live.page.context.set_offline(True)
    wait_until(lambda: live.state().startswith(("没有网络", "Offline")), "no network")
    assert _boxes(live) == before, "without network"
    live.undo()
    assert _boxes(live) == before, "undone"
    live.write(live.items[4], "问完停住")
    live.page.keyboard.press("Enter")
    upper = [f"{item}:{level}" for item in live.items[:5] for level in range(4)]
    after = _boxes(live)
    assert {name: after[name] for name in upper} == {name: before[name] for name in upper}, "a note opens below"


def _boxes(live: Live) -> dict[str, list[float]]:
    """Where each level, each pen and each button of the act is, from the top of the page."""
    boxes: dict[str, list[float]] = live.page.evaluate("""() => Object.fromEntries(
      [...document.querySelectorAll("[data-live] input[type=radio], [data-live] .jot, [data-end]")].map((one) => {
        const box = one.getBoundingClientRect();
        const top = one.matches("[data-end]") ? box.top : box.top + scrollY;
        const name = one.matches("input") ? `${one.name}:${one.value}` : one.dataset.note ?? "end";
        return [name, [box.left, top, box.width, box.height]];
      }))""")
    return boxes
