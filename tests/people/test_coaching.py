"""Who coaches whom, in what, from when to when."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import Language
from lms.people import accounts, coaching, places
from lms.people.models import Audit, Coaching, Role
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.pages import Pages, queries

NOV, DEC = date(2026, 11, 24), date(2026, 12, 24)
PAIR = {
    "trainer": "周涛",
    "trainee": "trainee@example.com",
    "skill": "",
    "from_on": "2026-11-24",
    "to_on": "",
    "key": "k",
}


@pytest.mark.parametrize("language", list(Language))
def test_an_admin_says_who_teaches_whom_and_ends_it(pages: Pages, cast: Cast, language: Language) -> None:
    pages.sign_in(cast.admin, language).get("/admin/coaching")
    pages.post("/admin/coaching", PAIR)
    pages.post("/admin/coaching", PAIR)
    row = (
        session()
        .scalars(
            sa.select(Coaching).where(Coaching.trainer_id == cast.other_trainer, Coaching.trainee_id == cast.trainee)
        )
        .one()
    )
    assert (row.skill, row.from_on, row.to_on) == (None, NOV, None)
    pages.post(f"/admin/coaching/{row.id}/end", {"to_on": "2026-11-24"})
    assert session().scalars(sa.select(Audit.action).order_by(Audit.id)).all() == ["coaching_added", "coaching_ended"]
    pages.get("/admin/coaching?ended=")
    pages.get(f"/admin/coaching?person={cast.trainee}")
    page = pages.get(f"/admin/coaching?trainee={cast.trainee}")
    assert page.tree.find(".//input[@id='trainee']").get("value") == "trainee@example.com"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trainer": ""}, "trainer"),
        ({"trainer": "没有这人"}, "trainer"),
        ({"trainee": "周涛"}, "trainer"),
        ({"skill": "dancing"}, "skill"),
        ({"to_on": "2026-11-01"}, "to_on"),
        ({"from_on": "x"}, "from_on"),
        ({"trainer": "陈静"}, "trainer"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(pages: Pages, cast: Cast, wrong: dict[str, str], field: str) -> None:
    page = pages.sign_in(cast.admin).post("/admin/coaching", {**PAIR, **wrong}, 422)
    assert page.tree.find(f".//*[@id='{field}']").get("aria-invalid") == "true"  # type: ignore[union-attr]
    assert session().query(Coaching).count() == 2


def test_a_name_that_two_people_have_asks_which(pages: Pages, cast: Cast) -> None:
    accounts.create_person(accounts.Details("周涛", email="zhou2@example.com"))
    page = pages.sign_in(cast.admin).post("/admin/coaching", PAIR, 422)
    assert "有2个人叫这个名字" in page.words


def test_one_skill_and_all_skills_stand_beside_each_other(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coaching, "_skills", [lambda: [("first-visit", "初访")]])
    who = ("trainer@example.com", "trainee@example.com")
    coaching.add(cast.admin, who, "first-visit", (NOV, DEC), "k1")
    with pytest.raises(Unusable):
        coaching.add(cast.admin, who, "first-visit", (DEC, None), "k2")
    coaching.add(cast.admin, who, "first-visit", (date(2026, 12, 25), None), "k3")


def test_a_suspended_person_coaches_nobody(app: Flask, cast: Cast) -> None:
    accounts.suspend(cast.admin, cast.other_trainer)
    with pytest.raises(Unusable):
        coaching.add(cast.admin, ("other_trainer@example.com", "trainee@example.com"), None, (NOV, None), "k")


def test_only_an_admin_says_it(app: Flask, cast: Cast) -> None:
    row_id = session().query(Coaching.id).filter_by(trainee_id=cast.trainee).scalar()
    for who in (cast.trainee, cast.trainer, cast.manager, cast.other_trainer):
        with pytest.raises(NotYours):
            coaching.add(who, ("other_trainer@example.com", "trainee@example.com"), None, (NOV, None), "k")
        with pytest.raises(NotYours):
            coaching.end(who, row_id, NOV)
        with pytest.raises(NotYours):
            coaching.pairs(who)
    with pytest.raises(NotYours):
        coaching.end(cast.admin, 99999, NOV)
    with pytest.raises(Unusable):
        coaching.end(cast.admin, row_id, date(2026, 11, 1))


def test_pages_follow_each_other_and_take_as_many_queries_full_as_empty(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin).get("/admin/coaching")
    with queries(10) as few:
        pages.get("/admin/coaching")
    with transaction():
        session().add_all(
            Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, skill=f"s{n}", from_on=DAY_ONE)
            for n in range(120)
        )
    with queries(len(few)):
        pages.get("/admin/coaching")
    seen, after = [], None
    while True:
        page = coaching.pairs(cast.admin, after=after)
        seen += [pair.id for pair in page.pairs]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 122


def test_an_end_is_taken_back_by_the_toast_and_by_the_row(pages: Pages, cast: Cast) -> None:
    row = session().scalars(sa.select(Coaching).where(Coaching.trainee_id == cast.trainee)).one()
    undo = f"/admin/coaching/{row.id}/reopen"
    with clock.standing_at(BEGAN):
        pages.sign_in(cast.admin).post(f"/admin/coaching/{row.id}/end", {"to_on": "2026-11-02"})
        page = pages.get("/admin/coaching")
        assert [form.get("action") for form in page.tree.iter("form")].count(undo) == 2  # the toast's and the row's
        page = pages.get("/admin/coaching")
        assert [form.get("action") for form in page.tree.iter("form")].count(undo) == 1
        for _time in range(2):
            pages.post(undo)
    session().expire_all()
    assert session().get_one(Coaching, row.id).to_on is None
    assert session().scalars(sa.select(Audit.action).order_by(Audit.id)).all() == [
        "coaching_ended", "coaching_reopened",
    ]  # fmt: skip


def test_a_coaching_that_has_ended_begins_again_the_day_after_and_an_earlier_day_is_told_so(
    app: Flask, cast: Cast
) -> None:
    row = session().scalars(sa.select(Coaching).where(Coaching.trainee_id == cast.trainee)).one()
    coaching.end(cast.admin, row.id, NOV)
    who = ("trainer@example.com", "trainee@example.com")
    with pytest.raises(Unusable) as refused:
        coaching.add(cast.admin, who, None, (NOV, None), "k1")
    assert "11月25日" in refused.value.fields["from_on"]
    coaching.add(cast.admin, who, None, (date(2026, 11, 25), None), "k2")
    with pytest.raises(Unusable) as refused:
        coaching.reopen(cast.admin, row.id)
    assert "11月25日" in str(refused.value)
    with pytest.raises(NotYours):
        coaching.reopen(cast.manager, row.id)
    with pytest.raises(NotYours):
        coaching.reopen(cast.admin, 99999)


@pytest.mark.parametrize(
    ("trainer", "trainee", "field", "said"),
    [
        ("trainee", "other_trainee", "trainer", "李文在11月24日 周二既不是教练也不是经理。请先"),
        ("admin", "trainee", "trainer", "既不是教练也不是经理"),
        ("other_trainer", "manager", "trainee", "王强在11月24日 周二不是学员。请先"),
        ("other_trainer", "trainer", "trainee", "不是学员"),
    ],
)
def test_only_trainers_and_managers_coach_and_only_trainees_are_coached(
    app: Flask, cast: Cast, trainer: str, trainee: str, field: str, said: str
) -> None:
    who = (f"{trainer}@example.com", f"{trainee}@example.com")
    with clock.standing_at(BEGAN), pytest.raises(Unusable) as refused:
        coaching.add(cast.admin, who, None, (NOV, None), "k")
    assert list(refused.value.fields) == [field]
    assert said in refused.value.fields[field]


def test_a_manager_coaches_a_trainee_too(app: Flask, cast: Cast) -> None:
    coaching.add(cast.admin, ("manager@example.com", "trainee@example.com"), None, (NOV, None), "k")


def test_a_suspended_person_is_refused_with_the_reason(app: Flask, cast: Cast) -> None:
    accounts.suspend(cast.admin, cast.trainee)
    with pytest.raises(Unusable) as refused:
        coaching.add(cast.admin, ("周涛", "trainee@example.com"), None, (NOV, None), "k")
    assert refused.value.fields == {"trainee": "李文已停用，请先恢复。"}


def test_the_fields_suggest_names_and_addresses_where_two_share_a_name(pages: Pages, cast: Cast) -> None:
    second = accounts.create_person(accounts.Details("李文", email="li2@example.com"))
    suspended = accounts.create_person(accounts.Details("马超", email="ma@example.com"))
    for person in (second, suspended):
        places.add(cast.admin, person, (cast.team, Role.TRAINEE), (DAY_ONE, None), f"k{person}")
    accounts.suspend(cast.admin, suspended)
    with clock.standing_at(BEGAN):
        page = pages.sign_in(cast.admin).get("/admin/coaching")

    def of(name: str) -> list[str | None]:
        (found,) = (one for one in page.tree.iter("datalist") if one.get("id") == name)
        return [option.get("value") for option in found.iter("option")]

    assert of("trainers") == ["陈静", "王强", "周涛"]
    assert sorted(map(str, of("trainees"))) == ["li2@example.com", "trainee@example.com", "赵敏"]


def test_coachings_stand_by_the_names_of_trainer_and_trainee(app: Flask, cast: Cast) -> None:
    assert [(pair.trainer, pair.trainee) for pair in coaching.pairs(cast.admin).pairs] == [
        ("陈静", "李文"), ("周涛", "赵敏"),
    ]  # fmt: skip


def test_the_next_page_of_what_has_ended_is_of_what_has_ended(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().add_all(
            Coaching(
                trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=DAY_ONE, to_on=DAY_ONE, skill=f"s{n}"
            )
            for n in range(60)
        )
    page = pages.sign_in(cast.admin).get("/admin/coaching?ended=")
    (following,) = {node.get("href") or "" for node in page.tree.iter("a") if "after=" in (node.get("href") or "")}
    assert "ended=" in following
