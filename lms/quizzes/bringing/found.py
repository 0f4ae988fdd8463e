"""What reading a file gives: one entry for each question in it, and what of the file could not be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

Item = dict[str, Any]
"""An item as it stands in a pool, as far as the source tells it; a text may lack a language."""

Words = Mapping[str, str]
"""A text in the languages that the source has: keys zh and en, or one of them, or none."""

MOST_QUESTIONS = 5_000
MOST_OPTIONS = 26
LONGEST_TEXT = 4_000
"""In characters."""


FORMATS = ("auto", "sheet", "text", "gift", "moodle")
NOT_A_MODULE = ("paths",)


class Rejected(Exception):
    """Why this one question cannot become an item."""


class Unusable(Exception):
    """Why nothing can be read from the whole file, and how to mend it."""

    def __init__(self, what: str, where: str, mend: str) -> None:
        super().__init__(f"{where}: {what}; {mend}")
        self.what, self.where, self.mend = what, where, mend


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that came with a question. `name`: as it is to stand in the module's images folder."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of the source that an item cannot say."""

    where: str
    what: str


@dataclass(slots=True)
class Found:
    """One question of the file: an item, or why it is none.

    where: as a person finds it again (row 7, line 41, question 3); module: what the source names, or nothing;
    id: what the source names, or nothing; no_question: why the format itself does not take it as a question.
    """

    where: str
    kind: str = ""
    stem: str = ""
    item: Item | None = None
    rejected: str = ""
    no_question: str = ""
    module: str = ""
    id: str = ""
    images: list[Image] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """All that one file gave."""

    format: str
    encoding: str = ""
    found: list[Found] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def lost(self, where: str, what: str) -> None:
        loss = Loss(where, what)
        if loss not in self.losses:
            self.losses.append(loss)

    def add(self, found: Found) -> None:
        """Raises Unusable when there are too many."""
        if len(self.found) >= MOST_QUESTIONS:
            what = f"the file holds more than {MOST_QUESTIONS:,} questions"
            raise Unusable(what, found.where, "split it into several files")
        self.found.append(found)


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the content lies."""

    courses: Path
    quizzes: Path

    def modules(self) -> list[str]:
        folders = self.courses.iterdir() if self.courses.is_dir() else ()
        return sorted(f.name for f in folders if (f / "zh.md").is_file() and f.name not in NOT_A_MODULE)

    def check(self, module: str, where: str) -> None:
        """Raises Unusable when there is no such module, with the one that was meant."""
        modules = self.modules()
        if module not in modules:
            near = get_close_matches(module, modules, n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"use one of {', '.join(modules)}"
            raise Unusable(f"unknown module '{module[:64]}'", where, mend if modules else "there is no module yet")
