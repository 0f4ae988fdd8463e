"""Captions are read from what people have, and written so that nothing but words is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.errors import Unusable
from lms.i18n import Language, speaking
from lms.recordings.vtt import MOST_BYTES, Cue, decoded, parse, written

SRT = """1
00:00:01,000 --> 00:00:04,500
<i>您好</i>，我是{\\an8}巧匠的李文

2
00:00:05,000 --> 00:00:06,000
A < B & “C”
--> not a time
"""


def test_subrip_becomes_webvtt_with_the_words_alone() -> None:
    assert written(parse(SRT)) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.500\n您好，我是巧匠的李文\n\n"
        "00:00:05.000 --> 00:00:06.000\nA &lt; B &amp; “C”\n--&gt; not a time\n"
    )


def test_webvtt_loses_styles_notes_voices_and_settings() -> None:
    text = (
        "\ufeffWEBVTT - a call\nKind: captions\n\nSTYLE\n::cue { background: url(http://x.example/) }\n\n"
        "NOTE not for you\n\nintro\n01:02.000 --> 01:03.000 line:0 position:20%\n<v 客户>太<00:01:02.500>贵了</v>"
    )
    assert parse(text) == [Cue(62_000, 63_000, "太贵了")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("WEBVTT\n\nonly words\n", "Line 3: a time such as"),
        ("1\n00:00:01,000 --> soon\nx\n", "Line 2: a time is written as"),
        ("\n\n00:05.000 --> 00:04.000\nx\n", "Line 3: the caption ends before it begins"),
        ("00:61.000 --> 00:64.000\nx\n", "Line 1: a time is written as"),
        ("WEBVTT\n\n", "There is no caption"),
        ("这是一篇文章。", "Line 1"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_line(text: str, words: str) -> None:
    with speaking(Language.EN), pytest.raises(Unusable, match=words):
        parse(text)


def test_chinese_of_older_programs_is_read_and_what_is_no_text_is_not() -> None:
    assert decoded("您好".encode("gb18030")) == decoded("您好".encode("utf-8-sig")) == "您好"
    for data in (b"\xff\xfe\0x", b"\0" * 9, b"x" * (MOST_BYTES + 1)):
        with pytest.raises(Unusable):
            decoded(data)


CUES = st.builds(
    lambda start, lasts, text: Cue(start, start + lasts, text), st.integers(0, 10**7), st.integers(1, 10**6),
    st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=40).filter(
        lambda text: "{" not in text and "<" not in text and "&" not in text
    ),
)  # fmt: skip


@given(st.lists(CUES, min_size=1, max_size=9))
def test_what_was_written_is_read_again(cues: list[Cue]) -> None:
    text = written(parse(written(cues)))
    assert parse(text) == sorted(cues, key=lambda cue: (cue.start, cue.end))
    assert text.count("-->") == len(cues)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        cues = parse(text)
    except Unusable:
        return
    assert parse(written(cues)) == cues if cues else True
