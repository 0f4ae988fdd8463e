"""Whatever people may do to a small company, each as one call of a service that may be refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from lms import clock
from lms.curriculum import edition
from lms.db import session, transaction
from lms.errors import Refusal
from lms.judgement.basis import freeze_cohort
from lms.judgement.cohort import Cohort, SkillCohort
from lms.judgement.decisions import mending
from lms.judgement.decisions import service as decisions
from lms.judgement.decisions.service import Deciding, Kind
from lms.judgement.models import CohortEstimate, Decision, JudgementSettings
from lms.people import account, accounts, coaching, places
from lms.people.models import Coaching, Membership, Person, Role, Team
from lms.plan import absences, arrangements
from lms.plan import service as plans
from lms.plan.arrangements import Arranged, Owed
from lms.plan.models import Absence, Arrangement
from lms.practice import corrections, reviews, shows, tries
from lms.practice.models import Attendance, AttendanceWord, Review, Try
from lms.practice.seats import Part, give, take_away
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.training import PHONE, SHANGHAI, VISIT, Trainee, items_of, key

PLACES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")


@dataclass
class World:
    """A company, its trainees and the moment. chance: from what an act draws what it leaves open."""

    cast: Cast
    trainees: list[Trainee]
    now: datetime
    chance: Random

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    def trainee(self) -> Trainee:
        return self.chance.choice(self.trainees)

    def skill(self) -> str:
        return self.chance.choice((PHONE, VISIT))

    def trainer(self) -> int:
        return self.chance.choice((self.cast.trainer, self.cast.other_trainer))

    def some(self, column: InstrumentedAttribute[int], *where: Any) -> int:
        """An id of one that is there. Raises Refusal where none is."""
        found = session().scalars(select(column).where(*where).order_by(column)).all()
        if not found:
            raise Refusal
        return int(self.chance.choice(found))


def company(cast: Cast, now: datetime, chance: Random) -> World:
    """Three trainees, two trainers who coach each of them."""
    world = World(cast, [Trainee(cast.trainee, cast.trainer, cast.manager)], now, chance)
    with transaction():
        for name in ("赵新", "钱进"):
            person = Person(name=name, email=f"{name}@example.com", created_at=BEGAN)
            session().add(person)
            session().flush()
            session().add_all(
                [
                    Membership(person_id=person.id, team_id=cast.team, role=Role.TRAINEE, from_on=DAY_ONE),
                    Coaching(trainer_id=cast.trainer, trainee_id=person.id, from_on=DAY_ONE),
                ]
            )
            world.trainees.append(Trainee(person.id, cast.trainer, cast.manager))
        for one in world.trainees:
            session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=one.id, skill=PHONE, from_on=DAY_ONE))
    return world


def do(world: World, named: str) -> bool:
    """One act at the world's moment. False for one that is refused, which changes nothing."""
    with clock.standing_at(world.now):
        try:
            ACTS[named](world)
        except Refusal:
            session().rollback()
            return False
        return True


def enrol(world: World) -> None:
    start = world.today - timedelta(days=world.chance.randrange(10))
    plans.enrol(world.cast.manager, world.trainee().id, "sales", start, key())


def correct_start(world: World) -> None:
    start = world.today - timedelta(days=world.chance.randrange(10))
    plans.correct_start(world.cast.manager, world.trainee().id, start, "记错了日子", key())


def show(world: World) -> None:
    at = world.now - timedelta(hours=world.chance.randrange(30))
    people = [one.id for one in world.trainees if world.chance.random() < 0.6]
    shows.give_show(world.trainer(), world.skill(), people, "live", at, key())


def word(world: World) -> None:
    attendance = session().get_one(Attendance, world.some(Attendance.id))
    seen = world.chance.random() < 0.7
    shows.answer_show(attendance.person_id, attendance.id, seen, "" if seen else "那天不在", key())


