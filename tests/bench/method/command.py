"""`python -m tests.bench method`: measure, print the tables, write them where the product and its page read them."""

import argparse
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lms.config import ROOT
from lms.judgement.method.measured import FILE, Kind, measured, measured_from
from tests.bench.method.goals import goals
from tests.bench.method.rows import rows_of
from tests.bench.method.running import measured_rows, say
from tests.bench.method.tables import put_between, tables
from tests.bench.method.writing import body_of, write
from tests.judgement.companies.scenarios import GENERATORS

PAGE = ROOT / "docs" / "judgement.md"
RAW = Path(tempfile.gettempdir()) / "shifu-method"


def main(words: Sequence[str]) -> int:
    """1 where a figure is not what is asked of it."""
    asked = _read(words)
    rows = list(rows_of(asked.seed, asked.people, asked.generators, asked.rows))
    if not rows:
        say(f"No scenario is named so: {', '.join(asked.rows)}")
        return 2
    say(f"{len(rows)} rows, {asked.people:,} people each, seed {asked.seed}; what is done is kept in {asked.raw}")
    body = body_of(measured_rows(rows, asked.raw, asked.processes), datetime.now(UTC).date())
    found = measured_from(body)
    print(tables(found))
    if asked.write:
        write(body, asked.file)
        asked.page.write_text(put_between(asked.page.read_text(encoding="utf-8"), tables(found)), encoding="utf-8")
        say(f"Written: {asked.file} and {asked.page}")
    return 1 if any(goal.missed for goal in goals(found)) else 0


def _read(words: Sequence[str]) -> argparse.Namespace:
    known = measured()
    said = argparse.ArgumentParser("python -m tests.bench method", description=__doc__)
    said.add_argument("--seed", type=int, default=known.seed if known else 1, help="that of the page, when left out")
    said.add_argument("--people", type=int, default=known.people if known else 2400, help="in each row, at least")
    said.add_argument("--generators", nargs="+", choices=list(GENERATORS), default=list(GENERATORS))
    said.add_argument("--rows", nargs="+", default=[], help=f"scenarios, or kinds: {', '.join(Kind)}; all if left out")
    said.add_argument("--raw", type=Path, default=RAW, help="where each row's counts are kept, to go on from there")
    said.add_argument("--processes", type=int, help="as many as there are cores, when left out")
    said.add_argument("--write", action="store_true", help="write the file that the product reads, and the page")
    said.add_argument("--file", type=Path, default=FILE)
    said.add_argument("--page", type=Path, default=PAGE)
    return said.parse_args(words)
