"""Where whole recordings lie: files under keys that are made here, in any place that fsspec reaches."""

import errno
import hashlib
import os
import secrets
import shutil
from functools import cache
from pathlib import Path
from typing import BinaryIO, cast

import fsspec
from flask import current_app
from fsspec.implementations.local import LocalFileSystem

from lms.config import Settings

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Store:
    """Files by key. Every error of the place comes up as OSError."""

    def __init__(self, address: str) -> None:
        self._there, self._root = fsspec.url_to_fs(address)
        self._local = isinstance(self._there, LocalFileSystem)

    def put(self, path: Path, key: str) -> None:
        """Keep a file that is whole; the one it came from stays. Putting it again changes nothing.

        Raises OSError, and then nothing is under the key.
        """
        if self._local:
            self._put_beside(path, Path(self._place(key)))
        else:
            self._there.put_file(str(path), self._place(key))

    def open(self, key: str) -> BinaryIO:
        """Raises FileNotFoundError and other OSErrors."""
        return cast(BinaryIO, self._there.open(self._place(key), "rb"))

    def delete(self, key: str) -> None:
        """Raises OSError when it is still there; deleting what is gone is done."""
        try:
            self._there.rm_file(self._place(key))
        except FileNotFoundError:
            return

    def _place(self, key: str) -> str:
        return f"{self._root.rstrip('/')}/{key}"

    def _put_beside(self, path: Path, target: Path) -> None:
        """On one disk it is the same file under a second name: neither time nor room is needed for a copy."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        try:
            try:
                os.link(path, aside)
            except FileNotFoundError:
                raise
            except OSError:
                _copy(path, aside)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(target.parent)


def _copy(path: Path, target: Path) -> None:
    shutil.copyfile(path, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def key_of(upload_id: str) -> str:
    """Under which key an upload is stored: nobody can tell it from the id of the recording or from its name."""
    name = hashlib.sha256(f"recording {upload_id}".encode()).hexdigest()[:40]
    return f"{name[:2]}/{name[2:]}"


def sync_folder(folder: Path) -> None:
    """A name in a folder is on disk only once the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def _store_at(address: str) -> Store:
    return Store(address)


def store() -> Store:
    """The store of the site that is served."""
    settings: Settings = current_app.extensions["settings"]
    return _store_at(settings.recordings)
