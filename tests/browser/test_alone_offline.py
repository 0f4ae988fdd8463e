"""Practice alone with a scripted customer on a phone: without network after the page was there, and logged once."""

import random

from playwright.sync_api import BrowserContext, Page, expect

from lms.db import session
from lms.i18n import Language
from lms.practice.customer_view import customer_page
from lms.practice.customers import ScriptedCustomer
from lms.practice.plays import plays_of
from lms.practice.reading import practice_of
from tests.browser.live import SEED, Site, hand, live_server, sign_in, wait_until
from tests.practice.plays import SKILL, verbs
from tests.practice.test_plays import a_script, best_of

__all__ = ["hand", "live_server"]  # fixtures
PLAYS = 60
REPLAY = """async ([address, plays]) => {
  const { replay, uncovered } = await import(address);
  const script = JSON.parse(document.getElementById("script").textContent);
  return plays.map((said) => {
    const play = replay(script, said);
    const facts = uncovered(script, play).map((one) => [one.fact, one.opened, one.asked, one.spoilt]);
    return [play.talk.map((one) => [one.who, one.words, one.own, one.told]), facts, play.end?.text ?? ""];
  });
}"""


def opened(live_server: Site, hand: BrowserContext) -> Page:
    page = hand.new_page()
    sign_in(page, live_server.served.address, "trainee")
    page.goto(f"{live_server.served.address}/practice/{SKILL}/customers/{a_script().id}")
    return page


def choose(page: Page, said: str) -> None:
    page.locator(f"[data-choices] a[href$='{said}']").tap()


def test_a_talk_goes_on_without_network_and_is_logged_once_when_it_is_back(
    live_server: Site, hand: BrowserContext
) -> None:
    script, page = a_script(), opened(live_server, hand)
    first, second, *rest = best_of(script)
    choose(page, first)
    hand.set_offline(True)
    choose(page, second)
    choose(page, "headache")
    expect(page.locator("[data-turn] [data-found]")).to_have_text("5条实情，听到0条")
    page.locator("[data-back]").tap()
    for said in rest[:-1]:
        choose(page, said)
    places = next(node.options for node in script.nodes if node.id == "one-sentence")
    page.keyboard.press(str([one.best for one in places].index(True) + 1))
    expect(page.locator("[data-ending] h2")).to_be_focused()
    expect(page.locator("[data-ending]")).to_contain_text("礼拜五两点")
    assert page.url.endswith("?said=" + ".".join(best_of(script)))
    page.locator("[data-do-log]").tap()
    expect(page.locator("[data-says]")).to_have_text("存在这台手机上，还没记上，联网后会自动发送。")
    page.locator("[data-unlog]").tap()
    expect(page.locator("[data-do-log]")).to_be_visible()
    page.locator("[data-do-log]").tap()
    assert verbs(live_server.cast.trainee) == []
    session().rollback()
    hand.set_offline(False)
    page.wait_for_url(f"**/practice/{SKILL}")
    expect(page.locator(".toast")).to_contain_text("记下了：自己练了一次")
    expect(page.locator(".timeline")).to_contain_text("对手苗厂长（剧本），5条实情听到5条")
    assert verbs(live_server.cast.trainee) == ["practised"]
    (made,) = practice_of([live_server.cast.trainee])[live_server.cast.trainee].solo(SKILL)
    assert list(plays_of([made.id])[made.id].play.said) == best_of(script)
    session().rollback()
    page.locator(".toast form button").tap()
    wait_until(lambda: _verbs(live_server) == ["practised", "corrected"], "the toast's undo takes it back")


def test_what_was_left_on_the_phone_is_sent_from_the_page_of_the_skill(live_server: Site, hand: BrowserContext) -> None:
    page = opened(live_server, hand)
    for said in best_of(a_script()):
        choose(page, said)
    live_server.served.kill()
    page.locator("[data-do-log]").tap()
    expect(page.locator("[data-says]")).to_contain_text("还没记上")
    page.close()
    live_server.restart()
    page = hand.new_page()
    page.goto(f"{live_server.served.address}/practice/{SKILL}")
    expect(page.locator("[data-unlogged]")).to_contain_text("已经记上了")
    assert _verbs(live_server) == ["practised"]


def test_the_page_plays_every_talk_as_the_server_does(live_server: Site, hand: BrowserContext) -> None:
    script, chance, said = a_script(), random.Random(SEED), list[list[str]]()
    customer = ScriptedCustomer(script)
    for _play in range(PLAYS):
        said.append([])
        while (turn := customer.answer(said[-1])).end is None:
            said[-1].append(chance.choice(turn.choices).id)
    page = opened(live_server, hand)
    expected = []
    for one in said:
        view = customer_page(script, one)
        facts = [[fact.words, fact.opened, fact.asked, fact.spoilt] for fact in view.facts]
        talk = [[line.who, line.words, line.own, line.told] for line in view.talk]
        expected.append([talk, facts, view.end.words if view.end else ""])
    assert page.evaluate(REPLAY, ["/static/js/scripted.js", said]) == expected
    assert page.get_attribute("html", "lang") == Language.ZH


def _verbs(site: Site) -> list[str]:
    session().rollback()
    return verbs(site.cast.trainee)
