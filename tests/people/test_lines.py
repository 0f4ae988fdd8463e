"""Pasted lines are taken apart as people write them."""

import pytest

from lms.people import lines
from lms.people.models import Role


@pytest.mark.parametrize(
    "text",
    [
        "李文,13912345678,华东区,学员",
        "李文，13912345678，华东区，学员",
        "李文；13912345678；华东区；学员",
        "李文; 13912345678; 华东区; 学员",
        "李文\t13912345678\t华东区\t学员",
        "\ufeff李文 , １３９１２３４５６７８ , 华东区 , 学员 ,",
        '"李文","13912345678","华东区","学员"',
        "  李文\u3000，13912345678，华东区，学员，，",
        "李文\u300013912345678\u3000\u3000华东区\u3000学员",
    ],
)
def test_commas_semicolons_and_tabs_of_either_width_part_a_line(text: str) -> None:
    (line,) = lines.parse(text)
    assert (line.name, line.reach, line.team, line.role, line.too_many) == (
        "李文",
        ["13912345678"],
        "华东区",
        "学员",
        False,
    )


@pytest.mark.parametrize(
    "head",
    [
        "姓名,手机号或邮箱,团队,角色",
        "姓名，手机，团队，角色",
        "Name\tMobile or e-mail\tTeam\tRole",
        "name,email,team,role",
    ],
)
def test_a_line_of_headings_on_top_is_left_out(head: str) -> None:
    assert [line.number for line in lines.parse(f"{head}\r\n李文,1,东,学员")] == [2]


@pytest.mark.parametrize(
    ("text", "reach", "team"),
    [
        ("李文,li@b.cn,13912345678,东,学员", ["li@b.cn", "13912345678"], "东"),
        ("李文,,13912345678,东,学员", ["13912345678"], "东"),
        ("李文,li@b.cn,,东,学员", ["li@b.cn"], "东"),
        ("李文,li@b.cn,２０２６－２０２７,学员", ["li@b.cn"], "２０２６－２０２７"),
        ("邮箱,姓名,手机,部门\nli@b.cn,李文,,东", ["li@b.cn"], "东"),
    ],
)
def test_both_addresses_are_read_by_their_look_or_by_the_headings(text: str, reach: list[str], team: str) -> None:
    (line,) = lines.parse(text)
    assert (line.name, line.reach, line.team, line.too_many) == ("李文", reach, team, False)


def test_a_heading_further_down_is_a_line() -> None:
    assert len(lines.parse("李文,1,东,学员\n姓名,手机,团队,角色")) == 2


def test_empty_lines_are_left_out_and_numbers_are_those_of_an_editor() -> None:
    parsed = lines.parse("\n\n李文,1,东\r\n \t \r赵敏,2,东\n,,,\n")
    assert [(line.number, line.name) for line in parsed] == [(3, "李文"), (5, "赵敏")]


def test_what_is_missing_is_empty_and_what_is_too_much_is_noticed() -> None:
    (line,) = lines.parse("李文")
    assert (line.reach, line.team, line.role) == ([], "", "")
    (line,) = lines.parse("李文,1,东,学员,又一段")
    assert line.too_many


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("学员", Role.TRAINEE),
        ("", Role.TRAINEE),
        ("Trainer", Role.TRAINER),
        ("ＴＲＡＩＮＥＲ", Role.TRAINER),
        ("经理 ", Role.MANAGER),
        ("老板", None),
    ],
)
def test_roles_are_known_in_both_languages_and_no_word_is_a_trainee(word: str, role: Role | None) -> None:
    assert lines.role_of(word) is role


def test_a_mistyped_role_has_a_neighbour() -> None:
    assert lines.near_role("traineee") == "trainee"
    assert lines.near_role("教炼") == "教练"
    assert lines.near_role("老板") is None


@pytest.mark.parametrize("name", ["李文", "陈静", "王小明", "欧阳文华", "张伟", "华东区新人"])
@pytest.mark.parametrize(
    ("written", "read"),
    [("utf-8", "gbk"), ("utf-8", "cp1252"), ("utf-8", "latin-1"), ("gbk", "latin-1"), ("gbk", "utf-8")],
)
def test_a_list_that_was_read_in_another_encoding_is_seen(name: str, written: str, read: str) -> None:
    for broken in ("\ufffd", "?"):
        text = name.encode(written).decode(read, errors="replace").replace("\ufffd", broken)
        if "?" not in text or (written, read) == ("utf-8", "gbk"):
            assert lines.is_garbled(f"{text},13912345678,East,trainee")


@pytest.mark.parametrize(
    "name",
    ["李文", "岑爱国", "陳靜儀", "闫䶮", "朱镕基", "Zoë Müller", "Søren Ærø", "Nguyễn Thị Hồng Ánh", "Дмитрий Иванов",
     "محمد", "สมชาย", "佐々木", "ｌｉ　文", "O’Neill", "李文😀", '=HYPERLINK("http://x","李文")'],
)  # fmt: skip
def test_no_name_is_taken_for_garbled(name: str) -> None:
    assert not lines.is_garbled(f"{name}，13912345678，华东区新人，学员")
