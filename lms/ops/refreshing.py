"""Keeping derived rows fresh beside the requests: what was written just now, and what midnight has overtaken.

A review case is opened here too where time alone made it due, or a fact that nobody was waiting for.
"""

import logging
import threading
import time

from flask import Flask

from lms import clock
from lms.i18n import zone
from lms.judgement.cases.opening import open_where_found
from lms.judgement.deriving import AT_ONCE, derive_stale
from lms.judgement.nightly.run import is_due, judge_all

NIGHT = range(1, 5)  # hours of the house in which everybody is judged anew
PAUSE = 30.0  # seconds between one look and the next
ROUNDS = 200  # of a hundred people; where a rule fails on many of them, looking again would never end
_log = logging.getLogger(__name__)


def start(site: Flask) -> threading.Thread:
    """A thread of this process that ends with it. Each process has one; two of them do some work twice, and no harm."""
    thread = threading.Thread(target=_run, args=(site,), name="refreshing", daemon=True)
    thread.start()
    return thread


def _run(site: Flask) -> None:
    while True:
        time.sleep(PAUSE)
        refresh(site)
        judge_at_night(site)


def judge_at_night(site: Flask) -> bool:
    """Once a night what the others teach is found anew, with the reviews that follow. Returns whether it was now."""
    try:
        with site.app_context():
            now = clock.now()
            if now.astimezone(zone()).hour not in NIGHT or not is_due(now):
                return False
            judge_all(now)
            return True
    except Exception:
        _log.exception("the nightly judgement failed; it is tried again after the pause")
        return False


def refresh(site: Flask) -> None:
    """Find anew how all those stand whose rows are stale, resting as long as it works, so that pages are served."""
    for _round in range(ROUNDS):
        began = time.monotonic()
        if not _some(site):
            return
        time.sleep(time.monotonic() - began)


def _some(site: Flask) -> bool:
    """A hundred of them. Returns whether there are more; what fails is tried again after the pause."""
    try:
        with site.app_context():
            more = derive_stale(clock.now(), AT_ONCE)
            if not more:
                open_where_found(clock.now())
            return more
    except Exception:
        _log.exception("derived rows could not be refreshed; pages do so for those they show")
        return False
