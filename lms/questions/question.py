"""A quiz item as it is asked, whatever its kind."""

from dataclasses import dataclass
from typing import Any, NewType

from lms.i18n import Text

ContentHash = NewType("ContentHash", str)


@dataclass(frozen=True, slots=True)
class Question:
    """An item of a pool, or a small check (then outcome and section are empty and difficulty is 1).

    kind: a name in the registry of kinds; body: what that kind declares, its options and its key among it.
    """

    id: str
    kind: str
    outcome: str
    section: str
    difficulty: int
    scene: Text | None
    dialogue: tuple[Text, ...]
    ask: Text
    body: Any
    hash: ContentHash


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `text` is None for the two sides of a true-false item, which the page words itself."""

    id: str
    text: Text | None
    feedback: Text
