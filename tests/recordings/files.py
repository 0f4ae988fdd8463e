"""Sound files and uploads as the tests send them."""

import base64
import io
import struct
import wave
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from lms.recordings import consents, uploads
from lms.recordings.limits import Coming
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import Play, begin, key

CAPTION = "WEBVTT\n\n00:00.000 --> 00:00.900\n您好，我是巧匠的李文\n".encode()
PART = "application/offset+octet-stream"


def wav(seconds: float = 1) -> bytes:
    """Silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return file.getvalue()


def box(name: bytes, body: bytes) -> bytes:
    """A part of an MP4."""
    return struct.pack(">I4s", len(body) + 8, name) + body


def mp4(seconds: float = 90, brand: bytes = b"iso5", *, picture: bool = True, rest: int = 64) -> bytes:
    """What an MP4 says of itself, with `rest` bytes of something between its beginning and its table."""
    head = struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000)) + bytes(80)
    handler = box(b"hdlr", bytes(8) + (b"vide" if picture else b"soun") + bytes(12))
    track = box(b"trak", box(b"mdia", handler))
    table = box(b"moov", box(b"mvhd", head) + track)
    return box(b"ftyp", brand + bytes(4) + b"mp41") + box(b"mdat", bytes(rest)) + table


def consented(cast: Cast, medium: str = "video") -> Play:
    """A try under way whose trainee has agreed to be recorded."""
    play = begin(cast)
    consents.answer(cast.trainee, play.try_id, medium, given=True, key=key())
    return play


def recorded(cast: Cast, try_id: int, data: bytes = b"", medium: str = "audio") -> int:
    """A recording that the trainee has agreed to and sent. Returns its id."""
    consents.answer(cast.trainee, try_id, medium, given=True, key=key())
    data = data or wav()
    coming = Coming(len(data), "录音.wav", "audio/wav" if medium == "audio" else "video/mp4", "uploaded", None)
    upload_id = uploads.begin(cast.trainee, try_id, coming, key())
    made = uploads.append(cast.trainee, upload_id, 0, io.BytesIO(data), len(data)).recording_id
    assert made is not None
    return made


def metadata(**told: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())


def tus(pages: Pages, method: str, path: str, body: bytes = b"", **headers: str) -> TestResponse:
    """A request as a tus client makes it. In names of headers _ stands for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"Tus-Resumable": "1.0.0", "X-CSRFToken": pages.token(), **named}
    if method == "PATCH":
        named.setdefault("Content-Type", PART)
    pages.forget()
    return pages.client.open(path, method=method, data=body, headers=named)


def begun(pages: Pages, try_id: int, length: int, status: int = 201, **told: str) -> str:
    """Begin an upload. Returns its address, empty where it is refused."""
    values = {"filename": "录音.wav", "filetype": "audio/wav", "origin": "uploaded", "key": key(), **told}
    path = f"/tries/{try_id}/recordings/uploads"
    answer = tus(pages, "POST", path, Upload_Length=str(length), Upload_Metadata=metadata(**values))
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.headers.get("Location", "")


def uploaded(pages: Pages, try_id: int, data: bytes, status: int = 204, **told: str) -> int:
    """Send a file in one go. Returns the recording, 0 where it is refused."""
    answer = tus(pages, "PATCH", begun(pages, try_id, len(data), **told), data, Upload_Offset="0")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return int(answer.headers.get("Upload-Recording", 0))


def listing(pages: Pages, try_id: int, status: int = 200) -> Mapping[str, Any]:
    pages.forget()
    answer = pages.client.get(f"/tries/{try_id}/recordings.json", headers={"Accept": "application/json"})
    assert answer.status_code == status
    found: Mapping[str, Any] = answer.get_json()
    return found
