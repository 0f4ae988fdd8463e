"""A person's file: numbered without gaps, sealed, and telling when something in it was changed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import clock
from lms.db import db, is_sqlite, session, transaction
from lms.errors import AlreadyClosed
from lms.plan.models import ModuleRead
from lms.records import service as records
from lms.records.models import Correction, Head, Record, Verb
from lms.records.sealing import GENESIS, Fault, Why, digest, seal
from lms.records.service import Fact
from tests.cast import Cast

NOON = datetime(2026, 11, 24, 4, 0, 30, 123456, tzinfo=UTC)


def read(person_id: int, module: str, at: datetime = NOON) -> Fact:
    """A closed fact of the simplest kind: a module read to its end."""
    row = ModuleRead(person_id=person_id, module=module, module_hash="h", at=at)
    session().add(row)
    session().flush()
    return Fact(person_id, Verb.READ, "module_read", row.id, None, person_id, at, records.body_of(row))


def read_all(person_id: int, *modules: str) -> list[int]:
    numbers = []
    for module in modules:
        with transaction():
            numbers.append(records.add(read(person_id, module)))
    return numbers


def tamper(statement: str) -> None:
    """Change a closed row as somebody with the database in their hands could: past the trigger."""
    table = statement.split('"')[1]
    with db.engine.begin() as connection:
        if is_sqlite():
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER closed_{table}_{verb}")
            connection.exec_driver_sql(statement)
        else:
            connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    session().rollback()
    session().expire_all()


def test_what_is_told_as_saved_is_on_the_disk(app: Flask) -> None:
    """Read back through the connections that the services write with."""
    if is_sqlite():
        assert session().scalar(sa.text("PRAGMA synchronous")) == 2, "FULL"
        assert session().scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert session().scalar(sa.text("PRAGMA foreign_keys")) == 1
    else:
        assert session().scalar(sa.text("SHOW synchronous_commit")) == "on"


def test_lines_are_numbered_without_gaps_for_each_person(app: Flask, cast: Cast) -> None:
    assert read_all(cast.trainee, "a", "b", "c") == [1, 2, 3]
    assert read_all(cast.other_trainee, "a") == [1]
    assert records.first_bad_line(cast.trainee) is None
    assert records.first_bad_line(cast.other_trainee) is None
    assert records.first_bad_line(cast.manager) is None


def test_each_seal_covers_the_line_and_the_seal_before(app: Flask, cast: Cast) -> None:
    read_all(cast.trainee, "a", "b")
    first, second = session().scalars(sa.select(Record).order_by(Record.number)).all()
    assert first.seal == seal(GENESIS, records.sealed_values(first))
    assert second.seal == seal(first.seal, records.sealed_values(second))
    assert second.seal != seal(GENESIS, records.sealed_values(second))
    head = session().get_one(Head, cast.trainee)
    assert (head.number, head.seal) == (2, second.seal)


def test_a_line_says_when_it_happened_and_when_it_was_recorded(app: Flask, cast: Cast) -> None:
    with clock.standing_at(NOON + timedelta(days=7)):
        read_all(cast.trainee, "a")
    line = session().scalars(sa.select(Record)).one()
    assert line.happened_at == NOON
    assert line.recorded_at == NOON + timedelta(days=7)


def test_the_same_row_with_another_salt_has_another_digest(app: Flask) -> None:
    assert digest(1, "a", {"x": 1}) != digest(1, "b", {"x": 1})
    assert digest(1, "a", {"x": 1}) != digest(2, "a", {"x": 1})
    assert digest(1, "a", {"x": 1, "y": "师"}) == digest(1, "a", {"y": "师", "x": 1})


@pytest.mark.parametrize(
    ("statement", "bad", "why"),
    [
        ("UPDATE \"module_read\" SET module = 'z' WHERE module = 'b'", 2, Why.CHANGED),
        ("UPDATE \"module_read\" SET at = '2026-11-24 04:00:31' WHERE module = 'a'", 1, Why.CHANGED),
        ("DELETE FROM \"module_read\" WHERE module = 'c'", 3, Why.GONE),
        ("UPDATE \"record\" SET happened_at = '2026-11-20 04:00:00' WHERE number = 2", 2, Why.ALTERED),
        ('UPDATE "record" SET number = 5 WHERE number = 3', 3, Why.MISSING),
        ('UPDATE "record" SET source_id = 1 WHERE number = 2', 2, Why.ALTERED),
        ("UPDATE \"record\" SET kind = 'no such kind' WHERE number = 2", 2, Why.ALTERED),
        ('UPDATE "record" SET digest = seal WHERE number = 1', 1, Why.ALTERED),
        ('DELETE FROM "record" WHERE number = 1', 1, Why.MISSING),
        ('DELETE FROM "record" WHERE number = 2', 2, Why.MISSING),
        ('DELETE FROM "record" WHERE number = 3', 3, Why.CUT),
        ('DELETE FROM "record"', 1, Why.CUT),
    ],
)
def test_a_change_behind_our_back_names_the_first_line_that_does_not_hold(
    app: Flask, cast: Cast, statement: str, bad: int, why: Why
) -> None:
    read_all(cast.trainee, "a", "b", "c")
    read_all(cast.other_trainee, "other")
    tamper(statement)
    assert records.fault_in(cast.trainee) == Fault(bad, why)
    assert records.first_bad_line(cast.trainee) == bad


def test_two_lines_that_changed_places_are_noticed(app: Flask, cast: Cast) -> None:
    read_all(cast.trainee, "a", "b")
    one, two = session().scalars(sa.select(Record.source_id).order_by(Record.number)).all()
    tamper(f'UPDATE "record" SET source_id = {one} + {two} - source_id')
    assert records.first_bad_line(cast.trainee) == 1


def test_a_head_set_back_is_noticed(app: Flask, cast: Cast) -> None:
    read_all(cast.trainee, "a", "b")
    first = session().scalars(sa.select(Record.seal).where(Record.number == 1)).one()
    with transaction():
        session().execute(sa.update(Head).values(seal=first))
    assert records.first_bad_line(cast.trainee) == 3


def test_a_write_that_fails_leaves_no_line_and_no_gap(app: Flask, cast: Cast) -> None:
    read_all(cast.trainee, "a")

    def fail() -> None:
        with transaction():
            records.add(read(cast.trainee, "b"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert read_all(cast.trainee, "c") == [2]
    assert records.first_bad_line(cast.trainee) is None


def test_several_files_grow_in_one_write(app: Flask, cast: Cast) -> None:
    with transaction():
        facts = [read(person_id, "a") for person_id in (cast.other_trainee, cast.trainee, cast.trainer)]
        assert records.add_all(facts) == [1, 1, 1]
    for person_id in (cast.other_trainee, cast.trainee, cast.trainer):
        assert records.first_bad_line(person_id) is None


def test_many_writers_at_once_leave_whole_files(app: Flask, cast: Cast) -> None:
    people = (cast.trainee, cast.other_trainee)
    with transaction():  # a file's first line makes its head
        records.add_all([read(person_id, "first") for person_id in people])
    failed: list[BaseException] = []

    def grow(writer: int) -> None:
        with app.app_context():
            try:
                for n in range(5):
                    with transaction():
                        order = people if writer % 2 else people[::-1]
                        records.add_all([read(person_id, f"{writer}-{n}") for person_id in order])
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=grow, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    for person_id in people:
        numbers = session().scalars(sa.select(Record.number).where(Record.person_id == person_id)).all()
        assert sorted(numbers) == list(range(1, 32))
        assert records.first_bad_line(person_id) is None


def correct(cast: Cast, source_id: int, replacement_id: int | None = None) -> int:
    with transaction():
        return records.correct(
            kind="module_read", source_id=source_id, person_id=cast.trainee, skill=None, actor_id=cast.trainer,
            why="点错了", replacement_id=replacement_id,
        )  # fmt: skip


def test_a_correction_says_who_and_why_and_what_stands_instead_and_both_stay(app: Flask, cast: Cast) -> None:
    read_all(cast.trainee, "a", "b")
    wrong, right = session().scalars(sa.select(ModuleRead.id).order_by(ModuleRead.id)).all()
    correct(cast, wrong, right)
    row = session().scalars(sa.select(Correction)).one()
    assert (row.actor_id, row.why, row.source_id, row.replacement_id) == (cast.trainer, "点错了", wrong, right)
    line = session().scalars(sa.select(Record).where(Record.verb == Verb.CORRECTED)).one()
    assert (line.number, line.actor_id, line.kind) == (3, cast.trainer, "correction")
    standing = session().scalars(sa.select(ModuleRead.id).where(records.stands("module_read", ModuleRead.id))).all()
    assert standing == [right]
    assert session().query(ModuleRead).count() == 2
    assert records.first_bad_line(cast.trainee) is None


def test_a_fact_is_corrected_once(app: Flask, cast: Cast) -> None:
    read_all(cast.trainee, "a")
    wrong = session().scalars(sa.select(ModuleRead.id)).one()
    correct(cast, wrong)
    with pytest.raises(AlreadyClosed):
        correct(cast, wrong)
    assert session().query(Record).count() == 2


def test_a_changed_reason_of_a_correction_is_noticed(app: Flask, cast: Cast) -> None:
    read_all(cast.trainee, "a")
    correct(cast, session().scalars(sa.select(ModuleRead.id)).one())
    tamper("UPDATE \"correction\" SET why = 'another'")
    assert records.first_bad_line(cast.trainee) == 2
