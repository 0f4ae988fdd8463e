"""The panel of the to-do in a browser: a page of its own on a phone, beside the list on a laptop."""

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms.i18n import Language
from tests.browser.conftest import Walked

ARRANGE = "tr.duty a[data-arrange=row]"


def opened(context: BrowserContext, walked: Walked) -> Page:
    walked.company.look(Language.ZH, "auto")
    address = walked.served.address
    cookie = {"name": "session", "value": walked.company.cookie("chen"), "url": address}
    context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
    page = context.new_page()
    page.goto(f"{address}/todo")
    return page


def test_on_a_phone_the_panel_is_the_page_and_back_returns_to_the_row(
    phone: Callable[[str], BrowserContext], walked: Walked
) -> None:
    page = opened(phone(walked.served.address), walked)
    panel, row = page.locator("[data-panel]"), page.locator(ARRANGE).last
    expect(panel).to_be_hidden()
    row.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    row.click()
    expect(panel).to_be_in_viewport()
    expect(page.locator("tr.duty").first).to_be_hidden()
    page.go_back()
    expect(row).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < 4
    row.click()
    panel.get_by_role("link", name="回到待办").click()
    expect(page.locator("tr.duty:target")).to_be_in_viewport()
    expect(panel).to_be_hidden()


def test_on_a_laptop_moving_along_the_rows_shows_each_beside_the_list_and_fills_no_history(
    chromium: Browser, walked: Walked
) -> None:
    context = chromium.new_context(base_url=walked.served.address, viewport={"width": 1280, "height": 844})
    page = opened(context, walked)
    visited = page.evaluate("history.length")
    title = page.locator("[data-panel] h2")
    page.locator("tr.duty [data-first]").first.focus()
    for row in range(1, 4):
        page.keyboard.press("j")
        who, what = (page.locator(f"tr.duty {cell}").nth(row).inner_text() for cell in ("th", ".why"))
        expect(title).to_have_text(f"{who}，{what.splitlines()[0]}")
    page.locator(ARRANGE).first.click()
    expect(page.locator("[data-panel]")).to_be_focused()
    expect(page.locator("tr.duty").first).to_be_visible()
    assert page.evaluate("history.length") == visited
    context.close()
