"""Measuring many rows on all cores, each kept as soon as it is there, so that a bench that was stopped goes on."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from lms.config import ROOT
from lms.judgement.method.measured import Asking
from tests.bench.method.rows import Measurement, Row, measure

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
COUNT = ("lms.judgement", "lms.practice", "tests")
LOADED = "import sys, tests.bench.method.rows; print(*sys.modules)"


def measured_rows(rows: Sequence[Row], folder: Path, processes: int | None = None) -> dict[Row, Measurement]:
    """folder: where what was measured is kept, by the sum of the method and the companies it was measured with."""
    kept = folder / sum_of_all_that_counts()
    kept.mkdir(parents=True, exist_ok=True)
    found = {row: read for row in rows if (read := _read(_file(kept, row))) is not None}
    left = sorted((row for row in rows if row not in found), key=lambda row: -row.work)
    if found:
        say(f"{len(found)} of {len(rows)} rows were measured before, in {kept}")
    began, whole, done = time.perf_counter(), sum(row.work for row in left), 0
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # the processes share the cores already
    with ProcessPoolExecutor(processes or os.cpu_count(), mp_context=get_context("spawn")) as pool:
        running = {pool.submit(measure, row): row for row in left}
        for ended in as_completed(running):
            row = running[ended]
            found[row] = ended.result()
            _keep(found[row], _file(kept, row))
            done += row.work
            minutes = (time.perf_counter() - began) * (whole - done) / done / 60
            say(f"{len(found):>4} of {len(rows)}  {row.name:<55} {found[row].seconds:5.0f} s, {minutes:.0f} min left")
    return {row: found[row] for row in rows}


def sum_of_all_that_counts() -> str:
    """Of every file of the project from which the figures come: with another method, other companies or another way of
    counting, nothing that was kept is of use.
    """
    loaded = subprocess.run([sys.executable, "-c", LOADED], check=True, cwd=ROOT, capture_output=True, text=True)
    whole = hashlib.sha256()
    for module in sorted(name for name in loaded.stdout.split() if name.startswith(COUNT)):
        file = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        whole.update(file.read_bytes() if file.exists() else b"")  # a package holds nothing itself
    return whole.hexdigest()[:16]


def _file(folder: Path, row: Row) -> Path:
    name = "-".join("".join(c if c.isalnum() else " " for c in row.name).split())
    return folder / f"{name}-{row.seed}-{row.people}.json"


def _keep(measured: Measurement, file: Path) -> None:
    body = {
        "asked": {asking: counts.tolist() for asking, counts in measured.asked.items()},
        "points": [[what, at, counts.tolist()] for (what, at), counts in measured.points.items()],
        "seconds": measured.seconds,
    }
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(body))
    unfinished.replace(file)


def _read(file: Path) -> Measurement | None:
    if not file.exists():
        return None
    body: Mapping[str, Any] = json.loads(file.read_text())
    return Measurement(
        asked={Asking(asking): np.array(counts) for asking, counts in body["asked"].items()},
        points={(what, at): np.array(counts) for what, at, counts in body["points"]},
        seconds=body["seconds"],
    )


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