def correct_show(world: World) -> None:
    shows.correct_show(world.cast.trainer, world.some(Attendance.id), "记错了人", key())


def correct_word(world: World) -> None:
    said = session().get_one(AttendanceWord, world.some(AttendanceWord.id))
    corrections.correct_word(said.person_id, said.attendance_id, not said.seen, "又想了想", "点错了", key())


def attempt(world: World) -> None:
    level, rated_self = world.chance.choice((None, 1, 2, 3)), world.chance.random() < 0.7
    world.trainee().tried(world.skill(), world.now, level, rater=world.trainer(), rated_self=rated_self)


def review(world: World) -> None:
    made = world.some(Try.id, Try.closed_at.is_not(None), Try.kind == "live")
    rater = world.trainer()
    world.trainees[0].reviewed(made, rater, world.chance.randrange(4), world.now)


def begin_review(world: World) -> None:
    reviews.open_review(world.chance.choice((world.trainer(), world.cast.manager)), world.some(Try.id))


def correct_rating(world: World) -> None:
    row = session().get_one(Review, world.some(Review.id, Review.closed_at.is_not(None)))
    item = world.chance.choice(items_of(row.try_id))
    corrections.correct_rating(row.rater_id, row.id, {item: world.chance.randrange(4)}, "点错了", key())


def strike_review(world: World) -> None:
    row = session().get_one(Review, world.some(Review.id, Review.closed_at.is_not(None)))
    corrections.strike_review(row.rater_id, row.id, "评错了人", key())


def alone(world: World) -> None:
    tries.log_solo(world.trainee().id, world.skill(), key())


def read(world: World) -> None:
    world.trainee().read(world.skill(), world.now)


def quiz(world: World) -> None:
    if world.chance.random() < 0.2:  # three attempts take as long as thirty other acts
        world.trainee().mastered(world.skill(), world.now)


def away(world: World) -> None:
    first = world.today + timedelta(days=world.chance.randrange(-5, 6))
    last = None if world.chance.random() < 0.3 else first + timedelta(days=world.chance.randrange(20))
    absences.note_absence(world.cast.manager, world.trainee().id, absences.Days("leave", first, last), key())


def correct_away(world: World) -> None:
    absences.correct_absence(world.cast.manager, world.some(Absence.id), None, "没有请假", key())


def arrange(world: World) -> None:
    person, skill, number = world.trainee().id, world.skill(), world.chance.randrange(1, 4)
    thing = Owed(world.chance.choice(("show", "try")), skill, "", number)
    standing = world.chance.choice(list(Arranged))
    at = world.now + timedelta(hours=world.chance.randrange(1, 60))
    by = world.chance.choice((world.trainer(), world.cast.manager))
    arrangements.arrange(
        by, person, thing, standing, key(), booked_for=at if standing is Arranged.BOOKED else None,
        handed_to=world.trainer() if standing is Arranged.HANDED else None,
        reason="出差" if standing is Arranged.CANNOT else "",
    )  # fmt: skip


def withdraw(world: World) -> None:
    arrangements.withdraw(world.cast.manager, world.some(Arrangement.id), key())


def take_back(world: World) -> None:
    arrangements.take_back(world.cast.manager, world.some(Arrangement.id), "其实来了", key())


def decide(world: World) -> None:
    deciding = Deciding(Kind.OBSERVE, "再看两次，先不换人。", "再看几天。", world.today + timedelta(days=9))
    decisions.decide(world.cast.manager, world.trainee().id, world.skill(), deciding, key())


def reply(world: World) -> None:
    row = session().get_one(Decision, world.some(Decision.id))
    decisions.reply(row.person_id, row.id, "好，周三行。", key())


def withdraw_decision(world: World) -> None:
    mending.withdraw(world.cast.manager, world.some(Decision.id), "定早了", key())


