"""A classroom day on two phones: the trainer calls the names, a trainee gives the code, one save records it."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms import clock
from lms.classes.reading import learnt_by
from lms.db import session, transaction
from lms.people.models import Coaching
from lms.plan import service as plan
from lms.plan.calendar import nth_working_day
from lms.plan.service import working_days
from tests.browser.live import PHONE, Site, hand, live_server, sign_in
from tests.cast import DAY_ONE
from tests.practice.plays import key

__all__ = ["hand", "live_server"]  # fixtures

MODULE = "telephone-selling"


@pytest.fixture
def two_to_teach(live_server: Site) -> Site:
    """The trainer coaches both trainees, who begin their path today."""
    cast = live_server.cast
    with transaction():
        session().add(Coaching(trainer_id=cast.trainer, trainee_id=cast.other_trainee, from_on=DAY_ONE))
    today = nth_working_day(clock.now().date(), 1, working_days())
    for who in (cast.trainee, cast.other_trainee):
        plan.enrol(cast.admin, who, "sales", today, key())
    return live_server


def mark(page: Page, name: str) -> str:
    """The mark that stands for somebody on the register."""
    row = page.locator("[data-person]", has_text=name)
    return row.locator("input:checked").get_attribute("value") or ""


def test_a_class_is_called_signed_in_to_and_saved_once_through_a_dead_network(
    two_to_teach: Site, hand: BrowserContext, chromium: Browser
) -> None:
    address, cast = two_to_teach.served.address, two_to_teach.cast
    trainer = hand.new_page()
    sign_in(trainer, address, "trainer")
    trainer.goto(f"{address}/classes/new")
    trainer.select_option("[name=what]", f"module:{MODULE}")
    trainer.click("main .foot button")
    record = trainer.locator("[data-record]")
    expect(record).to_have_text("给2人记下这堂课")

    # the trainer's mark is kept on the phone, through a reload, and counted on the button
    trainer.locator("[data-person]", has_text="赵敏").locator("label", has_text="没到").click()
    expect(record).to_have_text("给1人记下这堂课")
    trainer.reload()
    expect(record).to_have_text("给1人记下这堂课")
    assert mark(trainer, "赵敏") == "offered"

    # on the screen is a code, which the trainee gives on a phone of their own
    register = trainer.url
    trainer.click("text=出签到码")
    code = "".join(trainer.locator(".projected .digits").inner_text().split())
    trainer.goto(register)
    other_hand = chromium.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    trainee = other_hand.new_page()
    sign_in(trainee, address, "trainee")
    trainee.click("text=今天有课")
    trainee.fill("[name=code]", code)
    trainee.click("text=我到了")
    expect(trainee.locator("h1")).to_have_text("签到成功")
    expect(trainer.locator("[data-person]", has_text="李文").locator("[data-signed]")).to_contain_text("签到")
    assert (mark(trainer, "李文"), mark(trainer, "赵敏")) == ("attended", "offered")
    other_hand.close()

    # a save that found no network writes nothing, loses nothing, and is made again
    hand.set_offline(True)
    record.click()
    expect(trainer.locator(".foot .says")).to_contain_text("没有网络")
    hand.set_offline(False)
    trainer.reload()
    expect(record).to_have_text("给1人记下这堂课")
    record.click()
    expect(trainer.locator("#recorded-title")).to_contain_text("已记下")
    session().rollback()
    learnt = learnt_by([cast.trainee, cast.other_trainee])
    assert MODULE in learnt[cast.trainee].done
    assert [one.module for one in learnt[cast.other_trainee].not_come] == [MODULE]
    assert trainer.evaluate("Object.keys(localStorage).filter(one => one.startsWith('register:'))") == []
