"""One reader before one person's story: who reads, what was asked for, and what is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from flask import url_for

from lms.db import session
from lms.desk.closed import closed_to
from lms.desk.names import names_of
from lms.desk.wording import Names
from lms.i18n import zone
from lms.judgement.decisions.service import Decided, decisions_of
from lms.judgement.evidence import State
from lms.judgement.service import PersonJudgement, judgement_of
from lms.people.models import Person
from lms.people.policy import Action, Matter, granted, require
from lms.practice.seats import keep_unbiased

ALL = "all"
HERE = (Action.SEE_STORY, Action.ENROL, Action.INVITE, Action.GIVE_TIME, Action.NOTE_ABSENCE, Action.SEE_FILE)
"""What a story shows or leads to."""
URGENT = (State.UNTRAINABLE, State.UNTRAINED, State.ON_PLAN, State.READY, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the story is asked for; it stands in the address.

    show: all, or the name of a figure whose rows are listed (shows, tries, reviews, held, last, solo); rule: a reason
    whose records are listed; kept: a kind of facts; owed: a kind of debts; page: from 1.
    """

    skill: str = ""
    show: str = ""
    rule: str = ""
    kept: str = ""
    owed: str = ""
    page: int = 1

    @property
    def lists_facts(self) -> bool:
        return bool(self.show or self.rule or self.kept)


@dataclass(frozen=True, slots=True)
class Reading:
    """skill: the one that is read about, empty for all; decided: the decisions about the person that the reader may
    know, the latest first, also those that were withdrawn.

    judged: as the reader may know it; may: what of `HERE` the reader may do.
    """

    reader_id: int
    person: Person
    judged: PersonJudgement | None
    asked: Asked
    now: datetime
    skill: str
    decided: list[Decided]
    names: Names
    may: frozenset[Action]

    @property
    def mine(self) -> bool:
        """Whether the reader is the person."""
        return self.reader_id == self.person.id

    @property
    def today(self) -> date:
        return self.now.astimezone(zone()).date()

    def address(self, **values: str) -> str:
        """The story with this skill and what else is asked for."""
        query = urlencode({name: value for name, value in {"skill": self.skill, **values}.items() if value})
        return url_for("desk.story", person_id=self.person.id) + (f"?{query}" if query else "")

    def figure(self, named: str) -> str:
        """The page that lists what a figure counts; what is owed is listed on the overview."""
        if named.startswith("owed-"):
            return self.address(owed=named.removeprefix("owed-")) + "#owed"
        return self.address(show=named)


def reading_of(reader_id: int, person_id: int, asked: Asked, now: datetime) -> Reading:
    """Raises NotYours for a stranger, and for a skill that is not on the person's path; LookingAgain."""
    person = session().get(Person, person_id)
    may = granted(reader_id, HERE, Matter(person_id, now.astimezone(zone()).date()))
    require(person is not None and Action.SEE_STORY in may)
    assert person is not None
    keep_unbiased(reader_id, person_id)
    judged = judgement_of(person_id, now, reader_id)
    every = decisions_of([person_id], withdrawn=True).get(person_id, [])
    closed = closed_to(reader_id, person_id, (one.decision.skill for one in every))
    decided = [one for one in every if one.decision.skill not in closed]
    names = names_of([person_id, *_mentioned(judged, decided)])
    return Reading(reader_id, person, judged, asked, now, _skill(judged, asked), decided, names, may)


def _skill(judged: PersonJudgement | None, asked: Asked) -> str:
    """The skill that is asked for, else the most urgent one; none where facts of all are listed."""
    if judged is None:
        return ""
    if asked.skill:
        require(asked.skill in judged.by_skill)
        return asked.skill
    if asked.show == ALL or asked.kept:
        return ""
    return min(judged.by_skill, key=lambda skill: URGENT.index(judged.by_skill[skill].state))


def _mentioned(judged: PersonJudgement | None, decided: list[Decided]) -> Iterator[int | None]:
    for one in decided:
        yield from one.mentioned
    if judged is None:
        return
    known = judged.known
    yield from (coach.trainer_id for coach in known.coaches)
    yield from (review.rater for made in known.practice.tries for review in made.reviews)
    yield from (debt.owed_by for one in judged.by_skill.values() for debt in one.debts)
    yield from (row.by_id for row in known.arrangements.latest.values())
