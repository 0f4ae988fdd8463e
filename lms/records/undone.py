"""That a fact no longer stands, as pages tell it: by whom, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.db import session
from lms.people.directory import names
from lms.records.models import Correction


@dataclass(frozen=True, slots=True)
class Undone:
    """That a fact no longer stands: by whom, when, why."""

    name: str
    at: datetime
    why: str


def correction_of(kind: str, source_id: int) -> Correction | None:
    """The correction by which a fact no longer stands; None while it does."""
    query = select(Correction).where(Correction.kind == kind, Correction.source_id == source_id)
    return session().scalars(query).one_or_none()


def replaced_by(kind: str, replacement_id: int) -> Correction | None:
    """The correction by which a fact took another's place; None where it took nobody's."""
    query = select(Correction).where(Correction.kind == kind, Correction.replacement_id == replacement_id)
    return session().scalars(query).one_or_none()


def undone_by(correction: Correction, called: Mapping[int, str]) -> Undone:
    """called: names by id, the corrector's among them."""
    return Undone(called[correction.actor_id], correction.at, correction.why)


def undone_of(kind: str, source_id: int) -> Undone | None:
    """By whom, when and why a fact no longer stands; None while it does."""
    correction = correction_of(kind, source_id)
    return undone_by(correction, names([correction.actor_id])) if correction else None
