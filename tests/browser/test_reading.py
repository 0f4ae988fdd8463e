"""Reading in a browser: what a term means, on a phone and at a desk, with scripts and without; and what is printed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms.curriculum import edition
from lms.i18n import Language
from lms.ops.demo.company import CALLS
from tests.browser.conftest import PHONE, Walked

LANGUAGES = pytest.mark.parametrize("language", list(Language))
SHEETS = re.compile(rb"/Type\s*/Page\b(?!s)")
A4 = re.compile(rb"/MediaBox\s*\[\s*0 0 59[456](?:\.\d+)? 84[12](?:\.\d+)?\s*\]")
LESSON = f"/courses/{CALLS}/first-15-seconds"


@pytest.fixture
def signed_in(chromium: Browser, walked: Walked) -> Callable[..., BrowserContext]:
    """A browser of somebody in a language; closed with the browser."""

    def become(who: str, language: Language = Language.ZH, **options: object) -> BrowserContext:
        walked.company.look(language, "auto")
        context = chromium.new_context(base_url=walked.served.address, **options)  # type: ignore[arg-type]
        cookie = walked.company.signed_in(who, walked.served.address)
        context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
        return context

    return become


def test_a_tap_shows_what_a_term_means_without_scripts(signed_in: Callable[..., BrowserContext]) -> None:
    phone = signed_in("lin", viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    page = phone.new_page()
    page.goto(LESSON)
    word, meaning = page.locator(".term > button").first, page.locator(".meaning").first
    called = meaning.locator("strong").text_content() or ""
    expect(meaning).to_be_hidden()
    word.tap()
    expect(meaning).to_be_visible()
    box = meaning.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    meaning.get_by_role("link").tap()
    page.wait_for_url("**/glossary#term-*")
    assert page.locator(":target dt").inner_text().startswith(called)
    phone.close()


def test_a_pointer_or_the_keyboard_shows_it_and_escape_hides_it(signed_in: Callable[..., BrowserContext]) -> None:
    desk = signed_in("lin", Language.EN, viewport={"width": 1280, "height": 844})
    page = desk.new_page()
    page.goto(LESSON)
    word, meaning = page.locator(".term > button").first, page.locator(".meaning").first
    word.hover()
    expect(meaning).to_be_visible()
    meaning.hover()  # it can be gone to and read
    page.wait_for_timeout(400)
    expect(meaning).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    page.mouse.move(0, 0)
    word.hover()
    expect(meaning).to_be_visible()
    word.click()
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    expect(meaning).to_be_visible()  # pressed, it stays
    page.mouse.click(1200, 500)
    expect(meaning).to_be_hidden()
    page.locator("body").press("Tab")
    while not word.evaluate("word => word === document.activeElement"):
        page.keyboard.press("Tab")
    expect(meaning).to_be_visible()
    page.keyboard.press("Tab")
    expect(meaning.get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    expect(meaning).to_be_hidden()
    page.emulate_media(media="print")
    word.evaluate("word => word.click()")
    expect(meaning).to_be_hidden()
    desk.close()


def sheets(page: Page, path: str) -> int:
    """How many sheets of A4 a page is printed on."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    count = len(SHEETS.findall(printed))
    assert len(A4.findall(printed)) == count, path
    return count


@LANGUAGES
def test_every_takeaway_fits_one_sheet_and_a_whole_module_takes_more(
    signed_in: Callable[..., BrowserContext], walked: Walked, language: Language
) -> None:
    context = signed_in("lin", language)
    page = context.new_page()
    with walked.company.site.app_context():
        modules = list(edition.catalog().modules)
    taken = {module: sheets(page, f"/courses/{module}/sheet") for module in modules}
    assert set(taken.values()) == {1}, {module: count for module, count in taken.items() if count != 1}
    assert sheets(page, f"/courses/{CALLS}/print") > 5
    context.close()


@LANGUAGES
def test_every_role_card_is_one_sheet_with_a_line_to_cut(
    signed_in: Callable[..., BrowserContext], walked: Walked, language: Language
) -> None:
    context = signed_in("chen", language)
    page = context.new_page()
    with walked.company.site.app_context():
        catalog = edition.catalog()
        cards = {skill.id: len(catalog.modules[skill.checklist].cards) for skill in catalog.skills.values()}
    printed = {skill: sheets(page, f"/practice/{skill}/cards") for skill in cards}
    assert printed == cards
    context.close()


def test_a_script_is_followed_line_by_line_with_the_thumb(signed_in: Callable[..., BrowserContext]) -> None:
    context = signed_in("chen", viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"/practice/{CALLS}/script")
    lines, now = page.locator("[data-line]"), page.locator("[data-line][aria-current]")
    expect(now).to_have_count(0)
    for number in range(8):
        page.get_by_role("button", name="下一句").tap()
        expect(now).to_have_count(1)
        expect(lines.nth(number)).to_have_attribute("aria-current", "true")
        expect(now).to_be_in_viewport()
    page.get_by_role("button", name="上一句").tap()
    expect(lines.nth(6)).to_have_attribute("aria-current", "true")
    lines.nth(9).tap()
    expect(lines.nth(9)).to_have_attribute("aria-current", "true")
    context.close()


PAINTED = Path(__file__).with_name("painted.js").read_text(encoding="utf-8")
UNREADABLE = """<figure class="figure"><svg viewBox="0 0 480 120" font-size="20">
<text class="line" x="9" y="40">pale</text><text x="400" y="90">at the edge</text><text x="12" y="42">lies</text>
</svg></figure>"""
FIGURE = re.compile(r'<figure class="figure".*?</figure>', re.DOTALL)


@LANGUAGES
def test_every_figure_can_be_read_on_a_narrow_phone_in_both_themes(
    signed_in: Callable[..., BrowserContext], walked: Walked, language: Language
) -> None:
    context = signed_in("lin", language, viewport={"width": 320, "height": 844})
    page = context.new_page()
    page.goto(LESSON)
    with walked.company.site.app_context():
        sections = [
            (f"{module.id}/{section.anchor}", figure)
            for module in edition.catalog().modules.values()
            for section in module.lessons[language].sections
            for figure in FIGURE.findall(section.html)
        ]
    assert sections
    assert all('role="img" aria-label="' in figure and "<desc" in figure for _name, figure in sections)
    for dark in (False, True):
        told = [re.sub(r" [\d.]+( px)?$", "", one) for one in page.evaluate(PAINTED, [[("bad", UNREADABLE)], dark])]
        assert told == [
            "bad: “pale” has a contrast of",
            "bad: “at the edge” is cut off by",
            "bad: “pale” lies on “lies”",
        ]
        assert page.evaluate(PAINTED, [sections, dark]) == []
    context.close()
