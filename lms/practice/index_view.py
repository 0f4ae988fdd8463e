"""The practice page: a trainee's skills with what waits for them, a trainer's trainees with what can be begun."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.db import session
from lms.i18n import zone
from lms.people.directory import names
from lms.people.models import Coaching, Membership, Person, Role
from lms.people.policy import Action, visible
from lms.plan.coaches import coach_for, coaches_of
from lms.plan.rules import dispute_until
from lms.plan.service import Plan, plans_of, working_days
from lms.practice.reading import NOTHING, OpenTry, Practice, ShowView, TryView, practice_of
from lms.practice.rules import Mark, ShowStanding, TryKind, mark
from lms.practice.seats import looked_at_again
from lms.practice.try_view import skill_name

PEOPLE_A_PAGE = 20
MARKS = 4  # the last reviewed tries that are shown as squares
GIVEN = frozenset({ShowStanding.OFFERED, ShowStanding.CONFIRMED})  # was there, as far as anybody has said


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A person's practice of a skill in figures. marks: the last reviewed tries, oldest first.

    alone, with_colleagues: practice without a trainer; peer_under_way: such practice that goes on.
    """

    skill: str
    name: str
    shown: int
    tried: int
    reviewed: int
    alone: int
    with_colleagues: int
    marks: tuple[str, ...]
    change: str
    under_way: OpenTry | None
    peer_under_way: OpenTry | None

    @property
    def held_last(self) -> bool:
        return self.marks[-1:] == (Mark.HELD.value,)


@dataclass(frozen=True, slots=True)
class Ask:
    """A show that the trainee is asked about."""

    show: ShowView
    skill_name: str
    by: str


@dataclass(frozen=True, slots=True)
class Next:
    """A try that waits for the trainee: to rate themself, or to look back and agree. step: rate or look_back."""

    made: TryView
    skill_name: str
    step: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A trainee's own practice."""

    lines: tuple[SkillLine, ...]
    asks: tuple[Ask, ...]
    nexts: tuple[Next, ...]


