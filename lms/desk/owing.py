"""Who owes what to a team: one line a person, the one with the oldest debt first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lms.desk.standing import OwedBy
from lms.desk.wording import Names, sentence
from lms.judgement.evidence import DebtKind

COLUMNS = (DebtKind.SHOW, DebtKind.TRY, DebtKind.REVIEW)


@dataclass(frozen=True, slots=True)
class Owing:
    """What one person owes to the team. others: modules to be read and refreshers; oldest: days since its day."""

    name: str
    shows: int
    tries: int
    reviews: int
    others: int
    oldest: int
    href: str


def owing_of(owed: Mapping[int, OwedBy], names: Names, today: date, href: Callable[[int], str]) -> Iterator[Owing]:
    """owed: by who owes; names: as the manager reads them; href: the team filtered by who owes."""
    for person, one in sorted(owed.items(), key=lambda pair: (pair[1].oldest, pair[0])):
        shows, tries, reviews = (one.debts[kind] for kind in COLUMNS)
        yield Owing(
            name=sentence(names.get(person, "")),
            shows=shows,
            tries=tries,
            reviews=reviews,
            others=one.debts.total() - shows - tries - reviews,
            oldest=(today - one.oldest).days,
            href=href(person),
        )
