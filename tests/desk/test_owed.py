"""What we owe this week: by trainer and by skill, each figure with its rows."""

import csv
import io
import re
from datetime import date

import pytest

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement.cohort import SkillCohort
from lms.judgement.deriving import derive_stale
from lms.people.models import Coaching
from lms.plan.absences import Days, note_absence
from lms.plan.arrangements import Arranged, Owed, arrange
from tests.cast import DAY_ONE, Cast
from tests.desk.test_team import another, at, crowd
from tests.factories.training import PHONE, VISIT, key, on, trainee_of
from tests.judgement.estimated import estimated, in_force
from tests.pages import Page, Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))


def tables(page: Page) -> list[list[list[str]]]:
    """Cells of each table, row by row; a figure as it is read out."""
    return [
        [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in table.iter("tr")]
        for table in page.tree.iter("table")
    ]


def owed_in(page: Page, kind: str) -> dict[str, tuple[int, int]]:
    """By who owes or by skill: of one kind, how many are owed now and how many fall due."""
    found = {}
    for table in tables(page)[:2]:
        column = table[0].index(kind)
        for row in table[1:]:
            late = re.search(r"(\d+) 现在欠着", row[column])
            week = re.search(r"\+(\d+)", row[column])
            found[row[0]] = (int(late[1]) if late else 0, int(week[1]) if week else 0)
    return found


def test_debts_stand_by_trainer_and_by_skill_and_their_sums_are_the_rows(cast: Cast, pages: Pages) -> None:
    """On Wednesday the 4th: what is past, beside what falls due by Sunday the 8th."""
    trainee_of(cast).enrolled()
    other = another(cast, "赵新").enrolled()
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=other.id, skill=VISIT, from_on=DAY_ONE))
    page = at(pages, cast.manager, 4, "/owed")
    shows, tries = owed_in(page, "示范"), owed_in(page, "练习")
    for counts in (shows, tries):
        by_trainer = [counts[name] for name in ("陈静", "周涛")]
        assert counts["合计"] == tuple(map(sum, zip(*by_trainer, strict=True)))
        assert sum(map(sum, by_trainer)) == sum(sum(counts[skill]) for skill in ("电话销售", "初访") if skill in counts)
    assert shows["合计"][0] > 0
    assert shows["合计"][1] + tries["合计"][1] > 0
    for who, opened in ((cast.trainer, "陈静"), (cast.other_trainer, "周涛")):
        rows = tables(at(pages, cast.manager, 4, f"/owed?owed_by={who}&kind=show"))[2][1:]
        assert len(rows) == sum(shows[opened])
        assert {row[2] for row in rows} == {opened}


def test_on_a_phone_skills_and_rows_are_folded_with_their_counts_until_they_are_asked_for(
    cast: Cast, pages: Pages
) -> None:
    crowd(cast, 3)
    whole = at(pages, cast.manager, 4, "/owed")
    folds = [one for one in whole.tree.iter("details") if "narrow-fold" in one.get("class", "")]
    rows = len(tables(whole)[2]) - 1
    assert [one.get("open") for one in folds] == [None, None]
    assert f"{rows}条" in "".join(folds[1].find("summary").itertext())  # type: ignore[union-attr]  # it is there
    assert rows > 0, "all of it stands in the page, for paper and where nothing folds"
    asked = at(pages, cast.manager, 4, f"/owed?skill={PHONE}")
    folds = [one for one in asked.tree.iter("details") if "narrow-fold" in one.get("class", "")]
    assert [one.get("open") is not None for one in folds] == [False, True]


def test_what_is_owed_now_is_what_the_team_page_counts(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), None)
    team, owed = at(pages, cast.manager, 10), at(pages, cast.manager, 10, "/owed")
    line = next(row for row in tables(team)[0] if row[0] == "陈静")
    for column, kind in enumerate(("示范", "练习", "评阅"), start=1):
        assert str(owed_in(owed, kind)["陈静"][0]) == line[column].replace("—", "0")
    late = tables(at(pages, cast.manager, 10, "/owed?when=late"))[2][1:]
    assert all("逾期" in row[3] for row in late)


