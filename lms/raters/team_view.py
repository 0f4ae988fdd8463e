"""What a manager reads of how their trainers rate: who has calibrated, and findings whose days of quiet are over."""

from dataclasses import dataclass, replace

from lms import clock
from lms.db import session
from lms.i18n import zone
from lms.plan.calendar import add_working_days
from lms.plan.service import working_days
from lms.raters.calibration import standings_of
from lms.raters.findings import SEEN_WORKING_DAYS
from lms.raters.own_view import Card, TranscriptLine, card_of, transcript_lines
from lms.raters.telling import look
from lms.raters.who import raters_of

A_PAGE = 10


@dataclass(frozen=True, slots=True)
class RaterBlock:
    """A trainer. reviews: in the last year; a transcript's result is left out until its days of quiet are over."""

    name: str
    reviews: int
    cards: tuple[Card, ...]
    transcripts: tuple[TranscriptLine, ...]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Trainers by name, some a page: the order says nothing of how they rate."""

    raters: tuple[RaterBlock, ...]
    page: int
    has_more: bool


def team_page(actor_id: int, page: int) -> TeamPage:
    """The trainers of the manager's teams. page: 1 for the first. Empty for who manages nobody."""
    first = (max(page, 1) - 1) * A_PAGE
    rows = session().execute(raters_of(actor_id).offset(first).limit(A_PAGE + 1)).all()
    shown = rows[:A_PAGE]
    ids = [row.id for row in shown]
    figures, told = look(ids, actor_id)
    standings = standings_of(ids)
    return TeamPage(
        raters=tuple(
            RaterBlock(
                name=row.name,
                reviews=figures[row.id].severity.tries,
                cards=tuple(card_of(one, figures[row.id], together=True) for one in told[row.id] if one.shared),
                transcripts=tuple(_quiet(line) for line in transcript_lines(standings[row.id])),
            )
            for row in shown
        ),
        page=max(page, 1),
        has_more=len(rows) > A_PAGE,
    )


def _quiet(line: TranscriptLine) -> TranscriptLine:
    """The rater reads a result at the end of rating; the manager some working days later."""
    if line.done_on is None:
        return line
    shared_on = add_working_days(line.done_on, SEEN_WORKING_DAYS, working_days())
    return line if shared_on <= clock.today(zone()) else replace(line, result=None)
