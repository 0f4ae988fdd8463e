"""Rows that are kept up to date are the rows that would be found from nothing."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import g
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.db import db, session
from lms.i18n import Language, speaking
from lms.judgement.derived_models import PersonDebt, PersonSummary, SkillState, SummaryBody
from lms.judgement.deriving import derive, derive_stale, rows_of
from lms.people.models import Person
from tests.cast import make_cast
from tests.conftest import Standing
from tests.factories.training import on
from tests.judgement.acts import ACTS, OFTEN, World, company, do

LOOKS = (timedelta(0), timedelta(days=1), timedelta(days=40))  # after the moment of the last act
LONG = 200  # acts in one company
HOURS = (0, 0, 1, 1, 2, 3, 4, 20, 50, -30)  # between one act and the next; now and then the clock is set back


# One company costs seconds, and a shorter tale of it would be another one: always the same, and none made smaller.
@pytest.mark.slow
@settings(max_examples=1, derandomize=True, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(seed=st.integers(1, 10**6))
def test_rows_kept_up_to_date_equal_rows_found_from_nothing(standing_sqlite: Standing, seed: int) -> None:
    chance, done = Random(seed), Counter[str]()
    with standing_sqlite.site.app_context(), speaking(Language.ZH):
        world = company(make_cast(), on(2, 9), chance)
        session().execute(sa.text('DROP TRIGGER stale_record_insert')); session().commit()
        for number in range(1, LONG + 1):
            world.now += timedelta(hours=chance.choice(HOURS))
            act = chance.choice([*ACTS, *OFTEN * 3])
            done[act] += do(world, act)
            if number % 2 == 0:
                looked_at(world, LOOKS if number % 20 == 0 else LOOKS[:1])
        g.pop("catalog", None)
        db.session.remove()
        db.engine.dispose()
    standing_sqlite.empty()
    assert len(+done) > len(ACTS) * 0.7, f"hardly anything happened: {done}"


def looked_at(world: World, looks: Sequence[timedelta]) -> None:
    """The same at every look; afterwards all rows are as of the company's own moment again."""
    people = session().scalars(sa.select(Person.id).order_by(Person.id)).all()
    for later in looks:
        derive_stale(world.now + later)
        assert kept() == found(people, world.now + later)
    if len(looks) > 1:
        derive(people, world.now)


def kept() -> dict[str, Any]:
    return {
        table.__tablename__: _in_order(dict(row) for row in session().execute(sa.select(table.__table__)).mappings())
        for table in (PersonSummary, SummaryBody, SkillState, PersonDebt)
    }


def found(people: Any, now: Any) -> dict[str, Any]:
    every = rows_of(people, now).values()
    return {
        "person_summary": _in_order(rows.summary for rows in every),
        "summary_body": _in_order(rows.body for rows in every),
        "skill_state": _in_order(row for rows in every for row in rows.skills),
        "person_debt": _in_order(row for rows in every for row in rows.debts),
    }


def _in_order(rows: Any) -> list[Any]:
    """Without when and how often they were found, which nobody concludes anything from."""
    return sorted(
        ({name: value for name, value in row.items() if name not in ("as_of", "derivation")} for row in rows),
        key=lambda row: str((row["person_id"], row.get("skill"), row.get("owed_by"))),
    )
