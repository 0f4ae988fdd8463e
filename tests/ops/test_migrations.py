"""What was answered before there were other items than choices stays readable, sealed and closed through migration."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask

from app import create_app
from lms.curriculum.frozen import hash_of
from lms.db import Moment, db, session
from lms.ops.schema import MIGRATIONS, newest
from lms.quizzes import service
from lms.quizzes.answering import Given
from lms.quizzes.models import Attempt, AttemptItem, Response
from lms.records.sealing import GENESIS, digest, seal
from lms.records.service import first_bad_line, in_order_of_digest
from tests.cast import BEGAN, Cast, make_cast
from tests.conftest import new_database, settings_in
from tests.factories.training import PHONE, on
from tests.pages import Pages

BEFORE = "0003"
TYPES = {"chosen": sa.JSON(), "option_order": sa.JSON(), "body": sa.JSON()}
MOMENTS = ("at", "created_at", "started_at", "closed_at", "saved_at", "confirmed_at", "happened_at", "recorded_at")
CLOSED, OPEN = 1, 2  # ids of attempts
ENDED = on(4)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, folder: Path) -> Iterator[Flask]:
    """A site with an empty database of today, to be taken back to where it stood then."""
    with new_database(request, "old", migrated=False) as address:
        site = create_app(settings_in(folder, address))
        site.config["TESTING"] = True
        with site.app_context():
            migrate(newest())
            yield site
            db.session.remove()
            db.engine.dispose()


def migrate(to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    db.session.remove()
    with db.engine.connect() as connection:
        there = sa.inspect(connection).has_table("alembic_version")
        standing = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if there else ""
    (command.upgrade if (standing or "") < to else command.downgrade)(config, to)


def put(table: str, **values: object) -> None:
    """A row with the columns that a table had then."""
    columns = [
        sa.column(name, TYPES.get(name) or (Moment() if name in MOMENTS else None))  # type: ignore[arg-type]
        for name in values
    ]
    session().execute(sa.insert(sa.table(table, *columns)).values(**values))


def question(name: str, kind: str, answer: list[str]) -> dict[str, Any]:
    """An item as it was frozen then."""

    def words(what: str) -> dict[str, str]:
        return {"zh": f"{what}的话", "en": f"words of {what}"}

    ids = ["true", "false"] if kind == "true-false" else ["a", "b", "c", "d"]
    options = [
        {"id": one, "text": None if kind == "true-false" else words(one), "feedback": words(f"why {one}")}
        for one in ids
    ]
    body: dict[str, Any] = {
        "id": name, "kind": kind, "outcome": "opens", "section": "first-15-seconds", "difficulty": 1, "scene": None,
        "dialogue": [], "ask": words(name), "options": options, "answer": answer, "in_order": False,
    }  # fmt: skip
    return body | {"hash": hash_of(body)}


QUESTIONS = (
    question("one", "single", ["b"]), question("two", "multiple", ["a", "c"]), question("side", "true-false", ["false"])
)  # fmt: skip
GIVEN = ((["b"], True), (["a", "d"], False), (["false"], True))


def told_before(person: int) -> None:
    """A closed attempt with its line in the person's file, and one under way, as the code of then wrote them."""
    for one in QUESTIONS:
        put("content_version", hash=one["hash"], kind="question", content_id=one["id"], body=one, created_at=BEGAN)
    for attempt, closed_at in ((CLOSED, ENDED), (OPEN, None)):
        row = {
            "id": attempt, "person_id": person, "module": PHONE, "number": attempt, "seed": 7,
            "started_at": ENDED - timedelta(minutes=9), "closed_at": closed_at,
        }  # fmt: skip
        put("attempt", **row)
        items, responses = [], []
        for position, (one, (chosen, right)) in enumerate(zip(QUESTIONS, GIVEN, strict=True), 1):
            items.append({
                "attempt_id": attempt, "position": position, "question": one["id"], "question_hash": one["hash"],
                "outcome": "opens", "option_order": [option["id"] for option in one["options"]],
            })  # fmt: skip
            put("attempt_item", **items[-1])
            if closed_at is None and position > 1:
                continue
            responses.append({
                "attempt_id": attempt, "position": position, "seq": 3, "chosen": chosen,
                "saved_at": ENDED - timedelta(minutes=5), "confirmed_at": closed_at,
                "right": right if closed_at else None,
            })  # fmt: skip
            put("response", **responses[-1])
        if closed_at is not None:
            body = {**row, "items": in_order_of_digest(items), "responses": in_order_of_digest(responses)}
            line = {
                "person_id": person, "number": 1, "verb": "answered", "kind": "attempt", "source_id": attempt,
                "skill": None, "actor_id": person, "happened_at": ENDED, "recorded_at": ENDED, "form": 1,
                "salt": "5a" * 16, "digest": digest(1, "5a" * 16, body),
            }  # fmt: skip
            put("record", **line, seal=seal(GENESIS, line))
            put("record_head", person_id=person, number=1, seal=seal(GENESIS, line))
    session().commit()


