"""A site with addresses that fail in each way."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from app import create_app
from lms.db import db
from lms.web.access import open_to_all


@pytest.fixture
def breaking(app: Flask) -> Iterator[Flask]:
    """A site of its own, on the same database, with addresses that fail in each way."""
    site = create_app(app.extensions["settings"])

    @site.get("/break/<how>", endpoint="break")
    @open_to_all
    def fail(how: str) -> str:
        if how == "database":
            raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))
        if how.isdigit():
            abort(int(how))
        raise ZeroDivisionError(f"a secret of the inside: {how}")

    yield site
    with site.app_context():
        db.engine.dispose()
