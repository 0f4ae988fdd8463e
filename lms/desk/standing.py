"""How the people of some teams stand, counted by the database; and a page of them, in the order of the list."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    UnaryExpression,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union,
    union_all,
)

from lms.db import session
from lms.desk.listed import Key, Listed
from lms.desk.roster import Place as Learner
from lms.i18n import zone
from lms.judgement.decisions.service import Kind
from lms.judgement.derived_models import PersonDebt, PersonSummary, SummaryBody
from lms.judgement.deriving import COLUMNS, stale
from lms.judgement.evidence import DebtKind, State
from lms.judgement.models import Decision, Reply
from lms.judgement.states import Debt
from lms.judgement.summary import NOBODY, NOT_BEGUN, thaw
from lms.people.models import Person

SIZE = 50  # people on a page
MOST_NEEDING = 12  # of whom something is said before any figure
MOST_NAMED = 100  # of those on no path yet
ANSWER_IS_FRESH = timedelta(days=14)

_KEY = (PersonSummary.place, PersonSummary.oldest, PersonSummary.sort_name, PersonSummary.person_id)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows are asked for. apart: ids of those who are none of them for this reader; owed_by: see PersonDebt."""

    teams: Collection[int]
    apart: Collection[int]
    state: str = ""
    owed_by: Collection[int] = ()

    def holds(self, member: Listed) -> bool:
        """Whether somebody who is judged apart is asked for."""
        owing = {debt.owed_by or NOBODY for _skill, debt in member.debts}
        return (
            member.team in self.teams
            and self.state in ("", member.state)
            and (not self.owed_by or bool(owing & {*self.owed_by}))
        )

    def where(self) -> ColumnElement[bool]:
        """SQL: a summary that is asked for."""
        wanted = PersonSummary.team_id.in_(self.teams) & PersonSummary.person_id.not_in(self.apart)
        wanted &= PersonSummary.state == self.state if self.state else PersonSummary.place < NOT_BEGUN
        if self.owed_by:
            owed = select(literal(1)).where(
                PersonDebt.person_id == PersonSummary.person_id, PersonDebt.owed_by.in_(self.owed_by)
            )
            wanted &= owed.exists()
        return wanted


@dataclass(frozen=True, slots=True)
class Counted:
    """People who stand alike, in one team. debts: how many of a kind are owed to them."""

    team: int
    state: State
    place: int
    people: int
    debts: Mapping[DebtKind, int]


