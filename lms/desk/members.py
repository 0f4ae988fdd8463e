"""The enrolled trainees of a manager's teams with what the rules found about each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.desk.roster import Roster
from lms.i18n import zone
from lms.judgement.duties import Duty, duties_of
from lms.judgement.evidence import State
from lms.judgement.service import PersonJudgement, judgements_of
from lms.judgement.states import Debt
from lms.judgement.why.figures import totals_of
from lms.plan.rules import week_of
from lms.plan.service import working_days


@dataclass(frozen=True, slots=True)
class Member:
    """One trainee. duties: all that is to be given, due or not; counts: shows that count, tries, reviews."""

    person_id: int
    name: str
    team: int
    week: int
    judged: PersonJudgement
    debts: Sequence[tuple[str, Debt]]
    duties: Sequence[Duty]
    counts: tuple[int, int, int]

    @property
    def state(self) -> State:
        return self.judged.state

    @property
    def mentioned(self) -> Iterator[int | None]:
        """Who has to do with what is owed: by whom it is, and who arranged something about it."""
        yield from (debt.owed_by for _skill, debt in self.debts)
        yield from (duty.arrangement.by_id for duty in self.duties if duty.arrangement is not None)

    def owed_by(self, manager_id: int) -> Iterator[tuple[int, Debt]]:
        """Every debt with who owes it: what nobody coaches is the manager's who reads."""
        yield from ((manager_id if debt.owed_by is None else debt.owed_by, debt) for _skill, debt in self.debts)


def members_of(roster: Roster, now: datetime, reader_id: int) -> list[Member]:
    """All who are enrolled, in the order of their ids."""
    return [_member(roster, judged, now) for judged in judgements_of(sorted(roster.people), now, reader_id).values()]


def _member(roster: Roster, judged: PersonJudgement, now: datetime) -> Member:
    place = roster.people[judged.person_id]
    return Member(
        person_id=place.id,
        name=place.name,
        team=place.team,
        week=week_of(judged.known.plan.start_on, now.astimezone(zone()).date()),
        judged=judged,
        debts=judged.debts,
        duties=duties_of(judged, now, working_days(), judged.known.plan.zone),
        counts=totals_of(judged),
    )
