"""What was asked, said and decided about a skill is open to those whom that skill concerns, on every page."""

from collections.abc import Iterable

from lms import clock
from lms.i18n import zone
from lms.people.policy import Action, Matter, can

OF_REVIEWS = frozenset({"review_case", "case_word", "case_end", "decision", "reply"})
"""The kinds of facts that say it."""


def closed_to(reader_id: int, person_id: int, skills: Iterable[str]) -> frozenset[str]:
    """Those of the skills of which the reader may read no review and no decision, as on their pages. A query each."""
    today = clock.today(zone())
    return frozenset(
        skill
        for skill in set(skills)
        if reader_id != person_id and not can(reader_id, Action.SEE_CASE, Matter(person_id, today, skill))
    )
