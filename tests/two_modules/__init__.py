"""Two modules of the shipped edition with a path and skills of their own, for tests of what the site does with content.

What a path owes decides hundreds of expectations; they must not change with every module that is written.
"""

import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from lms.config import ROOT, Settings

MODULES = ("telephone-selling", "first-visit")
HERE = Path(__file__).parent


def on_two_modules(settings: Settings) -> Settings:
    """The same settings with the small edition in place of the shipped one."""
    folder = Path(_folder().name)
    return replace(settings, courses=folder / "courses", quizzes=folder / "quizzes")


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Copied once a process, and gone with it."""
    made = tempfile.TemporaryDirectory(prefix="lms-two-modules-")
    courses, quizzes = Path(made.name) / "courses", Path(made.name) / "quizzes"
    (courses / "paths").mkdir(parents=True)
    quizzes.mkdir()
    shutil.copy(HERE / "skills.yaml", courses)
    shutil.copy(HERE / "sales.yaml", courses / "paths")
    shutil.copytree(ROOT / "courses" / "world", courses / "world")
    for name in MODULES:
        shutil.copytree(ROOT / "courses" / name, courses / name)
        shutil.copy(ROOT / "quizzes" / f"{name}.yaml", quizzes)
    return made