def coach(world: World) -> None:
    pair = (world.trainer(), world.trainee().id)
    days = (world.today + timedelta(days=world.chance.randrange(-3, 9)), None)
    with transaction():
        coaching.write(world.cast.admin, pair, world.chance.choice((None, PHONE, VISIT)), days)


def end_coaching(world: World) -> None:
    last = world.today + timedelta(days=world.chance.randrange(-2, 9))
    coaching.end(world.cast.admin, world.some(Coaching.id), last)


def reopen_coaching(world: World) -> None:
    coaching.reopen(world.cast.admin, world.some(Coaching.id))


def place(world: World) -> None:
    team, first = world.some(Team.id), world.today + timedelta(days=world.chance.randrange(-3, 9))
    places.add(world.cast.admin, world.trainee().id, (team, Role.TRAINEE), (first, None), key())


def end_place(world: World) -> None:
    mine = Membership.person_id.in_([one.id for one in world.trainees])
    places.end(world.cast.admin, world.some(Membership.id, mine), world.today + timedelta(world.chance.randrange(9)))


def reopen_place(world: World) -> None:
    mine = Membership.person_id.in_([one.id for one in world.trainees])
    places.reopen(world.cast.admin, world.some(Membership.id, mine))


def suspend(world: World) -> None:
    accounts.suspend(world.cast.admin, world.chance.choice((world.trainer(), world.trainee().id)))


def unsuspend(world: World) -> None:
    accounts.unsuspend(world.cast.admin, world.some(Person.id, Person.suspended_at.is_not(None)))


def rename(world: World) -> None:
    person = world.trainee().id
    own = account.Own(world.chance.choice("王李赵") + "新", "zh-Hans", world.chance.choice(PLACES), True)
    account.keep(person, own)


def seat(world: World) -> None:
    """As who looks a second time has one, or hands it back."""
    made, rater = world.some(Try.id), world.trainer()
    with transaction():
        if world.chance.random() < 0.5:
            give(made, rater, Part.SECOND, world.cast.manager)
        else:
            take_away(made, rater, Part.SECOND)


def estimate(world: World) -> None:
    of_skill = SkillCohort(people=12, growth=world.chance.random() * 2, growth_se=0.1)
    body = freeze_cohort(Cohort(by_skill={PHONE: of_skill}))
    with transaction():
        session().add(CohortEstimate(body=body, made_at=world.now))


def set_thresholds(world: World) -> None:
    with transaction():
        body = {"below": world.chance.choice((0.2, 0.4, 0.8))}
        session().add(JudgementSettings(body=body, why="试试看", by_id=world.cast.manager, at=world.now))


def edit_content(world: World) -> None:
    """A quiz no longer asks one of its outcomes, or asks all of them again."""
    catalog = g.pop("catalog") if "catalog" in g else None
    whole = edition.catalog()
    if catalog is not None and catalog is not whole:
        return
    name = world.chance.choice(list(whole.modules))
    module = whole.modules[name]
    cut = replace(module, outcomes=module.outcomes[1:])
    g.catalog = replace(whole, modules={**whole.modules, name: cut})


ACTS: Mapping[str, Callable[[World], None]] = {
    one.__name__: one
    for one in (
        enrol, correct_start, show, word, correct_show, correct_word, attempt, review, begin_review, correct_rating,
        strike_review, alone, read, quiz, away, correct_away, arrange, withdraw, take_back, decide, reply,
        withdraw_decision, coach, end_coaching, reopen_coaching, place, end_place, reopen_place, suspend, unsuspend,
        rename, seat, estimate, set_thresholds, edit_content,
    )
}  # fmt: skip
FOR_ALL = ("estimate", "set_thresholds", "edit_content")
"""Acts after which everybody is looked at anew."""
OFTEN = ("show", "attempt", "review", "word", "arrange", "arrange")
FOR_SOME = (*(act for act in ACTS if act not in FOR_ALL), *OFTEN * 2)
"""The other acts, some of them as often as a company does them."""
