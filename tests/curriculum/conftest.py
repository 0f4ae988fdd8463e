"""The small course of these tests, fresh for each."""

from pathlib import Path

import pytest

from .course import Course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """In the current folder, so that its files go by the same names in each test and are parsed once for all."""
    monkeypatch.chdir(tmp_path)
    return Course.in_(tmp_path)
