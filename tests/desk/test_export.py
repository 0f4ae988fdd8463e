"""The team as a table for a spreadsheet."""

import csv
import io
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.people.models import Audit, Person
from lms.web.spreadsheet import guarded, table
from tests.cast import Cast
from tests.factories.training import PHONE, on, trainee_of
from tests.pages import Pages

BOTH = pytest.mark.parametrize("language", list(Language))


def taken(pages: Pages, person: int, address: str = "/team.csv", language: Language = Language.ZH) -> list[list[str]]:
    with clock.standing_at(on(9)):
        body = pages.sign_in(person, language).client.get(address).data
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-2+3", "@x", "\t1", "\r1", "\n1", "\x001", "＝1", "＋1", "－1", "＠1"]
)
def test_what_could_act_as_a_formula_is_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_numbers_stay_numbers_and_other_text_stays_as_it_is() -> None:
    assert [guarded(one) for one in (-3, -0.5, "-0.5", "陈静", "1=1")] == [-3, -0.5, "-0.5", "陈静", "1=1"]
    assert table([[-3, -0.123, "=A1"]]) == "\ufeff-3,-0.123,'=A1\r\n".encode()


@BOTH
def test_the_head_is_in_the_readers_language_and_a_state_comes_with_its_debts(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), None)
    head, row, *_rest = taken(pages, cast.manager, language=language)
    zh = language is Language.ZH
    said = dict(zip(head, row, strict=True))
    assert said["姓名" if zh else "Name"] == "李文"
    assert said["状态" if zh else "State"] == ("未教够" if zh else "Teaching owed")
    assert said["下一步" if zh else "Next"] == ("安排一起读" if zh else "Read it together")
    assert said["欠评阅" if zh else "Reviews owed"] == "1"
    assert said["欠示范" if zh else "Shows owed"] == "3"
    assert said["谁欠" if zh else "Owed by"] == "陈静"
    assert said["团队" if zh else "Team"] == "华东区新人"


def test_a_name_that_looks_like_a_formula_does_no_harm(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with transaction():
        session().get_one(Person, cast.trainee).name = '=HYPERLINK("http://example.com")'
    assert taken(pages, cast.manager)[1][0] == '\'=HYPERLINK("http://example.com")'


def test_where_nothing_is_owed_nothing_is_the_oldest(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled(date(2026, 11, 9))
    head, row, *_rest = taken(pages, cast.manager)
    assert dict(zip(head, row, strict=True))["最久逾期（天）"] == ""


@BOTH
def test_the_last_reviews_are_numbers_and_words_that_can_be_sorted(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    for day, level in ((3, 0), (4, 1), (5, 3), (6, 3)):
        trainee.tried(PHONE, on(day), level)
    head, row = taken(pages, cast.manager, language=language)
    said = dict(zip(head, row, strict=True))
    if language is Language.ZH:
        assert said["电话销售：最近评阅里做到的次数"] == "2"
        assert said["电话销售：最近评阅（先旧后新）"] == "没做，要提示，做到，做到"
        assert said["初访：最近评阅里做到的次数"] == ""
    else:
        assert said["Telephone selling: held, of the last reviews"] == "2"
        assert said["Telephone selling: last reviews, oldest first"] == "not done, with prompts, held, held"
        assert said["First visit: last reviews, oldest first"] == ""


def test_the_name_of_the_file_tells_by_what_it_was_filtered(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    for address, name in (
        ("/team.csv", "2026-11-09-团队-华北区.csv"),
        (
            f"/team.csv?team={cast.team}&state=untrained&owed_by={cast.trainer}",
            "2026-11-09-团队-华东区新人-未教够-陈静欠的.csv",
        ),
    ):
        with clock.standing_at(on(9)):
            sent = pages.sign_in(cast.manager).client.get(address).headers["Content-Disposition"]
        assert unquote(sent.rpartition("UTF-8''")[2]) == name


def test_it_holds_what_the_filters_leave_and_the_audit_says_who_took_it(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    assert len(taken(pages, cast.manager)) == 2
    assert len(taken(pages, cast.manager, "/team.csv?state=ready")) == 1
    noted = session().scalars(select(Audit).where(Audit.action == "data_taken").order_by(Audit.id)).all()
    assert [(one.actor_id, one.detail) for one in noted] == [
        (cast.manager, {"what": "team", "rows": 1}),
        (cast.manager, {"what": "team", "rows": 0}),
    ]
