"""Names of persons by id, in one query."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from lms.db import session
from lms.people.models import Person


def names_of(ids: Iterable[int | None]) -> Mapping[int, str]:
    """The names of these persons; None among the ids is passed over."""
    wanted = {person for person in ids if person is not None}
    if not wanted:
        return {}
    rows = session().execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}
