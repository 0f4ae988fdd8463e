"""What was too large to send is still where it was typed, as the page that refuses it says."""

from playwright.sync_api import Browser

from lms.web.security import MAX_BODY
from tests.browser.conftest import Walked


def test_the_way_back_from_a_refusal_leads_to_what_was_typed(chromium: Browser, walked: Walked) -> None:
    address = walked.served.address
    context = chromium.new_context(base_url=address, locale="zh-CN")
    cookie = {"name": "session", "value": walked.company.cookie("ding"), "url": address}
    context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
    page = context.new_page()
    page.goto("/admin/lines")
    typed = "孙悦，13912345678，华东区新人，学员\n" + "x" * MAX_BODY
    page.evaluate("text => { document.querySelector('textarea').value = text; }", typed)
    with page.expect_navigation() as went:
        page.locator("form:has(textarea) button[type=submit]").first.click()
    assert went.value.status == 413
    page.go_back()
    assert page.locator("textarea").first.input_value() == typed
    context.close()
