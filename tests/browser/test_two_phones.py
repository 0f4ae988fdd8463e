"""A role play on two phones: the trainee's card on one, the customer's on the other, whose network comes and goes."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from lms.db import session
from lms.practice import uncovering
from lms.practice.models import Uncovered
from tests.browser.live import PHONE, STATE, Site, hand, live_server, sign_in, wait_until
from tests.practice.plays import OTHER_SKILL

__all__ = ["hand", "live_server"]  # fixtures


def heard(made: int) -> set[str]:
    session().rollback()
    return set(uncovering.heard_in(made))


def places(page: Page) -> list[int]:
    """How far from the top of the page each fact stands."""
    tops: list[int] = page.evaluate("[...document.querySelectorAll('.fact')].map(one => one.offsetTop)")
    return tops


def test_a_colleague_plays_the_customer_and_rates_without_network_and_both_read_it_afterwards(
    live_server: Site, hand: BrowserContext, phone: Callable[[str], BrowserContext]
) -> None:
    address = live_server.served.address
    trainee, colleague = phone(address).new_page(), hand.new_page()
    sign_in(trainee, address, "trainee")
    sign_in(colleague, address, "other_trainee")

    trainee.goto(f"/practice/{OTHER_SKILL}")
    trainee.click("form[action$='/peer'] button")
    expect(trainee.locator("svg.qr")).to_be_visible()
    code = trainee.inner_text(".join-code")
    made = int(trainee.url.split("/tries/")[1].split("/")[0])
    colleague.goto(f"{address}/join")
    colleague.fill("[name=code]", code.lower())
    colleague.click("main button")
    colleague.check("[value=customer-peer]")
    colleague.click("main button")
    expect(trainee.locator("#main")).to_contain_text("赵敏")  # the page shows it by itself

    trainee.click(".foot .primary")
    facts = [box.get_attribute("value") for box in colleague.locator("[name=fact]").all()]
    told = [row.inner_text() for row in colleague.locator(".fact .pick").all()]
    assert not [words for words in told if words.strip() in trainee.content()]

    first, second, third = (colleague.locator(".fact").nth(number) for number in range(3))
    before = places(colleague)
    first.click()
    wait_until(lambda: heard(made) == {facts[0]}, "the first tick is kept")
    hand.set_offline(True)
    second.click()
    third.click()
    second.click()  # an untick takes it back
    assert places(colleague) == before, "nothing moves under the thumb"
    wait_until(lambda: "没有网络" in colleague.inner_text(STATE), "the page says where the ticks are")
    assert heard(made) == {facts[0]}
    hand.set_offline(False)
    wait_until(lambda: heard(made) == {facts[0], facts[2]}, "what waited was sent")
    assert session().query(Uncovered).count() == 4
    colleague.reload()
    assert [box.is_checked() for box in colleague.locator("[name=fact]").all()[:3]] == [True, False, True]

    colleague.click(".foot .primary")
    for row in colleague.locator("[role=radiogroup]").all():
        row.locator("label").nth(2).click()
    colleague.click("[data-end]")
    expect(colleague.locator("h1")).to_contain_text("赵敏的看法")

    trainee.wait_for_url(f"**/tries/{made}/self")  # the play's end leads on by itself
    for row in trainee.locator("[role=radiogroup]").all():
        row.locator("label").nth(3).click()
    trainee.click(".foot .primary")
    trainee.wait_for_url(f"**/tries/{made}/back")
    main = trainee.locator("#main")
    expect(main).to_contain_text("不算评阅")
    expect(main).to_contain_text("实情不是分，检查表才是")
    assert trainee.locator(".fact:not(.hidden-still)").count() == 2
    assert trainee.locator(".fact.hidden-still").count() == len(facts) - 2
    assert trainee.viewport_size == PHONE
