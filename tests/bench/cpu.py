"""CPU time of a server with all its processes, read from /proc."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")  # a hundredth of a second: rounds must last longer


def seconds(groups: frozenset[int]) -> float:
    """CPU seconds spent so far by the living processes of these process groups and their ended children."""
    return sum(_spent(stat) for stat in _stats() if int(stat[2]) in groups)


def group_of(pid: int) -> int:
    """The process group of a process."""
    return os.getpgid(pid)


def _spent(stat: list[str]) -> float:
    return sum(int(ticks) for ticks in stat[11:15]) / TICK


def _stats() -> list[list[str]]:
    """The fields of each process's stat after its name: state, parent, group, …"""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.append(path.read_text().rpartition(")")[2].split())
        except OSError:
            continue  # it has ended meanwhile
    return found
