"""Shows and supervised tries that a decision promises beyond the path: owed like all that the path promises."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import String, Subquery, cast, func, select

from lms.db import session
from lms.plan.coaches import Persons
from lms.plan.models import AddedObligation
from lms.plan.rules import Promise, PromiseKind
from lms.records import service as records


def promise_more(person_id: int, decision_id: int, promised: Iterable[Promise]) -> None:
    """Inside the transaction that records the decision: these are owed too, each by somebody."""
    for one in promised:
        row = AddedObligation(
            person_id=person_id, decision_id=decision_id, kind=one.kind.value, skill=one.skill, ordinal=one.ordinal,
            due_on=one.due_on, owed_by=one.owed_by,
        )  # fmt: skip
        session().add(row)
    session().flush()


def added_by(decision_id: int) -> list[AddedObligation]:
    """What a decision promised, in the order in which it falls due."""
    rows = select(AddedObligation).where(AddedObligation.decision_id == decision_id)
    return list(session().scalars(rows.order_by(AddedObligation.due_on, AddedObligation.kind, AddedObligation.ordinal)))


def added_spelt(person_ids: Persons) -> Subquery:
    """SQL: by person all that stands in one text, so that plans are read with it in one query.

    A decision that was withdrawn takes with it what it promised.
    """
    one = AddedObligation
    parts = (one.kind, one.skill, cast(one.ordinal, String), cast(one.due_on, String), cast(one.owed_by, String))
    spelt = parts[0].concat("")
    for part in parts[1:]:
        spelt = spelt.concat(",").concat(part)
    return (
        select(one.person_id, func.aggregate_strings(spelt, " ").label("spelt"))
        .where(one.person_id.in_(person_ids), records.stands("decision", one.decision_id))
        .group_by(one.person_id)
        .subquery()
    )


def added_from(spelt: str | None) -> tuple[Promise, ...]:
    """What `added_spelt` has spelt, in the order in which it falls due."""
    found = []
    for one in (spelt or "").split():
        kind, skill, ordinal, due_on, owed_by = one.split(",")
        due = date.fromisoformat(due_on)
        found.append(Promise(PromiseKind(kind), int(ordinal), due, skill=skill, owed_by=int(owed_by)))
    return tuple(sorted(found, key=lambda promise: (promise.due_on, promise.kind, promise.skill, promise.ordinal)))
