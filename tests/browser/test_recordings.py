"""Recording on a phone, without network and after a crash; asking the other's phone; playing and writing beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from lms.db import session
from lms.recordings.models import Consent, Recording, RecordingComment, Upload
from tests.browser.live import PHONE, Site, hand, live_server, sign_in
from tests.practice.plays import Play, begin, rate_all
from tests.recordings.files import recorded, wav

__all__ = ["hand", "live_server"]  # fixtures

KEPT = "[data-takes] > li"
LINE = "[data-recorder] [data-now]"
MODERATELY = 20_000  # ms
Opened = Callable[..., Page]


@pytest.fixture
def phones(chromium: Browser, live_server: Site) -> Iterator[Opened]:
    """Opens a page on a phone of somebody's own, which may use its microphone unless it is told not to."""
    contexts: list[BrowserContext] = []

    def open_one(who: str, path: str, *, allowed: bool = True) -> Page:
        context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.served.address)
        contexts.append(context)
        if allowed:
            context.grant_permissions(["microphone", "camera"])
        page = context.new_page()
        sign_in(page, live_server.served.address, who)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


def recordings() -> list[Recording]:
    session().rollback()
    return list(session().scalars(select(Recording)))


def told(page: Page, box: str) -> Locator:
    """What is said within a part of the page, of all that could be."""
    return page.locator(f"{box} [data-say]:visible")


def press(page: Page, act: str) -> None:
    page.click(f"[data-act='{act}']:visible")


def test_a_recording_survives_a_crash_and_goes_by_itself_once_there_is_a_network(
    live_server: Site, phones: Opened
) -> None:
    play = begin(live_server.cast)
    session().rollback()
    page = phones("trainee", f"/tries/{play.try_id}")
    page.click("[data-recorder] > summary")
    press(page, "agree")
    expect(told(page, LINE)).to_contain_text("00:0")
    expect(told(page, "[data-run]")).to_contain_text("0.1MB", timeout=MODERATELY)  # the first slice is kept
    context = page.context
    page.close()  # as when a phone kills its browser

    again = context.new_page()
    again.goto(f"/tries/{play.try_id}")
    expect(told(again, LINE)).to_contain_text("还没传")
    assert session().scalars(select(Upload)).all() == [], "nothing leaves the phone before its owner says so"
    context.set_offline(True)
    again.click("[data-recorder] > summary")
    again.click(f"{KEPT} [data-send]")
    expect(told(again, KEPT)).to_contain_text("联网后会自动接着传")
    context.set_offline(False)
    expect(told(again, KEPT)).to_contain_text("传好了", timeout=MODERATELY)

    made = recordings()[0]
    assert (made.by_id, made.origin) == (live_server.cast.trainee, "recorded")
    assert made.seconds is not None
    assert made.seconds > 4
    said = session().scalars(select(Consent)).one()
    assert (said.person_id, said.medium, said.given) == (live_server.cast.trainee, "audio", True)
    again.reload()
    expect(again.locator(KEPT)).to_have_count(0)
    again.goto(f"/tries/{play.try_id}/recording")
    again.wait_for_function("document.querySelector('audio').duration > 4")


def test_the_trainee_is_asked_on_their_phone_and_the_end_of_the_review_keeps_what_was_recorded(
    live_server: Site, phones: Opened
) -> None:
    play = begin(live_server.cast)
    rate_all(live_server.cast, play)
    session().rollback()
    trainee, trainer = phones("trainee", f"/tries/{play.try_id}"), phones("trainer", f"/tries/{play.try_id}/review")
    trainer.click("[data-recorder] > summary")
    press(trainer, "ask")
    expect(trainer.locator("[data-part=waits]")).to_be_visible()
    expect(trainee.locator("[data-part=asked]")).to_contain_text("陈静想用自己的设备录音", timeout=MODERATELY)
    press(trainee, "consent")
    expect(trainer.locator("[data-part=agreed]")).to_contain_text("同意录音", timeout=MODERATELY)
    before = trainer.locator("[role=radiogroup]").first.bounding_box()
    press(trainer, "record")
    expect(told(trainer, LINE)).to_contain_text("00:01", timeout=MODERATELY)
    trainer.click("[data-recorder] > summary")
    assert before is not None
    trainer.click("[data-end]")
    trainer.wait_for_url(f"**/tries/{play.try_id}/back")
    trainer.click("[data-recorder] > summary")
    trainer.click(f"{KEPT} [data-send]")
    expect(told(trainer, KEPT)).to_contain_text("传好了", timeout=MODERATELY)
    assert [made.by_id for made in recordings()] == [live_server.cast.trainer]