@BOTH
def test_a_trainers_leave_is_taken_off_their_days_and_what_is_booked_is_told(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(4, 8)):
        note_absence(cast.manager, cast.trainer, Days("leave", date(2026, 11, 5), date(2026, 11, 5)), key())
        arrange(cast.trainer, trainee.id, Owed("show", PHONE, "", 1), Arranged.BOOKED, key(), booked_for=on(6, 10))
    page = at(pages, cast.manager, 4, "/owed", language)
    zh = language is Language.ZH
    assert ("3天里2天" if zh else "2 of 3") in page.words
    assert ("已约0.2小时" if zh else "0.2 h booked") in page.words


def test_at_the_weekend_the_next_week_is_looked_at(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    friday, saturday = (at(pages, cast.manager, day, "/owed").words for day in (6, 7))
    assert "本周我们欠的" in friday
    assert "到11月8日 周日为止" in friday
    assert "下周日前我们欠的" in saturday
    assert "到11月15日 周日为止" in saturday
    assert "5天里5天" in saturday


def test_the_table_has_a_row_for_each_thing_that_the_filters_leave(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(6, 9)):
        manager = pages.sign_in(cast.manager)
        shown = tables(manager.get(f"/owed?skill={PHONE}"))[-1][1:]
        answer = manager.client.get(f"/owed.csv?skill={PHONE}")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0][:5] == ["学员", "技能", "哪一种", "内容", "谁欠"]
    assert [row[3] for row in rows[1:]] == [row[1] for row in shown]
    assert {row[1] for row in rows[1:]} == {"电话销售"}


def test_nobody_else_sees_it_and_it_knows_no_strange_filter(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    for who in (cast.trainee, cast.trainer, cast.other_trainer, cast.admin):
        for address in ("/owed", "/owed.csv", "/findings", "/findings/module.telephone-selling"):
            at_once = pages.sign_in(who)
            at_once.get(address, 404)
    manager = pages.sign_in(cast.manager)
    for query in ("kind=mail", "skill=juggling", "when=never", f"owed_by={cast.other_trainee}"):
        manager.get(f"/owed?{query}", 404)


def test_it_takes_as_many_queries_for_thirty_people_as_for_three_and_judges_nobody(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(cast, 3)
    with clock.standing_at(on(16, 9)):
        in_force(cast.manager)
        pages.sign_in(cast.manager).get("/owed")
        with queries(9) as few:
            pages.get("/owed")
        crowd(cast, 27, first=3)
        derive_stale(on(16, 9))
        session().expunge_all()
        monkeypatch.setattr("lms.judgement.service._judge_all", lambda *_: pytest.fail("the rows say it all"))
        with queries(len(few)):
            page = pages.get("/owed")
    assert len(tables(page)[2]) > 30


def test_where_more_people_are_stale_than_a_reader_waits_for_it_says_of_when_it_is(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(cast, 3)
    derive_stale(on(9))
    monkeypatch.setattr("lms.desk.everybody.MOST_DERIVED", 1)
    assert "11月9日 周一 10:00更新" in at(pages, cast.manager, 16, "/owed").words
    derive_stale(on(16, 8))
    assert "11月16日 周一 09:00更新" in at(pages, cast.manager, 16, "/owed").words


def test_where_nothing_is_owed_the_page_says_so(cast: Cast, pages: Pages) -> None:
    assert "还没有人开始学习路径" in at(pages, cast.manager, 4, "/owed").words


def test_a_skill_whose_module_is_in_question_leads_to_what_is_known(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    estimated({PHONE: SkillCohort(people=9, growth=0.1, growth_se=0.1)})
    page = at(pages, cast.manager, 6, "/owed")
    assert f'href="/findings/module.{PHONE}"' in page.text
    assert "课在查" in page.words
