"""Passwords as they are hashed outside tests."""

import pytest

from lms.people import passwords
from tests.built_once import AS_SHIPPED


@pytest.fixture
def hashed_as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slowly, which other tests have no use for."""
    for name, value in AS_SHIPPED.items():
        monkeypatch.setattr(passwords, name, value)
