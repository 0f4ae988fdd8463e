"""A small course in a folder of its own, into which the tests bring questions."""

from pathlib import Path

import pytest

from tests.curriculum.course import Course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.chdir(tmp_path)
    return Course.in_(tmp_path)
