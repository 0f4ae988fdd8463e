"""How often a save reaches the disk, read from SQLite's own log.

With `synchronous=FULL` each commit syncs the log once. A commit is seen in the log itself, whoever wrote it: its last
frame tells the size of the database, the others have a zero there (https://sqlite.org/fileformat2.html#walformat).
"""

import struct
from collections.abc import Callable
from pathlib import Path

from tests.bench.client import Client, Sending

HEADER = struct.Struct(">IIIIIIII")
FRAME = struct.Struct(">IIIIII")
SAVES = 20  # few enough for the log not to begin anew meanwhile


def commits_a_save(client: Client, sending: Callable[[], Sending], database: Path) -> float:
    """Commits in the log for each save, while nobody else writes."""
    assert client.send(sending()) == 200  # a first one may note that the person was seen
    log = database.with_name(f"{database.name}-wal")
    while True:
        began, before = _commits(log)
        for _ in range(SAVES):
            assert client.send(sending()) == 200
        ended, after = _commits(log)
        if began == ended:
            return (after - before) / SAVES


def _commits(log: Path) -> tuple[tuple[int, int], int]:
    """The salts of the log, which change when it begins anew, and how many commits stand in it."""
    content = log.read_bytes()
    *_, page, _checkpoints, salt, other, _sum, _sum_too = HEADER.unpack_from(content)
    frames = range(HEADER.size, len(content) - FRAME.size + 1, FRAME.size + page)
    heads = (FRAME.unpack_from(content, place) for place in frames)
    return (salt, other), sum(size > 0 and (one, two) == (salt, other) for _page, size, one, two, *_sums in heads)