@dataclass(slots=True)
class OwedBy:
    """What one person owes to a team. people: to how many."""

    oldest: date
    people: int = 0
    debts: Counter[DebtKind] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after somebody, or, with `back`, before them. size: None for all that follow."""

    key: Key | None = None
    back: bool = False
    size: int | None = SIZE

    def reaches(self, key: Key) -> bool:
        return self.key is None or (key < self.key if self.back else key > self.key)


FIRST = Place()


@dataclass(frozen=True, slots=True)
class Page:
    """before and after: whether there are people before the first and after the last; the rest: see `page_of`."""

    members: Sequence[Listed]
    before: bool
    after: bool
    needing: Sequence[Listed]
    not_begun: Sequence[Learner]


def counted_and_owed(
    every: Asked, within: Asked, apart: Sequence[Listed], manager_id: int
) -> tuple[list[Counted], dict[int, OwedBy]]:
    """People of all teams as `counted` has them, and by who owes all that is owed within some: in one query.

    apart: those of these teams whom the database doesn't count for this reader; what nobody coaches is the manager's.
    """
    person = func.coalesce(func.nullif(PersonDebt.owed_by, NOBODY), manager_id)
    owed = (
        select(
            literal(1), person, literal(""), literal(0), func.count(PersonDebt.person_id.distinct()),
            func.min(PersonDebt.oldest), *_sums(PersonDebt),
        )
        .where(PersonDebt.team_id.in_(within.teams), PersonDebt.person_id.not_in(within.apart))
        .group_by(person)
    )  # fmt: skip
    counts: list[Counted] = []
    found: dict[int, OwedBy] = {}
    rows: Iterable[Any] = session().execute(union_all(_counts(every), owed))
    for part, who, state, place, people, oldest, *each in rows:
        if part == 0:
            counts.append(Counted(who, State(state), place, people, _by_kind(each)))
        else:
            found[who] = OwedBy(oldest, people, Counter(_by_kind(each)))
    for one in apart:
        if one.team in within.teams:
            _add(found, one, manager_id)
    return [*counts, *_counted_apart(every, apart)], found


def counted(asked: Asked, apart: Iterable[Listed]) -> list[Counted]:
    """People who are asked for, by team, state and place."""
    rows: Iterable[Any] = session().execute(_counts(asked))
    found = [
        Counted(team, State(state), place, people, _by_kind(each))
        for _part, team, state, place, people, _oldest, *each in rows
    ]
    return [*found, *_counted_apart(asked, apart)]


def _counts(asked: Asked) -> Select[Any]:
    group = (PersonSummary.team_id, PersonSummary.state, PersonSummary.place)
    columns: list[Any] = [literal(0), *group, func.count(), cast(null(), Date), *_sums(PersonSummary)]
    return select(*columns).where(asked.where()).group_by(*group)


def _sums(table: type[PersonSummary | PersonDebt]) -> list[ColumnElement[int]]:
    return [func.sum(getattr(table, column)) for column in COLUMNS.values()]


def _counted_apart(asked: Asked, apart: Iterable[Listed]) -> list[Counted]:
    return [
        Counted(one.team, one.state, one.summary.place, 1, {kind: one.summary.owed(kind) for kind in COLUMNS})
        for one in apart
        if asked.holds(one)
    ]


def _add(found: dict[int, OwedBy], one: Listed, manager_id: int) -> None:
    by: dict[int, list[Debt]] = defaultdict(list)
    for who, debt in one.owed_by(manager_id):
        by[who].append(debt)
    for who, debts in by.items():
        oldest = min(debt.since for debt in debts)
        owing = found.setdefault(who, OwedBy(oldest))
        owing.oldest = min(owing.oldest, oldest)
        owing.people += 1
        owing.debts.update(debt.kind for debt in debts)


def _by_kind(sums: Iterable[int]) -> dict[DebtKind, int]:
    """Sums in the order of the columns; some databases give them as decimals."""
    return {kind: int(each) for kind, each in zip(COLUMNS, sums, strict=True)}


def page_of(asked: Asked, apart: Sequence[Listed], now: datetime, place: Place = FIRST) -> Page:
    """A page of the list, and of all the teams who needs something before any figure and who is on no path yet.

    Of these the first, where there are more; in one query.
    """
    listed = select(PersonSummary.person_id).where(asked.where()).order_by(*_order(place))
    if place.size is not None:
        listed = listed.limit(place.size + 1)
    if place.key is not None:
        stands = tuple_(*_KEY)
        listed = listed.where(stands < place.key if place.back else stands > place.key)
    asked_for = (listed, _needing(replace(asked, state="", owed_by=()), now), _not_begun(asked))
    each = union_all(*(select(one.subquery().c.person_id, literal(nr).label("part"))
                       for nr, one in enumerate(asked_for))).subquery()  # fmt: skip
    rows: Iterable[Any] = session().execute(
        select(
            each.c.part, Person.id, Person.name, PersonSummary.team_id, Person.password_hash.is_not(None),
            SummaryBody.body,
        )
        .select_from(Person)
        .join(PersonSummary, PersonSummary.person_id == Person.id)
        .outerjoin(SummaryBody, SummaryBody.person_id == Person.id)
        .where(Person.id == each.c.person_id)
    )  # fmt: skip
    parts: tuple[list[Listed], list[Listed]] = ([], [])
    not_begun = []
    for part, person, name, team, entered, body in rows:
        if part < len(parts):
            parts[part].append(Listed(name, team, thaw(person, body)))
        else:
            not_begun.append(Learner(person, name, team, True, entered))
    mine = [one for one in apart if asked.holds(one) and place.reaches(one.key)]
    found = sorted([*parts[0], *mine], key=lambda one: one.key, reverse=place.back)
    more = place.size is not None and len(found) > place.size
    members = found[: place.size]
    return Page(
        members=members[::-1] if place.back else members,
        before=more if place.back else place.key is not None,
        after=place.back or more,
        needing=sorted([*parts[1], *(one for one in apart if one.team in asked.teams)], key=lambda one: one.person_id),
        not_begun=not_begun,
    )


def _order(place: Place) -> Iterator[UnaryExpression[Any]]:
    return (column.desc() if place.back else column.asc() for column in _KEY)


def _needing(asked: Asked, now: datetime) -> Select[Any]:
    """SQL: ids of those to be looked at, who answered, whose decision is over, or to whom nobody can or does give."""
    fresh = select(Decision.person_id).join(Reply, Reply.decision_id == Decision.id).where(
        Reply.at > now - ANSWER_IS_FRESH
    )  # fmt: skip
    over = select(Decision.person_id).where(
        Decision.kind == Kind.OBSERVE, Decision.until_on < now.astimezone(zone()).date()
    )
    decided = PersonSummary.person_id.in_(select(union(fresh, over).subquery().c.person_id))
    unmoved = PersonSummary.state == State.UNTRAINABLE
    waiting = or_(unmoved, decided, PersonSummary.cannot, PersonSummary.uncoached)
    order = (unmoved.desc(), decided.desc(), PersonSummary.cannot.desc(), PersonSummary.person_id)
    return select(PersonSummary.person_id).where(asked.where(), waiting).order_by(*order).limit(MOST_NEEDING)


def _not_begun(asked: Asked) -> Select[Any]:
    """SQL: ids of who is on no path yet, by name."""
    mine = (PersonSummary.team_id.in_(asked.teams), PersonSummary.person_id.not_in(asked.apart))
    found = select(PersonSummary.person_id).where(*mine, PersonSummary.place == NOT_BEGUN)
    return found.order_by(PersonSummary.sort_name).limit(MOST_NAMED)


def key_of(person_id: int) -> Key | None:
    """Where somebody stands in every list; None for who is in none."""
    row = session().execute(select(*_KEY).where(PersonSummary.person_id == person_id)).one_or_none()
    return None if row is None else (row.place, row.oldest, row.sort_name, row.person_id)


def oldest_as_of(teams: Collection[int], now: datetime) -> datetime | None:
    """When those of these teams were judged whose rows are still stale, the longest ago."""
    rows = select(func.min(PersonSummary.as_of)).where(PersonSummary.person_id.in_(stale(now, teams)))
    return session().scalar(rows)
