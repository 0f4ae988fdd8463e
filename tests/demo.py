"""The demo company for tests that only look at it: made once a run, copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.ops import demo
from tests.once import once_a_run, share_content

DEMO_DAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a demo company as of DEMO_DAY."""

    def make(folder: Path) -> None:
        demo.load(Settings.from_environment({"LMS_DATA": str(share_content(folder, tmp_path_factory))}), DEMO_DAY)

    return Settings.from_environment({"LMS_DATA": str(once_a_run(tmp_path_factory, "demo", make))}).demo_database


@contextmanager
def serving_copy(demo_file: Path, folder: Path) -> Iterator[Flask]:
    """The site serving a copy of the demo company in this folder, with an application context pushed."""
    shutil.copy(demo_file, folder / "demo.db")
    site = create_app(Settings.from_environment({"LMS_DATA": str(folder)}))
    site.config["TESTING"] = True
    with site.app_context():
        yield site
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def demo_site(demo_file: Path, folder: Path) -> Iterator[Flask]:
    """A site of the test's own on a copy of the demo company."""
    with serving_copy(demo_file, folder) as site:
        yield site