@dataclass(frozen=True, slots=True)
class PersonLines:
    """A trainee on the trainer's page. hidden: the reader looks a second time, so no squares tell how others rated."""

    person_id: int
    name: str
    lines: tuple[SkillLine, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TeachingPage:
    """A trainer's trainees, some a page."""

    people: tuple[PersonLines, ...]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A person to choose."""

    id: int
    name: str


def own_page(actor_id: int) -> OwnPage:
    """What the actor practises, and what waits for them."""
    practice = practice_of([actor_id]).get(actor_id, NOTHING)
    plan = plans_of([actor_id]).get(actor_id)
    asked = [show for show in practice.shows if show.standing is ShowStanding.OFFERED]
    called = names([show.by for show in asked])
    return OwnPage(
        lines=lines_of(practice, plan, actor_id),
        asks=tuple(Ask(show, skill_name(show.skill), called[show.by]) for show in asked),
        nexts=tuple(_nexts(practice)),
    )


def _nexts(practice: Practice) -> list[Next]:
    """Every try that waits for the trainee's own rating, and of each skill the latest that waits for their yes."""
    live = [made for made in reversed(practice.tries) if made.kind is TryKind.LIVE]
    latest = {made.skill: made for made in reversed(live)}.values()
    to_agree = [made for made in latest if made.trainer_reviews and not made.sealed and not made.trainee_agreed]
    return [
        *(Next(made, skill_name(made.skill), "rate") for made in live if made.sealed),
        *(Next(made, skill_name(made.skill), "look_back") for made in to_agree),
    ]


def lines_of(practice: Practice, plan: Plan | None, reader_id: int) -> tuple[SkillLine, ...]:
    """One line a skill: those of the person's path in its order, without one those of the curriculum.

    reader_id: a try that is sealed from them shows no mark.
    """
    return tuple(line_of(practice, skill, plan, reader_id) for skill in skills_of(plan))


def skills_of(plan: Plan | None) -> list[str]:
    return [item.skill for item in plan.path.skills] if plan else list(edition.catalog().skills)


def bar_for(plan: Plan | None, skill: str) -> float:
    """The mean level at which a try holds: as the person's frozen standard has it, else as the courses have it today.

    Raises KeyError for a skill that neither knows.
    """
    frozen = plan.bar_of(skill) if plan else None
    return edition.catalog().skills[SkillId(skill)].bar if frozen is None else frozen


def line_of(practice: Practice, skill: str, plan: Plan | None, reader_id: int) -> SkillLine:
    """One skill's line. reader_id as in `lines_of`. Raises KeyError for a skill that neither plan nor courses know."""
    live, bar = practice.live(skill), bar_for(plan, skill)
    last = next((made for made in reversed(live) if made.change), None)
    return SkillLine(
        skill=skill,
        name=skill_name(skill),
        shown=sum(_counts(show, plan) for show in practice.shown(skill)),
        tried=len(live),
        reviewed=sum(bool(made.trainer_reviews) for made in live),
        alone=len(practice.solo(skill)),
        with_colleagues=len(practice.peer(skill)),
        marks=_marks([made for made in live if reader_id not in made.sealed_from], bar),
        change="" if last is not None and reader_id in last.sealed_from else practice.changes.get(skill, ""),
        under_way=_latest(practice.under_way, skill),
        peer_under_way=_latest(practice.peers_under_way, skill),
    )


def _latest(under_way: Sequence[OpenTry], skill: str) -> OpenTry | None:
    return next((made for made in reversed(under_way) if made.skill == skill), None)


def _marks(tries: Sequence[TryView], bar: float) -> tuple[str, ...]:
    """The squares of the last reviewed tries, oldest first, by the review that leads."""
    leads = [made.lead for made in tries if made.lead is not None]
    return tuple(mark(lead.mean_level, lead.critical_done, bar).value for lead in leads[-MARKS:])


def _counts(show: ShowView, plan: Plan | None) -> bool:
    """As judgement counts it: the trainee confirmed it, or let the days pass in which they could say otherwise."""
    if show.standing is not ShowStanding.OFFERED:
        return show.standing is ShowStanding.CONFIRMED
    told_on, today = show.told_at.astimezone(zone()).date(), clock.today(zone())
    return (plan.open_until(told_on, today) if plan else dispute_until(told_on, working_days())) < today


def teaching_page(actor_id: int, page: int) -> TeachingPage:
    """The actor's trainees by name. page: 1 for the first."""
    first = (max(page, 1) - 1) * PEOPLE_A_PAGE
    rows = session().execute(trainees_of(actor_id).offset(first).limit(PEOPLE_A_PAGE + 1)).all()
    ids = [row.id for row in rows[:PEOPLE_A_PAGE]]
    practice, plans = practice_of(ids), plans_of(ids)
    hidden = looked_at_again(actor_id)
    people = tuple(
        PersonLines(
            row.id,
            row.name,
            lines_of(practice.get(row.id, NOTHING), plans.get(row.id), actor_id),
            row.id in hidden,
        )
        for row in rows[:PEOPLE_A_PAGE]
    )
    return TeachingPage(people, max(page, 1), len(rows) > PEOPLE_A_PAGE)


def trainees_of(actor_id: int, skill: str | None = None) -> Select[int, str]:
    """Ids and names of those whom the actor teaches today, by name."""
    today = clock.today(zone())
    return (
        select(Person.id, Person.name)
        .where(
            Person.id.in_(visible(actor_id, Action.GIVE_SHOW, today, skill)),
            Person.suspended_at.is_(None),
            or_(Person.id.in_(_coached(today)), Person.id.in_(_trainees(today))),
        )
        .order_by(Person.name, Person.id)
    )


def colleagues_of(actor_id: int) -> Select[int, str]:
    """Ids and names of the others who coach somebody whom the actor teaches today, by name."""
    taught = trainees_of(actor_id).subquery()
    coaching = _coached(clock.today(zone())).with_only_columns(Coaching.trainer_id)
    return (
        select(Person.id, Person.name)
        .where(Person.id.in_(coaching.where(Coaching.trainee_id.in_(select(taught.c.id)))))
        .where(Person.id != actor_id, Person.suspended_at.is_(None))
        .order_by(Person.name, Person.id)
    )


def _coached(today: date) -> Select[int]:
    return select(Coaching.trainee_id).where(
        Coaching.from_on <= today, or_(Coaching.to_on.is_(None), Coaching.to_on >= today)
    )


def _trainees(today: date) -> Select[int]:
    return select(Membership.person_id).where(
        Membership.role == Role.TRAINEE,
        Membership.from_on <= today,
        or_(Membership.to_on.is_(None), Membership.to_on >= today),
    )


def trainers_for(person_id: int, skill: str) -> list[Choice]:
    """Who coaches the person in a skill today, who answers for it first."""
    coaches = coaches_of([person_id], clock.today(zone())).get(person_id, [])
    fitting = [coach.trainer_id for coach in coaches if coach.skill in (None, skill)]
    first = coach_for(coaches, skill)
    called: Mapping[int, str] = names(fitting)
    return [Choice(one, called[one]) for one in sorted(dict.fromkeys(fitting), key=lambda one: one != first)]
