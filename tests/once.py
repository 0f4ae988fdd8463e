"""What is made once a run, by whichever worker needs it first; the others wait for it and look at the same folder."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once_a_run(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of the whole run, filled by `make` before anybody gets it. Nobody writes into it afterwards."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def content_kept(factory: pytest.TempPathFactory) -> Path:
    """A folder in which the content of this run is kept once it has been read, for all data folders to link to."""
    return once_a_run(factory, "cache", lambda folder: None)


def share_content(folder: Path, factory: pytest.TempPathFactory) -> Path:
    """Let a data folder have read the content already. Returns it."""
    (folder / "cache").symlink_to(content_kept(factory))
    return folder
