"""A live review in a browser: taps, notes, undo, keys, two tabs, and the end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from lms.db import session
from lms.practice import facts
from lms.practice.rules import notes_standing
from tests.browser import chromium as machine
from tests.browser.live import WITHIN, Live, Opener, Site, hand, live_server, opened, wait_until

__all__ = ["hand", "live_server", "opened"]  # fixtures


def test_a_tap_is_saved_at_once_and_the_page_says_when(opened: Opener) -> None:
    live = opened()
    live.page.locator(f"label:has(input[name='{live.items[0]}'][value='2'])").tap()
    live.levels[live.items[0]] = 2
    live.done.append((live.items[0], 2))
    live.wait_until_sent()
    wait_until(lambda: live.state().startswith("已保存"), "the page says so")
    live.check()
    rating = facts.taps_of(live.review_id, None)[0]
    assert abs(rating.tapped_at - rating.saved_at).total_seconds() < WITHIN
    assert 0 <= rating.second < WITHIN


def test_the_end_button_says_which_rows_are_missing_and_leads_there(opened: Opener) -> None:
    live = opened()
    small = live.page.locator("[data-end] small")
    expect(small).to_have_text(f"还差{len(live.items)}条")
    for item in live.items[:-2]:
        live.tap(item, 2)
    expect(small).to_have_text(f"还差第{len(live.items) - 1}、{len(live.items)}条")
    live.end()
    focused = live.page.evaluate("document.activeElement.name")
    assert focused == live.items[-2]
    live.rate_the_rest()
    expect(small).to_have_text("每一条都评了")
    live.end()
    live.check_end()


def test_notes_are_written_undone_and_survive_a_reload(opened: Opener) -> None:
    live = opened()
    item = live.items[1]
    row = live.page.locator(f"#item-{item}")
    for words in ("打开了系统", "问完停住"):
        row.locator("[data-note]").click()
        live.page.keyboard.type(words)
        live.page.keyboard.press("Enter")
    live.page.click("[data-undo]")
    assert "问完停住" not in row.inner_text()
    live.wait_until_sent()
    live.page.reload()
    assert "打开了系统" in row.inner_text()
    assert "问完停住" not in row.inner_text()
    session().rollback()
    assert [note.text for note in notes_standing(facts.notes_of(live.review_id, None))] == ["打开了系统"]


def test_two_tabs_of_one_trainer_lose_no_tap(opened: Opener) -> None:
    live = opened()
    other = live.page.context.new_page()
    other.goto(live.page.url)
    for n, item in enumerate(live.items):
        page = (live.page, other)[n % 2]
        page.evaluate("item => document.querySelector(`input[name='${item}'][value='1']`).click()", item)
    live.wait_until_sent()
    wait_until(lambda: len(live.kept()) >= len(live.items), "every tap of both tabs is there")
    # A tab whose number was taken takes the next one, so numbers may leave a gap; what counts is each tap once.
    assert sorted((item, level) for _seq, item, level in live.kept()) == sorted((item, 1) for item in live.items)


def test_all_of_it_works_by_keyboard(opened: Opener) -> None:
    live = opened()
    page, item = live.page, live.items[0]
    page.locator(f"input[name='{item}'][value='0']").focus()
    page.keyboard.press("3")
    assert page.evaluate("document.activeElement.value") == "2"
    page.keyboard.press("ArrowRight")
    live.levels[item] = 3
    live.done += [(item, 2), (item, 3)]
    live.wait_until_sent()
    live.check()
    page.keyboard.press("n")
    page.keyboard.type("nnn 3")
    page.keyboard.press("Enter")
    composing = "new KeyboardEvent('keydown', {key: 'n', isComposing: true, bubbles: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({composing})")
    assert page.locator("[data-live] textarea").count() == 0, "a key that composes is no shortcut"
    live.wait_until_sent()
    session().rollback()
    assert [note.text for note in facts.notes_of(live.review_id, None)] == ["nnn 3"]
    live.check()


def test_it_needs_no_secure_context(opened: Opener, live_server: Site, chromium: Browser) -> None:
    # A name that leads here and is no loopback address is no secure context, as http://192.168.1.20 is none.
    plain = chromium.browser_type.launch(
        executable_path=machine.path(), args=[*machine.ARGUMENTS, "--host-resolver-rules=MAP phone.test 127.0.0.1"]
    )
    address = f"http://phone.test:{live_server.served.port}"
    live = opened(plain.new_context(locale="zh-CN"), address)
    assert live.page.evaluate("isSecureContext") is False
    live.rate_the_rest()
    live.wait_until_sent()
    live.check()
    live.end()
    live.check_end()
    plain.close()


def test_what_is_tapped_before_the_script_has_come_is_sent_too(opened: Opener) -> None:
    live = opened()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    live.page.route("**/js/live.js*", hold)
    live.page.reload(wait_until="commit")
    live.page.locator(f"label:has(input[name='{live.items[0]}'][value='2'])").click()
    wait_until(lambda: bool(held), "the script is asked for")
    assert live.kept() == []
    held[0].continue_()
    live.levels[live.items[0]] = 2
    live.done.append((live.items[0], 2))
    wait_until(lambda: len(live.kept()) == 1, "it is sent")
    live.check()


@pytest.mark.parametrize("leaving", ["ending", "loading again"])
def test_a_note_that_is_still_being_written_is_kept(opened: Opener, leaving: str) -> None:
    live = opened()
    live.rate_the_rest()
    live.write(live.items[1], "问完停住")
    if leaving == "ending":
        live.end()
        live.check_end()
    else:
        live.page.reload()
        expect(live.page.locator(f"#item-{live.items[1]} .notes")).to_contain_text("问完停住")
        live.wait_until_sent()
    assert live.notes() == ["问完停住"]


def test_escape_closes_an_empty_note_and_leaves_one_that_was_begun(opened: Opener) -> None:
    live = opened()
    box = live.page.locator("[data-live] textarea")
    live.write("", "")
    live.page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    live.write("", "声音稳")
    live.page.keyboard.press("Escape")
    expect(box).to_have_value("声音稳")


def test_undo_is_offered_while_there_is_something_to_undo_and_goes_on_after_a_reload(opened: Opener) -> None:
    live = opened()
    undo, first, second = live.page.locator("[data-undo]"), live.items[0], live.items[1]
    expect(undo).to_be_disabled()
    live.tap(first, 1)
    live.tap(first, 3)
    live.tap(second, 2)
    live.undo()
    live.write(second, "问完停住")
    live.page.keyboard.press("Enter")
    live.wait_until_sent()
    live.page.reload()
    expect(undo).to_be_enabled()
    undo.click()
    expect(live.page.locator(f"#item-{second} .notes")).not_to_contain_text("问完停住")
    live.wait_until_sent()
    assert live.notes() == []
    live.page.reload()
    expect(undo).to_be_enabled()
    for level in (1, None):
        live.undo()
        assert live.levels[first] == level
        live.wait_until_sent()
    expect(undo).to_be_disabled()
    assert [(item, level) for _seq, item, level in live.kept()] == live.done


def test_a_note_that_waits_is_undone_after_a_reload(opened: Opener) -> None:
    live = opened()
    live.site.served.kill()
    live.write("", "声音稳")
    live.page.keyboard.press("Enter")
    live.site.restart()
    live.page.reload()
    live.page.locator("[data-undo]").click()
    expect(live.page.locator("#item-whole .notes")).not_to_contain_text("声音稳")
    live.wait_until_sent()
    assert live.notes() == []
    live.page.reload()
    expect(live.page.locator("#item-whole .notes")).not_to_contain_text("声音稳")


def load_as_it_was(live: Live) -> Callable[[], None]:
    """Loading the page again gives it, once, as it is now: a sending was still on its way when it was asked for."""
    before = live.page.context.request.get(live.page.url)
    body = before.body()

    def load() -> None:
        live.page.route(live.page.url, lambda route: route.fulfill(response=before, body=body), times=1)
        live.page.reload(wait_until="commit")

    return load


def test_a_page_older_than_what_was_saved_asks_for_it_once_more(opened: Opener) -> None:
    live = opened()
    load = load_as_it_was(live)
    live.tap(live.items[0], 3)
    live.write("", "声音稳")
    live.page.keyboard.press("Enter")
    live.wait_until_sent()
    load()
    expect(live.page.locator("#item-whole .notes")).to_contain_text("声音稳")
    expect(live.page.locator(f"input[name='{live.items[0]}'][value='3']")).to_be_checked()
    live.page.locator("[data-undo]").click()
    live.wait_until_sent()
    assert live.notes() == []


def test_a_note_whose_echo_was_lost_stands_once_on_the_page(opened: Opener) -> None:
    live = opened()
    live.page.route("**/taps", lambda route: (route.fetch(), route.abort()))
    live.write("", "声音稳")
    with live.page.expect_event("requestfailed"):
        live.page.keyboard.press("Enter")
    assert live.notes() == ["声音稳"]
    live.page.unroute("**/taps")
    live.page.reload()
    live.wait_until_sent()
    expect(live.page.locator("#item-whole .notes .one")).to_have_count(1)
    live.page.locator("[data-undo]").click()
    expect(live.page.locator("#item-whole .notes .one")).to_have_count(0)
    live.wait_until_sent()
    assert live.notes() == []


def test_after_a_reload_the_page_says_when_it_was_last_saved(opened: Opener) -> None:
    live = opened()
    live.tap(live.items[0], 2)
    live.wait_until_sent()
    live.page.reload()
    expect(live.page.locator("[data-note='']")).to_be_visible()
    assert live.state().startswith("已保存")


def test_the_way_back_in_stands_in_the_bar_that_stays_in_sight(opened: Opener) -> None:
    live = opened()
    live.sign_out()
    live.page.locator("#item-whole").scroll_into_view_if_needed()
    live.tap(live.items[0], 2)
    expect(live.page.locator("[data-sign-in]")).to_be_in_viewport()


def test_j_leads_to_the_levels_of_a_row(opened: Opener) -> None:
    live = opened()
    live.page.keyboard.press("j")
    assert live.page.evaluate("document.activeElement.name") == live.items[0]
    live.page.keyboard.press("?")
    expect(live.page.locator("#keys-help")).to_contain_text("记一句")


def test_what_is_rated_in_another_tab_is_taken_over_before_the_end(opened: Opener) -> None:
    live = opened()
    first, second = live.items[:2]
    live.tap(first, 2)
    live.wait_until_sent()
    other = live.page.context.new_page()
    other.goto(live.page.url)
    for item, level in ((first, 0), (second, 3)):
        other.locator(f"label:has(input[name='{item}'][value='{level}'])").tap()
    other.locator("[data-note='']").click()
    other.keyboard.type("声音稳")
    other.keyboard.press("Enter")
    expect(live.page.locator(f"input[name='{first}'][value='0']")).to_be_checked()
    expect(live.page.locator(f"input[name='{second}'][value='3']")).to_be_checked()
    expect(live.page.locator("#item-whole .notes")).to_contain_text("声音稳")


def test_one_note_is_taken_back_by_itself_and_given_back_by_undo(opened: Opener) -> None:
    live = opened()
    row, notes = live.items[1], live.page.locator(f"#item-{live.items[1]} .notes")
    for words in ("打开了系统", "问完停住"):
        live.write(row, words)
        live.page.keyboard.press("Enter")
    live.tap(live.items[0], 2)
    notes.locator(".one", has_text="打开了系统").get_by_role("button").click()
    expect(notes).not_to_contain_text("打开了系统")
    live.wait_until_sent()
    assert live.notes() == ["问完停住"]
    live.page.reload()
    notes.locator(".one", has_text="问完停住").get_by_role("button").click()
    live.wait_until_sent()
    assert live.notes() == []
    live.page.locator("[data-undo]").click()
    expect(notes).to_contain_text("问完停住")
    live.wait_until_sent()
    assert live.notes() == ["问完停住"]


def test_an_undo_says_what_it_has_done_and_none_is_offered_after_the_end(opened: Opener) -> None:
    live = opened()
    told, undo = live.page.locator(".foot [data-told]"), live.page.locator("[data-undo]")
    live.tap(live.items[1], 3)
    live.tap(live.items[1], 0)
    undo.click()
    expect(told).to_have_text("已撤销：第2条，回到“做得好”")
    undo.click()
    expect(told).to_have_text("已撤销：第2条，回到没评")
    live.end()
    expect(told).to_have_text(f"还差{len(live.items)}条")
    live.levels.clear()
    live.rate_the_rest()
    live.wait_until_sent()
    live.page.context.set_offline(True)
    live.end()
    expect(undo).to_be_disabled()
    live.page.context.set_offline(False)
