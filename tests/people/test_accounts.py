"""Adding, changing and suspending accounts."""

import re
import threading
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import clock
from lms.db import db, session, transaction
from lms.errors import NotAllowed, NotYours, Refusal, Unusable
from lms.i18n import Language
from lms.people import accounts
from lms.people.accounts import Details, FirstPlace
from lms.people.models import Audit, EntryLink, Membership, Person, Role
from tests.cast import Cast
from tests.pages import Pages

NEW = {"name": "孙悦", "email": "", "mobile": "139 1234 5678", "language": "zh-Hans", "zone": "Asia/Shanghai",
       "team": "", "role": "trainee", "from_on": "2026-11-24", "key": "k1"}  # fmt: skip
HERE = {
    "name": "李文",
    "email": "trainee@example.com",
    "mobile": "",
    "language": "zh-Hans",
    "zone": "Asia/Shanghai",
    "key": "k1",
}
STRANGERS = ["trainee", "trainer", "manager", "other_trainer", "other_trainee"]


def details(person: Person, **changed: object) -> Details:
    values = {
        "name": person.name,
        "email": person.email or "",
        "mobile": person.mobile or "",
        "is_admin": person.is_admin,
    }
    return Details(**{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("language", list(Language))
def test_an_admin_adds_a_person_with_their_first_place_and_copies_the_invitation(
    pages: Pages, cast: Cast, language: Language
) -> None:
    pages.sign_in(cast.admin, language).get("/admin/people/new")
    page = pages.get(pages.post("/admin/people/new", {**NEW, "team": cast.team}).location)
    assert len(set(re.findall(r"/enter/[\w-]{43}", page.text))) == 1
    person = session().scalars(sa.select(Person).where(Person.mobile == "13912345678")).one()
    place = session().scalars(sa.select(Membership).where(Membership.person_id == person.id)).one()
    assert (person.name, person.email, person.password_hash) == ("孙悦", None, None)
    assert (place.team_id, place.role, place.from_on) == (cast.team, "trainee", date(2026, 11, 24))


def test_a_double_click_adds_one_person_and_shows_the_same_invitation(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin)
    added = [pages.get(pages.post("/admin/people/new", NEW).location).text for _time in range(2)]
    shown = [re.search(r"/enter/[\w-]{43}", text) for text in added]
    assert shown[0]
    assert shown[1]
    assert shown[0][0] == shown[1][0]
    assert session().query(Person).filter_by(name="孙悦").count() == 1


def test_the_same_key_with_another_person_is_refused(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin).post("/admin/people/new", NEW)
    pages.post("/admin/people/new", {**NEW, "name": "孙跃", "mobile": "13912345679"}, 422)
    assert session().query(Person).filter_by(name="孙跃").count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "孙" * 81}, "name"),
        ({"mobile": "1234"}, "mobile"),
        ({"mobile": ""}, "mobile"),
        ({"email": "a@b"}, "email"),
        ({"email": "TRAINEE＠example.com"}, "email"),
        ({"from_on": "soon", "team": "1"}, "from_on"),
        ({"role": "boss"}, "role"),
        ({"team": "99999"}, "team"),
    ],
)
@pytest.mark.parametrize("language", list(Language))
def test_what_cannot_be_used_is_told_at_its_field_and_the_rest_is_kept(
    pages: Pages, cast: Cast, wrong: dict[str, str], field: str, language: Language
) -> None:
    page = pages.sign_in(cast.admin, language).post("/admin/people/new", {**NEW, **wrong}, 422)
    node = page.tree.find(f".//*[@id='{field}']")
    assert node is not None
    assert node.get("aria-invalid") == "true"
    if field != "name":
        assert page.tree.find(".//input[@id='name']").get("value") == "孙悦"  # type: ignore[union-attr]
    assert page.text.split("<title>")[1].startswith("错误：" if language is Language.ZH else "Error:")
    assert session().query(Person).count() == 6


