"""Many trainees at once, written straight into the tables: for what must not depend on how many there are."""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from lms.curriculum import edition, versions
from lms.curriculum.catalog import PathId, SkillId
from lms.curriculum.frozen import freeze, hash_of
from lms.db import Base, session, transaction
from lms.people.models import Coaching, Membership, Person, Role
from lms.plan.models import Acknowledgement, Enrolment, ModuleRead, Obligation
from lms.plan.rules import promises
from lms.plan.service import standard_of, working_days
from lms.practice.models import Attendance, AttendanceWord, Change, Rating, Review, Show, Try
from lms.questions.answers import plain
from lms.questions.kinds import kind_of
from lms.quizzes.models import Attempt, AttemptItem, Response
from lms.records.models import Record
from tests.cast import DAY_ONE, Cast
from tests.factories.training import PHONE, VISIT, on

TRIES = 4  # in each skill, on the days of DAYS; every fourth person's last one waits for its review
DAYS = (3, 5, 10, 12)
LEVELS = (1, 2, 2, 3)


class _Rows:
    """Rows of one go, with ids given out by table and index lines by person."""

    def __init__(self) -> None:
        self.rows: dict[type[Base], list[dict[str, Any]]] = {}
        self.ids: dict[type[Base], Iterable[int]] = {}
        self.numbers: dict[int, int] = {}

    def add(self, table: type[Base], **values: Any) -> int:
        if table not in self.ids:
            highest = session().scalars(select(table.id).order_by(table.id.desc()).limit(1)).first()  # type: ignore[attr-defined]
            self.ids[table] = itertools.count((highest or 0) + 1)
        made = next(self.ids[table])  # type: ignore[call-overload]
        self.rows.setdefault(table, []).append({"id": made, **values})
        return int(made)

    def plain(self, table: type[Base], **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def line(self, person: int, verb: str, kind: str, source: int, skill: str | None, actor: int, at: datetime) -> None:
        number = self.numbers[person] = self.numbers.get(person, 0) + 1
        self.add(
            Record, person_id=person, number=number, verb=verb, kind=kind, source_id=source, skill=skill,
            actor_id=actor, happened_at=at, recorded_at=at, form=1, salt="0" * 32, digest="0" * 64, seal="0" * 64,
        )  # fmt: skip

    def write(self) -> None:
        for table, rows in self.rows.items():
            session().execute(insert(table), rows)


def crowd(cast: Cast, count: int, first: int = 0) -> list[int]:
    """So many trainees in the cast’s team, coached by its trainer, two weeks on their path. Returns their ids.

    first: the number of the first, where some were made before.
    """
    rows = _Rows()
    with transaction():
        path = edition.catalog().paths[PathId("sales")]
        standard = standard_of(edition.catalog(), path)
        versions.keep("path", path.id, path.hash, freeze(path))
        versions.keep("standard", path.id, hash_of(standard), standard)
        for skill in (PHONE, VISIT):
            checklist = edition.catalog().checklist_of(SkillId(skill))
            versions.keep("checklist", checklist.id, checklist.hash, freeze(checklist))
        owed = promises(path, DAY_ONE, working_days())
        people = [_person(rows, cast, number) for number in range(first, first + count)]
        for number, person in enumerate(people):
            enrolment = rows.add(
                Enrolment, person_id=person, path=path.id, path_hash=path.hash, standard_hash=hash_of(standard),
                start_on=DAY_ONE, enrolled_by=cast.manager, enrolled_at=on(2, 8),
            )  # fmt: skip
            rows.add(
                Acknowledgement, enrolment_id=enrolment, person_id=person, standard_hash=hash_of(standard), at=on(2, 9)
            )
            for one in owed:
                rows.add(
                    Obligation, enrolment_id=enrolment, kind=one.kind.value, skill=one.skill, module=one.module,
                    ordinal=one.ordinal, half=str(one.half), due_on=one.due_on,
                )  # fmt: skip
            _learnt(rows, person)
            for skill in (PHONE, VISIT):
                _practised(rows, cast, person, skill, number)
        rows.write()
    return people


def _person(rows: _Rows, cast: Cast, number: int) -> int:
    person = rows.add(
        Person, name=f"学员{number:03}", email=f"crowd{number}@example.com", is_admin=False, language="zh-Hans",
        zone="Asia/Shanghai", theme="auto", single_keys=True, created_at=on(2, 8),
    )  # fmt: skip
    rows.add(Membership, person_id=person, team_id=cast.team, role=Role.TRAINEE, from_on=DAY_ONE)
    rows.add(Coaching, trainer_id=cast.trainer, trainee_id=person, from_on=DAY_ONE)
    return person


def _learnt(rows: _Rows, person: int) -> None:
    for module in edition.catalog().modules.values():
        read = rows.add(ModuleRead, person_id=person, module=module.id, module_hash=module.hash, at=on(2, 11))
        rows.line(person, "read", "module_read", read, None, person, on(2, 11))
        attempt = rows.add(
            Attempt,
            person_id=person,
            module=module.id,
            mode="practice",
            number=1,
            seed=1,
            started_at=on(2, 14),
            closed_at=on(2, 15),
        )
        rows.line(person, "answered", "attempt", attempt, module.id, person, on(2, 15))
        for position, asked in enumerate(module.pool.questions[:8], start=1):
            versions.keep("question", asked.id, asked.hash, freeze(asked))
            rows.plain(
                AttemptItem, attempt_id=attempt, position=position, module=module.id, question=asked.id,
                question_hash=asked.hash, outcome=asked.outcome,
                option_order=kind_of(asked).order(asked.body, Random(1)),
            )  # fmt: skip
            rows.plain(
                Response, attempt_id=attempt, position=position, seq=1, answer=plain(kind_of(asked).key(asked.body)),
                saved_at=on(2, 15), confirmed_at=on(2, 15), score=1.0, device="", unsure=False, language="",
            )  # fmt: skip


def _practised(rows: _Rows, cast: Cast, person: int, skill: str, number: int) -> None:
    show = rows.add(
        Show, skill=skill, by_id=cast.trainer, entered_by=cast.trainer, mode="live", happened_at=on(2, 16),
        recorded_at=on(2, 16),
    )  # fmt: skip
    attendance = rows.add(Attendance, show_id=show, person_id=person, absent=False, told_at=on(2, 16))
    rows.line(person, "shown", "attendance", attendance, skill, cast.trainer, on(2, 16))
    word = rows.add(AttendanceWord, attendance_id=attendance, person_id=person, seen=True, comment="", at=on(2, 17))
    rows.line(person, "confirmed", "attendance_word", word, skill, person, on(2, 17))
    checklist = edition.catalog().checklist_of(SkillId(skill))
    for made, (day, level) in enumerate(zip(DAYS, LEVELS, strict=True), start=1):
        at = on(day)
        tried = rows.add(
            Try, client_id=f"crowd-{person}-{skill}-{made}", person_id=person, skill=skill, kind="live", number=made,
            checklist_hash=checklist.hash, carried_change="", trainer_id=cast.trainer, started_at=at,
            ended_at=at + timedelta(minutes=10), closed_at=at + timedelta(minutes=10),
        )  # fmt: skip
        rows.line(person, "tried", "try", tried, skill, cast.trainer, at)
        if made == TRIES and number % 4 == 0:
            continue
        closed = at + timedelta(minutes=15)
        review = rows.add(
            Review, try_id=tried, rater_id=cast.trainer, kind="trainer", started_at=at, end_seq=len(checklist.items),
            closed_at=closed,
        )  # fmt: skip
        rows.line(person, "reviewed", "review", review, skill, cast.trainer, closed)
        for seq, item in enumerate(checklist.items, start=1):
            rows.plain(
                Rating, review_id=review, seq=seq, item=item.id, level=level, second=seq, tapped_at=at, saved_at=at
            )
        change = rows.add(
            Change, try_id=tried, text="先听十分钟", written_by=cast.trainer, written_at=closed,
            trainee_agreed_at=closed, trainer_agreed_at=closed, closed_at=closed,
        )  # fmt: skip
        rows.line(person, "agreed", "change", change, skill, cast.trainer, closed)
