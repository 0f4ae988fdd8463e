"""Every page as somebody it is for, in a real browser: accessible, fits a narrow phone, asks no other host."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from lms.i18n import Language
from tests.browser.chromium import stay_in_house
from tests.browser.conftest import Walked
from tests.walk import GUESTS, STOPS, Stop

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
NARROW, PHONE, WIDE = 320, 390, 1280
# Structure is the same in both themes, colours are in both languages: each language and each theme is looked at once.
LOOKS = {Language.ZH: ("light", WCAG), Language.EN: ("dark", ["color-contrast"])}
axe = Axe()


@pytest.fixture(scope="session")
def contexts(chromium: Browser, walked: Walked) -> Iterator[dict[str, tuple[BrowserContext, list[str]]]]:
    """One browser context a person, opened when first asked for."""
    opened: dict[str, tuple[BrowserContext, list[str]]] = {}
    yield opened
    for context, _strangers in opened.values():
        context.close()


@pytest.fixture
def window(
    chromium: Browser, walked: Walked, contexts: dict[str, tuple[BrowserContext, list[str]]], stop: Stop
) -> Iterator[Page]:
    """A window of who the stop is for. Whatever it asks of another host fails the test."""
    if stop.who not in contexts:
        address = walked.served.address
        context = chromium.new_context(
            base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        if stop.who:
            cookie = walked.company.signed_in(stop.who, address)
            context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
        contexts[stop.who] = (context, stay_in_house(context, address))
    context, strangers = contexts[stop.who]
    page = context.new_page()
    yield page
    page.close()
    assert strangers == []


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_a_page_is_accessible_and_fits_in_both_languages_and_themes(stop: Stop, window: Page, walked: Walked) -> None:
    troubles: list[str] = []
    window.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: troubles.append(str(error)))
    for language in Language:
        speak(window, walked, stop, language)
        window.set_viewport_size({"width": PHONE, "height": 844})
        opened(window.goto(walked.company.path(stop)), stop)
        scheme, rules = LOOKS[language]
        window.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        assert findings(window, rules) == [], (stop, language, scheme)
        for width in (NARROW, PHONE, WIDE):
            window.set_viewport_size({"width": width, "height": 844})
            assert window.evaluate("document.documentElement.scrollWidth") <= width, (stop, language, width)
    expected = ["status of 404" in trouble for trouble in troubles] if stop.status == 404 else [False] * len(troubles)
    assert all(expected), troubles


def opened(response: Response | None, stop: Stop) -> None:
    assert response is not None
    assert response.status == stop.status, (stop, response.status, response.url)
    assert stop.status != 200 or response.request.redirected_from is None, (stop, response.url)


def speak(window: Page, walked: Walked, stop: Stop, language: Language) -> None:
    """A person's language stands with their account, a stranger's in a cookie."""
    walked.company.look(language, "auto")
    if not stop.who or stop.who in GUESTS:
        cookie = {"name": "language", "value": language.value, "url": walked.served.address}
        window.context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it


def findings(window: Page, asked: list[str]) -> list[str]:
    """What axe finds by these rules, or by those with these tags."""
    only = {"type": "tag" if asked is WCAG else "rule", "values": asked}
    found = axe.run(window, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def test_every_address_of_the_site_is_walked(walked: Walked) -> None:
    """A page that is added or removed is noticed; what only scripts and forms reach is named here."""
    adapter = walked.company.site.url_map.bind("localhost")
    reached = {adapter.match(walked.company.path(stop).partition("?")[0])[0] for stop in STOPS if stop.status == 200}
    pages = {
        rule.endpoint
        for rule in walked.company.site.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES
    }
    assert reached == pages


NOT_PAGES = {
    "static", "web.healthz", "items.module_csv", "items.template",  # files and figures
    "desk.team_csv", "leaders.owed_csv", "file.as_json",
    "practice.csrf", "practice.stamp", "classes.stamp", "quizzes.answers", "people.signed_in",  # asked for by scripts
    "asking.section_own", "asking.item_own", "practice.uncovered", "raters.watch_stamp", "guest.csrf",
    "recordings.listing", "recordings.media", "recordings.captions_file",
    "web.manifest", "practice.worker",  # asked for by browsers
    "desk.progress", "desk.arranged", "people.admin", "practice.tries_home",  # lead on to a page that is walked
}  # fmt: skip
