"""Speed of the hot paths against the floor: same server, same run, interleaved rounds."""

import itertools
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lms.config import ROOT, Settings
from lms.curriculum.catalog import SkillId
from lms.curriculum.edition import load as load_content
from lms.ops import demo
from lms.ops.demo.company import CALLS, EVERYBODY, VISIT
from tests.bench import cpu
from tests.bench.client import Client, Sending, load
from tests.bench.figures import Rounds
from tests.serving import Served, free_port

CLIENTS = 4
ROUNDS = 5
ROUND_SECONDS = 2.0
WARM_UP = 0.5  # seconds before the first round


@dataclass
class Hot:
    """A path that is asked for again and again. groups: process groups whose CPU is spent on it."""

    name: str
    client: Client
    sending: Callable[[], Sending]
    groups: frozenset[int]
    rates: Rounds = field(default_factory=Rounds)
    costs: Rounds = field(default_factory=Rounds)

    def warm_up(self) -> None:
        load([self.client.twin()], self.sending, WARM_UP)  # a server closes what is idle, so never the first one

    def round(self, seconds: float = ROUND_SECONDS, clients: int = CLIENTS) -> None:
        """One round: requests a second, and CPU milliseconds a request."""
        browsers = [self.client.twin() for _ in range(clients)]
        before = cpu.seconds(self.groups)
        count, lasted = load(browsers, self.sending, seconds)
        self.costs.values.append((cpu.seconds(self.groups) - before) * 1000 / count)
        self.rates.values.append(count / lasted)


def measure(paths: Sequence[Hot], rounds: int = ROUNDS) -> None:
    """All paths in turn, so that whatever else the machine does falls on each alike."""
    for path in paths:
        path.warm_up()
    for _ in range(rounds):
        for path in paths:
            path.round()


@contextmanager
def floor(folder: Path) -> Iterator[list[Hot]]:
    """The floor's page and its durable INSERT."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floor", str(folder / "floor.db")],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PORT": str(port)}, start_new_session=True,
    )  # fmt: skip
    try:
        client = Client(port)
        _wait_for(client)
        client.get("/begin")
        groups, seq = frozenset({process.pid}), itertools.count(1)
        yield [
            Hot("floor: page", client, lambda: Sending("/page"), groups),
            Hot("floor: insert", client, lambda: Sending("/row", {"seq": next(seq)}), groups),
        ]
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(client: Client) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            client.get("/begin")
        except OSError:
            client.connection.close()
            assert time.monotonic() < until, "the floor does not answer"
            time.sleep(0.02)
        else:
            return


@contextmanager
def site(settings: Settings, *extra_groups: int) -> Iterator[tuple[Served, frozenset[int]]]:
    """The product, served on a company."""
    served = Served(settings.data, LMS_DATABASE_URL=settings.database_url).ready()
    try:
        yield served, frozenset({served.process.pid, *extra_groups})
    finally:
        served.stop()


def signed_in(port: int, key: str) -> Client:
    """Somebody of the demo company."""
    login = next(somebody.login for somebody in EVERYBODY if somebody.key == key)
    return Client(port).sign_in(login, demo.PASSWORD)


def hot_paths(served: Served, groups: frozenset[int], where: str) -> list[Hot]:
    """Lesson page, answer save, rating save."""
    trainee, trainer = signed_in(served.port, "lin"), signed_in(served.port, "chen")
    lesson = f"/courses/{CALLS}/first-15-seconds"
    return [
        Hot(f"{where}: lesson page", trainee, lambda: Sending(lesson), groups),
        Hot(f"{where}: answer save", trainee.twin(), _answers(trainee), groups),
        Hot(f"{where}: rating save", trainer, _taps(trainee, trainer), groups),
    ]


def _answers(trainee: Client) -> Callable[[], Sending]:
    """Another choice for the first open question of an attempt, each time."""
    trainee.page(f"/quizzes/{CALLS}")
    answer, body = trainee.form(f"/quizzes/{CALLS}", {"key": "bench"})
    assert answer.status == 302, body[:500]
    place = answer.headers["Location"]
    page = trainee.page(place)
    options = re.findall(r'type="(?:radio|checkbox)" id="[^"]+" name="\d+:(chosen|line|grade)" value="([^"]+)"', page)
    given = {options[0][0]: [options[0][1]]} if options else {}
    seq = itertools.count(1)
    return lambda: Sending(f"{place}/answer", {"seq": next(seq), "device": "bench", "answer": given})


def _taps(trainee: Client, trainer: Client) -> Callable[[], Sending]:
    """A tap more on the first item of a live review, each time."""
    rater = _person_of(trainer)
    page = trainer.page(live_review(trainee, trainer))
    review = re.search(r"/reviews/(\d+)/taps", page)
    assert review is not None, page[:2000]
    item, seq = _first_item(), itertools.count(1)

    def tap() -> Sending:
        number = next(seq)
        level: dict[str, object] = {"item": item, "level": number % 4, "second": 5, "tapped_at": _milliseconds()}
        taps = [{"kind": "tap", "seq": number, **level}]
        return Sending(f"/reviews/{review[1]}/taps", {"person": rater, "taps": taps})

    return tap


def live_review(trainee: Client, trainer: Client) -> str:
    """The address of a live review that has just begun; of the same one however often it is asked for."""
    start = {"client_id": "bench-0001", "person": _person_of(trainee), "key": "bench"}
    answer, body = trainer.form(f"/practice/{VISIT}/start", start)
    assert answer.status == 302, (answer.status, body[:500])
    return f"{answer.headers['Location']}/review"


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


def _person_of(client: Client) -> int:
    """The id of who is signed in."""
    _, body = client.get("/csrf", {"Accept": "application/json"})
    return int(json.loads(body)["person"])


def _first_item() -> str:
    catalog = load_content(ROOT / "courses", ROOT / "quizzes").catalog
    assert catalog is not None
    return catalog.checklist_of(SkillId(VISIT)).items[0].id
