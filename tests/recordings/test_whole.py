"""A long file through a bad network and a server that is killed: all of it arrives, each byte once, in its place."""

import hashlib
import random
import shutil
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

import pytest

from app import create_app
from lms.db import db
from lms.recordings import consents
from tests.bench.client import Client
from tests.cast import PASSWORD, make_cast
from tests.conftest import settings_in
from tests.practice.plays import begin, key
from tests.recordings.files import PART, metadata, mp4
from tests.serving import Served
from tests.two_modules import served_small

pytestmark = pytest.mark.slow

SEED = 20261128
LENGTH = 200_000_000
CUTS = 20
KILLED_AT = 9  # at this cut it is the server that goes
BLOCK = 1_000_000
AGAIN = struct.pack("ii", 1, 0)  # closing throws away what is on its way, as a phone does that loses its network


class Sender:
    """A tus client on raw connections, which asks how far an upload is and goes on from there."""

    def __init__(self, site: Served, client: Client) -> None:
        self.site, self.client = site, client
        self.place = self.digest = ""

    def ask(self, method: str, path: str, **headers: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        connection.request(method, path, headers=self._headers(**headers))
        answer = connection.getresponse()
        digest = hashlib.sha256()
        while block := answer.read(BLOCK):
            digest.update(block)
        self.digest = digest.hexdigest()
        connection.close()
        return answer

    def offset(self) -> int:
        answer = self.ask("HEAD", self.place)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])

    def send(self, data: memoryview, until: int) -> HTTPResponse | None:
        """Send from where it stands up to `until`, where the connection is cut unless it is the end. None for a cut."""
        start = self.offset()
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        connection.putrequest("PATCH", self.place)
        length = str(len(data) - start)
        for name, value in self._headers(Upload_Offset=str(start), Content_Type=PART, Content_Length=length).items():
            connection.putheader(name, value)
        connection.endheaders()
        with closing(connection), suppress(OSError, HTTPException):  # it may be answered before all of it is sent
            for at in range(start, until, BLOCK):
                connection.send(data[at : min(at + BLOCK, until)])
            if until == len(data):
                answer = connection.getresponse()
                answer.read()
                return answer
            assert connection.sock is not None
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AGAIN)
        return None

    def _headers(self, **headers: str) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Tus-Resumable": "1.0.0", "Cookie": cookie, "X-CSRFToken": self.client.token, **named}


@pytest.fixture
def sender(folder: Path, sqlite_template: Path) -> Iterator[tuple[Sender, int]]:
    """The trainee at a served site, and a try that they agreed to have recorded."""
    path = folder / "company.db"
    shutil.copy(sqlite_template, path)
    address = f"sqlite:///{path}"
    app = create_app(settings_in(folder, address))
    with app.app_context():
        cast = make_cast()
        try_id = begin(cast).try_id
        consents.answer(cast.trainee, try_id, "video", given=True, key=key())
        db.session.remove()
        db.engine.dispose()
    site = Served(folder, LMS_DATABASE_URL=address, **served_small(folder)).ready()
    client = Client(site.port).sign_in("trainee@example.com", PASSWORD)
    client.connection.close()
    yield Sender(site, client), try_id
    site.kill()


def film(length: int) -> memoryview:
    """An MP4 of which no two blocks are the same."""
    shell = mp4(rest=0)
    table = shell.index(b"mdat") + 4
    block = random.Random(SEED).randbytes(BLOCK)
    rest = length - len(shell)
    body = bytearray(block * (rest // BLOCK + 1))[:rest]
    for number, at in enumerate(range(0, rest - 8, BLOCK)):
        struct.pack_into("<Q", body, at, number)
    head = shell[: table - 8] + struct.pack(">I4s", rest + 8, b"mdat")
    return memoryview(b"".join((head, body, shell[table:])))


def test_two_hundred_megabytes_through_twenty_cuts_and_a_kill_arrive_whole(sender: tuple[Sender, int]) -> None:
    sending, try_id = sender
    data = film(LENGTH)
    whole = hashlib.sha256(data).hexdigest()
    told = metadata(filename="角色扮演.mp4", filetype="video/mp4", origin="uploaded", key=key())
    begun = sending.ask(
        "POST", f"/tries/{try_id}/recordings/uploads", Upload_Length=str(len(data)), Upload_Metadata=told,
        Content_Length="0",
    )  # fmt: skip
    assert begun.status == 201
    sending.place = begun.headers["Location"]
    cuts = sorted(random.Random(SEED).sample(range(1, len(data)), CUTS))
    acknowledged = 0
    for number, until in enumerate(cuts):
        sending.send(data, until)
        if number == KILLED_AT:
            sending.site.kill()
            sending.site.start_again()
            sending.site.ready()
        offset = sending.offset()
        assert acknowledged <= offset <= until, "what was told to be there is there, and nothing that wasn’t sent"
        acknowledged = offset
    recording = ""
    for _again in range(CUTS):  # a connection that was cut may still bring something; then the offset has moved
        answer = sending.send(data, len(data))
        if answer is not None and answer.status == 204:
            recording = answer.headers["Upload-Recording"]
            break
    assert recording, "it never came to its end"
    answer = sending.ask("GET", f"/recordings/{recording}/media")
    assert (answer.status, answer.headers["ETag"]) == (200, f'"{whole}"')
    assert sending.digest == whole
    assert not list((sending.site.data / "arriving").iterdir()), "nothing is left lying about"
