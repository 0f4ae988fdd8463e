"""A site with addresses that fail in each way."""

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from lms.web.access import open_to_all


@pytest.fixture
def breaking(app: Flask) -> Flask:
    """The site with addresses that fail in each way."""

    @app.get("/break/<how>", endpoint="break")
    @open_to_all
    def fail(how: str) -> str:
        if how == "database":
            raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))
        if how.isdigit():
            abort(int(how))
        raise ZeroDivisionError(f"a secret of the inside: {how}")

    return app
