"""The reviews beside which raters are seen: all that was rated in the last year of the people whom they rated."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lms import clock
from lms.db import session
from lms.practice.habits import Habits, habits_of
from lms.practice.models import Review, Try
from lms.practice.raters import Estimate, Rated, Severity
from lms.practice.reading import Practice, TryView, practice_of
from lms.practice.rules import ReviewKind, TryKind
from lms.records import service as records

LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of how somebody rates. others_tries: reviews by others of the same people."""

    rater: int
    severity: Severity
    habits: Habits
    others_tries: int


def figures_of(rater_ids: Collection[int]) -> Mapping[int, Figures]:
    """The figures of each of these raters, in a constant number of queries; also of those who never rated.

    Each is seen beside whoever rated the same people, so that the figures don't depend on which page asks for them.
    """
    since = clock.now() - LOOKED_BACK
    people = _people_of(rater_ids, since)
    everybody = sorted(set().union(*people.values()))
    rated = {person: list(_rated(person, practice, since)) for person, practice in practice_of(everybody).items()}
    found = {}
    for rater in rater_ids:
        around = [one for person in people[rater] for one in rated.get(person, ())]
        others = sum(one.rater != rater for one in around)
        found[rater] = Figures(rater, Estimate(around).severity(rater), habits_of(rater, around), others)
    return found


def _people_of(rater_ids: Collection[int], since: datetime) -> Mapping[int, set[int]]:
    """Whom each of these raters rated."""
    found: dict[int, set[int]] = {rater: set() for rater in rater_ids}
    rows = session().execute(
        select(Review.rater_id, Try.person_id)
        .join(Try, Try.id == Review.try_id)
        .where(
            Review.rater_id.in_(rater_ids), Review.kind == ReviewKind.TRAINER, Review.closed_at >= since,
            records.stands("review", Review.id), records.stands("try", Try.id),
        )
        .distinct()
    )  # fmt: skip
    for row in rows:
        found[row.rater_id].add(row.person_id)
    return found


def _rated(person: int, practice: Practice, since: datetime) -> Iterator[Rated]:
    """The trainers' reviews of a person. A try counts as practised before the next once somebody has reviewed it."""
    by_skill: dict[str, list[TryView]] = defaultdict(list)
    for made in practice.tries:
        if made.kind is TryKind.LIVE and made.trainer_reviews:
            by_skill[made.skill].append(made)
    for skill, tries in by_skill.items():
        for before, made in enumerate(tries):
            for review in made.trainer_reviews:
                if review.closed_at >= since:
                    yield Rated(person, skill, review.rater, before, review.closed_at, review.levels)
