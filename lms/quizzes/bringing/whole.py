"""Writing a file in one step, so that neither half a file nor one with a passing name is ever left."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int = 0o644, *, proved: Callable[[], object] = lambda: None) -> None:
    """Raises OSError, as of a full disk. proved: called before the file takes its place, and may raise instead."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        proved()
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
