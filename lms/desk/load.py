"""How many hours of teaching a trainer's week holds: what was promised for it and what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lms.curriculum.catalog import SHOW_MINUTES, TRY_MINUTES
from lms.i18n import _, ngettext
from lms.judgement.duties import Duty
from lms.judgement.evidence import DebtKind

ANSWER_MINUTES = 3  # an open answer to mark, or a question to answer
MINUTES = {DebtKind.SHOW: SHOW_MINUTES, DebtKind.TRY: TRY_MINUTES, DebtKind.REVIEW: TRY_MINUTES,
           DebtKind.REFRESHER: TRY_MINUTES}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Load:
    """Hours of this week and of the next, in words, and what this week's are made of."""

    this_week: str
    next_week: str
    parts: list[str]


def load_of(duties: Iterable[Duty], waiting: int, today: date) -> Load | None:
    """The load of one trainer; None where nothing is asked of them in these two weeks.

    duties: what they owe; what is late counts for this week; waiting: questions and answers that wait for them. A show
    that was given and waits for the trainee's word asks nothing more. today: a local date; weeks begin on Monday.
    """
    sunday = today + timedelta(days=6 - today.weekday())
    owed = [one for one in duties if one.kind in MINUTES and one.word_until is None]
    now = [one for one in owed if one.due_on <= sunday]
    later = [one for one in owed if sunday < one.due_on <= sunday + timedelta(days=7)]
    this_week, next_week = _minutes(now) + waiting * ANSWER_MINUTES, _minutes(later)
    if not this_week and not next_week:
        return None
    return Load(in_hours(this_week), in_hours(next_week), _parts(now, waiting))


def _minutes(duties: Iterable[Duty]) -> int:
    return sum(MINUTES[one.kind] for one in duties)


def in_hours(minutes: int) -> str:
    return _("%(hours)s h", hours=f"{minutes / 60:.1f}")


def _parts(duties: list[Duty], waiting: int) -> list[str]:
    count = {kind: sum(one.kind is kind for one in duties) for kind in MINUTES}
    tries = count[DebtKind.TRY] + count[DebtKind.REFRESHER]
    parts = [
        (count[DebtKind.REVIEW], ngettext("%(num)s review", "%(num)s reviews", count[DebtKind.REVIEW])),
        (count[DebtKind.SHOW], ngettext("%(num)s show", "%(num)s shows", count[DebtKind.SHOW])),
        (tries, ngettext("%(num)s try", "%(num)s tries", tries)),
        (waiting, ngettext("%(num)s answer", "%(num)s answers", waiting)),
    ]
    return [words % {"num": number} for number, words in parts if number]
