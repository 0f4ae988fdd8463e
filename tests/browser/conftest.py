"""A browser, and the site that it looks at: the demo company, or an empty company of one's own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.ops import demo
from tests.browser.chromium import browser, stay_in_house
from tests.once import once_a_run, share_content
from tests.serving import Served
from tests.two_modules import served_small
from tests.walk import Company

PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@dataclass(frozen=True)
class Walked:
    """The demo company, served, with the ids of what its pages are about."""

    company: Company
    served: Served


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """The demo company as of today: made once a run, and each worker has its copy."""

    def make(folder: Path) -> None:
        demo.load(Settings.from_environment({"LMS_DATA": str(share_content(folder, tmp_path_factory))}))

    made = once_a_run(tmp_path_factory, "company", make)
    own = share_content(tmp_path_factory.mktemp("walked"), tmp_path_factory)
    settings = Settings.from_environment({"LMS_DATA": str(own)})
    whole = Settings.from_environment({"LMS_DATA": str(made)})
    shutil.copy(whole.demo_database, settings.demo_database)
    shutil.copytree(whole.recordings, settings.recordings)
    site = create_app(settings)
    served = Served(settings.data).ready()
    yield Walked(Company(site), served)
    served.stop()
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def own_site(folder: Path) -> Iterator[Callable[[], Served]]:
    """Serves whatever company stands in the test's own folder."""
    running: list[Served] = []

    def serve() -> Served:
        running.append(Served(folder, **served_small(folder)).ready())
        return running[-1]

    yield serve
    for one in running:
        one.stop()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[[str], BrowserContext]]:
    """Phones of 390 × 844 whose browser speaks Chinese; one that asks another host for anything fails the test."""
    contexts: list[tuple[BrowserContext, list[str]]] = []

    def open_one(address: str) -> BrowserContext:
        context = chromium.new_context(
            viewport=PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=True,
            is_mobile=True,
            base_url=address,
            service_workers="block",  # what it asks for would not be looked at
        )
        contexts.append((context, stay_in_house(context, address)))
        return context

    yield open_one
    for context, strangers in contexts:
        context.close()
        assert strangers == []
