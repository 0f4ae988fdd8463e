"""The whole loop in Chinese on phones: invited, taught, tried, reviewed, looked back on, and seen by the manager."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.i18n import Language, chinese
from lms.ops.demo.company import CALLS
from tests.browser.quizzing import answer_rightly
from tests.serving import Served
from tests.shipped import content
from tests.two_modules import on_two_modules

ADMIN, TRAINEE, TRAINER, MANAGER = "何平", "李文", "陈静", "王强"
LINES = f"""{TRAINEE}, 13912345678, 华东新人, 学员
{TRAINER}, chen@example.com, 华东新人, 教练
{MANAGER}, wang@example.com, 华东新人, 经理"""
PASSWORD = "山重水复疑无路又一村"
CHANGE = "收线以前把哪天几点说全"
Phones = Callable[[str], BrowserContext]


def zh(message: str, **values: object) -> str:
    """The Chinese of a message, as its page says it."""
    said = chinese().plain[message]
    return said % values if values else said


def press(page: Page, message: str, **values: object) -> None:
    """Press the button, or follow the link, that says this."""
    named = zh(message, **values)
    page.get_by_role("button", name=named, exact=True).or_(
        page.get_by_role("link", name=named, exact=True)
    ).first.click()


def enter(page: Page, link: str) -> None:
    """Open an invitation and set a password."""
    page.goto(link)
    page.get_by_label(zh("Your password"), exact=True).fill(PASSWORD)
    press(page, "Set the password and come in")
    expect(page).not_to_have_url(re.compile("/enter/"))


def found_company(folder: Path) -> str:
    """`flask lms init`; the admin's link."""
    site = create_app(on_two_modules(Settings.from_environment({"LMS_DATA": str(folder)})))
    who = ["--name", ADMIN, "--email", "he@example.com", "--company", "樵径软件"]
    printed = site.test_cli_runner().invoke(args=["lms", "init", *who]).output
    with site.app_context():
        db.engine.dispose()
    found = re.search(r"http\S+(/enter/\S+)", printed)
    assert found is not None, printed
    return found[1]


def test_one_trainee_trainer_and_manager_go_the_whole_way(
    folder: Path, own_site: Callable[[], Served], phone: Phones
) -> None:
    link = found_company(folder)
    address = own_site().address
    admin, trainee, trainer, manager = (phone(address).new_page() for _ in range(4))

    enter(admin, link)
    links = the_admin_adds_people(admin)
    enter(trainee, links[TRAINEE])
    enter(trainer, links[TRAINER])
    enter(manager, links[MANAGER])

    the_manager_enrols(manager)
    the_trainee_notes_the_standard(trainee)
    the_trainee_reads(trainee)
    the_trainee_takes_the_quiz(trainee)
    the_trainer_enters_a_show(trainer)
    the_trainee_confirms_it(trainee)
    the_two_play_and_rate(trainee, trainer)
    the_two_agree(trainee, trainer)
    the_manager_sees_it(manager)
    the_trainee_carries_the_change(trainee)


