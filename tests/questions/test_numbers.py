"""Numbers and words as people type them."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions.answers import folded
from lms.questions.numbers import read_amount


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("12600", 12600, ""), ("12,600", 12600, ""), ("12，600", 12600, ""), ("１２６００", 12600, ""),
        ("12 600", 12600, ""),
        ("1.26万", 12600, ""), ("1.26 万元", 12600, "元"), ("0.5亿", 50_000_000, ""),
        ("3千", 3000, ""), ("5k", 5000, ""),
        ("¥12,600", 12600, "¥"), ("12600 RMB", 12600, "rmb"), ("RMB 1,260.50", Decimal("1260.50"), "rmb"),
        ("15%", 15, "%"), ("15％", 15, "%"), ("-3", -3, ""), ("−3", -3, ""), ("+3", 3, ""),
        ("8.", 8, ""), (" 8。", 8, ""),
        ("1,234,567.8", Decimal("1234567.8"), ""), ("12.6 k", 12600, ""), ("3 kg", 3, "kg"),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_its_unit(typed: str, value: Decimal | int, unit: str) -> None:
    amount = read_amount(typed)
    assert amount is not None
    assert (amount.value, amount.unit) == (value, unit)


@pytest.mark.parametrize(
    "typed", ["", "十二", "1,5", "12,6000", "1.2.3", "2-3", "2 或 3", "about", "。", "1e5", "12,", "0x10"]
)
def test_what_is_no_single_number_is_refused_and_not_guessed(typed: str) -> None:
    assert read_amount(typed) is None


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False))
def test_grouped_and_wide_digits_mean_the_same_number(value: Decimal) -> None:
    wide = str(value).translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    for typed in (str(value), f"{value:,}", wide, f" {value} "):
        amount = read_amount(typed)
        assert amount is not None
        assert amount.value == value


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(typed: str) -> None:
    amount = read_amount(typed)
    assert amount is None or any(character.isdigit() for character in unicodedata.normalize("NFKC", typed))
    assert folded(f" {typed} ") == folded(typed)


@pytest.mark.parametrize(
    "same", [("Ｂ级", "b级"), ("B 级。", "b级"), ("Grade-B", "grade b"), ("ﬁne", "fine"), ("Ｃ，Ｄ", "cd")]
)
def test_width_case_spaces_and_punctuation_do_not_count(same: tuple[str, str]) -> None:
    assert folded(same[0]) == folded(same[1])
