"""Starting the site: what is printed, what is served, and how soon."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lms.config import ROOT, Settings
from lms.ops.serve import Place, announce, is_free, place_from
from tests.serving import PATIENCE, Served

pytestmark = pytest.mark.slow


@pytest.fixture
def start(tmp_path: Path, demo_file: Path) -> Iterator[Callable[..., Served]]:
    """Starts the site on a copy of the demo company."""
    running: list[Served] = []

    def begin(**environ: str) -> Served:
        if not (tmp_path / "demo.db").exists():
            shutil.copy(demo_file, tmp_path / "demo.db")
        running.append(Served(tmp_path, **environ))
        return running[-1]

    yield begin
    for one in running:
        one.stop()


@pytest.mark.usefixtures("folder")
def test_it_answers_prints_the_address_and_the_sign_ins_and_stops_when_told(start: Callable[..., Served]) -> None:
    site = start()
    assert site.get("/healthz") == 200
    assert site.get("/sign-in") == 200
    assert site.stop() == 0
    printed = site.printed
    assert f"http://127.0.0.1:{site.port}" in printed
    assert re.search(r"lin@qiaojing\.example\s+trainee\s+林夏", printed)
    assert "shifu-demo" in printed


def test_content_at_fault_is_told_of_and_the_last_good_edition_is_served(
    start: Callable[..., Served], tmp_path: Path
) -> None:
    courses = tmp_path / "courses"
    shutil.copytree(ROOT / "courses", courses)
    first = start(LMS_COURSES=str(courses))
    assert first.get("/sign-in") == 200
    first.stop()
    (courses / "skills.yaml").write_text("- id: [broken\n")
    second = start(LMS_COURSES=str(courses))
    assert second.get("/sign-in") == 200
    second.stop()
    printed = second.printed
    assert re.search(r"skills\.yaml:\d+:\d+: ", printed)
    assert "the last good edition is served" in printed


@pytest.mark.usefixtures("folder")
def test_a_taken_port_is_told_in_one_line(start: Callable[..., Served]) -> None:
    site = start()
    site.get("/healthz")
    again = subprocess.run(
        [sys.executable, str(ROOT / "app.py")],
        env={**os.environ, "LMS_DATA": str(site.data), "PORT": str(site.port)},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert again.returncode == 1
    assert again.stderr == f"Port {site.port} of 127.0.0.1 is taken. Choose another one: PORT=8001 make run\n"


def test_a_warm_start_imports_nothing_that_only_a_cold_one_needs(start: Callable[..., Served], tmp_path: Path) -> None:
    start().get("/sign-in")  # the content is in its cache from here on
    script = (
        "import sys; from app import create_app; from lms.config import Settings; from lms.ops.serve import prepare\n"
        "site = create_app(); prepare(site, site.extensions['settings']); site.test_client().get('/sign-in')\n"
        "heavy = {'alembic', 'pydantic', 'ruamel', 'markdown', 'nh3'}\n"
        "print(heavy & {name.split('.')[0] for name in sys.modules} or '-')"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "LMS_DATA": str(tmp_path)}, cwd=ROOT, capture_output=True,
        text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    assert found.stdout.splitlines()[-1] == "-"


def test_host_and_port_come_from_the_environment() -> None:
    assert place_from({}) == Place("127.0.0.1", 8000)
    assert place_from({"HOST": "0.0.0.0", "PORT": "81"}) == Place("0.0.0.0", 81)
    assert Place("0.0.0.0", 81).shown == "http://127.0.0.1:81"
    for wrong in ("eighty", "0", "65536", "-1"):
        with pytest.raises(ValueError, match="PORT"):
            place_from({"PORT": wrong})


@pytest.mark.parametrize(
    ("host", "public", "warns"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000", True),
        ("0.0.0.0", "http://localhost", True),
        ("0.0.0.0", "http://192.168.1.20:8000", False),
        ("127.0.0.1", "http://127.0.0.1:8000", False),
    ],
)
def test_a_site_of_the_house_whose_links_no_phone_can_open_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str, public: str, warns: bool
) -> None:
    announce(Place(host, 8000), Settings.from_environment({"LMS_DATA": str(tmp_path), "LMS_PUBLIC_URL": public}))
    said = capsys.readouterr().out
    assert ("In this network: http://" in said) == (host == "0.0.0.0")
    assert ("which no phone can open; set LMS_PUBLIC_URL=http://" in said) == warns


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not is_free(Place("127.0.0.1", taken.getsockname()[1]))
