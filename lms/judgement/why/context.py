"""What changed around one person while they practised a skill: shown beside their curve, and held against nobody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import select

from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.db import session
from lms.judgement.conditions import coach_on
from lms.judgement.evidence import Coached
from lms.judgement.response import CountedTry
from lms.judgement.service import PersonJudgement
from lms.plan.models import Enrolment
from lms.plan.rules import Away
from lms.quizzes.spoken import languages_of


class ChangeKind(StrEnum):
    """What can change: who coaches, the path as it was frozen, the language that is learnt in, how hard the customers
    are; and time away.
    """

    TRAINER = "trainer"
    PATH = "path"
    LANGUAGE = "language"
    CUSTOMER = "customer"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Change:
    """A change on a local date. before, after: person ids of a trainer (None for nobody), a path's id, a language's
    code, a card's difficulty (1 to 3); None for time away. until: its last day, None while nobody knows or of all else.
    """

    kind: ChangeKind
    on: date
    before: int | str | None = None
    after: int | str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What held from a moment on."""

    since: datetime
    value: str


def changes_in(judged: PersonJudgement, skill: str) -> tuple[Change, ...]:
    """What changed between the first and the last counted try of a skill, in the order of its days."""
    tries = judged.responses[skill].tries
    evidence, zone = judged.evidence[skill], judged.known.plan.zone
    difficulty = _difficulties(skill)
    cards = {made.record_id: made.card for made in judged.known.practice.tries}
    played = {one.record_id: difficulty.get(cards.get(one.record_id, "")) for one in tries}
    paths, languages = _paths(judged.person_id), languages_of(judged.person_id)
    return changes_between(
        tries,
        coaches=evidence.coaches,
        difficulty=played,
        away=evidence.away,
        paths=paths,
        languages=[Standing(since, spoken) for since, spoken in languages],
        zone=zone,
    )


def changes_between(
    tries: Sequence[CountedTry],
    *,
    coaches: Sequence[Coached] = (),
    difficulty: Mapping[int, int | None],
    away: Iterable[Away] = (),
    paths: Sequence[Standing] = (),
    languages: Sequence[Standing] = (),
    zone: tzinfo,
) -> tuple[Change, ...]:
    """tries: in the order of time; difficulty: of the card, by the try's line; paths, languages: in the order of time.

    Pure. Nothing where there are fewer than two tries: then there is no window.
    """
    if len(tries) < 2:
        return ()
    days = [one.happened_at.astimezone(zone).date() for one in tries]
    first, last = days[0], days[-1]
    found = [
        *_trainers(coaches, days),
        *_turns(ChangeKind.PATH, paths, first, last, zone),
        *_turns(ChangeKind.LANGUAGE, languages, first, last, zone),
        *_steps(ChangeKind.CUSTOMER, days, [difficulty.get(one.record_id) for one in tries]),
        *(
            Change(ChangeKind.AWAY, one.from_on, until=one.to_on)
            for one in away
            if one.from_on <= last and (one.to_on is None or one.to_on >= first)
        ),
    ]
    return tuple(sorted(found, key=_in_order))


def _in_order(change: Change) -> tuple[date, int]:
    return change.on, list(ChangeKind).index(change.kind)


def _trainers(coaches: Sequence[Coached], days: Sequence[date]) -> Iterator[Change]:
    """Whoever answered for the skill on the days of the tries, each change on the first of these with the new one."""
    yield from _steps(ChangeKind.TRAINER, days, [coach_on(coaches, day) for day in days], none=True)


def _steps(
    kind: ChangeKind, days: Sequence[date], values: Sequence[int | None], *, none: bool = False
) -> Iterator[Change]:
    """none: nobody is a value too; else a try without a value tells nothing and changes nothing."""
    known = [(day, value) for day, value in zip(days, values, strict=True) if none or value is not None]
    for (_day, before), (day, after) in pairwise(known):
        if before != after:
            yield Change(kind, day, before, after)


def _turns(kind: ChangeKind, held: Sequence[Standing], first: date, last: date, zone: tzinfo) -> Iterator[Change]:
    for before, after in pairwise(held):
        day = after.since.astimezone(zone).date()
        if before.value != after.value and first <= day <= last:
            yield Change(kind, day, before.value, after.value)


def _difficulties(skill: str) -> Mapping[str, int]:
    """How hard the customers of a skill are, by card, as the cards have it today; none for a skill that is gone."""
    found = edition.catalog().skills.get(SkillId(skill))
    return {card.id: card.difficulty for card in edition.catalog().modules[found.checklist].cards} if found else {}


def _paths(person_id: int) -> list[Standing]:
    rows = session().execute(
        select(Enrolment.enrolled_at, Enrolment.path)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    return [Standing(row.enrolled_at, row.path) for row in rows]
