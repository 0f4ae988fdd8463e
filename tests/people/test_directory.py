"""The list of people: searched, filtered, paged by key, always in as many queries."""

import pytest
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.people import accounts, directory
from lms.people.accounts import Details
from lms.people.directory import Filter
from lms.people.models import Membership, Person, Role
from tests.cast import DAY_ONE, Cast
from tests.pages import Pages, queries


def many(count: int, team_id: int) -> None:
    with transaction():
        people = [Person(name=f"学员{n % 7}", email=f"p{n}@many.example", created_at=clock.now()) for n in range(count)]
        session().add_all(people)
        session().flush()
        session().add_all(
            Membership(person_id=one.id, team_id=team_id, role=Role.TRAINEE, from_on=DAY_ONE) for one in people
        )


def found(cast: Cast, **asked: object) -> set[str]:
    return {row.name for row in directory.people(cast.admin, Filter(**asked)).rows}  # type: ignore[arg-type]


@pytest.mark.parametrize("language", list(Language))
def test_the_list_is_there_in_both_languages_with_and_without_people(
    pages: Pages, cast: Cast, language: Language
) -> None:
    pages.sign_in(cast.admin, language)
    assert "李文" in pages.get("/admin/people").words
    pages.get("/admin/people?q=%E6%B2%A1%E6%9C%89&role=trainer&state=suspended&team=1&after=99999")


@pytest.mark.parametrize(
    ("words", "names"),
    [("李", {"李文"}), ("TRAINEE", {"李文", "赵敏"}), ("＠example.com", {"李文", "陈静", "王强", "周涛", "赵敏",
     "何平"}), ("139 1234", {"陈静"}),
     ("1234-5678", {"陈静"}), ("%", set()), ("_", {"周涛", "赵敏"}), ("'; --", set()),
     ("", {"李文", "陈静", "王强", "周涛", "赵敏", "何平"})],
)  # fmt: skip
def test_people_are_found_by_name_e_mail_and_number(app: Flask, cast: Cast, words: str, names: set[str]) -> None:
    with transaction():
        session().get_one(Person, cast.trainer).mobile = "13912345678"
    assert found(cast, words=words) == names


def test_a_team_is_it_and_all_below(app: Flask, cast: Cast) -> None:
    north = session().query(Membership.team_id).filter_by(person_id=cast.manager).scalar()
    assert found(cast, team=north) == {"王强", "李文", "陈静"}
    assert found(cast, team=cast.team) == {"李文", "陈静"}
    assert found(cast, team=99999) == set()


def test_roles_and_states_filter(app: Flask, cast: Cast) -> None:
    accounts.suspend(cast.admin, cast.other_trainee)
    accounts.create_person(Details("孙悦", mobile="13912345678"))
    assert found(cast, role=Role.TRAINER) == {"陈静", "周涛"}
    assert found(cast, role=Role.ADMIN) == {"何平"}
    assert found(cast, state="suspended") == {"赵敏"}
    assert found(cast, state="not_in") == {"孙悦"}
    assert found(cast, role=Role.TRAINEE, state="active") == {"李文"}


def test_who_has_left_stands_last_on_whatever_page(app: Flask, cast: Cast) -> None:
    many(60, cast.team)
    accounts.suspend(cast.admin, cast.trainer)
    first = directory.people(cast.admin, Filter())
    assert "陈静" not in [row.name for row in first.rows]
    assert directory.people(cast.admin, Filter(after=first.next)).rows[-1].name == "陈静"


def test_pages_follow_each_other_without_gap_or_repeat_and_back_again(app: Flask, cast: Cast) -> None:
    many(130, cast.team)
    seen: list[int] = []
    after = None
    while True:
        page = directory.people(cast.admin, Filter(after=after))
        seen += [row.id for row in page.rows]
        if page.next is None:
            break
        after = page.next
    assert len(seen) == len(set(seen)) == page.total == 136
    back = directory.people(cast.admin, Filter(before=page.previous))
    assert [row.id for row in back.rows] == seen[50:100]
    first = directory.people(cast.admin, Filter(before=back.previous))
    assert [row.id for row in first.rows] == seen[:50]
    assert first.previous is None


def test_as_many_queries_at_three_people_as_at_three_hundred(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin).get("/admin/people")
    with queries(9) as few:
        pages.get("/admin/people?q=example")
    many(300, cast.team)
    with queries(len(few)):
        pages.get("/admin/people?q=many.example")


def test_the_filters_stand_in_the_address_and_stay_when_another_is_chosen(pages: Pages, cast: Cast) -> None:
    many(60, cast.team)
    page = pages.sign_in(cast.admin).get(f"/admin/people?q=many&team={cast.team}&role=trainee&state=active")
    links = [node.get("href") or "" for node in page.tree.iter("a")]
    team = f"team={cast.team}"
    assert any(all(part in link for part in ("role=trainer", "q=many", team, "state=active")) for link in links)
    assert any(all(part in link for part in ("after=", "q=many", team, "role=trainee")) for link in links)
    assert not any("after=" in link and "role=trainer" in link for link in links)


@pytest.mark.parametrize(
    "query", ["team=x", "after=-1", "before=0", "role=boss", "state=odd", "q=" + "x" * 500, "after=1&before=1"]
)
def test_an_address_that_makes_no_sense_is_still_a_page(pages: Pages, cast: Cast, query: str) -> None:
    pages.sign_in(cast.admin).get(f"/admin/people?{query}")


def test_a_name_that_looks_like_markup_is_a_name(pages: Pages, cast: Cast) -> None:
    accounts.create_person(Details("＜script＞alert(1)</script><b>", mobile="13912345678"))
    page = pages.sign_in(cast.admin).get("/admin/people")
    assert "<b>" not in page.text.split("<table>")[1]


def test_admin_stands_among_the_roles_and_not_in_the_state(pages: Pages, cast: Cast) -> None:
    page = pages.sign_in(cast.admin).get("/admin/people?q=%E4%BD%95%E5%B9%B3")
    cells = {td.get("data-label"): "".join(td.itertext()).strip() for td in page.tree.iter("td")}
    assert (cells["角色"], cells["状态"]) == ("管理员", "可登录")


def test_people_stand_by_the_pinyin_of_their_names(app: Flask, cast: Cast) -> None:
    names = [row.name for row in directory.people(cast.admin, Filter()).rows]
    assert names == ["陈静", "何平", "李文", "王强", "赵敏", "周涛"]
    (third,) = (row.id for row in directory.people(cast.admin, Filter()).rows if row.name == "李文")
    assert [row.name for row in directory.people(cast.admin, Filter(after=third)).rows] == names[3:]
    assert [row.name for row in directory.people(cast.admin, Filter(before=third)).rows] == names[:2]
