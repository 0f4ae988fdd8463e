"""Three phones: a trainee asks to be watched, a trainer comes and lets a guest rate, who does so without network."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from lms.db import session
from lms.practice import facts
from lms.practice.rules import levels_at
from lms.raters import guests
from lms.raters.rules import GuestStanding
from tests.browser.live import STATE, Site, live_server, sign_in, wait_until
from tests.practice.plays import SKILL

__all__ = ["live_server"]  # a fixture


def test_a_guest_rates_on_a_phone_without_network_what_the_trainer_came_to_watch(
    live_server: Site, phone: Callable[[str], BrowserContext]
) -> None:
    address = live_server.served.address
    trainee, trainer, guest = (phone(address).new_page() for _one in range(3))
    sign_in(trainee, address, "trainee")
    trainee.goto(f"/practice/{SKILL}")
    trainee.get_by_role("link", name="现在来看我练").click()
    trainee.get_by_label("你在哪儿").fill("3号会议室")
    trainee.get_by_role("button", name="现在就叫").click()
    expect(trainee.get_by_role("heading", level=1)).to_have_text("在等人来看")

    sign_in(trainer, address, "trainer")
    trainer.goto("/todo")
    expect(trainer.locator("main")).to_contain_text("3号会议室")
    trainer.get_by_role("link", name="李文请你现在去看").first.click()
    trainer.get_by_role("button", name="我这就来").click()
    expect(trainer.locator("[data-live]")).to_be_visible()
    trainee.wait_for_url("**/tries/*")  # the page that waited goes by itself
    expect(trainee.get_by_role("button", name="结束练习")).to_be_visible()

    trainer.get_by_role("link", name="请客人来评这次练习").click()
    trainer.get_by_label("客人怎么称呼").fill("孟总")
    trainer.get_by_role("button", name="生成链接").click()
    link = trainer.locator("#links").input_value()
    guest.goto(f"{address}/guest/{link.partition('/guest/')[2]}")
    guest.get_by_role("button", name="开始", exact=True).click()
    expect(guest.locator("[data-live]")).to_be_visible()

    items = guest.locator("[data-live] [role=radiogroup]")
    items.first.locator("label").nth(2).tap()
    expect(guest.locator(STATE)).to_contain_text("已保存")
    guest.context.set_offline(True)
    for row in range(1, items.count()):
        items.nth(row).locator("label").nth(2).tap()
    wait_until(lambda: guest.inner_text(STATE).startswith("没有网络，"), "the page says where the taps are")
    guest.get_by_role("button", name="结束评阅").tap()
    expect(guest.locator("[data-end] small")).to_have_text("已结束，等着发出去")
    guest.context.set_offline(False)
    guest.wait_for_url("**/guest/done")
    expect(guest.get_by_role("heading", level=1)).to_have_text("收到了，谢谢你")

    session().rollback()
    (asked,) = guests.guests_at(int(trainer.url.split("/tries/")[1].split("/")[0]))
    assert asked.standing is GuestStanding.ENDED
    assert asked.review_id is not None
    assert set(levels_at(facts.taps_of(asked.review_id, None)).values()) == {2}
    trainer.goto("/todo")
    expect(trainer.locator("main")).to_contain_text("你请的客人孟总评完了")
    assert guest.goto("/practice") is not None
    expect(guest).to_have_url(f"{address}/sign-in?next=/practice")
    other = phone(address).new_page()
    over = other.goto(f"{address}/guest/{link.partition('/guest/')[2]}")
    assert over is not None
    assert over.status == 410
