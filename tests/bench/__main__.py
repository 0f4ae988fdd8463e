"""Measure and print: start, first load, hot paths against the floor on both databases, many at once, the team page.

`python -m tests.bench paths answers` measures only what is named: starts, weights, paths, answers, teams, judging.
`python -m tests.bench method` measures instead how often the judgement errs: `--help` tells with what and on whom.
"""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lms.config import ROOT, Settings
from lms.ops.demo.company import CALLS
from tests.bench import speed
from tests.bench.at_once import PEOPLE, answers_at_once
from tests.bench.client import Client, Sending
from tests.bench.commits import commits_a_save
from tests.bench.companies import crowd, demo_company, on_postgres
from tests.bench.figures import Line, Rounds, table, within
from tests.bench.judging import judging
from tests.bench.method import command
from tests.bench.speed import Hot
from tests.bench.weight import first_load
from tests.serving import Served

STARTS = 5
COLD_STARTS = 2
TEAMS = (300, 1000, 10_000)
TEAM_SECONDS = 3.0
TEAM_ROUNDS = 3
LIBRARIES = "import flask, flask_sqlalchemy, gunicorn.app.base"
LESSON = f"/courses/{CALLS}/first-15-seconds"


def main(*names: str) -> int:
    with tempfile.TemporaryDirectory(prefix="shifu-bench-") as name:
        folder = Path(name)
        say(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}")
        say("Making the demo company")
        began = time.perf_counter()
        company = demo_company(folder / "demo")
        lines = [within("demo company, from nothing", time.perf_counter() - began, 20, "s")]
        sections: dict[str, Callable[[], list[Line]]] = {
            "starts": lambda: starts(company),
            "weights": lambda: weights(company),
            "paths": lambda: hot_paths(company, folder),
            "answers": lambda: answers(company, folder),
            "teams": lambda: teams(company, folder),
            "judging": lambda: judged(company),
        }
        for one in names or sections:
            lines += sections[one]()
    print(table(lines))
    return 1 if any(line.holds is False for line in lines) else 0


def starts(company: Settings) -> list[Line]:
    """From the start of the process to the first page: when nothing has changed, what its libraries take of that, and
    when the content has to be read, checked and rendered anew."""
    say("Starting and stopping")
    cold, ours, bare = Rounds(), Rounds(), Rounds()
    for _ in range(COLD_STARTS):
        shutil.rmtree(company.data / "cache")
        cold.values.append(_start(company))
    for _ in range(STARTS):
        ours.values.append(_start(company))
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", LIBRARIES], check=True, cwd=ROOT)
        bare.values.append(time.perf_counter() - began)
    return [
        within("warm start to first page", ours.middle, 1, "s", ours.spread),
        Line("  of which Python with Flask and SQLAlchemy imported", bare.shown("s")),
        Line("cold start, content read and checked anew", cold.shown("s")),
    ]


def _start(company: Settings) -> float:
    began = time.perf_counter()
    served = Served(company.data)
    assert served.get("/sign-in") == 200, served.printed
    took = time.perf_counter() - began
    served.stop()
    return took


def weights(company: Settings) -> list[Line]:
    say("Weighing")
    lines = []
    with speed.site(company) as (served, _):
        signed_in = speed.signed_in(served.port, "lin")
        trainer = speed.signed_in(served.port, "chen")
        review = speed.live_review(signed_in, trainer)
        pages = ((Client(served.port), "/sign-in"), (signed_in, "/"), (signed_in, LESSON), (trainer, review))
        for client, path in pages:
            weight = first_load(client, path)
            note = f"page {weight.page / 1000:.1f}, {weight.count} files {weight.files / 1000:.1f}"
            lines.append(within(f"first load of {path}", weight.all / 1000, 60, "kB", note))
        rows = trainer.page(review).count('role="radiogroup"')
        lines.append(Line(f"live review of {rows} rows: taps", f"{rows + 1}  one a row and the end"))
    return lines


