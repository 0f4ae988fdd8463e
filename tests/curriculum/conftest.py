"""The small course of these tests, fresh for each."""

from pathlib import Path

import pytest

from .course import Course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course.in_(tmp_path)
