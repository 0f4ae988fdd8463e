"""A quiz on a phone: every kind by the keyboard alone, what is kept while one answers, and the time of a check."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from lms import clock
from lms.i18n import Language
from lms.questions.kinds import KINDS, kind_of
from lms.quizzes.rules import GRACE, Mode
from tests.browser.quizzed import Quizzed, item_at, key_of, left_on, quizzed, says, trainee, words
from tests.browser.quizzing import give_by_keys, reach

__all__ = ["quizzed", "trainee"]  # fixtures

NARROW = ViewportSize(width=320, height=640)
MINUTES = 12
Opener = Callable[..., Page]


@pytest.mark.parametrize(
    ("language", "kinds"), [(Language.ZH, sorted(KINDS)[::2]), (Language.EN, sorted(KINDS)[1::2])], ids=["zh", "en"]
)
def test_every_kind_is_answered_by_the_keyboard_alone_on_a_narrow_screen(
    quizzed: Quizzed, trainee: Opener, language: Language, kinds: list[str]
) -> None:
    attempt, questions = quizzed.attempt(kinds, spoken=language)
    page = trainee(f"/attempts/{attempt}/1", viewport=NARROW, is_mobile=False, has_touch=False)
    for position, question in enumerate(questions, start=1):
        item = item_at(page, position)
        expect(item.locator(".ask")).to_have_text(question.ask.zh if language is Language.ZH else question.ask.en)
        give_by_keys(page, item, key_of(question))
        if item.locator("[type=radio], [type=checkbox]:not([data-unsure])").count():
            page.keyboard.press("m")
            expect(item.locator("[data-unsure]")).to_be_checked()
        quizzed.wait_until_held(attempt, quizzed.held(attempt) | {position: key_of(question)})
        fits(page)
        reach(page, page.locator(".foot button"))
        page.keyboard.press("Enter")
        verdict = page.locator("#answered .verdict")
        expect(verdict).to_be_visible()
        if kind_of(question).by_trainer:
            expect(verdict).not_to_have_class(re.compile("right"))
        else:
            expect(verdict).to_have_class(re.compile("right"))
        fits(page)
        reach(page, page.locator(".foot a, .foot button").last)
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    fits(page)


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url


def test_what_is_typed_is_kept_while_one_types_and_a_choice_outlives_a_reload(
    quizzed: Quizzed, trainee: Opener
) -> None:
    attempt, [_number, choice, _steps] = quizzed.attempt(["numeric", "single", "ordering"])
    page = trainee(f"/attempts/{attempt}/1")
    box = item_at(page, 1).locator("[type=text]")
    box.press_sequentially("12")
    quizzed.wait_until_held(attempt, {1: {"entry": ["12"]}})
    box.press_sequentially("60")
    quizzed.wait_until_held(attempt, {1: {"entry": ["1260"]}})
    expect(box).to_be_focused()
    says(page, "Saved")
    page.reload()
    expect(box).to_have_value("1260")

    page.goto(f"/attempts/{attempt}/2")
    chosen = item_at(page, 2).locator(f"[value='{key_of(choice)['chosen'][0]}']")
    page.route("**/answer", lambda route: route.abort())  # this network lets through what it likes
    chosen.locator("xpath=..").tap()
    says(page, "Kept on this device, not yet sent")
    assert 2 not in quizzed.held(attempt)
    page.unroute("**/answer")
    page.reload()
    expect(chosen).to_be_checked()
    says(page, "Saved")
    assert quizzed.held(attempt)[2] == key_of(choice)

    page.goto(f"/attempts/{attempt}/1")
    box.press("End")
    page.keyboard.type("0")
    page.keyboard.press("Enter")  # before what was typed is on its way
    expect(page.locator("#answered")).to_be_visible()
    assert quizzed.held(attempt)[1] == {"entry": ["12600"]}
    assert left_on(page) == []


def test_lines_are_put_in_order_by_a_finger_and_stay_there(quizzed: Quizzed, trainee: Opener) -> None:
    attempt, _steps = quizzed.attempt(["ordering"])
    page = trainee(f"/attempts/{attempt}/1")
    fields = item_at(page, 1).locator("[data-step] input")
    before: list[str] = fields.evaluate_all("all => all.map((one) => one.value)")
    item_at(page, 1).locator("[data-move=down]").first.tap()
    item_at(page, 1).locator("[data-move=up]").last.tap()
    after = [before[1], before[0], *before[2:-2], before[-1], before[-2]]
    expect(item_at(page, 1).locator("[data-moved]")).to_have_text(
        words("Now at %(place)s of %(count)s", place=len(before) - 1, count=len(before))
    )
    quizzed.wait_until_held(attempt, {1: {"order": after}})
    says(page, "Saved")
    page.reload()
    assert fields.evaluate_all("all => all.map((one) => one.value)") == after


def timed(quizzed: Quizzed, trainee: Opener, left: timedelta) -> tuple[Page, int, list[dict[str, list[str]]]]:
    """A check whose time is over soon, on a page whose clock can be set forward; and the keys of its two questions."""
    attempt, asked = quizzed.attempt(["single", "single"], Mode.CHECK, MINUTES)
    quizzed.ends(attempt, clock.now() + left)
    page = trainee("/account")
    page.clock.install()
    page.goto(f"/attempts/{attempt}")
    return page, attempt, [key_of(one) for one in asked]


def choose(page: Page, position: int, key: dict[str, list[str]]) -> None:
    item_at(page, position).locator(f"[value='{key['chosen'][0]}']").locator("xpath=..").tap()


def test_the_time_that_is_left_is_told_in_words_and_at_its_end_what_was_answered_counts(
    quizzed: Quizzed, trainee: Opener
) -> None:
    page, attempt, keys = timed(quizzed, trainee, timedelta(minutes=6))
    warning = page.locator("[data-warning]")
    choose(page, 1, keys[0])
    says(page, "All that you have answered is saved.")
    expect(warning).to_be_empty()
    for forward, told in (("01:10", "Less than five minutes left."), ("04:00", "Less than a minute left.")):
        page.clock.fast_forward(forward)
        expect(warning).to_have_text(words(told))
    quizzed.ends(attempt, clock.now() - GRACE)
    page.clock.fast_forward("00:50")
    expect(warning).to_have_text(words("The time is over. What you have answered counts."))
    page.clock.fast_forward("00:11")
    expect(page).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    expect(page.locator("main")).to_contain_text(words("%(right)s of %(count)s right.", right=1, count=2))
    assert quizzed.held(attempt) == {1: keys[0], 2: {}}


def test_an_answer_that_finds_the_network_after_the_time_is_said_to_be_late_on_the_result(
    quizzed: Quizzed, trainee: Opener
) -> None:
    page, attempt, keys = timed(quizzed, trainee, timedelta(minutes=6))
    page.context.set_offline(True)
    choose(page, 1, keys[0])
    says(page, "%(num)s kept on this device, not yet sent", num=1)
    quizzed.ends(attempt, clock.now() - 2 * GRACE)
    page.clock.fast_forward("06:11")
    expect(page.locator("[data-warning]")).to_have_text(words("The time is over. What you have answered counts."))
    page.context.set_offline(False)
    expect(page).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    late = words("Came after the time, kept and not counted: question %(numbers)s", numbers=1)
    expect(page.locator("main")).to_contain_text(late)
    assert quizzed.late(attempt) == [1]
    assert quizzed.held(attempt) == {1: {}, 2: {}}
