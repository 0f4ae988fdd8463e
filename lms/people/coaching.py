"""Who coaches whom, in one skill or in all, from a day to a day."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from lms import clock
from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, day, sentences, zone
from lms.people import accounts, audit, places
from lms.people.models import Coaching, Person, Role
from lms.people.policy import Action, Matter, can, looks_after_accounts, require
from lms.people.reach import by_name

PAGE = 50
COACHES = (Role.TRAINER, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Pair:
    """One coaching. skill: None for all."""

    id: int
    trainer_id: int
    trainer: str
    trainee_id: int
    trainee: str
    skill: str | None
    from_on: date
    to_on: date | None
    ended: bool


@dataclass(frozen=True, slots=True)
class PairPage:
    """By name. next: the id to go on from, None at the end."""

    pairs: Sequence[Pair]
    next: int | None


# Skills stand in the content, a floor above: it tells here which there are, as (id, name in the reader's language).
_skills: list[Callable[[], Sequence[tuple[str, str]]]] = []


def know_skills(tell: Callable[[], Sequence[tuple[str, str]]]) -> None:
    """Called once at import by the room that has the skills."""
    _skills[:] = [tell]


def skills() -> Sequence[tuple[str, str]]:
    """Ids and names of the skills that a coaching can be about."""
    return _skills[0]() if _skills else []


def pairs(actor_id: int, *, person_id: int | None = None, ended: bool = False, after: int | None = None) -> PairPage:
    """A page of coachings, of all or of one person: not yet ended, or ended. Raises NotYours for who isn't an admin."""
    require(looks_after_accounts(actor_id))
    today = clock.today(zone())
    trainer, trainee = aliased(Person), aliased(Person)
    every = (
        select(Coaching.id, trainer.name, trainee.name)
        .join(trainer, trainer.id == Coaching.trainer_id)
        .join(trainee, trainee.id == Coaching.trainee_id)
    )
    query = every.where(Coaching.to_on < today if ended else or_(Coaching.to_on.is_(None), Coaching.to_on >= today))
    if person_id is not None:
        query = query.where(or_(Coaching.trainer_id == person_id, Coaching.trainee_id == person_id))
    rows = sorted(session().execute(query).all(), key=_key)  # an order that no database knows
    edge = session().execute(every.where(Coaching.id == after)).one_or_none() if after is not None else None
    start = bisect_right(rows, _key(edge), key=_key) if edge is not None else 0
    shown = rows[start : start + PAGE]
    loaded = session().scalars(select(Coaching).where(Coaching.id.in_([coaching_id for coaching_id, *_names in shown])))
    by_id = {row.id: row for row in loaded}
    found = [
        Pair(row.id, row.trainer_id, by, row.trainee_id, whom, row.skill, row.from_on, row.to_on, ended)
        for coaching_id, by, whom in shown
        if (row := by_id[coaching_id])
    ]
    return PairPage(found, found[-1].id if start + PAGE < len(rows) else None)


def _key(row: Sequence[Any]) -> tuple[bytes, bytes, int]:
    """By the trainer's name, then by the trainee's. row: id, and both names."""
    coaching_id, by, whom = row
    return by_name(by), by_name(whom), coaching_id


def taught_by(actor_id: int, person_id: int) -> Sequence[str]:
    """Names of those whom a person teaches today, each once. Raises NotYours for who isn't an admin."""
    require(looks_after_accounts(actor_id))
    today = clock.today(zone())
    taught = select(Coaching.trainee_id).where(
        Coaching.trainer_id == person_id, Coaching.from_on <= today,
        or_(Coaching.to_on.is_(None), Coaching.to_on >= today),
    )  # fmt: skip
    return sorted(session().scalars(select(Person.name).where(Person.id.in_(taught))), key=by_name)


def add(actor_id: int, who: tuple[str, str], skill: str | None, days: tuple[date, date | None], key: str) -> int:
    """Let one coach another. who: trainer and trainee, as `accounts.find` takes them. Raises Unusable by field."""
    with transaction():
        require(looks_after_accounts(actor_id))
        trainer, trainee = _both(*who)
        require(can(actor_id, Action.PLACE_PEOPLE, Matter(trainee.id, days[0])))

        def make() -> dict[str, Any]:
            _check(trainer, trainee, skill, days)
            return {"coaching": write(actor_id, (trainer.id, trainee.id), skill, days)}

        body = {"trainer": trainer.id, "trainee": trainee.id, "skill": skill, "days": days}
        coaching_id: int = once(actor_id, key, body, make)["coaching"]
        return coaching_id


def end(actor_id: int, coaching_id: int, last_on: date) -> None:
    """Set the last day of a coaching. Raises NotYours, and Unusable for a day before the first."""
    with transaction():
        row = session().get(Coaching, coaching_id, with_for_update=True)
        if row is None:
            raise NotYours
        require(can(actor_id, Action.PLACE_PEOPLE, Matter(row.trainee_id, last_on)))
        if last_on < row.from_on:
            raise Unusable(fields={"to_on": _("The last day can’t be before the first.")})
        if row.to_on != last_on:
            row.to_on = last_on
            audit.note(actor_id, audit.Change.COACHING_ENDED, row.trainee_id,
                       trainer=_name(row.trainer_id), skill=row.skill, last_on=last_on.isoformat())  # fmt: skip


