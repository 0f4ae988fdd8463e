"""The edition of the curriculum: read from files for a check, or asked of the running app."""

from pathlib import Path

from flask import current_app, g

from lms.curriculum.catalog import Catalog
from lms.curriculum.faults import Fault, Result
from lms.curriculum.shelf import EMPTY, Shelf, Standing, Trouble, read
from lms.curriculum.source import snapshot

__all__ = ["EMPTY", "Shelf", "Standing", "Trouble", "catalog", "faults", "load", "look_again", "standing"]


def load(courses: Path, quizzes: Path) -> Result:
    """Read and check all content, without any cache. Never raises; a catalog comes only when nothing is at fault."""
    return read(snapshot(courses, quizzes))


def catalog() -> Catalog:
    """The catalog of this request: the same one from its beginning to its end, whatever happens on disk."""
    if "catalog" not in g:
        g.catalog = _shelf().catalog()
    pinned: Catalog = g.catalog
    return pinned


def standing() -> Standing:
    """What is served and since when, what is wrong with the files, and what else administration should know."""
    return _shelf().standing()


def faults() -> tuple[Fault, ...]:
    """What is wrong with the content on disk while an older edition is served, for those who can mend it."""
    return _shelf().faults()


def look_again() -> Standing:
    """Read the content on disk anew; if nothing is wrong with it, it serves from now on, in all processes."""
    return _shelf().look_again()


def _shelf() -> Shelf:
    found: Shelf = current_app.extensions["curriculum"]
    return found
