"""Answering items in a browser: by the mouse, or by the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from lms.curriculum.catalog import Catalog
from lms.questions.kinds import kind_of
from lms.questions.question import Question

THERE = "one => one === document.activeElement || (one.type === 'radio' && one.name === document.activeElement?.name)"
Press = Callable[[Locator], object]


def question_on(page: Page, content: Catalog) -> Question:
    """The item that a page with one item asks, known by its words in Chinese."""
    asked = page.locator("[data-item] .ask").inner_text().strip()
    found = [q for m in content.modules.values() for q in m.pool.questions if q.ask.zh.strip() == asked]
    if len(found) > 1:
        scene = page.locator("[data-item] .question p").first.inner_text().strip()
        found = [q for q in found if q.scene is not None and q.scene.zh.strip() == scene]
    assert len(found) == 1, asked
    return found[0]


def answer_rightly(page: Page, content: Catalog) -> Question:
    question = question_on(page, content)
    give(page.locator("[data-item]"), {name: list(v) for name, v in kind_of(question).key(question.body).items()})
    return question


def give(item: Locator, answer: dict[str, list[str]]) -> None:
    """Put an answer into an item's controls with mouse and fingers."""
    at = f"{item.get_attribute('data-item')}:"
    for name, values in answer.items():
        field = item.locator(f'[name="{at}{name}"]').first
        if name == "order":
            put_in_order(item, values, lambda button: button.click())
        elif name.startswith("match."):
            field.select_option(values[0])
        elif field.get_attribute("type") in ("radio", "checkbox"):
            for value in values:
                item.locator(f'[name="{at}{name}"][value="{value}"]').check()
        else:
            field.fill(values[0])
            field.dispatch_event("change")


def put_in_order(item: Locator, wanted: list[str], press: Press) -> None:
    """Lift each line to its place by its own button."""
    for place, one in enumerate(wanted):
        step = item.locator("[data-step]").filter(has=item.page.locator(f'input[value="{one}"]'))
        while (now := _order(item).index(one)) > place:
            press(step.locator("[data-move=up]"))
            expect(item.locator("[data-step] input").nth(now - 1)).to_have_value(one)


def give_by_keys(page: Page, item: Locator, answer: dict[str, list[str]]) -> None:
    """The same with nothing but the keyboard: Tab reaches each control, arrows, Space and letters set it."""
    at = f"{item.get_attribute('data-item')}:"
    for name, values in answer.items():
        field = item.locator(f'[name="{at}{name}"]')
        if name == "order":
            put_in_order(item, values, lambda button: (reach(page, button), page.keyboard.press("Enter")))
        elif name.startswith("match."):
            reach(page, field)
            words = field.locator(f'option[value="{values[0]}"]')
            steps = field.locator("option").evaluate_all("(all, one) => all.indexOf(one)", words.element_handle())
            for _step in range(int(steps)):
                page.keyboard.press("ArrowDown")
            expect(field).to_have_value(values[0])
        elif field.first.get_attribute("type") == "radio":
            reach(page, field.first)
            page.keyboard.press("Space")
            ids = field.evaluate_all("all => all.map((one) => one.value)")
            for _step in range(ids.index(values[0])):
                page.keyboard.press("ArrowDown")
            expect(item.locator(f'[name="{at}{name}"]:checked')).to_have_value(values[0])
        elif field.first.get_attribute("type") == "checkbox":
            for value in values:
                reach(page, item.locator(f'[name="{at}{name}"][value="{value}"]'))
                page.keyboard.press("Space")
        else:
            reach(page, field)
            page.keyboard.insert_text(values[0])


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab, or Shift and Tab, until the focus is there; a control that no Tab reaches is a fault."""
    before = wanted.evaluate(
        "one => Boolean(document.activeElement?.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)"
    )
    for _stop in range(80):
        if wanted.evaluate(THERE):
            return
        page.keyboard.press("Shift+Tab" if before else "Tab")
    raise AssertionError(f"no Tab reaches {wanted}")


def _order(item: Locator) -> list[str]:
    found: list[str] = item.locator("[data-step] input").evaluate_all("all => all.map((one) => one.value)")
    return found
