"""Pasted people: each line's fate is seen first, saved when confirmed, and the numbers add up."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.db import Once, session, transaction
from lms.errors import KeyReused, NotYours, Unusable
from lms.i18n import Language
from lms.people import accounts, lines, paste, teams
from lms.people.models import EntryLink, Membership, Person
from lms.people.paste import Fate
from tests.cast import Cast
from tests.pages import Page, Pages, queries

ON = date(2026, 11, 24)
TEXT = """姓名，手机号或邮箱，团队，角色
孙悦，１３９ １２３４ ５６７８，华东区新人，学员
钱进\tqian@example.com\t华南区新人\t教练
李文, trainee@example.com, 华东区新人, 学员
李文, trainee@example.com, 华南区新人, 学员

吴敏, 1391234567, 华东区新人, 学员
郑爽, 13912345679, 华东区新人, 老板
王五, 13912345670, 华西区新人, 学员
"""


def fates(cast: Cast, text: str) -> list[Fate]:
    return [told.fate for told in paste.look(cast.admin, text, ON)]


def why(cast: Cast, text: str) -> str:
    (told,) = paste.look(cast.admin, text, ON)
    assert told.fate is Fate.REFUSED
    return told.why


def save(cast: Cast, text: str, key: str = "k1") -> paste.Outcome:
    return paste.save(cast.admin, text, ON, key, "zh-Hans")


def saved(pages: Pages, form: dict[str, str]) -> Page:
    """The page on which a saving ends."""
    return pages.get(pages.post("/admin/lines", form).location)


def value(page: Page, name: str) -> str:
    (field,) = {node.get("value") or "" for node in page.tree.iter("input") if node.get("name") == name}
    return field


def test_each_line_is_told_its_fate_and_nothing_is_saved(app: Flask, cast: Cast) -> None:
    assert fates(cast, TEXT) == [
        Fate.ADDED,
        Fate.ADDED,
        Fate.UNCHANGED,
        Fate.ROLE_ADDED,
        Fate.REFUSED,
        Fate.REFUSED,
        Fate.REFUSED,
    ]
    assert session().query(Person).count() == 6
    assert session().query(Membership).count() == 5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",13912345678,华东区新人,学员", "第一段没有姓名"),
        ("孙悦,,华东区新人,学员", "第二段没有手机号或邮箱"),
        ("孙悦,139123456,华东区新人,学员", "有9位数字，应是11位"),
        ("孙悦,sun@,华东区新人,学员", "不是邮箱"),
        ("孙悦,你好,华东区新人,学员", "不是手机号，也不是邮箱"),
        ("孙悦,13912345678,,学员", "第三段没有团队"),
        ("孙悦,13912345678,华东区新仁,学员", "是不是“华东区新人”"),
        ("孙悦,13912345678,火星,学员", "请先添加"),
        ("孙悦,13912345678,华东区新人,教炼", "是不是“教练”"),
        ("孙悦,13912345678,华东区新人,老板", "请写学员、教练或经理"),
        ("李雯,trainee@example.com,华东区新人,学员", "已经是李文的"),
        ("孙悦,13912345678,华东区新人,学员,多", "多了一段"),
        ("孙" * 81 + ",13912345678,华东区新人,学员", "最多80个字"),
    ],
)
def test_a_refused_line_says_why_and_how_to_mend_it(app: Flask, cast: Cast, line: str, said: str) -> None:
    assert said in why(cast, line)


@pytest.mark.parametrize(
    "text",
    [
        "孙悦,sun@b.cn,13912345678,华东区新人,学员",
        "孙悦\t139 1234 5678\tsun@b.cn\t华东区新人\t学员",
        "工号\t部门\t姓名\t邮箱\t手机号\n7\t华东区新人\t孙悦\tsun@b.cn\t13912345678",
    ],
)
def test_a_line_may_give_both_e_mail_and_number(app: Flask, cast: Cast, text: str) -> None:
    assert fates(cast, text) == [Fate.ADDED]
    (added,) = save(cast, text).added
    person = session().get_one(Person, added.person_id)
    assert (person.name, person.email, person.mobile) == ("孙悦", "sun@b.cn", "13912345678")
    assert fates(cast, "孙悦,13912345678,华东区新人,学员") == [Fate.UNCHANGED]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("李文,trainee@example.com,trainer@example.com,华东区新人,学员", "有两个手机号或两个邮箱"),
        ("李文,trainee@example.com,13900000009,华东区新人,学员", "手机号和邮箱分属两个人"),
        ("孙悦,sun@b.cn,1391234567890,华东区新人,学员", "应是11位"),
    ],
)
def test_two_addresses_that_do_not_fit_together_are_refused(app: Flask, cast: Cast, line: str, said: str) -> None:
    accounts.create_person(accounts.Details("李文", mobile="13900000009"))
    assert said in why(cast, line)


def test_an_address_that_somebody_here_lacks_is_told_and_not_added(app: Flask, cast: Cast) -> None:
    (told,) = paste.look(cast.admin, "李文,trainee@example.com,13912345678,华东区新人,学员", ON)
    assert told.fate is Fate.UNCHANGED
    assert "13912345678没有加进账号" in told.why


def test_lines_refused_under_headings_are_mended_under_them(app: Flask, cast: Cast) -> None:
    left = save(cast, "部门,姓名,手机号\n华东区新人,孙悦,1391234567\n华东区新人,吴敏,13912345670").left
    assert left == "部门,姓名,手机号\n华东区新人,孙悦,1391234567"
    assert fates(cast, left + "8") == [Fate.ADDED]


def test_a_suspended_person_is_not_brought_back_by_a_line(app: Flask, cast: Cast) -> None:
    accounts.suspend(cast.admin, cast.trainee)
    assert "请先恢复" in why(cast, "李文,trainee@example.com,华南区新人,学员")


def test_a_team_name_that_two_teams_have_asks_for_the_path(app: Flask, cast: Cast) -> None:
    teams.add(cast.admin, "华东区新人", cast.other_team, "k")
    line = "孙悦,13912345678,{},学员"
    assert "华南区新人 / 华东区新人" in why(cast, line.format("华东区新人"))
    (told,) = paste.look(cast.admin, line.format("华南区新人/华东区新人"), ON)
    assert (told.fate, told.team) == (Fate.ADDED, "华南区新人 / 华东区新人")


def test_a_top_team_whose_name_another_has_can_be_written_by_its_path(app: Flask, cast: Cast) -> None:
    top = teams.add(cast.admin, "华东区新人", None, "k")
    line = "孙悦,13912345678,{},学员"
    told = why(cast, line.format("华东区新人"))
    assert "“/华东区新人”" in told
    assert "“华北区 / 华东区新人”" in told
    outcome = save(cast, line.format("／ 华东区新人"))
    assert outcome.added[0].places[0].team_id == top
    outcome = save(cast, "吴敏,13912345679,/华北区/华东区新人,学员", "k2")
    assert outcome.added[0].places[0].team_id == cast.team


def test_lines_that_repeat_each_other_are_told_so(app: Flask, cast: Cast) -> None:
    text = "\n".join(
        [
            "孙悦,13912345678,华东区新人,学员",
            "孙悦,+86 139-1234-5678,华东区新人,学员",
            "孙悦,13912345678,华东区新人,教练",
            "孙跃,13912345678,华东区新人,学员",
        ]
    )
    told = paste.look(cast.admin, text, ON)
    assert [one.fate for one in told] == [Fate.ADDED, Fate.UNCHANGED, Fate.ROLE_ADDED, Fate.REFUSED]
    assert "第1行" in told[1].why
    assert "第1行把它给了孙悦" in told[3].why
    outcome = save(cast, text)
    assert len(outcome.added) == 1
    person = session().scalars(sa.select(Person).where(Person.mobile == "13912345678")).one()
    assert session().query(Membership).filter_by(person_id=person.id).count() == 2


def test_saving_does_what_was_told_and_the_numbers_add_up(app: Flask, cast: Cast) -> None:
    told = fates(cast, TEXT)
    outcome = save(cast, TEXT)
    assert outcome.counts == {fate: told.count(fate) for fate in Fate}
    assert sum(outcome.counts.values()) == len(lines.parse(TEXT)) == 7
    assert [re.split("[,，]", line)[0] for line in outcome.left.split("\n")] == ["姓名", "吴敏", "郑爽", "王五"]
    assert [one.name for one in outcome.added] == ["孙悦", "钱进"]
    assert all(one.invitation and one.invitation.purpose == "invite" for one in outcome.added)
    assert fates(cast, TEXT).count(Fate.UNCHANGED) == 4


def test_a_second_sending_does_nothing_and_tells_the_same(app: Flask, cast: Cast) -> None:
    first = save(cast, TEXT)
    counts = [session().query(table).count() for table in (Person, Membership, EntryLink)]
    again = save(cast, TEXT)
    assert (again.counts, again.left) == (first.counts, first.left)
    assert again.added == first.added
    assert counts == [session().query(table).count() for table in (Person, Membership, EntryLink)]
    with pytest.raises(KeyReused):
        save(cast, TEXT + "孙悦2,13900000000,华东区新人,学员")


def test_saving_looks_again_at_what_has_changed_since(app: Flask, cast: Cast) -> None:
    assert fates(cast, TEXT)[0] is Fate.ADDED
    accounts.create_person(accounts.Details("孙月", mobile="13912345678"))
    outcome = save(cast, TEXT)
    assert outcome.counts[Fate.REFUSED] == 4
    assert "孙悦" in outcome.left


def test_only_an_admin_pastes(app: Flask, cast: Cast) -> None:
    for who in (cast.trainee, cast.trainer, cast.manager):
        with pytest.raises(NotYours):
            paste.look(who, TEXT, ON)
        with pytest.raises(NotYours):
            paste.save(who, TEXT, ON, "k", "zh-Hans")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "姓名,手机,团队,角色", "\n".join(f"人{n},1390000{n:04},华东区新人" for n in range(501))]
)
def test_none_and_too_many_lines_are_refused_as_a_whole(app: Flask, cast: Cast, text: str) -> None:
    with pytest.raises(Unusable):
        paste.look(cast.admin, text, ON)


def test_looking_takes_as_many_queries_at_three_lines_as_at_three_hundred(app: Flask, cast: Cast) -> None:
    with queries(5) as few:
        paste.look(cast.admin, TEXT, ON)
    many = "\n".join(f"人{n},1390000{n:04},华东区新人,学员" for n in range(300))
    with queries(len(few)):
        assert fates(cast, many) == [Fate.ADDED] * 300


def test_what_a_spreadsheet_and_a_chat_leave_in_a_line_does_no_harm(pages: Pages, cast: Cast) -> None:
    with transaction():
        session().get_one(Person, cast.trainee).email = "a@b.cn"
    text = "\n".join(
        [
            "李文,ａ＠b.cn,华东区新人,学员",
            "孙\u202e悦\u200b,sun@b.cn,华东区新人,学员",
            "孙悦,ｓｕｎ＠B.CN,华东区新人,学员",
            "=HYPERLINK(A1)\tqian@b.cn\t华东区新人\t学员",
            "鏉庢枃,wu@b.cn,华东区新人,学员",
            "ÀîÎÄ,zhou@b.cn,华东区新人,学员",
        ]
    )
    assert fates(cast, text) == [
        Fate.UNCHANGED, Fate.ADDED, Fate.UNCHANGED, Fate.ADDED, Fate.REFUSED, Fate.REFUSED,
    ]  # fmt: skip
    form = {"lines": text, "from_on": "2026-11-24", "key": "k1", "step": "save"}
    page = saved(pages.sign_in(cast.admin), form)
    assert "这一行是乱码" in page.words
    assert (page.tree.find(".//textarea[@id='lines']").text or "").strip() == "\n".join(text.split("\n")[4:])  # type: ignore[union-attr]
    assert set(session().scalars(sa.select(Person.name).where(Person.email.like("%@b.cn")))) == {
        "李文", "孙悦", '=HYPERLINK(A1)',
    }  # fmt: skip


def test_after_pasting_each_person_added_has_a_way_on_and_nothing_is_told_that_did_not_happen(
    pages: Pages, cast: Cast
) -> None:
    text = "孙悦,sun@b.cn,华东区新人,学员\n钱进,qian@b.cn,华东区新人,教练"
    form = {"lines": text, "from_on": "2026-11-24", "key": "k1", "step": "save"}
    page = saved(pages.sign_in(cast.admin), form)
    assert "添加2人" in page.words
    for nothing in ("0个角色", "0行"):
        assert nothing not in page.words
    new, trainer = (session().scalars(sa.select(Person.id).where(Person.email == f"{who}@b.cn")).one() for who in
                    ("sun", "qian"))  # fmt: skip
    links = {node.get("href") for node in page.tree.iter("a")}
    assert {f"/enrol/{new}", f"/admin/coaching?trainee={new}"} <= links
    assert f"/enrol/{trainer}" not in links
    copied = [node.get("data-copy") for node in page.tree.iter("button") if node.get("data-copy")]
    assert sum(one.startswith("http") and "\n" not in one for one in copied if one) == 2


@pytest.mark.parametrize("language", list(Language))
def test_the_pages_from_paste_to_links(pages: Pages, cast: Cast, language: Language) -> None:
    pages.sign_in(cast.admin, language).get("/admin/lines")
    form = {"lines": TEXT, "from_on": "2026-11-24", "key": "k1"}
    page = pages.post("/admin/lines", {**form, "step": "look"}, 200)
    area = page.tree.find(".//textarea[@id='lines']")
    assert area is not None
    assert (area.text or "").strip() == TEXT.strip()
    assert session().query(Person).count() == 6
    page = saved(pages, {**form, "step": "save"})
    assert len(set(re.findall(r"/enter/[\w-]{43}", page.text))) == 2
    left = (page.tree.find(".//textarea[@id='lines']").text or "").strip()  # type: ignore[union-attr]
    assert [re.split("[,，]", line)[0] for line in left.split("\n")] == ["姓名", "吴敏", "郑爽", "王五"]
    mended = left.replace("1391234567,", "13912345671,").replace("老板", "经理").replace("华西区", "华南区")
    again = {**form, "lines": mended, "key": "k2", "mends": value(page, "mends")}
    look = pages.post("/admin/lines", {**again, "step": "look"}, 200)
    assert "/admin/lines?of=k1" in {node.get("href") for node in look.tree.iter("a")}
    page = saved(pages, {**again, "step": "save"})
    assert len(set(re.findall(r"/enter/[\w-]{43}", page.text))) == 5
    assert page.tree.find(".//textarea[@id='lines']") is None


def test_the_page_of_links_can_be_come_back_to_by_who_made_them_alone(app: Flask, pages: Pages, cast: Cast) -> None:
    form = {"lines": TEXT, "from_on": "2026-11-24", "key": "k1", "step": "save"}
    address = pages.sign_in(cast.admin).post("/admin/lines", form).location
    shown = re.findall(r"/enter/[\w-]{43}", pages.get(address).text)
    assert re.findall(r"/enter/[\w-]{43}", pages.get(address).text) == shown
    pages.post(shown[0], {"password": "桥边红药，年年知为谁生"})  # who has come in needs no link any more
    assert len(set(re.findall(r"/enter/[\w-]{43}", pages.sign_in(cast.admin).get(address).text))) == 1
    with transaction():
        session().get_one(Person, cast.manager).is_admin = True
    pages.sign_in(cast.manager).get(address, 404)
    pages.get("/admin/lines?of=unknown", 404)
    pages.sign_in(cast.trainer).get(address, 404)


def test_one_button_copies_every_link_with_its_name(pages: Pages, cast: Cast) -> None:
    page = saved(pages.sign_in(cast.admin), {"lines": TEXT, "from_on": "2026-11-24", "key": "k1", "step": "save"})
    (text,) = {one for node in page.tree.iter("button") if "\n" in (one := node.get("data-copy") or "")}
    assert [line.split("：")[0] for line in text.split("\n")] == ["孙悦", "钱进"]
    assert "复制全部2个链接" in page.words


def test_refused_lines_are_forgotten_once_they_are_mended(app: Flask, cast: Cast) -> None:
    left = save(cast, TEXT).left
    mended = paste.save(cast.admin, left.replace("1391234567,", "13912345671,"), ON, "k2", "zh-Hans", ["k1"])
    assert [one.text.split(",")[0] for one in mended.refused] == ["郑爽", "王五"]
    assert "吴敏" not in str(session().scalars(sa.select(Once.answer)).all())
    both = paste.done(cast.admin, ["k1", "k2"])
    assert [one.name for one in both.added] == ["孙悦", "钱进", "吴敏"]
    assert both.counts == {Fate.ADDED: 3, Fate.ROLE_ADDED: 1, Fate.UNCHANGED: 1, Fate.REFUSED: 2}


def test_a_paste_that_is_too_long_is_told_with_its_text_kept(pages: Pages, cast: Cast) -> None:
    text = "孙悦,13912345678,华东区新人,学员\n" * 4500
    page = pages.sign_in(cast.admin).post("/admin/lines", {"lines": text, "from_on": "2026-11-24", "step": "look"}, 422)
    assert len(page.tree.find(".//textarea[@id='lines']").text or "") > 100_000  # type: ignore[union-attr]


def test_a_preview_without_anything_to_save_has_no_button_for_it(pages: Pages, cast: Cast) -> None:
    form = {"lines": "李文,trainee@example.com,华东区新人,学员", "from_on": "2026-11-24", "step": "look"}
    page = pages.sign_in(cast.admin).post("/admin/lines", form, 200)
    assert page.tree.find(".//button[@value='save']") is None


cells = st.text(alphabet="李文a1@.,，\t;；\n \u200b１＜&'\"/", max_size=60)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.lists(cells, max_size=5).map("\n".join), number=st.integers(0, 10**9))
def test_whatever_is_pasted_the_numbers_add_up(app: Flask, cast: Cast, text: str, number: int) -> None:
    parsed = lines.parse(text)
    if not parsed:
        return
    told = paste.look(cast.admin, text, ON)
    assert [one.line.number for one in told] == [line.number for line in parsed]
    assert all(bool(one.why) for one in told if one.fate is Fate.REFUSED)
    with transaction():
        outcome = save(cast, text, f"h{number}{hash(text)}"[:64])
        assert sum(outcome.counts.values()) == len(parsed)
