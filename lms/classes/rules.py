"""What a register means: marks, what they write, and which one somebody begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE_AFTER = timedelta(minutes=10)  # from the time at which the class begins
CODE_LASTS = timedelta(minutes=15)
CODE_LENGTH = 6  # digits: every phone has a keypad for them, and none looks like another


class Mark(StrEnum):
    """What a register says of one person: there, there late, invited and not come, or on leave."""

    ATTENDED = "attended"
    LATE = "late"
    OFFERED = "offered"
    ABSENT = "absent"


class Standing(StrEnum):
    """How a module that was taught stands in a person's file."""

    ATTENDED = "attended"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Taught:
    """What a class is about: a module, or a show of a skill; the other one is empty."""

    module: str = ""
    skill: str = ""

    @property
    def coached_skill(self) -> str | None:
        """The skill by whose coaching somebody may teach it; None for a module, which any coach may teach."""
        return self.skill or None


PRESENT = frozenset({Mark.ATTENDED, Mark.LATE})


def begins_as(mark: str, signed_in_at: datetime | None, begins_at: datetime, *, away: bool) -> Mark:
    """The mark that a person's line begins with.

    mark: the trainer's own, empty for none, which wins; signed_in_at: when they gave the code; away: leave is known.
    """
    if mark:
        return Mark(mark)
    if signed_in_at is not None:
        return Mark.LATE if signed_in_at > begins_at + LATE_AFTER else Mark.ATTENDED
    return Mark.ABSENT if away else Mark.ATTENDED


def standing_of(mark: Mark) -> Standing | None:
    """What a mark writes into the file: taught, offered in vain, or nothing for who was on leave."""
    if mark is Mark.ABSENT:
        return None
    return Standing.ATTENDED if mark in PRESENT else Standing.OFFERED


def counts(marks: Mapping[int, Mark]) -> tuple[int, int, int]:
    """How many were there, did not come, and were on leave."""
    found = list(marks.values())
    there = sum(mark in PRESENT for mark in found)
    return there, found.count(Mark.OFFERED), found.count(Mark.ABSENT)
