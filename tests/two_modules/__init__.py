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
    """The same settings with the small edition in place of the shipped one.

    A folder in which the shipped edition was read already is led to where this one was: all processes of a data folder
    serve one edition.
    """
    folder, cache = Path(_folder().name), settings.data / "cache"
    if cache.is_symlink():
        cache.unlink()
        cache.symlink_to(folder / "cache")
    return replace(settings, courses=folder / "courses", quizzes=folder / "quizzes")


def served_small(data: Path) -> dict[str, str]:
    """The environment in which a process serves the small edition from this data folder."""
    small = on_two_modules(Settings.from_environment({"LMS_DATA": str(data)}))
    return {"LMS_COURSES": str(small.courses), "LMS_QUIZZES": str(small.quizzes)}


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Copied once a process, and gone with it."""
    made = tempfile.TemporaryDirectory(prefix="lms-two-modules-")
    courses, quizzes = Path(made.name) / "courses", Path(made.name) / "quizzes"
    (Path(made.name) / "cache").mkdir()
    (courses / "paths").mkdir(parents=True)
    quizzes.mkdir()
    shutil.copy(HERE / "skills.yaml", courses)
    shutil.copy(HERE / "sales.yaml", courses / "paths")
    shutil.copytree(ROOT / "courses" / "world", courses / "world")
    for name in MODULES:
        shutil.copytree(ROOT / "courses" / name, courses / name)
        shutil.copy(ROOT / "quizzes" / f"{name}.yaml", quizzes)
    return made
