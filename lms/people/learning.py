"""What administration must know of the paths people are on, told by the room that has them, a floor above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OnPath:
    """The path of a person.

    path: its name in the reader's language; correct: where its first day is corrected; absences: where leave is noted.
    """

    path: str
    start_on: date
    correct: str
    absences: str


_path: list[Callable[[int], OnPath | None]] = []
_anybody: list[Callable[[], bool]] = []


def know_paths(tell: Callable[[int], OnPath | None], anybody: Callable[[], bool]) -> None:
    """Called once at import by the room that has the paths. anybody: whether somebody is on one."""
    _path[:], _anybody[:] = [tell], [anybody]


def path_of(person_id: int) -> OnPath | None:
    """The path that a person is on; None when they are on none."""
    return _path[0](person_id) if _path else None


def anybody_learns() -> bool:
    """Whether anybody is on a path."""
    return bool(_anybody) and _anybody[0]()
