"""Pages that show a state, for whoever reads in wide letters or large ones, by keyboard, or on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms.i18n import Language
from lms.ops.demo.company import VISIT
from tests.browser.conftest import Walked

Opened = Callable[[str, str, int], Page]
WIDE_LETTERS = "* { font-family: 'DejaVu Sans' !important; }"
BROKEN_WORDS = """() => [...document.querySelectorAll('.row .words')].flatMap((one) => {
  const text = one.firstChild, range = document.createRange();
  return [...text.textContent.matchAll(/[A-Za-z]+/g)].filter((word) => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map((word) => word[0]);
})"""
UNSEEN_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), drawn = getComputedStyle(one);
  const seen = drawn.outlineStyle !== 'none' && box.width > 0 && box.top >= 0 && box.bottom <= innerHeight;
  return seen || one === document.body ? '' : one.outerHTML.slice(0, 120);
}"""
HIDDEN_SIDEWAYS = "(tables) => tables.filter((one) => one.scrollWidth > one.clientWidth).length"


@pytest.fixture
def opened(chromium: Browser, walked: Walked) -> Iterator[Opened]:
    """Opens a page in English as somebody of the demo company, in a window of a width."""
    contexts: list[BrowserContext] = []

    def open_one(who: str, path: str, width: int) -> Page:
        walked.company.look(Language.EN, "auto")
        address = walked.served.address
        context = chromium.new_context(
            base_url=address, viewport={"width": width, "height": 844}, reduced_motion="reduce", bypass_csp=True
        )
        contexts.append(context)
        cookie = walked.company.signed_in(who, address)
        context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
        page = context.new_page()
        page.goto(path.format(**walked.company.things))
        return page

    yield open_one
    for context in contexts:
        context.close()


def test_no_word_of_a_list_is_broken_in_wide_letters(opened: Opened) -> None:
    page = opened("lin", "/", 390)
    page.add_style_tag(content=WIDE_LETTERS)
    assert page.evaluate(BROKEN_WORDS) == []


@pytest.mark.parametrize("who", ["qin", "shen"])
def test_the_squares_of_a_team_are_whole_and_nothing_of_its_tables_is_cut_off(opened: Opened, who: str) -> None:
    page = opened(who, "/team", 1280)
    page.add_style_tag(content=WIDE_LETTERS)
    sizes = page.locator("svg.marks").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().width)")
    assert set(sizes) == {53}
    assert page.locator(".table").evaluate_all(HIDDEN_SIDEWAYS) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize(("who", "path"), [("qin", f"/people/{{sun}}?skill={VISIT}"), ("qin", "/cases/{case}/why")])
def test_in_letters_twice_as_large_nothing_of_the_reasons_is_cut_off(opened: Opened, who: str, path: str) -> None:
    page = opened(who, path, 1280)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(page.locator("tr[data-reason]").first).to_be_visible()
    assert page.locator(".table:has([data-reason])").evaluate_all(HIDDEN_SIDEWAYS) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize(("who", "width"), [("qin", 1280), ("sun", 390)])
def test_a_review_is_walked_by_keyboard_with_the_focus_always_in_sight(opened: Opened, who: str, width: int) -> None:
    page = opened(who, "/cases/{case}", width)
    reached = []
    for _step in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN_FOCUS) == ""
        reached.append(page.evaluate("document.activeElement.closest('form')?.getAttribute('action') ?? ''"))
        if page.evaluate("document.activeElement === document.body"):
            break
    acts = [one.rsplit("/", 1)[-1] for one in dict.fromkeys(reached) if "/cases/" in one]
    assert acts == ["open", "open", "open", "decision" if who == "qin" else "word"]


def test_on_paper_a_review_has_its_figures_and_no_form(opened: Opened) -> None:
    page = opened("qin", "/cases/{case}", 1280)
    page.emulate_media(media="print")
    expect(page.locator("#decision")).to_be_hidden()
    expect(page.locator(".curve table")).to_be_visible()
    # What follows a table within a grid is printed over it where the table breaks across pages.
    grids = "(all) => all.filter((one) => getComputedStyle(one).display === 'grid').length"
    assert page.locator(":is(.card, .curve, .stack, .block):has(table)").evaluate_all(grids) == 0
    page.goto("/team")
    expect(page.locator(".news")).to_be_hidden()
