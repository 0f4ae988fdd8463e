"""What rooms above offer beside a skill and beside a try: to be watched, to let a guest rate, to look a second time."""

from collections.abc import Callable

from lms.practice.evidence import Link
from lms.practice.loading import Loaded

# Each is asked with the reader's id and what the page is about, and gives what this reader may do there.
BESIDE_SKILL: list[Callable[[int, int, str], list[Link]]] = []
BESIDE_TRY: list[Callable[[int, Loaded], list[Link]]] = []


def beside_skill(actor_id: int, person_id: int, skill: str) -> list[Link]:
    """All that this reader may do about a skill of a person."""
    return [link for tell in BESIDE_SKILL for link in tell(actor_id, person_id, skill)]


def beside_try(actor_id: int, loaded: Loaded) -> list[Link]:
    """All that this reader may do about a try."""
    return [link for tell in BESIDE_TRY for link in tell(actor_id, loaded)]
