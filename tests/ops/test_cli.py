"""The commands of whoever looks after an installation."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.ops import demo
from lms.ops.demo import making
from lms.ops.demo.telling import History

pytestmark = pytest.mark.slow

QUICKLY_MADE = 81  # people: everybody but the guest, who comes in by what happens
WHO = ("--name", "何平", "--email", "he@example.com", "--company", "樵径软件")


def run(folder: Path, *words: str, address: str = "") -> Result:
    """`flask lms …` as a process of its own would run it."""
    site = create_app(Settings.from_environment({"LMS_DATA": str(folder), "LMS_DATABASE_URL": address}))
    result = site.test_cli_runner().invoke(args=["lms", *words])
    with site.app_context():
        db.engine.dispose()
    return result


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def people_in(path: Path) -> int:
    return len(rows(path, "SELECT id FROM person"))


def test_init_makes_the_real_company_and_prints_a_link_that_works_once(tmp_path: Path) -> None:
    result = run(tmp_path, "init", *WHO)
    assert result.exit_code == 0, result.output
    assert "http://127.0.0.1:8000/enter/" in result.output
    assert rows(tmp_path / "shifu.db", "SELECT name, is_admin FROM person") == [("何平", 1)]
    assert rows(tmp_path / "shifu.db", "SELECT name FROM team") == [("樵径软件",)]
    assert not list(tmp_path.glob("*making*"))


def test_the_link_of_init_opens_the_site_that_is_served_next(tmp_path: Path) -> None:
    link = next(line.strip() for line in run(tmp_path, "init", *WHO).output.splitlines() if "/enter/" in line)
    site = create_app(Settings.from_environment({"LMS_DATA": str(tmp_path)}))
    assert site.test_client().get(link).status_code == 200
    with site.app_context():
        db.engine.dispose()


def test_init_says_to_start_the_site_before_it_gives_the_link(tmp_path: Path) -> None:
    told = run(tmp_path, "init", *WHO).output
    assert told.index("make run") < told.index("/enter/") < told.index("LMS_PUBLIC_URL")


def test_init_refuses_when_there_is_a_company(tmp_path: Path) -> None:
    run(tmp_path, "init", *WHO)
    result = run(tmp_path, "init", *WHO)
    assert result.exit_code == 1
    assert "there is a company already" in result.output


def test_init_that_is_refused_leaves_no_company_behind(tmp_path: Path) -> None:
    result = run(tmp_path, "init", "--name", "何平", "--email", "no address", "--company", "樵径软件")
    assert result.exit_code == 1
    assert not list(tmp_path.glob("*.db*"))


def test_init_answers_in_the_language_of_its_command(tmp_path: Path) -> None:
    refused = run(tmp_path, "init", "--name", "何平", "--email", "no address", "--company", "樵径软件").output
    assert refused.isascii(), refused


@pytest.mark.parametrize("first", [(), ("upgrade",)])
def test_a_link_before_there_is_a_company_is_refused_in_one_line(tmp_path: Path, first: tuple[str, ...]) -> None:
    if first:
        run(tmp_path, *first)
    before = sorted(tmp_path.glob("*.db*"))
    result = run(tmp_path, "link", "a@b.cn")
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert "`flask lms init` makes it" in result.output or "nobody here has 'a@b.cn'" in result.output
    assert sorted(tmp_path.glob("*.db")) == [path for path in before if path.suffix == ".db"]


def test_a_link_into_a_database_that_was_never_made_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "link", "a@b.cn", address=f"sqlite:///{tmp_path}/other.db")
    assert result.exit_code == 1
    assert result.output == "Error: there is no company yet; `flask lms init` makes it\n"


def test_init_fills_the_database_that_an_address_names(tmp_path: Path, postgres_database: str) -> None:
    result = run(tmp_path, "init", *WHO, address=postgres_database)
    assert result.exit_code == 0, result.output
    assert run(tmp_path, "init", *WHO, address=postgres_database).exit_code == 1
    assert run(tmp_path, "link", "he@example.com", address=postgres_database).output.startswith(
        "http://127.0.0.1:8000/enter/"
    )


def test_the_demo_is_served_until_there_is_a_real_company(tmp_path: Path) -> None:
    before = Settings.from_environment({"LMS_DATA": str(tmp_path)})
    assert before.serves_demo
    run(tmp_path, "init", *WHO)
    assert before.serves_demo, "a site that runs goes on with the company it began with"
    assert not Settings.from_environment({"LMS_DATA": str(tmp_path)}).serves_demo


@pytest.fixture
def quickly_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo company in which nothing has happened; what happens in it is the matter of test_demo."""
    monkeypatch.setattr(making, "history", lambda _company: History())
    monkeypatch.setattr(making.recorded, "record", lambda _company: None)
    monkeypatch.setattr(making.rated, "ask_now", lambda _company: None)


@pytest.mark.usefixtures("quickly_made")
def test_demo_load_makes_one_and_only_again_replaces_it(tmp_path: Path, demo_file: Path) -> None:
    shutil.copy(demo_file, tmp_path / "demo.db")
    made = (tmp_path / "demo.db").stat().st_ino
    assert run(tmp_path, "demo", "load").exit_code == 1
    assert (tmp_path / "demo.db").stat().st_ino == made
    assert "shifu-demo" in run(tmp_path, "demo", "load", "--again").output
    assert (tmp_path / "demo.db").stat().st_ino != made
    assert people_in(tmp_path / "demo.db") == QUICKLY_MADE
    assert run(tmp_path, "demo", "clear").output == "the demo company is deleted\n"
    assert run(tmp_path, "demo", "clear").output == "there is no demo company\n"


@pytest.mark.usefixtures("quickly_made")
def test_a_demo_database_without_people_is_no_demo_company(tmp_path: Path) -> None:
    settings = Settings.from_environment({"LMS_DATA": str(tmp_path)})
    assert not demo.is_made(settings)
    settings.demo_database.write_bytes(b"")
    assert not demo.is_made(settings)
    settings.demo_database.write_bytes(b"half a file" * 500)
    assert not demo.is_made(settings)
    settings.demo_database.unlink()
    run(tmp_path, "upgrade")
    assert not demo.is_made(settings)
    said: list[str] = []
    demo.ensure(settings, said.append)
    assert said == ["Making the demo company (once, about a quarter of a minute)"]
    assert people_in(tmp_path / "demo.db") == QUICKLY_MADE
    demo.ensure(settings, said.append)
    assert len(said) == 1


def test_upgrade_brings_an_empty_database_to_the_newest_migration(tmp_path: Path) -> None:
    run(tmp_path, "upgrade")
    assert len(rows(tmp_path / "demo.db", "SELECT version_num FROM alembic_version")) == 1


def test_content_check_passes_on_the_content_that_is_shipped(tmp_path: Path) -> None:
    result = run(tmp_path, "content", "check")
    assert result.exit_code == 0, result.output


@pytest.fixture
def postgres_database(app: Flask) -> str:
    """The address of a fresh database on each of the two; SQLite by address is served like any other."""
    return str(app.config["SQLALCHEMY_DATABASE_URI"])