def test_what_is_in_the_way_is_said_with_what_is_safe(live_server: Site, phones: Opened, tmp_path: Path) -> None:
    play = begin(live_server.cast)
    session().rollback()
    page = phones("trainee", f"/tries/{play.try_id}", allowed=False)
    page.click("[data-recorder] > summary")
    press(page, "agree")
    expect(told(page, "[data-told]")).to_contain_text("没有允许浏览器用麦克风")
    assert session().scalars(select(Consent)).all() == [], "consent is given to a recording, and there is none"

    page.goto(f"/tries/{play.try_id}/recording")
    text = tmp_path / "初访.mp4"
    text.write_text("这不是录像" * 100)
    page.set_input_files("#picked", text)
    expect(told(page, "[data-picking]")).to_contain_text("还没有同意录")
    page.check("#consent-video")
    page.click("#consent button[value=yes]")
    page.set_input_files("#picked", text)
    expect(told(page, "[data-picking]")).to_contain_text("不是这里能播放的音频或视频", timeout=MODERATELY)
    expect(told(page, "[data-picking]")).to_contain_text("文件还在原处")
    assert recordings() == []
    large = tmp_path / "全天.mp4"
    with large.open("wb") as file:
        file.truncate(501_000_000)
    page.set_input_files("#picked", large)
    expect(told(page, "[data-picking]")).to_contain_text("“全天.mp4”有501MB，最大只收500MB。什么都没传。")


@pytest.fixture
def played(live_server: Site) -> Play:
    play = begin(live_server.cast)
    recorded(live_server.cast, play.try_id, wav(60))
    session().rollback()
    return play


def test_a_sentence_is_written_where_it_happened_and_leads_back_there(
    live_server: Site, phones: Opened, played: Play
) -> None:
    page = phones("trainer", f"/tries/{played.try_id}/recording")
    page.wait_for_function("document.querySelector('audio').duration > 50")

    def time() -> float:
        return float(page.evaluate("document.querySelector('audio').currentTime"))

    page.evaluate("document.querySelector('audio').currentTime = 42.4")
    expect(page.locator("[data-moment]")).to_have_value("00:42")
    page.keyboard.press("n")
    page.keyboard.type("n 这里急着开系统 ")  # the keys of the page are letters in a field
    page.keyboard.press("Enter")
    line = page.locator("[data-comments] > li")
    expect(line).to_contain_text("这里急着开系统")
    session().rollback()
    said = session().scalars(select(RecordingComment)).one()
    assert (said.at_ms, said.text) == (42_000, "n 这里急着开系统")

    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.querySelector('audio').currentTime = 0")
    line.locator("[data-seek]").click()
    page.wait_for_function("!document.querySelector('audio').paused")
    assert time() >= 42
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('audio').paused")
    here = time()
    page.keyboard.press("ArrowLeft")
    assert here - time() == pytest.approx(5, abs=0.1)
    page.keyboard.press("ArrowRight")
    assert time() == pytest.approx(here, abs=0.1)
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.keyboard.press("ArrowLeft")
    assert time() == pytest.approx(here, abs=0.1)
    line.locator(".away").click()
    expect(line).to_have_count(0)
    page.reload()
    expect(line).to_have_count(0)
