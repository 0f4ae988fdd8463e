"""The demo company: made once into a database of its own, entered with printed sign-ins, deleted with its file."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lms.config import Settings
from lms.ops.aside import remove
from lms.ops.demo.company import EVERYBODY, PASSWORD, PRINTED
from lms.people.models import Role

__all__ = ["PASSWORD", "SignIn", "announcement", "clear", "ensure", "load", "sign_ins"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A way into the demo company, for a terminal. role: in a word."""

    name: str
    role: str
    login: str


def ensure(settings: Settings, say: Callable[[str], None]) -> None:
    """Make the demo company if there is none. say: told what takes a while."""
    if is_made(settings):
        return
    say("Making the demo company (once, about a quarter of a minute)")
    load(settings)


def is_made(settings: Settings) -> bool:
    """Whether there is a demo company. A file without people is none: another command may have made it by asking."""
    if not settings.demo_database.exists():
        return False
    with closing(sqlite3.connect(settings.demo_database)) as connection:
        try:
            there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'person'").fetchone()
            return there is not None and connection.execute("SELECT 1 FROM person LIMIT 1").fetchone() is not None
        except sqlite3.OperationalError:  # it is busy, which a file that nobody needs is not
            return True
        except sqlite3.DatabaseError:  # it is no database
            return False


def load(settings: Settings, today: date | None = None) -> None:
    """Make the demo company as of a date, in place of any that is there. today: the present date when left out."""
    from lms.ops.demo.making import make  # noqa: PLC0415  brings every room's services, which a warm start has no use for

    before = list(_files(settings))
    make(settings, today)
    for file in before:  # of the one that was there
        file.unlink(missing_ok=True)


def clear(settings: Settings) -> bool:
    """Delete the demo company with its recordings. False when there was none."""
    for folder in _folders(settings):
        shutil.rmtree(folder, ignore_errors=True)
    return remove(settings.demo_database)


def _folders(settings: Settings) -> Sequence[Path]:
    """Where recordings of the demo company lie."""
    of_demo = replace(settings, demo=True)
    return Path(of_demo.recordings), of_demo.arriving


def _files(settings: Settings) -> Iterator[Path]:
    return (file for folder in _folders(settings) for file in folder.rglob("*") if file.is_file())


def sign_ins() -> Sequence[SignIn]:
    """Those by whom the demo is walked through."""
    people = {somebody.key: somebody for somebody in EVERYBODY}
    return [SignIn(one.name, one.role or Role.ADMIN, one.login) for one in (people[key] for key in PRINTED)]


def announcement() -> str:
    """The sign-ins for a terminal."""
    lines = [f"  {one.login:<24} {one.role:<8} {one.name}" for one in sign_ins()]
    return "\n".join([f"The demo company is served. Everybody’s password is {PASSWORD}", *lines])
