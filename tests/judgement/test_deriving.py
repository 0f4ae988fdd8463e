"""Rows that are kept up to date are the rows that would be found from nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms import clock
from lms.db import Base, db, is_sqlite, session, transaction
from lms.i18n import Language, speaking
from lms.judgement import deriving
from lms.judgement.derived_models import PersonDebt, PersonSummary, SkillState, SummaryBody
from lms.judgement.deriving import derive, derive_stale, rows_of, stale
from lms.judgement.summary import thaw
from lms.people import account, accounts, coaching, places
from lms.people.models import Coaching, Membership, Person, Role, Theme
from lms.plan.absences import Days, note_absence
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.practice.seats import Part, give, leave, take_away
from tests.cast import Cast, make_cast
from tests.conftest import Standing
from tests.factories.training import PHONE, VISIT, Trainee, key, on, trainee_of
from tests.judgement.acts import ACTS, FOR_ALL, FOR_SOME, World, company, do

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
        try:
            world = company(make_cast(), on(2, 9), chance)
            for trainee in world.trainees[:2]:  # the third may begin later
                trainee.enrolled()
            for number in range(1, LONG + 1):
                world.now += timedelta(hours=chance.choice(HOURS))
                act = chance.choice(FOR_ALL if number % 25 == 0 else FOR_SOME)
                done[act] += do(world, act)
                if number % 2 == 0:
                    looked_at(world, LOOKS if number % 20 == 0 else LOOKS[:1])
        finally:
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
        "summary_body": _in_order(rows.body for rows in every if rows.body),
        "skill_state": _in_order(row for rows in every for row in rows.skills),
        "person_debt": _in_order(row for rows in every for row in rows.debts),
    }


def _in_order(rows: Any) -> list[Any]:
    """Without when and how often they were found, which nobody concludes anything from."""
    return sorted(
        ({name: value for name, value in row.items() if name not in ("as_of", "derivation")} for row in rows),
        key=lambda row: str((row["person_id"], row.get("skill"), row.get("owed_by"))),
    )


MARKED = {"record", "arrangement", "coaching", "membership", "seat", "person"}
"""Tables with a trigger that marks whom a write touches."""
IN_THE_FILE = {
    "enrolment", "obligation", "acknowledgement", "module_read", "module_taught", "attempt", "attempt_item", "response",
    "mark", "show", "attendance", "attendance_word", "try", "review", "rating", "change", "absence", "correction",
    "decision", "reply", "obligation_added",
}  # fmt: skip
"""Tables whose closed rows, with what hangs on them, add a line to the index in the same transaction."""
BY_VERSION = {"cohort_estimate", "judgement_settings"}
"""Tables of which every summary names the row that it was found with."""
NO_PART = {
    "team": "the tree is read when it is shown", "content_version": "never changes under its hash",
    "record_head": "the end of the index", "note": "words beside ratings", "notice": "tells, concludes nothing",
    "once": "what was done", "audit": "who changed accounts", "claim": "who is at a row just now",
    "sign_in": "who is there", "entry_link": "how to come in", "brake": "wrong passwords",
    "reading": "how far a page is read", "asked": "questions", "unclear": "questions",
    "late_answer": "kept and not counted", "time_extension": "of an attempt under way",
    "recall_card": "what is asked again", "recall_state": "what is asked again", "recall_pause": "what is asked again",
    "class_session": "a class under way; what was taught is module_taught", "class_place": "the same",
    "join_code": "the way to a seat", "uncovered": "what was heard, not how it was done",
    "paper_entry": "who typed it in", "solo_play": "practice alone", "guest_link": "the way to a seat",
    "watch_request": "asks somebody to come", "second_look": "asks for a second look; the seat is what counts",
    "calibration_answer": "of raters, on scripts", "rater_told": "what raters were told",
    "consent": "to be recorded", "consent_asked": "to be recorded", "upload": "recordings", "recording": "recordings",
    "recording_removal": "recordings", "file_to_delete": "recordings", "recording_comment": "recordings",
    "caption": "recordings",
    "review_case": "opened by what was found", "case_view": "who has looked", "case_word": "what is said in a review",
    "draft_decision": "not decided yet", "case_end": "that a review is over",
    "person_summary": "derived", "summary_body": "derived", "skill_state": "derived", "person_debt": "derived",
    "stale_mark": "derived",
}  # fmt: skip
"""Tables from which nothing follows about how anybody stands, each with why."""


def test_of_every_table_it_is_known_how_a_write_to_it_reaches_the_rows(app: Flask) -> None:
    assert set(Base.metadata.tables) == MARKED | IN_THE_FILE | BY_VERSION | set(NO_PART)
    catalog = "sqlite_master WHERE type = 'trigger'" if is_sqlite() else "pg_trigger WHERE NOT tgisinternal"
    column = "name" if is_sqlite() else "tgname"
    there = set(session().scalars(sa.text(f"SELECT {column} FROM {catalog} AND {column} LIKE 'stale_%'")))
    assert {name.split("_")[1] for name in there} == MARKED


def test_a_fact_that_comes_while_others_are_read_leaves_its_mark(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    read = deriving._find([trainee.id], on(5))
    trainee.shown(PHONE, on(4))
    deriving._keep(read)
    assert trainee.id in session().scalars(stale(on(5))).all()
    derive_stale(on(5))
    assert not session().scalars(stale(on(5))).all()
    shows = sa.select(PersonSummary.shows).where(PersonSummary.person_id == trainee.id)
    assert session().scalars(shows).one() == 1  # of the two that were due; one was given


def test_of_two_who_find_it_at_once_the_one_who_read_later_wins(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    early = deriving._find([trainee.id], on(5))
    trainee.shown(PHONE, on(4))
    derive_stale(on(5))
    after = kept()
    deriving._keep(early)
    assert kept() == after


def test_a_rule_that_fails_on_one_person_loses_no_fact_and_keeps_nobody_else_from_their_rows(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ill, well = (one.enrolled().id for one in company(cast, on(2), Random(1)).trainees[:2])
    derive_stale(on(13))
    judged = deriving.judgements_of

    def judge(people: Sequence[int], now: datetime) -> Any:
        if ill in people:
            raise ZeroDivisionError
        return judged(people, now)

    monkeypatch.setattr(deriving, "judgements_of", judge)
    Trainee(ill, cast.trainer, cast.manager).shown(PHONE, on(13))
    Trainee(well, cast.trainer, cast.manager).shown(PHONE, on(13))
    derive_stale(on(16))
    of = dict(session().execute(sa.select(PersonSummary.person_id, PersonSummary.as_of)).all())
    assert (of[ill], of[well]) == (on(13), on(16))
    assert session().scalars(stale(on(16))).all() == [ill]
    assert f"person {ill} could not be judged" in caplog.text
    monkeypatch.undo()
    derive_stale(on(16))
    assert not session().scalars(stale(on(16))).all()


def test_what_an_absence_without_an_end_moves_is_found_anew_each_day(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(9)):
        note_absence(cast.manager, trainee.id, Days("leave", date(2026, 11, 9), None), key())
    derive_stale(on(9))
    before, people = kept(), session().scalars(sa.select(Person.id)).all()
    for day in (10, 11, 12):
        derive_stale(on(day))
        assert kept() == found(people, on(day))
    assert before["summary_body"] != kept()["summary_body"], "what is to come has moved"


def test_a_row_of_an_earlier_form_is_listed_until_it_is_found_anew(cast: Cast) -> None:
    trainee_of(cast).enrolled()
    derive_stale(on(9))
    [row] = kept()["summary_body"]
    old = row["body"] | {"skills": [one[:4] for one in row["body"]["skills"]]}
    for duty in old["duties"]:
        duty.update(dict.fromkeys(("owed_by", "waits_since", "word_until", "arranged"), None) | duty)
    now = thaw(row["person_id"], row["body"])
    assert thaw(row["person_id"], old) == now


def test_what_is_no_fact_marks_whom_it_touches_too(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    made, admin, days = trainee.tried(PHONE, on(3), None), cast.admin, (date(2026, 11, 9), None)

    def coached() -> int:
        return session().scalars(sa.select(Coaching.id).where(Coaching.skill == VISIT)).one()

    def placed() -> int:
        there = (Membership.person_id == trainee.id, Membership.team_id == cast.other_team)
        return session().scalars(sa.select(Membership.id).where(*there)).one()

    show = Owed("show", PHONE, "", 1)
    writes: Sequence[Callable[[], object]] = (
        lambda: coaching.write(admin, (cast.other_trainer, trainee.id), VISIT, days),
        lambda: coaching.end(admin, coached(), date(2026, 11, 20)),
        lambda: coaching.reopen(admin, coached()),
        lambda: places.write(admin, trainee.id, (cast.other_team, Role.TRAINEE), days),
        lambda: places.end(admin, placed(), date(2026, 11, 20)),
        lambda: give(made, cast.other_trainer, Part.SECOND, cast.manager),
        lambda: leave(made, cast.other_trainer, Part.SECOND),
        lambda: take_away(made, cast.other_trainer, Part.SECOND),
        lambda: arrange(cast.trainer, trainee.id, show, Arranged.BOOKED, key(), booked_for=on(6)),
        lambda: accounts.suspend(admin, cast.trainer),
        lambda: accounts.unsuspend(admin, cast.trainer),
        lambda: account.keep(trainee.id, account.Own("李文文", "zh-Hans", "Europe/Berlin", True)),
    )
    with clock.standing_at(on(5)):
        for number, write in enumerate(writes, start=1):
            derive_stale(on(5))
            with transaction():
                write()
            assert trainee.id in session().scalars(stale(on(5))).all(), f"write {number} left no mark"
        derive_stale(on(5))
        account.look(trainee.id, Theme.DARK)
        assert not session().scalars(stale(on(5))).all()
