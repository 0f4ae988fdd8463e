"""The served site as a process of its own, for tests and measurements that need a real server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from lms.config import ROOT

PATIENCE = 40  # seconds for a start on a busy machine


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Served:
    """`python app.py` on a data folder; it keeps its port when it is started again."""

    def __init__(self, data: Path, **environ: str) -> None:
        self.port = free_port()
        self.data = data
        self.output = data / "output.txt"
        self.environ = {**os.environ, "LMS_DATA": str(data), "PORT": str(self.port), **environ}
        self.process = self._start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def printed(self) -> str:
        return self.output.read_text()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.output.open("a") as output:
            return subprocess.Popen(
                [sys.executable, str(ROOT / "app.py")],
                env=self.environ,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start_again(self) -> None:
        self.process = self._start()

    def get(self, path: str) -> int:
        """The status of a page, waited for until the site answers."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as response:
                    return int(response.status)
            except urllib.error.HTTPError as error:
                return error.code
            except OSError:
                assert self.process.poll() is None, self.printed
                assert time.monotonic() < until, self.printed
                time.sleep(0.02)

    def ready(self) -> "Served":
        assert self.get("/healthz") == 200
        return self

    def stop(self) -> int:
        """End it as a service manager does. Returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """End it with all its processes at once, as a power cut does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)
