"""Length decides; what everybody tries first is refused."""

import pytest
from argon2 import PasswordHasher

from lms.people import passwords

ABOUT = ["李文", "li.wen@example.com", "13912345678", "Zhang Weiming"]


@pytest.mark.parametrize(
    "password",
    [
        "三人行必有我师焉",
        "correct horse battery",
        "wo mei tian zou lu",
        "李文爱吃红烧肉和鱼",
        "aZ3$kk9!",
        "x" * 60 + "三人行必有我师焉1",
        "  k q v 3 x z m t",
    ],
)
def test_a_password_that_only_its_person_would_think_of_is_taken(password: str) -> None:
    assert passwords.problem(password, ABOUT) is None


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "123456789",
        "１２３４５６７８９",
        "woaini1314",
        "WoAiNi1314",
        "5201314520",
        "88888888",
        "aaaaaaaa",
        "abababab",
        "password",
        "Passw0rd",
        "password2026",
        "qwertyuiop",
        "1qaz2wsx",
        "a123456789",
        "19900101",
        "01011990",
        "12341234",
        "abcabcab",
        "987654321",
        "!!!!!!!!",
    ],
)
def test_what_many_people_use_is_refused(password: str) -> None:
    assert passwords.problem(password, ABOUT) is not None


@pytest.mark.parametrize(
    "password",
    [
        "shifu2026",
        "师傅师傅带我飞",
        "li.wen2026",
        "liwen@example",
        "zhang1990",
        "13912345678",
        "weiming888",
        "李文李文2026",
    ],
)
def test_a_name_or_a_word_of_this_place_is_refused(password: str) -> None:
    assert passwords.problem(password, ABOUT) is not None


def test_length_is_counted_in_characters() -> None:
    assert passwords.problem("一个短密码啊", []) is not None
    assert passwords.problem("山高水长路远天", []) is not None
    assert passwords.problem("山高水长路远天蓝", []) is None
    assert passwords.problem("山高水长路远天蓝海" * 15, []) is not None
    assert passwords.problem("".join(chr(0x4E00 + n) for n in range(128)), []) is None
    assert passwords.problem("".join(chr(0x4E00 + n) for n in range(129)), []) is not None


@pytest.mark.usefixtures("hashed_as_shipped")
def test_a_hash_holds_for_its_password_alone_and_in_both_widths() -> None:
    kept = passwords.hashed("zhi zou yi bian!")
    assert passwords.holds(kept, "zhi zou yi bian!")
    assert passwords.holds(kept, "ｚｈｉ zou yi bian！")
    assert not passwords.holds(kept, "zhi zou yi bian")
    assert not passwords.holds(None, "zhi zou yi bian!")
    assert not passwords.holds("broken", "zhi zou yi bian!")


@pytest.mark.usefixtures("hashed_as_shipped")
def test_a_hash_takes_as_much_work_as_argon2_advises() -> None:
    assert not PasswordHasher().check_needs_rehash(passwords.hashed("zhi zou yi bian!"))


@pytest.mark.usefixtures("hashed_as_shipped")
def test_nothing_is_cut_off_a_long_password() -> None:
    kept = passwords.hashed("a b c d e f g h " * 8)
    assert not passwords.holds(kept, "a b c d e f g h " * 8 + "x")


def test_the_common_list_is_worth_its_lines() -> None:
    assert all(len(word) >= passwords.SHORTEST for word in passwords._COMMON)
