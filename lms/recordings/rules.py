"""What a recording is, told from names, types and lengths alone."""

import base64
import binascii
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Medium(StrEnum):
    """What is recorded of people, and what they agree to."""

    AUDIO = "audio"
    VIDEO = "video"


class Origin(StrEnum):
    """Where a file comes from: recorded in the browser, or picked from a disk."""

    RECORDED = "recorded"
    UPLOADED = "uploaded"


ENDINGS: Mapping[str, str] = {
    "video/mp4": "mp4", "audio/mp4": "m4a", "video/webm": "webm", "audio/webm": "webm", "video/quicktime": "mov",
    "audio/ogg": "ogg", "video/ogg": "ogv", "audio/mpeg": "mp3", "audio/wav": "wav",
}  # fmt: skip
"""The types that are taken in and served, each with the ending of its file."""

LONGEST_NAME = 120  # characters of a file's name that are shown
_OTHER_NAMES: Mapping[str, str] = {
    "audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4", "audio/aac": "audio/mp4", "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav", "audio/mp3": "audio/mpeg", "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
}  # fmt: skip


def plain_type(declared: str) -> str:
    """A declared type without its parameters, under the one name that is used here."""
    bare = declared.partition(";")[0].strip().lower()
    return _OTHER_NAMES.get(bare, bare)


def medium_of(media_type: str) -> Medium:
    """What needs to be agreed to for a file of this type; for one that says nothing, picture and sound."""
    return Medium.AUDIO if plain_type(media_type).startswith("audio/") else Medium.VIDEO


def allowed_medium(answers: Iterable[Medium | None]) -> Medium | None:
    """What all have agreed to: the least of it, and nothing where one has not."""
    said = list(answers)
    if not said or None in said:
        return None
    return Medium.VIDEO if set(said) == {Medium.VIDEO} else Medium.AUDIO


def metadata(header: str) -> dict[str, str]:
    """The `Upload-Metadata` of tus: names, each with a text in base64. Raises ValueError for anything else."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _space, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError(f"{name} is no text in base64") from error
    return found


def shown_name(name: str, media_type: str) -> str:
    """A file's name as it may be shown: its last part, without what turns, hides or breaks lines, and not too long."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    kept = kept.strip(" .")
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: LONGEST_NAME - 9]}…{dot}{ending[:7]}" if dot else kept[:LONGEST_NAME]
    return kept or f"recording.{ENDINGS[media_type]}"


def until(recorded_at: datetime, kept_days: int) -> datetime:
    """When a recording is removed."""
    return recorded_at + timedelta(days=kept_days)


def seconds_told(text: str) -> float | None:
    """How long a recording plays, as its sender says; None for nothing that can be used."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds < 86_400 * 7 else None
