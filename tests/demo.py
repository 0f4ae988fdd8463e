"""The demo company for tests that only look at it: made once a run, copied for each test."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.ops import demo

DEMO_DAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a demo company as of DEMO_DAY."""
    settings = Settings.from_environment({"LMS_DATA": str(tmp_path_factory.mktemp("demo"))})
    demo.load(settings, DEMO_DAY)
    return settings.demo_database


@pytest.fixture
def demo_site(demo_file: Path, folder: Path) -> Iterator[Flask]:
    """The site serving a copy of the demo company, with an application context pushed."""
    shutil.copy(demo_file, folder / "demo.db")
    site = create_app(Settings.from_environment({"LMS_DATA": str(folder)}))
    site.config["TESTING"] = True
    with site.app_context():
        yield site
        db.session.remove()
        db.engine.dispose()
