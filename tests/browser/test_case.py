"""From a state that asks to a review that a person closes; and that nobody is agreed not suited on thin records."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app import create_app
from lms import clock
from lms.config import Settings
from lms.db import db
from lms.i18n import Language, chinese, speaking
from lms.people.models import Person
from tests.cast import PASSWORD, Cast, make_cast
from tests.factories.cases import REASON, SAID, a_case, second_review
from tests.factories.training import PHONE, on, trainee_of
from tests.serving import Served
from tests.two_modules import on_two_modules

ANSWER = "电话里能听懂，一急就抢话。想先听两个真电话。"
CAME_OF_IT = "换人带了一轮，两位教练都看到他等得住了，按计划往下走。"
Phones = Callable[[str], BrowserContext]


@pytest.fixture
def site(folder: Path) -> Iterator[Flask]:
    """The cast in a database of its own, in which tests tell what happened before."""
    made = create_app(on_two_modules(Settings.from_environment({"LMS_DATA": str(folder), "LMS_DEMO": "0"})))
    with made.app_context(), speaking(Language.ZH):
        from lms.ops.schema import upgrade  # noqa: PLC0415  the fixture's own database

        upgrade()
        yield made
        db.session.remove()
        db.engine.dispose()


def zh(message: str, **values: object) -> str:
    said = chinese().plain[message]
    return said % values if values else said


def signed_in(phone: Phones, address: str, person_id: int) -> Page:
    person = db.session.get(Person, person_id)
    assert person is not None
    page = phone(address).new_page()
    page.goto("/sign-in")
    page.locator("[name=name]").fill(str(person.email))
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=zh("Sign in"), exact=True).click()
    expect(page).not_to_have_url(re.compile("/sign-in"))
    return page


def press(page: Page, message: str) -> None:
    page.get_by_role("button", name=zh(message), exact=True).click()


def look_at_everything(page: Page, case: int) -> None:
    """Open each piece of the evidence and come back."""
    for number in range(3):
        page.goto(f"/cases/{case}")
        page.locator(".pieces .opens").nth(number).click()
        expect(page).to_have_url(re.compile(f"/cases/{case}/(curve|why|shows)$"))
    page.get_by_role("link", name=zh("Back to the review")).click()


def test_a_review_from_the_question_to_its_end(site: Flask, own_site: Callable[[], Served], phone: Phones) -> None:
    del site
    cast = make_cast()
    case = a_case(cast)
    trainee_of(cast).mastered(PHONE, on(24, 16))
    address = own_site().address
    trainee, trainer, manager = (
        signed_in(phone, address, one) for one in (cast.trainee, cast.other_trainer, cast.manager)
    )

    trainee.goto("/")
    trainee.get_by_text("教过了，还没见效，一起看看").first.click()
    trainee.goto(f"/cases/{case}")
    trainee.get_by_label(zh("How you see it")).fill(ANSWER)
    press(trainee, "Send the reply")
    expect(trainee.locator(".voices")).to_contain_text(ANSWER)

    manager.goto("/team")
    manager.locator(f"a[href='/cases/{case}']").first.click()
    expect(manager.locator(".voices")).to_contain_text(ANSWER)
    decide(manager, "周涛")
    expect(manager.locator(".error-summary")).to_be_visible()
    expect(manager.get_by_label(zh("Your reason"))).to_have_value(REASON)
    look_at_everything(manager, case)
    expect(manager.get_by_label(zh("Your reason"))).to_have_value(REASON)
    expect(manager.get_by_label(zh("Teach it differently"))).to_be_checked()
    decide(manager, "周涛")
    expect(manager.get_by_role("heading", name=zh("What was decided"))).to_be_visible()

    trainer.goto("/todo")
    expect(trainer.locator("tr.duty", has_text="第3次示范")).to_be_visible()
    expect(trainer.locator("tr.duty", has_text="第11次练习")).to_be_visible()

    taught_again(cast)
    trainee.goto(f"/people/{cast.trainee}?skill={PHONE}")
    expect(trainee.locator("main")).to_contain_text(zh("Holds"))

    manager.goto(f"/cases/{case}")
    manager.get_by_label(zh("What came of it")).fill(CAME_OF_IT)
    press(manager, "Close the review")
    trainee.goto(f"/cases/{case}")
    expect(trainee.locator("main")).to_contain_text(CAME_OF_IT)


def decide(page: Page, teaches: str) -> None:
    """Teach differently: one show and two tries, within five days."""
    page.get_by_label(zh("Teach it differently")).check()
    within = page.locator(".outcome", has=page.locator("[value=teach_differently]"))
    within.get_by_label(zh("Who teaches")).select_option(label=teaches)
    within.locator("[type=date]").fill((clock.now() + timedelta(days=5)).date().isoformat())
    within.locator("[name$=_shows]").fill("1")
    within.locator("[name$=_tries]").fill("2")
    page.get_by_label(zh("Your reason")).fill(REASON)
    page.get_by_label(zh("What the trainee reads")).fill(SAID)
    press(page, "Record the decision")


def taught_again(cast: Cast) -> None:
    """The show and both tries are given, and both trainers see them hold."""
    now, found = clock.now(), trainee_of(cast)
    found.shown(PHONE, now + timedelta(minutes=5))
    for number, rater in enumerate((cast.trainer, cast.other_trainer), start=1):
        found.tried(PHONE, now + timedelta(hours=1 + number), 2, rater=rater)
    db.session.remove()


def test_nobody_is_agreed_not_suited_who_never_acknowledged_the_standard(
    site: Flask, own_site: Callable[[], Served], phone: Phones
) -> None:
    del site
    cast = make_cast()
    case = second_review(cast, acknowledged=False)
    manager = signed_in(phone, own_site().address, cast.manager)
    look_at_everything(manager, case)
    expect(manager.locator("[value=not_suited]")).to_be_disabled()
    missing = manager.locator(".missing")
    expect(missing).to_have_text(zh("They did not acknowledge the standard before the first try that was reviewed"))


def test_agreed_not_suited_waits_for_debts_and_for_a_second_person(
    site: Flask, own_site: Callable[[], Served], phone: Phones
) -> None:
    del site
    cast = make_cast()
    case, found = second_review(cast), trainee_of(cast)
    owed = found.tried(PHONE, on(24, 17), None)
    address = own_site().address
    manager, admin, trainee = (signed_in(phone, address, one) for one in (cast.manager, cast.admin, cast.trainee))
    look_at_everything(manager, case)
    expect(manager.locator("[value=not_suited]")).to_be_disabled()
    expect(manager.locator(".missing")).to_have_text(
        zh("Something is still owed to them: %(skills)s", skills="电话销售")
    )

    with clock.standing_at(clock.now()):
        found.reviewed(owed, cast.trainer, 1, clock.now())
    db.session.remove()
    manager.reload()
    manager.locator("[value=not_suited]").check()
    manager.get_by_label(zh("Your reason")).fill(REASON)
    manager.get_by_label(zh("What the trainee reads")).fill(SAID)
    press(manager, "Record the decision")
    expect(manager.get_by_role("heading", name=zh("Waits for a second person"))).to_be_visible()
    expect(manager.get_by_role("button", name=zh("I agree"))).to_have_count(0)
    trainee.goto(f"/cases/{case}")
    expect(trainee.locator("main")).not_to_contain_text(zh("Agreed: not suited to this"))

    look_at_everything(admin, case)
    press(admin, "I agree")
    trainee.goto(f"/cases/{case}")
    expect(trainee.locator("main")).to_contain_text(zh("Agreed: not suited to this"))
