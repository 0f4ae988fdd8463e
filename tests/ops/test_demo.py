"""The demo company shows what the product is about, each time the same."""

import shutil
import sqlite3
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from lms.config import Settings
from lms.curriculum import edition
from lms.db import db, session
from lms.judgement.decisions.service import decisions_of
from lms.judgement.evidence import DebtKind, State
from lms.judgement.service import PersonJudgement, judgements_of
from lms.ops import demo
from lms.ops.demo.company import CALLS, EVERYBODY, PRINTED, VISIT
from lms.ops.demo.days import HOUSE, Days, at
from lms.ops.demo.intake import ARGUED, SUSPECT
from lms.people import entry, passwords, reach
from lms.people.models import Membership, Person, Role
from lms.plan.arrangements import Arranged
from lms.plan.calendar import ChineseWorkingDays
from lms.practice.models import Attendance, Rating, Review
from lms.practice.rules import ShowStanding
from lms.quizzes.analysis import FlagKind
from lms.quizzes.flags import broken_modules
from lms.records import service as records
from lms.records.models import Correction, Record
from tests.demo import DEMO_DAY

pytestmark = pytest.mark.slow

MORNING = at(DEMO_DAY, "09:00")
EXPECTED = {
    "方知行": State.READY, "李想": State.READY, "Emma Lindqvist": State.READY,
    "苏一鸣": State.UNTRAINED, "宋词": State.UNTRAINED, "贺兰": State.UNTRAINED, "江南": State.UNTRAINED,
    "林夏": State.ON_PLAN, "孟秋": State.ON_PLAN, "冯一舟": State.ON_PLAN, "顾小满": State.ON_PLAN,
    "韦嘉言": State.UNTRAINABLE, "孙浩": State.UNTRAINABLE,
    "唐果": State.ON_PLAN, "欧阳青": State.ON_PLAN, "Ravi Menon": State.ON_PLAN, "白露": State.UNKNOWN,
}  # fmt: skip


@pytest.fixture
def judged(demo_site: Flask) -> dict[str, PersonJudgement]:
    """The judgement of each trainee on the demo's morning, by name."""
    return judge(MORNING)


def judge(now: datetime) -> dict[str, PersonJudgement]:
    names = {row.id: row.name for row in session().execute(select(Person.id, Person.name))}
    return {names[person]: found for person, found in judgements_of(list(names), now).items()}


def test_every_state_occurs_and_is_where_the_story_says(judged: dict[str, PersonJudgement]) -> None:
    assert {name: found.state for name, found in judged.items()} == EXPECTED


def test_debts_of_every_kind_that_a_path_promises_are_owed(judged: dict[str, PersonJudgement]) -> None:
    owed = Counter(debt.kind for found in judged.values() for _, debt in found.debts)
    assert owed == {DebtKind.REVIEW: 2, DebtKind.TRY: 2, DebtKind.SHOW: 1, DebtKind.MODULE: 1}


@pytest.mark.parametrize("day", ["2026-11-28", "2027-02-10"], ids=str)
def test_on_weekends_and_holidays_the_states_are_the_same(day: str, folder: Path) -> None:
    settings = Settings.from_environment({"LMS_DATA": str(folder)})
    demo.load(settings, date.fromisoformat(day))
    with create_app(settings).app_context():
        states = {name: found.state for name, found in judge(at(date.fromisoformat(day), "09:00")).items()}
        db.engine.dispose()
    # who begins on the next working day has not begun while everybody is at home
    assert {**states, "顾小满": State.ON_PLAN} == EXPECTED


def test_about_24_people_work_in_two_teams_under_one_managers_manager(demo_site: Flask) -> None:
    roles = Counter(session().scalars(select(Membership.role)))
    assert roles == {Role.TRAINEE: 17, Role.TRAINER: 4, Role.MANAGER: 3}
    assert session().scalar(select(func.count()).select_from(Person).where(Person.is_admin)) == 1


def test_a_show_was_given_to_several_of_whom_one_was_absent_and_one_disputed(demo_site: Flask) -> None:
    sizes = session().scalars(select(func.count()).group_by(Attendance.show_id).select_from(Attendance))
    assert max(sizes) >= 3
    standings = Counter(s.standing for found in judge(MORNING).values() for s in found.known.practice.shows)
    assert standings[ShowStanding.ABSENT] == 1
    assert standings[ShowStanding.NOT_SEEN] == 1
    assert standings[ShowStanding.OFFERED] >= 1


def test_a_level_was_corrected_and_both_versions_stand(demo_site: Flask) -> None:
    correction = session().scalars(select(Correction)).one()
    assert correction.kind == "review"
    assert session().get_one(Review, correction.replacement_id).copy_of == correction.source_id


def test_taps_were_mended_and_undone(demo_site: Flask) -> None:
    undone = session().scalar(select(func.count()).select_from(Rating).where(Rating.level.is_(None)))
    assert undone


def test_everything_arranged_occurs(judged: dict[str, PersonJudgement]) -> None:
    arranged = {row.standing for found in judged.values() for row in found.known.arrangements.latest.values()}
    assert arranged == set(Arranged)


def test_offers_that_nobody_came_to_are_no_debt(judged: dict[str, PersonJudgement]) -> None:
    assert len(judged["欧阳青"].known.arrangements.not_come) == 2
    assert judged["欧阳青"].debts == []


