"""A live review that is open in a browser: the site, the page, and what was done on it so far."""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import delete

from app import create_app
from lms.curriculum import edition
from lms.db import db, session, transaction
from lms.people.models import SignIn
from lms.practice import facts, tries
from lms.practice.models import Review
from lms.practice.rules import levels_at, notes_standing
from lms.records.service import first_bad_line
from tests.cast import PASSWORD, Cast, make_cast
from tests.conftest import settings_in
from tests.practice.plays import SKILL, key, review_of
from tests.serving import Served

SEED = 20261124
WITHIN = 60.0  # seconds, on a busy machine
LOOK_EVERY = 0.02
STATE = ".titlebar [data-state] [data-words]"
# Rows that are not sent, on the phone's disk; a browser that refuses its database keeps them in localStorage.
WAITING = """place => new Promise((resolve, reject) => {
  const asked = indexedDB.open("shifu", 1);
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const rows = asked.result.transaction("rows").objectStore("rows").getAll(IDBKeyRange.bound([place], [place, []]));
    rows.onsuccess = () => {
      asked.result.close();
      resolve(rows.result.filter((row) => !row.sent).length);
    };
  };
})"""
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
def live_server(sqlite_template: Path, folder: Path, own_site: Callable[[], Served]) -> Iterator[Site]:
    """A real server process on a company of the standing cast."""
    database = folder / "shifu.db"
    shutil.copy(sqlite_template, database)
    site = create_app(settings_in(folder, f"sqlite:///{database}"))
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
        return int(self.page.evaluate(WAITING, f"taps:{self.site.cast.trainer}:{self.review_id}"))

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

    def write(self, item: str, words: str) -> None:
        """Open the note of a row, or of the whole, and write; it isn't kept yet."""
        self.page.locator(f"[data-note='{item}']").click()
        self.page.keyboard.type(words)

    def notes(self) -> list[str]:
        """The words of the notes that stand on the server."""
        session().rollback()
        return [note.text for note in notes_standing(facts.notes_of(self.review_id, None))]

    def sign_out(self) -> None:
        """The trainer's sign-in ends, as it does by itself after a while."""
        with transaction():
            session().execute(delete(SignIn).where(SignIn.person_id == self.site.cast.trainer))

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
    context = chromium.new_context(
        viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True, service_workers="block"
    )
    yield context
    context.close()


@pytest.fixture
def whole_hand(chromium: Browser) -> Iterator[BrowserContext]:
    """The same phone with service workers, as every other phone is."""
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
        expect(page.locator("[data-note='']")).to_be_visible()
        return Live(live_server, page, try_id, review_id, items)

    return open_page
