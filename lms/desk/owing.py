"""Who owes what to a team: one line a person, the one with the oldest debt first."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lms.desk.members import Member
from lms.desk.wording import Names, sentence
from lms.judgement.evidence import DebtKind
from lms.judgement.states import Debt

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


def owing_of(
    members: Sequence[Member], manager_id: int, names: Names, today: date, href: Callable[[int], str]
) -> Iterator[Owing]:
    """names: as the manager reads them; href: the team filtered by who owes."""
    debts: dict[int, list[Debt]] = defaultdict(list)
    for one in members:
        for person, debt in one.owed_by(manager_id):
            debts[person].append(debt)
    for person, owed in sorted(debts.items(), key=lambda pair: (min(d.since for d in pair[1]), pair[0])):
        counts = Counter(debt.kind for debt in owed)
        shows, tries, reviews = (counts[kind] for kind in COLUMNS)
        yield Owing(
            name=sentence(names.get(person, "")),
            shows=shows,
            tries=tries,
            reviews=reviews,
            others=len(owed) - shows - tries - reviews,
            oldest=max((today - debt.since).days for debt in owed),
            href=href(person),
        )
