"""A quiz without network, in two tabs, and with the server killed: nothing is lost, nothing doubled, and it says so."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from lms.quizzes.rules import Mode
from tests.browser.quizzed import Quizzed, item_at, key_of, left_on, quizzed, says, trainee, words
from tests.browser.quizzing import give

__all__ = ["quizzed", "trainee"]  # fixtures

SAVED = "All that you have answered is saved."
Opener = Callable[..., Page]


def onward(page: Page, times: int = 1) -> None:
    for _time in range(times):
        page.locator("[data-step='1']").tap()


def tap(page: Page, position: int, place: int) -> str:
    """Choose the option at this place, 0 for the first. Returns its id."""
    field = item_at(page, position).locator("[type=radio]").nth(place)
    field.locator("xpath=..").tap()
    return str(field.get_attribute("value"))


def chosen(page: Page, position: int) -> Locator:
    return item_at(page, position).locator("[type=radio]:checked")


def at(page: Page) -> None:
    """The reader comes to this tab. A browser without a screen never hides one, so it is told that it is seen again."""
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def state(page: Page, position: int) -> Locator:
    """Of a question, in the list to look over."""
    return page.locator(f"[data-state='{position}']")


def test_a_check_goes_on_without_network_and_the_page_opened_again_sends_each_answer_once(
    quizzed: Quizzed, trainee: Opener
) -> None:
    attempt, asked = quizzed.attempt(["single", "numeric", "ordering", "single"], Mode.CHECK)
    keys = [key_of(one) for one in asked]
    page = trainee(f"/attempts/{attempt}")
    give(item_at(page, 1), keys[0])
    says(page, SAVED)
    page.context.set_offline(True)
    for position in (2, 3):
        onward(page)
        give(item_at(page, position), keys[position - 1])
    says(page, "%(num)s kept on this device, not yet sent", num=2)
    onward(page, 2)
    kept = f"{words('Answered')}，{words('not yet sent')}"
    for position, told in enumerate((words("Answered"), kept, kept, words("Not answered yet")), start=1):
        expect(state(page, position)).to_have_text(told)
    page.locator("[data-end]").tap()
    expect(page.locator("[data-says]")).to_have_text(
        words("Not ended: some answers are not sent yet. Press again once you are online.")
    )
    context = page.context
    page.close()
    assert quizzed.held(attempt) == {1: keys[0]}

    context.set_offline(False)
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: request.url.endswith("/answer") and sent.append(request.url))
    page.goto(f"/attempts/{attempt}#look-over")
    says(page, SAVED)
    assert quizzed.held(attempt) == dict(enumerate(keys[:3], start=1))
    assert sorted(url.split("/")[-2] for url in sent) == ["2", "3"]
    for position in (1, 2, 3):
        expect(state(page, position)).to_have_text(words("Answered"))
    assert left_on(page) == []
    page.locator("[data-end]").tap()
    expect(page).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    expect(page.locator("main")).to_contain_text(words("%(right)s of %(count)s right.", right=3, count=4))


def test_of_two_tabs_the_later_word_stands_and_the_end_of_one_is_told_in_the_other(
    quizzed: Quizzed, trainee: Opener
) -> None:
    attempt, _asked = quizzed.attempt(["single", "single"], Mode.CHECK)
    one = trainee(f"/attempts/{attempt}")
    other, third = one.context.new_page(), one.context.new_page()
    for page in (other, third):
        page.goto(f"/attempts/{attempt}")

    at(one)
    first = tap(one, 1, 0)
    says(one, SAVED)
    at(other)
    expect(chosen(other, 1)).to_have_value(first)
    later = tap(other, 1, 1)
    says(other, SAVED)
    quizzed.wait_until_held(attempt, {1: {"chosen": [later]}})
    at(one)
    expect(chosen(one, 1)).to_have_value(later)
    says(one, SAVED)

    onward(one)
    tap(one, 2, 0)
    says(one, SAVED)
    other.bring_to_front()  # it has not looked yet what the other did
    onward(other)
    last = tap(other, 2, 1)
    says(other, SAVED)
    stands = {1: {"chosen": [later]}, 2: {"chosen": [last]}}
    quizzed.wait_until_held(attempt, stands)

    at(one)
    expect(chosen(one, 2)).to_have_value(last)
    onward(one)
    one.locator("[data-end]").tap()
    expect(one).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    at(third)
    expect(third).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))

    other.bring_to_front()
    tap(other, 2, 2)
    says(other, "%(num)s not taken: this check has ended.", num=1)
    onward(other)
    expect(state(other, 2)).to_have_text(f"{words('Answered')}，{words('not taken')}")
    other.locator("[data-end]").tap()
    expect(other).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    assert quizzed.held(attempt) == stands
    assert left_on(other) == []


@pytest.mark.parametrize(("mode", "place"), [(Mode.CHECK, ""), (Mode.PRACTICE, "/1")])
def test_an_answer_that_came_while_the_page_was_being_written_is_on_it(
    quizzed: Quizzed, trainee: Opener, mode: Mode, place: str
) -> None:
    attempt, [asked] = quizzed.attempt(["single"], mode)
    page = trainee("/account")

    def overtaken(route: Route) -> None:
        written = route.fetch()
        quizzed.save(attempt, 1, key_of(asked))
        route.fulfill(response=written)

    page.route(f"**/attempts/{attempt}{place}", overtaken, times=1)
    page.goto(f"/attempts/{attempt}{place}")
    expect(chosen(page, 1)).to_have_value(key_of(asked)["chosen"][0])


def test_killed_before_it_wrote_and_before_the_echo_the_server_has_each_answer_once(
    quizzed: Quizzed, trainee: Opener
) -> None:
    attempt, _asked = quizzed.attempt(["single", "single"], Mode.CHECK)
    page = trainee(f"/attempts/{attempt}")

    def before_it_wrote(route: Route) -> None:
        quizzed.served.kill()
        route.abort()

    def before_the_echo(route: Route) -> None:
        route.fetch()
        quizzed.served.kill()
        route.abort()

    answers = {}
    for position, (moment, there) in enumerate(((before_it_wrote, False), (before_the_echo, True)), start=1):
        page.route("**/answer", moment, times=1)
        with page.expect_event("requestfailed"):
            answers[position] = {"chosen": [tap(page, position, 0)]}
        says(page, "%(num)s kept on this device, not yet sent", num=1)
        assert (position in quizzed.held(attempt)) is there
        if not there:
            answers[position] = {"chosen": [tap(page, position, 1)]}  # while nobody is there
        quizzed.restart()
        page.evaluate("dispatchEvent(new Event('focus'))")
        says(page, SAVED)
        assert quizzed.held(attempt) == answers
        onward(page)

    quizzed.served.kill()
    page.locator("[data-end]").tap()
    expect(page.locator("[data-says]")).to_have_text(words("Not sent. Press again once you are online."))
    quizzed.restart()
    page.locator("[data-end]").tap()
    expect(page).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    assert quizzed.held(attempt) == answers