@pytest.mark.parametrize("role", STRANGERS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/admin"),
        ("get", "/admin/people"),
        ("get", "/admin/people/new"),
        ("post", "/admin/people/new"),
        ("get", "/admin/people/{trainee}"),
        ("post", "/admin/people/{other_trainee}"),
        ("get", "/admin/people/{other_trainee}/suspension"),
        ("post", "/admin/people/{other_trainee}/suspend"),
        ("post", "/admin/people/{other_trainee}/unsuspend"),
        ("post", "/admin/people/{trainee}/places"),
        ("get", "/admin/teams"),
        ("post", "/admin/teams"),
        ("get", "/admin/teams/1"),
        ("post", "/admin/teams/1"),
        ("get", "/admin/coaching"),
        ("post", "/admin/coaching"),
        ("post", "/admin/coaching/1/end"),
        ("get", "/admin/lines"),
        ("post", "/admin/lines"),
        ("get", "/admin/audit"),
        ("post", "/admin/people/{trainee}/places/1/end"),
    ],
)
def test_administration_is_not_there_for_anybody_else_and_nothing_changes(
    pages: Pages, cast: Cast, role: str, method: str, path: str
) -> None:
    pages.sign_in(cast.roles()[role])
    form = {**NEW, "team": cast.team, "parent": "", "to_on": "2026-12-01", "lines": "孙悦,13912345678,华东区新人",
     "step": "save",
            "trainer": "trainer@example.com", "trainee": "other_trainee@example.com", "skill": ""}  # fmt: skip
    before = _dump()
    where = path.format(**cast.roles())
    if method == "get":
        pages.get(where, 404)
    else:
        pages.post(where, form, 404)
    assert _dump() == before


def test_an_admin_changes_an_account_and_it_is_written_down(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin)
    path = f"/admin/people/{cast.trainee}"
    pages.post(path, {**HERE, "name": "李雯", "mobile": "139-1234-5678", "is_admin": "y"})
    session().expire_all()
    person = session().get_one(Person, cast.trainee)
    assert (person.name, person.mobile, person.is_admin) == ("李雯", "13912345678", True)
    actions = session().scalars(sa.select(Audit.action).order_by(Audit.id)).all()
    assert actions == ["admin_given", "person_changed"]
    detail = session().scalars(sa.select(Audit.detail).where(Audit.action == "person_changed")).one()
    assert detail == {"name": ["李文", "李雯"], "mobile": [None, "13912345678"]}
    pages.post(path, {**HERE, "name": "李雯", "mobile": "13912345678", "is_admin": "y"})
    assert session().query(Audit).count() == 2


@pytest.mark.parametrize("language", list(Language))
def test_a_refused_change_keeps_what_was_typed(pages: Pages, cast: Cast, language: Language) -> None:
    pages.sign_in(cast.admin, language)
    page = pages.post(f"/admin/people/{cast.trainee}", {**HERE, "name": "李雯", "email": "trainer@example.com"}, 422)
    assert page.tree.find(".//input[@id='name']").get("value") == "李雯"  # type: ignore[union-attr]
    assert "陈静" in page.words


def test_an_address_in_another_spelling_is_the_same_address(app: Flask, cast: Cast) -> None:
    with pytest.raises(Unusable) as refused:
        accounts.add(cast.admin, Details("孙悦", email="Ｔrainee@EXAMPLE.com"), None, "k")
    assert set(refused.value.fields) == {"email"}


def test_suspension_ends_sessions_and_undo_lets_in_again(app: Flask, pages: Pages, cast: Cast) -> None:
    elsewhere = Pages(app).sign_in(cast.trainee)
    pages.sign_in(cast.admin)
    pages.post(f"/admin/people/{cast.trainee}/suspend")
    assert "撤销" in pages.get(f"/admin/people/{cast.trainee}").words
    elsewhere.get("/account", 302)
    pages.post(f"/admin/people/{cast.trainee}/suspend")
    pages.post(f"/admin/people/{cast.trainee}/unsuspend")
    elsewhere.get("/account", 302)  # the old token stays dead
    assert session().scalars(sa.select(Audit.action).order_by(Audit.id)).all() == ["suspended", "unsuspended"]


@pytest.mark.parametrize("language", list(Language))
def test_a_suspension_is_asked_first_with_what_it_does_and_without_scripts_too(
    pages: Pages, cast: Cast, language: Language
) -> None:
    page = pages.sign_in(cast.admin, language).get(f"/admin/people/{cast.trainer}")
    suspend = f"/admin/people/{cast.trainer}/suspend"
    asked = page.tree.find(".//dialog[@id='suspension']")
    assert asked is not None
    outside = len([node for node in page.tree.iter("form") if node.get("action") == suspend])
    assert outside == len([node for node in asked.iter("form") if node.get("action") == suspend]) == 1
    opener = next(node for node in page.tree.iter("a") if node.get("data-dialog") == "suspension")
    question = pages.get(opener.get("href") or "")
    assert ("立即从各处退出" if language is Language.ZH else "Signed out everywhere at once") in question.words
    assert "李文" in question.words  # whom he teaches, and whose manager answers for it now
    assert suspend in {node.get("action") for node in question.tree.iter("form")}
    assert session().get_one(Person, cast.trainer).suspended_at is None
    assert "李文" not in pages.get(f"/admin/people/{cast.manager}/suspension").words


