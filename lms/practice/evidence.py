"""What there is of a try beside its ratings: rooms above register what they have, a recording for one."""

from collections.abc import Callable
from dataclasses import dataclass

from lms.practice.loading import Loaded


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead; second: a quieter line."""

    words: str
    href: str
    second: str = ""


# Each is asked with the reader's id and the try, and gives what this reader may open.
EVIDENCE: list[Callable[[int, Loaded], list[Link]]] = []


def evidence_of(actor_id: int, loaded: Loaded) -> list[Link]:
    """All that this reader may open of a try."""
    return [link for tell in EVIDENCE for link in tell(actor_id, loaded)]
