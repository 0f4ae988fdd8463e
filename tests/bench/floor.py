"""The least that a Flask page can cost: a session, one SELECT, a small page; and one durable INSERT.

Served by the same server as the product, so that a ratio says what the product adds. Run as a process of its own:
`python -m tests.bench.floor FILE` with PORT set.
"""

import sqlite3
import sys
import threading
from pathlib import Path

from flask import Flask, jsonify, render_template_string, request, session
from flask.typing import ResponseReturnValue

from lms.config import environment
from lms.ops.serve import THREADS, place_from
from lms.ops.server import Server

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ name }}</title></head>
<body><h1>{{ name }}</h1>{% for line in lines %}<p>{{ line }}</p>{% endfor %}</body></html>"""
LINES = tuple(f"Line {number} of a page that says very little." for number in range(20))
_kept = threading.local()


def connection(path: Path) -> sqlite3.Connection:
    """One connection a thread, as durable as the product's own."""
    if not hasattr(_kept, "connection"):
        _kept.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            _kept.connection.execute(f"PRAGMA {pragma}")
    found: sqlite3.Connection = _kept.connection
    return found


def create_floor(path: Path) -> Flask:
    app = Flask("floor")
    app.config.update(SECRET_KEY="floor", SESSION_COOKIE_SAMESITE="Lax")
    with sqlite3.connect(path) as first:
        first.execute("CREATE TABLE IF NOT EXISTS person (id INTEGER PRIMARY KEY, name TEXT)")
        first.execute("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, seq INTEGER, body TEXT)")
        first.execute("INSERT OR IGNORE INTO person VALUES (1, 'Somebody')")

    @app.get("/begin")
    def begin() -> ResponseReturnValue:
        session["person"] = 1
        return "signed in"

    @app.get("/page")
    def page() -> ResponseReturnValue:
        row = connection(path).execute("SELECT name FROM person WHERE id = ?", (session["person"],)).fetchone()
        return render_template_string(PAGE, name=row[0], lines=LINES)

    @app.post("/row")
    def row() -> ResponseReturnValue:
        body = request.get_json()
        connection(path).execute("INSERT INTO answer (seq, body) VALUES (?, ?)", (body["seq"], str(body)))
        return jsonify(seq=body["seq"], person=session["person"])

    return app


if __name__ == "__main__":
    place = place_from(environment())
    options = {
        "bind": f"{place.host}:{place.port}", "worker_class": "gthread", "threads": THREADS, "keepalive": 5,
        "loglevel": "warning", "control_socket_disable": True,
    }  # fmt: skip
    Server(create_floor(Path(sys.argv[1])), options).run()
