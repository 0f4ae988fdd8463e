"""A lesson's small checks and a quiz in a browser on a phone: what is said in place, with the network and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lms.curriculum import edition
from lms.i18n import Language, chinese
from lms.ops.demo.company import CALLS
from lms.quizzes.service import attempt_view
from tests.browser.conftest import Walked

NOT_SENT = "没有发出去，联网后再点一次。"


@pytest.fixture
def open_for(walked: Walked, phone: Callable[[str], BrowserContext]) -> Callable[[str], Page]:
    """A phone of somebody in the demo company, signed in, in Chinese."""

    def sign_in(who: str) -> Page:
        walked.company.look(Language.ZH, "auto")  # others that walk the same company change it
        context = phone(walked.served.address)
        cookie = {"name": "session", "value": walked.company.cookie(who), "url": walked.served.address}
        context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
        return context.new_page()

    return sign_in


@pytest.fixture
def lesson_with_a_check(walked: Walked) -> str:
    with walked.company.site.app_context():
        sections = edition.catalog().modules[CALLS].lessons[Language.ZH].sections  # type: ignore[index]
    return f"/courses/{CALLS}/{next(section.anchor for section in sections if section.checks)}"


def test_a_check_says_in_place_what_it_needs_and_what_came_of_it(
    open_for: Callable[[str], Page], lesson_with_a_check: str
) -> None:
    page = open_for("lin")
    page.goto(lesson_with_a_check)
    check = page.locator("form[data-check]").first
    said, see = check.locator("[data-verdict]"), check.get_by_role("button")
    see.click()
    expect(said).to_have_text(chinese().plain["Choose an answer first."])
    check.locator("input[name=chosen]").first.check()
    expect(said).to_be_empty()
    see.click()
    expect(said).not_to_be_empty()
    check.locator("input[name=chosen]").last.check()
    expect(said).to_be_empty()
    page.context.set_offline(True)
    see.click()
    expect(said).to_have_text(NOT_SENT)
    expect(check.locator("input[name=chosen]").last).to_be_checked()
    page.context.set_offline(False)
    see.click()
    expect(said).not_to_have_text(NOT_SENT)
    expect(said).not_to_be_empty()
    expect(page).to_have_url(re.compile(re.escape(lesson_with_a_check) + "$"))


def open_single(walked: Walked) -> str:
    """An item of one choice that is not answered yet: that is whole with it."""
    company = walked.company
    with company.site.app_context():
        view = attempt_view(company.ids["feng"], company.things["open_attempt"])  # type: ignore[arg-type]
    single = next(one for one in view.items if not one.confirmed and one.question.kind == "single")
    return f"/attempts/{view.id}/{single.position}"


def test_confirming_without_a_network_keeps_the_question_and_the_choice(
    walked: Walked, open_for: Callable[[str], Page]
) -> None:
    page = open_for("feng")
    place = open_single(walked)
    page.goto(place)
    choice, confirm = page.locator("[data-item] [type=radio]").first, page.locator(".foot button")
    page.context.set_offline(True)
    choice.check()
    confirm.click()
    expect(page.locator("[data-unsent]")).to_have_text(NOT_SENT)
    expect(choice).to_be_checked()
    page.context.set_offline(False)
    confirm.click()
    expect(page).to_have_url(re.compile(f"{place}#answered$"))
    expect(page.locator("#answered .verdict")).to_be_in_viewport(ratio=1)
    bar, verdict = page.evaluate(  # both at one moment: the page may be scrolling to it
        "['.titlebar', '#answered .verdict'].map((one) => document.querySelector(one).getBoundingClientRect().toJSON())"
    )
    assert verdict["top"] >= bar["bottom"], "the bar that sticks to the top does not cover it"
    expect(page.locator("[data-item]")).to_have_count(0)


def test_the_language_changes_within_a_lesson_on_a_phone(
    open_for: Callable[[str], Page], lesson_with_a_check: str
) -> None:
    page = open_for("lin")
    page.goto(lesson_with_a_check)
    here = page.url
    page.locator(".titlebar").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(here)
    page.locator(".titlebar").get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_the_contents_beside_a_lesson_count_each_section_once(
    open_for: Callable[[str], Page], lesson_with_a_check: str
) -> None:
    page = open_for("chen")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(lesson_with_a_check)
    sections = page.locator(".contents > ol > li")
    assert sections.first.inner_text().startswith("1")
    assert sections.first.evaluate("line => getComputedStyle(line).listStyleType") == "none", "the browser counts too"
    last, count = sections.last.bounding_box(), page.locator(".contents > ol + .caption").bounding_box()
    assert last is not None
    assert count is not None
    assert count["y"] >= last["y"] + last["height"] + 8
