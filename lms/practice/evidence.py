"""What there is of a try beside its ratings: rooms above register what they have, a recording for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lms.practice.loading import Loaded
from lms.practice.try_view import Head


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead; second: a quieter line; there: whether it leads to something, not to adding it."""

    words: str
    href: str
    second: str = ""
    there: bool = True


# Each is asked with the reader's id and the try, and gives what this reader may open.
EVIDENCE: list[Callable[[int, Loaded], list[Link]]] = []


def evidence_of(actor_id: int, loaded: Loaded) -> list[Link]:
    """All that this reader may open of a try, or add to it."""
    return [link for tell in EVIDENCE for link in tell(actor_id, loaded)]


def kept_of(actor_id: int, loaded: Loaded) -> list[Link]:
    """What there is by which this reader can judge a try that they did not see."""
    return [link for link in evidence_of(actor_id, loaded) if link.there]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page of a try: its template, which finds `head` of the page and this as `piece`."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)


# Each is asked with the head of a try that its reader may see, and must not ask the database: it stands on live pages.
BESIDE: list[Callable[[Head], Piece]] = []


def beside(head: Head) -> list[Piece]:
    """What rooms above put on the pages of a try."""
    return [tell(head) for tell in BESIDE]
