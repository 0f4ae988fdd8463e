"""The trainees of a manager's teams as lists show them: from their stored rows, or judged for this reader alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.desk.teams import Managed
from lms.judgement.duties import Duty
from lms.judgement.evidence import State
from lms.judgement.service import judgements_of
from lms.judgement.states import Debt
from lms.judgement.summary import Summary, summary_of
from lms.people.reach import by_name
from lms.plan.rules import week_of

Key = tuple[int, date, bytes, int]
"""By what a list of people is ordered, and where a page of it begins."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One trainee."""

    name: str
    team: int
    summary: Summary

    @property
    def person_id(self) -> int:
        return self.summary.person_id

    @property
    def state(self) -> State:
        return self.summary.state

    @property
    def debts(self) -> Sequence[tuple[str, Debt]]:
        return self.summary.debts

    @property
    def duties(self) -> Sequence[Duty]:
        """Of what is to be given what a row can speak of, due or not."""
        return self.summary.duties

    @property
    def key(self) -> Key:
        return self.summary.place, self.summary.oldest, by_name(self.name), self.person_id

    @property
    def mentioned(self) -> Iterator[int]:
        """Who has to do with what is owed: by whom it is, who arranged something about it, and who coached it last."""
        yield from (debt.owed_by for _skill, debt in self.debts if debt.owed_by is not None)
        yield from (duty.arrangement.by_id for duty in self.duties if duty.arrangement is not None)
        yield from (coach.trainer_id for coach in self.summary.left)

    def week(self, today: date) -> int:
        return week_of(self.summary.start_on, today)

    def owed_by(self, manager_id: int) -> Iterator[tuple[int, Debt]]:
        """Every debt with who owes it: what nobody coaches is the manager's who reads."""
        yield from ((manager_id if debt.owed_by is None else debt.owed_by, debt) for _skill, debt in self.debts)


def listed_apart(managed: Managed, now: datetime, reader_id: int) -> list[Listed]:
    """Those who are judged for this reader alone, in the order of their ids; nobody of whom nothing may be told yet."""
    told = sorted(place.id for place in managed.apart.values() if not place.hidden)
    if not told:
        return []
    found = judgements_of(told, now, reader_id)
    return [
        Listed(managed.apart[person].name, managed.apart[person].team, summary_of(judged))
        for person, judged in found.items()
    ]
