"""`flask lms verify`: a changed row, a removed line and a cut tail are named, in the database and in a file alone."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from lms.db import session
from lms.desk.file import verifying
from lms.records.models import Head, Record
from lms.records.sealing import Fault, Why
from lms.records.sealing import seal as sealed
from tests.cast import Cast
from tests.desk.test_file import fetched
from tests.factories.training import PHONE, Trainee, on, trainee_of
from tests.pages import Pages
from tests.records.test_service import tamper


def a_week(cast: Cast) -> Trainee:
    """Eight lines: enrolled, acknowledged, shown, seen, tried, rated by both, agreed."""
    trainee = trainee_of(cast).enrolled()
    trainee.shown(PHONE, on(2, 16))
    trainee.tried(PHONE, on(3), 1, change="先听十分钟")
    return trainee


def verify(app: Flask, *words: str) -> Result:
    session().rollback()
    return app.test_cli_runner().invoke(args=["lms", "verify", *words])


def test_whole_files_are_counted_and_one_is_told_with_its_last_seal(app: Flask, cast: Cast) -> None:
    trainee = a_week(cast)
    whole = verify(app)
    assert (whole.exit_code, whole.output) == (0, "1 file with 8 entries verified: all hold\n")
    seal = session().get_one(Head, trainee.id).seal
    for who in ("trainee@example.com", "李文", str(trainee.id)):
        one = verify(app, who)
        assert (one.exit_code, one.output) == (0, f"李文 ({trainee.id}): 8 entries hold; the last seal is {seal}\n")
    assert "nobody here has" in verify(app, "李白").output


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE \"change\" SET text = '先讲价格'", "entry 8 does not hold: what it records was changed afterwards"),
        (
            'UPDATE "rating" SET level = 3 WHERE seq = 1',
            "entry 6 does not hold: what it records was changed afterwards",
        ),
        ('DELETE FROM "record" WHERE number = 4', "entry 4 does not hold: it is missing"),
        ('DELETE FROM "record" WHERE number > 6', "entry 7 does not hold: it and all after it were cut off"),
        ("UPDATE \"record\" SET happened_at = '2026-11-20 04:00:00' WHERE number = 2", "entry 2 does not hold: it was"),
    ],
)
def test_the_first_bad_line_of_each_person_is_named(
    app: Flask, cast: Cast, pages: Pages, statement: str, told: str
) -> None:
    trainee = a_week(cast)
    tamper(statement)
    for words in ((), ("李文",)):
        found = verify(app, *words)
        assert found.exit_code == 1
        assert f"李文 ({trainee.id}): {told}" in found.output
    assert "这份档案有问题" in fetched(pages, cast.manager, trainee.id)[0]


def taken(cast: Cast, pages: Pages, reader: int | None = None) -> Any:
    trainee = a_week(cast)
    return fetched(pages, reader or trainee.id, trainee.id)[1]


def _drop(number: int) -> Callable[[Any], None]:
    return lambda document: document["lines"].pop(number - 1)


def _cut(document: Any) -> None:
    del document["lines"][6:]


def _row(document: Any) -> None:
    document["lines"][7]["row"]["text"] = "先讲价格"


def _withhold(document: Any) -> None:
    line = document["lines"][5]
    line["verb"], line["withheld"] = "agreed", "own_rating"
    del line["row"], line["salt"]


def _sealed_anew(document: Any) -> None:
    """One who knows how a seal is made, but not how to make those after it: line 3 of another day."""
    line = document["lines"][2]
    line["happened_at"] = "2026-11-01T08:00:00+00:00"
    line["seal"] = sealed(document["lines"][1]["seal"], line)


def _gone(document: Any) -> None:
    document["lines"][4]["row"] = None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_row, Fault(8, Why.CHANGED)),
        (_drop(1), Fault(1, Why.MISSING)),
        (_drop(4), Fault(4, Why.MISSING)),
        (_drop(8), Fault(8, Why.CUT)),
        (_cut, Fault(7, Why.CUT)),
        (_withhold, Fault(6, Why.ALTERED)),
        (_sealed_anew, Fault(4, Why.ALTERED)),
        (_gone, Fault(5, Why.GONE)),
    ],
)
def test_a_file_that_was_tampered_with_is_found_alone(
    cast: Cast, pages: Pages, change: Callable[[Any], None], fault: Fault
) -> None:
    document = taken(cast, pages)
    assert verifying.check(json.dumps(document)).holds
    changed = copy.deepcopy(document)
    change(changed)
    assert verifying.check(json.dumps(changed)).fault == fault


def test_content_that_is_not_what_its_hash_says_is_named(cast: Cast, pages: Pages) -> None:
    document = taken(cast, pages)
    standard = next(name for name, one in document["contents"].items() if one["kind"] == "standard")
    document["contents"][standard]["body"]["skills"][0]["bar"] = 2.9
    checked = verifying.check(json.dumps(document))
    assert (checked.fault, checked.foreign, checked.holds) == (None, (standard,), False)


def test_the_command_reads_a_file_without_a_database_and_compares_it_with_one(
    app: Flask, cast: Cast, pages: Pages, tmp_path: Path
) -> None:
    path = tmp_path / "file.json"
    document = taken(cast, pages)
    path.write_text(json.dumps(document), encoding="utf-8")
    assert "李文 (1): 8 entries hold" in verify(app, "--file", str(path)).output
    trainee_of(cast).practised_alone(PHONE, on(9))
    both = verify(app, "李文", "--file", str(path))
    assert (both.exit_code, both.output.splitlines()[-1]) == (
        0, "the database has all 8 entries of the file, and 1 after them",
    )  # fmt: skip
    # A history that was written anew from end to end holds by itself; a file that was taken before tells it.
    document["lines"][2]["recorded_at"] = document["lines"][3]["recorded_at"]
    for before, line in zip(document["lines"][1:], document["lines"][2:], strict=False):
        line["seal"] = sealed(before["seal"], line)
    document["head"]["seal"] = document["lines"][-1]["seal"]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert verify(app, "--file", str(path)).exit_code == 0
    other = verify(app, "李文", "--file", str(path))
    assert (other.exit_code, other.output.splitlines()[-1]) == (
        1, "the database has another history than the file from entry 3 on",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("李文", "this is no JSON"),
        ("[]", "no training file"),
        ('{"product": "shifu training file", "format": 9}', "it has format 9"),
        ('{"product": "shifu training file", "format": 1, "person": {"id": 1, "name": "李文"}}', "lacks something"),
    ],
)
def test_what_is_no_training_file_is_told(tmp_path: Path, app: Flask, text: str, told: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    found = verify(app, "--file", str(path))
    assert found.exit_code == 1
    assert told in found.output


def test_a_file_of_two_people_is_none(cast: Cast, pages: Pages) -> None:
    document = taken(cast, pages)
    document["person"]["id"] = cast.other_trainee
    with pytest.raises(verifying.NoFile, match="not every entry is about"):
        verifying.check(json.dumps(document))


def test_whoever_has_no_line_has_a_file_without_one(cast: Cast, pages: Pages) -> None:
    assert session().scalar(sa.select(sa.func.count()).select_from(Record)) == 0
    text, document = fetched(pages, cast.trainee, cast.trainee)
    assert "还没有记录。" in text
    assert (document["head"], document["lines"]) == (None, [])
    assert verifying.check(json.dumps(document)).holds
