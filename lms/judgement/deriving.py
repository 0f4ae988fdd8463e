"""Keeping derived rows up to date: whom they are stale of, and finding anew how these people stand.

Nothing is derived in the transaction that writes a fact: the tables mark whom a write touches (migration 0014), and the
rows are made after it, at the next read or by the served process once a minute. A rule that fails loses no fact.
"""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, delete, func, insert, or_, select, union

from lms.curriculum import edition
from lms.db import insert_into, session, transaction
from lms.judgement.derived_models import PersonDebt, PersonSummary, SkillState, StaleMark, SummaryBody
from lms.judgement.evidence import DebtKind
from lms.judgement.models import CohortEstimate, JudgementSettings
from lms.judgement.rules import METHOD
from lms.judgement.service import PersonJudgement, judgements_of
from lms.judgement.states import Debt
from lms.judgement.summary import NOBODY, Summary, freeze, freeze_debt, summary_of
from lms.people.models import Membership, Person
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
    """All rows about one person, by column."""

    summary: dict[str, Any]
    body: dict[str, Any]
    skills: list[dict[str, Any]]
    debts: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows by person, None for who is on no path; and the marks that they answer."""

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
    """SQL: ids of those about whom something was written since, or whose rows time or other figures have overtaken."""
    marked, past = select(StaleMark.person_id), select(PersonSummary.person_id).where(
        or_(
            PersonSummary.valid_until <= now,
            PersonSummary.as_of > now,  # the clock was set back
            PersonSummary.asked_hash != asked_hash(),
            PersonSummary.method != METHOD,
            PersonSummary.cohort_version != _latest(CohortEstimate),
            PersonSummary.settings_version != _latest(JudgementSettings),
        )
    )  # fmt: skip
    if teams is not None:
        theirs = select(Membership.person_id).where(Membership.team_id.in_(teams))
        marked, past = marked.where(StaleMark.person_id.in_(theirs)), past.where(PersonSummary.team_id.in_(teams))
    either = union(marked, past).subquery()
    return select(either.c.person_id).order_by(either.c.person_id)


def _latest(table: type[CohortEstimate | JudgementSettings]) -> Any:
    return select(func.coalesce(func.max(table.id), 0)).scalar_subquery()


def asked_hash() -> str:
    """Of what today's courses and calendar have to say about how anybody stands: which outcomes a quiz still asks."""
    asked = {module.id: [outcome.id for outcome in module.outcomes] for module in edition.catalog().modules.values()}
    return hashlib.sha256(json.dumps([asked, _calendar()], sort_keys=True).encode()).hexdigest()


@cache
def _calendar() -> str:
    return version("chinesecalendar")


def derive(person_ids: Sequence[int], now: datetime) -> None:
    """Find anew how these people stand and keep it, a hundred at a time. Who is on no path has no rows.

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
    accounts = _accounts(ids)
    return _Found(
        {
            one: _rows(found[one], accounts[one], now, before.get(one, 0) + 1) if one in found else None
            for one in ids
            if one not in failed
        },
        marks,
    )


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
    """By what lists find and order a person. places: teams with the first and last local date in them."""

    name: str
    zone: ZoneInfo
    suspended: bool
    places: Sequence[tuple[int, date, date | None]]

    def team(self, today: date) -> int | None:
        """The one team they are in; None for none, for several, and for who is suspended."""
        teams = {team for team, first, last in self.places if first <= today and (last is None or today <= last)}
        return teams.pop() if len(teams) == 1 and not self.suspended else None


def _accounts(ids: Sequence[int]) -> Mapping[int, _Account]:
    places: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for row in session().execute(
        select(Membership.person_id, Membership.team_id, Membership.from_on, Membership.to_on)
        .where(Membership.person_id.in_(ids))
    ):  # fmt: skip
        places[row.person_id].append((row.team_id, row.from_on, row.to_on))
    people = select(Person.id, Person.name, Person.zone, Person.suspended_at).where(Person.id.in_(ids))
    return {
        row.id: _Account(row.name, ZoneInfo(row.zone), row.suspended_at is not None, places[row.id])
        for row in session().execute(people)
    }


def _rows(judged: PersonJudgement, account: _Account, now: datetime, derivation: int) -> Rows:
    """All about one person as of `now`, as tables hold it."""
    summary = summary_of(judged, now)
    person, team = judged.person_id, account.team(now.astimezone(account.zone).date())
    row = {
        "person_id": person,
        "team_id": team,
        "state": summary.state.value,
        "place": summary.place,
        "oldest": summary.oldest,
        "sort_name": by_name(account.name),
        **{column: summary.owed(kind) for kind, column in COLUMNS.items()},
        "uncoached": summary.uncoached,
        "cannot": summary.cannot,
        "as_of": now,
        "valid_until": _valid_until(judged, account, now),
        "path_hash": judged.known.plan.path.hash,
        "asked_hash": asked_hash(),
        "cohort_version": judged.basis.cohort.version,
        "settings_version": judged.basis.settings_version,
        "method": METHOD,
        "derivation": derivation,
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
    return Rows(row, body, skills, list(_debts(summary, team)))


def _valid_until(judged: PersonJudgement, account: _Account, now: datetime) -> datetime | None:
    """When time alone changes something of it: a state, a debt, who owes what is to come, or the person's team."""
    today = now.astimezone(account.zone).date()
    spans = [(one.from_on, one.to_on) for one in judged.known.coachings]
    spans += [(first, last) for _team, first, last in account.places]
    turns = [day for first, last in spans for day in (first, last + timedelta(days=1) if last else None) if day]
    moments = [datetime.combine(day, time.min, account.zone).astimezone(UTC) for day in turns if day > today]
    return min((at for at in (*moments, judged.stands_until) if at is not None), default=None)


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
            (SummaryBody, [made[person].body for person in kept]),
            (SkillState, [row for person in kept for row in made[person].skills]),
            (PersonDebt, [row for person in kept for row in made[person].debts]),
        ):
            if rows:
                session().execute(insert(cast(Table, table.__table__)), rows)
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
