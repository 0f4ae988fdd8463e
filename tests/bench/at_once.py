"""Many people answer a check at the same moment over HTTP: how fast, and whether each has exactly what they gave last.

Runs alone as `python -m tests.bench answers`.
"""

import itertools
import threading
import time
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask
from flask import session as cookie

from app import create_app
from lms.config import Settings
from lms.db import db, session, transaction
from lms.ops.demo.company import CALLS
from lms.people.models import Person
from lms.people.session import begin
from lms.questions.answers import plain
from lms.quizzes import service
from lms.quizzes.models import Attempt, LateAnswer, Response
from lms.quizzes.rules import Mode
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.bench import speed
from tests.bench.client import Client, Sending
from tests.bench.figures import Line, within
from tests.factories.answers import right, wrong
from tests.factories.many import many_trainees

PEOPLE = 40
ROUNDS = (("a", 1, False), ("b", 2, False), ("a", 3, True), ("b", 2, False))
"""What each person sends at every item: device, sequence, whether it is right; the second comes again at the end."""


@dataclass
class Somebody:
    """One person with their check, and how long each of their answers took, in milliseconds."""

    person: int
    attempt: int
    client: Client
    sendings: list[Sending]
    last: dict[int, dict[str, list[str]]]
    took: list[float] = field(default_factory=list)

    def answer(self, together: threading.Barrier) -> None:
        together.wait(30)
        for sending in self.sendings:
            began = time.perf_counter()
            status = self.client.send(sending)
            self.took.append((time.perf_counter() - began) * 1000)
            assert status == 200, status
        self.client.page(f"/attempts/{self.attempt}")
        answer, body = self.client.form(f"/attempts/{self.attempt}/finish", {"key": "end"})
        assert answer.status == 302, body[:300]


def answers_at_once(settings: Settings, where: str, *extra_groups: int) -> list[Line]:
    """Serve a company to which so many people are added, and let all of them answer at once."""
    site = create_app(settings)
    with speed.site(settings, *extra_groups) as (served, _groups):
        with site.app_context():
            crowd = [_somebody(site, served.port, person) for person in many_trainees(PEOPLE)]
            db.session.remove()
        lasted = _all_at_once(crowd)
        with site.app_context():
            lost, doubled, broken = _looked_over(crowd)
            db.engine.dispose()
    took = sorted(itertools.chain.from_iterable(one.took for one in crowd))
    what = f"{where}: {PEOPLE} people answer at once"
    return [
        Line(what, f"{len(took) / lasted:,.0f} answers/s, p95 {took[len(took) * 95 // 100]:,.0f} ms"),
        within(f"{what}: lost", lost, 0, "answers", f"of {sum(len(one.last) for one in crowd)}"),
        within(f"{what}: doubled", doubled, 0, "answers"),
        within(f"{what}: not verified", broken, 0, "files"),
    ]


def _all_at_once(crowd: list[Somebody]) -> float:
    """Seconds until everybody has ended. Raises AssertionError when anybody was answered otherwise."""
    together = threading.Barrier(len(crowd) + 1)
    threads = [threading.Thread(target=one.answer, args=(together,)) for one in crowd]
    for thread in threads:
        thread.start()
    together.wait(30)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    assert all(len(one.took) == len(one.sendings) for one in crowd), "somebody was not answered"
    return time.perf_counter() - began


def _somebody(site: Flask, port: int, person: int) -> Somebody:
    """A signed-in person who has begun a check; signing in through its page would be most of the measurement."""
    attempt = service.start(person, CALLS, "begin", Mode.CHECK)
    items = service.attempt_view(person, attempt).items
    sendings = [
        Sending(
            f"/attempts/{attempt}/{item.position}/answer",
            {"seq": seq, "device": device, "answer": right(item) if rightly else wrong(item)},
        )
        for item in items
        for device, seq, rightly in ROUNDS
    ]
    client = Client(port, {site.config["SESSION_COOKIE_NAME"]: _cookie(site, person)})
    client.page("/account")
    return Somebody(person, attempt, client, sendings, {item.position: plain(right(item)) for item in items})


def _cookie(site: Flask, person: int) -> str:
    with site.test_request_context():
        with transaction():
            begin(session().get_one(Person, person), stay=False, browser="bench")
        serializer = site.session_interface.get_signing_serializer(site)  # type: ignore[attr-defined]
        return str(serializer.dumps(dict(cookie)))


def _looked_over(crowd: list[Somebody]) -> tuple[int, int, int]:
    """How many answers are not the last one given, how many rows there are too many, how many files don't verify."""
    lost = doubled = broken = 0
    for one in crowd:
        kept = {
            row.position: (row.seq, row.answer)
            for row in session().scalars(sa.select(Response).where(Response.attempt_id == one.attempt))
        }
        lost += sum(kept.get(position) != (3, answer) for position, answer in one.last.items())
        doubled += len(kept) - len(one.last)
        doubled += (session().scalar(sa.select(sa.func.count()).where(Attempt.person_id == one.person)) or 0) - 1
        doubled += session().scalar(sa.select(sa.func.count()).where(LateAnswer.attempt_id == one.attempt)) or 0
        lines = session().scalars(sa.select(Record.skill).where(Record.person_id == one.person)).all()
        doubled += len(lines) - len(set(lines))
        broken += first_bad_line(one.person) is not None or not lines
    return lost, doubled, broken
