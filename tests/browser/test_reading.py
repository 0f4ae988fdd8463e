"""Reading in a browser: what a term means, on a phone and at a desk, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from lms.i18n import Language
from lms.ops.demo.company import CALLS
from tests.browser.conftest import PHONE, Walked

LESSON = f"/courses/{CALLS}/first-15-seconds"


@pytest.fixture
def signed_in(chromium: Browser, walked: Walked) -> Callable[..., BrowserContext]:
    """A browser of somebody in a language; closed with the browser."""

    def become(who: str, language: Language = Language.ZH, **options: object) -> BrowserContext:
        walked.company.look(language, "auto")
        context = chromium.new_context(base_url=walked.served.address, **options)  # type: ignore[arg-type]
        cookie = walked.company.signed_in(who, walked.served.address)
        context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
        return context

    return become


def test_a_tap_shows_what_a_term_means_without_scripts(signed_in: Callable[..., BrowserContext]) -> None:
    phone = signed_in("lin", viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    page = phone.new_page()
    page.goto(LESSON)
    word, meaning = page.locator(".term > button").first, page.locator(".meaning").first
    called = meaning.locator("strong").text_content() or ""
    expect(meaning).to_be_hidden()
    word.tap()
    expect(meaning).to_be_visible()
    box = meaning.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    meaning.get_by_role("link").tap()
    page.wait_for_url("**/glossary#term-*")
    assert page.locator(":target dt").inner_text().startswith(called)
    phone.close()


def test_a_pointer_or_the_keyboard_shows_it_and_escape_hides_it(signed_in: Callable[..., BrowserContext]) -> None:
    desk = signed_in("lin", Language.EN, viewport={"width": 1280, "height": 844})
    page = desk.new_page()
    page.goto(LESSON)
    word, meaning = page.locator(".term > button").first, page.locator(".meaning").first
    word.hover()
    expect(meaning).to_be_visible()
    meaning.hover()  # it can be gone to and read
    page.wait_for_timeout(400)
    expect(meaning).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    page.mouse.move(0, 0)
    word.hover()
    expect(meaning).to_be_visible()
    word.click()
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    expect(meaning).to_be_visible()  # pressed, it stays
    page.mouse.click(1200, 500)
    expect(meaning).to_be_hidden()
    page.locator("body").press("Tab")
    while not word.evaluate("word => word === document.activeElement"):
        page.keyboard.press("Tab")
    expect(meaning).to_be_visible()
    page.keyboard.press("Tab")
    expect(meaning.get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    expect(meaning).to_be_hidden()
    page.emulate_media(media="print")
    word.evaluate("word => word.click()")
    expect(meaning).to_be_hidden()
    desk.close()
