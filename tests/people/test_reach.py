"""Addresses are found however they are typed."""

import pytest

from lms.people import reach


@pytest.mark.parametrize(
    "typed",
    [
        "13912345678",
        "139 1234 5678",
        "139-1234-5678",
        "+86 139 1234 5678",
        "＋８６　１３９－１２３４－５６７８",
        "008613912345678",
        "8613912345678",
        "\u200b13912345678 ",
    ],
)
def test_a_mainland_number_is_one_number_in_every_spelling(typed: str) -> None:
    assert reach.mobile(typed) == "13912345678"


@pytest.mark.parametrize("typed", ["+1 (415) 555-2671", "001 415 555 2671"])
def test_a_number_abroad_keeps_its_country(typed: str) -> None:
    assert reach.mobile(typed) == "+14155552671"


@pytest.mark.parametrize(
    "typed", ["", "1391234567", "139123456789", "12912345678", "+86123", "٣٣٣٣٣٣٣٣٣٣٣", "十三九", "+"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert reach.mobile(typed) is None


@pytest.mark.parametrize(
    "typed", ["Li.Wen@Example.COM", " li.wen＠example.com ", "ｌｉ.wen@example.com", "li.wen@exam\u200bple.com"]
)
def test_an_address_is_folded(typed: str) -> None:
    assert reach.email(typed) == "li.wen@example.com"


@pytest.mark.parametrize(
    "typed", ["", "a@b", "a b@c.cn", "a@@b.cn", "a@b..cn", "<a@b.cn>", "a@b.cn\nBcc: x@y.cn,", "x" * 250 + "@b.cn"]
)
def test_what_is_no_address_is_none(typed: str) -> None:
    assert reach.email(typed) is None


def test_one_field_takes_both() -> None:
    assert reach.either("A@b.cn") == reach.Reach(email="a@b.cn")
    assert reach.either("139 1234 5678") == reach.Reach(mobile="13912345678")
    assert reach.either("李文") is None


def test_a_name_stays_as_it_was_written_without_what_cannot_be_seen() -> None:
    assert reach.clean_name("  李\u200b文\u202e  Ａ ") == "李文 Ａ"
