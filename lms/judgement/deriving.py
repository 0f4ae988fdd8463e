"""Keeping derived rows up to date: whom they are stale of, and finding anew how these people stand.

Nothing is derived in the transaction that writes a fact: the tables mark whom a write touches (migration 0014), and the
rows are made after it, at the next read or by the served process once a minute. A rule that fails loses no fact.
"""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version
from typing import Any
from typing import cast as typed
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, Table, cast, delete, func, insert, select, union

from lms.curriculum import edition
from lms.db import insert_into, session, transaction
from lms.judgement.basis import Basis, basis_in_force
from lms.judgement.derived_models import PersonDebt, PersonSummary, SkillState, StaleMark, SummaryBody
from lms.judgement.evidence import DebtKind
from lms.judgement.models import CohortEstimate, JudgementSettings
from lms.judgement.rules import METHOD
from lms.judgement.service import PersonJudgement, judgements_of
from lms.judgement.states import Debt
from lms.judgement.summary import FORM, NOBODY, NOT_BEGUN, NOTHING_OWED, Summary, freeze, freeze_debt, summary_of
from lms.people.models import Membership, Person, Role
from lms.people.reach import by_name

AT_ONCE = 100  # people that are read and judged together
COLUMNS = {
    DebtKind.MODULE: "modules",
    DebtKind.SHOW: "shows",
    DebtKind.TRY: "tries",
    DebtKind.REVIEW: "reviews",
    DebtKind.REFRESHER: "refreshers",
}
"""Where a summary counts each kind of debt."""
Teams = Collection[int] | Select[Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows about one person, by column. body: None for who is on no path yet."""

    summary: dict[str, Any]
    body: dict[str, Any] | None
    skills: list[dict[str, Any]]
    debts: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows by person, None for who never learns; and the marks that they answer."""

    rows: Mapping[int, Rows | None]
    marks: Sequence[int]


def derive_stale(now: datetime, limit: int | None = None, teams: Teams | None = None) -> bool:
    """Find anew how those stand whose rows are stale. Returns whether more are than `limit`, which are left.

    teams: only people who are or were in these teams.
    """
    found = list(session().scalars(stale(now, teams).limit(None if limit is None else limit + 1)))
    derive(found[:limit], now)
    return limit is not None and len(found) > limit


def derive_stale_of(person_ids: Collection[int], now: datetime) -> None:
    """The same for these people alone."""
    every = stale(now).subquery()
    derive(session().scalars(select(every.c.person_id).where(every.c.person_id.in_(person_ids))).all(), now)


def stale(now: datetime, teams: Teams | None = None) -> Select[Any]:
    """SQL: ids of those about whom something was written since, or whose rows time or another basis has overtaken.

    Each way is one of its own, so that each is looked up in its index and nobody is looked at who is not stale.
    """
    basis = _basis_now()
    marked = select(StaleMark.person_id)
    past = [
        select(PersonSummary.person_id).where(overtaken)
        for overtaken in (
            PersonSummary.valid_until <= now,
            PersonSummary.as_of > now,  # the clock was set back
            PersonSummary.basis < basis,
            PersonSummary.basis > basis,
        )
    ]
    if teams is not None:
        theirs = select(Membership.id).where(
            Membership.person_id == StaleMark.person_id, func.coalesce(Membership.team_id, 0).in_(teams)
        )
        marked = marked.where(theirs.exists())
        # The coalesce keeps the database from looking through whole teams for the few who are stale.
        past = [one.where(func.coalesce(PersonSummary.team_id, 0).in_(teams)) for one in past]
    either = union(marked, *past).subquery()
    return select(either.c.person_id).order_by(either.c.person_id)


def _basis_now() -> ColumnElement[str]:
    """SQL: what is judged with from now on, as a summary names it."""
    cohort, settings = (
        cast(select(func.coalesce(func.max(table.id), 0)).scalar_subquery(), String)
        for table in (CohortEstimate, JudgementSettings)
    )
    return cohort + "/" + settings + _and_how()


def _basis_of(basis: Basis) -> str:
    return f"{basis.cohort.version}/{basis.settings_version}{_and_how()}"


def _and_how() -> str:
    return f"/{METHOD}/{FORM}/{asked_hash()}"


def asked_hash() -> str:
    """Of what today's courses and calendar have to say about how anybody stands: which outcomes a quiz still asks."""
    asked = {module.id: [outcome.id for outcome in module.outcomes] for module in edition.catalog().modules.values()}
    return hashlib.sha256(json.dumps([asked, _calendar()], sort_keys=True).encode()).hexdigest()[:32]


@cache
def _calendar() -> str:
    return version("chinesecalendar")


def derive(person_ids: Sequence[int], now: datetime) -> None:
    """Find anew how these people stand and keep it, a hundred at a time. Who never learns has no row.

    What is read while somebody writes is not kept for the last word: the mark of that write stays.
    """
    ids = sorted(person_ids)
    for first in range(0, len(ids), AT_ONCE):
        _keep(_find(ids[first : first + AT_ONCE], now))


def rows_of(person_ids: Sequence[int], now: datetime) -> dict[int, Rows]:
    """The rows about these people as they are found from nothing; nothing is kept."""
    return {person: rows for person, rows in _find(person_ids, now).rows.items() if rows is not None}


def _find(ids: Sequence[int], now: datetime) -> _Found:
    """Marks are read before facts: a fact that came too late for the rows leaves a mark that is not among these."""
    derivation = select(PersonSummary.person_id, PersonSummary.derivation).where(PersonSummary.person_id.in_(ids))
    before = {row.person_id: row.derivation for row in session().execute(derivation)}
    marks = session().scalars(select(StaleMark.id).where(StaleMark.person_id.in_(ids))).all()
    found, failed = _judged(ids, now)
    accounts, basis = _accounts(ids), basis_in_force()
    rows: dict[int, Rows | None] = {}
    for person in ids:
        account, derivation = accounts.get(person), before.get(person, 0) + 1
        if account is None or person in failed:
            continue
        if person in found:
            rows[person] = _rows(found[person], account, now, derivation)
        elif account.learns:
            rows[person] = Rows(_not_begun(person, account, basis, now, derivation), None, [], [])
        else:
            rows[person] = None
    return _Found(rows, marks)


def _judged(ids: Sequence[int], now: datetime) -> tuple[Mapping[int, PersonJudgement], Collection[int]]:
    """The judgements, and who could not be judged: a person on whom a rule fails keeps nobody else from theirs."""
    try:
        return judgements_of(ids, now), ()
    except Exception:
        if len(ids) == 1:
            _log.exception("person %s could not be judged; what was found before stands", ids[0])
            return {}, ids
    each = [_judged([one], now) for one in ids]
    return {k: v for found, _ in each for k, v in found.items()}, [one for _, failed in each for one in failed]


@dataclass(frozen=True, slots=True)
class _Account:
    """By what lists find and order a person. places: team and role with the first and last local date."""

    name: str
    zone: ZoneInfo
    suspended: bool
    places: Sequence[tuple[int, str, date, date | None]]

    def team(self, now: datetime) -> int | None:
        """The one team they are in; None for none, for several, and for who is suspended."""
        today = now.astimezone(self.zone).date()
        held = {team for team, _, first, last in self.places if first <= today and (last is None or today <= last)}
        return held.pop() if len(held) == 1 and not self.suspended else None

    @property
    def learns(self) -> bool:
        """Whether they learn, did or will: time alone may bring them into a team."""
        return any(role == Role.TRAINEE for _team, role, _first, _last in self.places)

    def turns(self, now: datetime, others: Iterable[tuple[date, date | None]] = ()) -> Iterator[datetime]:
        """When one of their places, or of the other spans of local dates, begins or is over."""
        today = now.astimezone(self.zone).date()
        for first, last in (*((first, last) for _team, _role, first, last in self.places), *others):
            for day in (first, last + timedelta(days=1) if last else first):
                if day > today:
                    yield datetime.combine(day, time.min, self.zone).astimezone(UTC)


def _accounts(ids: Sequence[int]) -> Mapping[int, _Account]:
    places: dict[int, list[tuple[int, str, date, date | None]]] = defaultdict(list)
    for row in session().execute(
        select(Membership.person_id, Membership.team_id, Membership.role, Membership.from_on, Membership.to_on)
        .where(Membership.person_id.in_(ids))
    ):  # fmt: skip
        places[row.person_id].append((row.team_id, row.role, row.from_on, row.to_on))
    people = select(Person.id, Person.name, Person.zone, Person.suspended_at).where(Person.id.in_(ids))
    return {
        row.id: _Account(row.name, ZoneInfo(row.zone), row.suspended_at is not None, places[row.id])
        for row in session().execute(people)
    }


def _not_begun(person: int, account: _Account, basis: Basis, now: datetime, derivation: int) -> dict[str, Any]:
    """The row of who learns and is on no path yet."""
    return {
        "person_id": person,
        "team_id": account.team(now),
        "state": "",
        "place": NOT_BEGUN,
        "oldest": NOTHING_OWED,
        "sort_name": by_name(account.name),
        **dict.fromkeys(COLUMNS.values(), 0),
        "uncoached": False,
        "cannot": False,
        "as_of": now,
        "valid_until": min(account.turns(now), default=None),
        "path_hash": "",
        "basis": _basis_of(basis),
        "derivation": derivation,
    }


def _rows(judged: PersonJudgement, account: _Account, now: datetime, derivation: int) -> Rows:
    """All about one person as of `now`, as tables hold it."""
    summary = summary_of(judged)
    person = judged.person_id
    coached = [(one.from_on, one.to_on) for one in judged.known.coachings]  # who owes what is to come
    turns = [*account.turns(now, coached), *([judged.stands_until] if judged.stands_until else [])]
    if any(one.to_on is None for one in judged.known.plan.away):  # it moves day by day what is to come
        tomorrow = now.astimezone(judged.known.plan.zone).date() + timedelta(days=1)
        turns.append(datetime.combine(tomorrow, time.min, judged.known.plan.zone).astimezone(UTC))
    row = _not_begun(person, account, judged.basis, now, derivation) | {
        "state": summary.state.value,
        "place": summary.place,
        "oldest": summary.oldest,
        **{column: summary.owed(kind) for kind, column in COLUMNS.items()},
        "uncoached": summary.uncoached,
        "cannot": summary.cannot,
        "valid_until": min(turns, default=None),
        "path_hash": judged.known.plan.path.hash,
    }
    skills = [
        {
            "person_id": person,
            "skill": skill,
            "state": one.state.value,
            "debts": [freeze_debt(debt) for debt in one.debts],
            "valid_until": one.next_change_at,
        }
        for skill, one in judged.by_skill.items()
    ]
    body = {"person_id": person, "body": freeze(summary)}
    return Rows(row, body, skills, list(_debts(summary, row["team_id"])))


def _debts(summary: Summary, team: int | None) -> Iterator[dict[str, Any]]:
    """What each person owes to this one, counted."""
    by: dict[int, list[Debt]] = defaultdict(list)
    for _skill, debt in summary.debts:
        by[debt.owed_by or NOBODY].append(debt)
    for person, debts in by.items():
        counts = {column: sum(debt.kind is kind for debt in debts) for kind, column in COLUMNS.items()}
        oldest = min(debt.since for debt in debts)
        yield {"person_id": summary.person_id, "owed_by": person, "team_id": team, **counts, "oldest": oldest}


def _keep(found: _Found) -> None:
    """Keep what was found, of those only whom nobody has found anew meanwhile: they may have read later."""
    made = {person: rows for person, rows in found.rows.items() if rows is not None}
    gone = [person for person in found.rows if person not in made]
    with transaction():
        kept = _kept([rows.summary for rows in made.values()])
        for table in (SummaryBody, SkillState, PersonDebt):
            session().execute(delete(table).where(table.person_id.in_([*kept, *gone])))
        for table, rows in (
            (SummaryBody, [body for person in kept if (body := made[person].body) is not None]),
            (SkillState, [row for person in kept for row in made[person].skills]),
            (PersonDebt, [row for person in kept for row in made[person].debts]),
        ):
            if rows:
                session().execute(insert(typed(Table, table.__table__)), rows)
        session().execute(delete(PersonSummary).where(PersonSummary.person_id.in_(gone)))
        session().execute(
            delete(StaleMark).where(StaleMark.id.in_(found.marks), StaleMark.person_id.in_([*kept, *gone]))
        )


def _kept(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write these summaries unless another derivation came between. Returns whose were written."""
    if not rows:
        return []
    statement = insert_into(PersonSummary)
    new = {column: statement.excluded[column] for column in rows[0] if column != "person_id"}
    untouched = PersonSummary.derivation == statement.excluded.derivation - 1
    written = statement.on_conflict_do_update(index_elements=["person_id"], set_=new, where=untouched)
    return list(session().scalars(written.returning(PersonSummary.person_id), list(rows)))
