"""Settings: `LMS_*` environment variables, one typed class, all with working defaults."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Recording:
    """Where recordings are kept and what they may take.

    store: an fsspec address, empty for a folder in the data folder. most_bytes, most_minutes: of one. kept_days: then
    it is removed. person_bytes, site_bytes: of all that somebody has sent, and of all there are.
    """

    store: str
    most_bytes: int
    most_minutes: int
    kept_days: int
    person_bytes: int
    site_bytes: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Recording":
        """Raises ValueError naming what cannot be used."""
        return cls(
            store=environ.get("LMS_RECORDINGS", ""),
            most_bytes=_whole(environ, "LMS_RECORDING_MB", 500) * MB,
            most_minutes=_whole(environ, "LMS_RECORDING_MINUTES", 60),
            kept_days=_whole(environ, "LMS_RECORDING_DAYS", 180),
            person_bytes=_whole(environ, "LMS_RECORDING_PERSON_MB", 10_000) * MB,
            site_bytes=_whole(environ, "LMS_RECORDING_SITE_MB", 200_000) * MB,
        )


def _whole(environ: Mapping[str, str], name: str, otherwise: int) -> int:
    value = environ.get(name, "") or str(otherwise)
    if not value.isdecimal() or not 0 < int(value) <= 100_000_000:
        raise ValueError(f"{name} is {value!r}; it must be a whole number from 1 on")
    return int(value)


@dataclass(frozen=True)
class Settings:
    """What an installation can choose.

    data: folder for database, secret key and caches. database_url: SQLAlchemy address, empty for SQLite in `data`.
    public_url: the address that people use, by which links and cookie flags are made. development: content is looked at
    again on each request. proxies: how many trusted proxies stand in front. recording: what recordings may take.
    demo: whether this is about the demo company, None to tell it from the folder.
    """

    data: Path
    database_url: str
    secret_key: str
    public_url: str
    courses: Path
    quizzes: Path
    development: bool
    proxies: int
    recording: Recording
    demo: bool | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment and `.env`, or what is given. Raises ValueError naming what cannot be used."""
        environ = environment() if environ is None else environ
        data = Path(environ.get("LMS_DATA", ROOT / "var")).resolve()
        public_url = environ.get("LMS_PUBLIC_URL", f"http://127.0.0.1:{environ.get('PORT') or 8000}").rstrip("/")
        if urlsplit(public_url).scheme not in ("http", "https") or not urlsplit(public_url).hostname:
            raise ValueError(f"LMS_PUBLIC_URL is {public_url!r}; it must look like https://lms.example.com")
        proxies = environ.get("LMS_PROXIES", "0")
        if not proxies.isdecimal():
            raise ValueError(f"LMS_PROXIES is {proxies!r}; it must be the number of proxies in front, 0 for none")
        return cls(
            data=data,
            database_url=environ.get("LMS_DATABASE_URL", ""),
            secret_key=environ.get("LMS_SECRET_KEY") or _kept_secret(data),
            public_url=public_url,
            courses=Path(environ.get("LMS_COURSES", ROOT / "courses")).resolve(),
            quizzes=Path(environ.get("LMS_QUIZZES", ROOT / "quizzes")).resolve(),
            development=environ.get("LMS_DEVELOPMENT", "") not in ("", "0"),
            proxies=int(proxies),
            recording=Recording.from_environment(environ),
        )

    @property
    def secure(self) -> bool:
        """Whether people come by https; cookies follow it."""
        return self.public_url.startswith("https://")

    @property
    def loopback_only(self) -> bool:
        """Whether the public address can be opened on this machine alone."""
        host = urlsplit(self.public_url).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    @property
    def real_database(self) -> Path:
        return self.data / "shifu.db"

    @property
    def demo_database(self) -> Path:
        return self.data / "demo.db"

    @cached_property
    def serves_demo(self) -> bool:
        """The demo company is served until a real one has been made; what runs goes on with what it began with."""
        if self.demo is not None:
            return self.demo
        return not self.database_url and not self.real_database.exists()

    @property
    def recordings(self) -> str:
        """The fsspec address of the store; the demo company's recordings never lie among real ones."""
        return (
            str(self.data / "demo-recordings")
            if self.serves_demo
            else self.recording.store or str(self.data / "recordings")
        )

    @property
    def arriving(self) -> Path:
        """The folder in which uploads grow until they are whole."""
        return self.data / ("demo-arriving" if self.serves_demo else "arriving")

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the company that is served."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{self.demo_database if self.serves_demo else self.real_database}"


def environment(file: Path = ROOT / ".env") -> dict[str, str]:
    """The environment, and beneath it the lines NAME=value of a file, so that every way of starting reads the same."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs} | dict(os.environ)


def _kept_secret(data: Path) -> str:
    """The secret key of this installation, made at the first start and readable by its owner only."""
    path = data / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        secret = secrets.token_urlsafe(48)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secret)
        return secret