def test_every_fault_of_a_new_person_is_told_at_once_in_the_order_of_the_form(pages: Pages, cast: Cast) -> None:
    empty = {**NEW, "name": "", "mobile": "", "email": ""}
    page = pages.sign_in(cast.admin).post("/admin/people/new", empty, 422)
    summary = page.tree.find(".//section[@class='error-summary']")
    assert summary is not None
    assert [node.get("href") for node in summary.iter("a")] == ["#name", "#mobile"]
    taken = {**NEW, "name": "", "mobile": "1234", "email": "trainee@example.com", "from_on": "soon"}
    page = pages.post("/admin/people/new", taken, 422)
    summary = page.tree.find(".//section[@class='error-summary']")
    assert summary is not None
    assert [node.get("href") for node in summary.iter("a")] == ["#name", "#mobile", "#email", "#from_on"]
    form = {**HERE, "name": "", "email": "trainer@example.com", "mobile": ""}
    page = pages.post(f"/admin/people/{cast.trainee}", form, 422)
    assert "请写姓名" in page.words
    assert "陈静" in page.words


def test_nobody_suspends_or_changes_themself_as_admin(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin)
    page = pages.get(f"/admin/people/{cast.admin}")
    assert "这是你自己的账号" in page.words
    pages.post(f"/admin/people/{cast.admin}/suspend", status=403)
    pages.post(f"/admin/people/{cast.admin}", {**HERE, "name": "何平", "email": "admin@example.com"}, 422)
    session().expire_all()
    person = session().get_one(Person, cast.admin)
    assert person.is_admin
    assert person.suspended_at is None


def test_an_admin_can_give_themself_a_role_in_a_team(pages: Pages, cast: Cast) -> None:
    place = {"team": cast.team, "role": "manager", "from_on": "2026-11-24", "to_on": "", "key": "k"}
    pages.sign_in(cast.admin).post(f"/admin/people/{cast.admin}/places", place)
    assert session().scalars(sa.select(Membership.role).where(Membership.person_id == cast.admin)).all() == ["manager"]


def test_there_is_always_an_admin_who_can_come_in(app: Flask, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.manager).is_admin = True
    accounts.suspend(cast.admin, cast.manager)
    with transaction():
        session().get_one(Person, cast.trainer).is_admin = True
        session().get_one(Person, cast.admin).suspended_at = clock.now()
    for act in (
        lambda: accounts.suspend(cast.admin, cast.trainer),
        lambda: accounts.change(
            cast.admin, cast.trainer, details(session().get_one(Person, cast.trainer), is_admin=False)
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_two_admins_cannot_take_it_from_each_other_at_once(app: Flask, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.manager).is_admin = True
    ready = threading.Barrier(2)
    refused = []

    def take(actor: int, other: int) -> None:
        with app.app_context():
            asked = details(session().get_one(Person, other), is_admin=False)
            ready.wait()
            try:
                accounts.change(actor, other, asked)
            except Refusal as error:
                refused.append(error)
            finally:
                db.session.remove()

    pairs = ((cast.admin, cast.manager), (cast.manager, cast.admin))
    threads = [threading.Thread(target=take, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert session().query(Person).filter_by(is_admin=True).count() == 1


def test_a_person_is_found_by_address_or_by_a_name_that_only_one_has(app: Flask, cast: Cast) -> None:
    assert accounts.find(" TRAINEE@example.com").id == cast.trainee
    assert accounts.find("李 文".replace(" ", "")).id == cast.trainee
    accounts.create_person(Details("李文", email="li2@example.com"))
    for text in ("李文", "nobody@example.com", "张三", "", "13900000000"):
        with pytest.raises(Unusable):
            accounts.find(text)


def test_the_command_line_and_the_demo_add_people_without_a_right(app: Flask, cast: Cast) -> None:
    person_id = accounts.create_person(Details("孙悦", mobile="13912345678"), password_hash="x")
    person = session().get_one(Person, person_id)
    assert (person.name, person.password_hash) == ("孙悦", "x")
    assert session().query(EntryLink).count() == 0


def test_a_stranger_adds_nobody_by_the_service_either(app: Flask, cast: Cast) -> None:
    for who in STRANGERS:
        with pytest.raises(NotYours):
            accounts.add(
                cast.roles()[who],
                Details("孙悦", mobile="13912345678"),
                FirstPlace(cast.team, Role.TRAINEE, date(2026, 11, 24)),
                "k",
            )


def _dump() -> list[str]:
    session().rollback()
    session().expire_all()
    tables = sorted(set(sa.inspect(session().get_bind()).get_table_names()) - {"sign_in"})
    return [
        f"{table}: {session().execute(sa.text(f'SELECT * FROM {chr(34)}{table}{chr(34)} ORDER BY 1')).all()}"
        for table in tables
    ]
