"""Names, types and lengths as they come from outside."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.recordings.rules import (
    ENDINGS,
    LONGEST_NAME,
    Medium,
    allowed_medium,
    medium_of,
    metadata,
    plain_type,
    seconds_told,
    shown_name,
)
from tests.recordings.files import metadata as encoded


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\李文\\录音.wav", "录音.wav"),
        ("/tries/1/", "1"),
        ("a\0b\r\nSet-Cookie: x.mp4", "abSet-Cookie: x.mp4"),
        ("录音\u202egpj.exe\u200b.mp4", "录音gpj.exe.mp4"),
        ("...", "recording.wav"),
        ("", "recording.wav"),
        ("..", "recording.wav"),
    ],
)
def test_a_name_is_shown_without_its_path_and_without_what_misleads(sent: str, shown: str) -> None:
    assert shown_name(sent, "audio/wav") == shown


@given(st.text(max_size=400))
def test_any_name_can_be_shown(name: str) -> None:
    shown = shown_name(name, "video/mp4")
    assert 0 < len(shown) <= LONGEST_NAME
    assert not set(shown) & set("/\\")
    assert all(unicodedata.category(one)[0] != "C" for one in shown)


def test_a_long_name_keeps_its_ending() -> None:
    assert shown_name("很长" * 200 + ".webm", "video/webm").endswith("….webm")


@given(st.dictionaries(st.text("abcdefghij-", min_size=1, max_size=9), st.text(max_size=50), max_size=5))
def test_metadata_comes_back_as_it_was_sent(told: dict[str, str]) -> None:
    assert metadata(encoded(**told)) == told


@pytest.mark.parametrize("header", ["filename %%%", "filename gICA", "filename YQ=", "a b c"])
def test_metadata_that_is_no_text_in_base64_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        metadata(header)


def test_what_all_have_agreed_to_is_the_least_of_it() -> None:
    audio, video = Medium.AUDIO, Medium.VIDEO
    assert allowed_medium([]) is None
    assert allowed_medium([video, None]) is None
    assert allowed_medium([video, audio]) is audio
    assert allowed_medium([video, video]) is video


def test_a_type_is_known_by_all_its_names_and_without_its_parameters() -> None:
    assert plain_type("Audio/WebM;codecs=opus") == "audio/webm"
    assert plain_type("audio/x-m4a") in ENDINGS
    assert medium_of("audio/mp4; codecs=mp4a.40.2") is Medium.AUDIO
    assert medium_of("video/webm") is Medium.VIDEO
    assert medium_of("") is Medium.VIDEO, "who says nothing may well send a picture"


@pytest.mark.parametrize(("text", "seconds"), [("12.5", 12.5), ("0", None), ("-3", None), ("nan", None), ("x", None)])
def test_seconds_that_nobody_can_use_are_none(text: str, seconds: float | None) -> None:
    assert seconds_told(text) == seconds
