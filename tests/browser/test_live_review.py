"""A live review in a browser, with network cut and server killed: as many ratings as taps, each once, in order."""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import delete, text

from app import create_app
from lms.curriculum import edition
from lms.db import db, session, transaction
from lms.people.models import SignIn
from lms.practice import facts, tries
from lms.practice.models import Review
from lms.practice.rules import levels_at, notes_standing
from lms.records.service import first_bad_line
from tests.browser import chromium as machine
from tests.cast import PASSWORD, Cast, make_cast
from tests.conftest import settings_in
from tests.practice.plays import SKILL, key, review_of
from tests.serving import Served

KILLS = 20
SEED = 20261124
WITHIN = 60.0  # seconds, on a busy machine
LOOK_EVERY = 0.02
STATE = "[data-state] [data-words]"
PHONE = ViewportSize(width=390, height=844)


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Ask again and again until it holds. Fails after a while, saying what was waited for."""
    until = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < until, f"still not: {what}"
        time.sleep(LOOK_EVERY)


def sign_in(page: Page, address: str, who: str) -> None:
    """Sign in by the page that everybody uses. who: a name of the cast, as in trainer."""
    if "/sign-in" not in page.url:
        page.goto(f"{address}/sign-in")
    page.fill("[name=name]", f"{who}@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@dataclass
class Site:
    """The served site, and the same site within this process, on the same database."""

    served: Served
    cast: Cast

    def restart(self) -> None:
        self.served.start_again()
        self.served.ready()


@pytest.fixture
def live_server(sqlite_template: Path, tmp_path: Path, own_site: Callable[[], Served]) -> Iterator[Site]:
    """A real server process on a company of the standing cast."""
    database = tmp_path / "shifu.db"
    shutil.copy(sqlite_template, database)
    site = create_app(settings_in(tmp_path, f"sqlite:///{database}"))
    with site.app_context():
        cast = make_cast()
        yield Site(own_site(), cast)
        db.session.remove()
        db.engine.dispose()


@dataclass
class Live:
    """A review page that is open in a browser, and what was done on it so far."""

    site: Site
    page: Page
    try_id: int
    review_id: int
    items: list[str]
    levels: dict[str, int | None] = field(default_factory=dict)
    done: list[tuple[str, int | None]] = field(default_factory=list)
    steps: list[tuple[str, int | None]] = field(default_factory=list)

    def tap(self, item: str, level: int) -> None:
        """Choose a level at once, as a finger does; the same level again is no tap."""
        self.page.evaluate(
            "([item, level]) => document.querySelector(`input[name='${item}'][value='${level}']`).click()",
            [item, level],
        )
        if self.levels.get(item) != level:
            self.steps.append((item, self.levels.get(item)))
            self.levels[item] = level
            self.done.append((item, level))

    def undo(self) -> None:
        self.page.evaluate("document.querySelector('[data-undo]').click()")
        item, before = self.steps.pop()
        self.levels[item] = before
        self.done.append((item, before))

    def act(self, chance: random.Random) -> None:
        """A tap, or now and then an undo."""
        if self.steps and chance.random() < 0.2:
            self.undo()
        else:
            self.tap(chance.choice(self.items), chance.randrange(4))

    def rate_the_rest(self) -> None:
        for item in self.items:
            if self.levels.get(item) is None:
                self.tap(item, 2)

    @property
    def waiting(self) -> int:
        """How many entries the phone keeps, the end among them."""
        place = f"taps:{self.site.cast.trainer}:{self.review_id}"
        kept = self.page.evaluate("place => JSON.parse(localStorage.getItem(place) ?? 'null')", place)
        return 0 if kept is None else len(kept["entries"]) + (kept["end"] is not None)

    def wait_until_sent(self) -> None:
        wait_until(lambda: self.waiting == 0, "everything is sent")

    def state(self) -> str:
        return self.page.inner_text(STATE)

    def kept(self) -> list[tuple[int, str, int | None]]:
        """What the server has of it, in the order of sequences."""
        session().rollback()
        return [(row.seq, row.item, row.level) for row in facts.taps_of(self.review_id, None)]

    def review(self) -> Review:
        session().rollback()
        return session().get_one(Review, self.review_id, populate_existing=True)

    def check(self) -> None:
        """As many ratings as taps, each once, in order, undo respected; and the page shows what is kept."""
        assert self.kept() == [(seq, item, level) for seq, (item, level) in enumerate(self.done, start=1)]
        expected = {item: level for item, level in self.levels.items() if level is not None}
        assert levels_at(facts.taps_of(self.review_id, None)) == expected
        shown = self.page.evaluate(
            "Object.fromEntries([...document.querySelectorAll('[data-live] input:checked')]"
            ".map(one => [one.name, Number(one.value)]))"
        )
        assert shown == expected

    def end(self) -> None:
        self.page.click("[data-end]")

    def check_end(self) -> None:
        """The page has gone to look back, the review is a fact, and the trainee's file holds."""
        self.page.wait_for_url(f"**/tries/{self.try_id}/back", timeout=WITHIN * 1000)
        assert self.review().closed_at is not None
        assert levels_at(facts.taps_of(self.review_id, self.review().end_seq)) == self.levels
        assert first_bad_line(self.site.cast.trainee) is None


