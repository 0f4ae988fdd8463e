"""Uploads while they grow: one file each on a local disk. The size of the file is what of it has arrived."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from lms.config import Settings
from lms.errors import Conflict
from lms.recordings.store import sync_folder

JUST_BEGUN = 3600  # seconds
RESERVE = 100_000_000  # bytes of the disk that uploads leave to the database and everything else


def folder() -> Path:
    """The folder of uploads of the site that is served, made when it is first asked for."""
    settings: Settings = current_app.extensions["settings"]
    settings.arriving.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings.arriving


def path_of(upload_id: str) -> Path:
    return folder() / upload_id


def arrived(upload_id: str) -> int:
    """Bytes that are on disk. They are brought there first, for whoever is told so sends them no more."""
    try:
        handle = os.open(path_of(upload_id), os.O_RDWR)
    except FileNotFoundError:
        return 0
    try:
        os.fsync(handle)
        return os.fstat(handle).st_size
    finally:
        os.close(handle)


def append(upload_id: str, offset: int, parts: Iterator[bytes]) -> None:
    """Write parts at an offset, which must be the end of the file. On return all of them are on disk.

    Raises Conflict when the file has another end, also when a second sending of the same upload goes on meanwhile;
    OSError when the disk takes no more. What was written until then stays and counts.
    """
    path = path_of(upload_id)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for part in parts:
            rest = memoryview(part)
            while rest:
                if os.fstat(handle).st_size != offset:
                    raise Conflict("another part arrived meanwhile; ask how far it is, and go on from there")
                written = os.pwrite(handle, rest, offset)
                offset += written
                rest = rest[written:]
    finally:
        os.fsync(handle)
        os.close(handle)
        if new:
            sync_folder(path.parent)


def drop(upload_id: str) -> None:
    """Forget what has arrived."""
    for path in (path_of(upload_id), *folder().glob(f"{upload_id}.*")):
        path.unlink(missing_ok=True)


def remade(upload_id: str) -> Path:
    """Where a better version of the file can be made before it is stored; another place each time."""
    return folder() / f"{upload_id}.{secrets.token_hex(4)}"


def room() -> int:
    """Bytes that uploads may still take of the disk; negative when there is less than the reserve."""
    return shutil.disk_usage(folder()).free - RESERVE


def left_over(known: set[str]) -> Iterator[str]:
    """Ids of uploads whose file lies there and which nobody knows; one that was just begun is not yet known."""
    for path in folder().iterdir():
        upload_id = path.name.partition(".")[0]
        if upload_id not in known and time.time() - path.stat().st_mtime > JUST_BEGUN:
            yield upload_id
