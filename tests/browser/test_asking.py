"""A question at a paragraph, asked on a phone by the keyboard alone, answered, and read where it was asked."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from lms.i18n import chinese
from tests.asking.asks import section
from tests.browser.live import Site, live_server, sign_in
from tests.factories.training import PHONE

__all__ = ["live_server"]  # a fixture of a module of its own

QUESTION = "为什么不先问预算？"
ANSWER = "因为他还没说疼不疼。"


def words(message: str) -> str:
    return chinese().plain[message]


@pytest.fixture
def lesson(live_server: Site) -> str:
    return f"{live_server.served.address}/courses/{PHONE}/{section()}"


def stepped_to(page: Page, blocks: int) -> Page:
    """From the first paragraph so many further, with the keys alone."""
    page.locator("[data-open]").focus()
    for _ in range(blocks):
        page.keyboard.press("ArrowDown")
    return page


def test_a_question_goes_from_a_paragraph_to_the_trainer_and_comes_back_to_it(
    live_server: Site, phone: Callable[[str], BrowserContext], lesson: str
) -> None:
    address = live_server.served.address
    page = phone(address).new_page()
    sign_in(page, address, "trainee")
    page.goto(lesson)
    stepped_to(page, 2)
    expect(page.locator("#p-3")).to_have_class(re.compile("chosen"))
    page.keyboard.press("Enter")
    box, said = page.locator("dialog textarea"), page.locator("[data-said]")
    expect(box).to_be_focused()
    page.locator("dialog .primary").press("Enter")
    expect(said).to_have_text(words("Write a sentence first."))
    box.fill(QUESTION)
    page.context.set_offline(True)
    page.locator("dialog .primary").press("Enter")
    expect(said).to_have_text(
        words("Not sent. Your words are kept on this device: send them again when you are online.")
    )
    page.context.set_offline(False)
    page.reload()
    stepped_to(page, 2)
    page.keyboard.press("Enter")
    expect(box).to_have_value(QUESTION)

    def arrives_unheard(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(lambda url: "/ask" in url, arrives_unheard)
    page.locator("dialog .primary").press("Enter")
    expect(said).not_to_be_empty()
    page.unroute_all()
    page.locator("dialog [data-close]").click()
    page.keyboard.press("Enter")  # the words come back under the key that they were sent with: they are asked once
    expect(box).to_have_value(QUESTION)
    page.locator("dialog .primary").press("Enter")
    mark = page.locator('.here-marks[data-at="p-3"]')
    expect(mark.locator("summary")).to_be_focused()
    expect(mark).to_contain_text(words("Your question waits for an answer"))

    trainers = phone(address).new_page()
    sign_in(trainers, address, "trainer")
    trainers.goto(f"{address}/todo")
    trainers.get_by_role("button", name="李文的问题").click()
    expect(trainers.locator("main")).to_contain_text(QUESTION)
    trainers.locator("textarea").fill(ANSWER)
    trainers.get_by_role("button", name=words("Send the answer")).click()
    expect(trainers.locator(".toast")).to_contain_text("李文")

    page.goto(address)
    page.locator(".news .opens").click()
    expect(page).to_have_url(f"{lesson}#p-3")
    expect(page.locator('.here-marks[data-at="p-3"] [data-answer]')).to_have_text(ANSWER)
    page.goto(address)
    expect(page.locator(".news")).to_have_count(0)
    page.goto(lesson)
    expect(mark.locator("summary")).to_be_visible()
    expect(mark.locator(".new")).to_have_count(0)


def test_one_tap_says_that_a_paragraph_was_unclear_and_one_takes_it_back(
    live_server: Site, phone: Callable[[str], BrowserContext], lesson: str
) -> None:
    page = phone(live_server.served.address).new_page()
    sign_in(page, live_server.served.address, "trainee")
    page.goto(lesson)
    page.locator("#p-2").tap(position={"x": 40, "y": 8})
    tap, mark = page.locator("[data-bar] [data-unclear]"), page.locator('.here-marks[data-at="p-2"]')
    page.context.set_offline(True)
    tap.tap()
    expect(page.locator("[data-bar] [data-told]")).to_have_text(words("Not noted. Tap again when you are online."))
    page.context.set_offline(False)
    tap.tap()
    expect(tap).to_have_attribute("aria-pressed", "true")
    expect(mark).to_contain_text(words("You found this unclear"))
    page.reload()
    mark.get_by_role("button").tap()
    expect(mark).to_have_count(0)
    page.locator("#p-2").tap(position={"x": 40, "y": 8})
    expect(tap).to_have_attribute("aria-pressed", "false")
    page.locator("h1").tap()
    expect(page.locator("#p-2")).not_to_have_class(re.compile("chosen"))
