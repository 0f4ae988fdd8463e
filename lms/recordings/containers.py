"""What a file is, read from its first bytes and its own tables: type, whether there is a picture, how long it plays.

Only what the containers say of themselves; no sample is decoded. Nothing read here is longer than `MOST`.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MOST = 4_000_000  # bytes of a table that are looked at
_PICTURES = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is. family: mp4, mov, webm, ogg, mp3 or wav; has_picture, seconds: None where it doesn't say."""

    family: str
    has_picture: bool | None = None
    seconds: float | None = None


def look(path: Path) -> Found | None:
    """What kind of sound or film a file is; None for anything else."""
    with path.open("rb") as file:
        head = file.read(4096)
        size = file.seek(0, os.SEEK_END)
        if head[4:8] == b"ftyp":
            return None if head[8:12] in _PICTURES else _mp4(file, size, "mov" if head[8:12] == b"qt  " else "mp4")
        if head[:4] == b"\x1a\x45\xdf\xa3":
            return _webm(file) if b"webm" in head[:64] else None
        if head[:4] == b"OggS":
            return _ogg(head)
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return _wav(file, size)
        if head[:3] == b"ID3" or _is_mp3_frame(head):
            return Found("mp3", has_picture=False)
    return None


def media_type(found: Found, *, picture: bool) -> str:
    """The type under which a file is served. picture: whether it is said to have one, where the file doesn't tell."""
    shown = picture if found.has_picture is None else found.has_picture
    if found.family == "mov":
        return "video/quicktime" if shown else "audio/mp4"
    if found.family in ("mp3", "wav"):
        return {"mp3": "audio/mpeg", "wav": "audio/wav"}[found.family]
    return f"{'video' if shown else 'audio'}/{found.family}"


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Boxes of an MP4 between two places: name, and where their content begins and ends."""
    for _most in range(10_000):
        if start + 8 > end:
            return
        file.seek(start)
        length, name = struct.unpack(">I4s", file.read(8))
        inside = start + 8
        if length == 1:
            wide = file.read(8)
            if len(wide) < 8:
                return
            length, inside = struct.unpack(">Q", wide)[0], inside + 8
        elif length == 0:
            length = end - start
        if length < inside - start:
            return
        yield name, inside, min(start + length, end)
        start += length


def _mp4(file: BinaryIO, size: int, family: str) -> Found | None:
    """Raises nothing: a file whose tables cannot be read is none. The table of a film may stand at its end."""
    seconds, picture, film = None, False, False
    for name, start, end in _boxes(file, 0, size):
        film = film or name in (b"moov", b"mdat", b"moof")
        if name != b"moov":
            continue
        for inner, at, until in _boxes(file, start, end):
            if inner == b"mvhd":
                file.seek(at)
                seconds = _mvhd(file.read(min(until - at, 64)))
            elif inner == b"trak":
                file.seek(at)
                track = file.read(min(until - at, MOST))
                picture = picture or (b"hdlr" in track and b"vide" in track[track.find(b"hdlr") :][:24])
    return Found(family, picture, seconds) if film else None


def _mvhd(body: bytes) -> float | None:
    """Seconds; a film that is recorded piece by piece says none."""
    if len(body) < 32:
        return None
    scale, length = struct.unpack_from(">IQ", body, 20) if body[0] == 1 else struct.unpack_from(">II", body, 12)
    return length / scale if scale and length and length < 2**32 - 1 else None


def _webm(file: BinaryIO) -> Found:
    """Its description stands before the first sound; a browser that records leaves the length out."""
    file.seek(0)
    start = file.read(65_536)
    cluster = start.find(b"\x1f\x43\xb6\x75")
    told = start[:cluster] if cluster > 0 else start
    picture = any(codec in told for codec in (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG"))
    return Found("webm", picture, _webm_seconds(told))


def _webm_seconds(told: bytes) -> float | None:
    scale, at = 1_000_000, told.find(b"\x2a\xd7\xb1")
    if at >= 0 and len(told) > at + 3:
        width = told[at + 3] & 0x7F
        scale = int.from_bytes(told[at + 4 : at + 4 + width], "big") if width <= 8 else scale
    at = told.find(b"\x44\x89")
    if at < 0 or len(told) < at + 11:
        return None
    width = told[at + 2] & 0x7F
    if width not in (4, 8):
        return None
    (length,) = struct.unpack_from(">f" if width == 4 else ">d", told, at + 3)
    return length * scale / 1e9 if 0 < length < 1e12 else None


def _ogg(head: bytes) -> Found | None:
    if any(name in head for name in (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")):
        return Found("ogg", has_picture=b"\x80theora" in head)
    return Found("ogg", has_picture=True) if b"\x80theora" in head else None


def _wav(file: BinaryIO, size: int) -> Found | None:
    """The parts of a RIFF file; a recorder that was cut off leaves a length that isn't true."""
    at, bytes_a_second = 12, 0
    for _most in range(1000):
        file.seek(at)
        part = file.read(8)
        if len(part) < 8:
            return None
        name, length = struct.unpack("<4sI", part)
        if name == b"fmt ":
            body = file.read(16)
            bytes_a_second = struct.unpack_from("<I", body, 8)[0] if len(body) == 16 else 0
        elif name == b"data":
            there = min(length, size - at - 8)
            return Found("wav", has_picture=False, seconds=there / bytes_a_second if bytes_a_second else None)
        at += 8 + length + length % 2
    return None


def _is_mp3_frame(head: bytes) -> bool:
    """Two frames of MPEG sound, one just after the other: a text may hold the mark of one by chance."""
    length = _frame_length(head)
    return length > 0 and _frame_length(head[length : length + 4]) > 0


_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)  # kbit/s of MPEG 1 layer III
_HALF_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)  # of MPEG 2
_SAMPLES = (44_100, 48_000, 32_000, 0)


def _frame_length(head: bytes) -> int:
    """Bytes of the MPEG layer III frame that begins here, 0 for none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    first, rate, samples = head[1] & 0x18 == 0x18, head[2] >> 4, _SAMPLES[head[2] >> 2 & 3]
    kbits = (_RATES if first else _HALF_RATES)[rate]
    if not kbits or not samples:
        return 0
    if not first:
        samples //= 2 if head[1] & 0x18 == 0x10 else 4
    return (144 if first else 72) * kbits * 1000 // samples + (head[2] >> 1 & 1)
