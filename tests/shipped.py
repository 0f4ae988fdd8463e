"""The curriculum as it is shipped, read once a process: reading it takes seconds, and nobody can change it."""

from functools import cache

from lms.config import ROOT
from lms.curriculum.catalog import Catalog
from lms.curriculum.edition import load
from lms.curriculum.faults import Result


@cache
def reading() -> Result:
    """What reading it comes to, with its faults."""
    return load(ROOT / "courses", ROOT / "quizzes")


def content() -> Catalog:
    """All that is taught."""
    found = reading().catalog
    assert found is not None
    return found