def hot_paths(company: Settings, folder: Path) -> list[Line]:
    say(f"Hot paths: {speed.ROUNDS} interleaved rounds of {speed.ROUND_SECONDS:.0f} s, {speed.CLIENTS} clients")
    with speed.floor(folder) as floor, speed.site(company) as (served, groups):
        here = speed.hot_paths(served, groups, "SQLite")
        syncs = [commits_a_save(path.client.twin(), path.sending, company.demo_database) for path in here[1:]]
        with on_postgres(company, folder / "postgres") as (large, pid), speed.site(large, pid) as (other, other_groups):
            there = speed.hot_paths(other, other_groups, "PostgreSQL")
            paths = [*floor, *here, *there]
            speed.measure(paths)
    lines = [Line(path.name, f"{path.rates.shown('requests/s')}, {path.costs.shown('ms CPU')}") for path in paths]
    page, insert = floor
    lines += _ratios(page, insert, here, (2.0, 2.0, 2.0))
    lines += _ratios(page, insert, there, (None, 3.5, 3.5))
    for path, count in zip(here[1:], syncs, strict=True):
        lines.append(within(f"{path.name}, commits in SQLite’s log", count, 1, "a save"))
    return [*lines, Line("synchronous on SQLite, which syncs each of them once", _synchronous(company))]


def _ratios(page: Hot, insert: Hot, paths: Sequence[Hot], budgets: tuple[float | None, ...]) -> list[Line]:
    lines = []
    for path, least, most in zip(paths, (page, insert, insert), budgets, strict=True):
        ratio = path.costs.middle / least.costs.middle
        what = f"{path.name}, CPU against the {least.name.removeprefix('floor: ')} floor"
        lines.append(Line(what, f"{ratio:.2f} ×") if most is None else within(what, ratio, most, "×"))
    return lines


def _synchronous(company: Settings) -> str:
    """As the product's own connections have it."""
    from app import create_app  # noqa: PLC0415  only here is the site needed in this process
    from lms.db import db  # noqa: PLC0415

    with create_app(company).app_context(), db.engine.connect() as connection:
        value = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    return {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}[value or 0] + f", SQLite {sqlite3.sqlite_version}"


def answers(company: Settings, folder: Path) -> list[Line]:
    """On copies of the company, so that what is measured after it finds it as it was."""
    say(f"{PEOPLE} people answer at once")
    lines = answers_at_once(crowd(company, folder / "at-once", 1), "SQLite")
    with on_postgres(company, folder / "postgres-at-once") as (large, pid):
        lines += answers_at_once(large, "PostgreSQL", pid)
    return lines


def judged(company: Settings) -> list[Line]:
    say("Judging")
    return judging(company)


def teams(company: Settings, folder: Path) -> list[Line]:
    """The team page of ever more people, each company served in turn."""
    say(f"Team page: {TEAM_ROUNDS} rounds of {TEAM_SECONDS:.0f} s")
    lines, middles = [], []
    for people in TEAMS:
        with speed.site(crowd(company, folder / f"crowd-{people}", people, listed=True)) as (served, groups):
            client = speed.signed_in(served.port, "shen")
            path = Hot(f"team page of {people}", client, lambda: Sending("/team"), groups)
            path.warm_up()
            for _ in range(TEAM_ROUNDS):
                path.round(TEAM_SECONDS, clients=1)
        middles.append(1000 / path.rates.middle)
        lines.append(Line(path.name, f"{1000 / path.rates.middle:,.0f} ms, {path.costs.shown('ms CPU')}"))
    few, many, most = middles
    lines.append(within("team page, 1,000 people against 300, fifty shown of each", many / few, 1.3, "×"))
    lines.append(within("team page, 10,000 people against 1,000", most / many, 1.3, "×"))
    return lines


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(command.main(words[1:]) if words[:1] == ["method"] else main(*words))
