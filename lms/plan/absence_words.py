"""What is said of days away, in the reader's language."""

from datetime import date

from lms.i18n import _, day
from lms.plan.absences import Kind
from lms.plan.rules import Away


def away_words(away: Away) -> str:
    """Until when somebody is away, as everybody concerned may read it: 请假至11月30日 周一."""
    return until_words(away.to_on)


def until_words(last: date | None) -> str:
    return _("on leave until %(day)s", day=day(last)) if last else _("on leave, no end known yet")


def kind_words(kind: str) -> str:
    return {Kind.LEAVE: _("Leave"), Kind.SICK: _("Sick leave"), Kind.OTHER: _("Something else")}[Kind(kind)]


def days_words(first: date, last: date | None) -> str:
    """Its days: one, from one to another, or from one on."""
    if last is None:
        return _("from %(day)s, no end known yet", day=day(first))
    if first == last:
        return day(first)
    return _("%(first)s to %(last)s", first=day(first), last=day(last))
