"""Serving the site: all that a start needs, then a production server in this process."""

import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from lms.config import Settings, environment
from lms.curriculum import edition
from lms.curriculum.troubles import told
from lms.db import db
from lms.i18n import Language, speaking
from lms.ops import demo, refreshing
from lms.ops.schema import upgrade
from lms.recordings import removing

THREADS = 16  # most of a request is waiting for the disk or the database
MEMORY = Path("/dev/shm")  # noqa: S108  where it exists, a worker's sign of life never waits for a disk


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens."""

    host: str
    port: int

    @property
    def shown(self) -> str:
        """The address as a browser on this machine takes it."""
        return f"http://{'127.0.0.1' if self.host in ('0.0.0.0', '::') else self.host}:{self.port}"  # noqa: S104  compared


def serve(app: Flask) -> int:
    """Bring everything up to date and serve until stopped. Returns the exit status."""
    try:
        place = place_from(environment())
    except ValueError as error:
        return _stop(str(error))
    settings: Settings = app.extensions["settings"]
    if not is_free(place):
        return _stop(f"Port {place.port} of {place.host} is taken. Choose another one: PORT=8001 make run")
    prepare(app, settings)
    _run(app, place, settings)
    return 0


def place_from(environ: dict[str, str]) -> Place:
    """HOST and PORT. Raises ValueError for a port that is none."""
    port = environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"PORT is {port!r}; it must be a number from 1 to 65535")
    return Place(environ.get("HOST") or "127.0.0.1", int(port))


def is_free(place: Place) -> bool:
    """Whether nobody listens there, so that a second start says so in one line."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((place.host, place.port))
        except OSError:
            return False
    return True


def prepare(app: Flask, settings: Settings) -> None:
    """Make the demo company if it is to be served and missing, migrate, and say what is wrong with the content."""
    if settings.serves_demo:
        demo.ensure(settings, _say)
    with app.app_context():
        upgrade()
        _check_content()
        removing.tidy()
        # The server forks; a connection that two processes share would mix their answers.
        db.session.remove()
        db.engine.dispose()


def _check_content() -> None:
    standing = edition.standing()
    with speaking(Language.EN):  # as all that is printed
        for trouble in told(standing):
            _say(f"{trouble.what}. {trouble.mend} {trouble.said}".rstrip())
    faults, there = standing.faults, standing.catalog.modules
    for fault in faults:
        _say(str(fault))
    if faults:
        left = "the last good edition is served" if there else "there is nothing to serve until they are mended"
        _say(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in courses/ and quizzes/; {left}.")


def announce(place: Place, settings: Settings) -> None:
    """Where the site is and, for the demo company, who can sign in."""
    _say(f"Shifu is at {place.shown}  (stop with Ctrl C)")
    if place.host in ("0.0.0.0", "::"):  # noqa: S104  asked for by HOST
        house = f"http://{_address_in_house()}:{place.port}"
        _say(f"In this network: {house}")
        if settings.loopback_only:
            _say(f"Links still say {settings.public_url}, which no phone can open; set LMS_PUBLIC_URL={house}")
    if settings.serves_demo:
        _say("")
        _say(demo.announcement())


def _run(app: Flask, place: Place, settings: Settings) -> None:
    try:
        from lms.ops.server import Server  # noqa: PLC0415  there is none where processes cannot fork
    except ImportError:
        announce(place, settings)
        refreshing.start(app)
        app.run(host=place.host, port=place.port, threaded=True)
        return
    options: dict[str, Any] = {
        "bind": f"[{place.host}]:{place.port}" if ":" in place.host else f"{place.host}:{place.port}",
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 60,
        "graceful_timeout": 10,
        "keepalive": 5,
        "loglevel": "warning",
        "control_socket_disable": True,
        "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
        "when_ready": lambda _server: announce(place, settings),
        "post_worker_init": lambda _worker: refreshing.start(app),
    }
    Server(app, options).run()


def _address_in_house() -> str:
    """This machine's address as its neighbours see it. Asks the routing table only; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(asked.getsockname()[0])


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  a person at a terminal reads it


def _stop(line: str) -> int:
    print(line, file=sys.stderr)  # noqa: T201  a person at a terminal reads it
    return 1
