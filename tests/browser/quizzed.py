"""A served site where somebody answers items of the test's choice, and what the server has of it."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from app import create_app
from lms.db import db, session, transaction
from lms.i18n import Language, chinese
from lms.people.models import Person
from lms.questions.answers import Answer
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes.answering import Given, save
from lms.quizzes.models import Attempt, LateAnswer, Response
from lms.quizzes.rules import Drawn, Mode
from lms.quizzes.service import begin
from tests.browser.live import PHONE, sign_in, wait_until
from tests.cast import Cast, make_cast
from tests.conftest import settings_in
from tests.factories.training import PHONE as MODULE
from tests.quizzes.attempts import pool
from tests.serving import Served
from tests.two_modules import served_small

Hand = Callable[..., BrowserContext]


@dataclass
class Quizzed:
    """The served site, and the same site within this process, on the same database."""

    served: Served
    site: Flask
    cast: Cast

    def attempt(
        self,
        kinds: Sequence[str],
        mode: Mode = Mode.PRACTICE,
        minutes: int | None = None,
        spoken: Language = Language.ZH,
    ) -> tuple[int, list[Question]]:
        """An attempt that asks an item of each kind in this order; a kind named again asks another one of it.

        spoken: the language in which the trainee reads from now on.
        """
        asked: list[Question] = []
        with self.site.app_context():
            for kind in kinds:
                asked.append(next(one for one in pool() if one.kind == kind and one not in asked))
            drawn = tuple(Drawn(one.id, tuple(kind_of(one).order(one.body, Random(0)))) for one in asked)
            of_module = {one.id: (MODULE, one) for one in asked}
            with transaction():
                session().get_one(Person, self.cast.trainee).language = spoken.value
                return begin(self.cast.trainee, MODULE, mode, 0, drawn, of_module, minutes), asked

    def held(self, attempt: int) -> dict[int, Answer]:
        """The answers on the server, by position."""
        with self.site.app_context():
            rows = session().scalars(select(Response).where(Response.attempt_id == attempt)).all()
            assert len({row.position for row in rows}) == len(rows)
            return {row.position: row.answer for row in rows}

    def save(self, attempt: int, position: int, answer: Answer) -> None:
        """An answer that comes from elsewhere, as the first of its item."""
        with self.site.app_context():
            save(self.cast.trainee, attempt, position, Given(answer, 1, "elsewhere"))

    def late(self, attempt: int) -> list[int]:
        """The positions of answers that came after the time."""
        with self.site.app_context():
            return list(session().scalars(select(LateAnswer.position).where(LateAnswer.attempt_id == attempt)))

    def ends(self, attempt: int, moment: datetime) -> None:
        """The time is over at this moment."""
        with self.site.app_context(), transaction():
            session().get_one(Attempt, attempt).ends_at = moment

    def wait_until_held(self, attempt: int, answers: dict[int, Answer]) -> None:
        wait_until(lambda: self.held(attempt) == answers, f"the server has {answers}")

    def restart(self) -> None:
        self.served.start_again()
        self.served.ready()


@pytest.fixture(scope="module")
def quizzed(sqlite_template: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quizzed]:
    """A server process of its own for the tests of one file: each of them makes its own attempt."""
    folder = tmp_path_factory.mktemp("quizzed")
    (folder / "cache").symlink_to((data / "cache").resolve())
    database = folder / "shifu.db"
    shutil.copy(sqlite_template, database)
    site = create_app(settings_in(folder, f"sqlite:///{database}"))
    with site.app_context():
        cast = make_cast()
    served = Served(folder, **served_small(folder)).ready()
    yield Quizzed(served, site, cast)
    served.stop()
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def trainee(chromium: Browser, quizzed: Quizzed) -> Iterator[Callable[..., Page]]:
    """Opens a page as the trainee, each on a phone of its own. Further arguments are those of a browser's context."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, **context: object) -> Page:
        wanted = {"viewport": PHONE, "has_touch": True, "is_mobile": True, **context}
        contexts.append(chromium.new_context(base_url=quizzed.served.address, **wanted))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        sign_in(page, quizzed.served.address, "trainee")
        page.goto(path)
        return page

    yield open_page
    for one in contexts:
        one.close()


def key_of(question: Question) -> dict[str, list[str]]:
    return {name: list(values) for name, values in kind_of(question).key(question.body).items()}


def words(message: str, **values: object) -> str:
    """A message as a Chinese page says it."""
    said = chinese().plain[message]
    return said % values if values else said


def item_at(page: Page, position: int) -> Locator:
    return page.locator(f"[data-item='{position}']")


def says(page: Page, message: str, **values: object) -> None:
    """Where the answers are, in the line that says so."""
    expect(page.locator("[data-whereabouts]")).to_have_text(words(message, **values))


def left_on(page: Page) -> list[str]:
    """The answers that lie on this device."""
    left: list[str] = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('quiz:'))")
    return left