def reopen(actor_id: int, coaching_id: int) -> None:
    """Take the end of a coaching back, so that it runs on. Doing it twice changes nothing more.

    Raises NotYours, and Unusable when the same was said again from a later day on.
    """
    with transaction():
        row = session().get(Coaching, coaching_id, with_for_update=True)
        if row is None:
            raise NotYours
        require(can(actor_id, Action.PLACE_PEOPLE, Matter(row.trainee_id, row.from_on)))
        if row.to_on is None:
            return
        trainer, trainee = _name(row.trainer_id), _name(row.trainee_id)
        again = _same((row.trainer_id, row.trainee_id), row.skill, (row.to_on, None), but=row.id)
        if again is not None:
            raise Unusable(_("%(trainer)s coaches %(trainee)s in this again from %(day)s.",
                             trainer=trainer, trainee=trainee, day=day(again.from_on)))  # fmt: skip
        row.to_on = None
        audit.note(actor_id, audit.Change.COACHING_REOPENED, row.trainee_id, trainer=trainer, skill=row.skill)


def write(actor_id: int | None, pair: tuple[int, int], skill: str | None, days: tuple[date, date | None]) -> int:
    """Inside a transaction: a coaching, for those who have asked the right, and for the demo company."""
    (trainer_id, trainee_id), (from_on, to_on) = pair, days
    row = Coaching(trainer_id=trainer_id, trainee_id=trainee_id, skill=skill, from_on=from_on, to_on=to_on)
    session().add(row)
    session().flush()
    audit.note(actor_id, audit.Change.COACHING_ADDED, trainee_id, trainer=_name(trainer_id), skill=skill,
               from_on=from_on.isoformat(), to_on=to_on.isoformat() if to_on else None)  # fmt: skip
    return row.id


def _both(trainer: str, trainee: str) -> tuple[Person, Person]:
    found, wrong = {}, {}
    for field, text in (("trainer", trainer), ("trainee", trainee)):
        try:
            found[field] = accounts.find(text)
        except Unusable as error:
            wrong[field] = str(error)
    if wrong:
        raise Unusable(fields=wrong)
    return found["trainer"], found["trainee"]


def _check(trainer: Person, trainee: Person, skill: str | None, days: tuple[date, date | None]) -> None:
    from_on, to_on = days
    wrong = {}
    on = max(from_on, clock.today(zone()))  # who has the role by now may be said to have coached before
    if not places.has_role(trainer.id, COACHES, on):
        wrong["trainer"] = _(
            "%(name)s is neither trainer nor manager on %(day)s. Give them the role first, on their page.",
            name=trainer.name, day=day(on),
        )  # fmt: skip
    if not places.has_role(trainee.id, [Role.TRAINEE], on):
        wrong["trainee"] = _("%(name)s is no trainee on %(day)s. Give them the role first, on their page.",
                             name=trainee.name, day=day(on))  # fmt: skip
    for field, person in (("trainer", trainer), ("trainee", trainee)):
        if person.suspended_at is not None:
            wrong[field] = _("%(name)s is suspended. End that first.", name=person.name)
    if trainer.id == trainee.id:
        wrong["trainer"] = _("Nobody coaches themself.")
    if to_on is not None and to_on < from_on:
        wrong["to_on"] = _("The last day can’t be before the first.")
    if skill is not None and skill not in dict(skills()):
        wrong["skill"] = _("Choose a skill, or all.")
    if wrong:
        raise Unusable(fields=wrong)
    same = _same((trainer.id, trainee.id), skill, days)
    if same is not None:
        told = [_("%(trainer)s coaches %(trainee)s in this in those days already.",
                  trainer=trainer.name, trainee=trainee.name)]  # fmt: skip
        if same.to_on is not None:
            told.append(_("It ends on %(last)s: begin on %(next)s or later.",
                          last=day(same.to_on), next=day(same.to_on + places.ONE_DAY)))  # fmt: skip
        raise Unusable(fields={"trainer" if same.to_on is None else "from_on": sentences(told)})


def _same(
    pair: tuple[int, int], skill: str | None, days: tuple[date, date | None], *, but: int | None = None
) -> Coaching | None:  # fmt: skip
    """The latest coaching in these days by the same trainer, of the same trainee, in the same. but: not this one."""
    (trainer_id, trainee_id), (from_on, to_on) = pair, days
    same = select(Coaching).where(
        Coaching.trainer_id == trainer_id, Coaching.trainee_id == trainee_id,
        Coaching.skill.is_(None) if skill is None else Coaching.skill == skill,
        or_(Coaching.to_on.is_(None), Coaching.to_on >= from_on),
    )  # fmt: skip
    if to_on is not None:
        same = same.where(Coaching.from_on <= to_on)
    if but is not None:
        same = same.where(Coaching.id != but)
    return session().scalars(same.order_by(Coaching.from_on.desc()).limit(1)).first()


def _name(person_id: int) -> str:
    return session().get_one(Person, person_id).name