def stands(cast: Cast, site: Flask) -> None:
    """Everything that held before holds."""
    rows = session().scalars(sa.select(Response).where(Response.attempt_id == CLOSED).order_by(Response.position)).all()
    assert [(row.answer, row.score) for row in rows] == [({"chosen": chosen}, float(right)) for chosen, right in GIVEN]
    assert {(row.seq, row.device, row.unsure, row.seconds) for row in rows} == {(3, "", False, None)}
    assert set(session().scalars(sa.select(AttemptItem.module))) == {PHONE}
    assert [(one.mode, one.ends_at) for one in session().scalars(sa.select(Attempt))] == [("practice", None)] * 2
    unconfirmed = session().get_one(Response, (OPEN, 1))
    assert (unconfirmed.answer, unconfirmed.score, unconfirmed.confirmed_at) == ({"chosen": ["b"]}, None, None)
    assert first_bad_line(cast.trainee) is None
    pages = Pages(site).sign_in(cast.trainee)
    pages.get(f"/attempts/{CLOSED}/result")
    for position, one in enumerate(QUESTIONS, 1):
        assert f"why {GIVEN[position - 1][0][0]}的话" in pages.get(f"/attempts/{CLOSED}/{position}").text
        assert one["ask"]["zh"] in pages.get(f"/attempts/{OPEN}/{position}").text


def refused(statement: str) -> bool:
    """Whether the database itself refuses a change."""
    session().rollback()
    try:
        session().execute(sa.text(statement))
    except sa.exc.DBAPIError as error:
        return "is closed" in str(error)
    finally:
        session().rollback()
    return False


def test_what_was_answered_before_is_carried_over_with_its_seal_and_back(old: Flask) -> None:
    cast = make_cast()  # whose tables may have columns by now that they did not have then
    migrate(BEFORE)
    told_before(cast.trainee)
    changes = [
        *(f"UPDATE {table} SET position = 9 WHERE attempt_id = {CLOSED}" for table in ("attempt_item", "response")),
        f"UPDATE attempt SET seed = 8 WHERE id = {CLOSED}",
        f"DELETE FROM response WHERE attempt_id = {CLOSED}",
    ]
    assert all(map(refused, changes))
    for _time in range(2):
        migrate(newest())
        stands(cast, old)
        assert all(map(refused, changes))
        migrate(BEFORE)
        found = session().execute(
            sa.text(f'SELECT "right" FROM response WHERE attempt_id = {CLOSED} ORDER BY position')
        )
        assert [bool(right) for (right,) in found] == [right for _chosen, right in GIVEN]
        assert all(map(refused, changes))
    migrate(newest())
    with pytest.raises(sa.exc.IntegrityError):  # references are minded again
        session().execute(sa.text("INSERT INTO reading (person_id, module, section, paragraph, seen_at) "
                                  "VALUES (99, 'm', 's', 1, '2026-11-02 01:00:00')"))  # fmt: skip
    session().rollback()
    for position, (chosen, _right) in enumerate(GIVEN, 1):
        service.confirm(cast.trainee, OPEN, position, Given({"chosen": chosen if position != 2 else ["a", "c"]}, 4))
    session().rollback()
    assert session().get_one(Attempt, OPEN).closed_at is not None, "one under way goes on to its end"
    assert first_bad_line(cast.trainee) is None