def test_one_item_is_broken_and_its_own_analysis_finds_it_and_no_other(demo_site: Flask) -> None:
    found = broken_modules(list(edition.catalog().modules))
    assert {(module, one.question) for module, flags in found.items() for one in flags} == {(CALLS, SUSPECT)}
    assert {one.flag.kind for one in found[CALLS]} == {FlagKind.KEY_SUSPECT, FlagKind.NOT_DISCRIMINATING}
    assert [one.flag.pick for one in found[CALLS] if one.flag.pick] == [("chosen", ARGUED)]


def test_the_class_before_has_left_and_waits_nowhere(demo_site: Flask) -> None:
    left = set(session().scalars(select(Person.id).where(Person.suspended_at.is_not(None))))
    assert len(left) >= 40
    assert not left & set(session().scalars(select(Membership.person_id)))
    assert not left & set(judgements_of(list(left), MORNING))


def test_a_decision_has_its_reply_and_another_waits_for_one(demo_site: Flask) -> None:
    found = decisions_of(list(session().scalars(select(Person.id))))
    assert sorted(len(decided.replies) for of_person in found.values() for decided in of_person) == [0, 1]


def test_the_trainee_who_signs_in_has_a_practice_booked_today_and_a_change_to_carry(
    judged: dict[str, PersonJudgement],
) -> None:
    lin = judged["林夏"]
    booked = [row for row in lin.known.arrangements.latest.values() if row.standing == Arranged.BOOKED]
    assert [row.booked_for.astimezone(HOUSE).date() for row in booked if row.booked_for] == [DEMO_DAY]
    assert lin.known.practice.changes[VISIT]
    assert not any(made.sealed for skill in (CALLS, VISIT) for made in lin.known.practice.live(skill))


def test_another_trainee_has_one_thing_of_each_kind_waiting(judged: dict[str, PersonJudgement]) -> None:
    practice = judged["孟秋"].known.practice
    assert practice.live(CALLS)[-1].sealed
    assert ShowStanding.OFFERED in [show.standing for show in practice.shows]


def test_levels_rise_with_tries(judged: dict[str, PersonJudgement]) -> None:
    def means(name: str, skill: str) -> list[float]:
        return [made.trainer_reviews[0].mean_level for made in judged[name].known.practice.live(skill)]

    assert means("方知行", VISIT)[-1] - means("方知行", VISIT)[0] > 1
    assert means("韦嘉言", VISIT)[-1] - means("韦嘉言", VISIT)[0] < 0.5


def test_nothing_lies_in_the_future(demo_site: Flask) -> None:
    assert session().scalar(select(func.max(Record.recorded_at))) < at(DEMO_DAY, "00:00")


def test_every_file_verifies_from_its_first_line(demo_site: Flask) -> None:
    assert {records.first_bad_line(person) for person in session().scalars(select(Person.id))} == {None}


def test_every_printed_sign_in_works(demo_site: Flask) -> None:
    for one in demo.sign_ins():
        person = entry.find(reach.either(one.login))
        assert person is not None
        assert person.name == one.name
        assert passwords.holds(person.password_hash, demo.PASSWORD)


def test_the_printed_sign_ins_name_everybody_of_the_story_once() -> None:
    assert len({somebody.key for somebody in EVERYBODY}) == len(EVERYBODY) == 25
    assert len({somebody.login for somebody in EVERYBODY}) == len(EVERYBODY)
    assert set(PRINTED) <= {somebody.key for somebody in EVERYBODY}
    assert demo.PASSWORD in demo.announcement()


def test_it_is_the_same_each_time(demo_file: Path, folder: Path) -> None:
    settings = Settings.from_environment({"LMS_DATA": str(folder)})
    demo.load(settings, DEMO_DAY)
    assert dump(settings.demo_database) == dump(demo_file)


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows, without what is drawn for safety: salts with what follows from them, hashes of passwords and tokens."""
    drawn = {
        "salt", "digest", "seal", "password_hash", "body_hash", "client_id", "token_hash", "browser_hash", "stored_as",
    }  # fmt: skip
    keys = {("upload", "id"), ("once", "answer"), ("join_code", "code")}  # drawn, or what keeps them
    with sqlite3.connect(path) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for table in tables:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            names = [name for name in names if name not in drawn and (table, name) not in keys]
            found[table] = sorted(connection.execute(f"SELECT {', '.join(names)} FROM {table}"), key=repr)
    return found


def test_it_is_served_only_when_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.from_environment({"LMS_DATA": str(tmp_path)})

    def stop(_today: date) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lms.ops.demo.making.tell", stop)
    with pytest.raises(KeyboardInterrupt):
        demo.load(settings, DEMO_DAY)
    assert not list(tmp_path.glob("*.db*"))


def test_clearing_deletes_the_files_and_says_whether_there_were_any(tmp_path: Path, demo_file: Path) -> None:
    settings = Settings.from_environment({"LMS_DATA": str(tmp_path)})
    shutil.copy(demo_file, settings.demo_database)
    settings.demo_database.with_name("demo.db-wal").touch()
    assert demo.clear(settings)
    assert not list(tmp_path.glob("demo.db*"))
    assert not demo.clear(settings)


def test_days_are_told_back_from_the_first_working_day_on_or_after_today() -> None:
    saturday = Days(date(2026, 11, 28), ChineseWorkingDays())
    assert saturday.anchor == date(2026, 11, 30)
    assert saturday.back(1) == date(2026, 11, 27)
    assert saturday.start_of(1) == saturday.anchor
    assert saturday.start_of(2) == date(2026, 11, 27)
    assert saturday.start_of(0) == date(2026, 12, 1)
    assert saturday.path_day(saturday.start_of(2), 2) == saturday.anchor
