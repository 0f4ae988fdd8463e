"""A client that keeps its connection and its cookies, and several of them at once for a bounded time."""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Sending:
    """One request. body: sent as JSON when there is one."""

    path: str
    body: Mapping[str, object] | None = None


@dataclass
class Client:
    """One browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)

    def twin(self) -> "Client":
        """Another connection of the same signed-in person."""
        return Client(self.port, dict(self.cookies), self.token)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
        return self._ask("GET", path, None, headers or {})

    def form(self, path: str, values: Mapping[str, object]) -> tuple[HTTPResponse, bytes]:
        body = urlencode({"csrf_token": self.token, **values}, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, sending: Sending) -> int:
        """The status of a request, whatever it is."""
        if sending.body is None:
            return self._ask("GET", sending.path, None, {"Accept-Encoding": "gzip"})[0].status
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.token}
        return self._ask("POST", sending.path, json.dumps(sending.body), headers)[0].status

    def page(self, path: str) -> str:
        """A page whose token is kept for what is sent next."""
        answer, body = self.get(path)
        assert answer.status == 200, (path, answer.status, body[:300])
        text = body.decode()
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return text

    def sign_in(self, login: str, password: str, name_field: str = "name") -> "Client":
        self.page("/sign-in")
        answer, body = self.form("/sign-in", {name_field: login, "password": password})
        assert answer.status == 302, (answer.status, body[:2000].decode())
        self.page("/account")
        return self

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> tuple[HTTPResponse, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookie, **headers})
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer, content


def load(clients: list[Client], sending: Callable[[], Sending], duration: float) -> tuple[int, float]:
    """How many requests were answered by 200 and in how many seconds. Raises AssertionError for any other answer."""
    counts = [0] * len(clients)
    others: list[int] = []
    began = time.perf_counter()
    until = began + duration

    def work(place: int) -> None:
        while time.perf_counter() < until and not others:
            status = clients[place].send(sending())
            if status != 200:
                others.append(status)
            counts[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not others, f"answered by {others}"
    return sum(counts), time.perf_counter() - began