Opener = Callable[..., Live]


@pytest.fixture
def hand(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone whose requests go straight out: one that looks at each would hold them while the test does not."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    yield context
    context.close()


@pytest.fixture
def opened(live_server: Site, hand: BrowserContext) -> Opener:
    """Opens the review page of a try that has just begun, as its trainer."""

    def open_page(context: BrowserContext | None = None, address: str = "") -> Live:
        cast, address = live_server.cast, address or live_server.served.address
        try_id = tries.start_try(cast.trainer, cast.trainee, SKILL, key())
        review_id = review_of(try_id, cast.trainer)
        items = [item.id for item in edition.catalog().checklist_of(SKILL).items]  # type: ignore[arg-type]
        session().rollback()
        page = (context or hand).new_page()
        sign_in(page, address, "trainer")
        page.goto(f"{address}/tries/{try_id}/review")
        expect(page.locator("[data-undo]")).to_be_visible()
        return Live(live_server, page, try_id, review_id, items)

    return open_page


def test_a_tap_is_saved_at_once_and_the_page_says_when(opened: Opener) -> None:
    live = opened()
    live.page.locator(f"label:has(input[name='{live.items[0]}'][value='2'])").tap()
    live.levels[live.items[0]] = 2
    live.done.append((live.items[0], 2))
    live.wait_until_sent()
    wait_until(lambda: live.state().startswith("已保存"), "the page says so")
    live.check()
    rating = facts.taps_of(live.review_id, None)[0]
    assert abs(rating.tapped_at - rating.saved_at).total_seconds() < WITHIN
    assert 0 <= rating.second < WITHIN


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
    wait_until(lambda: live.state() == "没有网络，存在这台手机上", "the page says where the taps are")
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


def test_the_end_button_says_which_rows_are_missing_and_leads_there(opened: Opener) -> None:
    live = opened()
    small = live.page.locator("[data-end] small")
    expect(small).to_have_text(f"还差{len(live.items)}条")
    for item in live.items[:-2]:
        live.tap(item, 2)
    expect(small).to_have_text(f"还差第{len(live.items) - 1}、{len(live.items)}条")
    live.end()
    focused = live.page.evaluate("document.activeElement.name")
    assert focused == live.items[-2]
    live.rate_the_rest()
    expect(small).to_have_text("每一条都评了")
    live.end()
    live.check_end()


def test_notes_are_written_undone_and_survive_a_reload(opened: Opener) -> None:
    live = opened()
    item = live.items[1]
    row = live.page.locator(f"#item-{item}")
    for words in ("打开了系统", "问完停住"):
        row.locator("[data-note]").click()
        live.page.keyboard.type(words)
        live.page.keyboard.press("Enter")
    live.page.click("[data-undo]")
    assert "问完停住" not in row.inner_text()
    live.wait_until_sent()
    live.page.reload()
    assert "打开了系统" in row.inner_text()
    assert "问完停住" not in row.inner_text()
    session().rollback()
    assert [note.text for note in notes_standing(facts.notes_of(live.review_id, None))] == ["打开了系统"]


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


def test_two_tabs_of_one_trainer_lose_no_tap(opened: Opener) -> None:
    live = opened()
    other = live.page.context.new_page()
    other.goto(live.page.url)
    for n, item in enumerate(live.items):
        page = (live.page, other)[n % 2]
        page.evaluate("item => document.querySelector(`input[name='${item}'][value='1']`).click()", item)
    live.wait_until_sent()
    wait_until(lambda: len(live.kept()) >= len(live.items), "every tap of both tabs is there")
    # A tab whose number was taken takes the next one, so numbers may leave a gap; what counts is each tap once.
    assert sorted((item, level) for _seq, item, level in live.kept()) == sorted((item, 1) for item in live.items)


def sign_out_everywhere(live: Live) -> None:
    with transaction():
        session().execute(delete(SignIn).where(SignIn.person_id == live.site.cast.trainer))


def test_after_the_session_has_ended_the_taps_wait_for_the_same_person(opened: Opener) -> None:
    live, chance = opened(), random.Random(SEED)
    live.act(chance)
    live.wait_until_sent()
    sign_out_everywhere(live)
    for _tap in range(4):
        live.act(chance)
    wait_until(lambda: live.state() == "存在这台手机上。重新登录就会发出去。", "the page asks to sign in")
    sent = len(live.kept())
    assert sent == 1
    live.page.click("[data-sign-in] a")
    sign_in(live.page, live.site.served.address, "trainer")
    live.page.wait_for_url(f"**/tries/{live.try_id}/review")
    live.wait_until_sent()
    live.check()


def test_taps_are_never_sent_under_anothers_sign_in(opened: Opener) -> None:
    live, chance = opened(), random.Random(SEED)
    sign_out_everywhere(live)
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


def test_all_of_it_works_by_keyboard(opened: Opener) -> None:
    live = opened()
    page, item = live.page, live.items[0]
    page.locator(f"input[name='{item}'][value='0']").focus()
    page.keyboard.press("3")
    assert page.evaluate("document.activeElement.value") == "2"
    page.keyboard.press("ArrowRight")
    live.levels[item] = 3
    live.done += [(item, 2), (item, 3)]
    live.wait_until_sent()
    live.check()
    page.keyboard.press("n")
    page.keyboard.type("nnn 3")
    page.keyboard.press("Enter")
    composing = "new KeyboardEvent('keydown', {key: 'n', isComposing: true, bubbles: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({composing})")
    assert page.locator("[data-live] textarea").count() == 0, "a key that composes is no shortcut"
    live.wait_until_sent()
    session().rollback()
    assert [note.text for note in facts.notes_of(live.review_id, None)] == ["nnn 3"]
    live.check()


def test_it_needs_no_secure_context(opened: Opener, live_server: Site, chromium: Browser) -> None:
    # A name that leads here and is no loopback address is no secure context, as http://192.168.1.20 is none.
    plain = chromium.browser_type.launch(
        executable_path=machine.path(), args=[*machine.ARGUMENTS, "--host-resolver-rules=MAP phone.test 127.0.0.1"]
    )
    address = f"http://phone.test:{live_server.served.port}"
    live = opened(plain.new_context(locale="zh-CN"), address)
    assert live.page.evaluate("isSecureContext") is False
    live.rate_the_rest()
    live.wait_until_sent()
    live.check()
    live.end()
    live.check_end()
    plain.close()


def test_a_phone_that_keeps_nothing_says_so_and_sends_all_the_same(opened: Opener) -> None:
    live = opened()
    live.page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    live.site.served.kill()
    live.tap(live.items[0], 2)
    live.tap(live.items[1], 3)
    wait_until(lambda: live.state() == "这台手机存不下，先别离开这一页", "the page says so")
    live.site.restart()
    wait_until(lambda: len(live.kept()) == 2, "both are sent")
    live.check()
