"""A module to begin with: every file that one needs, in both languages, with ⟦ ⟧ around all that is to be written."""

import re
import shutil
from pathlib import Path

from lms.curriculum.schema import SLUG

TEMPLATES = Path(__file__).with_name("new_module")
PLACEHOLDER = "MODULE"
TAKEN = frozenset({"paths", "world", "drafts"})
"""Folders that are no modules."""
LONGEST_ID = 64


class CannotBegin(ValueError):
    """Why there is no such module to begin with, and what to do instead."""


def begin(module: str, courses: Path, quizzes: Path) -> list[Path]:
    """Write the files of a module that is still to be written, all of them or none. Raises CannotBegin."""
    _refuse_bad_id(module)
    folder, pool = courses / module, quizzes / f"{module}.yaml"
    for there in (folder, pool):
        if there.exists() or there.is_symlink():
            raise CannotBegin(f"{there} is there already; choose another id, or remove it first")
    for root, setting in ((courses, "LMS_COURSES"), (quizzes, "LMS_QUIZZES")):
        if not root.is_dir():
            raise CannotBegin(f"the folder {root} does not exist; make it, or set {setting} to where it is")
    texts = {path.name: path.read_text("utf-8").replace(PLACEHOLDER, module) for path in sorted(TEMPLATES.iterdir())}
    aside = courses / f".{module}.tmp"
    try:
        with pool.open("x", encoding="utf-8") as file:
            file.write(texts.pop("pool.yaml"))
        aside.mkdir()
        for name, text in texts.items():
            (aside / name).write_text(text, "utf-8")
        aside.rename(folder)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        pool.unlink(missing_ok=True)
        where = error.filename or courses
        raise CannotBegin(f"{where} cannot be written ({error.strerror}); check the rights of its folder") from error
    return [*(folder / name for name in texts), pool]


def _refuse_bad_id(module: str) -> None:
    if module in TAKEN:
        raise CannotBegin(f"'{module}' is the name of a folder with another meaning; choose another id")
    if not re.fullmatch(SLUG, module) or len(module) > LONGEST_ID:
        near = re.sub(r"[^a-z0-9]+", "-", module.lower()).strip("-")[:LONGEST_ID].strip("-")
        instead = f"; did you mean {near}?" if near else ", as in past-the-desk"
        raise CannotBegin(f"'{module}' is no id: use lower-case words and digits joined by hyphens{instead}")
