"""Typographic quotes and Chinese without needless spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.wording import OPAQUE, polish, polish_pieces
from lms.i18n import Language


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ('She says "not needed".', "She says “not needed”."),
        ("It's Zhou's, isn't it?", "It’s Zhou’s, isn’t it?"),
        ("\"'Hi,' he said\"", "“‘Hi,’ he said”"),
        ("the '90s, 'tis said", "the ’90s, ’tis said"),
        ('("really")', "(“really”)"),
        ('wait—"half a day"', "wait—“half a day”"),
        ('"half a day—"', "“half a day—”"),
        ("the salespeople' desks", "the salespeople’ desks"),
    ],
)
def test_straight_quotes_in_english_become_typographic(plain: str, printed: str) -> None:
    assert polish(plain, Language.EN) == printed


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("拨号 60 个，用 Excel 排", "拨号60个，用Excel排"),
        ("折叠的 文字", "折叠的文字"),
        ('他说"不需要"。', "他说“不需要”。"),
        ("Sun Mei said", "Sun Mei said"),
        ("第一段\n第二段", "第一段\n第二段"),
        ("樵径　软件", "樵径　软件"),
    ],
)
def test_chinese_has_no_spaces_that_a_habit_put_in(plain: str, printed: str) -> None:
    assert polish(plain, Language.ZH) == printed


def test_a_line_break_in_chinese_markdown_yields_no_space_even_across_bold_words() -> None:
    assert polish_pieces(["用\n", "Excel", "\n排，\n", OPAQUE, " a\nb"], Language.ZH) == [
        "用", "Excel", "排，", OPAQUE, " a\nb",
    ]  # fmt: skip


def test_a_quote_knows_what_stands_beyond_its_piece() -> None:
    assert polish_pieces(['say "', "no", '" or "', OPAQUE, '"'], Language.EN) == ["say “", "no", "” or “", OPAQUE, "”"]


@given(st.lists(st.text(alphabet="ab中文。 \n\"'—“”(")), st.sampled_from(Language))
def test_pieces_stay_as_many_and_no_straight_double_quote_is_left(pieces: list[str], language: Language) -> None:
    done = polish_pieces(pieces, language)
    assert len(done) == len(pieces)
    assert '"' not in "".join(done)
