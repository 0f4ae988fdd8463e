"""What a file is, whatever it calls itself."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.recordings.containers import Found, look, media_type
from tests.recordings.files import box, mp4, wav

EBML = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"
MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44.1 kHz


def webm(seconds: float | None, codec: bytes = b"A_OPUS") -> bytes:
    length = b"" if seconds is None else b"\x44\x89\x88" + struct.pack(">d", seconds * 1000)
    info = b"\x2a\xd7\xb1\x83" + (1_000_000).to_bytes(3, "big") + length
    return EBML + b"\x15\x49\xa9\x66" + info + codec + b"\x1f\x43\xb6\x75" + bytes(50)


@pytest.mark.parametrize(
    ("data", "family", "picture", "seconds"),
    [
        (wav(2), "wav", False, 2.0),
        (wav(2)[:-8000], "wav", False, 1.0),  # cut off: its head promises more than there is
        (mp4(90, b"iso5"), "mp4", True, 90.0),  # as Safari records
        (mp4(90, b"M4A ", picture=False), "mp4", False, 90.0),
        (mp4(0), "mp4", True, None),  # recorded piece by piece
        (mp4(5, b"qt  "), "mov", True, 5.0),
        (webm(None), "webm", False, None),  # as a browser records
        (webm(42.5, b"V_VP9"), "webm", True, 42.5),
        (b"OggS\0\2" + bytes(22) + b"\x01\x13OpusHead", "ogg", False, None),
        (b"ID3\x03\0\0\0\0\0\0", "mp3", False, None),
        (MP3_FRAME * 2, "mp3", False, None),
    ],
)
def test_sound_and_film_are_told_by_what_is_in_them(
    tmp_path: Path, data: bytes, family: str, picture: bool, seconds: float | None
) -> None:
    path = tmp_path / "named-anything.txt"
    path.write_bytes(data)
    assert look(path) == Found(family, picture, seconds)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"RIFF", "这是一段文字。\n".encode() * 500, b"<!DOCTYPE html><script>alert(1)</script>",
        b"PK\x03\x04" + bytes(99),
        b"RIFF\0\0\0\0AVI LIST" + bytes(99), box(b"ftyp", b"heic" + bytes(8)) + bytes(99),
        box(b"ftyp", b"isom") + b"text",
        b"\xff\xfb\x90\x00 a text that begins like a frame", EBML.replace(b"webm", b"matr"), b"%PDF-1.7\n", b"\x7fELF",
        b"OggS" + bytes(60), b"\xff\xd8\xff\xe0\0\x10JFIF",
    ],
)  # fmt: skip
def test_anything_else_is_neither(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "call.mp4"
    path.write_bytes(data)
    assert look(path) is None


BEGINNINGS = st.sampled_from([wav(0.1)[:44], mp4()[:200], webm(3)[:40], b"\x1a\x45\xdf\xa3webm", b"OggS", b"ID3", b""])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(BEGINNINGS, st.binary(max_size=300), st.integers(0, 60))
def test_no_file_breaks_the_reader(tmp_path: Path, head: bytes, rest: bytes, at: int) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(head[:at] + rest + head[at:])
    found = look(path)
    if found is not None:
        assert found.seconds is None or found.seconds >= 0
        assert media_type(found, picture=True)


def test_the_type_follows_the_file_where_it_tells_and_its_sender_where_it_doesnt() -> None:
    assert media_type(Found("webm", has_picture=False), picture=True) == "audio/webm"
    assert media_type(Found("mp4"), picture=True) == "video/mp4"
    assert media_type(Found("mp4"), picture=False) == "audio/mp4"
    assert media_type(Found("mov", has_picture=True), picture=False) == "video/quicktime"
