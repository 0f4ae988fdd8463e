"""What ffmpeg adds where it is installed: how long a file really plays, and a recorded film that can be wound.

Nothing depends on it: where it is missing, takes too long or refuses, the file stays as it is.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROBE_SECONDS = 20
REMAKE_SECONDS = 120
_READERS = {"mp4": "mov", "mov": "mov", "webm": "matroska", "ogg": "ogg", "mp3": "mp3", "wav": "wav"}


def _read_as(family: str) -> tuple[str, ...]:
    """What was found in the file, and nothing that ffmpeg would find: a playlist names other files and addresses."""
    return ("-protocol_whitelist", "file", "-f", _READERS[family])


@dataclass(frozen=True, slots=True)
class Probed:
    """What a file holds. seconds: None where it doesn't say."""

    has_picture: bool
    has_sound: bool
    seconds: float | None


def probe(path: Path, family: str) -> Probed | None:
    """None where it cannot be told. family: as `containers.look` found it."""
    command = ("-v", "error", *_read_as(family), "-show_entries", "format=duration:stream=codec_type", "-of", "json")
    told = _run("ffprobe", (*command, str(path)), PROBE_SECONDS)
    if told is None:
        return None
    try:
        found = json.loads(told)
        kinds = {one.get("codec_type") for one in found.get("streams", ())}
        seconds = float(found.get("format", {}).get("duration", 0) or 0)
    except (ValueError, AttributeError, TypeError):
        return None
    return Probed("video" in kinds, "audio" in kinds, seconds if seconds > 0 else None)


def remake(path: Path, target: Path, family: str) -> bool:
    """Write the same sound and picture anew with a length and an index, nothing encoded. False: it was not done."""
    if family not in ("webm", "mp4"):
        return False
    form = ("-f", "webm") if family == "webm" else ("-movflags", "+faststart", "-f", "mp4")
    command = ("-v", "error", "-nostdin", "-y", *_read_as(family), "-i", str(path), "-map", "0", "-c", "copy", *form)
    done = _run("ffmpeg", (*command, str(target)), REMAKE_SECONDS) is not None and target.exists()
    if not done or target.stat().st_size == 0:
        target.unlink(missing_ok=True)
        return False
    return True


def _run(program: str, arguments: tuple[str, ...], seconds: int) -> bytes | None:
    """What a program prints; None where it isn't installed, takes longer or ends with an error."""
    found = shutil.which(program)
    if found is None:
        return None
    try:
        done = subprocess.run([found, *arguments], capture_output=True, timeout=seconds, check=True)  # noqa: S603  a fixed command
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
