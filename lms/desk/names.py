"""Names of persons by id, in one query."""

from collections.abc import Iterable, Mapping

from lms.people.directory import names


def names_of(ids: Iterable[int | None]) -> Mapping[int, str]:
    """The names of these persons; None among the ids is passed over."""
    wanted = {person for person in ids if person is not None}
    if not wanted:
        return {}
    return names(sorted(wanted))