def the_admin_adds_people(page: Page) -> dict[str, str]:
    """Three pasted lines, and who coaches whom. Returns the links by name."""
    page.goto("/admin/teams")
    page.get_by_label(zh("Name of the team"), exact=True).fill("华东新人")
    press(page, "Add the team")
    page.goto("/admin/lines")
    page.locator("textarea[name=lines]").fill(LINES)
    press(page, "Check these lines")
    expect(page.get_by_role("heading", level=1)).to_have_text(zh("Check the lines"))
    page.locator("button[value=save]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(zh("Saved"))
    shown = page.locator("main").inner_text() + page.locator("main").inner_html()
    links = {name: _link_of(name, shown) for name in (TRAINEE, TRAINER, MANAGER)}
    page.goto("/admin/coaching")
    page.get_by_label(zh("Trainer"), exact=True).fill("chen@example.com")
    page.get_by_label(zh("Trainee"), exact=True).fill("13912345678")
    press(page, "Save")
    expect(page.locator("tbody")).to_contain_text(TRAINER)
    return links


def _link_of(name: str, text: str) -> str:
    found = re.search(rf"{name}[^/]*?https?://[^/\s]+(/enter/[\w-]+)", text, re.DOTALL)
    assert found is not None, text
    return found[1]


def the_manager_enrols(page: Page) -> None:
    page.goto("/team")
    page.get_by_role("link", name=TRAINEE).first.click()
    page.goto(page.url.replace("/people/", "/enrol/"))
    press(page, "Enrol")
    expect(page).to_have_url(re.compile("/people/"))


def the_trainee_notes_the_standard(page: Page) -> None:
    page.goto("/")
    press(page, "Open the standard")
    expect(page.get_by_role("heading", level=1)).to_have_text(zh("What you will be reviewed by"))
    press(page, "I have seen the standard")
    expect(page).to_have_url(re.compile(r"/$"))


def the_trainee_reads(page: Page) -> None:
    """Every section to its end; the first small check answers at once."""
    page.goto(f"/courses/{CALLS}")
    press(page, "Begin reading")
    answered = False
    for _ in range(20):
        if not answered and page.locator("form[data-check]").count():
            form = page.locator("form[data-check]").first
            form.locator("input[name=chosen]").first.check()
            form.get_by_role("button").click()
            expect(form.locator("[data-verdict]")).not_to_be_empty()
            answered = True
        on = page.get_by_role("button", name=zh("Finished reading: next section"), exact=True)
        if not on.count():
            break
        before = page.url
        on.click()
        expect(page).not_to_have_url(before)
    press(page, "Finished reading")
    expect(page.get_by_text(zh("Read to the end. It is in your record."))).to_be_visible()
    assert answered, "no section had a small check"


def the_trainee_takes_the_quiz(page: Page) -> None:
    """Eight questions, each answered rightly; the key is nowhere on the page before."""
    page.goto(f"/quizzes/{CALLS}")
    press(page, "Begin the quiz")
    for number in range(1, 9):
        expect(page.locator("form[data-quiz]")).to_be_visible()
        answer_rightly(page, content())
        expect(page.locator("[data-whereabouts]")).to_have_text(zh("Saved"))
        press(page, "Confirm")
        expect(page.get_by_text(zh("Back to the lesson: %(section)s", section=""))).to_be_visible()
        press(page, "Next question" if number < 8 else "See what holds")
    expect(page).to_have_url(re.compile(r"/result$"))


def the_trainer_enters_a_show(page: Page) -> None:
    page.goto("/shows/new")
    page.locator("select[name=skill]").select_option(CALLS)
    page.get_by_label(TRAINEE).first.check()
    press(page, "Enter the show")
    expect(page).not_to_have_url(re.compile("/shows/new"))


def the_trainee_confirms_it(page: Page) -> None:
    page.goto("/")
    press(page, "Say whether you saw it")
    press(page, "I saw it")
    expect(page.get_by_role("button", name=zh("I saw it"), exact=True)).to_have_count(0)


def the_two_play_and_rate(trainee: Page, trainer: Page) -> None:
    """The trainer begins and rates tap by tap; the trainee rates themself once the play is over."""
    trainee.goto("/")
    person = trainer.context.request.get("/practice").text()
    match = re.search(r"person=(\d+)", person)
    assert match is not None
    trainer.goto(f"/practice/{CALLS}?person={match[1]}")
    press(trainer, "Start try %(number)s with %(name)s", number=1, name=TRAINEE)
    expect(trainer.locator("form[data-live]")).to_be_visible()
    rate_all(trainer, level=2, but={0: 1, 1: 3})
    expect(trainer.locator(".titlebar [data-state]")).to_contain_text(zh("Saved %(time)s", time="").strip())
    trainer.locator("[data-end]").click()
    expect(trainer).to_have_url(re.compile(r"/tries/\d+/back"))
    trainee.goto(trainer.url.replace("/back", ""))
    expect(trainee).to_have_url(re.compile(r"/self$"))
    rate_all(trainee, level=2, but={})
    press(trainee, "That is how I see it")
    expect(trainee).to_have_url(re.compile(r"/back$"))


def rate_all(page: Page, level: int, but: dict[int, int]) -> None:
    """One level for every row. but: other levels by the place of a row."""
    rows = page.get_by_role("radiogroup")
    for place in range(rows.count()):
        chosen = but.get(place, level)
        rows.nth(place).locator(f'input[type=radio][value="{chosen}"]').check()


def the_two_agree(trainee: Page, trainer: Page) -> None:
    trainer.reload()
    trainer.locator("textarea[name=text]").fill(CHANGE)
    press(trainer, "I agree to this")
    expect(trainer.get_by_text(zh("You agreed"))).to_be_visible()
    trainee.reload()
    expect(trainee.locator("textarea[name=text]")).to_have_value(CHANGE)
    press(trainee, "I agree too: done")
    expect(trainee.locator("#one-thing")).to_contain_text(CHANGE)
    expect(trainee.locator("textarea[name=text]")).to_have_count(0)


def the_manager_sees_it(page: Page) -> None:
    """The state in a word, and on the story that one reviewed try is what it rests on."""
    page.goto("/team")
    expect(page.get_by_text("按计划").first).to_be_visible()
    page.get_by_role("link", name=TRAINEE).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TRAINEE)
    expect(page.locator("main")).to_contain_text(f"{TRAINER}评过1次")


def the_trainee_carries_the_change(page: Page) -> None:
    page.goto(f"/practice/{CALLS}")
    expect(page.locator("html")).to_have_attribute("lang", Language.ZH.value)
    expect(page.locator("main")).to_contain_text(CHANGE)
