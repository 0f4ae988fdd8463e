"""A million answers, made by the database itself, and how long their analysis takes."""

import json
import random
import time
from dataclasses import replace
from pathlib import Path

from app import create_app
from lms.config import Settings
from lms.curriculum import edition, versions
from lms.curriculum.frozen import freeze
from lms.db import db, session, transaction
from lms.ops.demo.answers import answer_to
from lms.ops.schema import upgrade
from lms.questions.kinds import kind_of
from lms.quizzes.analysis_reading import figures_of
from tests.bench.figures import Line, within

PEOPLE, ATTEMPTS, ITEMS = 12_500, 10, 8  # a million answers
KINDS = 4  # of answers to an item: one that is right, three that are not


def analysing(of: Settings, folder: Path) -> list[Line]:
    """The figures of all items, and of those of one module. of: the settings of a company whose content is cached."""
    settings = replace(of, database_url=f"sqlite:///{folder / 'answers.db'}")
    with create_app(settings).app_context():
        upgrade()
        with transaction():
            count = fill()
        module = next(iter(edition.catalog().modules))
        lines = [_timed(f"item analysis of {count:,} answers", None, 15.0)]
        lines.append(_timed("  of which one module", module, 8.0))
        db.engine.dispose()
    return lines


def _timed(what: str, module: str | None, most: float) -> Line:
    began = time.perf_counter()
    found = figures_of(None if module is None else [module])
    took = time.perf_counter() - began
    db.session.rollback()
    return within(what, took, most, "s", f"{len(found)} items, {sum(one.n for one in found.values()):,} first answers")


def fill() -> int:
    """People of ten abilities, their attempts at each module in turn, and what they answered. How many answers."""
    modules = list(edition.catalog().modules.values())
    run = session().connection().exec_driver_sql
    for statement in TABLES:
        run(statement)
    chance = random.Random(1)
    for m, module in enumerate(modules):
        for nth, one in enumerate(module.pool.questions):
            versions.keep("question", one.id, one.hash, freeze(one))
            row = (module.id, m, nth, len(module.pool.questions), one.id, one.hash)
            run("INSERT INTO asked VALUES (?, ?, ?, ?, ?, ?)", row)
            for kind in range(KINDS):
                answer = answer_to(one, kind_of(one).order(one.body, chance), right=kind == 0)
                run("INSERT INTO given VALUES (?, ?, ?, ?)", (one.hash, kind, json.dumps(answer), float(kind == 0)))
    values = {"modules": len(modules), "people": PEOPLE, "attempts": ATTEMPTS, "items": ITEMS, "at": AT}
    for statement in ROWS:
        run(statement, {name: value for name, value in values.items() if f":{name}" in statement})
    run("ANALYZE")
    return int(run("SELECT count(*) FROM response").scalar_one())


AT = "2026-03-02 01:00:00.000000"
TABLES = (
    """CREATE TEMP TABLE asked
        (module TEXT, m INT, nth INT, size INT, question TEXT, hash TEXT, PRIMARY KEY (m, nth))""",
    "CREATE TEMP TABLE given (hash TEXT, kind INT, answer TEXT, score REAL, PRIMARY KEY (hash, kind))",
    "CREATE TEMP TABLE n (i INTEGER PRIMARY KEY)",
)
ROWS = (
    """INSERT INTO n WITH RECURSIVE up(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM up LIMIT :people * :attempts)
        SELECT i FROM up""",
    """INSERT INTO person (id, name, email, is_admin, language, zone, theme, single_keys, created_at)
        SELECT i + 1, 'n', i || '@x.example', 0, 'en', 'UTC', 'auto', 1, :at FROM n WHERE i < :people""",
    """INSERT INTO attempt (id, person_id, module, mode, number, seed, started_at, closed_at)
        SELECT i + 1, i / :attempts + 1, module, 'practice', i % :attempts + 1, 1, :at, :at
        FROM n JOIN asked ON m = i % :modules AND nth = 0""",
    """INSERT INTO attempt_item (attempt_id, position, module, question, question_hash, outcome, option_order)
        SELECT a.i + 1, p.i + 1, module, question, hash, 'o', '[]'
        FROM n a CROSS JOIN n p CROSS JOIN asked
        WHERE p.i < :items AND m = a.i % :modules AND nth = (a.i * 5 + a.i / :attempts + p.i) % size""",
    """INSERT INTO response (attempt_id, position, seq, device, answer, unsure, language, seconds, saved_at,
            confirmed_at, score)
        SELECT attempt_id, position, 1, 'x', answer, 0, CASE attempt_id % 3 WHEN 0 THEN 'en' ELSE 'zh-Hans' END,
            attempt_id % 90 + 10, :at, :at, score
        FROM attempt_item CROSS JOIN given ON hash = question_hash AND kind =
            CASE WHEN (attempt_id * 7919 + position * 104729) % 11 <= attempt_id / :attempts % 10 THEN 0
            ELSE 1 + (attempt_id * 31 + position * 17) % 3 END""",
)
"""Which item a position asks goes round the module's pool; right is who is able, for an eleventh of each ability."""
