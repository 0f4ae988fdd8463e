"""Whom other thresholds would move: everybody judged twice on the same facts, and nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from lms.db import session
from lms.i18n import zone
from lms.judgement.basis import basis_in_force
from lms.judgement.evidence import State
from lms.judgement.service import PersonJudgement, judged_under
from lms.judgement.thresholds import LIMITS, Thresholds
from lms.people.policy import Action, visible
from lms.plan.service import enrolled_now
from lms.practice.models import Try

AT_ONCE = 500  # people whose facts are in memory together


@dataclass(frozen=True, slots=True)
class Move:
    """A person's skill that would read otherwise."""

    person_id: int
    skill: str
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other thresholds would do. people: how many were judged; moves: by person, in the order of their paths."""

    people: int
    moves: Sequence[Move]

    @property
    def moved(self) -> int:
        """How many people would be moved in any skill."""
        return len({one.person_id for one in self.moves})

    @property
    def counts(self) -> Mapping[tuple[State, State], int]:
        """How many pairs of person and skill from which state to which."""
        return Counter((one.before, one.after) for one in self.moves)

    def named_to(self, actor_id: int, now: datetime) -> Sequence[Move]:
        """Only those of whom this actor may read."""
        ids = sorted({one.person_id for one in self.moves})
        if not ids:
            return ()
        open_to = visible(actor_id, Action.SEE_STORY, now.astimezone(zone()).date()).subquery()
        known = set(session().scalars(select(open_to.c.id).where(open_to.c.id.in_(ids))))
        return tuple(one for one in self.moves if one.person_id in known)


def what_if(thresholds: Thresholds, now: datetime, reader_id: int | None = None) -> WhatIf:
    """Whom these thresholds would move, of all who are enrolled. reader_id: who is told, as for `judgements_of`."""
    basis = basis_in_force()
    bases = (basis, replace(basis, thresholds=thresholds))
    enrolled = enrolled_now()
    asked = sorted(_with_enough_tries().intersection(enrolled))
    moves: list[Move] = []
    for first in range(0, len(asked), AT_ONCE):
        before, after = judged_under(bases, asked[first : first + AT_ONCE], now, reader_id)
        for person_id, judged in before.items():
            moves += _moves(judged, after[person_id])
    return WhatIf(len(enrolled), tuple(moves))


def _with_enough_tries() -> set[int]:
    """Whom thresholds can move at all: on fewer tries nobody is asked about, whatever is set."""
    fewest, _most = LIMITS["tries"]
    enough = select(Try.person_id).group_by(Try.person_id, Try.skill).having(func.count() >= fewest)
    return set(session().scalars(enough))


def _moves(before: PersonJudgement, after: PersonJudgement) -> list[Move]:
    return [
        Move(before.person_id, skill, one.state, after.by_skill[skill].state)
        for skill, one in before.by_skill.items()
        if one.state is not after.by_skill[skill].state
    ]
